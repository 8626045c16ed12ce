"""Forest plots: each outcome's effects across papers, as SVG that needs nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

RATIOS = frozenset(("risk_ratio", "odds_ratio", "hazard_ratio", "rate_ratio"))
ROW_HEIGHT = 22


@dataclass(frozen=True, slots=True)
class ForestRow:
    """One effect with its interval."""

    label: str
    measure: str
    estimate: float
    lower: float
    upper: float


def forest_svg(rows: Sequence[ForestRow], *, title: str) -> str:
    """Draw effects of one measure as a forest plot.

    Parameters
    ----------
    rows : sequence of ForestRow
        All of one measure; ratios are drawn on a log axis around 1, others around 0.
    title : str

    Returns
    -------
    str
        An `svg` element.
    """
    import altair as alt
    import vl_convert

    is_ratio = rows[0].measure in RATIOS
    data = alt.InlineData(
        values=[
            {"label": f"{index + 1}. {row.label}", "estimate": row.estimate,
             "lower": row.lower, "upper": row.upper}
            for index, row in enumerate(rows)
        ]
    )  # fmt: skip
    scale = alt.Scale(type="log") if is_ratio else alt.Scale()
    y = alt.Y("label:N", sort=None, title=None, axis=alt.Axis(labelLimit=320))
    name = rows[0].measure.replace("_", " ")
    intervals = (
        alt.Chart(data)
        .mark_rule(strokeWidth=1.6, color="#33566b")
        .encode(x=alt.X("lower:Q", scale=scale, title=name), x2="upper:Q", y=y)
    )
    points = (
        alt.Chart(data)
        .mark_square(size=60, color="#33566b")
        .encode(x=alt.X("estimate:Q", scale=scale), y=y)
    )
    null = alt.InlineData(values=[{"null": 1 if is_ratio else 0}])
    line = (
        alt.Chart(null)
        .mark_rule(strokeDash=[4, 3], color="#999")
        .encode(x=alt.X("null:Q", scale=scale))
    )
    chart = (line + intervals + points).properties(
        title=title, width=420, height=max(60, ROW_HEIGHT * len(rows))
    )
    return str(vl_convert.vegalite_to_svg(_pinned(chart.to_dict())))


def _pinned(spec: dict[str, Any]) -> dict[str, Any]:
    """Leave out what differs from run to run, so that the same rows give the same picture."""
    spec.pop("usermeta", None)
    return spec
