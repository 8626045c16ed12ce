"""How well a group of results fits what a row asks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from miner.extract.forms.figures import loose_kind
from miner.extract.forms.groups import Group
from miner.extract.forms.paper import Paper
from miner.extract.forms.question import Question, time_fit, weeks
from miner.extract.forms.words import GENERIC_STEMS, stem, stems, weight
from miner.text.timepoints import POST_TREATMENT

# Of each line a result has one: who, which side, which part. Asked for one, another is no answer.
_EXCLUSIVE = tuple(
    frozenset(stem(word) for word in line.split())
    for line in (
        "left right", "men women", "child adult", "upper lower", "systolic diastolic", "hdl ldl",
        "shoulder elbow wrist hand hip knee ankle foot neck back", "minor major",
        "maternal neonatal", "proximal distal", "anterior posterior", "flexion extension",
        "abduction adduction", "smoker nonsmoker",
    )
)  # fmt: skip
# Levels of an outcome that say it did not happen.
_ABSENT = re.compile(r"\s*(?:no|none|absent|never|negative|normal|without)\b", re.IGNORECASE)
_CODE = re.compile(r"[A-Z]{1,2}(\d{1,2})\b")
_WORD = re.compile(r"[A-Za-z]+")


@dataclass(frozen=True, slots=True)
class Fit:
    """A group's score for a row and the features behind it."""

    group: Group
    score: float
    features: Mapping[str, float]

    def reasons(self) -> str:
        """Say what spoke for the group, the strongest first."""
        told = sorted(
            (
                (abs(WEIGHTS.get(name, 0.0) * value), name, value)
                for name, value in self.features.items()
            ),
            reverse=True,
        )
        return ", ".join(
            f"{name} {value:.2f}" for strength, name, value in told if strength >= 0.02
        )


WEIGHTS = {
    "recall": 0.62, "precision": 0.27, "cosine": 0.35, "label_recall": 0.23,
    "time_fit": 0.25, "baseline": -0.6, "baseline_missed": -1.2, "clash": -0.7, "change_wrong": -0.25, "change_right": 0.15, "late": 0.06,
    "type_wrong": -0.6, "type_unknown": -0.2, "median": -0.15, "prose": -0.12, "sentence": -0.1, "subgroup": -0.25,
    "no_spread": -0.3, "percent_only": -0.1, "loose": -0.15, "absent": -0.2,
}  # fmt: skip


def outcome_features(paper: Paper, question: Question, group: Group) -> dict[str, float]:
    """Compare the words of the outcome asked with those of a group."""
    asked = paper.expanded(question.text)
    label = paper.expanded(group.label)
    around = frozenset().union(*(paper.expanded(text) for text in group.around), frozenset())
    if group.subgroup:
        around |= paper.expanded(group.subgroup)
    caption = paper.expanded(group.caption)
    if is_initials(group.label, question.text):
        label |= asked
    own = sum(weight(word) for word in asked) or 1.0
    held = 0.0
    in_label = 0.0
    for word in sorted(asked):
        if word in label:
            held += weight(word)
            in_label += weight(word)
        elif word in around:
            held += 0.85 * weight(word)
        elif word in caption:
            held += 0.6 * weight(word)
    if group.label and GENERIC_STEMS.issuperset(stems(group.label)):
        # "Total score": what it is the total of stands in the caption.
        return {"recall": held / own, "precision": held / own, "label_recall": in_label / own}
    total = sum(weight(word) for word in label) or 1.0
    precise = sum(weight(word) for word in label if word in asked) / total
    return {"recall": held / own, "precision": precise, "label_recall": in_label / own}


def clashes(asked: frozenset[str], told: frozenset[str]) -> int:
    """Count the ways in which a result is about other people, or another part, than asked.

    Examples
    --------
    >>> clashes(frozenset(stems("left knee")), frozenset(stems("right knee")))
    1
    """
    return sum(1 for line in _EXCLUSIVE if asked & line and told & line and not asked & told & line)


def is_initials(label: str, text: str) -> bool:
    """Tell whether a label like `PF` is made of the initials of the words asked for."""
    short = label.strip(" .:*")
    if not (2 <= len(short) <= 6 and short.isalpha() and short.isupper()):
        return False
    initials = "".join(word[0] for word in _WORD.findall(text)).upper()
    return short in initials and len(initials) <= len(short) + 2


def other_features(
    question: Question, group: Group, latest: Mapping[str, float]
) -> dict[str, float]:
    """Time, kind of statistic, baseline, subgroup: everything but the outcome's words."""
    found = {"time_fit": time_fit(question.timepoints, group.timepoint)}
    if group.is_baseline and not question.wants_baseline:
        found["baseline"] = 1.0
    if question.wants_baseline and (not group.is_baseline or group.is_change):
        # A value after treatment never answers a row about baseline; "preoperative" may be loose.
        found["baseline_missed"] = 1.0 if question.names_baseline else 0.3
    if group.source != "table":
        found[group.source] = 1.0
    if group.is_change and not question.may_be_change:
        found["change_wrong"] = 1.0
    if question.wants_change and group.is_change:
        found["change_right"] = 1.0
    if not question.timepoints and not question.wants_baseline:
        found["late"] = lateness(group, latest)
    found |= type_features(question, group)
    told = frozenset(stems(" ".join((*group.around, group.label, group.subgroup or ""))))
    clash = clashes(frozenset(stems(question.outcome)), told)
    if clash:
        found["clash"] = float(min(clash, 2))
    if group.subgroup:
        found["subgroup"] = 1.0
    if not question.is_negated and _ABSENT.match(group.label):
        found["absent"] = 1.0
    return found


def lateness(group: Group, latest: Mapping[str, float]) -> float:
    """Where no time is asked for: the end of treatment first, else the last moment measured."""
    if group.timepoint is None or group.timepoint.startswith(POST_TREATMENT):
        return 1.2
    own, end = moment_of(group.timepoint), latest.get(group.table_id or "")
    if own is None or not end:
        return 0.5
    return own / end


def moment_of(label: str) -> float | None:
    """How late a moment is: the number of a code like `T2 (4 weeks)`, else its weeks."""
    code = _CODE.match(label)
    return float(code[1]) if code else weeks(label)


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
    if not group.is_counted and all(figure.dispersion is None for figure in group.figures):
        return {"no_spread": 1.0}
    return {}


def loose_features(outcome_type: str | None, group: Group) -> dict[str, float]:
    """Numbers that no word explains answer a row only where their shape fits its type."""
    kinds = {loose_kind(figure, outcome_type) for figure in group.figures}
    if outcome_type is None or "" in kinds or len(kinds) > 1:
        return {"type_wrong": 1.0}
    found = {"loose": 1.0}
    if outcome_type == "continuous" and all(figure.dispersion is None for figure in group.figures):
        found["no_spread"] = 1.0
    return found


def weighed(features: Mapping[str, float]) -> float:
    """Return the score of a group from its features."""
    return sum(WEIGHTS[name] * value for name, value in features.items())
