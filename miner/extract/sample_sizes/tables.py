"""Counts in tables: `STRE (n = 35)` in a head, a row `Number of participants`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from miner.extract.arms import match_arm
from miner.extract.arms.labels import clean_label
from miner.extract.participant_counts import cell_words
from miner.extract.sample_sizes.mention import SizeMention
from miner.model.document import Cell, Document, Table
from miner.model.span import Span
from miner.model.trial import Arm
from miner.text.counts import PARTICIPANT_NOUNS
from miner.text.timepoints import find_timepoints

MOST_TABLES, MOST_HEADER_CELLS, MOST_ROWS = 30, 60, 80
_HEAD_N = re.compile(
    r"\b[nN]\s*(?:\(%\))?\s*[=:]\s*(?P<n>\d{1,3}(?:[,\u2009 ]\d{3})+|\d+)(?![\d.]|\s*%)"
)
_ONLY_N = re.compile(r"^\s*\(?\s*[nN]\s*=\s*\d[\d, ]*\)?\s*$")
_ROW_N = re.compile(
    r"^\W*(?:(?:total\s+)?(?:no\.?|numbers?|n)\s*(?:\(%\)|,\s*%)?\s*(?:of|:)?\s*(?:the\s+)?(?:participants|patients|subjects|cases|individuals|women|men|children|adults|people|students)?|"
    r"(?:total\s+)?(?:participants|patients|subjects|cases|sample\s+size|total\s+cases)|[nN])\s*(?:\(\s*(?:[nN]|no\.?|%|[nN]\s*,?\s*%)\s*\)|,\s*(?:n|no\.?)(?:\s*\(%\))?)?\W*$",
    re.IGNORECASE,
)
_FLOW_ROW: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("randomised", re.compile(r"^\W*(?:no\.?|number|n|patients|participants|subjects)?\W*(?:of\s+)?(?:patients|participants|subjects)?\W*random", re.I)),
    ("completed", re.compile(r"^\W*(?:(?:no\.?|number|n|patients|participants|subjects)\W+(?:of\s+)?(?:patients\s+|participants\s+|subjects\s+)?(?:who\s+)?complet(?:ed|ers)\b|complet(?:ed|ers)\s+(?:the\s+)?(?:study|trial|follow|intervention|program|post|assess)|completers\b)", re.I)),
    ("lost", re.compile(r"^\W*(?:drop-?\s?outs?|lost\s+to\s+follow|withdraw\w*(?!\s+of\s+(?!consent)))", re.I)),
)  # fmt: skip
_CELL_COUNT = re.compile(
    r"^\s*(?:[nN]\s*=\s*)?(?P<n>\d{1,3}(?:,\d{3})+|\d{1,6})\s*(?P<share>\(\s*\d[\d.·]*\s*%?\s*\))?\W?\s*$"
)
_TOTAL_HEAD = re.compile(
    r"^\W*(?:total|all|overall|entire|whole|full|combined|pooled)\b", re.IGNORECASE
)
_PEOPLE_HEAD = re.compile(rf"\b{PARTICIPANT_NOUNS}\b", re.IGNORECASE)
_N_COLUMN = re.compile(r"^\s*(?:[nN]|No\.?)\s*$")


def find_table_mentions(document: Document, arms: Sequence[Arm]) -> list[SizeMention]:
    """Read the counts of arms and of all participants that table heads, rows and captions print."""
    found: list[SizeMention] = []
    for table in document.tables[:MOST_TABLES]:
        found += _in_head(document, table, arms)
        found += _in_rows(document, table, arms)
        found += _in_column(document, table)
    return found


def _in_head(document: Document, table: Table, arms: Sequence[Arm]) -> list[SizeMention]:
    """Read the counts of a head; an arm with two at one moment there has parts, not sizes."""
    found = list(_heads(document, table, arms))
    sizes: dict[tuple[str | None, str | None], set[int]] = {}
    for mention in found:
        sizes.setdefault((mention.arm_id, mention.timepoint), set()).add(mention.n)
    return [m for m in found if len(sizes[m.arm_id, m.timepoint]) == 1]


def _heads(document: Document, table: Table, arms: Sequence[Arm]) -> Iterator[SizeMention]:
    head_rows = max(1, table.header_rows)
    heads = _header_cells(table)
    seen: set[tuple[str | None, int, str | None]] = set()
    # Arms as rows: `MBSR (n = 20)` in the first column.
    stubs = [c for c in table.cells if c.row >= head_rows and c.column == 0 and len(c.span)]
    for cell in [*heads, *stubs[:MOST_ROWS]]:
        mention = _head_count(document, table, cell, heads, arms)
        if mention is None or (mention.arm_id, mention.n, mention.timepoint) in seen:
            continue
        seen.add((mention.arm_id, mention.n, mention.timepoint))
        yield mention


def _header_cells(table: Table) -> list[Cell]:
    head_rows = max(1, table.header_rows)
    return [c for c in table.cells if c.row < head_rows and len(c.span)][:MOST_HEADER_CELLS]


def _head_count(
    document: Document, table: Table, cell: Cell, heads: Sequence[Cell], arms: Sequence[Arm]
) -> SizeMention | None:
    """Read the count of `MBSR (n = 20)`, the arm named in the cell or in those above it."""
    content = cell.span.of(document.text)
    match = _HEAD_N.search(content)
    if match is None:
        return None
    above = _above(document, cell, heads)
    words = above if _ONLY_N.match(content) else cell_words(document, cell.span)
    in_head = cell.row < max(1, table.header_rows)
    arm = _arm_of(words, arms) or (_arm_of(above, arms) if in_head else None)
    is_total = arm is None and _TOTAL_HEAD.match(words or "") is not None
    if arm is None and not is_total:
        return None
    moment = find_timepoints(words, bare=True)
    start = cell.span.start + match.start("n")
    return SizeMention(
        n=_number(match["n"]), span=Span(start, start + len(match["n"])), kind=None,
        rule="table_head_n", score=0.9, arm_id=arm.arm_id if arm else None,
        label=words.strip() or None, part="table", sentence=table.span,
        timepoint=moment[0].label if moment else None,
        total=0.5 if is_total else 0.0, arm=0.0 if is_total else 0.9,
    )  # fmt: skip


def _above(document: Document, cell: Cell, heads: Sequence[Cell]) -> str:
    """Join the header cells that span a column above a cell."""
    return " ".join(
        cell_words(document, other.span)
        for other in heads
        if other.row < cell.row and other.column <= cell.column < other.column + other.column_span
    )


def _arm_of(words: str, arms: Sequence[Arm]) -> Arm | None:
    bare = _HEAD_N.sub(" ", words)
    label = clean_label(bare)
    return match_arm(label, arms) if label else None


def _in_rows(document: Document, table: Table, arms: Sequence[Arm]) -> list[SizeMention]:
    """Read rows of counts; of an arm's several at one moment the first, if none is larger.

    Later and smaller ones are of a part: those with a value, or one stratum. Columns headed by
    other people, `caregivers` and `children`, are counted apart.
    """
    found = list(_rows(document, table, arms))
    most: dict[tuple[str | None, ...], int] = {}
    first: dict[tuple[str | None, ...], SizeMention] = {}
    for mention in found:
        people = _PEOPLE_HEAD.search(mention.label or "")
        key = (mention.arm_id, mention.kind, mention.timepoint, people and people[0].lower())
        most[key] = max(most.get(key, 0), mention.n)
        first.setdefault(key, mention)
    return [mention for key, mention in first.items() if mention.n == most[key]]


def _rows(document: Document, table: Table, arms: Sequence[Arm]) -> Iterator[SizeMention]:
    text = document.text
    head_rows = max(1, table.header_rows)
    rows: dict[int, list[Cell]] = {}
    for cell in table.cells:
        if head_rows <= cell.row < head_rows + MOST_ROWS and len(cell.span):
            rows.setdefault(cell.row, []).append(cell)
    heads = _header_cells(table)
    section: Arm | None = None
    for cells in rows.values():
        stub = next((c for c in cells if c.column == 0), None)
        if stub is None:
            continue
        words = stub.span.of(text)
        if len(cells) == 1:  # `Doxycycline arm` above its own rows
            section = _arm_of(cell_words(document, stub.span), arms) or section
            continue
        kind = next((k for k, pattern in _FLOW_ROW if pattern.search(words)), None)
        if kind is None and (not _ROW_N.match(words) or words.strip().lower() == "no"):
            continue
        for cell in cells:
            mention = _row_count(document, table, cell, heads, arms, kind) if cell.column else None
            if mention is not None:
                yield mention if section is None else replace(mention, arm_id=section.arm_id)


def _row_count(
    document: Document,
    table: Table,
    cell: Cell,
    heads: Sequence[Cell],
    arms: Sequence[Arm],
    kind: str | None,
) -> SizeMention | None:
    """Read one cell of a row of counts, its arm and moment named in the head."""
    match = _CELL_COUNT.match(cell.span.of(document.text))
    if match is None or (kind is None and match["share"]):
        return None
    head = _above(document, cell, heads)
    arm = _arm_of(head, arms)
    if arm is None and not _TOTAL_HEAD.match(head):
        return None
    start = cell.span.start + match.start("n")
    moment = find_timepoints(head, bare=True)
    return SizeMention(
        n=_number(match["n"]), span=Span(start, start + len(match["n"])), kind=kind,
        rule="table_row_n", score=0.85, arm_id=arm.arm_id if arm else None, label=head,
        part="table", sentence=table.span, timepoint=moment[0].label if moment else None,
        total=0.0 if arm else 0.5, arm=0.85 if arm else 0.0,
    )  # fmt: skip


def _in_column(document: Document, table: Table) -> Iterator[SizeMention]:
    """Read a column headed `N` whose rows are moments: the number analysed at each."""
    text = document.text
    head_rows = max(1, table.header_rows)
    heads = _header_cells(table)
    columns = {c.column for c in heads if _N_COLUMN.match(c.span.of(text))}
    if len(columns) != 1 or any(c.span.of(text).strip() in ("%", "n (%)") for c in heads):
        return
    column = columns.pop()
    stubs = {c.row: c for c in table.cells if c.column == 0 and c.row >= head_rows}
    seen: set[tuple[int, str]] = set()
    for cell in table.cells:
        if cell.column != column or not head_rows <= cell.row < head_rows + MOST_ROWS:
            continue
        match = _CELL_COUNT.match(cell.span.of(text))
        stub = stubs.get(cell.row)
        if match is None or stub is None:
            continue
        moment = find_timepoints(stub.span.of(text), bare=True)
        n = _number(match["n"])
        if not moment or (n, moment[0].label) in seen:
            continue
        seen.add((n, moment[0].label))
        start = cell.span.start + match.start("n")
        yield SizeMention(
            n=n, span=Span(start, start + len(match["n"])), kind="analysed", rule="table_column_n",
            score=0.7, part="table", timepoint=moment[0].label,
        )  # fmt: skip


def _number(printed: str) -> int:
    return int(re.sub(r"\D", "", printed))
