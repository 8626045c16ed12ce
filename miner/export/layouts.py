"""Effects and arm results as meta-analysis programs read them: metafor (R) and RevMan."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

from miner.model.vocab import RATIO_MEASURES

Row = Mapping[str, Any]

# Two-sided normal quantile of a 95% interval.
Z_95 = 1.959963984540054

METAFOR_COLUMNS: tuple[tuple[str, str], ...] = (
    ("study", "text"), ("outcome", "text"), ("timepoint", "text"), ("measure", "text"),
    ("yi", "float"), ("sei", "float"), ("vi", "float"), ("ci_lb", "float"), ("ci_ub", "float"),
    ("log", "bool"), ("arm_1", "text"), ("arm_2", "text"), ("effect_id", "text"),
)  # fmt: skip
REVMAN_COLUMNS: tuple[tuple[str, str], ...] = (
    ("Study", "text"), ("Outcome", "text"), ("Timepoint", "text"), ("Arm", "text"),
    ("Mean", "float"), ("SD", "float"), ("Events", "int"), ("Total", "int"),
    ("arm_result_id", "text"),
)  # fmt: skip


def metafor_rows(
    effects: Iterable[Row],
    *,
    titles: Mapping[str, str],
    outcomes: Mapping[str | None, str],
    arms: Mapping[str | None, str],
) -> list[dict[str, Any]]:
    """Turn between-arm effects with an interval or standard error into yi and sei.

    Ratios go to the log scale (`log` 1), as `rma(yi, sei=sei)` wants them; an interval of
    another level than 95% is left out rather than guessed.
    """
    rows = []
    for effect in effects:
        if effect["scope"] != "between_arms" or effect["estimate"] is None:
            continue
        is_ratio = effect["effect_measure"] in RATIO_MEASURES
        scaled = _scaled(effect, is_ratio)
        if scaled is None:
            continue
        estimate, error, lower, upper = scaled
        rows.append(
            {
                "study": titles.get(effect["document_id"], effect["document_id"]),
                "outcome": outcomes.get(effect["outcome_id"]),
                "timepoint": effect["timepoint"],
                "measure": effect["effect_measure"],
                "yi": estimate,
                "sei": error,
                "vi": error * error,
                "ci_lb": lower,
                "ci_ub": upper,
                "log": is_ratio,
                "arm_1": arms.get(effect["arm_id_1"]),
                "arm_2": arms.get(effect["arm_id_2"]),
                "effect_id": effect["effect_id"],
            }
        )
    return rows


def _scaled(effect: Row, is_ratio: bool) -> tuple[float, float, float | None, float | None] | None:
    estimate, lower, upper = effect["estimate"], effect["ci_lower"], effect["ci_upper"]
    if lower is not None and upper is not None and effect["ci_level"] in (None, 95, 95.0, 0.95):
        limits = (estimate, lower, upper)
        if is_ratio:
            if min(limits) <= 0:
                return None
            estimate, lower, upper = (math.log(limit) for limit in limits)
        if upper <= lower:
            return None
        return estimate, (upper - lower) / (2 * Z_95), lower, upper
    if effect["standard_error"] and not is_ratio:
        return estimate, effect["standard_error"], None, None
    return None


def revman_rows(
    arm_results: Iterable[Row],
    *,
    titles: Mapping[str, str],
    outcomes: Mapping[str | None, str],
    arms: Mapping[str | None, str],
) -> list[dict[str, Any]]:
    """Turn what arms showed into mean, SD, events and total, one row an arm."""
    rows = []
    for result in arm_results:
        is_mean = result["statistic"] in ("mean", "change") and result["dispersion_kind"] == "sd"
        if not is_mean and result["events"] is None:
            continue
        rows.append(
            {
                "Study": titles.get(result["document_id"], result["document_id"]),
                "Outcome": outcomes.get(result["outcome_id"]),
                "Timepoint": result["timepoint"],
                "Arm": arms.get(result["arm_id"]),
                "Mean": result["value"] if is_mean else None,
                "SD": result["dispersion"] if is_mean else None,
                "Events": result["events"],
                "Total": result["n"],
                "arm_result_id": result["arm_result_id"],
            }
        )
    return rows
