"""What a form's row asks: the outcome, when, for whom, a change or a final value."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from miner.extract.forms.records import FormRow
from miner.text.timepoints import BASELINE, canonical_timepoint, find_timepoints, weeks_of

_CHANGE = re.compile(
    r"\b(?:change[sd]?|changes|reduc\w+|decreas\w+|increas\w+|improve\w*|gain\w*|loss(?:es)?\s+of\s+weight|weight\s+loss|declin\w+|Δ|delta)\b",
    re.IGNORECASE,
)
_PLAIN_CHANGE = re.compile(r"\bchanges?\b|\bchanged\b|from\s+baseline|Δ|\bdelta\b", re.IGNORECASE)
_NEGATED = re.compile(
    r"\b(?:fail\w*|not|no|without|non|never|absence|lack|free|unsuccessful|un(?!expected|treated|related|explained|planned|scheduled|adjusted|blinded)\w+ed)\b",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"\b(?:incidences?|rates?|proportions?|percentages?|number\s+of\s+(?:patients|women|people|participants|subjects|children)|mortality|deaths?|died|adverse|"
    r"complications?|events?|success\w*|fail\w*|recurren\w+|relapse\w*|remission|responders?|cure|cured|occurrence|infections?|prevalence|risk|discontinu\w+|"
    r"withdraw\w+|drop-?outs?|nausea|vomiting|surviv\w+|need\s+for|abstinence|uptake|adherence|hypotension|bradycardia)\b",
    re.IGNORECASE,
)
_BASELINE = re.compile(
    r"\bbaseline\b|\bbefore\s+(?:treatment|intervention|surgery|the)\b|\bpre-?(?:operative|treatment|intervention|test)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Question:
    """A row read. `timepoints` are canonical labels; `text` is the outcome without them."""

    outcome: str
    text: str
    timepoints: tuple[str, ...]
    wants_change: bool
    may_be_change: bool
    wants_baseline: bool
    is_negated: bool
    outcome_type: str | None
    likely_type: str = "continuous"
    names_baseline: bool = False


def read_question(row: FormRow) -> Question:
    """Take a row's outcome apart."""
    found = find_timepoints(row.outcome, bare=True)
    asked = tuple(dict.fromkeys(item.label for item in found if item.label != BASELINE))
    text = row.outcome
    for item in reversed(found):
        rest = f"{text[: item.span.start]} {text[item.span.end :]}"
        if len(re.findall(r"[A-Za-z]{3,}", rest)) >= 1:
            text = rest
    if row.timepoint:
        label = canonical_timepoint(row.timepoint) or row.timepoint.strip().lower()
        asked = (label,)
    wants_baseline = bool(row.timepoint and BASELINE in asked) or (
        bool(_BASELINE.search(row.outcome)) and not _CHANGE.search(row.outcome)
    )
    return Question(
        outcome=row.outcome, text=" ".join(text.split()), timepoints=asked,
        wants_change=bool(_PLAIN_CHANGE.search(row.outcome)),
        may_be_change=bool(_CHANGE.search(row.outcome)), wants_baseline=wants_baseline,
        is_negated=bool(_NEGATED.search(row.outcome)), outcome_type=row.outcome_type,
        likely_type=row.outcome_type or ("binary" if _COUNTED.search(row.outcome) else "continuous"),
        names_baseline=wants_baseline and "baseline" in f"{row.outcome} {row.timepoint}".lower(),
    )  # fmt: skip


@lru_cache(maxsize=4096)
def weeks(label: str) -> float | None:
    """Return how many weeks a timepoint is from the start, None where it does not say."""
    return weeks_of(label)


def _names(moment: str, label: str) -> bool:
    """Tell whether a code like `PT1` is the one that a label starts with: `PT1 (72 hours)`."""
    return label.lower().startswith(f"{moment.lower()} (")


def time_fit(asked: tuple[str, ...], label: str | None) -> float:
    """Tell how well a result's time fits the times asked for: 1 the same, -1 another."""
    if not asked:
        return 0.0
    if label is None:
        return 0.0
    best = -1.0
    for moment in asked:
        if moment == label or _names(moment, label):
            return 1.0
        mine, other = weeks(moment), weeks(label)
        if mine is not None and other is not None:
            gap = abs(mine - other) / (max(mine, other) or 1.0)
            if gap <= 0.09:
                best = max(best, 0.95 - 2 * gap)
        elif label != BASELINE and (mine is None or other is None):
            best = max(best, 0.2)
    return best
