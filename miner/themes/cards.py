"""The model card: written by code from the figures, never by hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_NAMES = {
    "model": "this model",
    "regression": "its regression alone",
    "network": "its network alone",
    "words_only": "words only (quick path)",
    "plain_tfidf": "plain TF-IDF of posts",
    "keywords": "seed phrases as keywords",
}


def write_card(
    name: str,
    metrics: Mapping[str, Any],
    *,
    data: str,
    versions: Mapping[str, str],
    notes: str = "",
) -> str:
    """Return the card of a theme model as Markdown.

    Parameters
    ----------
    name : str
        Set and version.
    metrics : mapping
        As `cross_validated_metrics` gives it; `learning_curve` and `wild` are shown if there.
    data : str
        What it was trained on, in a sentence or two.
    versions : mapping
        Library versions.
    notes : str
        Known failures and intended use.
    """
    parts = [
        f"# {name}",
        "",
        data,
        "",
        f"## Figures: {metrics['n_posts']} posts of {metrics['n_authors']} authors, "
        f"{metrics['folds']} folds by author",
        "",
        "Thresholds and calibration of each fold come from the other folds. Intervals are 95%, "
        "bootstrap over authors. Disputed labels are left out.",
        "",
        *_tables(metrics),
        *_folds(metrics),
        *_sources(metrics),
        *_calibration(metrics),
        *_wild(metrics),
        *_invented(metrics),
        *_curve(metrics),
        "## Known failures and use",
        "",
        notes.strip() or "Not written yet.",
        "",
        "Built with " + ", ".join(f"{k} {v}" for k, v in sorted(versions.items())) + ".",
        "",
    ]
    return "\n".join(parts)


def metrics_table(metrics: Mapping[str, Any]) -> str:
    """Return the table of all approaches as Markdown."""
    return "\n".join(_tables(metrics))


def _tables(metrics: Mapping[str, Any]) -> list[str]:
    lines = [
        "| approach | theme | positive | precision | recall | F1 | 95% interval | Brier |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for key in (name for name in _NAMES if name in metrics["tables"]):
        for row in metrics["tables"][key]:
            lower, upper, brier = row["f1_lower"], row["f1_upper"], row["brier"]
            interval = f"{lower:.3f} to {upper:.3f}" if lower is not None else ""
            lines.append(
                f"| {_NAMES[key]} | {row['theme']} | {row['n_positive']} "
                f"| {row['precision']:.3f} | {row['recall']:.3f} | {row['f1']:.3f} | {interval} "
                f"| {'' if brier is None else f'{brier:.3f}'} |"
            )
        macro = metrics["macro_f1"].get(key)
        if macro is not None:
            lines.append(f"| {_NAMES[key]} | macro | | | | {macro:.3f} | | |")
    return [*lines, ""]


def _folds(metrics: Mapping[str, Any]) -> list[str]:
    rows = metrics.get("by_fold")
    if not rows:
        return []
    themes = [key for key in rows[0] if key not in ("fold", "n")]
    lines = [
        "## F1 of this model by fold",
        "",
        "| fold | posts | " + " | ".join(themes) + " |",
        "|---" * (len(themes) + 2) + "|",
    ]
    lines += [
        f"| {row['fold']} | {row['n']} | "
        + " | ".join("" if row[t] is None else f"{row[t]:.3f}" for t in themes)
        + " |"
        for row in rows
    ]
    return [*lines, ""]


def _sources(metrics: Mapping[str, Any]) -> list[str]:
    if not metrics.get("by_source"):
        return []
    lines = [
        "## By community, all themes together",
        "",
        "| community | posts | positive | precision | recall | F1 |",
        "|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {r['source']} | {r['n']} | {r['n_positive']} | {r['precision']:.3f} | {r['recall']:.3f} "
        f"| {r['f1']:.3f} |"
        for r in metrics["by_source"]
    ]
    return [*lines, ""]


def _calibration(metrics: Mapping[str, Any]) -> list[str]:
    if "calibration" not in metrics:
        return []
    lines = ["## Calibration", "", "| theme | predicted | observed | posts |", "|---|---|---|---|"]
    for theme, bins in metrics["calibration"].items():
        lines += [
            f"| {theme} | {b['predicted']:.2f} | {b['observed']:.2f} | {b['n']} |" for b in bins
        ]
    return [*lines, ""]


def _wild(metrics: Mapping[str, Any]) -> list[str]:
    if "wild" not in metrics:
        return []
    lines = [
        "## Where themes are rarer than among the labelled posts",
        "",
        metrics["wild"]["note"],
        "",
        "| theme | share | precision there | at 1% | at 5% | at 10% |",
        "|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {t} | {r['share']:.4f} | "
        + " | ".join(f"{p:.3f}" for p in r["precision_at_prevalence"].values())
        + " |"
        for t, r in metrics["wild"]["themes"].items()
    ]
    return [*lines, ""]


_STYLES = {
    "plain": "Plain posts, most of them long, with the theme in passing or only nearly there",
    "told": "Themes shown in scenes without their stock phrases, and near misses of every kind",
}


def _invented(metrics: Mapping[str, Any]) -> list[str]:
    if "invented" not in metrics:
        return []
    lines = [
        "## Invented hard cases",
        "",
        "The tenth of `invented.jsonl` on which the model was not trained. `taken` is the share of "
        "near misses given the theme.",
        "",
    ]
    for style, found in metrics["invented"].items():
        lines += [
            f"{_STYLES.get(style, style)}: {found['n_posts']} posts.",
            "",
            "| theme | positive | precision | recall | F1 | near misses | taken |",
            "|---|---|---|---|---|---|---|",
        ]
        lines += [
            f"| {t} | {r['n_positive']} | {r['precision']:.3f} | {r['recall']:.3f} | {r['f1']:.3f} "
            f"| {r['n_near_miss']} | {r['near_miss_taken']:.3f} |"
            for t, r in found["themes"].items()
        ]
        lines.append("")
    return lines


def _curve(metrics: Mapping[str, Any]) -> list[str]:
    if "learning_curve" not in metrics:
        return []
    lines = [
        "## Learning curve (macro-F1 on held-out authors)",
        "",
        metrics["learning_curve"]["note"],
        "",
        "| labelled posts | with unlabelled | without |",
        "|---|---|---|",
    ]
    lines += [
        f"| {p['n']} | {_figure(p['with'])} | {_figure(p['without'])} |"
        for p in metrics["learning_curve"]["points"]
    ]
    return [*lines, ""]


def _figure(value: float | None) -> str:
    return "too few labels" if value is None else f"{value:.3f}"
