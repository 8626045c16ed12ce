"""Formulas that no known-answer row covers, against values worked out by hand or counted."""

from __future__ import annotations

import pytest

from miner.stats.binary import peto_log_odds_ratio
from miner.stats.conversions import fisher_z, partial_omega_squared
from miner.stats.grim import chance_of_grim_inconsistency
from miner.stats.imputation import design_effect, sd_from_iqr_width
from miner.stats.pre_post import smcc
from miner.stats.sample_size import detectable_d, power_of_t


def test_petos_odds_ratio_is_observed_less_expected_over_its_variance() -> None:
    # 5 of 20 against 10 of 20: E = 15 * 20 / 40, V = 15 * 25 * 20 * 20 / (40^2 * 39).
    effect = peto_log_odds_ratio(5, 20, 10, 20)
    assert effect.estimate == pytest.approx((5 - 7.5) / (150_000 / 62_400))
    assert effect.variance == pytest.approx(62_400 / 150_000)


def test_petos_odds_ratio_needs_an_event() -> None:
    with pytest.raises(ValueError, match="at least one event"):
        peto_log_odds_ratio(0, 20, 0, 20)


def test_fishers_z() -> None:
    effect = fisher_z(0.5, 28)
    assert effect.estimate == pytest.approx(0.549306, abs=1e-6)  # ln(3) / 2
    assert effect.variance == pytest.approx(1 / 25)
    with pytest.raises(ValueError, match="between -1 and 1"):
        fisher_z(1.0, 28)


def test_partial_omega_squared_is_nothing_where_f_is_1() -> None:
    assert partial_omega_squared(1.0, 2, 30) == 0
    assert partial_omega_squared(5.0, 2, 30) == pytest.approx(8 / 41)
    assert partial_omega_squared(0.5, 2, 30) < 0


@pytest.mark.parametrize("n", [7, 28, 99])
def test_chance_of_a_grim_inconsistency_is_the_share_of_means_no_sum_gives(n: int) -> None:
    reached = {round(100 * total / n) for total in range(n)}  # no sum lies on a half of 0.01
    assert chance_of_grim_inconsistency(n) == pytest.approx(1 - len(reached) / 100)


def test_grim_tells_nothing_of_a_hundred_people() -> None:
    assert chance_of_grim_inconsistency(100) == 0
    assert chance_of_grim_inconsistency(28, items=4) == 0


def test_sd_of_a_wide_sample_from_its_quartiles() -> None:
    assert sd_from_iqr_width(10.0, 23.5) == pytest.approx(10.0)


def test_design_effect_of_clusters() -> None:
    assert design_effect(11, 0.05) == pytest.approx(1.5)
    assert design_effect(11, 0.0) == design_effect(1, 0.3) == 1


def test_change_over_the_spread_of_the_changes() -> None:
    # Equal SDs of 5 correlated 0.5 give changes with an SD of 5.
    effect = smcc(10.0, 14.0, 5.0, 5.0, 21, correlation=0.5, corrected=False)
    assert effect.estimate == pytest.approx(0.8)
    assert effect.variance == pytest.approx(1 / 21 + 0.64 / 42)


@pytest.mark.parametrize("n", [5, 64, 400])
def test_what_is_detectable_has_the_power_asked_for(n: int) -> None:
    assert power_of_t(detectable_d(n), n) == pytest.approx(0.8, abs=1e-6)


def test_power_is_certain_for_a_difference_far_beyond_doubt() -> None:
    assert power_of_t(2.5, 400) == pytest.approx(1.0)
    assert power_of_t(40.0, 400) == pytest.approx(1.0)
