"""What a count along the flow of a study counts: its `count_kind`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from miner.extract.participant_counts import PlacedCount
from miner.extract.sample_sizes.patterns import (
    AFTER_PATTERN,
    ANALYSIS_SETS,
    ATTRITION,
    BEFORE_PATTERN,
    CLAUSE_END,
    CLAUSE_START,
    OTHER_STUDY,
    PER_ARM,
    SUBGROUP,
)
from miner.extract.sample_sizes.planned import is_planned

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
    words = sentence.of(text)
    marked = count.mention.cue in ("n_equals", "bracket")
    per_arm = PER_ARM.match(after) is not None or _GROUPS_OF.search(before) is not None
    if marked:
        kind = _last(BEFORE_PATTERN, before) or _first(AFTER_PATTERN, _clause(after))
        side = "before"
    else:
        kind, side = _tell(before, after, per_arm=per_arm)
    if kind == "died":  # deaths are losses where the paper counts them among those who left
        kind = "lost" if ATTRITION.search(words) else None
    told = AFTER_PATTERN.search(after) if side == "after" and kind != "planned" else None
    return KindReading(
        kind=kind,
        side=side if kind else None,
        per_arm=per_arm,
        is_subgroup=not marked and SUBGROUP.match(after) is not None,
        is_other_study=OTHER_STUDY.search(words) is not None,
        distance=told.start() if told else 0,
    )


def _tell(before: str, after: str, *, per_arm: bool) -> tuple[str | None, str]:
    """Read the kind of a count in prose, and on which side of it the word stands."""
    clause = after.split(", ")[0] if _OF_THE.search(before) else _clause(after)
    kind = _first(AFTER_PATTERN, clause)
    if kind == "excluded" and _NOT_COMPLETED.search(after):
        kind = "lost"
    if is_planned(before, after, clause, kind, per_arm=per_arm):
        return "planned", "after"
    start = max((m.end() for m in CLAUSE_START.finditer(before)), default=0)
    if kind in _MERE_KINDS and _WHO_WERE.match(
        clause
    ):  # `we recruited 80 adults who had been referred`
        main = _last(BEFORE_PATTERN, before[start:])
        kind = main if main in _TAKEN_IN else kind
    if kind is not None:
        return kind, "after"
    kind = _last(BEFORE_PATTERN, before[start:])
    opened = _OPEN_BRACKET.search(before)
    if kind is None and opened is not None:  # `were analysed (tea: 34, milk: 45)`
        kind = _last(BEFORE_PATTERN, before[: opened.start()])
    if per_arm and kind == "lost":
        kind = "planned"  # `allowing for dropout, 30 patients per group`
    return kind, "before"


def kind_after(words: str) -> str | None:
    """Return the kind that the words after a count tell, None where they tell none."""
    return _first(AFTER_PATTERN, _clause(words))


_OPEN_BRACKET = re.compile(r"[(\[][^()\[\]]*$")
# `four groups of 7 rats`, `each group consisted of 7 rats`
_GROUPS_OF = re.compile(
    r"\b(?:two|three|four|five|six|\d)\s+(?:\w+\s+)?(?:groups|arms)\s+of\s+$|"
    r"\b(?:in|for|per|of)\s+(?:each|every)\s+(?:\w+\s+)?(?:group|arm)\s+(?:was|is|were)\s+$|"
    r"\b(?:each|every)\s+(?:group|arm)\s+(?:consisted\s+of|comprised|included|contained|had)\s+$",
    re.IGNORECASE,
)
_NOT_COMPLETED = re.compile(
    r"\b(?:did\s+not|failed\s+to)\s+(?:complete|finish|return)\b|\bdropped\s+out\b", re.IGNORECASE
)


def _clause(after: str) -> str:
    """Return the words of a count up to the next count's, without what brackets hold."""
    after = _BRACKETS.sub(" ", after)
    end = CLAUSE_END.search(after)
    return after[: end.start()] if end else after


def _first(pattern: re.Pattern[str], words: str) -> str | None:
    """Return the first kind told; one inside `who completed ...` gives way to the main verb."""
    match = pattern.search(words)
    if match and match[0].lower() in _MERE:
        # `497 eligible children were enrolled` tells what became of them.
        match = next(
            (m for m in pattern.finditer(words, match.end()) if _kind_of(m) in _BECAME), match
        )
    if match and _AND_RANDOMISED.match(words, match.end()):
        return "randomised"
    if match and _OF_THOSE.search(words[: match.start()]):
        # `948 (87%) of the randomised patients completed the study`
        match = next((m for m in pattern.finditer(words, match.end())), match)
    if match and _RELATIVE.search(words[: match.start()]):
        main = next((m for m in pattern.finditer(words, match.end()) if _kind_of(m) in _MAIN), None)
        match = main or match
    return _kind_of(match) if match else None


# `Of the 90 patients in the panel, we enrolled 40`: what follows the comma is said of the 40.
_OF_THE = re.compile(
    r"(?:^|[.;:]\s+|\n)\s*(?:(?:out\s+)?of|from)\s+(?:the|these|those|our|all)?\s*(?:original|total|initial)?\s*$",
    re.IGNORECASE,
)
_WHO_WERE = re.compile(r"[^,;]{0,60}?\b(?:who|that)\s+(?:had|were|was|met|have)\b", re.IGNORECASE)
_RELATIVE = re.compile(r"\b(?:who|that)\s+(?:had\s+|were\s+)?$", re.IGNORECASE)
# What people were before they came into the study.
_MERE = ("eligible", "referred", "identified")
_MERE_KINDS = ("eligible", "screened")
_TAKEN_IN = ("randomised", "allocated", "enrolled")
_BECAME = (*_TAKEN_IN, "received")
_OF_THOSE = re.compile(r"\bof\s+(?:the|all|those|these)\s+(?:\d+\s+)?$", re.IGNORECASE)
_BRACKETS = re.compile(r"\s*\([^()]*\)")
_AND_RANDOMISED = re.compile(r"\s+and\s+(?:then\s+|subsequently\s+)?random", re.IGNORECASE)
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
