"""`miner train`: from a theme set and posts to a model folder."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from miner.model.errors import ReadError
from miner.themes.labels import check_against_posts, combine, read_label_folder
from miner.themes.passage_labels import keep_current, passages_of_labels, read_passage_labels
from miner.themes.posts import PostRow, read_posts
from miner.themes.themeset import ThemeSet, load_theme_set

_LIBRARIES = ("numpy", "scipy", "scikit-learn", "onnxruntime", "tokenizers")


@dataclass(frozen=True, slots=True)
class Material:
    """What there is to train on; `problems` are told to the user, one line each."""

    theme_set: ThemeSet
    labelled: list[PostRow]
    unlabelled: list[PostRow]
    marks: list[Any]
    problems: tuple[str, ...]


def gather(folder: Path, posts: Path, unlabelled: Path | None = None) -> Material:
    """Read a theme set, posts and labels, and say what does not fit together.

    Raises
    ------
    ReadError
        If a file cannot be read or no post has a label.
    """
    from miner.themes.training import apply_labels

    theme_set = load_theme_set(folder)
    rows = read_posts(posts, theme_set.names)
    more = read_posts(unlabelled, theme_set.names) if unlabelled else []
    texts = {row.id: row.text for row in [*rows, *more]}
    files = read_label_folder(theme_set.labels_folder)
    problems = []
    usable: dict[str, dict[str, Any]] = {}
    for annotator, labels in files.items():
        missing, stale = check_against_posts(labels, texts)
        for what, ids in (("no post has", missing), ("another text now for", stale)):
            if ids:
                shown = ", ".join(ids[:3]) + (", ..." if len(ids) > 3 else "")
                problems.append(f"labels/{annotator}.jsonl: {what} {len(ids)} of its ids ({shown})")
        dropped = {*missing, *stale}
        usable[annotator] = {k: v for k, v in labels.items() if k not in dropped}
    agreed, disputes = combine(usable, theme_set.names)
    if disputes:
        problems.append(
            f"{len(disputes)} labels differ between annotators and are left out; "
            "adjudicate them with miner agreement"
        )
    spans = [m for posts_ in usable.values() for m in passages_of_labels(posts_.values())]
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
    rest = [row for row in named if not row.gold]
    return Material(theme_set, labelled, rest, marks, tuple(problems))


def train_model(
    material: Material,
    out: Path,
    *,
    data: str,
    notes: str = "",
    curve: bool = True,
    use_unlabelled: bool = True,
    say: Any = None,
) -> dict[str, Any]:
    """Cross-validate, train on everything, and write the model folder.

    Returns
    -------
    dict
        The figures, as in metrics.json.
    """
    from miner.themes.cards import write_card
    from miner.themes.curve import learning_curve, wild_precision
    from miner.themes.fitting import (
        build_trainer,
        cross_validate,
        cross_validated_metrics,
        final_model,
        save_path,
    )  # fmt: skip
    from miner.themes.model import save_model

    tell = say or (lambda _: None)
    tell(f"features of {len(material.labelled)} labelled posts")
    trainer = build_trainer(
        material.theme_set, material.labelled, material.unlabelled, material.marks
    )
    tell("cross-validation by author")
    found = cross_validate(trainer, use_unlabelled=use_unlabelled)
    metrics = cross_validated_metrics(material.theme_set, found)
    tell(f"macro-F1 {metrics['macro_f1']['model']:.3f}; training on all posts")
    model = final_model(
        trainer, found, name=save_path(out), metrics=metrics, use_unlabelled=use_unlabelled
    )
    if material.unlabelled:
        tell("prevalence among unlabelled posts")
        metrics["wild"] = wild_precision(model, material.unlabelled, metrics)
    if curve:
        tell("learning curve")
        metrics["learning_curve"] = learning_curve(trainer)
    versions = {library: version(library) for library in _LIBRARIES}
    card = write_card(model.name, metrics, data=data, versions=versions, notes=notes)
    save_model(model, out, card=card)
    return metrics
