"""One cell of a comparison: an estimate, an interval, a test, a p value."""

from __future__ import annotations

from typing import Any

from miner.extract.table_results.cell_values import CellValue, read_value
from miner.extract.table_results.grids import GridCell
from miner.extract.table_results.patterns import EFFECT_PARTS, TEST_PARTS

Atom = dict[str, Any]


def read_atom(cell: GridCell, parts: tuple[str, ...]) -> Atom | str:
    """Read one cell of a comparison into its fields; a string is the reason why not."""
    value = read_value(cell.text)
    if value is None:
        return "a cell of a form not known" if any(c.isdigit() for c in cell.text) else ""
    if not parts:
        return "a comparison whose statistic is not named"
    if parts[0] in ("sd", "n", "df") or (parts[0] == "se" and value.form != "number"):
        return ""
    measures = (
        [part for part in parts if part in EFFECT_PARTS]
        if parts[0] not in ("se", "ci", "p")
        else []
    )
    tests = [part for part in parts if part in TEST_PARTS]
    atom: Atom = {}
    if value.p_operator is not None:
        atom["p"] = (value.p_operator, value.p_value)
    if value.form == "test":
        atom["test"] = (value.test, value.figures[0].value, value.df1, value.df2)
        return atom
    if value.form == "p":
        return _p_atom(value, parts)
    if parts[0] == "p" and not measures:
        figure = value.figures[0]
        if value.form == "number" and 0 <= figure.value <= 1:
            return atom | {"p": ("=", figure.value)}
        return "not a probability"
    return _estimate_atom(value, parts, measures, tests, atom)


def _p_atom(value: CellValue, parts: tuple[str, ...]) -> Atom | str:
    if "p" not in parts and not any(part in TEST_PARTS for part in parts):
        return "a bound where an estimate was expected"
    if value.operator == "ns":
        return {"ns": True}
    if not 0 <= value.figures[0].value <= 1:
        return "not a probability"
    return {"p": (value.operator, value.figures[0].value)}


def _estimate_atom(
    value: CellValue, parts: tuple[str, ...], measures: list[str], tests: list[str], atom: Atom
) -> Atom | str:
    figures = value.figures
    if len(measures) > 1 and value.form != "number":
        measures = [m for m in measures if m != "difference"] or measures[:1]
        if len(measures) > 1:
            return "two measures named for one number"
    if value.form == "number":
        return _number_atom(value, parts, measures, tests, atom)
    if value.form == "interval" or (
        value.form == "pair" and parts == ("ci",) and figures[0].value <= figures[1].value
    ):
        atom["interval"] = (figures[0].value, figures[1].value)
        return atom if "ci" in parts or measures else "an interval without a name"
    if value.form in ("triple", "pm_interval", "paren_interval"):
        if not measures:
            return "an estimate without a name"
        low, high = figures[-2].value, figures[-1].value
        if not low <= figures[0].value <= high and "ci" not in parts:
            return "estimate outside its interval"
        atom["estimate"] = (measures[0], figures[0].value, low, high)
        if value.form != "triple" and "se" in parts:
            atom["se"] = figures[1].value
        return atom
    if value.form == "pm" and measures:
        atom["estimate"] = (measures[0], figures[0].value, None, None)
        if "se" in parts:
            atom["se"] = figures[1].value
        return atom
    if value.form == "paren":
        return _paren_atom(value, parts, measures, tests, atom)
    return f"a {value.form} is no comparison"


def _number_atom(
    value: CellValue, parts: tuple[str, ...], measures: list[str], tests: list[str], atom: Atom
) -> Atom | str:
    figure = value.figures[0]
    if figure.is_percent and "difference" in measures:
        return "a difference in percent of a mean"
    if (measures and not ({"se", "ci"} & set(parts) and not atom)) or (measures and "ci" in parts):
        if len(measures) > 1:
            return "two measures named for one number"
        atom["estimate"] = (measures[0], figure.value, None, None)
        return atom
    if measures:
        atom["estimate"] = (measures[0], figure.value, None, None)
        return atom
    if len(tests) == 1:
        atom["test"] = (None if tests[0] == "test" else tests[0], figure.value, None, None)
        return atom
    if len(tests) > 1:
        atom["test"] = (None, figure.value, None, None)
        return atom
    if parts[:1] == ("se",):
        return {"se": figure.value}
    if parts[:1] == ("df",):
        return {"df": figure.value}
    if parts[:1] == ("ci_lower",):
        return {"lower": figure.value}
    if parts[:1] == ("ci_upper",):
        return {"upper": figure.value}
    return ""


def _paren_atom(
    value: CellValue, parts: tuple[str, ...], measures: list[str], tests: list[str], atom: Atom
) -> Atom | str:
    first, second = value.figures
    if "p" in parts and 0 <= second.value <= 1:
        atom["p"] = ("=", second.value)
        if tests:
            atom["test"] = (tests[0] if tests[0] != "test" else None, first.value, None, None)
        elif measures:
            atom["estimate"] = (measures[0], first.value, None, None)
        return atom
    if measures and ("se" in parts or "sd" in parts):
        atom["estimate"] = (measures[0], first.value, None, None)
        if "se" in parts:
            atom["se"] = second.value
        return atom
    if tests and "df" in parts:
        atom["test"] = (tests[0], first.value, None, second.value)
        return atom
    return "a (b) where b is not named"
