"""Write the upper layers of a theme network as one int8 ONNX file."""

from __future__ import annotations

import tempfile
from pathlib import Path

import torch
from torch import Tensor, nn

from miner.themes.network import ONNX_FILE
from scripts.training.reading_network import WIDTH
from scripts.training.themes_network import ThemeTop


class _Alone(nn.Module):
    """The layers on one window, where nothing is padding."""

    def __init__(self, top: ThemeTop) -> None:
        super().__init__()
        self.top = top

    def forward(self, hidden: Tensor) -> tuple[Tensor, Tensor]:
        found: tuple[Tensor, Tensor] = self.top(
            hidden, torch.zeros(1), torch.ones_like(hidden[..., 0])
        )
        return found


def export_top(out: Path, top: ThemeTop) -> None:
    """Write `network.onnx`, int8 per channel, into a folder."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    out.mkdir(parents=True, exist_ok=True)
    lengths = {"hidden": {1: "length"}, "pieces": {1: "length"}}
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "plain.onnx"
        torch.onnx.export(
            _Alone(top).eval(), (torch.randn(1, 6, WIDTH),), str(plain), input_names=["hidden"],
            output_names=["window", "pieces"], dynamic_axes=lengths, opset_version=18, dynamo=False,
        )  # fmt: skip
        # Seven bits: without VNNI, products of eight bits saturate and answers would differ
        # from one processor to another.
        quantize_dynamic(
            str(plain), str(out / ONNX_FILE), weight_type=QuantType.QInt8, per_channel=True,
            reduce_range=True,
        )  # fmt: skip
