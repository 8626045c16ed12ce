"""The extractors, in the order in which they see each other's records.

A new extractor costs its package, one line here and its golden cases.
"""

from __future__ import annotations

from miner.extract import (
    arms,
    checks,
    outcomes,
    prose_results,
    row_confidence,
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


def run_extractors(document: Document, *, keep_doubtful: bool = False) -> Findings:
    """Run every extractor over one paper; errors are the caller's to catch.

    Posts and articles hold other people's studies, so they give no findings. `keep_doubtful`
    keeps results that are likely wrong, for callers that weigh them themselves.
    """
    findings = Findings()
    if document.kind == "paper":
        for extractor in EXTRACTORS:
            findings.add(extractor.extract(document, findings).records)
    return settle(document, findings, keep_doubtful=keep_doubtful)


def settle(document: Document, findings: Findings, *, keep_doubtful: bool = False) -> Findings:
    """Join the outcomes that are one; say how sure each result is, leave out what is likely wrong.

    Numbers are never changed.
    """
    joined = outcomes.settle_outcomes(findings)
    judged = row_confidence.with_confidence(document, joined, keep_doubtful=keep_doubtful)
    if len(judged.arm_results) + len(judged.effects) < len(joined.arm_results) + len(
        joined.effects
    ):
        judged = outcomes.settle_outcomes(judged)  # outcomes of results that are gone go too
    return checks.with_adjusted_confidence(judged)


def run_one(extractor: Extractor, document: Document, findings: Findings) -> Extraction:
    """Run one extractor and add its records to `findings`."""
    extraction = extractor.extract(document, findings)
    findings.add(extraction.records)
    return extraction


def signature() -> str:
    """Name every extractor with its version: when this changes, documents are done again."""
    judged = f"{row_confidence.NAME}:{row_confidence.VERSION}"
    return " ".join([*(f"{item.name}:{item.version}" for item in EXTRACTORS), judged])
