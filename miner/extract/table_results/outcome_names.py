"""What the outcomes of a paper's tables are called, so that no two of them share a name.

A row is called by its label, by the outcome known from the text where its label is one, and by
as much of what stands around it as it needs: two rows of one name that show different values
for one arm and moment are not one outcome. Then the headings above them are told, then what
the captions of their tables do not share.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from miner.extract.outcomes import match_outcome
from miner.extract.outcomes.definitions import find_definitions
from miner.extract.table_results.notes import Notes
from miner.extract.table_results.patterns import GENERIC_HEAD, NUMBER_LABEL
from miner.extract.table_results.readings import CellReading
from miner.model import Document, Outcome
from miner.text.timepoints import BASELINE

Key = tuple[object, ...]
MAX_PHRASE_WORDS = 8
KNOWN, OWN, HEADED, CAPTIONED = range(4)  # how much of its surroundings a name takes in
_LOOSE = re.compile(
    r"^(?:(?:and|or|of|in|at|to|by|for|from|with|the|a|an)\s+)+|(?:\s+(?:and|or|of|in|at|to|by|for|from|with|the|a|an))+$",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]+(?:[-.][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class OutcomeName:
    """A name with the short and long form that it was made of; `known` is of the text."""

    name: str
    label: str
    long: str | None = None
    known: Outcome | None = None


class OutcomeNames:
    """Names the outcomes of all tables of one paper."""

    def __init__(
        self,
        document: Document,
        known: Sequence[Outcome],
        tables: Iterable[tuple[Sequence[CellReading], Notes]],
    ) -> None:
        self.definitions = find_definitions(document.text)
        self.known = tuple(known)
        self.cells: dict[Key, tuple[CellReading, Notes]] = {}
        self.shown: dict[Key, dict[Key, float | None]] = {}
        self.repeated: set[tuple[str, str]] = set()
        for readings, notes in tables:
            self._take(readings, notes)
        self.levels: dict[Key, int] = dict.fromkeys(self.cells, KNOWN)
        self.phrases: dict[Key, str] = {}
        self._settle()

    def of(self, cell: CellReading) -> OutcomeName:
        """Return what the outcome of a cell is called."""
        return self._name(key_of(cell))

    def expand(self, label: str, notes: Notes) -> str | None:
        """Return what a short label stands for, by the table's notes, else by the text."""
        if len(label) > 15 or " " in label.strip():
            return None
        by_notes = notes.expand(label)
        if by_notes is not None:
            return by_notes if len(by_notes) < 90 else None
        definition = self.definitions.get(label)
        return definition.long if definition else None

    def _take(self, readings: Sequence[CellReading], notes: Notes) -> None:
        headings: dict[str, set[tuple[str, ...]]] = defaultdict(set)
        for cell in readings:
            headings[cell.outcome_label or ""].add(cell.contexts)
            if cell.outcome_span is None or cell.is_whole_study:
                continue
            key = key_of(cell)
            self.cells.setdefault(key, (cell, notes))
            self.shown.setdefault(key, {}).setdefault(_slot(cell), _value(cell))
        self.repeated.update(
            (cell.table_id, label)
            for cell in readings[:1]
            for label, found in headings.items()
            if len(found) > 1
        )

    def _settle(self) -> None:
        for level in (OWN, HEADED, CAPTIONED):
            clashing = self._clashing()
            if not clashing:
                return
            if level == CAPTIONED:
                for group in clashing:
                    self.phrases.update(self._told_by_captions(group))
            for key in (key for group in clashing for key in group):
                self.levels[key] = level

    def _clashing(self) -> list[list[Key]]:
        """Return groups of rows that share a name and disagree on what an arm showed."""
        by_name: dict[str, list[Key]] = defaultdict(list)
        for key in self.cells:
            named = self._name(key)
            by_name[named.known.outcome_id if named.known else named.name.casefold()].append(key)
        return [
            keys
            for keys in by_name.values()
            if len(keys) > 1 and _disagree([self.shown[key] for key in keys])
        ]

    def _name(self, key: Key) -> OutcomeName:
        cell, notes = self.cells[key]
        level = self.levels[key]
        label = cell.outcome_label or ""
        is_told_apart = (
            cell.subgroup is not None or (cell.table_id, label) in self.repeated or level >= OWN
        )
        known = None if is_told_apart else match_outcome(label, self.known)
        long = self.expand(label, notes)
        if known is not None and not _says_more(long, known.name):
            return OutcomeName(known.name, label, known=known)
        name = long or label
        headings = [
            each
            for each in cell.contexts
            if not (GENERIC_HEAD.match(each) or NUMBER_LABEL.fullmatch(each))
        ]
        for heading in reversed(headings if level >= HEADED else headings[-1:]):
            if heading.lower() not in name.lower():
                name = f"{self.expand(heading, notes) or heading}: {name}"
        if cell.subgroup:
            name = f"{name}: {self.expand(cell.subgroup, notes) or cell.subgroup}"
        if level >= CAPTIONED and (phrase := self.phrases.get(key)):
            name = f"{name} ({phrase})"
        return OutcomeName(name, label, long)

    def _told_by_captions(self, keys: Sequence[Key]) -> dict[Key, str]:
        """Return of each row the words that its table's caption has for itself."""
        captions = {key[0]: self.cells[key][1].caption for key in keys}
        words = [set(_WORD.findall(caption.casefold())) for caption in captions.values()]
        weights = {
            word: sum(word not in found for found in words) for word in set[str]().union(*words)
        }
        phrases = {table: _own_words(caption, weights) for table, caption in captions.items()}
        return {key: phrases[key[0]] for key in keys if phrases[key[0]]}


def _says_more(long: str | None, name: str) -> bool:
    """Tell whether what a table's own notes call a row holds more than a known name.

    A subscale is not its scale, and the text may have cut a name short.
    """
    return long is not None and len(long) > len(name) and name.casefold() in long.casefold()


def key_of(cell: CellReading) -> Key:
    """Return what tells one outcome of a table from another before it is named."""
    return (cell.table_id, cell.outcome_span, cell.outcome_label, cell.contexts, cell.subgroup)


def _slot(cell: CellReading) -> Key:
    # The table of characteristics counts all who were randomised, that of results those who
    # stayed: one outcome, whose baseline values differ rightly.
    table = cell.table_id if cell.timepoint == BASELINE else None
    if cell.kind == "arm_result":
        return (cell.arm_id or cell.arm_label, cell.timepoint, cell.statistic, table)
    return (
        "effect", cell.arm_ids, cell.arm_labels, cell.timepoint, cell.scope, cell.effect_measure,
        cell.contrast, table,
    )  # fmt: skip


def _value(cell: CellReading) -> float | None:
    if cell.kind == "arm_result":
        return cell.value
    if cell.estimate is not None:
        return cell.estimate
    return cell.test_value if cell.test_value is not None else cell.p_value


def _disagree(shown: Sequence[dict[Key, float | None]]) -> bool:
    seen: dict[Key, float | None] = {}
    return any(
        seen.setdefault(slot, value) != value for found in shown for slot, value in found.items()
    )


def _own_words(caption: str, weights: Mapping[str, int]) -> str:
    """Return the short stretch of a caption that sets it apart most from the others."""
    found = list(_WORD.finditer(caption))
    own = [weights[word.group().casefold()] for word in found]
    sums = [sum(own[place : place + MAX_PHRASE_WORDS]) for place in range(len(own))]
    if not any(sums):
        return ""
    start = sums.index(max(sums))
    inside = [
        place for place in range(start, min(start + MAX_PHRASE_WORDS, len(own))) if own[place]
    ]
    stretch = caption[found[inside[0]].start() : found[inside[-1]].end()].strip()
    phrase = _LOOSE.sub("", stretch)
    return "" if GENERIC_HEAD.match(phrase) else phrase
