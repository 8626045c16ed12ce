"""Fine-tune the two branches of the reading model on one core."""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

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
    read_causal,
    read_direction,
    read_rows,
    read_spans,
    read_stance,
)
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

SEED = 20240601
LEARNING_RATE = 1e-4
HEAD_LEARNING_RATE = 5e-4
BATCH_TOKENS = 2560
RATIONALE_WEIGHT = 0.3
SMOOTHING = 0.05


def span_epochs(bench: Path, tokenizer: tokenizers.Tokenizer, n_epochs: int) -> list[list[Example]]:
    """Return the examples of each epoch for the span branch.

    pico_corpus marks other things as outcomes and is seen in the first half only.
    """
    train, _ = read_spans(bench)
    main = span_examples(tokenizer, [row for row in train if row.style != "pico_corpus"])
    other = span_examples(tokenizer, [row for row in train if row.style == "pico_corpus"])
    return [main + other if epoch < n_epochs / 2 else main for epoch in range(n_epochs)]


def pair_epochs(bench: Path, tokenizer: tokenizers.Tokenizer, n_epochs: int) -> list[list[Example]]:
    """Return the examples of each epoch for the pair branch: made ones first, gold to the end."""
    stance, held = read_stance(bench)
    direction, _ = read_direction(bench)
    causal, _ = read_causal(bench)
    apart = {row.document_id for row in held}
    corpus = [
        (row["doc_id"], row["title"], row["sentences"])
        for row in read_rows(bench, "claims/scifact_corpus")
        if row["doc_id"] not in apart
    ]
    epochs = []
    for epoch in range(n_epochs):
        rng = random.Random(SEED + epoch)
        examples = stance_examples(tokenizer, stance, rng=rng)
        examples += direction_examples(tokenizer, direction, rng=rng)
        examples += causal_examples(tokenizer, causal)
        made = augment_stance(stance, seed=SEED + epoch)
        if epoch < max(1, n_epochs // 3):
            made += claims_of_directions(direction, seed=SEED + epoch)
            made += claims_of_abstracts(corpus, seed=SEED + epoch, limit=3000)
        elif epoch >= 2 * n_epochs / 3:
            made = rng.sample(made, len(made) // 2)
        examples += stance_examples(tokenizer, made, rng=rng, weight=0.6)
        epochs.append(examples)
    return epochs


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
                logits[rows, start:end], batch.labels[rows], reduction="none", label_smoothing=SMOOTHING
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
    after_epoch: Callable[[int], None] | None = None,
) -> None:
    """Train one branch on top of the frozen trunk, in place.

    Same rows, versions and thread count give the same weights.
    """
    torch.manual_seed(SEED)
    n_steps = sum(sum(len(e.ids) for e in epoch) for epoch in epochs) // BATCH_TOKENS + 1
    groups = [
        {"params": list(branch.layers.parameters()), "lr": LEARNING_RATE},
        {"params": _heads(branch), "lr": HEAD_LEARNING_RATE},
    ]
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01, fused=True)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min((step + 1) / (0.06 * n_steps), max(0.02, 1 - step / n_steps))
    )
    for number, examples in enumerate(epochs):
        branch.train()
        started, seen, losses = time.monotonic(), 0, []
        for batch in batches(examples, rng=random.Random(SEED + number), tokens=BATCH_TOKENS):
            with torch.autocast("cpu", dtype=torch.bfloat16):
                bias = padding_bias(batch.mask)
                with torch.no_grad():
                    hidden = trunk(batch.ids, bias)
                loss = loss_of(branch(hidden, batch.segments, bias, batch.mask), batch)
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
