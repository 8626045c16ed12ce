"""Known answers on means and SDs that whole scores can have."""

from __future__ import annotations

import re

from known_answer_rows import NUMBER, numbers, parametrise

from miner.stats import (
    grim,
)
from miner.stats.rounding import printed_decimals


def raw_named(name: str, text: str) -> str:
    match = re.search(rf"{name} ({NUMBER})", text)
    assert match, text
    return match[1]


@parametrise("GRIM", "GRIM-percent", "GRIMMER", "DEBIT", "SD-range")
def test_known_grim(row: dict[str, str]) -> None:
    text, expected = row["input"], row["expected"]
    verdict = expected.split()[0] == "consistent"
    n = int(re.search(r"\bn[ =](\d+)", text)[1])
    items_match = re.search(r"(\d+) items?", text)
    items = int(items_match[1]) if items_match else 1
    if row["category"] == "GRIM-percent":
        raw = re.match(r"([\d.]+)%", text)[1]
        places = printed_decimals(raw)
        assert bool(grim.is_grim_consistent_percent(float(raw), n, decimals=places)) == verdict
        return
    mean = raw_named("mean", text)
    places = printed_decimals(mean)
    if row["category"] == "GRIM":
        result = grim.check_grim(float(mean), n, decimals=places, items=items)
        assert result.is_consistent == verdict
        for nearest in re.findall(r"\d+\.\d+", expected):
            assert float(nearest) in result.nearest
    elif row["category"] == "GRIMMER":
        sd = raw_named("SD", text)
        assert verdict == grim.is_grimmer_consistent(
            float(mean), float(sd), n, decimals=places, sd_decimals=printed_decimals(sd)
        )
    elif row["category"] == "DEBIT":
        sd = raw_named("SD", text)
        assert verdict == bool(grim.is_debit_consistent(float(mean), float(sd), n, decimals=places))
    else:
        low, high = map(int, re.search(r"scale (\d+)-(\d+)", text).groups())
        limits = grim.sd_limits(float(mean), n, low, high, decimals=places, items=items)
        wanted = numbers(expected.split("[")[1])
        assert [round(limit, 2) for limit in limits] == wanted
