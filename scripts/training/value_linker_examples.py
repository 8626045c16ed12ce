"""Sentences with one number in view, and what it belongs to, from the shared gold data.

Gold ties of rct_art and clerx are used as they stand. pico_corpus and evidence_inference mark
spans or name arms without tying them to numbers: their sentences are used only where one
outcome or one comparison stands in the sentence, so that the tie is sure.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from miner.extract.prose_results.effects import find_effects
from miner.model import Span
from miner.text.quantities import find_quantities
from miner.text.sentences import split_sentences

Marked = tuple[int, int, str]  # start, end, label

_WORD = re.compile(r"[a-z0-9]+")
_STOP = frozenset("the a of in and or at to for with on after from vs between by".split())
_GENERIC = frozenset(
    "group groups arm arms patients women therapy treatment alone plus versus mg day daily weekly dose week "
    "weeks months m2 per".split()
)
_MOMENT = re.compile(
    r"^(?:at |after |the |first |second |end of )*(?:(?:\d+|one|two|three|four|five|six|eight|ten|twelve)[-\s]*"
    r"(?:weeks?|wks?|months?|mo|years?|yrs?|days?|hours?|h|min(?:utes)?)\b(?:\s+(?:after|post|of)\b.*)?|"
    r"(?:months?|weeks?|days?|years?)\s+\d+|after washout|baseline|basal|final|\d{1,2}|post\w*|pre-?operatively)$",
    re.I,
)
_CONTROL = re.compile(
    r"\b(?:the )?((?:control|placebo|sham|usual care|standard)(?: (?:group|arm|patients|therapy))?)\b",
    re.I,
)
_TREATED = re.compile(
    r"\b((?:intervention|treatment|treated|experimental|study|active)(?: (?:group|arm|patients)))\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Example:
    """One sentence; `marked` names the words that the number at `value` belongs to."""

    document_id: str
    text: str
    value: tuple[int, int]
    kind: str
    marked: tuple[Marked, ...]


def read_examples(bench: Path, *, split: str) -> list[Example]:
    """Read the examples of one split; only `train` has the weaker sources."""
    found = [*_rct_art(bench, split), *_clerx(bench, split)]
    if split == "train":
        found += [*_pico_corpus(bench), *_evidence_inference(bench)]
    return found


def _rows(path: Path, split: str) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as stream:
        for line in stream:
            row = json.loads(line)
            if row.get("split") == split:
                yield row


def _rct_art(bench: Path, split: str) -> Iterator[Example]:
    for row in _rows(bench / "abstracts" / "rct_art.jsonl", split):
        text, results = row["text"], row["gold"]["results"]
        quantities = [q for q in find_quantities(text) if q.kind != "p_value"]
        taken = []
        for result in results:
            place = Span(result["start"], result["start"] + len(result["value"]))
            taken.append(place)
            inside = [q.span for q in quantities if q.span.overlaps(place)]
            value = inside[0] if inside else place
            marked = [
                *_outcome_marks(text, row["gold"]["outcomes"], result),
                *_near(text, result["arm"], place.start, "ARM"),
            ]
            yield Example(row["id"], text, (value.start, value.end), "arm", tuple(marked))
        for quantity in quantities:
            before = text[max(0, quantity.span.start - 25) : quantity.span.start]
            if quantity.kind == "interval" or any(quantity.span.overlaps(place) for place in taken):
                continue
            if not re.search(r"(ratio|RR|OR|HR|difference|CI)\b[^a-z]*$", before):
                yield Example(row["id"], text, (quantity.span.start, quantity.span.end), "arm", ())


def _outcome_marks(text: str, outcomes: list[str], result: dict[str, Any]) -> Iterator[Marked]:
    """Where the gold outcome is a moment ("15 months"), mark it so, and the outcome before it."""
    name, start = result["outcome"], result["start"]
    if not name:
        return
    if not _MOMENT.match(name):
        yield from _near(text, name, start, "OUT")
        return
    yield from _near(text, name, start, "TIME")
    before = [
        (place, place + len(other))
        for other in outcomes if not _MOMENT.match(other)
        for place in _occurrences(text, other) if place < start
    ]  # fmt: skip
    if before:
        yield (*max(before), "OUT")


def _clerx(bench: Path, split: str) -> Iterator[Example]:
    labels = (("outcome", "OUT"), ("explanatory", "ARM"), ("baseline", "BASE"))
    for row in _rows(bench / "abstracts" / "clerx.jsonl", split):
        sentences = split_sentences(row["text"])
        for effect in row["gold"]["effects"]:
            for sentence in sentences:
                if sentence.start <= effect["start"] < sentence.end:
                    text, value = sentence.of(row["text"]), effect["start"] - sentence.start
                    marked = [
                        m
                        for key, label in labels
                        for name in effect[key]
                        for m in _near(text, name, value, label)
                    ]
                    yield Example(
                        row["id"],
                        text,
                        (value, effect["end"] - sentence.start),
                        "effect",
                        tuple(marked),
                    )


def _pico_corpus(bench: Path) -> Iterator[Example]:
    for row in _rows(bench / "abstracts" / "pico_corpus.jsonl", "train"):
        spans, whole = row["gold"]["spans"], row["text"]
        own = {
            side: " ".join(s["text"] for s in spans if s["label"] == name)
            for side, name in (("i", "intervention"), ("c", "control"))
        }
        for sentence in split_sentences(whole):
            here = [s for s in spans if sentence.start <= s["start"] < sentence.end]
            outcomes = [s for s in here if s["label"] == "outcome"]
            values = [s for s in here if re.match(r"[ic]v-(bin|cont-me)", s["label"])]
            if len(outcomes) == 1 and values:
                yield from _pico_sentence(row["id"], sentence, whole, (outcomes[0], values, own))


def _pico_sentence(
    document_id: str,
    sentence: Span,
    whole: str,
    gold: tuple[dict[str, Any], list[dict[str, Any]], dict[str, str]],
) -> Iterator[Example]:
    outcome, values, own = gold
    text, by = sentence.of(whole), sentence.start
    target = Span(outcome["start"] - by, outcome["end"] - by)
    quantities = [q for q in find_quantities(text) if q.kind != "p_value"]
    for value in values:
        place = Span(value["start"] - by, value["end"] - by)
        inside = [q.span for q in quantities if q.span.overlaps(place)]
        side = value["label"][0]
        arm = _arm_mention(text, own[side], own["c" if side == "i" else "i"], place.start)
        if arm is None:
            match = (_CONTROL if side == "c" else _TREATED).search(text)
            arm = Span(*match.span(1)) if match else None
        if inside and arm is not None and not arm.overlaps(target):
            marked = ((target.start, target.end, "OUT"), (arm.start, arm.end, "ARM"))
            yield Example(document_id, text, (inside[0].start, inside[0].end), "arm", marked)


def _arm_mention(text: str, own: str, other: str, near: int) -> Span | None:
    """Find the stretch of an arm's own words nearest to a number."""
    words = set(_WORD.findall(own.lower())) - _STOP
    key = words - set(_WORD.findall(other.lower())) - _GENERIC
    tokens = list(_WORD.finditer(text.lower()))
    found: list[Span] = []
    for index, token in enumerate(tokens):
        if token[0] not in key or (found and token.start() < found[-1].end):
            continue
        first = last = index
        while (
            first
            and tokens[first - 1][0] in words
            and _touch(text, tokens[first - 1], tokens[first])
        ):
            first -= 1
        while (
            last + 1 < len(tokens)
            and _touch(text, tokens[last], tokens[last + 1])
            and (
                tokens[last + 1][0] in words
                or tokens[last + 1][0] in ("group", "arm", "therapy", "alone", "patients")
            )
        ):
            last += 1
        found.append(Span(tokens[first].start(), tokens[last].end()))
    return min(
        found, key=lambda span: min(abs(span.start - near), abs(span.end - near)), default=None
    )


def _touch(text: str, first: re.Match[str], second: re.Match[str]) -> bool:
    return text[first.end() : second.start()].strip() in ("", "-", "+", "/")


def _evidence_inference(bench: Path) -> Iterator[Example]:
    for row in _rows(bench / "direction" / "evidence_inference.jsonl", "train"):
        for prompt in row["gold"]["prompts"]:
            for evidence in prompt["evidence"]:
                passage = evidence["text"]
                if "\n" not in passage and 40 <= len(passage) <= 700:
                    for sentence in split_sentences(passage):
                        yield from _prompt_example(row["id"], sentence.of(passage), prompt)


def _prompt_example(document_id: str, text: str, prompt: dict[str, Any]) -> Iterator[Example]:
    effects = find_effects(text) if any(character.isdigit() for character in text) else ()
    if len(effects) != 1:
        return
    anchor = effects[0].estimate_span or effects[0].span
    outcome, arm, comparator = (
        _covering(text, prompt[key], anchor.start)
        for key in ("outcome", "intervention", "comparator")
    )
    if outcome is None or arm is None:
        return
    marked = [(outcome.start, outcome.end, "OUT"), (arm.start, arm.end, "ARM")]
    if comparator is not None and not comparator.overlaps(arm):
        marked.append((comparator.start, comparator.end, "BASE"))
    yield Example(document_id, text, (anchor.start, anchor.end), "effect", tuple(marked))


def _covering(text: str, phrase: str, near: int) -> Span | None:
    """Find the stretch of a phrase's words that covers most of it, at least three in five."""
    wanted = [word for word in _WORD.findall(phrase.lower()) if word not in _STOP]
    tokens = list(_WORD.finditer(text.lower()))
    best: tuple[float, int, Span] | None = None
    index = 0
    while wanted and index < len(tokens):
        if tokens[index][0] not in wanted:
            index += 1
            continue
        last = index
        while (
            last + 1 < len(tokens)
            and not re.search(r"[.;:]", text[tokens[last].end() : tokens[last + 1].start()])
            and (
                tokens[last + 1][0] in wanted
                or (
                    tokens[last + 1][0] in _STOP
                    and last + 2 < len(tokens)
                    and tokens[last + 2][0] in wanted
                )
            )
        ):
            last += 1
        covered = {token[0] for token in tokens[index : last + 1]} & set(wanted)
        span = Span(tokens[index].start(), tokens[last].end())
        candidate = (len(covered) / len(set(wanted)), -abs(span.start - near), span)
        best = candidate if best is None or candidate[:2] > best[:2] else best
        index = last + 1
    return best[2] if best is not None and best[0] >= 0.6 else None


def _near(text: str, name: str | None, value: int, label: str) -> Iterable[Marked]:
    places = _occurrences(text, name) if name else []
    if not places or not name:
        return ()
    place = min(places, key=lambda start: abs(start - value))
    return ((place, place + len(name), label),)


def _occurrences(text: str, name: str) -> list[int]:
    return [
        match.start() for match in re.finditer(rf"(?<![^\W_]){re.escape(name)}(?![^\W_])", text)
    ]
