"""New sentences from old: names of arms and outcomes swapped for others of the training data.

With few sentences a model learns their words. A sentence whose arms and outcomes change from
epoch to epoch leaves it nothing but the order and the small words to learn from.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

from scripts.training.value_linker_examples import Example

SWAP_SHARE = 0.6  # of the names of a sentence
MAX_ARM_WORDS = 6
MAX_OUTCOME_WORDS = 9

Pools = dict[tuple[str, str], list[str]]


def gather_names(examples: Sequence[Example]) -> Pools:
    """Gather the names to draw from, by label and kind; arms and comparators share theirs."""
    pools: dict[tuple[str, str], set[str]] = {}
    for example in examples:
        for start, end, label in example.marked:
            name = example.text[start:end]
            if label != "TIME" and len(name.split()) <= (
                MAX_OUTCOME_WORDS if label == "OUT" else MAX_ARM_WORDS
            ):
                pools.setdefault(_pool_of(label, example.kind), set()).add(name)
    return {key: sorted(names) for key, names in pools.items()}


def _pool_of(label: str, kind: str) -> tuple[str, str]:
    return ("OUT", kind) if label == "OUT" else ("ARM", "")


def swap_names(example: Example, pools: Pools, source: random.Random) -> Example:
    """Return the example with some of its names replaced wherever they stand."""
    edits: set[tuple[int, int, str]] = set()
    for start, end, label in example.marked:
        pool = pools.get(_pool_of(label, example.kind))
        if label == "TIME" or not pool or source.random() > SWAP_SHARE:
            continue
        old, new = example.text[start:end], source.choice(pool)
        if start == 0:
            new = new[:1].upper() + new[1:]
        elif new[:1].isupper() and new[1:2].islower():
            new = new[:1].lower() + new[1:]
        for match in re.finditer(rf"(?<![^\W_]){re.escape(old)}(?![^\W_])", example.text):
            edits.add((match.start(), match.end(), new))
    return _apply(example, _compatible(example, sorted(edits)))


def _compatible(example: Example, edits: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Drop edits that overlap each other, the number, or part of another mark."""
    kept: list[tuple[int, int, str]] = []
    marks = [(start, end) for start, end, _ in example.marked]
    for start, end, new in edits:
        clashes = any(
            start < high and low < end and (start, end) != (low, high)
            for low, high in [*marks, example.value]
        )
        if not clashes and (not kept or start >= kept[-1][1]):
            kept.append((start, end, new))
    return kept


def _apply(example: Example, edits: list[tuple[int, int, str]]) -> Example:
    parts, cursor = [], 0
    for start, end, new in edits:
        parts += [example.text[cursor:start], new]
        cursor = end
    parts.append(example.text[cursor:])

    def moved(start: int, end: int) -> tuple[int, int]:
        before = sum(len(new) - (high - low) for low, high, new in edits if high <= start)
        inside = sum(
            len(new) - (high - low) for low, high, new in edits if low >= start and high <= end
        )
        return start + before, end + before + inside

    return Example(
        example.document_id, "".join(parts), moved(*example.value), example.kind,
        tuple((*moved(start, end), label) for start, end, label in example.marked),
    )  # fmt: skip
