"""The arms of a study: names, roles and identity across abstract, prose and table heads."""

from __future__ import annotations

from miner.extract.arms.clusters import Cluster
from miner.extract.arms.definitions import find_definitions
from miner.extract.arms.labels import fold_label
from miner.extract.arms.mentions import find_arm_mentions
from miner.extract.arms.naming import long_label, other_names
from miner.extract.arms.resolve import resolve_arms
from miner.extract.arms.roles import find_roles
from miner.model.document import Document
from miner.model.extraction import Extraction, Extractor, Findings, Rejected
from miner.model.provenance import locate, stable_id
from miner.model.trial import Arm

NAME = "arms"
VERSION = 3


def extract(document: Document, findings: Findings) -> Extraction:
    """Find the arms of the study that a document reports.

    Parameters
    ----------
    document : Document
    findings : Findings
        Not used: arms come first.

    Returns
    -------
    Extraction
        `Arm` records in order of first mention; labels that are no arm of this study are rejected.
    """
    mentions = find_arm_mentions(document)
    clusters = resolve_arms(document, mentions)
    definitions = find_definitions(document.text)
    longs = [long_label(document.text, c, c.labels()[0], definitions) for c in clusters]
    longs = [long if longs.count(long) == 1 else None for long in longs]
    roles = find_roles(document.text, clusters, longs)
    records = tuple(
        _record(document, cluster, long, role, definitions)
        for cluster, long, role in zip(clusters, longs, roles, strict=True)
    )
    kept = {id(mention) for cluster in clusters for mention in cluster.mentions}
    rejected = tuple(
        Rejected(mention.span, "not among the arms that the paper sets side by side", mention.rule)
        for mention in mentions
        if id(mention) not in kept
    )
    return Extraction(records, rejected)


def _record(
    document: Document, cluster: Cluster, long: str | None, role: str, definitions: dict[str, str]
) -> Arm:
    label = cluster.labels()[0]
    first = min((m for m in cluster.mentions if m.label == label), key=lambda m: m.span.start)
    confidence = min(0.99, 0.5 + 0.04 * cluster.score)
    return Arm(
        arm_id=stable_id("arm", document.document_id, *fold_label(label)),
        label=label,
        long_label=long,
        role=role,
        provenance=locate(
            document, first.span, extractor=NAME, version=VERSION, rule=first.rule,
            confidence=round(confidence, 2),
        ),
        aliases=other_names(cluster, label, long, definitions),
    )  # fmt: skip


EXTRACTOR = Extractor(NAME, VERSION, extract)
