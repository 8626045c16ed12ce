"""Which known outcome a label names, and new outcomes that only a result names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from miner.extract.outcomes.harms import stands_among_harms
from miner.extract.outcomes.patterns import BIOMARKER, GENERIC_WORDS, HARM, MEASURE_WORDS
from miner.model import Document, Outcome, Span, locate, stable_id

EXTRACTOR_NAME = "outcomes"
MAX_NAME_CHARS = 160
_RESPONDERS = re.compile(
    r"\b(?:proportion|percentage|number|rate|patients|participants|subjects)\b.*\b(?:reduction|decrease|improvement|increase|change)\b",
    re.IGNORECASE,
)


def match_outcome(label: str, outcomes: Sequence[Outcome]) -> Outcome | None:
    """Return the one outcome that a label names.

    Parameters
    ----------
    label : str
        A table's stub, or the words of a sentence: `Total FIQ scores`, `PHQ-9 (depression)`.
    outcomes : sequence of Outcome
        The study's outcomes so far.

    Returns
    -------
    Outcome or None
        None where no outcome, or more than one, carries the name, instrument, abbreviation or
        alias. Words like `score` and `total` do not count.
    """
    index = _index(
        tuple((o.name, o.instrument, o.abbreviation, o.aliases, o.outcome_id) for o in outcomes)
    )
    outside, inside = _split_brackets(label)
    for candidate in (label, outside, inside):
        key = normalise(candidate)
        if key:
            found = index.get(key, ())
            if len(found) == 1:
                return outcomes[found[0]]
    return None


def match_outcome_within(label: str, outcomes: Sequence[Outcome]) -> Outcome | None:
    """Return the one outcome that a label names among words of measuring and change.

    `mean decrease in trait anxiety from baseline` is `Trait anxiety (STAI)`; `back pain` is not
    `Pain`, for a word that tells of something else is left over.
    """
    if _RESPONDERS.search(label):
        return None  # "patients with a reduction of 50%" counts people, not what was reduced
    index = _loose_index(
        tuple((o.name, o.instrument, o.abbreviation, o.aliases, o.outcome_id) for o in outcomes)
    )
    outside, inside = _split_brackets(label)
    for candidate in (label, outside, inside):
        key = _bare(candidate)
        found = index.get(key, ()) if key else ()
        if len(found) == 1:
            return outcomes[found[0]]
    return None


def _bare(name: str) -> frozenset[str]:
    """Return what is left of a name without words that every measured thing shares."""
    return frozenset(normalise(name).split()) - MEASURE_WORDS


@lru_cache(maxsize=16)
def _loose_index(outcomes: tuple[Names, ...]) -> dict[frozenset[str], tuple[int, ...]]:
    found: dict[frozenset[str], dict[str, int]] = {}
    for place, (name, instrument, abbreviation, aliases, outcome_id) in enumerate(outcomes):
        outside, inside = _split_brackets(name)
        for written in (name, outside, inside, instrument, abbreviation, *aliases):
            if written and (key := _bare(written)):
                found.setdefault(key, {}).setdefault(outcome_id, place)
    return {key: tuple(entries.values()) for key, entries in found.items()}


Names = tuple[str, str | None, str | None, tuple[str, ...], str]


@lru_cache(maxsize=16)
def _index(outcomes: tuple[Names, ...]) -> dict[str, tuple[int, ...]]:
    """Return the places of the outcomes that carry each name; one outcome listed twice counts once."""
    found: dict[str, dict[str, int]] = {}
    for place, (name, instrument, abbreviation, aliases, outcome_id) in enumerate(outcomes):
        for written in (name, instrument, abbreviation, *aliases):
            if written and (key := normalise(written)):
                found.setdefault(key, {}).setdefault(outcome_id, place)
    return {key: tuple(entries.values()) for key, entries in found.items()}


@lru_cache(maxsize=8192)
def normalise(name: str) -> str:
    """Return a name's words in lower case, plain and singular, without words every score shares."""
    lowered = re.sub(r"[’'`]s\b", "", name.lower())
    lowered = re.sub(r"(?<=[a-z])[\s-]*(?=\d)", "", lowered)
    words = re.findall(r"[a-z0-9α-ω]+", lowered)
    kept = [_singular(word) for word in words if word not in GENERIC_WORDS]
    return " ".join(kept or words)


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    return (
        word[:-1]
        if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is"))
        else word
    )


def _split_brackets(label: str) -> tuple[str, str]:
    match = re.match(r"^(.+?)\s*[(\[]([^)\]]+)[)\]]\s*(.*)$", label)
    if match is None:
        return "", ""
    return f"{match[1]} {match[3]}".strip(), match[2]


def make_outcome(
    document: Document,
    span: Span,
    *,
    name: str,
    version: int,
    extractor: str = EXTRACTOR_NAME,
    rule: str = "named_by_result",
    instrument: str | None = None,
    abbreviation: str | None = None,
    outcome_role: str | None = None,
    scale_min: float | None = None,
    scale_max: float | None = None,
    better: str = "unclear",
    aliases: tuple[str, ...] = (),
    confidence: float = 0.8,
) -> Outcome:
    """Make an outcome that stands at `span`; the same name gives the same id."""
    short = " ".join(name.split())[:MAX_NAME_CHARS]
    return Outcome(
        outcome_id=stable_id("outcome", document.document_id, normalise(short)),
        name=short,
        provenance=locate(
            document, span, extractor=extractor, version=version, rule=rule, confidence=confidence
        ),
        instrument=instrument,
        abbreviation=abbreviation,
        outcome_role=outcome_role or _role(document, span, short),
        scale_min=scale_min,
        scale_max=scale_max,
        better=better,
        aliases=aliases,
    )


def _role(document: Document, span: Span, name: str) -> str:
    """Return `harm` or `biomarker` where the name or its place says so, else `unclear`."""
    if HARM.search(name) or stands_among_harms(document, span):
        return "harm"
    return "biomarker" if BIOMARKER.search(name) else "unclear"
