"""The arms of a study: names, roles and identity across abstract, prose and table heads."""

from __future__ import annotations

import re

from miner.extract.arms.definitions import find_definitions
from miner.extract.arms.labels import fold_label, is_control, is_generic_intervention, role_of
from miner.extract.arms.mentions import find_arm_mentions
from miner.extract.arms.resolve import Cluster, resolve_arms
from miner.model.document import Document
from miner.model.extraction import Extraction, Extractor, Findings, Rejected
from miner.model.provenance import locate, stable_id
from miner.model.trial import Arm

NAME = "arms"
VERSION = 2
_CONTROL_GOT = re.compile(
    r"(?:control|comparison)\s+(?:group|arm|condition|participants|patients|subjects|students)\s*(?:\([^)]{1,12}\)\s*)?"
    r"(?:was|were|received|had|consisted|participated|continued|did|got|followed|attended|will|on|of|is)\s(?P<what>[^.;]{3,120})",
    re.IGNORECASE,
)
_CONTROL_WORD = re.compile(r"\b(?:control|comparison)s?\b", re.IGNORECASE)
MOST_CONTROL_WORDS = 60


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
    roles = _roles(document.text, clusters)
    records = tuple(
        _record(document, cluster, role, definitions)
        for cluster, role in zip(clusters, roles, strict=True)
    )
    kept = {id(mention) for cluster in clusters for mention in cluster.mentions}
    rejected = tuple(
        Rejected(mention.span, "not among the arms that the paper sets side by side", mention.rule)
        for mention in mentions
        if id(mention) not in kept
    )
    return Extraction(records, rejected)


def _record(document: Document, cluster: Cluster, role: str, definitions: dict[str, str]) -> Arm:
    labels = cluster.labels()
    label = labels[0]
    long = _long_label(cluster, label, definitions)
    first = min((m for m in cluster.mentions if m.label == label), key=lambda m: m.span.start)
    shorts = {s for s, defined in definitions.items() if fold_label(defined) in cluster.names}
    others = ({*labels[1:]} | shorts) - {long, label}
    aliases = tuple(sorted(others, key=lambda n: (len(n), n)))
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
        aliases=aliases[:12],
    )  # fmt: skip


def _long_label(cluster: Cluster, label: str, definitions: dict[str, str]) -> str | None:
    for name in (label, *cluster.labels()):
        if name in definitions and fold_label(definitions[name]) != fold_label(label):
            return definitions[name]
    longs = [m.long for m in cluster.mentions if m.long and fold_label(m.long) != fold_label(label)]
    if longs:
        return max(longs, key=lambda name: (longs.count(name), len(name), name))
    longer = [n for n in cluster.labels() if len(fold_label(n)) > len(fold_label(label))]
    return max(longer, key=lambda name: (len(name), name)) if longer else None


def _roles(text: str, clusters: list[Cluster]) -> list[str]:
    roles = [_own_role(text, cluster) for cluster in clusters]
    open_places = [place for place, role in enumerate(roles) if role is None]
    for place in open_places:
        roles[place] = "intervention"
    # Two named treatments and no control: the first is compared with the other.
    if len(clusters) == 2 and len(open_places) == 2:
        generic = [any(is_generic_intervention(m.label) for m in c.mentions) for c in clusters]
        roles[0 if generic[1] and not generic[0] else 1] = "active_comparator"
    return [role or "unclear" for role in roles]


def _own_role(text: str, cluster: Cluster) -> str | None:
    names = [*cluster.labels(), *(m.long for m in cluster.mentions if m.long)]
    told = [role for name in names if (role := role_of(name)) is not None]
    if told:
        return max(sorted(set(told)), key=told.count)
    for name in dict.fromkeys(names[:3]):
        at = text.find(f"{name} (")
        inside = text[at + len(name) + 2 : at + len(name) + 62].split(")")[0] if at >= 0 else ""
        if is_control(inside) or role_of(inside):
            return role_of(inside) or "unclear"
    if not any(is_control(name) for name in names):
        return None
    if any(is_control(name) and len(fold_label(name)) > 1 for name in names[:1]):
        return "active_comparator"
    got, near = [], []
    for match in list(_CONTROL_WORD.finditer(text))[:MOST_CONTROL_WORDS]:
        receipt = _CONTROL_GOT.match(text, match.start(), match.end() + 160)
        if receipt and (role := role_of(receipt["what"])):
            got.append(role)
        words = text[max(0, match.start() - 30) : match.end() + 60]
        if role := role_of(re.split(r"[.;]\s", words)[0]):
            near.append(role)
    for roles in (got, near):
        if roles:
            return max(dict.fromkeys(roles), key=roles.count)
    return "unclear"


EXTRACTOR = Extractor(NAME, VERSION, extract)
