"""Speed of the arithmetic; run by hand: `python tests/bench/bench_stats.py`."""

from __future__ import annotations

from time import perf_counter

import numpy as np

from miner.stats.consistency import p_disagrees
from miner.stats.p_values import compute_p, p_interval
from miner.stats.rounding import round_half_up

N_REPORTS = 1_000_000


def bench_p_values() -> dict[str, float]:
    """Seconds for a million p values by test, and for a million whole comparisons of t."""
    random = np.random.default_rng(0)
    df1, df2 = random.integers(1, 8, N_REPORTS), random.integers(3, 300, N_REPORTS)
    t = random.normal(0, 2, N_REPORTS)
    inputs = {"t": t, "F": t**2, "z": t, "r": np.tanh(t), "chi2": t**2}
    seconds = {}
    for test, values in inputs.items():
        started = perf_counter()
        compute_p(test, values, df1=df1, df2=df2)
        seconds[test] = perf_counter() - started
    p = round_half_up(compute_p("t", t, df2=df2), 3)
    started = perf_counter()
    low, high = p_interval("t", round_half_up(t, 2), 2, df2=df2)
    wrong = int(np.sum(p_disagrees(low, high, p, p_decimals=3)))
    seconds["t with rounding interval and verdict"] = perf_counter() - started
    if wrong:
        raise SystemExit(f"{wrong} of {N_REPORTS} correct reports were called wrong")
    return seconds


if __name__ == "__main__":
    for name, taken in bench_p_values().items():
        print(f"{name}: {taken:.2f} s per {N_REPORTS:,}")
