"""Tie values to arms and outcomes by the order and the small words between them.

Used where the learnt linker is not at hand, and to check it: a value that both tie to the
same arm is surer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from miner.model.span import Span


@dataclass(frozen=True, slots=True)
class Links:
    """What a number belongs to, as stretches of the text; empty where nothing was found.

    `arms` holds the arm, group or exposure the number is about, `comparators` what it is
    compared with.
    """

    outcomes: tuple[Span, ...] = ()
    arms: tuple[Span, ...] = ()
    comparators: tuple[Span, ...] = ()
    timepoints: tuple[Span, ...] = ()
    score: float = 0.5
    rule: str = "rules"


_WORD = r"[A-Za-z0-9][\w/+.’'-]*"
_GROUP_NOUN = (
    r"(?:groups?|arms?|recipients|participants|patients|subjects|controls?|eyes|women|men|children|cohorts?|"
    r"therapy|treatment|condition)"
)
GENERIC_ARM = re.compile(
    rf"\b(?:(?i:the)\s+)?(?P<arm>(?:(?!(?:in|of|for|with|and|or|than|to|the|was|were|had|by|between|among|both|all|two|three|each|these|those|either|other)\b){_WORD}[\s-]+){{1,4}}{_GROUP_NOUN})\b"
    rf"|\b(?P<letter>(?:[Gg]roup|[Aa]rm)\s+(?:[A-Z]|[IV]{{1,3}}|\d))\b"
    rf"|\b(?P<bare>placebo|controls?|sham|usual\s+care|standard\s+care|wait(?:ing)?[-\s]?list)\b"
)
_AFTER = re.compile(
    r"[\s)\]%]*(?:of\s+(?:the\s+)?(?:patients|participants|subjects|women|eyes|children|cases|those)\s+)?"
    r"(?:[a-zA-Z/µ·.²³°]{1,10}\s+)?[)\]]?\s*(?:\([^()]{1,25}\)\s*)?(?:(?:in|with|for|on|among|of|by|from|to|receiving|taking|under|within|assigned|allocated)\s+(?:(?:to|the|those|patients|participants|in|who|received|receiving|a|an|our|on|with)\s+)*|,\s*)?"
)
_BEFORE = re.compile(
    r"\s*(?:(?:was|were|had|has|is|reported|showed|achieved|averaged|of|with|:|;|\(|\[|=|mean|median|M|Mdn|groups?|arms?|conditions?|patients|participants|a|by|experienced|did|improved|decreased|increased|reduced|from)\s*)*$"
)


def link_arms(
    text: str, sentence: Span, values: Sequence[Span], arms: Sequence[Span]
) -> list[Span | None]:
    """Give each value of a sentence the arm mention it belongs to, or None.

    Parameters
    ----------
    text : str
    sentence : Span
    values : sequence of Span
        Values of the sentence, in order.
    arms : sequence of Span
        Mentions of arms in the sentence, in order.

    Returns
    -------
    list
        One entry a value.
    """
    linked = _respectively(text, sentence, values, arms)
    linked = _compared_pair(text, values, arms, linked, joints=_VERSUS)
    linked = [
        given or _adjacent(text, value, arms) for given, value in zip(linked, values, strict=True)
    ]
    return _compared_pair(text, values, arms, linked, joints=_VERSUS_OR_AND)


_VERSUS = re.compile(
    r"[\s)%\]]*(?:[a-zA-Z/²]{1,8}\s*)?(?:vs\.?|versus|v\.?|compared\s+(?:with|to)|against)\s*"
)
_VERSUS_OR_AND = re.compile(
    r"[\s)%\]]*(?:[a-zA-Z/²]{1,8}\s*)?(?:vs\.?|versus|v\.?|compared\s+(?:with|to)|against|and)\s*"
)
PAIR_CHARS = 200  # two arms further back than this belong to another comparison


def _last_two(text: str, arms: Sequence[Span], position: int) -> list[Span]:
    """Return the two arms last named before a place, in order; fewer where there are not two."""
    found: dict[str, Span] = {}
    for arm in reversed(arms):
        key = re.sub(rf"\s+{_GROUP_NOUN}$|^(?:group|arm)\s+", "", arm.of(text).casefold())
        if position - arm.start > PAIR_CHARS or len(found) == 2:
            break
        found.setdefault(key, arm)
    return sorted(found.values())


_COMPARED_WITH = re.compile(
    r"\b(?:compared\s+(?:with|to)|than|relative\s+to|versus|vs\.?|unlike)\s+(?:that\s+(?:in|of)\s+)?(?:the\s+)?$",
    re.I,
)


def _adjacent(text: str, value: Span, arms: Sequence[Span]) -> Span | None:
    following = [arm for arm in arms if arm.start >= value.end]
    if following:
        nearest = following[0]
        gap = text[value.end : nearest.start]
        if len(gap) <= 60 and _AFTER.fullmatch(gap):
            return nearest
    preceding = [arm for arm in arms if arm.end <= value.start]
    if preceding:
        nearest = preceding[-1]
        gap = text[nearest.end : value.start]
        if gap.strip() == "," and text[: nearest.start].rstrip().endswith(("(", "[", ";")):
            return nearest  # "(letrozole, 26%; tamoxifen, 22%)"
        if len(gap) <= 60 and _BEFORE.fullmatch(gap):
            return nearest
    return None


def _respectively(
    text: str, sentence: Span, values: Sequence[Span], arms: Sequence[Span]
) -> list[Span | None]:
    """Pair lists: "12 and 15 in the A and B groups, respectively"."""
    linked: list[Span | None] = [None] * len(values)
    if "respectively" not in sentence.of(text):
        return linked
    value_runs = _runs(text, values)
    arm_runs = _runs(text, arms)
    for run in value_runs:
        fitting = [arm_run for arm_run in arm_runs if len(arm_run) == len(run) >= 2]
        if not fitting:
            continue
        first = values[run[0]].start
        nearest = min(fitting, key=lambda arm_run: abs(arms[arm_run[0]].start - first))
        for value_index, arm_index in zip(run, nearest, strict=True):
            linked[value_index] = arms[arm_index]
    return linked


def _runs(text: str, spans: Sequence[Span]) -> list[list[int]]:
    """Group neighbours that only commas, "and", "vs" or units part."""
    runs: list[list[int]] = []
    for index, span in enumerate(spans):
        if runs and re.fullmatch(
            r"[\s)%\]]*(?:[a-zA-Z/²]{1,8}\s*)?(?:\([^()]{0,30}\)\s*)?(?:,|and|,\s*and|vs\.?|versus|or|v|compared\s+(?:with|to))?\s*(?:the|in|to)?\s*[\[(]?",
            text[spans[index - 1].end : span.start],
        ):
            runs[-1].append(index)
        else:
            runs.append([index])
    return runs


def _compared_pair(
    text: str, values: Sequence[Span], arms: Sequence[Span], linked: list[Span | None],
    *, joints: re.Pattern[str],
) -> list[Span | None]:  # fmt: skip
    """Pair "lower in A than in B (v1 vs v2)": two values joined by "vs", two arms before them."""
    for index in range(len(values) - 1):
        if linked[index] or linked[index + 1]:
            continue
        between = text[values[index].end : values[index + 1].start]
        if not joints.fullmatch(between):
            continue
        if any(
            _AFTER.fullmatch(text[values[index + 1].end : arm.start])
            for arm in arms
            if arm.start >= values[index + 1].end
        ):
            continue  # "12% vs 15% in the control group"
        before = [arm for arm in arms if arm.end <= values[index].start]
        distinct = _last_two(text, before, values[index].start)
        if len(distinct) != 2:
            continue
        is_reversed = _COMPARED_WITH.search(
            text[max(0, distinct[0].start - 40) : distinct[0].start]
        )
        if is_reversed:
            distinct.reverse()  # "Compared with B, A had fewer (v of A vs v of B)"
        elif not re.search(
            r"\b(?:than|vs\.?|versus|compared|and|to)\b", text[distinct[0].end : distinct[1].start]
        ):
            continue
        linked[index], linked[index + 1] = distinct
    return linked


_SUBJECT = re.compile(
    r"""
    (?P<subject> [^,;:()]{3,140}? (?:\([^()]{1,20}\))? )
    \s+ (?:was|were|is|are|averaged|occurred|had|decreased|increased|improved|declined|fell|rose|
        did\s+not|remained|changed|dropped|differed|tended|reached|ranged|showed)\b
    """,
    re.VERBOSE,
)
_LEAD = re.compile(
    r"^(?:\s*(?:RESULTS?|FINDINGS|OUTCOMES?|CONCLUSIONS?)\s*[:.]?\s*)?(?:(?:At|After|In|For|During|Over|By|On|When|Among|With|From|Within|Following|However|Moreover|Furthermore|"
    r"Similarly|Overall|Also|Finally|Likewise|Additionally|Compared|Using)\b[^,;()]{0,120},\s*)*(?:(?:the|a|an|there\s+was\s+no|there\s+were\s+no)\s+)?",
    re.I,
)


def link_outcome(text: str, sentence: Span, value: Span) -> Span | None:
    """Take the subject of the clause before a value as its outcome, None where none shows."""
    clause_start = sentence.start
    for match in re.finditer(
        r";\s|,\s(?:and|while|whereas|but)\s", text[sentence.start : value.start]
    ):
        clause_start = sentence.start + match.end()
    for start in (clause_start, sentence.start):
        lead = _LEAD.match(text[start : sentence.end])
        begin = start + (lead.end() if lead else 0)
        subject = _SUBJECT.match(text, begin, sentence.end)
        if subject is not None and subject.start("subject") < value.start:
            span = Span(subject.start("subject"), min(subject.end("subject"), value.start))
            if len(span) > 2:
                return span
    return None


def generic_arms(text: str, sentence: Span) -> list[Span]:
    """Find stretches that name a group by form alone ("the exercise group", "placebo")."""
    found = []
    for match in GENERIC_ARM.finditer(text, sentence.start, sentence.end):
        name = match.lastgroup or ""
        found.append(Span(match.start(name), match.end(name)))
    return found
