"""The extractors, in the order in which they see each other's records.

A new extractor costs its package, one line here and its golden cases.
"""

from __future__ import annotations

from miner.extract import (
    arms,
    checks,
    outcomes,
    prose_results,
    sample_sizes,
    studies,
    table_results,
)
from miner.model import Document, Extraction, Extractor, Findings

EXTRACTORS: tuple[Extractor, ...] = (
    arms.EXTRACTOR,
    sample_sizes.EXTRACTOR,
    outcomes.EXTRACTOR,
    table_results.EXTRACTOR,
    prose_results.EXTRACTOR,
    checks.EXTRACTOR,
    studies.EXTRACTOR,
)


def run_extractors(document: Document) -> Findings:
    """Run every extractor over one paper; errors are the caller's to catch.

    Posts and articles hold other people's studies, so they give no findings.
    """
    findings = Findings()
    if document.kind == "paper":
        for extractor in EXTRACTORS:
            findings.add(extractor.extract(document, findings).records)
    return settle(findings)


def settle(findings: Findings) -> Findings:
    """Join the outcomes that are one; be less sure of records whose numbers are at odds.

    Numbers are never changed.
    """
    return checks.with_adjusted_confidence(outcomes.settle_outcomes(findings))


def run_one(extractor: Extractor, document: Document, findings: Findings) -> Extraction:
    """Run one extractor and add its records to `findings`."""
    extraction = extractor.extract(document, findings)
    findings.add(extraction.records)
    return extraction


def signature() -> str:
    """Name every extractor with its version: when this changes, documents are done again."""
    return " ".join(f"{item.name}:{item.version}" for item in EXTRACTORS)
