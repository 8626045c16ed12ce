"""A paper made ready for many rows: what its tables say, its abbreviations, its sentences."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from miner.extract.arms.definitions import find_definitions as find_arm_definitions
from miner.extract.forms.evidence import Passage, find_passages, word_rarity
from miner.extract.forms.groups import Group, find_prose_groups
from miner.extract.forms.instruments import INSTRUMENTS
from miner.extract.forms.sentence_runs import Run, find_runs
from miner.extract.forms.slots import find_slot_groups
from miner.extract.forms.table_lines import read_labelled
from miner.extract.forms.words import stems
from miner.extract.outcomes.definitions import find_definitions
from miner.extract.table_results import CellReading, read_table
from miner.extract.table_results.notes import read_notes
from miner.model import Document, Findings, Span, Table

_ABBREVIATION = re.compile(r"[A-Za-z0-9α-ω][\w/+-]*")


@dataclass(frozen=True, eq=False)
class Paper:
    """One document with its findings; everything derived from them is worked out once."""

    document: Document
    findings: Findings

    @cached_property
    def readings(self) -> tuple[CellReading, ...]:
        """Everything that the cells of the tables say."""
        return tuple(
            reading
            for table in self.document.tables
            for reading in read_table(self.document, table, self.findings)
        )

    @cached_property
    def tables(self) -> dict[str, Table]:
        """The tables by id."""
        return {table.table_id: table for table in self.document.tables}

    @cached_property
    def definitions(self) -> dict[str, str]:
        """Abbreviations and what they stand for."""
        found = dict(find_arm_definitions(self.document.text))
        for short, long in INSTRUMENTS.items():
            found.setdefault(short, long)
        for short, definition in find_definitions(self.document.text).items():
            found[short] = definition.long
        for table in self.document.tables:
            for short, long in read_notes(self.document, table).definitions.items():
                found.setdefault(short, long)
        return found

    @cached_property
    def _long_stems(self) -> dict[str, tuple[str, ...]]:
        return {short.lower(): stems(long) for short, long in self.definitions.items()}

    @cached_property
    def _short_of(self) -> tuple[tuple[frozenset[str], str], ...]:
        found = []
        for short, long in self.definitions.items():
            words = frozenset(stems(long))
            if words and len(short) >= 2:
                found.append((words, short.lower()))
        return tuple(found)

    def expanded(self, text: str) -> frozenset[str]:
        """Return a text's stems with those of the long forms of its abbreviations."""
        known = self._expanded.get(text)
        if known is None:
            known = self._expanded[text] = self._expand(text)
        return known

    @cached_property
    def _expanded(self) -> dict[str, frozenset[str]]:
        return {}

    def _expand(self, text: str) -> frozenset[str]:
        found = set(stems(text))
        for token in _ABBREVIATION.findall(text):
            for form in (token, token.rstrip("s")):
                if form in self.definitions or form.isupper():
                    found.update(self._long_stems.get(form.lower(), ()))
        for words, short in self._short_of:
            if words <= found:
                found.update(stems(short))
        return frozenset(found)

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """Results that can be compared: the same outcome at the same time, arm by arm."""
        found: list[Group] = []
        for table in self.document.tables:
            labelled = read_labelled(self.document, table, self.findings)
            if labelled is not None:
                effects = [
                    reading
                    for reading in self.readings
                    if reading.table_id == table.table_id and reading.kind == "effect"
                ]
                caption = table.caption.of(self.document.text) if table.caption else ""
                found += find_slot_groups(labelled, caption, effects)
        placed = [replace(group, order=order) for order, group in enumerate(found)]
        told = {span.start for span in self.told}
        prose = find_prose_groups(self.document, self.findings)
        return (*placed, *(group for group in prose if group.sentence_start in told))

    @cached_property
    def _vectors(self) -> dict[str, Any]:
        return {}

    def vector(self, text: str) -> Any:
        """Return the encoder's vector of a text, worked out once."""
        if text not in self._vectors:
            from miner.text.encoder import encode

            self._vectors[text] = encode([text])[0]
        return self._vectors[text]

    def similarity(self, question: str, group: Group) -> float:
        """Compare a question with a group's label by their meaning, -1 to 1."""
        label = ", ".join((*group.around[-1:], group.label)).strip(", ")
        if group.source != "table" or not label:
            label = label or group.caption
        return float(self.vector(question) @ self.vector(label[:300]))

    @cached_property
    def finders(self) -> dict[tuple[str, str], Any]:
        """What was worked out for two arms, kept for the other rows about them."""
        return {}

    @cached_property
    def runs(self) -> tuple[Run, ...]:
        """Rows of like figures in sentences that may tell a result."""
        return tuple(run for sentence in self.told for run in find_runs(self.document, sentence))

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        """The sentences described for finding evidence."""
        return tuple(find_passages(self.document, self.sentences, self.expanded))

    @cached_property
    def rarity(self) -> Mapping[str, float]:
        """How rare the words of the paper are."""
        return word_rarity(self.passages)

    @cached_property
    def doubtful(self) -> frozenset[int]:
        """Where sentences of the discussion, or with references to others' work, begin."""
        return frozenset(
            passage.span.start
            for passage in self.passages
            if passage.fixed.get("discussion") or passage.fixed.get("cites")
        )

    @cached_property
    def told(self) -> tuple[Span, ...]:
        """The sentences that may tell a result: no introduction, methods or references."""
        return tuple(
            passage.span
            for passage in self.passages
            if not passage.fixed.get("methods") and not passage.fixed.get("introduction")
        )

    @cached_property
    def sentences(self) -> tuple[Span, ...]:
        """The sentences of running text."""
        return tuple(span for span in self.document.sentences if 20 <= len(span) <= 1500)
