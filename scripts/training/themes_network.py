"""The upper layers of a theme network in torch, on MiniLM's lowest layers as they are."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn

from scripts.training.reading_network import (
    DROPOUT,
    N_LAYERS,
    N_SHARED,
    WIDTH,
    Layer,
    copy_layer,
)

START_ODDS = -2.0


class ThemeTop(nn.Module):
    """The fine-tuned layers, log odds of each theme for a window, and for each word piece.

    A window's odds see the mean of its pieces and, for each theme, a mean in which the pieces
    that matter to it weigh most.
    """

    def __init__(self, n_themes: int) -> None:
        super().__init__()
        self.layers = nn.ModuleList(Layer() for _ in range(N_LAYERS - N_SHARED))
        self.attention = nn.Linear(WIDTH, n_themes)
        self.piece = nn.Linear(WIDTH, n_themes)
        self.window = nn.Parameter(torch.empty(n_themes, 2 * WIDTH))
        self.bias = nn.Parameter(torch.full((n_themes,), START_ODDS))
        self.dropout = nn.Dropout(DROPOUT)
        for weight in (self.attention.weight, self.piece.weight, self.window):
            nn.init.normal_(weight, std=0.02)
        nn.init.zeros_(self.attention.bias)
        nn.init.constant_(self.piece.bias, START_ODDS)

    def forward(self, hidden: Tensor, bias: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Return log odds of windows (n, n_themes) and of pieces (n, length, n_themes).

        Parameters
        ----------
        hidden : Tensor, shape (n, length, WIDTH)
            From the trunk.
        bias : Tensor
            As `padding_bias` gives it.
        mask : Tensor, shape (n, length)
            1 for pieces, 0 for padding.
        """
        for layer in self.layers:
            hidden = layer(hidden, bias)
        shown = mask.unsqueeze(-1)
        weights = (self.attention(hidden) + (shown - 1) * 1e4).softmax(1)
        chosen = weights.transpose(1, 2) @ hidden
        mean = (hidden * shown).sum(1) / shown.sum(1)
        pooled = torch.cat([chosen, mean.unsqueeze(1).expand_as(chosen)], dim=-1)
        odds = (self.dropout(pooled) * self.window).sum(-1) + self.bias
        return odds, self.piece(hidden)


def start_top(folder: Path, n_themes: int) -> ThemeTop:
    """Return a top that starts from MiniLM's upper layers; `folder` holds its weights."""
    from safetensors.torch import load_file

    weights = load_file(folder / "model.safetensors")
    top = ThemeTop(n_themes)
    for position, layer in enumerate(top.layers, start=N_SHARED):
        copy_layer(layer, weights, position)
    return top
