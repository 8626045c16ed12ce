"""Effects worked out from arm results where the paper prints none.

What a meta-analysis needs and a paper does not give: derived records, which name their
formula in `rule` and their sources in `derived_from`, and never replace a reported effect.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from math import exp
from typing import Any

from miner.extract.checks.build import NAME, VERSION, Places
from miner.extract.checks.figures import BASELINE, ArmTable, arm_tables, figures_of
from miner.model import Arm, ArmResult, Document, Effect, Findings, locate, stable_id
from miner.stats.binary import log_odds_ratio, log_risk_ratio, risk_difference
from miner.stats.effect_sizes import EffectSize, hedges_g, mean_difference
from miner.stats.pre_post import dppc2
from miner.stats.trace import ArmFigures

COMPARATORS = ("placebo", "usual_care", "waiting_list", "active_comparator", "healthy_control")


def derive_effects(document: Document, findings: Findings) -> tuple[Effect, ...]:
    """Work out effects of every pair of arms whose figures suffice.

    Parameters
    ----------
    document : Document
        The paper the findings came from.
    findings : Findings
        Arms and arm results; left as they are.

    Returns
    -------
    tuple of Effect
        Mean difference and Hedges g (and pre-post-control d where a baseline is reported)
        for means, risk ratio, odds ratio and risk difference for counts; arm 1 is the
        intervention where the roles tell. `basis` is `derived`.
    """
    places = Places(document)
    made: list[Effect] = []
    for table in arm_tables(findings).values():
        for first, second in combinations(findings.arms, 2):
            one, two = _ordered(first, second)
            made += _from_means(document, places, table, one, two)
            made += _from_counts(document, table, one, two)
    return tuple(made)


def _from_means(
    document: Document, places: Places, table: ArmTable, one: Arm, two: Arm
) -> Iterator[Effect]:
    for (outcome_id, arm_id, timepoint), result in table.means.items():
        other = table.means.get((outcome_id, two.arm_id, timepoint))
        if arm_id != one.arm_id or other is None or timepoint == BASELINE:
            continue
        figures, others = figures_of(table, result, places), figures_of(table, other, places)
        if figures is None or others is None:
            continue
        for measure, rule, effect in _difference_effects(figures, others):
            yield _effect(document, (result, other), (one, two), measure, rule, effect)


def _difference_effects(one: ArmFigures, two: ArmFigures) -> Iterator[tuple[str, str, EffectSize]]:
    if one.sd and two.sd:
        figures: tuple[Any, ...] = (one.mean, one.sd, one.n, two.mean, two.sd, two.n)
        yield "mean_difference", "posttest_means", mean_difference(*figures)
        yield "hedges_g", "posttest_means_pooled_sd_exact_j", hedges_g(*figures)
    if one.baseline_sd and two.baseline_sd:
        assert one.baseline_mean is not None and two.baseline_mean is not None
        yield "smd_unspecified", "morris_dppc2_correlation_0.5", dppc2(
            one.baseline_mean, one.mean, one.baseline_sd, one.n,
            two.baseline_mean, two.mean, two.baseline_sd, two.n,
        )  # fmt: skip


def _from_counts(document: Document, table: ArmTable, one: Arm, two: Arm) -> Iterator[Effect]:
    for (outcome_id, arm_id, timepoint), result in table.counts.items():
        other = table.counts.get((outcome_id, two.arm_id, timepoint))
        if arm_id != one.arm_id or other is None:
            continue
        sizes = table.n_of(result), table.n_of(other)
        if not sizes[0] or not sizes[1] or result.events is None or other.events is None:
            continue
        if result.events > sizes[0] or other.events > sizes[1]:
            continue
        both = result.events + other.events
        for measure, function in (("risk_ratio", log_risk_ratio), ("odds_ratio", log_odds_ratio),
                                  ("risk_difference", risk_difference)):  # fmt: skip
            if measure != "risk_difference" and both in (0, sizes[0] + sizes[1]):
                continue
            effect = function(result.events, sizes[0], other.events, sizes[1])
            yield _effect(document, (result, other), (one, two), measure,
                          "two_by_two_half_added_to_zeros", effect)  # fmt: skip


def _effect(
    document: Document, results: tuple[ArmResult, ArmResult], arms: tuple[Arm, Arm],
    measure: str, rule: str, effect: EffectSize,
) -> Effect:  # fmt: skip
    first, second = results
    low, high = (float(end) for end in effect.interval())
    estimate = float(effect.estimate)
    is_ratio = measure in ("risk_ratio", "odds_ratio")
    shown = [exp(value) if is_ratio else value for value in (estimate, low, high)]
    where = locate(
        document, first.provenance.span, extractor=NAME, version=VERSION, rule=rule,
        confidence=0.9 * min(first.provenance.confidence, second.provenance.confidence),
        basis="derived", derived_from=(first.provenance.span, second.provenance.span),
    )  # fmt: skip
    return Effect(
        effect_id=stable_id("effect", document.document_id, NAME, rule, measure,
                            first.arm_result_id, second.arm_result_id),
        outcome_id=first.outcome_id, provenance=where, arm_id_1=arms[0].arm_id,
        arm_id_2=arms[1].arm_id, timepoint=first.timepoint, effect_measure=measure,
        estimate=shown[0], ci_lower=shown[1], ci_upper=shown[2], ci_level=95.0,
        standard_error=float(effect.standard_error),
        direction="increase" if estimate > 0 else "decrease" if estimate < 0 else "no_difference",
        significant=low > 0 or high < 0,
    )  # fmt: skip


def _ordered(first: Arm, second: Arm) -> tuple[Arm, Arm]:
    """Put the comparator second where the roles tell which it is."""
    ranks = [
        COMPARATORS.index(arm.role) if arm.role in COMPARATORS else 9 for arm in (first, second)
    ]
    if first.role == "intervention" or (second.role != "intervention" and ranks[0] >= ranks[1]):
        return first, second
    return second, first
