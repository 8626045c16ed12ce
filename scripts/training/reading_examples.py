"""Benchmark rows as word-piece sequences with targets, batched by length."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import tokenizers
import torch

from miner.text.reading_input import encode_pair, encode_windows
from scripts.training.reading_augment import judged_text, swapped
from scripts.training.reading_benchmarks import (
    SPAN_KINDS,
    SPAN_STYLES,
    CausalRow,
    DirectionRow,
    SpanRow,
    StanceRow,
)
from scripts.training.reading_contrast import reversed_evidence

IGNORED = -1.0
TASKS = {"stance": (0, 3), "direction": (3, 6), "causal": (6, 10)}


@dataclass(frozen=True, slots=True)
class Example:
    """One sequence. `targets` has a row per word piece: inside and start of each kind for
    spans, rationale for pairs; -1 is not counted in the loss."""

    ids: tuple[int, ...]
    segments: tuple[int, ...]
    targets: tuple[tuple[float, ...], ...]
    task: str
    label: int
    weight: float = 1.0


def span_examples(tokenizer: tokenizers.Tokenizer, rows: Sequence[SpanRow]) -> list[Example]:
    """Cut abstracts into windows and mark the word pieces of gold spans."""
    made = []
    for row in rows:
        for window in encode_windows(tokenizer, row.text):
            targets = [_span_target(row, offset) for offset in window.offsets]
            made.append(
                Example(
                    window.ids,
                    (0,) * len(window.ids),
                    tuple(targets),
                    row.style,
                    SPAN_STYLES.index(row.style),
                )
            )
    return made


def _span_target(row: SpanRow, offset: tuple[int, int] | None) -> tuple[float, ...]:
    if offset is None:
        return (IGNORED,) * (2 * len(SPAN_KINDS))
    values = []
    for kind in SPAN_KINDS:
        over = [(s, e) for k, s, e in row.gold if k == kind and s < offset[1] and offset[0] < e]
        values += [float(bool(over)), float(any(s >= offset[0] for s, _ in over))]
    return tuple(values)


def stance_examples(
    tokenizer: tokenizers.Tokenizer,
    rows: Sequence[StanceRow],
    *,
    rng: random.Random,
    weight: float = 1.0,
) -> list[Example]:
    """Encode claims beside chosen sentences; rationale counts where several are shown."""
    made = []
    for row in rows:
        sentences, is_rationale = judged_text(row, rng)
        pair = encode_pair(tokenizer, row.claim, sentences)
        # Rationale is known where annotators chose among the sentences of a whole abstract.
        known = row.source == "scifact" and row.label != 2
        targets = tuple(
            (float(is_rationale[owner]) if known and owner >= 0 else IGNORED,)
            for owner in pair.owners
        )
        made.append(Example(pair.ids, pair.segments, targets, "stance", row.label, weight))
    return made


def direction_examples(
    tokenizer: tokenizers.Tokenizer, rows: Sequence[DirectionRow], *, rng: random.Random
) -> list[Example]:
    """Encode prompts beside one of their evidence spans, with contrasts that reverse the label.

    A prompt with a direction comes along seen from the other arm, or beside its evidence
    with the direction word reversed.
    """
    made = []
    for row in rows:
        evidence = rng.choice(row.evidence)
        shown = [(row, evidence)]
        other = reversed_evidence(row, evidence)
        if other and rng.random() < 0.5:
            shown.append(other)
        elif row.label != 2 or rng.random() < 0.3:
            shown.append((swapped(row), evidence))
        for prompt, text in shown:
            pair = encode_pair(tokenizer, prompt.prompt, (text,))
            targets = ((IGNORED,),) * len(pair.ids)
            made.append(Example(pair.ids, pair.segments, targets, "direction", prompt.label))
    return made


def causal_examples(tokenizer: tokenizers.Tokenizer, rows: Sequence[CausalRow]) -> list[Example]:
    """Encode single sentences."""
    made = []
    for row in rows:
        pair = encode_pair(tokenizer, row.sentence, ())
        made.append(
            Example(pair.ids, pair.segments, ((IGNORED,),) * len(pair.ids), "causal", row.label)
        )
    return made


@dataclass(frozen=True, slots=True)
class Batch:
    """Padded tensors of some examples; `mask` is 1 where a word piece stands."""

    ids: torch.Tensor
    segments: torch.Tensor
    mask: torch.Tensor
    targets: torch.Tensor
    labels: torch.Tensor
    weights: torch.Tensor
    tasks: tuple[str, ...]


def batches(examples: Sequence[Example], *, rng: random.Random, tokens: int) -> Iterator[Batch]:
    """Shuffle, put examples of like length together, and pad each batch to its longest."""
    order = list(examples)
    rng.shuffle(order)
    groups: list[list[Example]] = []
    chunk = 1024
    for start in range(0, len(order), chunk):
        part = sorted(order[start : start + chunk], key=lambda e: len(e.ids))
        group: list[Example] = []
        for example in part:
            if group and (len(group) + 1) * len(example.ids) > tokens:
                groups.append(group)
                group = []
            group.append(example)
        groups.append(group)
    rng.shuffle(groups)
    for group in groups:
        yield _pad(group)


def _pad(group: Sequence[Example]) -> Batch:
    longest = max(len(example.ids) for example in group)
    width = len(group[0].targets[0])
    ids = torch.zeros(len(group), longest, dtype=torch.long)
    segments, mask = torch.zeros_like(ids), torch.zeros(len(group), longest)
    targets = torch.full((len(group), longest, width), IGNORED)
    for row, example in enumerate(group):
        length = len(example.ids)
        ids[row, :length] = torch.tensor(example.ids)
        segments[row, :length] = torch.tensor(example.segments)
        mask[row, :length] = 1.0
        targets[row, :length] = torch.tensor(example.targets)
    return Batch(
        ids,
        segments,
        mask,
        targets,
        torch.tensor([example.label for example in group]),
        torch.tensor([example.weight for example in group]),
        tuple(example.task for example in group),
    )
