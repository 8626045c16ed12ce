"""What part each arm plays: the role that its names tell, or what the control group got."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from miner.extract.arms.clusters import Cluster
from miner.extract.arms.labels import fold_label, is_control, is_generic_intervention, role_of

MOST_CONTROL_WORDS = 60
LEAST_SHARE = 0.3  # of the mentions of an arm that tell a role, to be believed against its label
LEAST_NEAR = 2  # times that a role stands beside `control` to be believed
_ADDED = re.compile(r"\+|\b(?:plus|and|with)\b", re.IGNORECASE)
_CONTROL_GOT = re.compile(
    r"(?:control|comparison)\s+(?:group|arm|condition|participants|patients|subjects|students)\s*(?:\([^)]{1,12}\)\s*)?"
    r"(?:was|were|received|had|consisted|participated|continued|did|got|followed|attended|will|on|of|is)\s(?P<what>[^.;]{3,120})",
    re.IGNORECASE,
)
_CONTROL_WORD = re.compile(r"\b(?:control|comparison)s?\b", re.IGNORECASE)


def find_roles(text: str, clusters: Sequence[Cluster], longs: Sequence[str | None]) -> list[str]:
    """Name the role of every arm.

    Parameters
    ----------
    text : str
    clusters : sequence of Cluster
        The arms of one study.
    longs : sequence of str or None
        Their long names.

    Returns
    -------
    list of str
        In the order of the arms; `unclear` for a control of which nothing more is told.
    """
    pairs = list(zip(clusters, longs, strict=True))
    told = [_role(text, cluster, long) for cluster, long in pairs]
    roles = [role or "intervention" for role in told]
    # Two named treatments and no control: the first is compared with the other.
    if len(clusters) == 2 and told == [None, None]:
        generic = [any(is_generic_intervention(m.label) for m in c.mentions) for c in clusters]
        roles[0 if generic[1] and not generic[0] else 1] = "active_comparator"
    return roles


def _role(text: str, cluster: Cluster, long: str | None) -> str | None:
    label = cluster.labels()[0]
    if role := role_of(label):
        return None if role == "usual_care" and _ADDED.search(label) else role
    told = Counter(role for m in cluster.mentions if (role := role_of(m.label)))
    if told:
        role, times = max(sorted(told.items()), key=lambda item: item[1])
        if is_control(label) or times >= LEAST_SHARE * len(cluster.mentions):
            return role
    if long and not is_control(label) and (role := role_of(long)):
        return role
    if is_generic_intervention(label):
        return None
    at = text.find(f"{label} (")
    inside = text[at + len(label) + 2 : at + len(label) + 62].split(")")[0] if at >= 0 else ""
    if is_control(inside) or role_of(inside):
        return role_of(inside) or "unclear"
    controls = sum(is_control(m.label) for m in cluster.mentions)
    if not is_control(label) and controls < LEAST_SHARE * len(cluster.mentions):
        return None
    if is_control(label) and len(fold_label(label)) > 1:
        return "active_comparator"
    return (role_of(long) if long else None) or _got_by_controls(text)


def _got_by_controls(text: str) -> str:
    """Read what the control group got, first from its own sentence, then from words beside it."""
    got, near = [], []
    for match in list(_CONTROL_WORD.finditer(text))[:MOST_CONTROL_WORDS]:
        receipt = _CONTROL_GOT.match(text, match.start(), match.end() + 160)
        if receipt and (role := role_of(receipt["what"])):
            got.append(role)
        words = text[max(0, match.start() - 30) : match.end() + 60]
        if role := role_of(re.split(r"[.;]\s", words)[0]):
            near.append(role)
    for roles, least in ((got, 1), (near, LEAST_NEAR)):
        most = max(dict.fromkeys(roles), key=roles.count, default=None)
        if most and roles.count(most) >= least:
            return most
    return "unclear"
