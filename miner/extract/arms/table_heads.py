"""Arms named in the heads of tables: `MBSR (n = 20)`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from miner.extract.arms.labels import clean_label, is_label
from miner.extract.arms.mention import ArmMention
from miner.extract.participant_counts import cell_words
from miner.model.document import Document, Table
from miner.model.span import Span

MOST_HEADER_CELLS = 40
MOST_TABLES = 40
_CELL_N = re.compile(
    r"[(\[,;\s]*\b[nN]\s*(?:\(%\))?\s*[=:]\s*(?P<n>\d[\d, ]*\d|\d)\s*(?:\([^)]*\))?\s*[)\]]?"
)
_NO_ARM_CELL = re.compile(
    r"^\W*(?:p\b|p[\s-]?values?|total|all|overall|sig|variables?|characteristics?|measures?|outcomes?|difference|diff|mean|sd|m\b|baseline|"
    r"pre|post|change|week|month|day|year|time|follow|t\d|n\b|no\b|%|95|ci\b|or\b|rr\b|hr\b|f\b|t\b|d\b|effect|cohen|statistic|test|χ|x2|"
    r"model|unadjusted|adjusted|number|value|parameter|item|unit|range|median|estimate|coefficient|β|b\b|se\b|reference|comment|sex|male|female|"
    r"yes\b|men\b|women\b|between|within|interaction|group\s*[×x]|η|η2|hedges|visit|end\b|start|before|after|df\b|z\b|r\b|\d)",
    re.IGNORECASE,
)
_COMPARED = re.compile(r"\bp[\s-]?values?\b|\bvs\.?\s|\bversus\b", re.IGNORECASE)


def find_table_heads(document: Document) -> Iterator[ArmMention]:
    """Yield the arms that heads of tables name, with the count beside the name."""
    for table in document.tables[:MOST_TABLES]:
        yield from _heads_of(document, table)


def _heads_of(document: Document, table: Table) -> Iterator[ArmMention]:
    text = document.text
    head_rows = max(1, table.header_rows)
    heads = [
        cell for cell in table.cells if cell.row < head_rows and cell.column > 0 and len(cell.span)
    ]
    seen: set[str] = set()
    for cell in heads[:MOST_HEADER_CELLS]:
        content = cell_words(document, cell.span)
        counted = _CELL_N.search(content)
        bare = content[: counted.start()] if counted and counted.start() else content
        label = clean_label(bare)
        if (
            not is_label(label)
            or _NO_ARM_CELL.match(label)
            or _COMPARED.search(bare)
            or len(label.split()) > 6
            or label in seen
        ):
            continue
        seen.add(label)
        n = int(re.sub(r"[, ]", "", counted["n"])) if counted else None
        at = text.find(label, cell.span.start, cell.span.end)
        span = Span(at, at + len(label)) if at >= 0 else cell.span
        inner = re.search(
            r"\((?!SDs?\b|SEM?\b|CI\b|IQR\b|[NMP]\b|SE\b)([A-Z][A-Za-z0-9-]{1,9})\)", bare
        )
        yield ArmMention(
            inner[1] if inner else label, span, "table_head", 3.0 if counted else 1.0,
            table.span.start, n, label if inner else None,
        )  # fmt: skip
