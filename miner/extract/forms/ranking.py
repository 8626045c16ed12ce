"""How well a group of results fits what a row asks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from miner.extract.forms.evidence import load_matcher
from miner.extract.forms.figures import loose_kind
from miner.extract.forms.groups import Group
from miner.extract.forms.outcome_words import OutcomeWords, clashes
from miner.extract.forms.question import Question, time_fit, weeks
from miner.extract.forms.sides import Sides
from miner.extract.forms.words import stems
from miner.text.timepoints import BASELINE, POST_TREATMENT

# Levels of an outcome that say it did not happen.
_ABSENT = re.compile(r"\s*(?:no|none|absent|never|negative|normal|without)\b", re.IGNORECASE)
_CODE = re.compile(r"[A-Z]{1,2}(\d{1,2})\b")
# Learnt (scripts/training/form_ranking.py) on rows of bench/numbers and of our own forms, each
# row's candidates against each other and against no answer, held near weights set by hand.
DEFAULT_WEIGHTS = {
    "recall": 2.72, "precision": 1.13, "cosine": 0.72, "label_recall": 0.41, "rare_recall": 0.23,
    "unasked": -1.24, "time_match": 0.32, "time_clash": -1.78, "time_silent": -0.27, "late": 0.52,
    "baseline": -3.0, "baseline_missed": -4.48, "change_wrong": -1.18, "change_right": 0.91,
    "prose": -1.03, "no_spread": -3.45, "loose": -0.5, "absent": -1.14, "certainty": 0.47,
    "other_arm": -1.05, "by_order": -1.22, "other_named": -0.2, "subgroup": -2.46,
    "spoken": 1.13, "quoted": 1.65, "again": 0.05, "p_beside": 0.35,
    "type_wrong": -9.0, "barred": -9.0, "clash": -3.0,
}  # fmt: skip
FEATURES = (
    *DEFAULT_WEIGHTS, "by_role", "many", "median", "sentence", "percent_only", "doubtful",
)  # fmt: skip


# Features of groups that answer no row, however well their words fit.
BARS = frozenset(("type_wrong", "barred", "clash"))


@dataclass(frozen=True, slots=True)
class Fit:
    """A group's score for a row and the features behind it."""

    group: Group
    score: float
    features: Mapping[str, float]

    def reasons(self) -> str:
        """Say what spoke for the group, the strongest first."""
        weights = rank_weights()
        told = sorted(
            ((abs(weights.get(name, 0.0) * value), name, value)
             for name, value in self.features.items()),
            reverse=True,
        )  # fmt: skip
        return ", ".join(f"{name} {value:.2f}" for strength, name, value in told if strength > 0.1)


def rank_weights() -> Mapping[str, float]:
    """Return the weights of the shipped matcher, or the ones above."""
    model = load_matcher()
    return (model or {}).get("ranking") or DEFAULT_WEIGHTS


def score_of(features: Mapping[str, float]) -> float:
    """Return the score of a group from its features."""
    weights = rank_weights()
    return sum(weights.get(name, 0.0) * features[name] for name in sorted(features))


def describe_group(
    words: OutcomeWords, question: Question, group: Group, sides: Sides, latest: Mapping[str, float]
) -> dict[str, float]:
    """Describe a group for a row: its words, its time, its arms and its kind of figures."""
    return (
        words.features(group)
        | _time_features(question, group, sides, latest)
        | _arm_features(group, sides)
        | type_features(question, group)
        | _other_features(question, group)
        | ({"doubtful": 1.0} if group.sentence_start in words.paper.doubtful else {})
    )


def _time_features(
    question: Question, group: Group, sides: Sides, latest: Mapping[str, float]
) -> dict[str, float]:
    found: dict[str, float] = {}
    moment = group.timepoint
    if group.slot == "time":
        labels = [label for label in (sides.intervention, sides.comparator) if label != BASELINE]
        moment = labels[0] if labels else None
    if question.timepoints:
        fit = time_fit(question.timepoints, moment)
        found["time_match"], found["time_clash"] = max(fit, 0.0), max(-fit, 0.0)
        found["time_silent"] = float(moment is None)
    if not question.wants_baseline and all(
        item.startswith(POST_TREATMENT) for item in question.timepoints
    ):
        end = latest.get(group.label.lower()) or latest.get(group.table_id or "")
        found["late"] = lateness(moment, end)
    if group.is_baseline and not question.wants_baseline:
        found["baseline"] = found["barred"] = 1.0
    if question.wants_baseline and (not group.is_baseline or group.is_change):
        # A value after treatment never answers a row about baseline; "preoperative" may be loose.
        found["baseline_missed"] = 1.0 if question.names_baseline else 0.3
        if question.names_baseline and (moment or group.is_change):
            found["barred"] = 1.0
    return found


def lateness(moment: str | None, end: float | None) -> float:
    """Where no time is asked for: the end of treatment first, else the last moment measured."""
    if moment is None or moment.startswith(POST_TREATMENT):
        return 1.2
    own = moment_of(moment)
    if own is None or not end:
        return 0.5
    return own / end


def moment_of(label: str) -> float | None:
    """How late a moment is: the number of a code like `T2 (4 weeks)`, else its weeks."""
    code = _CODE.match(label)
    return float(code[1]) if code else weeks(label)


def _arm_features(group: Group, sides: Sides) -> dict[str, float]:
    found = {"certainty": sides.certainty}
    if sides.rule in ("other_named", "by_role", "by_order"):
        found[sides.rule] = 1.0
    asked = {
        figure.arm_id for figure in group.figures
        if figure.arm_label in (sides.intervention, sides.comparator)
    }  # fmt: skip
    if group.slot == "name" and set(group.arms_around) - asked:
        found["other_arm"] = 1.0
    if len(group.figures) > 3:
        found["many"] = 1.0
    return found


def _other_features(question: Question, group: Group) -> dict[str, float]:
    found: dict[str, float] = {}
    if group.source != "table":
        found[group.source] = 1.0
    is_change = group.is_change or is_signed(group)
    if is_change and not question.may_be_change:
        found["change_wrong"] = 1.0
    if question.wants_change and is_change:
        found["change_right"] = 1.0
    told = frozenset(stems(" ".join((*group.around, group.label))))
    clash = clashes(frozenset(stems(question.outcome)), told)
    if clash:
        found["clash"] = float(min(clash, 2))
    if not question.is_negated and _ABSENT.match(group.label):
        found["absent"] = 1.0
    if any(effect.p_value is not None or effect.not_significant for effect in group.effects):
        found["p_beside"] = 1.0
    return found


def is_signed(group: Group) -> bool:
    """Tell whether a figure is below zero: few things measured are, many changes."""
    return not group.is_counted and any((figure.value or 0.0) < 0 for figure in group.figures)


def type_features(question: Question, group: Group) -> dict[str, float]:
    """Tell whether a group's statistic can answer a row of this type."""
    outcome_type = question.outcome_type
    statistic = group.figures[0].statistic
    if group.is_loose:
        return loose_features(question.likely_type, group)
    if outcome_type == "binary":
        if not group.is_counted:
            return {"type_wrong": 1.0}
        exact = any(figure.events is not None for figure in group.figures)
        return {} if exact else {"percent_only": 1.0}
    if outcome_type == "continuous" and (group.is_counted or statistic == "rate"):
        return {"type_wrong": 1.0}
    if statistic == "median":
        return {"median": 1.0}
    if not group.is_counted and not _has_spread(group):
        return {"no_spread": 1.0}
    return {}


def loose_features(outcome_type: str | None, group: Group) -> dict[str, float]:
    """Numbers that no word explains answer a row only where their shape fits its type."""
    if outcome_type == "continuous" and group.source != "table" and not _has_spread(group):
        return {"type_wrong": 1.0}  # "12 and 10 days" of a sentence may be anything
    kinds = {loose_kind(figure, outcome_type) for figure in group.figures}
    if outcome_type is None or "" in kinds or len(kinds) > 1:
        return {"type_wrong": 1.0}
    found = {"loose": 1.0}
    if outcome_type == "continuous" and not _has_spread(group):
        found["no_spread"] = 1.0
    return found


def _has_spread(group: Group) -> bool:
    return any(figure.dispersion is not None for figure in group.figures)
