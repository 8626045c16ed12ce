"""Finds the outcomes that a paper names in abstract and text: instruments and stated roles."""

from __future__ import annotations

import re
from collections.abc import Iterator

from miner.extract.outcomes.definitions import Definition, find_definitions
from miner.extract.outcomes.matching import make_outcome, match_outcome, normalise
from miner.extract.outcomes.patterns import (
    BETTER,
    HEAD,
    HIGHER,
    INSTRUMENT_WORD,
    LIST_SPLIT,
    NOT_OUTCOME,
    ROLE_STATEMENTS,
    SCALE_RANGE,
    TAIL,
    WORSE,
)
from miner.model import Document, Extraction, Findings, Outcome, Rejected, Span

VERSION = 1
RANGE_WINDOW_CHARS = 420  # a scale's range stands within the next sentence or two
MAX_OUTCOME_WORDS = 12
_CUE = re.compile(r"outcome|end[\s-]?point", re.IGNORECASE)


def extract(document: Document, findings: Findings) -> Extraction:
    """Find instruments and outcomes with a stated role."""
    rejected: list[Rejected] = []
    records: list[Outcome] = []
    definitions = find_definitions(document.text)
    reference_start = min(
        (block.span.start for block in document.blocks if block.kind == "reference"),
        default=len(document.text),
    )
    for definition in definitions.values():
        if definition.span.start < reference_start and _is_instrument(definition):
            _keep(records, _instrument(document, definition))
    for role, rule, name, span in _stated(document):
        known = match_outcome(name, records)
        if known is not None:
            _set_role(records, known, role)
        elif len(name.split()) > MAX_OUTCOME_WORDS:
            rejected.append(Rejected(span, "too long for the name of an outcome", rule))
        else:
            _keep(
                records,
                make_outcome(
                    document,
                    span,
                    name=name,
                    version=VERSION,
                    rule=rule,
                    outcome_role=role,
                    confidence=0.7,
                ),
            )
    return Extraction(tuple(records), tuple(rejected))


def _keep(records: list[Outcome], outcome: Outcome) -> None:
    if all(outcome.outcome_id != known.outcome_id for known in records) and normalise(outcome.name):
        records.append(outcome)


def _set_role(records: list[Outcome], known: Outcome, role: str) -> None:
    from dataclasses import replace

    if known.outcome_role in ("unclear", "biomarker") or role == "primary":
        records[records.index(known)] = replace(known, outcome_role=role)


def _is_instrument(definition: Definition) -> bool:
    return bool(INSTRUMENT_WORD.search(definition.long)) and not NOT_OUTCOME.match(definition.short)


def _instrument(document: Document, definition: Definition) -> Outcome:
    window = document.text[definition.span.start : definition.span.end + RANGE_WINDOW_CHARS]
    window = re.split(r"\n", window)[0]
    low, high = read_range(window)
    return make_outcome(
        document, definition.span, name=definition.long, version=VERSION, rule="instrument_defined",
        instrument=definition.long, abbreviation=definition.short,
        scale_min=low, scale_max=high, better=read_direction(window), confidence=0.85,
    )  # fmt: skip


def read_range(text: str) -> tuple[float | None, float | None]:
    """Return the range of scores stated in a passage, (None, None) where there is none."""
    for match in SCALE_RANGE.finditer(text):
        low, high = float(match["low"]), float(match["high"])
        if 0 <= low < high and high >= 4 and not 1900 < high < 2100:
            return low, high
    return None, None


def read_direction(text: str) -> str:
    """Return which scores are better, `lower` or `higher`, `unclear` where not said."""
    match = HIGHER.search(text)
    if match is None:
        return "unclear"
    worse, better = WORSE.search(match["meaning"]), BETTER.search(match["meaning"])
    if worse and better:
        first_is_worse = re.match(
            r"(?:\w+\s+){0,2}(?:worse|poorer|more\s+severe|impaired)",
            match["meaning"],
            re.IGNORECASE,
        )
        better_word = re.match(
            r"(?:\w+\s+){0,2}(?:better|improved|good)", match["meaning"], re.IGNORECASE
        )
        if bool(first_is_worse) == bool(better_word):
            return "unclear"
        worse, better = first_is_worse, better_word
    if not worse and not better:
        return "unclear"
    high_is_bad = bool(worse)
    if match["side"].lower() == "lower":
        high_is_bad = not high_is_bad
    return "lower" if high_is_bad else "higher"


def _stated(document: Document) -> Iterator[tuple[str, str, str, Span]]:
    """Yield role, rule, name and place of each outcome whose role a sentence states."""
    text = document.text
    for sentence in document.sentences:
        if not _CUE.search(text, sentence.start, sentence.end):
            continue
        words = sentence.of(text)
        for rule, role, pattern in ROLE_STATEMENTS:
            match = pattern.search(words)
            if match is None:
                continue
            base = sentence.start + match.start("what")
            for start, name in _listed(match["what"]):
                yield role, rule, name, Span(base + start, base + start + len(name))
            break


def _listed(what: str) -> Iterator[tuple[int, str]]:
    position = 0
    for piece in [*LIST_SPLIT.finditer(what), None]:
        end = piece.start() if piece else len(what)
        item = what[position:end]
        offset = position + len(item) - len(item.lstrip())
        item = item.strip()
        while head := HEAD.match(item):
            offset += head.end()
            item = item[head.end() :]
        item = TAIL.sub("", item).strip(" ,:")
        if len(item) >= 3 and re.search(r"[A-Za-z]{3}|[A-Z]{2}", item):
            yield offset, item
        if piece:
            position = piece.end()
