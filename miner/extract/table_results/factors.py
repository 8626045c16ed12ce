"""Columns that hold the factors of an analysis of variance: `Time | Group | Time × Group`."""

from __future__ import annotations

import re

from miner.extract.table_results.places import Axes

_TIMES = re.compile(r"\s*[×*]\s*|\s+[xX]\s+")
# What stands around a factor's name: `Time effect`, `P for time`.
_AROUND = re.compile(
    r"\b(?:main|effects?|interactions?|of|for|p|F|values?|an?cova|anova)\b|[^\w×*\s-]",
    re.IGNORECASE,
)
_OF_ARMS = re.compile(
    r"^(?:g|gr|grp|tx|trt)$|group|\barms?\b|treat|interven|condition|drug|diet|suppl|therap|program",
    re.IGNORECASE,
)


def factors_not_of_arms(axes: Axes) -> frozenset[int]:
    """Return the columns whose head is one factor of an interaction that another column names.

    The main effect of time, or of sex, is told for all the arms together: it compares nobody
    with anybody, though it stands in the table of the arms.
    """
    leaves = {column: _leaf(axes, column) for column in axes.columns}
    factors = {
        factor.casefold()
        for leaf in leaves.values()
        if len(parts := _TIMES.split(leaf)) > 1 and all(parts)
        for factor in parts
    }
    return frozenset(
        column
        for column, leaf in leaves.items()
        if leaf.casefold() in factors and not _OF_ARMS.search(leaf)
    )


def _leaf(axes: Axes, column: int) -> str:
    """The lowest head of a column, without the words around a factor's name."""
    texts = [text for row in axes.panel.head if (text := axes.grid.text_at(row, column).strip())]
    return " ".join(_AROUND.sub(" ", texts[-1]).split()) if texts else ""
