"""Sample sizes: every count of people along the flow of the study, with arm, step and place."""

from __future__ import annotations

from functools import lru_cache

from miner.extract.sample_sizes.mention import SizeMention
from miner.extract.sample_sizes.mentions import find_size_mentions
from miner.extract.sample_sizes.resolve import Resolved, resolve_sizes
from miner.extract.sample_sizes.tables import find_table_mentions
from miner.model.document import Document
from miner.model.extraction import Extraction, Extractor, Findings, Rejected
from miner.model.provenance import locate, stable_id
from miner.model.trial import Arm, SampleSize

NAME = "sample_sizes"
VERSION = 3


@lru_cache(maxsize=2)
def read_sizes(document: Document, arms: tuple[Arm, ...]) -> Resolved:
    """Read and resolve the counts of a document once, for `extract` and for its study's row."""
    mentions = [*find_size_mentions(document, arms), *find_table_mentions(document, arms)]
    return resolve_sizes(document, mentions, arms)


def extract(document: Document, findings: Findings) -> Extraction:
    """Find the sample sizes that a document reports of its own study.

    Parameters
    ----------
    document : Document
    findings : Findings
        `findings.arms` are the arms found before.

    Returns
    -------
    Extraction
        `SampleSize` records in order of place; every other count is rejected with its reason.
    """
    resolved = read_sizes(document, tuple(findings.arms))
    records: list[SampleSize] = []
    for mention in resolved.kept:
        if mention.per_arm and mention.arm_id is None and findings.arms:
            records += [_record(document, mention, arm.arm_id) for arm in findings.arms]
        else:
            records.append(_record(document, mention, mention.arm_id))
    rejected = tuple(Rejected(m.span, reason, m.rule) for m, reason in resolved.rejected)
    return Extraction(tuple(records), rejected)


def _record(document: Document, mention: SizeMention, arm_id: str | None) -> SampleSize:
    return SampleSize(
        sample_size_id=stable_id(
            "n", document.document_id, arm_id, mention.kind, mention.n, mention.span.start
        ),
        arm_id=arm_id,
        count_kind=mention.kind or "enrolled",
        n=mention.n,
        provenance=locate(
            document, mention.span, extractor=NAME, version=VERSION, rule=mention.rule,
            confidence=round(min(0.99, max(0.3, mention.score)), 2),
        ),
        timepoint=mention.timepoint,
        analysis_set=mention.analysis_set,
        of_n=mention.of_n,
        percent=mention.percent,
    )  # fmt: skip


EXTRACTOR = Extractor(NAME, VERSION, extract)
