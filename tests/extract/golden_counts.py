"""Loading of the golden cases of arms, sample sizes and studies."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from miner.extract.arms import EXTRACTOR as ARMS
from miner.extract.sample_sizes import EXTRACTOR as SAMPLE_SIZES
from miner.extract.studies import EXTRACTOR as STUDIES
from miner.model import Document, Findings
from miner.readers.plain import read_plain

GOLDEN = Path(__file__).parents[1] / "golden"


def load(path: str) -> list[dict[str, Any]]:
    """Return the cases of one golden file."""
    return tomllib.loads((GOLDEN / path).read_text(encoding="utf-8"))["case"]


def read(text: str, title: str | None = None) -> tuple[Document, Findings]:
    """Read a text and run the three extractors of counts."""
    document = read_plain(text, document_id="invented", title=title)
    return document, findings_of(document)


def findings_of(document: Document) -> Findings:
    """Run the three extractors of counts over a document."""
    findings = Findings()
    for extractor in (ARMS, SAMPLE_SIZES, STUDIES):
        findings.add(extractor.extract(document, findings).records)
    return findings
