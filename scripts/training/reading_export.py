"""Write the fine-tuned reading model as int8 ONNX files with tokenizer, card and checksums."""

from __future__ import annotations

import tempfile
from pathlib import Path

import torch
from torch import Tensor, nn

from scripts.training.reading_network import WIDTH, PairBranch, SpanBranch, Trunk

ONNX_FILES = ("trunk.onnx", "spans.onnx", "pairs.onnx")


class _Alone(nn.Module):
    """A part of the model run on one sequence, where nothing is padding."""

    def __init__(self, part: nn.Module) -> None:
        super().__init__()
        self.part = part


class _TrunkAlone(_Alone):
    def forward(self, ids: Tensor) -> Tensor:
        hidden: Tensor = self.part(ids, torch.zeros(1))
        return hidden


class _SpansAlone(_Alone):
    def forward(self, hidden: Tensor) -> Tensor:
        # One segment throughout, so its vector is simply added.
        lifted = hidden + self.part.segments.weight[0]
        for layer in self.part.layers:
            lifted = layer(lifted, torch.zeros(1))
        logits: Tensor = self.part.head(lifted)
        return logits


class _PairsAlone(_Alone):
    def forward(self, hidden: Tensor, segments: Tensor) -> tuple[Tensor, Tensor]:
        found: tuple[Tensor, Tensor] = self.part(
            hidden, segments, torch.zeros(1), torch.ones_like(segments)
        )
        return found


def export_reading_model(
    out: Path, *, trunk: Trunk, spans: SpanBranch, pairs: PairBranch, tokenizer: str
) -> None:
    """Write the three ONNX files, int8 per channel, and `tokenizer.json`."""
    out.mkdir(parents=True, exist_ok=True)
    (out / "tokenizer.json").write_text(tokenizer, encoding="utf-8")
    ids = torch.tensor([[2, 10, 11, 3, 12, 3]])
    hidden, segments = torch.randn(1, 6, WIDTH), torch.tensor([[0, 0, 0, 0, 1, 1]])
    _write(_TrunkAlone(trunk), (ids,), ["ids"], ["hidden"], out / "trunk.onnx")
    _write(_SpansAlone(spans), (hidden,), ["hidden"], ["logits"], out / "spans.onnx")
    _write(
        _PairsAlone(pairs), (hidden, segments), ["hidden", "segments"], ["logits", "rationale"],
        out / "pairs.onnx",
    )  # fmt: skip


def _write(
    module: nn.Module,
    example: tuple[Tensor, ...],
    inputs: list[str],
    outputs: list[str],
    path: Path,
) -> None:
    from onnxruntime.quantization import QuantType, quantize_dynamic

    lengths = {name: {1: "length"} for name in (*inputs, *outputs)}
    if "rationale" in outputs:
        del lengths["logits"]
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "plain.onnx"
        torch.onnx.export(
            module.eval(), example, str(plain), input_names=inputs, output_names=outputs,
            dynamic_axes=lengths, opset_version=18, dynamo=False,
        )  # fmt: skip
        # Seven bits: without VNNI, products of eight bits saturate and answers would differ
        # from one processor to another.
        quantize_dynamic(
            str(plain), str(path), weight_type=QuantType.QInt8, per_channel=True, reduce_range=True
        )
