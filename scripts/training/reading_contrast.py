"""Small contrasts that teach one thing: which arm has more, and of what.

Plain sentences are worded from the outcomes and arms of training prompts, so that nothing
but the direction word, the order of the arms or the outcome tells two examples apart.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import replace

from scripts.training.reading_benchmarks import DirectionRow, StanceRow
from scripts.training.reading_flip import OPPOSITE

MAX_NAME_WORDS = 6
_HIGHER, _LOWER = (
    ("higher", "greater", "larger", "increased"),
    ("lower", "smaller", "reduced", "decreased"),
)
_MORE, _LESS = ("increased", "raised", "elevated"), ("decreased", "reduced", "lowered")
_ROSE, _FELL = ("rose", "increased"), ("fell", "decreased")
_DIFFERS = (
    "{o} was significantly {adjective} in the {a} group than in the {b} group (p = {p}).",
    "The {a} group had significantly {adjective} {o} than the {b} group (p = {p}).",
    "{a} significantly {verb} {o} compared with {b} (p < {p}).",
    "Compared with {b}, {a} was associated with {adjective} {o}.",
    "Compared to the {b} group, {o} was {adjective} in the {a} group.",
    "{o} {moved} more with {a} than with {b} (p = {p}).",
    "With {a}, {o} was {adjective} than with {b}.",
    "{o} was {adjective} in patients given {a} than in those given {b}.",
    "{a} resulted in {adjective} {o} than {b} did.",
    "A significantly {adjective} {o} was found for {a} versus {b} (P={p}).",
    "{o} was {more} in the {a} group and {less} in the {b} group (p = {p}).",
    "{o}: {more} with {a} vs {less} with {b}, P = {p}.",
)
_SAME = (
    "There was no significant difference in {o} between {a} and {b} (p = {q}).",
    "{o} did not differ significantly between the {a} and {b} groups (p = {q}).",
    "{o} was similar in the {a} group and the {b} group.",
    "{a} had no significant effect on {o} compared with {b}.",
    "{o} was {more} in the {a} group and {less} in the {b} group (p = {q}).",
    "No difference between {a} and {b} was seen in {o}.",
    "{o} was not significantly {adjective} with {a} than with {b} (P={q}).",
)
_CLAIMS = {
    0: ("{i} increases {o}", "{i} increases {o} compared with {c}", "{o} is higher with {i} than with {c}",
        "{i} raises {o}", "People on {i} have more {o} than those on {c}", "{o} was increased by {i}"),
    1: ("{i} reduces {o}", "{i} decreases {o} compared with {c}", "{o} is lower with {i} than with {c}",
        "{i} lowers {o}", "People on {i} have less {o} than those on {c}", "{o} was reduced by {i}"),
    2: ("{i} does not affect {o}", "{i} has no effect on {o} compared with {c}",
        "{o} does not differ between {i} and {c}", "There is no difference in {o} between {i} and {c}"),
}  # fmt: skip
_NEGATED = re.compile(r"\b(?:no|not|nor|neither|without|non)\b", re.I)
_WORD = re.compile(r"[A-Za-z]+")


def reversed_evidence(row: DirectionRow, evidence: str) -> tuple[DirectionRow, str] | None:
    """Reverse the one direction word of a sentence, and the label with it.

    None where the sentence has several such words or a negation: its sense could stay.
    """
    words = [m for m in _WORD.finditer(evidence) if m.group(0).casefold() in OPPOSITE]
    if len(words) != 1 or row.label == 2 or _NEGATED.search(evidence):
        return None
    word = words[0]
    other = OPPOSITE[word.group(0).casefold()][0]
    return replace(row, label=1 - row.label), evidence[: word.start()] + other + evidence[
        word.end() :
    ]


def plain_directions(rows: Sequence[DirectionRow], *, seed: int, n: int) -> list[DirectionRow]:
    """Word `n` prompts with evidence made for them."""
    rng = random.Random(seed)
    named = _named(rows)
    made = []
    for _ in range(n):
        row, other = rng.choice(named), rng.choice(named)
        label = rng.choice((0, 1, 2))
        text = _evidence(row, label, other.outcome, rng)
        if rng.random() < 0.5:
            row = replace(row, intervention=row.comparator, comparator=row.intervention)
            label = (1, 0, 2)[label]
        made.append(replace(row, evidence=(text,), label=label))
    return made


def plain_claims(rows: Sequence[DirectionRow], *, seed: int, n: int) -> list[StanceRow]:
    """Word `n` claims with evidence that supports, contradicts or does not speak of them."""
    rng = random.Random(seed)
    named = _named(rows)
    made = []
    for _ in range(n):
        row, other = rng.choice(named), rng.choice(named)
        found, said = rng.choice((0, 0, 1, 1, 2)), rng.choice((0, 0, 1, 1, 2))
        i, c, shown = row.intervention, row.comparator, said
        claim = rng.choice(_CLAIMS[shown])
        if "{c}" in claim and rng.random() < 0.4:
            i, c, shown = c, i, (1, 0, 2)[said]
            claim = rng.choice([text for text in _CLAIMS[shown] if "{c}" in text])
        label = 0 if said == found else 1
        text = _evidence(row, found, other.outcome, rng)
        if rng.random() < 0.3 and other.outcome != row.outcome:
            # The same arms, another outcome; or another trial's sentence.
            silent = replace(row, outcome=other.outcome) if rng.random() < 0.6 else other
            text, label = _sentence(silent, found, rng), 2
        claim = claim.format(i=i, o=row.outcome, c=c)
        made.append(StanceRow("plain", row.document_id, claim, (text,), label, ()))
    return made


def _named(rows: Sequence[DirectionRow]) -> list[DirectionRow]:
    return [
        row
        for row in rows
        if all(
            len(t.split()) <= MAX_NAME_WORDS
            for t in (row.outcome, row.intervention, row.comparator)
        )
        and row.intervention.casefold() != row.comparator.casefold()
    ]


def _evidence(row: DirectionRow, label: int, decoy: str, rng: random.Random) -> str:
    """Word the finding; often beside another outcome that went another way."""
    text = _sentence(row, label, rng)
    if decoy == row.outcome or rng.random() < 0.55:
        return text
    beside = _sentence(replace(row, outcome=decoy), rng.choice((0, 1, 2)), rng)
    return f"{text} {beside}" if rng.random() < 0.5 else f"{beside} {text}"


def _sentence(row: DirectionRow, label: int, rng: random.Random) -> str:
    a, b, sign = row.intervention, row.comparator, label
    if rng.random() < 0.5:
        a, b, sign = b, a, (1, 0, 2)[label]
    low = rng.choice((rng.uniform(0.5, 9), rng.uniform(10, 90)))
    high = low * rng.uniform(1.15, 2.5)
    more, less = (high, low) if sign == 0 else (low, high)
    text = rng.choice(_SAME if sign == 2 else _DIFFERS).format(
        o=row.outcome, a=a, b=b, p=rng.choice(("0.001", "0.01", "0.03", "0.02", "0.004")),
        q=rng.choice(("0.12", "0.45", "0.7", "0.31", "0.08")),
        adjective=rng.choice(_LOWER if sign == 1 else _HIGHER), verb=rng.choice(_LESS if sign == 1 else _MORE),
        moved=rng.choice(_FELL if sign == 1 else _ROSE), more=f"{more:.1f}", less=f"{less:.1f}",
    )  # fmt: skip
    return text[0].upper() + text[1:]
