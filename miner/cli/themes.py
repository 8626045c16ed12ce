"""`miner label`, `train`, `evaluate`, `agreement`: themes of posts, with anybody's theme set."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from miner.cli.words import formatted
from miner.model.errors import MinerError

if TYPE_CHECKING:
    from miner.themes.posts import PostRow
    from miner.themes.themeset import ThemeSet

DOUBLE_SHARE = 0.2


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the four commands about themes."""
    _add_label(subparsers)
    _add_train(subparsers)
    _add_evaluate(subparsers)
    _add_agreement(subparsers)


def _add_label(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser(
        "label",
        help="label posts by theme in the terminal",
        **formatted(
            "Show one post at a time and label it by keys; every key is saved at once in "
            "FOLDER/labels/NAME.jsonl, which holds no post text, and the next session goes on "
            "there. Suggestions stay hidden until asked for with ?. Or import and export files "
            "of Label Studio, doccano and Prodigy.",
            "miner label --themes corpora/themes/mine --posts posts.jsonl --annotator anna",
        ),
    )
    _themes_argument(parser)
    parser.add_argument("--posts", type=Path, required=True, help="posts, .jsonl or .csv")
    parser.add_argument("--annotator", required=True, metavar="NAME", help="who labels")
    parser.add_argument(
        "--order", choices=("active", "random", "file"), default="active",
        help="unsure and diverse first, random, or as in the file; default: active",
    )  # fmt: skip
    parser.add_argument("--model", type=Path, metavar="FOLDER",
                        help="model for suggestions and the active order")  # fmt: skip
    parser.add_argument("--limit", type=int, metavar="N", help="stop after N posts")
    parser.add_argument(
        "--double-share", type=float, default=DOUBLE_SHARE, metavar="SHARE",
        help=f"share of posts that everybody labels; default: {DOUBLE_SHARE}",
    )  # fmt: skip
    parser.add_argument("--import", dest="import_file", type=Path, metavar="FILE",
                        help="take labels over from another tool; needs --format")  # fmt: skip
    parser.add_argument("--export", dest="export_file", type=Path, metavar="FILE",
                        help="write posts and labels for another tool; needs --format")  # fmt: skip
    parser.add_argument("--format", choices=("doccano", "labelstudio", "prodigy"),
                        help="the other tool")  # fmt: skip
    parser.set_defaults(handler=run_label)


def _add_train(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser(
        "train",
        help="train a theme model from labels",
        **formatted(
            "Train a model for a theme set from the labels in FOLDER/labels and from a `themes` "
            "column of the posts. Figures come from folds by author and go on the model's card.",
            "miner train --themes corpora/themes/mine --posts posts.jsonl --out models/mine/1",
        ),
    )
    _themes_argument(parser)
    parser.add_argument("--posts", type=Path, required=True, help="posts, .jsonl or .csv")
    parser.add_argument(
        "--unlabelled", type=Path, metavar="POSTS", help="further posts without labels"
    )
    parser.add_argument(
        "--out",
        type=Path,
        required=True,
        metavar="FOLDER",
        help="model folder, such as models/mine/1",
    )
    parser.add_argument("--no-curve", action="store_true", help="leave out the learning curve")
    parser.set_defaults(handler=run_train)


def _add_evaluate(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser(
        "evaluate",
        help="measure a theme model on labelled posts",
        **formatted(
            "Print precision, recall and F1 with bootstrap intervals, Brier score, calibration, "
            "figures by source, and examples of confusion (ids and scores). Posts that the model "
            "was trained on give figures that are too good: use others.",
            "miner evaluate --posts new_labelled.jsonl --plot calibration.png",
        ),
    )
    _themes_argument(parser, required=False)
    parser.add_argument("--posts", type=Path, required=True, help="posts with labels")
    parser.add_argument("--model", type=Path, metavar="FOLDER", help="default: the shipped model")
    parser.add_argument(
        "--plot", type=Path, metavar="FILE", help="calibration plot, .png, .svg or .html"
    )
    parser.add_argument("--quick", action="store_true", help="words alone, without the encoder")
    parser.set_defaults(handler=run_evaluate)


def _add_agreement(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser(
        "agreement",
        help="compare annotators and settle disputes",
        **formatted(
            "Print Cohen's kappa, Krippendorff's alpha and F1 between annotators, and the posts "
            "on which they differ. --settle writes a ruling into labels/adjudicated.jsonl.",
            "miner agreement --themes corpora/themes/mine --settle post17:pain=yes",
        ),
    )
    _themes_argument(parser)
    parser.add_argument(
        "--settle", action="append", default=[], metavar="ID:THEME=yes|no", help="rule on a dispute"
    )
    parser.set_defaults(handler=run_agreement)


def _themes_argument(parser: argparse.ArgumentParser, *, required: bool = True) -> None:
    parser.add_argument(
        "--themes", type=Path, required=required, metavar="FOLDER", help="folder of the theme set"
    )


def run_label(arguments: argparse.Namespace) -> int:
    """Open a session, or import or export labels."""
    from miner.themes.labels import append_lines, label_file, read_label_folder, read_labels
    from miner.themes.posts import read_posts
    from miner.themes.session import Session, closed_by_others, pick_for
    from miner.themes.themeset import load_theme_set

    theme_set = load_theme_set(arguments.themes)
    posts = read_posts(arguments.posts, theme_set.names)
    path = label_file(theme_set.labels_folder, arguments.annotator)
    if arguments.import_file or arguments.export_file:
        from miner.themes.formats import read_annotations, write_annotations

        if arguments.format is None:
            raise MinerError("--import and --export need --format doccano, labelstudio or prodigy")
        if arguments.import_file:
            lines = read_annotations(arguments.import_file, arguments.format, theme_set.names)
            append_lines(path, lines)
            print(f"{len({line.id for line in lines})} posts imported into {path}")
        if arguments.export_file:
            n = write_annotations(arguments.export_file, arguments.format, posts, read_labels(path))
            print(f"{n} posts exported to {arguments.export_file}")
        return 0
    from miner.themes.screen import run_session

    files = read_label_folder(theme_set.labels_folder)
    closed = closed_by_others(files, arguments.annotator, theme_set.training_only)
    ordered = _ordered(posts, arguments)
    queue = pick_for(ordered, closed, share=arguments.double_share)
    session = Session(
        queue[: arguments.limit], theme_set.names, path, suggest=_suggester(arguments.model)
    )
    run_session(session, theme_set, source=sys.stdin, out=sys.stdout)
    return 0


def run_train(arguments: argparse.Namespace) -> int:
    """Train and print the table of figures."""
    from miner.themes.cards import metrics_table
    from miner.themes.train import gather, train_model

    material = gather(arguments.themes, arguments.posts, arguments.unlabelled)
    for problem in material.problems:
        print(f"miner: {problem}", file=sys.stderr)
    n = sum(post.is_measured for post in material.labelled)
    metrics = train_model(
        material,
        arguments.out,
        data=f"Trained on {n} labelled posts with the theme set '{material.theme_set.name}'.",
        curve=not arguments.no_curve,
        say=lambda text: print(f"miner: {text}", file=sys.stderr),
    )
    print(metrics_table(metrics))
    print(f"model written to {arguments.out}; read its card.md before use")
    return 1 if material.problems else 0


def run_evaluate(arguments: argparse.Namespace) -> int:
    """Measure the model and print the report."""
    from miner.themes.classifier import open_theme_model
    from miner.themes.evaluate import evaluate_posts, write_calibration_plot
    from miner.themes.posts import read_posts

    model = open_theme_model(arguments.model)
    posts = _with_labels(read_posts(arguments.posts, model.themes), arguments.themes)
    evaluation = evaluate_posts(model, posts, quick=arguments.quick)
    for problem in evaluation.problems:
        print(f"miner: {problem}", file=sys.stderr)
    print(evaluation.as_text())
    if arguments.plot:
        write_calibration_plot(evaluation, arguments.plot)
        print(f"calibration plot written to {arguments.plot}")
    return 1 if evaluation.problems else 0


def run_agreement(arguments: argparse.Namespace) -> int:
    """Print agreement, or write rulings on disputes."""
    from miner.themes.agreement import compute_agreement
    from miner.themes.labels import read_label_folder
    from miner.themes.themeset import load_theme_set

    theme_set = load_theme_set(arguments.themes)
    if arguments.settle:
        _settle(theme_set, arguments.settle)
    files = read_label_folder(theme_set.labels_folder)
    if not files:
        raise MinerError(f"{theme_set.labels_folder}: no label files; make some with miner label")
    found = compute_agreement(files, theme_set.names)
    print("theme\tannotators\tposts\tboth yes\tkappa\tF1")
    for pair in found.pairs:
        who = f"{pair.first}, {pair.second}"
        kappa, f1 = _figure(pair.cohen_kappa), _figure(pair.f1)
        print(f"{pair.theme}\t{who}\t{pair.n}\t{pair.n_both_yes}\t{kappa}\t{f1}")
    for theme, alpha in found.alpha.items():
        print(f"{theme}\tKrippendorff alpha\t\t\t{_figure(alpha)}\t")
    open_disputes = [d for d in found.disputes if d.adjudicated is None]
    print(f"{len(found.disputes)} disputes, {len(open_disputes)} open")
    for dispute in open_disputes:
        yes, no = ", ".join(dispute.said_yes), ", ".join(dispute.said_no)
        print(f"{dispute.id}\t{dispute.theme}\tyes: {yes}\tno: {no}")
    return 0


def _settle(theme_set: ThemeSet, rulings: list[str]) -> None:
    from miner.themes.labels import (
        ADJUDICATED,
        LabelLine,
        append_lines,
        label_file,
        read_label_folder,
    )

    known = {
        post.id: post.text_sha256
        for labels in read_label_folder(theme_set.labels_folder).values()
        for post in labels.values()
    }
    lines = []
    for ruling in rulings:
        head, _, answer = ruling.rpartition("=")
        post_id, _, theme = head.rpartition(":")
        if answer not in ("yes", "no") or not post_id:
            raise MinerError(f"ruling '{ruling}' must read ID:THEME=yes or ID:THEME=no")
        theme_set.theme(theme)
        if post_id not in known:
            raise MinerError(f"ruling '{ruling}': nobody labelled a post '{post_id}'")
        lines.append(LabelLine(post_id, known[post_id], label=theme, value=answer == "yes"))
    append_lines(label_file(theme_set.labels_folder, ADJUDICATED), lines)


def _ordered(posts: list[PostRow], arguments: argparse.Namespace) -> list[PostRow]:
    from miner.themes.session import random_order

    if arguments.order == "file":
        return posts
    if arguments.order == "random":
        return random_order(posts)
    from miner.themes.classifier import open_theme_model
    from miner.themes.ordering import active_order

    try:
        return active_order(posts, open_theme_model(arguments.model))
    except MinerError as error:
        print(f"miner: no model for the active order, so random ({error})", file=sys.stderr)
        return random_order(posts)


def _suggester(model: Path | None) -> Any:
    def suggest(text: str) -> dict[str, float]:
        from miner.themes.classifier import classify_posts

        try:
            return {v.theme: v.probability for v in classify_posts([text], model=model)[0]}
        except MinerError:
            return {}

    return suggest


def _with_labels(posts: list[PostRow], folder: Path | None) -> list[PostRow]:
    if folder is None:
        return posts
    from miner.themes.labels import combine, read_label_folder
    from miner.themes.themeset import load_theme_set
    from miner.themes.training import apply_labels

    theme_set = load_theme_set(folder)
    files = read_label_folder(theme_set.labels_folder)
    measuring = {k: v for k, v in files.items() if k not in theme_set.training_only}
    labels, _ = combine(measuring, theme_set.names)
    return apply_labels(posts, labels)


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"
