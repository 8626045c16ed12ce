"""The reading model in torch: one frozen trunk, two fine-tuned branches with their heads."""

from __future__ import annotations

import json
from pathlib import Path

import torch
from torch import Tensor, nn

WIDTH = 384
HEADS = 12
INNER = 1536
N_LAYERS = 6
N_SHARED = 2  # Embeddings and the two lowest layers stay as pre-trained, for both branches.
N_POSITIONS = 256  # More than any sequence of reading_input.
DROPOUT = 0.1
N_SPAN_STYLES = 3
N_SPAN_KINDS = 3


class SharedDropout(nn.Module):
    """Dropout with one mask for all sequences of a batch: drawing one for each costs a tenth
    of the training time on a processor."""

    def forward(self, hidden: Tensor) -> Tensor:
        """Zero some places of (n, length, WIDTH) in training and scale up the rest."""
        if not self.training:
            return hidden
        kept = (torch.rand(hidden.shape[1:]) >= DROPOUT).to(hidden.dtype)
        return hidden * (kept / (1.0 - DROPOUT))


class Layer(nn.Module):
    """One transformer layer as in BERT: attention, then a feed-forward net, norms after."""

    def __init__(self) -> None:
        super().__init__()
        self.query_key_value = nn.Linear(WIDTH, 3 * WIDTH)
        self.attended = nn.Linear(WIDTH, WIDTH)
        self.attended_norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.inner = nn.Linear(WIDTH, INNER)
        self.outer = nn.Linear(INNER, WIDTH)
        self.outer_norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.dropout = SharedDropout()

    def forward(self, hidden: Tensor, bias: Tensor) -> Tensor:
        """Return the layer's output, (n, length, WIDTH); `bias` hides padding."""
        n, length, _ = hidden.shape
        parts = self.query_key_value(hidden).view(n, length, 3, HEADS, WIDTH // HEADS)
        query, key, value = parts.permute(2, 0, 3, 1, 4).unbind(0)
        scores = (query * (WIDTH // HEADS) ** -0.5) @ key.transpose(-1, -2) + bias
        mixed = (scores.softmax(-1) @ value).transpose(1, 2)
        mixed = self.attended(mixed.reshape(n, length, WIDTH))
        hidden = self.attended_norm(hidden + self.dropout(mixed))
        inner = nn.functional.gelu(self.inner(hidden))
        return self.outer_norm(hidden + self.dropout(self.outer(inner)))


class Trunk(nn.Module):
    """Embeddings and the lowest layers."""

    def __init__(self, vocabulary_size: int) -> None:
        super().__init__()
        self.words = nn.Embedding(vocabulary_size, WIDTH)
        self.positions = nn.Embedding(N_POSITIONS, WIDTH)
        self.segment = nn.Parameter(torch.zeros(WIDTH))
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.layers = nn.ModuleList(Layer() for _ in range(N_SHARED))

    def forward(self, ids: Tensor, bias: Tensor) -> Tensor:
        """Return hidden states (n, length, WIDTH)."""
        places = self.positions.weight[: ids.shape[1]]
        hidden = self.norm(self.words(ids) + places + self.segment)
        for layer in self.layers:
            hidden = layer(hidden, bias)
        return hidden


class Branch(nn.Module):
    """The upper layers for one family of tasks, with its heads on top."""

    def __init__(self) -> None:
        super().__init__()
        self.segments = nn.Embedding(2, WIDTH)
        nn.init.zeros_(self.segments.weight)
        self.layers = nn.ModuleList(Layer() for _ in range(N_LAYERS - N_SHARED))

    def lift(self, hidden: Tensor, segments: Tensor, bias: Tensor) -> Tensor:
        """Run the branch's layers; `segments` tells claim or prompt (0) from evidence (1)."""
        hidden = hidden + self.segments(segments)
        for layer in self.layers:
            hidden = layer(hidden, bias)
        return hidden


class SpanBranch(Branch):
    """For each style and kind: is a word piece inside a span, and does one start there."""

    def __init__(self) -> None:
        super().__init__()
        self.head = nn.Linear(WIDTH, N_SPAN_STYLES * N_SPAN_KINDS * 2)

    def forward(self, hidden: Tensor, segments: Tensor, bias: Tensor, mask: Tensor) -> Tensor:
        """Return logits (n, length, styles * kinds * 2)."""
        return self.head(self.lift(hidden, segments, bias))


class PairBranch(Branch):
    """Stance, direction and causal strength of a sequence; rationale of each word piece."""

    def __init__(self) -> None:
        super().__init__()
        self.pooled = nn.Linear(3 * WIDTH, WIDTH)
        self.dropout = nn.Dropout(DROPOUT)
        self.stance = nn.Linear(WIDTH, 3)
        self.direction = nn.Linear(WIDTH, 3)
        self.causal = nn.Linear(WIDTH, 4)
        self.rationale = nn.Linear(WIDTH, 1)

    def forward(
        self, hidden: Tensor, segments: Tensor, bias: Tensor, mask: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Return logits (n, 3 + 3 + 4) of the heads and (n, length) of the rationale."""
        hidden = self.lift(hidden, segments, bias)
        first = mask * (1 - segments)
        second = mask * segments
        pooled = torch.cat([hidden[:, 0], _mean(hidden, first), _mean(hidden, second)], dim=-1)
        pooled = self.dropout(torch.tanh(self.pooled(pooled)))
        logits = torch.cat([self.stance(pooled), self.direction(pooled), self.causal(pooled)], -1)
        return logits, self.rationale(hidden).squeeze(-1)


def _mean(hidden: Tensor, weights: Tensor) -> Tensor:
    weights = weights.to(hidden.dtype).unsqueeze(-1)
    return (hidden * weights).sum(1) / weights.sum(1).clamp(min=1.0)


def padding_bias(mask: Tensor) -> Tensor:
    """Return what is added to attention scores so that padding is not attended to."""
    return (1.0 - mask[:, None, None, :].float()) * -1e4


def load_pretrained(folder: Path, kept_ids: list[int]) -> tuple[Trunk, dict[str, Branch]]:
    """Build trunk and branches from the MiniLM weights, keeping some vocabulary rows.

    Parameters
    ----------
    folder : Path
        Holds `model.safetensors` and `config.json` of all-MiniLM-L6-v2.
    kept_ids : list of int
        Rows of the word embedding to keep, in their new order.
    """
    from safetensors.torch import load_file

    config = json.loads((folder / "config.json").read_text())
    if (config["hidden_size"], config["num_hidden_layers"]) != (WIDTH, N_LAYERS):
        raise ValueError(f"{folder} holds another architecture than MiniLM-L6 of width {WIDTH}")
    weights = load_file(folder / "model.safetensors")
    trunk = Trunk(len(kept_ids))
    with torch.no_grad():
        trunk.words.weight.copy_(weights["embeddings.word_embeddings.weight"][kept_ids])
        trunk.positions.weight.copy_(weights["embeddings.position_embeddings.weight"][:N_POSITIONS])
        trunk.segment.copy_(weights["embeddings.token_type_embeddings.weight"][0])
        trunk.norm.weight.copy_(weights["embeddings.LayerNorm.weight"])
        trunk.norm.bias.copy_(weights["embeddings.LayerNorm.bias"])
    branches: dict[str, Branch] = {"spans": SpanBranch(), "pairs": PairBranch()}
    for position, layer in enumerate(trunk.layers):
        copy_layer(layer, weights, position)
    for branch in branches.values():
        for position, layer in enumerate(branch.layers, start=N_SHARED):
            copy_layer(layer, weights, position)
    trunk.requires_grad_(False)
    return trunk.eval(), branches


def copy_layer(layer: nn.Module, weights: dict[str, Tensor], position: int) -> None:
    prefix = f"encoder.layer.{position}."
    names = {
        "attended": "attention.output.dense", "attended_norm": "attention.output.LayerNorm",
        "inner": "intermediate.dense", "outer": "output.dense", "outer_norm": "output.LayerNorm",
    }  # fmt: skip
    with torch.no_grad():
        for kind in ("weight", "bias"):
            parts = [
                weights[f"{prefix}attention.self.{n}.{kind}"] for n in ("query", "key", "value")
            ]
            getattr(layer.query_key_value, kind).copy_(torch.cat(parts))
            for ours, theirs in names.items():
                getattr(getattr(layer, ours), kind).copy_(weights[f"{prefix}{theirs}.{kind}"])
