"""One claim taken apart: what it says about which outcome, of whom, compared with what."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from miner.claims.claim_time import find_claim_time
from miner.claims.concepts import CONCEPTS
from miner.claims.patterns import (
    BOTH_ARMS,
    CLAUSE_BREAK,
    COMPARATOR,
    CONTROL_ARM,
    CUES,
    MAGNITUDE,
    NOT_SIGNIFICANT,
    OTHER_ARM,
    SIGNIFICANT,
    WITHIN,
)
from miner.model.span import Span
from miner.text.assertion import find_negations, is_hedged, scope_of
from miner.text.numbers import Number, find_numbers

MAX_CLAIM_CHARS = 2_000

# An illness that says who was treated is no outcome: `people with depression`.
_CONDITION = re.compile(
    r"""
    \b(?:patients?|people|adults?|women|men|those|folks|participants|individuals|persons?|teens|teenagers|
        children|students|veterans|volunteers|sufferers|us|someone|anyone|survivors|pupils)
      \s+(?:who\s+(?:have|had|live\s+with|suffer\s+from)|with|living\s+with|suffering\s+from|just\s+out\s+of\s+\w+\s+with)\s+
      (?:\w+[- ]){0,4}?(?:depress\w+(?:\s+symptoms)?|anxiety(?:\s+disorders?)?|pain|fatigue|insomnia|headaches?|migraines?|
        stress|disabilit\w+|aggression|hypertension)
      (?=\s+(?:who|in|on|at|after|by|from|to|were|was|had|have|did|would|could|got|felt|went|sleep|spent|is|are|with|can)\b|[.,;:!?]|$)
  | \b(?:generali[sz]ed|social|major|chronic|clinical|bipolar|low(?:er)?[- ]back|neck|chronic\s+widespread|neuropathic|cancer)?\s*
      (?:anxiety|depressi(?:on|ve)|pain|fatigue|stress)\s+(?:disorders?|syndromes?|patients?|sufferers?|trial|study|clinics?|
        treatments?|management|mindfulness|pilot|shake|programmes?)
  | \bgenerali[sz]ed\s+anxiety\b | \bdepressed\s+(?:patients|people|adults|women|men)
  | \b(?:major|clinical)\s+depression\b | \bchronic\s+(?:low(?:er)?[- ]back\s+|neck\s+|widespread\s+)?pain\b(?=\s+(?:patients|syndrome|clinic))
  | \bcognitive[- ](?:behaviou?r\w*)\s+(?:therapy|treatment) | \bbehaviou?r\s+problems?\b
  | \b(?:strength(?:ening)?|resistance|weight|endurance|fitness|mobility|memory|attention|sleep|stress|anger|pain)[- ](?:training|exercises?|management|hygiene|clinics?|programmes?|programs?)\b
  | \bpain[- ](?:areas?|cent(?:re|er)s?|pathways?|networks?|regions?|matrix|circuits?)\b
  | \bmindfulness(?:[- ]based)?\s+stress[- ]reduction\b | \bbadly\s+behaved\b
  | \b(?:patients?|people|adults?|women|men|pupils|teenagers)\s+with\s+behaviou?r\w*\s+problems
  | \b(?:depressive|pain)\s+symptoms(?=\s+who\b)|\b(?:aggressive|disruptive|unruly|misbehaving)\s+(?:\w+\s+)?(?:pupils|teen\w*|students|kids)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_POPULATION = re.compile(
    r"\b(?P<who>women|men|girls|boys|females?|males?|children|teens?|teenagers?|adolescents|"
    r"older (?:adults|people)|elderly|mice|rats|veterans|students|volunteers)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Proposition:
    """One clause's say on one outcome.

    `outcome` is a concept name, None where no known outcome is named; `says` is `decrease`,
    `increase`, `better`, `worse`, `none` or None. `scope` is `between`, `within` or `unclear`.
    `arm` is `control` where the clause tells of the control arm alone.
    """

    clause: Span
    outcome: str | None
    says: str | None
    cue: str | None
    scope: str
    significant: bool | None
    numbers: tuple[Number, ...] = ()
    arm: str | None = None


@dataclass(frozen=True, slots=True)
class ClaimParts:
    """What a claim sentence says, part by part; spans are over `text`."""

    text: str
    propositions: tuple[Proposition, ...]
    comparator: str | None
    numbers: tuple[Number, ...]
    weeks: float | None
    timepoint: str | None
    magnitude: str | None
    significant: bool | None
    negated: bool
    hedged: bool
    population: tuple[str, ...]

    @property
    def outcomes(self) -> tuple[str, ...]:
        """Concept names of the outcomes, each once, in order."""
        found = [p.outcome for p in self.propositions if p.outcome is not None]
        return tuple(dict.fromkeys(found))


@lru_cache(maxsize=50_000)
def parse_claim(text: str) -> ClaimParts:
    """Take a claim apart.

    Parameters
    ----------
    text : str
        One sentence, or a few; what lies beyond `MAX_CLAIM_CHARS` is not read.

    Returns
    -------
    ClaimParts

    Examples
    --------
    >>> parts = parse_claim("Yoga eased pain but made no difference to fatigue.")
    >>> [(p.outcome, p.says) for p in parts.propositions]
    [('pain', 'better'), ('fatigue', 'none')]
    """
    text = text[:MAX_CLAIM_CHARS]
    numbers = find_numbers(text)
    who = COMPARATOR.search(text)
    weeks, label = find_claim_time(text)
    propositions = _propositions(text, numbers)
    return ClaimParts(
        text=text,
        propositions=propositions,
        comparator=who.group("who").strip() if who else _other_arm(text),
        numbers=numbers,
        weeks=weeks,
        timepoint=label,
        magnitude=_first(MAGNITUDE, text),
        significant=_significance(text),
        negated=bool(find_negations(text)),
        hedged=is_hedged(text),
        population=tuple(dict.fromkeys(m.group("who").lower() for m in _POPULATION.finditer(text))),
    )


def _significance(text: str) -> bool | None:
    if NOT_SIGNIFICANT.search(text):
        return False
    return True if SIGNIFICANT.search(text) else None


def _first(pattern: re.Pattern[str], text: str) -> str | None:
    match = pattern.search(text)
    return match.group(0) if match else None


def _other_arm(text: str) -> str | None:
    match = CONTROL_ARM.search(text)
    return match.group(0) if match else None


def _clauses(text: str) -> list[Span]:
    cuts = [0, *(match.start() for match in CLAUSE_BREAK.finditer(text)), len(text)]
    return [Span(start, end) for start, end in pairwise(cuts) if end > start]


def _outcomes_in(text: str, clause: Span) -> list[tuple[str, Span]]:
    """Concepts named in a clause, the longer mention winning where two overlap."""
    taken: list[tuple[str, Span]] = []
    conditions = [Span(*m.span()) for m in _CONDITION.finditer(text, clause.start, clause.end)]
    for concept in CONCEPTS:
        for match in concept.pattern.finditer(text, clause.start, clause.end):
            span = Span(*match.span())
            if any(span.overlaps(condition) for condition in conditions):
                continue
            if not any(span.overlaps(other) for _, other in taken):
                taken.append((concept.name, span))
    return sorted(taken, key=lambda item: item[1].start)


def _cues_in(text: str, clause: Span) -> list[tuple[str, str, Span]]:
    """Cues of a clause; `none` cues take the cues inside them, denied cues become `none`."""
    found: list[tuple[str, str, Span]] = []
    negations = [(cue, scope_of(text, cue)) for cue in find_negations(text)]
    # `stress reduction` in the name of a treatment says nothing of its result.
    named = [Span(*match.span()) for match in _CONDITION.finditer(text, clause.start, clause.end)]
    for name, says, pattern in CUES:
        for match in pattern.finditer(text, clause.start, clause.end):
            span = Span(*match.span())
            if any(span.overlaps(other) for _, _, other in found):
                continue
            if any(condition.contains(span) for condition in named):
                continue
            if _OF_A_NUMBER.match(text, span.start):
                continue
            denied = says != "none" and any(
                scope.contains(span) and span.start - cue.end < 60 for cue, scope in negations
            )
            found.append((f"denied-{name}", "none", span) if denied else (name, says, span))
    return _without_degrees(text, sorted(found, key=lambda item: item[2].start))


_OTHERS = re.compile(
    r"\W*(?:(?:while|but|and|whereas)\s+)?(?:those|the (?:others?|rest|ones)|people|patients)\s+(?:on|in|with|who|given|getting|left)\b",
    re.I,
)
# `More than half`: how many, not which way.
_OF_A_NUMBER = re.compile(
    r"(?:more|less|fewer|higher|lower|greater)\s+than\s+(?:\d|a\b|an\b|half|one|two|three|four|five|six|seven|eight|nine|ten)",
    re.I,
)
_DEGREE = re.compile(r"(?:more|less)(?=\s+(?:\w+\s+)?than\b)", re.I)
_TURNED = {"decrease": "increase", "increase": "decrease", "better": "worse", "worse": "better"}


def _without_degrees(text: str, cues: list[tuple[str, str, Span]]) -> list[tuple[str, str, Span]]:
    """Drop `more than` beside another cue: `fell more than` fell; `fell less than` is turned."""
    degrees = [cue for cue in cues if cue[1] != "none" and _DEGREE.match(text, cue[2].start)]
    others = [cue for cue in cues if cue not in degrees]
    if not degrees or not others:
        return cues
    if any(cue[2].of(text).lower() == "less" for cue in degrees):
        return [(name, _TURNED.get(says, says), span) for name, says, span in others]
    return others


def _propositions(text: str, numbers: tuple[Number, ...]) -> tuple[Proposition, ...]:
    """One proposition per outcome and clause; a clause without a cue borrows the last one."""
    result: list[Proposition] = []
    last_cue: tuple[str, str, Span] | None = None
    whole_scope = _scope(text)
    for clause in _clauses(text):
        cues = _cues_in(text, clause)
        outcomes = _outcomes_in(text, clause)
        inside = tuple(n for n in numbers if clause.contains(n.span))
        significance = _significance(clause.of(text))
        arm = _arm_of(text, clause)
        if not outcomes:
            if cues:
                name, says, _ = _strongest(cues)
                result.append(
                    Proposition(clause, None, says, name, whole_scope, significance, inside, arm)
                )
                last_cue = _strongest(cues)
            continue
        changed = any(p.says and p.says != "none" for p in result)
        if changed and _OTHERS.match(clause.of(text)) and not COMPARATOR.search(clause.of(text)):
            arm = "control"  # `those on the dummy stayed where they were`
        for outcome, place in outcomes:
            cue = _nearest(cues, place) or last_cue
            result.append(
                Proposition(
                    clause,
                    outcome,
                    cue[1] if cue else None,
                    cue[0] if cue else None,
                    whole_scope,
                    significance,
                    inside,
                    arm,
                )
            )
        if cues:
            last_cue = _strongest(cues)
    return tuple(result)


# `approached those of healthy controls`: the controls are a measure here, not the subject.
_AGAINST = re.compile(
    r"\b(?:than|from|to|as|with|over|against|versus|n['’]t|not|of|like|approach\w*|resembl\w*)\s+(?:the\s+)?(?:[\w-]+\s+)?$",
    re.I,
)


def _arm_of(text: str, clause: Span) -> str | None:
    """`control` where the control arm stands before the verb and nothing is compared."""
    control = CONTROL_ARM.search(text, clause.start, clause.end)
    if control is None or COMPARATOR.search(text, clause.start, clause.end):
        return None
    if BOTH_ARMS.search(text, clause.start, clause.end):
        return None
    before = text[clause.start : control.start()]
    return None if _AGAINST.search(before) else "control"


def _strongest(cues: list[tuple[str, str, Span]]) -> tuple[str, str, Span]:
    return next((cue for cue in cues if cue[1] == "none"), cues[0])


def _nearest(cues: list[tuple[str, str, Span]], place: Span) -> tuple[str, str, Span] | None:
    """The cue that speaks of an outcome: a `none` cue first, else the nearest one."""
    if not cues:
        return None
    none = [cue for cue in cues if cue[1] == "none"]
    if none:
        return none[0]

    def distance(cue: tuple[str, str, Span]) -> int:
        return max(place.start - cue[2].end, cue[2].start - place.end, 0)

    return min(cues, key=lambda cue: (distance(cue), cue[2].start))


def _scope(text: str) -> str:
    if COMPARATOR.search(text) and not re.search(
        r"\bthan (?:before|at baseline|at the start)\b", text, re.I
    ):
        return "between"
    if OTHER_ARM.search(text):
        return "between"
    return "within" if WITHIN.search(text) else "unclear"
