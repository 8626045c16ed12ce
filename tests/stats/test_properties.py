"""Laws that the arithmetic obeys whatever the numbers."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from miner.stats import binary, conversions, counts, effect_sizes, grim, imputation, pre_post
from miner.stats.consistency import check_p
from miner.stats.intervals import PrintedInterval, check_interval_p, check_symmetry
from miner.stats.p_values import compute_p, p_interval, t_from_p, z_from_p
from miner.stats.rounding import prints_as, round_half_down, round_half_up, rounding_interval
from miner.stats.trace import ArmFigures, trace_smd

means = st.floats(-500, 500)
spreads = st.floats(0.1, 200)
sizes = st.integers(3, 400)
arms = st.tuples(means, spreads, sizes)
SIMULATED_REPORTS = 10_000


@given(arms, arms)
def test_swapping_arms_turns_the_sign(one, two):
    for function in (effect_sizes.mean_difference, effect_sizes.cohens_d, effect_sizes.hedges_g):
        there, back = function(*one, *two), function(*two, *one)
        assert there.estimate == pytest.approx(-back.estimate, abs=1e-12)
        assert there.variance == pytest.approx(back.variance)


@given(arms, arms, st.floats(0.01, 100), st.floats(-50, 50))
def test_units_do_not_change_standardised_differences(one, two, scale, shift):
    (m_1, s_1, n_1), (m_2, s_2, n_2) = one, two
    moved = (m_1 * scale + shift, s_1 * scale, n_1), (m_2 * scale + shift, s_2 * scale, n_2)
    for function in (effect_sizes.cohens_d, effect_sizes.hedges_g, effect_sizes.glass_delta):
        before, after = function(*one, *two), function(*moved[0], *moved[1])
        assert after.estimate == pytest.approx(before.estimate, rel=1e-6, abs=1e-6)


@given(st.integers(1, 99), st.integers(100, 300), st.integers(1, 99), st.integers(100, 300))
def test_swapping_arms_turns_ratios_over(e_1, n_1, e_2, n_2):
    for function in (binary.log_risk_ratio, binary.log_odds_ratio, binary.risk_difference):
        there, back = function(e_1, n_1, e_2, n_2), function(e_2, n_2, e_1, n_1)
        assert there.estimate == pytest.approx(-back.estimate, abs=1e-12)
        assert there.variance == pytest.approx(back.variance)


@given(st.integers(0, 50), st.integers(51, 90), st.integers(0, 50), st.integers(51, 90))
def test_counting_non_events_turns_the_odds_ratio_over(e_1, n_1, e_2, n_2):
    events = binary.log_odds_ratio(e_1, n_1, e_2, n_2)
    others = binary.log_odds_ratio(n_1 - e_1, n_1, n_2 - e_2, n_2)
    assert events.estimate == pytest.approx(-others.estimate, abs=1e-9)


@given(means, means, means, means, spreads, spreads, sizes, sizes)
def test_dppc2_of_equal_baselines_is_the_posttest_d_by_baseline_sd(
    before, _, after_1, after_2, s_1, s_2, n_1, n_2
):
    ppc = pre_post.dppc2(before, after_1, s_1, n_1, before, after_2, s_2, n_2, corrected=False)
    d = effect_sizes.cohens_d(after_1, s_1, n_1, after_2, s_2, n_2)
    assert ppc.estimate == pytest.approx(d.estimate, rel=1e-9, abs=1e-9)


@given(st.floats(-5, 5), sizes, sizes)
def test_d_to_t_and_back(d, n_1, n_2):
    t = d / math.sqrt(1 / n_1 + 1 / n_2)
    assert conversions.d_from_t(t, n_1, n_2) == pytest.approx(d, abs=1e-12)


@given(st.floats(-3, 3))
def test_d_to_r_and_to_odds_ratio_and_back(d):
    assert conversions.d_from_r(conversions.r_from_d(d)) == pytest.approx(d, abs=1e-9)
    back = conversions.d_from_odds_ratio(conversions.odds_ratio_from_d(d))
    assert back == pytest.approx(d, abs=1e-12)


@given(st.floats(1e-12, 0.999), st.floats(1, 500))
def test_p_to_statistic_and_back(p, df):
    assert compute_p("z", z_from_p(p)) == pytest.approx(p, rel=1e-6)
    assert compute_p("t", t_from_p(p, df), df2=df) == pytest.approx(p, rel=1e-5)


@given(st.floats(0.1, 30), st.floats(2, 300))
def test_t_squared_is_f_and_large_df_is_z(t, df):
    by_t, by_f = compute_p("t", t, df2=df), compute_p("F", t * t, df1=1, df2=df)
    assert by_t == pytest.approx(by_f, rel=1e-9, abs=1e-300)
    assert compute_p("t", t, df2=1e9) == pytest.approx(compute_p("z", t), rel=1e-3, abs=1e-200)
    assert compute_p("chi2", t * t, df1=1) == pytest.approx(compute_p("z", t), rel=1e-9, abs=1e-300)


@given(st.lists(st.floats(-100, 100), min_size=2, max_size=30),
       st.lists(st.floats(-100, 100), min_size=2, max_size=30))  # fmt: skip
def test_combining_groups_gives_the_pool(first, second):
    made = imputation.combine_groups(*(
        imputation.Summary(len(group), np.mean(group), np.std(group, ddof=1))
        for group in (first, second)
    ))  # fmt: skip
    pool = np.array(first + second)
    assert made.mean == pytest.approx(pool.mean(), abs=1e-9)
    assert made.sd == pytest.approx(pool.std(ddof=1), abs=1e-6)


@given(st.floats(-1e4, 1e4), st.integers(0, 3))
def test_rounding_interval_holds_what_was_rounded(value, decimals):
    for rounded in (round_half_up(value, decimals), round_half_down(value, decimals)):
        low, high = rounding_interval(rounded, decimals)
        assert low <= value <= high
        assert bool(prints_as(value, rounded, decimals))


@given(st.lists(st.integers(0, 10), min_size=2, max_size=40), st.integers(0, 3),
       st.sampled_from([round_half_up, round_half_down]))  # fmt: skip
def test_grim_and_grimmer_never_accuse_whole_scores(scores, decimals, rounding):
    data = np.array(scores, dtype=float)
    mean, sd = rounding(data.mean(), decimals), rounding(data.std(ddof=1), decimals)
    n = len(scores)
    assert bool(grim.is_grim_consistent(mean, n, decimals=decimals))
    assert grim.is_grimmer_consistent(float(mean), float(sd), n, decimals=decimals)
    low, high = grim.sd_limits(float(data.mean()), n, 0, 10, decimals=9)
    assert low - 1e-7 <= data.std(ddof=1) <= high + 1e-7


@given(st.integers(0, 200), st.integers(1, 200), st.integers(0, 3))
def test_debit_and_percent_never_accuse_counts(events, n, decimals):
    events, n = min(events, n), max(n, 2)
    share = events / n
    sd = math.sqrt(n / (n - 1) * share * (1 - share))
    rounded = round_half_up(share, decimals), round_half_up(sd, decimals)
    assert bool(grim.is_debit_consistent(*rounded, n, decimals=decimals))
    percent = float(round_half_up(100 * share, decimals))
    assert counts.percent_verdict(events, n, percent, decimals=decimals) == "consistent"
    assert bool(grim.is_grim_consistent_percent(percent, n, decimals=decimals))
    assert n in counts.denominators_for(events, percent, decimals=decimals, least=1, most=n)


@given(st.integers(0, 300), st.integers(1, 300), st.integers(0, 2))
def test_events_from_percent_is_right_or_silent(events, n, decimals):
    events = min(events, n)
    percent = float(round_half_up(100 * events / n, decimals))
    assert counts.events_from_percent(percent, n, decimals=decimals) in (events, None)


@pytest.mark.parametrize("decimals", [0, 1, 2, 3])
@pytest.mark.parametrize("test", ["t", "F", "z", "r", "chi2"])
def test_no_false_alarm_over_simulated_reports_of_tests(decimals, test):
    """Statistic and p are rounded from the same truth; none may be called an error."""
    random = np.random.default_rng([decimals, len(test), ord(test[0])])
    count = SIMULATED_REPORTS // 20
    alarms = 0
    for _ in range(count):
        df1, df2 = int(random.integers(1, 6)), int(random.integers(2, 120))
        truth = {
            "t": random.normal(0, 2), "z": random.normal(0, 2), "F": random.f(df1, df2),
            "r": random.uniform(-0.99, 0.99), "chi2": random.chisquare(df1) * 2,
        }[test]  # fmt: skip
        p = float(compute_p(test, truth, df1=df1, df2=df2))
        places = int(random.integers(2, 5))
        rounding = round_half_up if random.random() < 0.5 else round_half_down
        operator, printed_p = "=", float(rounding(p, places))
        if random.random() < 0.3:
            operator, printed_p = next(
                (("<", level) for level in (0.001, 0.01, 0.05) if p < level), (">", 0.05)
            )
            if operator == ">" and p <= 0.05:
                continue
        result = check_p(
            test, float(rounding(truth, decimals)), value_decimals=decimals, p_value=printed_p,
            p_operator=operator, p_decimals=places, df1=df1, df2=df2, zero_is_error=False,
        )  # fmt: skip
        alarms += result.is_error
    assert alarms == 0


@pytest.mark.parametrize("decimals", [0, 1, 2, 3])
def test_no_false_alarm_over_simulated_reports_of_intervals(decimals):
    random = np.random.default_rng(decimals)
    alarms = []
    for _ in range(SIMULATED_REPORTS // 4):
        is_ratio = bool(random.random() < 0.5)
        center, se = random.normal(0, 1.5), random.uniform(0.05, 1.5)
        p = float(compute_p("z", center / se))
        values = np.array([center, center - 1.959963985 * se, center + 1.959963985 * se])
        if is_ratio:
            values = np.exp(values)
        estimate, low, high = (float(round_half_up(value, decimals)) for value in values)
        printed = PrintedInterval(estimate, low, high, decimals, decimals, is_ratio=is_ratio)
        places = int(random.integers(2, 5))
        result = check_interval_p(printed, float(round_half_up(p, places)), p_decimals=places)
        alarms += [printed] * (result.is_error or check_symmetry(printed).is_error)
    assert alarms == []


@settings(max_examples=60)
@given(
    st.floats(-20, 20), st.floats(-20, 20), st.floats(2, 15), st.floats(2, 15),
    st.integers(5, 80), st.integers(5, 80), st.integers(1, 3),
)  # fmt: skip
def test_trace_recovers_the_formula_from_rounded_figures(c_1, c_2, s_1, s_2, n_1, n_2, decimals):
    before = 50.0
    figures = [
        ArmFigures(n, float(round_half_up(before + change, decimals)),
                   float(round_half_up(s, decimals)), before,
                   float(round_half_up(s, decimals)), decimals)
        for change, s, n in ((c_1, s_1, n_1), (c_2, s_2, n_2))
    ]  # fmt: skip
    arms_ = before, before + c_1, s_1, n_1, before, before + c_2, s_2, n_2
    for corrected, name in ((True, "dppc2_corrected"), (False, "dppc2")):
        d = float(pre_post.dppc2(*arms_, corrected=corrected).estimate)
        traces = trace_smd(float(round_half_up(d, 2)), 2, *figures)
        assert name in [trace.formula for trace in traces if trace.fits]


def test_p_interval_holds_the_unrounded_p():
    random = np.random.default_rng(7)
    for decimals in range(4):
        truth, df = (
            random.normal(0, 2.5, SIMULATED_REPORTS),
            random.integers(2, 200, SIMULATED_REPORTS),
        )
        low, high = p_interval("t", round_half_up(truth, decimals), decimals, df2=df)
        p = compute_p("t", truth, df2=df)
        assert np.all((low <= p + 1e-15) & (p <= high + 1e-15))
