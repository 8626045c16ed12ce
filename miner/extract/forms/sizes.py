"""How many people an arm's result is about: head of the table, row, text, flow of the study."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from miner.extract.forms.groups import Figure, Group
from miner.extract.forms.paper import Paper

# Counts that can be the n of a result, the most trusted first.
_KINDS = ("analysed", "randomised", "allocated", "completed", "received", "enrolled", "planned")
_STARTED = ("randomised", "allocated", "received", "enrolled")
# Arms of one trial seldom differ more in size; what does is a misread part of one.
MAX_RATIO = 1.6
MAX_UNEQUAL = 3.2
MAX_NAME_CHARS = 60
_INLINE = re.compile(r"[\s,;:(\[]{0,3}n\s?=\s?(\d{1,5})\b", re.IGNORECASE)
_PEOPLE = r"(?:patients|participants|subjects|women|men|children|infants|people|individuals|adults|cases|eyes|volunteers|students|mothers|rats|mice)"
_EACH = re.compile(
    rf"(?:\b(?:two|three|four|five|2|3|4|5)\s+(?:equal\s+|parallel\s+|study\s+|treatment\s+)?(?:groups|arms)\s*(?:\(|of\s+|with\s+)\s*n?\s*=?\s*(?P<a>\d{{1,4}})\b)"
    rf"|(?:\bn\s*=\s*(?P<b>\d{{1,4}})\s*(?:/|per|in|for|,)?\s*(?:each|every|per)?\s*(?:group|arm)\b)"
    rf"|(?:\b(?P<c>\d{{1,4}})\s+{_PEOPLE}\s+(?:were\s+)?(?:\w+\s+)?(?:in|to|per)\s+(?:each|every|both|either)\s+(?:of\s+the\s+\w+\s+)?(?:groups?|arms?))"
    rf"|(?:\beach\s+(?:group|arm)\s+(?:\w+\s+){{0,4}}(?P<d>\d{{1,4}})\s+{_PEOPLE})",
    re.IGNORECASE,
)


def find_sizes(
    paper: Paper, group: Group | None, figures: Sequence[Figure], names: Sequence[Sequence[str]]
) -> list[int | None]:
    """Return the group sizes of the figures of two arms.

    Parameters
    ----------
    paper : Paper
    group : Group or None
        Where the figures stand; None where only the arms are known.
    figures : sequence of Figure
        One an arm.
    names : sequence of sequence of str
        What each arm is called, the row's own words among it.
    """
    found = [_printed(paper, group, figure) for figure in figures]
    if None in found:
        told = [_told(paper, figure, own) for figure, own in zip(figures, names, strict=True)]
        flow = _plausible(
            [_in_flow(paper, figure.arm_id) for figure in figures],
            [_in_heads(paper, figure.arm_id) for figure in figures], told,
        )  # fmt: skip
        found = [own if own is not None else other for own, other in zip(found, flow, strict=True)]
    if None in found:
        shared = _shared(paper)
        if _ratio([*found, shared]) <= MAX_UNEQUAL:
            found = [own if own is not None else shared for own in found]
    return found


def _printed(paper: Paper, group: Group | None, figure: Figure) -> int | None:
    """The figure's own n, else what its table gives for the arm elsewhere."""
    if figure.n:
        return figure.n
    if group is None:
        return None
    if group.table_id is None:
        own = _INLINE.match(paper.document.text, figure.span.end)
        return int(own[1]) if own else None
    same = Counter(
        reading.n
        for reading in paper.readings
        if reading.table_id == group.table_id
        and reading.arm_label == figure.arm_label
        and reading.n
        and reading.subgroup is None
    )
    return same.most_common(1)[0][0] if same else None


def _plausible(*sources: Sequence[int | None]) -> list[int | None]:
    """Take the first source whose sizes fit together; else piece the sources together.

    Sizes of one source may differ as in a trial of two to one, those of two sources may not:
    then one of them is of something else, and neither is given.
    """
    for most in (MAX_RATIO, MAX_UNEQUAL):
        for sizes in sources:
            if None not in sizes and _ratio(sizes) <= most:
                return list(sizes)
    pieces = [
        next((sizes[i] for sizes in sources if sizes[i]), None) for i in range(len(sources[0]))
    ]
    return pieces if _ratio(pieces) <= MAX_RATIO else [None] * len(pieces)


def _ratio(sizes: Sequence[int | None]) -> float:
    known = [size for size in sizes if size]
    return max(known) / min(known) if known else 1.0


def _in_flow(paper: Paper, arm_id: str | None) -> int | None:
    """The size of an arm along the flow of the study."""
    if arm_id is None:
        return None
    kinds: dict[str, int] = {}
    for size in paper.findings.sample_sizes:
        if size.arm_id == arm_id:
            # The largest of a kind: the smaller ones are parts, or a later moment.
            kinds[size.count_kind] = max(size.n, kinds.get(size.count_kind, 0))
    started = max((kinds[kind] for kind in _STARTED if kind in kinds), default=None)
    for kind in _KINDS:
        if kind in kinds and (started is None or kinds[kind] * 2 >= started):
            return kinds[kind]
    return None


def _in_heads(paper: Paper, arm_id: str | None) -> int | None:
    """The size that most heads of tables give for an arm."""
    heads = Counter(
        reading.n
        for reading in paper.readings
        if arm_id is not None and reading.arm_id == arm_id and reading.n
    )
    return heads.most_common(1)[0][0] if heads else None


def _told(paper: Paper, figure: Figure, names: Sequence[str]) -> int | None:
    """What the text says beside one of an arm's names: `Group A (n = 30)`, `30 patients in A`."""
    votes: Counter[int] = Counter()
    for name in dict.fromkeys((figure.arm_label, *names)):
        if not 2 <= len(name) <= MAX_NAME_CHARS or name.startswith("side:"):
            continue
        source = re.escape(name).replace(r"\ ", r"[\s-]+")
        named = rf"(?<![\w-]){source}(?:\s+(?:group|arm))?"
        for pattern in (
            rf"{named}\s*[(\[,;:]?\s*(?:\w+,\s*)?n\s*=\s*(\d{{1,5}})\b",
            rf"\b(\d{{1,5}})\s+(?:\w+\s+)?{_PEOPLE}\s+(?:\w+\s+){{0,3}}(?:in|to|received|receiving|given)\s+(?:the\s+)?{named}",
        ):
            votes.update(
                int(match[1]) for match in re.finditer(pattern, paper.document.text, re.IGNORECASE)
            )
    return max(votes.items(), key=lambda item: (item[1], item[0]))[0] if votes else None


def sizes_known(paper: Paper, figure: Figure) -> tuple[int, ...]:
    """Return every size that the paper gives for an arm, the largest first."""
    found = {
        size.n for size in paper.findings.sample_sizes if size.arm_id == figure.arm_id and size.n
    }
    found |= {
        reading.n for reading in paper.readings if reading.arm_id == figure.arm_id and reading.n
    }
    return tuple(sorted(found, reverse=True)) if figure.arm_id else ()


def _shared(paper: Paper) -> int | None:
    """One size for every arm: `two groups (n = 10)`, or everybody in a crossover trial."""
    match = _EACH.search(paper.document.text)
    if match is not None:
        return int(next(value for value in match.groups() if value))
    study = paper.findings.studies[0] if paper.findings.studies else None
    if study is not None and study.design == "crossover_rct":
        return study.n_analysed or study.n_total
    return None
