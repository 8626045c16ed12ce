"""Simulated trials recovered exactly, p values against SciPy, and errors that must be found."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from miner.stats import binary, conversions, counts, effect_sizes, grim, imputation, sample_size
from miner.stats.consistency import check_p
from miner.stats.intervals import (
    PrintedInterval,
    check_interval_p,
    check_symmetry,
    ci_from_p,
    p_from_ci,
    p_range,
    statistic_range,
)
from miner.stats.p_values import compute_p
from miner.stats.trace import ArmFigures, fits_with_other_sizes, trace_difference, trace_smd


@pytest.fixture
def trial():
    random = np.random.default_rng(11)
    return random.normal(24, 6, 31), random.normal(20, 5, 27)


def figures(arm):
    return arm.mean(), arm.std(ddof=1), len(arm)


@pytest.mark.parametrize("df", [1, 2, 17.5, 400])
@pytest.mark.parametrize("value", [0.0, 0.3, 2.2, 9.1])
def test_p_values_are_those_of_scipy(value, df):
    assert compute_p("t", -value, df2=df) == pytest.approx(2 * stats.t.sf(value, df), rel=1e-9)
    assert compute_p("z", value) == pytest.approx(2 * stats.norm.sf(value), rel=1e-9)
    assert compute_p("chi2", value, df1=df) == pytest.approx(stats.chi2.sf(value, df), rel=1e-9)
    assert compute_p("F", value, df1=3, df2=df) == pytest.approx(stats.f.sf(value, 3, df), rel=1e-9)
    assert compute_p("t", value, df2=df, tails=1) == pytest.approx(stats.t.sf(value, df), rel=1e-9)


def test_correlation_p_is_that_of_scipy(trial):
    first, second = trial[0][:27], trial[1]
    r, p = stats.pearsonr(first, second)
    assert compute_p("r", r, df2=25) == pytest.approx(p)


def test_d_from_means_is_d_from_t(trial):
    t = stats.ttest_ind(*trial).statistic
    d = effect_sizes.cohens_d(*figures(trial[0]), *figures(trial[1])).estimate
    assert conversions.d_from_t(t, 31, 27) == pytest.approx(d)
    assert conversions.d_from_f(t**2, 31, 27) == pytest.approx(abs(d))


def test_g_from_p_is_g_from_means(trial):
    p = stats.ttest_ind(*trial).pvalue
    g = effect_sizes.hedges_g(*figures(trial[0]), *figures(trial[1]))
    found = conversions.smd_from_p(p, 31, 27)
    assert found.estimate == pytest.approx(abs(g.estimate))
    assert found.variance == pytest.approx(g.variance)


def test_sd_comes_back_from_se_and_interval(trial):
    mean, sd, n = figures(trial[0])
    low, high = stats.t.interval(0.95, n - 1, loc=mean, scale=sd / math.sqrt(n))
    assert imputation.sd_from_ci(low, high, n) == pytest.approx(sd)
    assert imputation.sd_from_se(imputation.se_from_sd(sd, n), n) == pytest.approx(sd)


def test_difference_interval_p_and_t_agree(trial):
    result = stats.ttest_ind(*trial)
    low, high = result.confidence_interval()
    difference = trial[0].mean() - trial[1].mean()
    assert p_from_ci(difference, low, high, df=56) == pytest.approx(result.pvalue)


def test_exact_j_is_close_to_its_approximation_and_smaller_than_one():
    df = np.arange(2, 200)
    exact = effect_sizes.hedges_correction(df)
    approximate = effect_sizes.hedges_correction(df, exact=False)
    assert np.all((exact > 0) & (exact < 1)) and np.max(np.abs(exact - approximate)) < 0.01


def test_risk_difference_of_a_small_trial_and_its_nnt():
    effect = binary.risk_difference(14, 20, 5, 20)
    assert effect.estimate == pytest.approx(0.45)
    assert effect.standard_error == pytest.approx(math.sqrt(0.7 * 0.3 / 20 + 0.25 * 0.75 / 20))
    nnt, low, high = binary.nnt_from_difference(0.45, *effect.interval())
    assert (round(nnt, 3), low < nnt < high) == (2.222, True)
    assert binary.nnt_from_difference(0.1, -0.05, 0.25)[1:] == (None, None)


def test_interval_from_p_is_exact_where_asked():
    low, high = ci_from_p(10, 0.05)
    assert low == pytest.approx(0, abs=1e-9) and high == pytest.approx(20)


def test_coarse_rounding_leaves_z_undetermined():
    printed = PrintedInterval(-0.05, -0.21, 0.11, 2, 2)
    low, high = statistic_range(printed)
    assert (
        low < -0.66
        and high > -0.57
        and check_interval_p(printed, 0.51, p_decimals=2).verdict == "consistent"
    )


def test_retention_cut_off_instead_of_rounded_is_found():
    assert counts.percent_verdict(13, 17, 76.47, decimals=2) == "consistent"
    assert counts.percent_verdict(11, 17, 64.70, decimals=2) == "truncated"
    assert counts.percent_verdict(14, 17, 82.35, decimals=2) == "consistent"
    assert counts.percent_verdict(9, 17, 52.94, decimals=2) == "consistent"
    assert counts.percent_verdict(12, 17, 70.58, decimals=2) == "truncated"
    assert counts.percent_verdict(12, 17, 70.95, decimals=2) == "inconsistent"


def test_normal_approximation_gives_one_person_fewer_than_the_t_test():
    for d in (0.5, 0.8, 1.0):
        assert sample_size.n_per_arm_t(d) - sample_size.n_per_arm_normal(d) in (1, 2)
    assert sample_size.power_of_t(0.8, sample_size.n_per_arm_t(0.8)) >= 0.8
    assert sample_size.power_of_t(0.8, sample_size.n_per_arm_t(0.8) - 1) < 0.8


def test_means_of_whole_scores_name_the_right_n():
    printed = [float(np.round(total / 13, 2)) for total in (301, 287, 214)]
    assert all(grim.check_grim(mean, 13).is_consistent for mean in printed)
    assert not all(grim.check_grim(mean, 17).is_consistent for mean in printed)


def test_another_n_is_proposed_where_the_printed_one_fits_nothing():
    one, two = ArmFigures(19, 22.0, 12.0, 30.0, 6.0), ArmFigures(15, 23.0, 12.0, 26.0, 12.0)
    with_15 = trace_smd(-0.51, 2, ArmFigures(15, 22.0, 12.0, 30.0, 6.0), two)
    assert "dppc2_corrected" in [trace.formula for trace in with_15 if trace.fits]
    found = fits_with_other_sizes(-0.51, 2, one, two, (15, 19), formulas=("dppc2_corrected",))
    assert (15, 15, "dppc2_corrected") in found


def test_change_difference_is_told_from_posttest_difference():
    one = ArmFigures(20, 14.0, 4.0, 11.0, 4.0, decimals=1)
    two = ArmFigures(20, 12.0, 4.0, 10.0, 4.0, decimals=1)
    fits = {d: [t.formula for t in trace_difference(d, 1, one, two) if t.fits] for d in (2.0, 1.0)}
    assert fits == {2.0: ["mean_difference"], 1.0: ["change_difference"]}


@pytest.mark.parametrize(
    ("p", "verdict"),
    [(0.036, "consistent"), (0.04, "consistent"), (0.03, "inconsistent"), (0.36, "decision_error")],
)
def test_p_errors_are_found(p, verdict):
    places = len(str(p)) - 2
    assert (
        check_p("t", 2.20, value_decimals=2, p_value=p, p_decimals=places, df2=28).verdict
        == verdict
    )


def test_interval_errors_are_found():
    lost_sign = PrintedInterval(1.2, 0.4, 2.8, 1, 1)
    assert check_symmetry(lost_sign).verdict == "inconsistent"
    ratio = PrintedInterval(0.72, 0.58, 0.90, 2, 2, is_ratio=True)
    assert check_interval_p(ratio, 0.004).verdict == "consistent"
    assert check_interval_p(ratio, 0.21, p_decimals=2).verdict == "decision_error"
    assert check_interval_p(ratio, 0.0001, p_decimals=4).verdict == "inconsistent"


def test_t_widens_the_p_of_a_small_trial():
    printed = PrintedInterval(5.0, 0.1, 9.9, 1, 1)
    assert p_range(printed, df=8)[0] != p_range(printed)[0]


@pytest.mark.parametrize(
    "call",
    [
        lambda: compute_p("t", float("nan"), df2=3),
        lambda: compute_p("t", 2, df2=float("inf")),
        lambda: compute_p("t", 2, df2=0),
        lambda: compute_p("r", 1.2, df2=10),
        lambda: compute_p("F", -1, df1=1, df2=10),
        lambda: compute_p("F", 1, df2=10),
        lambda: compute_p("U", 33),
        lambda: effect_sizes.cohens_d(1, -2, 10, 2, 2, 10),
        lambda: effect_sizes.cohens_d(1, 2, 1, 2, 2, 10),
        lambda: effect_sizes.cohens_d(1, 0, 10, 2, 0, 10),
        lambda: effect_sizes.hedges_correction(1),
        lambda: binary.log_risk_ratio(5, 4, 1, 10),
        lambda: binary.risk_difference(0, 0, 1, 10),
        lambda: binary.nnt_from_difference(0),
        lambda: imputation.sd_from_ci(3, 1, 20),
        lambda: imputation.sd_from_se(1, 0),
        lambda: imputation.summary_from_quartiles(5, 3, 9, 40),
        lambda: imputation.summary_from_quartiles(1, 2, 30, 40),
        lambda: PrintedInterval(1, 2, 0, 1, 1),
        lambda: PrintedInterval(-1, 0.5, 2, 1, 1, is_ratio=True),
        lambda: grim.check_grim(3.2, 0),
        lambda: grim.sd_limits(9, 10, 1, 7),
        lambda: counts.percent_verdict(1, 0, 3, decimals=0),
        lambda: sample_size.n_per_arm_t(0),
        lambda: compute_p("t", "two", df2=3),
    ],
)
def test_impossible_input_is_refused_with_a_reason(call):
    with pytest.raises(ValueError, match=r"\w+ "):
        call()


def test_check_of_impossible_input_is_not_checkable():
    result = check_p("t", 2.0, value_decimals=1, p_value=1.7, p_decimals=1, df2=20)
    assert result.verdict == "not_checkable" and "between 0 and 1" in result.explanation
    assert check_p("r", 1.4, value_decimals=1, p_value=0.1, df2=20).verdict == "not_checkable"
    assert check_p("U", 30, value_decimals=0, p_value=0.1).verdict == "not_checkable"
    assert check_p("t", 2.0, value_decimals=1, p_value=0.1, df2=math.inf).verdict == "not_checkable"
