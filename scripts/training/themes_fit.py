"""Fine-tune the top of a theme network on one core: the loss, the loop, an average of weights."""

from __future__ import annotations

import copy
import random
import sys
import time
from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import binary_cross_entropy_with_logits

from scripts.training.reading_network import WIDTH, padding_bias
from scripts.training.themes_examples import Example, batches
from scripts.training.themes_network import ThemeTop

LEARNING_RATE = 2e-4
HEAD_LEARNING_RATE = 1e-3
WARM_UP = 0.1
LAST_SHARE = 0.02  # Of the learning rate that is left at the end.
BATCH_PIECES = 2000
POSITIVE_WEIGHT = 2.0
SMOOTHING = 0.02
# The strongest passage has to answer for the post as well, which makes it the rationale.
STRONGEST_WEIGHT = 0.5
MARK_WEIGHT = 0.5
AVERAGE = 0.98
UNSEEN = -9.0


def fit(
    top: ThemeTop, epochs: Sequence[Sequence[Example]], *, seed: int, rate: float = LEARNING_RATE
) -> ThemeTop:
    """Train a copy of `top` and return the moving average of its weights.

    Same examples, versions and thread count give the same weights.
    """
    torch.manual_seed(seed)
    rng = random.Random(seed)
    top = copy.deepcopy(top).train()
    smooth = copy.deepcopy(top).eval()
    plan = [list(batches(examples, BATCH_PIECES, rng)) for examples in epochs]
    n_steps = sum(len(groups) for groups in plan)
    inner = {id(parameter) for parameter in top.layers.parameters()}
    groups = [
        {"params": list(top.layers.parameters()), "lr": rate},
        {"params": [p for p in top.parameters() if id(p) not in inner], "lr": HEAD_LEARNING_RATE},
    ]
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01, fused=True)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser,
        lambda step: min((step + 1) / (WARM_UP * n_steps), max(LAST_SHARE, 1 - step / n_steps)),
    )
    step = 0
    for number, examples in enumerate(plan):
        started, losses = time.monotonic(), []
        for batch in examples:
            loss = _loss(top, batch)
            loss.backward()
            nn.utils.clip_grad_norm_(top.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            optimiser.zero_grad()
            step += 1
            _follow(smooth, top, min(AVERAGE, (1 + step) / (10 + step)))
            losses.append(loss.item())
        spent = time.monotonic() - started
        print(f"  epoch {number} loss {np.mean(losses):.3f} {spent:.0f} s", file=sys.stderr, flush=True)  # fmt: skip
    return smooth


@torch.no_grad()
def _follow(smooth: ThemeTop, top: ThemeTop, kept: float) -> None:
    for ours, theirs in zip(smooth.parameters(), top.parameters(), strict=True):
        ours.lerp_(theirs, 1 - kept)


def _loss(top: ThemeTop, batch: Sequence[Example]) -> Tensor:
    """Cross-entropy of posts by their strongest window and passage, and of marked passages."""
    windows, passages, firsts = _run_half(top, batch)
    targets = torch.tensor(np.array([e.targets for e in batch]), dtype=torch.float32)
    weights = torch.tensor(np.array([e.weights for e in batch]), dtype=torch.float32)
    owner = torch.repeat_interleave(
        torch.arange(len(batch)), torch.tensor(np.diff([*firsts, len(passages)]))
    )
    total = _entropy(windows, targets, weights)
    total = total + STRONGEST_WEIGHT * _entropy(
        _strongest(passages, owner, len(batch)), targets, weights
    )
    places, said, counted = [], [], []
    for first, example in zip(firsts, batch, strict=True):
        for number, (truth, weight) in example.marks.items():
            if passages[first + number, 0] > UNSEEN:
                places.append(first + number)
                said.append(truth)
                counted.append(weight)
    if places:
        total = total + MARK_WEIGHT * _entropy(
            passages[places],
            torch.tensor(np.array(said), dtype=torch.float32),
            torch.tensor(np.array(counted), dtype=torch.float32),
        )
    return total / len(batch)


def _entropy(odds: Tensor, targets: Tensor, weights: Tensor) -> Tensor:
    smoothed = targets * (1 - 2 * SMOOTHING) + SMOOTHING
    losses = binary_cross_entropy_with_logits(odds, smoothed, reduction="none")
    return (losses * weights * torch.where(targets > 0.5, POSITIVE_WEIGHT, 1.0)).sum()


def _strongest(odds: Tensor, owner: Tensor, n: int) -> Tensor:
    index = owner.unsqueeze(-1).expand(-1, odds.shape[1])
    return torch.full((n, odds.shape[1]), UNSEEN).scatter_reduce(
        0, index, odds, "amax", include_self=False
    )


def _run_half(top: ThemeTop, batch: Sequence[Example]) -> tuple[Tensor, Tensor, list[int]]:
    """Run in bfloat16 on float32 weights; passages of all posts stand end to end.

    Returns
    -------
    tuple of Tensor, Tensor and list of int
        Log odds of posts, of passages (`UNSEEN` where cropped away), and where the passages
        of each post begin.
    """
    parts = [part for example in batch for part in example.parts]
    length = max(len(part.passages) for part in parts)
    states = np.zeros((len(parts), length, WIDTH), np.float16)
    mask = np.zeros((len(parts), length), np.float32)
    places = np.full((len(parts), length), -1, np.int64)
    firsts, post_of, row, n_passages = [], [], 0, 0
    for number, example in enumerate(batch):
        firsts.append(n_passages)
        for part in example.parts:
            n = len(part.passages)
            states[row, :n], mask[row, :n] = part.states, 1
            places[row, :n] = np.where(part.passages >= 0, part.passages + n_passages, -1)
            post_of.append(number)
            row += 1
        last = max(int(part.passages.max()) for part in example.parts)
        n_passages += max([last, *example.marks]) + 1
    half = {name: weight.bfloat16() for name, weight in top.named_parameters()}
    shown = torch.from_numpy(mask)
    inputs = (torch.from_numpy(states).bfloat16(), padding_bias(shown).bfloat16(), shown.bfloat16())
    windows, pieces = torch.func.functional_call(top, half, inputs)
    n_themes = windows.shape[1]
    where = torch.from_numpy(places)
    inside = where >= 0
    sums = torch.zeros(n_passages, n_themes).index_add(0, where[inside], pieces.float()[inside])
    counts = torch.bincount(where[inside], minlength=n_passages).unsqueeze(-1)
    passages = torch.where(counts > 0, sums / counts.clamp(min=1), UNSEEN)
    return _strongest(windows.float(), torch.tensor(post_of), len(batch)), passages, firsts
