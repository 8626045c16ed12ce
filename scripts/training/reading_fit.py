"""Fine-tune the two branches of the reading model on one core."""

from __future__ import annotations

import copy
import random
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import tokenizers
import torch
from torch import Tensor, nn
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy

from scripts.training.reading_augment import (
    augment_stance,
    claims_of_abstracts,
    claims_of_directions,
)
from scripts.training.reading_benchmarks import (
    read_abstracts,
    read_causal,
    read_direction,
    read_spans,
    read_stance,
)
from scripts.training.reading_contrast import plain_claims, plain_directions
from scripts.training.reading_examples import (
    IGNORED,
    TASKS,
    Batch,
    Example,
    batches,
    causal_examples,
    direction_examples,
    span_examples,
    stance_examples,
)
from scripts.training.reading_network import (
    N_SPAN_KINDS,
    N_SPAN_STYLES,
    Branch,
    Trunk,
    padding_bias,
)
from scripts.training.written_claims import epoch_of_written, read_written

SEED = 20240601
LEARNING_RATE = 1.5e-4
HEAD_LEARNING_RATE = 5e-4
BATCH_TOKENS = 2560
RATIONALE_WEIGHT = 0.3
SMOOTHING = 0.05
MADE_WEIGHT = 0.6  # Of rows made by augmentation: some are wrong.


Epochs = list[list[Example]]


def span_stages(bench: Path, tokenizer: tokenizers.Tokenizer) -> list[list[Epochs]]:
    """Return for each stage its runs, and for each run the examples of its epochs.

    pico_corpus marks other things as outcomes and is seen in the first epoch of each stage only.
    """
    train, _ = read_spans(bench)
    main = span_examples(tokenizer, [row for row in train if row.style != "pico_corpus"])
    other = span_examples(tokenizer, [row for row in train if row.style == "pico_corpus"])
    return [[[main + other, main, main]], [[main + other, main]]]


def pair_stages(bench: Path, tokenizer: tokenizers.Tokenizer) -> list[list[Epochs]]:
    """Return for each stage its runs, and for each run the examples of its epochs.

    Plain contrasts and claims made of abstracts are many at first; the last stage is nearest
    to the benchmarks' own rows. From the second stage on, two runs (on two cores) share the
    work, and their weights are averaged.
    """
    stance, _ = read_stance(bench)
    direction, _ = read_direction(bench)
    causal, _ = read_causal(bench)
    corpus = read_abstracts(bench)

    def gold(number: int) -> list[Example]:
        return stance_examples(tokenizer, stance, rng=random.Random(SEED + number))

    def beside(
        number: int, *, abstracts: int, plain: int, augmented: float, strength: bool = True
    ) -> list[Example]:
        rng, seed = random.Random(SEED + number), SEED + number
        simple = plain_directions(direction, seed=seed, n=plain)
        examples = direction_examples(tokenizer, [*direction, *simple], rng=rng)
        examples += causal_examples(tokenizer, causal) if strength else []
        made = augment_stance(stance, seed=seed)
        made = rng.sample(made, round(len(made) * augmented))
        made += (
            plain_claims(direction, seed=seed, n=plain)
            if plain
            else claims_of_directions(direction, seed=seed)
        )
        made += claims_of_abstracts(corpus, seed=seed, limit=abstracts)
        return examples + stance_examples(tokenizer, made, rng=rng, weight=MADE_WEIGHT)

    first = gold(0) + beside(0, abstracts=1500, plain=0, augmented=0.5)
    second = _halves(gold(2) + beside(2, abstracts=2000, plain=1500, augmented=0.5, strength=False))
    third = _halves(beside(3, abstracts=400, plain=600, augmented=0.4))
    return [
        [[first]],
        [[half] for half in second],
        [[gold(3 + n) + half] for n, half in enumerate(third)],
        [_written_epochs(bench, tokenizer, range(4, 7))],
    ]


def _written_epochs(bench: Path, tokenizer: tokenizers.Tokenizer, numbers: Sequence[int]) -> Epochs:
    """Return epochs of the claims written for this repository among the benchmarks' own rows.

    Direction and causal strength are rehearsed, so that their heads keep up with the layers.
    """
    stance, _ = read_stance(bench)
    direction, _ = read_direction(bench)
    causal, _ = read_causal(bench)
    written = read_written(bench)
    epochs = []
    for number in numbers:
        rng = random.Random(SEED + number)
        shown = [*stance, *epoch_of_written(written, seed=SEED + number)]
        made = augment_stance(stance, seed=SEED + number)
        made = rng.sample(made, len(made) // 2)
        made += claims_of_directions(
            rng.sample(direction, min(700, len(direction))), seed=SEED + number
        )
        epochs.append(
            stance_examples(tokenizer, shown, rng=rng)
            + stance_examples(tokenizer, made, rng=rng, weight=MADE_WEIGHT)
            + direction_examples(tokenizer, direction, rng=rng)
            + causal_examples(tokenizer, rng.sample(causal, len(causal) * 2 // 5))
        )
    return epochs


def _halves(examples: list[Example]) -> tuple[list[Example], list[Example]]:
    mixed = random.Random(SEED).sample(examples, len(examples))
    return mixed[::2], mixed[1::2]


def span_loss(output: Tensor, batch: Batch) -> Tensor:
    """Binary cross-entropy of inside and start, for the style that the row was marked in."""
    n, length, _ = output.shape
    styles = output.view(n, length, N_SPAN_STYLES, N_SPAN_KINDS * 2)
    chosen = styles[torch.arange(n), :, batch.labels].float()
    counted = batch.targets != IGNORED
    return binary_cross_entropy_with_logits(chosen[counted], batch.targets[counted])


def pair_loss(output: tuple[Tensor, Tensor], batch: Batch) -> Tensor:
    """Cross-entropy of each row's own head, and of the rationale where it is known."""
    logits, rationale = output[0].float(), output[1].float()
    total = torch.zeros(())
    for task, (start, end) in TASKS.items():
        rows = torch.tensor([name == task for name in batch.tasks])
        if rows.any():
            losses = cross_entropy(
                logits[rows, start:end],
                batch.labels[rows],
                reduction="none",
                label_smoothing=SMOOTHING,
            )
            total = total + (losses * batch.weights[rows]).sum()
    total = total / len(batch.tasks)
    counted = batch.targets[..., 0] != IGNORED
    if counted.any():
        loss = binary_cross_entropy_with_logits(rationale[counted], batch.targets[..., 0][counted])
        total = total + RATIONALE_WEIGHT * loss
    return total


def fit(
    trunk: Trunk,
    branch: Branch,
    epochs: Sequence[Sequence[Example]],
    loss_of: Callable[..., Tensor],
    *,
    seed: int = SEED,
    after_epoch: Callable[[int], None] | None = None,
) -> None:
    """Train one branch on top of the frozen trunk, in place.

    Same rows, versions and thread count give the same weights.
    """
    torch.manual_seed(seed)
    n_steps = sum(sum(len(e.ids) for e in epoch) for epoch in epochs) // BATCH_TOKENS + 1
    groups = [
        {"params": list(branch.layers.parameters()), "lr": LEARNING_RATE},
        {"params": _heads(branch), "lr": HEAD_LEARNING_RATE},
    ]
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01, fused=True)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min((step + 1) / (0.06 * n_steps), max(0.02, 1 - step / n_steps))
    )
    half_trunk = copy.deepcopy(trunk).bfloat16()
    for number, examples in enumerate(epochs):
        branch.train()
        started, seen, losses = time.monotonic(), 0, []
        for batch in batches(examples, rng=random.Random(seed + number), tokens=BATCH_TOKENS):
            loss = loss_of(_run_half(half_trunk, branch, batch), batch)
            loss.backward()
            nn.utils.clip_grad_norm_(branch.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            optimiser.zero_grad()
            losses.append(loss.item())
            seen += batch.ids.numel()
            if len(losses) % 100 == 0:
                _report(number, losses, seen, started)
        _report(number, losses, seen, started)
        if after_epoch is not None:
            after_epoch(number)
    branch.eval()


def average(states: Sequence[dict[str, Tensor]]) -> dict[str, Tensor]:
    """Return the mean of the weights of runs that began at the same point.

    References
    ----------
    Wortsman et al. (2022), Model soups, ICML; Izmailov et al. (2018) on averaged weights.
    """
    return {name: torch.stack([state[name] for state in states]).mean(0) for name in states[0]}


def _run_half(half_trunk: Trunk, branch: Branch, batch: Batch) -> Any:
    """Run in bfloat16 on float32 weights: a third faster here than autocast."""
    bias = padding_bias(batch.mask).bfloat16()
    with torch.no_grad():
        hidden = half_trunk(batch.ids, bias)
    half = {name: weight.bfloat16() for name, weight in branch.named_parameters()}
    inputs = (hidden, batch.segments, bias, batch.mask.bfloat16())
    return torch.func.functional_call(branch, half, inputs)


def _heads(branch: Branch) -> list[nn.Parameter]:
    layers = {id(parameter) for parameter in branch.layers.parameters()}
    return [parameter for parameter in branch.parameters() if id(parameter) not in layers]


def _report(epoch: int, losses: list[float], seen: int, started: float) -> None:
    recent = losses[-100:]
    rate = seen / (time.monotonic() - started)
    print(
        f"epoch {epoch} step {len(losses)} loss {sum(recent) / len(recent):.4f} {rate:.0f} tokens/s",
        file=sys.stderr,
        flush=True,
    )
