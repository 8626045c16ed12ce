"""What a count along the flow of a study counts: its `count_kind`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from miner.extract.participant_counts import PlacedCount
from miner.extract.sample_sizes.patterns import (
    AFTER_PATTERN,
    ANALYSIS_SETS,
    BEFORE_PATTERN,
    CLAUSE_END,
    CLAUSE_START,
    OTHER_STUDY,
    PER_ARM,
    SUBGROUP,
)

AFTER_CHARS = 120
BEFORE_CHARS = 160


@dataclass(frozen=True, slots=True)
class KindReading:
    """The kind of a count and where the word for it stands: `after`, `before` or None.

    `distance` is how many characters after the count that word begins.
    """

    kind: str | None
    side: str | None
    per_arm: bool = False
    is_subgroup: bool = False
    is_other_study: bool = False
    distance: int = 0


def read_kind(text: str, count: PlacedCount) -> KindReading:
    """Read the kind of a count from the words of its clause.

    Parameters
    ----------
    text : str
    count : PlacedCount

    Returns
    -------
    KindReading
        `kind` None where no word of the clause tells it.
    """
    span, sentence = count.mention.span, count.sentence
    stop = min(max(sentence.end, span.end), span.end + AFTER_CHARS)
    after = text[span.end : stop]
    before = text[max(min(sentence.start, span.start), span.start - BEFORE_CHARS) : span.start]
    per_arm = PER_ARM.match(after) is not None or _GROUPS_OF.search(before) is not None
    other = OTHER_STUDY.search(sentence.of(text)) is not None
    marked = count.mention.cue in ("n_equals", "bracket")
    subgroup = not marked and SUBGROUP.match(after) is not None
    if marked:
        reading = _last(BEFORE_PATTERN, before) or _first(AFTER_PATTERN, _clause(after))
        return KindReading(reading, "before" if reading else None, per_arm, False, other)
    kind = _first(AFTER_PATTERN, _clause(after))
    if (
        _is_needed(after)
        or _NEEDED_BEFORE.search(before)
        or (kind in (None, "planned", "enrolled", "randomised") and _planned(before, after))
    ):
        return KindReading("planned", "after", per_arm, subgroup, other)
    if per_arm and _AT_MOST.search(before):
        return KindReading("planned", "after", per_arm, subgroup, other)
    if kind == "excluded" and _NOT_COMPLETED.search(after):
        kind = "lost"
    if per_arm and (kind == "lost" or _PLANNED_BEFORE.search(before)):
        return KindReading("planned", "after", per_arm, subgroup, other)
    if kind is not None:
        told = AFTER_PATTERN.search(after)
        distance = told.start() if told else 0
        return KindReading(kind, "after", per_arm, subgroup, other, distance)
    start = max((m.end() for m in CLAUSE_START.finditer(before)), default=0)
    kind = _last(BEFORE_PATTERN, before[start:])
    opened = _OPEN_BRACKET.search(before)
    if kind is None and opened is not None:  # `were analysed (tea: 34, milk: 45)`
        kind = _last(BEFORE_PATTERN, before[: opened.start()])
    if per_arm and kind == "lost":
        kind = "planned"  # `allowing for dropout, 30 patients per group`
    return KindReading(kind, "before" if kind else None, per_arm, subgroup, other)


def kind_after(words: str) -> str | None:
    """Return the kind that the words after a count tell, None where they tell none."""
    return _first(AFTER_PATTERN, _clause(words))


_PLANNED_BEFORE = re.compile(
    r"sample\s+sizes?\b|power\s+(?:analysis|calculation|of)|\bplanned\b|aimed\s+to|\btarget|\bat\s+least\s*$|\bintended\b|calculated\s+that|estimated\s+that|in\s+order\s+to\s+(?:detect|have|achieve)|required\s+(?:sample|number)|recruitment\s+goal",
    re.IGNORECASE,
)
_PLANNED_AFTER = re.compile(
    r"\b(?:needed|required|necessary|would\s+(?:be|provide|have|allow|give|yield|suffice)|projected|to\s+detect|power|to\s+achieve|sufficient|will\s+be|attrition\s+rate|drop-?out\s+rate|allowing\s+for|to\s+allow\s+for)\b",
    re.IGNORECASE,
)


_OPEN_BRACKET = re.compile(r"[(\[][^()\[\]]*$")
# `four groups of 7 rats`, `each group consisted of 7 rats`
_GROUPS_OF = re.compile(
    r"\b(?:two|three|four|five|six|\d)\s+(?:\w+\s+)?(?:groups|arms)\s+of\s+$|"
    r"\b(?:each|every)\s+(?:group|arm)\s+(?:consisted\s+of|comprised|included|contained|had)\s+$",
    re.IGNORECASE,
)
_NOT_COMPLETED = re.compile(
    r"\b(?:did\s+not|failed\s+to)\s+(?:complete|finish|return)\b|\bdropped\s+out\b", re.IGNORECASE
)
_AT_MOST = re.compile(
    r"\b(?:maximum|minimum|at\s+least|up\s+to|target)\s*(?:of\s*)?$", re.IGNORECASE
)
_NEEDED_BEFORE = re.compile(
    r"\b(?:(?:decided|planned|plan|aimed|aim|intended|intend|sought|hoped)\s+to\s+\w+|needed|required|require|need|necessary)\s+(?:at\s+least\s+|a\s+(?:minimum|total)\s+of\s+)?$",
    re.IGNORECASE,
)


def _is_needed(after: str) -> bool:
    needed = r"\b(?:would\s+be|are|were|was|is)\s+(?:needed|required|necessary)\b|\bto\s+(?:detect|compensate|account|allow)\b|\bwould\s+provide\b"
    if re.search(r"\b(?:was|were)\s+(?:enrolled|recruited|included|randomi[sz]ed)\b", after[:60]):
        return False
    return re.search(needed, _clause(after[:90])) is not None


def _planned(before: str, after: str) -> bool:
    """Tell a number that was planned: words of planning on one side, of need on either."""
    told = _PLANNED_BEFORE.search(before) is not None
    needed = _PLANNED_AFTER.search(after) is not None
    done = re.search(
        r"\b(?:was|were)\s+(?:enrolled|recruited|randomi[sz]ed|included)\b", after[:60]
    )
    done = done or re.search(r"\bfinal\s+(?:study\s+)?sample\b", before[-60:], re.IGNORECASE)
    return not done and (
        (told and needed)
        or (
            told
            and re.search(
                r"sample\s+size|power|planned|calculat|aimed|target|goal", before[-90:], re.I
            )
            is not None
        )
    )


def _clause(after: str) -> str:
    end = CLAUSE_END.search(after)
    return after[: end.start()] if end else after


def _first(pattern: re.Pattern[str], words: str) -> str | None:
    """Return the first kind told; one inside `who completed ...` gives way to the main verb."""
    match = pattern.search(words)
    if match and match[0].lower() in _MERE:
        # `497 eligible children were enrolled` tells what became of them.
        match = next(
            (m for m in pattern.finditer(words, match.end()) if _kind_of(m) in _TAKEN_IN), match
        )
    if match and _RELATIVE.search(words[: match.start()]):
        main = next((m for m in pattern.finditer(words, match.end()) if _kind_of(m) in _MAIN), None)
        match = main or match
    return _kind_of(match) if match else None


_RELATIVE = re.compile(r"\b(?:who|that)\s+(?:had\s+|were\s+)?$", re.IGNORECASE)
# What people were before they came into the study.
_MERE = ("eligible", "referred", "identified")
_TAKEN_IN = ("randomised", "allocated", "enrolled")
_MAIN = ("lost", "excluded", "completed", "analysed", "randomised")


def _last(pattern: re.Pattern[str], words: str) -> str | None:
    found = None
    for match in pattern.finditer(words):
        found = match
    return _kind_of(found) if found else None


def _kind_of(match: re.Match[str]) -> str:
    return next(name for name, value in match.groupdict().items() if value).rstrip("_")


def read_analysis_set(words: str) -> str | None:
    """Return the analysis set that a sentence names, None where it names none."""
    return next((name for name, pattern in ANALYSIS_SETS if pattern.search(words)), None)
