"""Arm results put side by side: one arm's mean, SD, n and baseline at one timepoint."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace

from miner.extract.checks.build import Places, plain_decimals
from miner.model import ArmResult, Findings, SampleSize
from miner.stats.trace import ArmFigures

BASELINE = "baseline"
MEANS = ("mean",)
Key = tuple[str | None, str | None, str | None]


@dataclass(frozen=True, slots=True)
class ArmTable:
    """Results by (outcome, arm, timepoint); a place with two different results holds neither."""

    means: dict[Key, ArmResult]
    changes: dict[Key, ArmResult]
    counts: dict[Key, ArmResult]
    sizes: dict[str | None, int]

    def result(
        self, outcome_id: str | None, arm_id: str | None, timepoint: str | None
    ) -> ArmResult | None:
        """Return the mean of an arm; without a timepoint the only one after baseline."""
        if timepoint is not None:
            return self.means.get((outcome_id, arm_id, timepoint))
        later = [
            result for (outcome, arm, when), result in self.means.items()
            if outcome == outcome_id and arm == arm_id and when != BASELINE
        ]  # fmt: skip
        return later[0] if len(later) == 1 else None

    def n_of(self, result: ArmResult) -> int | None:
        """Return the n printed with a result, else the size of its arm."""
        return result.n if result.n else self.sizes.get(result.arm_id)


def arm_tables(findings: Findings) -> dict[str | None, ArmTable]:
    """Sort the arm results of each table by itself, and under None those of the text.

    A paper gives baseline means of everybody in one table and of those analysed in another:
    figures of one table belong together.
    """
    places = {result.provenance.table_id for result in findings.arm_results}
    return {
        place: arm_table(
            replace_results(
                findings, [r for r in findings.arm_results if r.provenance.table_id == place]
            )
        )
        for place in sorted(places, key=str)
    }


def replace_results(findings: Findings, results: list[ArmResult]) -> Findings:
    """Return findings with these arm results; the given ones stay as they are."""
    return replace(findings, arm_results=results)


def arm_table(findings: Findings) -> ArmTable:
    """Sort the arm results of one document by where they belong."""
    return ArmTable(
        means=_unambiguous([r for r in findings.arm_results if r.statistic in MEANS]),
        changes=_unambiguous([r for r in findings.arm_results if r.statistic == "change"]),
        counts=_unambiguous([r for r in findings.arm_results if r.events is not None]),
        sizes=_arm_sizes(findings.sample_sizes),
    )


def figures_of(table: ArmTable, result: ArmResult, places: Places) -> ArmFigures | None:
    """Return the figures of one arm at the timepoint of `result`, None where no n is known."""
    n = table.n_of(result)
    if n is None or n < 2 or result.value is None:
        return None
    before = table.means.get((result.outcome_id, result.arm_id, BASELINE))
    if before is result:
        before = None
    try:
        return ArmFigures(
            n=n,
            mean=result.value,
            sd=sd_of(result),
            baseline_mean=before.value if before else None,
            baseline_sd=sd_of(before) if before else None,
            decimals=min(_decimals(r, r.value, places) for r in (result, before) if r),
            sd_decimals=min(_decimals(r, r.dispersion, places) for r in (result, before) if r),
        )
    except ValueError:
        return None


def sd_of(result: ArmResult) -> float | None:
    """Return the SD of a result where it is one (or a spread in a table that says no other)."""
    if result.dispersion is None or result.dispersion < 0:
        return None
    return result.dispersion if result.dispersion_kind in ("sd", "unclear") else None


def decimals_of(result: ArmResult, places: Places) -> int:
    """Return the printed decimals of a result's value."""
    return _decimals(result, result.value, places)


def _decimals(result: ArmResult, value: float | None, places: Places) -> int:
    if result.decimals is not None and value == result.value:
        return max(result.decimals, plain_decimals(value) if value is not None else 0)
    return places.decimals_of(value, result.provenance) if value is not None else 9


def _unambiguous(results: list[ArmResult]) -> dict[Key, ArmResult]:
    grouped: dict[Key, list[ArmResult]] = defaultdict(list)
    for result in results:
        if result.outcome_id is not None and result.arm_id is not None:
            grouped[result.outcome_id, result.arm_id, result.timepoint].append(result)
    return {
        key: group[0] for key, group in grouped.items()
        if len({(r.value, r.dispersion, r.events) for r in group}) == 1
    }  # fmt: skip


def _arm_sizes(sizes: list[SampleSize]) -> dict[str | None, int]:
    """Return each arm's size: analysed where one number is given, else randomised."""
    found: dict[str | None, int] = {}
    for kind in ("allocated", "randomised", "analysed"):
        by_arm: dict[str | None, set[int]] = defaultdict(set)
        for size in sizes:
            if size.count_kind == kind and size.arm_id is not None:
                by_arm[size.arm_id].add(size.n)
        found.update({arm: next(iter(ns)) for arm, ns in by_arm.items() if len(ns) == 1})
    return found
