"""Fine-tune the network of the shipped theme model: once for each fold, then on everything."""

from __future__ import annotations

import copy
import hashlib
import random
import tempfile
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path

import numpy as np
import torch

from miner.text.model_folder import ModelFolder, sha256_of
from miner.themes.network import ONNX_FILE, UNREAD, ThemeNetwork, Trunk, open_trunk
from miner.themes.passages import find_passages
from miner.themes.posts import PostRow
from miner.themes.train import Material
from scripts.training.reading_build import packaged_weights
from scripts.training.themes_examples import Example, make_examples, trim
from scripts.training.themes_export import export_top
from scripts.training.themes_fit import fit
from scripts.training.themes_network import ThemeTop, start_top

# Tried on one fold and no better: more epochs (two more were worse), the mean of two runs'
# weights. Higher rates lost more of what the encoder knew.
FIRST_EPOCHS, SECOND_EPOCHS = 2, 2
FIRST_RATE, SECOND_RATE = 2e-4, 1.5e-4
# Drawn for each epoch: read posts without any theme or doubt, and the two styles of invented
# posts. All others are seen in every epoch.
FIRST_DRAWN = {"empty": 300, "told": 1000, "invented": 600}
SECOND_DRAWN = {"empty": 120, "told": 120, "invented": 250}


class NetworkFolds:
    """Trains networks for `miner.themes.train.train_model`.

    The first stage sees read posts by authors of no measured post, and invented posts, so that
    every fold can start from it. The second sees the measured posts outside the fold, read
    posts by any author but the fold's, and some of the first stage's posts again.

    Parameters
    ----------
    material : Material
    work : Path or None
        Weights of finished stages are kept here, and taken from here where the data have not
        changed since.
    say : callable
        Told what is being done.
    """

    def __init__(self, material: Material, work: Path | None, say: Callable[[str], None]) -> None:
        torch.set_num_threads(1)
        self.names, self.work, self.say = material.theme_set.names, work, say
        self.posts = material.labelled
        self.trunk: Trunk = open_trunk()
        say(f"lowest layers over {len(self.posts)} posts")
        self.examples = make_examples(self.posts, material.marks, self.names, self.trunk)
        measured = {post.author for post in self.posts if post.is_measured}
        self.first = self._stage(
            "first", start_top(packaged_weights(), len(self.names)),
            self._epochs(closed=measured, n_epochs=FIRST_EPOCHS, drawn=FIRST_DRAWN),
            FIRST_RATE,
        )  # fmt: skip

    def fold_scores(self, posts: Sequence[PostRow], folds: np.ndarray) -> np.ndarray:
        """Return log odds of measured posts by networks that saw no post of their authors.

        They are taken as at run time: from int8 files, window by window.
        """
        scores = np.full((len(posts), len(self.names)), UNREAD)
        for fold in np.unique(folds):
            held = [k for k, own in enumerate(folds) if own == fold]
            top = self._second(f"fold{fold}", {posts[k].author for k in held})
            with tempfile.TemporaryDirectory() as folder:
                network = self._export(Path(folder), top)
                for k in held:
                    spans = find_passages(posts[k].text)
                    strength = np.zeros((len(spans), len(self.names)))
                    scores[k] = network.score(posts[k].text, spans, strength).post
        return scores

    def finish(self, out: Path) -> ThemeNetwork:
        """Train on everything and write the network into `out`."""
        return self._export(out, self._second("all", frozenset()))

    def _export(self, folder: Path, top: ThemeTop) -> ThemeNetwork:
        export_top(folder, top)
        files = {ONNX_FILE: sha256_of(folder / ONNX_FILE)}
        opened = ModelFolder(folder, {"files": files})
        return ThemeNetwork(self.trunk, opened.onnx_session(ONNX_FILE))

    def _second(self, name: str, held: Collection[str]) -> ThemeTop:
        epochs = self._epochs(
            closed=held, n_epochs=SECOND_EPOCHS, drawn=SECOND_DRAWN, with_measured=True
        )
        return self._stage(name, self.first, epochs, SECOND_RATE)

    def _epochs(
        self,
        *,
        closed: Collection[str],
        n_epochs: int,
        drawn: Mapping[str, int],
        with_measured: bool = False,
    ) -> list[list[Example]]:
        """Return the posts of each epoch; those by `closed` authors are left out."""
        fixed: list[int] = []
        pools: dict[str, list[int]] = {kind: [] for kind in drawn}
        for number, post in enumerate(self.posts):
            if post.author in closed or (post.is_measured and not with_measured):
                continue
            is_empty = not (any((post.gold or {}).values()) or post.unsure)
            kind = "empty" if post.role == "read" and is_empty else post.role
            pools.get(kind, fixed).append(number)
        rng = random.Random(0)
        turns = [_turns(rng, pools[kind], n, n_epochs) for kind, n in drawn.items()]
        return [
            [trim(self.examples[k], rng) for part in (fixed, *parts) for k in part]
            for parts in zip(*turns, strict=True)
        ]

    def _stage(
        self,
        name: str,
        start: ThemeTop,
        epochs: Sequence[Sequence[Example]],
        rate: float,
    ) -> ThemeTop:
        digest = hashlib.sha256(f"{len(epochs)} {rate}".encode())
        for examples in epochs:
            for example in examples:
                digest.update(example.targets.tobytes() + example.weights.tobytes())
                for part in example.parts:
                    digest.update(part.passages.tobytes())
        kept = self.work / f"{name}-{digest.hexdigest()[:12]}.pt" if self.work else None
        top = copy.deepcopy(start)
        if kept is not None and kept.exists():
            top.load_state_dict(torch.load(kept, weights_only=True))
            return top.eval()
        self.say(f"network, {name}: {len(epochs)} epochs of {len(epochs[0])} posts")
        top = fit(top, epochs, seed=len(name), rate=rate)
        if kept is not None:
            torch.save(top.state_dict(), kept)
        return top


def _turns(rng: random.Random, items: list[int], n: int, n_epochs: int) -> list[list[int]]:
    """Draw `n` items for each epoch, in turn, so that all are seen before one comes again."""
    if not items:
        return [[] for _ in range(n_epochs)]
    mixed = rng.sample(items, len(items))
    return [[mixed[(k * n + i) % len(mixed)] for i in range(min(n, len(mixed)))] for k in range(n_epochs)]  # fmt: skip
