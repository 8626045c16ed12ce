"""Numbers that cannot be what their sentence seems to tie them to, by what else is known.

A share of people is no result of a scale that the tables show as means: the sentence counts
those who reached something on it, and says so in words that were not read. A bare count that
is the arm's own size counts the arm.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from miner.model import ArmResult, Effect, Findings, Rejected
from miner.model.vocab import RATIO_MEASURES

_MEASURED = frozenset(("mean", "median", "change"))
_COUNTED = frozenset(("count", "percent"))


@dataclass(frozen=True, slots=True)
class Kinds:
    """Outcomes that are measured on each person, and the sizes of the arms."""

    measured: frozenset[str]
    sizes: dict[str, frozenset[int]]

    @classmethod
    def of(cls, findings: Findings) -> Kinds:
        """Learn from outcomes, sizes and the results of tables."""
        shown: dict[str, set[str]] = defaultdict(set)
        for result in findings.arm_results:
            shown[result.outcome_id or ""].add(result.statistic)
        scales = {
            o.outcome_id for o in findings.outcomes if o.instrument and o.outcome_id not in shown
        }
        means = {key for key, found in shown.items() if found & _MEASURED and not found & _COUNTED}
        sizes: dict[str, set[int]] = defaultdict(set)
        for size in findings.sample_sizes:
            if size.arm_id is not None:
                sizes[size.arm_id].add(size.n)
        return cls(
            frozenset(scales | means), {arm: frozenset(found) for arm, found in sizes.items()}
        )

    def fitting(
        self, results: Sequence[ArmResult], effects: Sequence[Effect], rejected: list[Rejected]
    ) -> tuple[list[ArmResult], list[Effect]]:
        """Return the records that are of their outcome's kind."""
        kept: list[ArmResult] = []
        for result in results:
            reason = self._why_not(result)
            if reason is None:
                kept.append(result)
            else:
                rejected.append(Rejected(result.provenance.span, reason, "kind"))
        fitting: list[Effect] = []
        for effect in effects:
            if effect.outcome_id in self.measured and effect.effect_measure in RATIO_MEASURES:
                span = effect.provenance.span
                rejected.append(Rejected(span, "a ratio of people on a scale", "kind"))
            else:
                fitting.append(effect)
        return kept, fitting

    def _why_not(self, result: ArmResult) -> str | None:
        if result.statistic not in _COUNTED:
            return None
        if result.outcome_id in self.measured:
            return "a share of people on a scale"
        is_bare = result.n is None and result.unit != "%" and result.statistic == "count"
        if is_bare and result.value in self.sizes.get(result.arm_id or "", ()):
            return "the size of the arm"
        return None
