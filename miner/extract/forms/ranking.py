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
# Set by hand. A listwise fit to 333 prompts of bench/direction whose evidence quotes the figures
# put the right candidate of bench/numbers first less often (0.77 plainly, 0.80 to 0.84 when held
# near these weights, against 0.84), so it was not kept.
DEFAULT_WEIGHTS = {
    "recall": 3.0, "precision": 1.3, "cosine": 1.8, "label_recall": 1.1, "unasked": -0.8,
    "time_match": 1.2, "time_clash": -1.2, "baseline": -3.0, "baseline_missed": -4.0,
    "clash": -3.0, "change_wrong": -1.2, "change_right": 0.8, "late": 0.5,
    "type_wrong": -9.0, "barred": -9.0, "median": -0.8, "prose": -0.6, "sentence": -0.5,
    "no_spread": -1.5, "percent_only": -0.5, "loose": -0.8, "absent": -1.0,
    "certainty": 0.8, "other_arm": -1.0, "by_order": -1.0, "subgroup": -1.5,
    "doubtful": -1.0,
}  # fmt: skip
FEATURES = (
    *DEFAULT_WEIGHTS, "other_named", "by_role", "p_beside", "rare_recall", "time_silent", "many",
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
        found["late"] = lateness(moment, latest.get(group.table_id or ""))
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
    if group.is_change and not question.may_be_change:
        found["change_wrong"] = 1.0
    if question.wants_change and group.is_change:
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
