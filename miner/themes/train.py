"""`miner train`: from a theme set and posts to a model folder."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from miner.model.errors import ReadError
from miner.themes.labels import (
    PostLabels,
    check_against_posts,
    combine,
    read_label_folder,
    text_sha256,
)
from miner.themes.passage_labels import keep_current, passages_of_labels, read_passage_labels
from miner.themes.posts import PostRow, read_posts
from miner.themes.themeset import ThemeSet, load_theme_set

if TYPE_CHECKING:
    import numpy as np

    from miner.themes.network import ThemeNetwork
    from miner.themes.passage_data import VectorCache

_LIBRARIES = ("numpy", "scipy", "scikit-learn", "onnxruntime", "tokenizers")


@dataclass(frozen=True, slots=True)
class Material:
    """What there is to train on; `problems` are told to the user, one line each.

    `labelled` holds posts of all roles: only those with `is_measured` give figures.
    """

    theme_set: ThemeSet
    labelled: list[PostRow]
    unlabelled: list[PostRow]
    marks: list[Any]
    problems: tuple[str, ...]


class NetworkTrainer(Protocol):
    """Fine-tunes the network of a model; it needs torch, so none is part of this package."""

    def fold_scores(self, posts: Sequence[PostRow], folds: np.ndarray) -> np.ndarray:
        """Return log odds of measured posts, each by a network that saw no post of its author,
        shape (n_posts, n_themes)."""
        ...

    def finish(self, out: Path) -> ThemeNetwork:
        """Train on everything, write the network's files into `out` and open them."""
        ...


def gather(folder: Path, posts: Path, unlabelled: Path | None = None) -> Material:
    """Read a theme set, posts and labels, and say what does not fit together.

    Raises
    ------
    ReadError
        If a file cannot be read or no post has a label.
    """
    from miner.themes.invented import read_invented, training_posts
    from miner.themes.training import apply_labels

    theme_set = load_theme_set(folder)
    rows = read_posts(posts, theme_set.names)
    more = read_posts(unlabelled, theme_set.names) if unlabelled else []
    texts = {row.id: row.text for row in [*rows, *more]}
    files = read_label_folder(theme_set.labels_folder)
    problems = []
    usable: dict[str, dict[str, PostLabels]] = {}
    for annotator, labels in files.items():
        missing, stale = check_against_posts(labels, texts)
        for what, ids in (("no post has", missing), ("another text now for", stale)):
            if ids:
                shown = ", ".join(ids[:3]) + (", ..." if len(ids) > 3 else "")
                problems.append(f"labels/{annotator}.jsonl: {what} {len(ids)} of its ids ({shown})")
        dropped = {*missing, *stale}
        usable[annotator] = {k: v for k, v in labels.items() if k not in dropped}
    read = {name: usable.pop(name) for name in sorted(theme_set.training_only & usable.keys())}
    agreed, disputes = combine(usable, theme_set.names)
    if disputes:
        problems.append(
            f"{len(disputes)} labels differ between annotators and are left out; "
            "adjudicate them with miner agreement"
        )
    everybody = [*usable.values(), *read.values()]
    spans = [m for posts_ in everybody for m in passages_of_labels(posts_.values())]
    marks, lost = keep_current([*read_passage_labels(folder), *spans], texts)
    if lost:
        problems.append(f"passages: {lost} belong to no post here, or to a changed one; left out")
    named = apply_labels([*rows, *more], agreed)
    labelled = [row for row in named if row.gold]
    if not labelled:
        raise ReadError(
            f"{posts}: no post has a label; label some with: miner label --themes {folder} "
            f"--posts {posts} --annotator NAME"
        )
    rest = _with_readings([row for row in named if not row.gold], read, theme_set.names)
    training = [row for row in rest if row.gold]
    training += training_posts(read_invented(theme_set), theme_set.names)
    rest = [row for row in rest if not row.gold]
    return Material(theme_set, [*labelled, *training], rest, marks, tuple(problems))


def data_sha256(material: Material) -> str:
    """Return a hash of all that a model is trained on, so that its figures can be told from
    those of other data: texts, labels and their doubts, marks, and the theme set itself."""
    digest = hashlib.sha256()
    posts = sorted([*material.labelled, *material.unlabelled], key=lambda post: post.id)
    for post in posts:
        gold = sorted((post.gold or {}).items())
        row = [post.id, post.author, text_sha256(post.text), post.role, gold, sorted(post.unsure)]
        digest.update(json.dumps(row).encode())
    marks = sorted(
        [m.id, m.span.start, m.span.end, sorted(m.labels), sorted(m.unsure)] for m in material.marks
    )
    digest.update(json.dumps([marks, material.theme_set.source], sort_keys=True).encode())
    return digest.hexdigest()


def _with_readings(
    rows: list[PostRow], read: dict[str, dict[str, PostLabels]], names: tuple[str, ...]
) -> list[PostRow]:
    """Give posts the labels of annotators who only train, with their doubts."""
    labels, _ = combine(read, names)
    unsure: dict[str, set[str]] = {}
    for posts in read.values():
        for post in posts.values():
            unsure.setdefault(post.id, set()).update(post.unsure)
    return [
        replace(row, gold=labels[row.id], role="read", unsure=frozenset(unsure[row.id]))
        if row.id in labels
        else row
        for row in rows
    ]


def train_model(
    material: Material,
    out: Path,
    *,
    data: str,
    notes: str = "",
    curve: bool = True,
    use_unlabelled: bool = True,
    network: NetworkTrainer | None = None,
    cache: VectorCache | None = None,
    say: Any = None,
) -> dict[str, Any]:
    """Cross-validate, train on everything, and write the model folder.

    Parameters
    ----------
    material : Material
    out : Path
        Model folder.
    data, notes : str
        What the card says of the data and of known failures.
    curve : bool
        Whether to draw the learning curve, the longest part.
    use_unlabelled : bool
        Whether posts and passages that only train are used.
    network : NetworkTrainer or None
        Fine-tunes an encoder that stands beside the regression.
    cache : dict or None
        Encoder vectors computed before; takes the new ones.
    say : callable or None
        Told what is being done.

    Returns
    -------
    dict
        The figures, as in metrics.json.
    """
    from miner.themes.cards import write_card
    from miner.themes.curve import learning_curve, wild_precision
    from miner.themes.fitting import (
        add_network,
        build_trainer,
        cross_validate,
        final_model,
        save_path,
    )
    from miner.themes.fold_figures import cross_validated_metrics
    from miner.themes.invented import INVENTED_ROLES, measure_invented, read_invented
    from miner.themes.model import save_model

    tell = say or (lambda _: None)
    # Beside a network the regression does a little better without invented posts, whose words
    # are not those of real ones.
    labelled = [p for p in material.labelled if network is None or p.role not in INVENTED_ROLES]
    tell(f"features of {len(labelled)} labelled posts")
    trainer = build_trainer(
        material.theme_set, labelled, material.unlabelled, material.marks, cache=cache
    )
    tell("cross-validation by author")
    found = cross_validate(trainer, use_unlabelled=use_unlabelled)
    parts = add_network(found, network.fold_scores(found.posts, found.folds)) if network else {}
    metrics = cross_validated_metrics(material.theme_set, found, parts)
    metrics["data_sha256"] = data_sha256(material)
    tell(f"macro-F1 {metrics['macro_f1']['model']:.3f}; training on all posts")
    model = final_model(
        trainer, found, name=save_path(out), metrics=metrics, use_unlabelled=use_unlabelled
    )
    model.network = network.finish(out) if network is not None else None
    natural = [post for post in material.labelled if post.role == "read"]
    if natural:
        metrics["wild"] = wild_precision(natural, metrics)
    invented = [post for post in read_invented(material.theme_set) if post.is_probe]
    if invented:
        metrics["invented"] = {
            style: measure_invented(model, [post for post in invented if post.style == style])
            for style in sorted({post.style for post in invented})
        }
    if curve:
        tell("learning curve")
        metrics["learning_curve"] = learning_curve(trainer)
    versions = {library: version(library) for library in _LIBRARIES}
    card = write_card(model.name, metrics, data=data, versions=versions, notes=notes)
    save_model(model, out, card=card)
    return metrics
