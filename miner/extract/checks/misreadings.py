"""Signs that the numbers of one effect were not read as the paper means them.

A check that fails is a finding about the paper only where the numbers belong together; often
it shows that a neighbouring interval or p value was read, or a ratio taken for a difference.
"""

from __future__ import annotations

import re
from dataclasses import replace

from miner.extract.checks.build import Places
from miner.model import Document, Effect, Table
from miner.model.vocab import STANDARDISED_MEASURES
from miner.stats.consistency import Consistency
from miner.stats.intervals import (
    PrintedInterval,
    check_interval_p,
    check_symmetry,
    interval_contradicts_p,
)
from miner.text.numbers import find_numbers

LEAST_SUB_HEAD = 4  # characters; shorter ones are t, F, df
Z_TOLERANCE = 0.15  # share of z by which tests of another kind may differ from the interval
_P_HEAD = re.compile(r"(?i)\bp\s?[-‐–]?\s?values?|\bp\b|\bsig(?:nificance)?\b")
_P_CELL = re.compile(r"\s*(?:[pP]\s*=?\s*)?(?P<sign><?)\s*(?P<value>0?\.\d{1,5})\s*[*†‡a-d]*\s*$")


def interval_was_misread(document: Document, effect: Effect, printed: PrintedInterval) -> bool:
    """Tell whether the row holds an interval that fits, or the effect is of another kind."""
    if not printed.is_ratio and printed.lower > 0 and printed.estimate > 0:
        as_ratio = replace(printed, is_ratio=True)
        if not check_symmetry(as_ratio, slack=0.1).is_error:
            return True
    if not printed.is_ratio and _are_signed_folds(printed):
        return True
    where = effect.provenance
    if _has_decimal_comma(document, effect, printed):
        return True
    if re.match(r",\d", document.text[where.span.end : where.span.end + 2]):
        return True  # a decimal comma was taken for the end of the number
    table = document.table(where.table_id) if where.table_id else None
    if table is None or where.row is None:
        return False
    for cell in table.cells:
        if cell.row != where.row:
            continue
        numbers = find_numbers(document.text, start=cell.span.start, end=cell.span.end)
        if len(numbers) != 2:
            continue
        lower, upper = (number.value for number in numbers)
        if lower > upper or (lower, upper) == (printed.lower, printed.upper):
            continue
        if printed.is_ratio and lower <= 0:
            continue
        other = replace(printed, lower=lower, upper=upper)
        if not check_symmetry(other, slack=0.1).is_error:
            return True
    return False


def test_was_misread(document: Document, effect: Effect) -> bool:
    """Tell whether a statistic is a p value, or its p is that of another column.

    A head such as `t-test p-value` stands over p values. Under `t` and `P`, each with the same
    sub-heads, a t and a p of different sub-heads are of different tests.
    """
    where, value = effect.provenance, effect.test_value
    table = document.table(where.table_id) if where.table_id else None
    if table is None or where.row is None or value is None:
        return False
    of_test = _heads(document, table, where.row, value)
    if 0 <= abs(value) <= 1 and any(_P_HEAD.search(head) for heads in of_test for head in heads):
        return True
    of_p = _heads(document, table, where.row, effect.p_value)
    if len(of_test) != 1 or len(of_p) != 1 or not (of_test[0] and of_p[0]):
        return False
    below_test, below_p = of_test[0][-1], of_p[0][-1]
    names_statistics = any(
        _P_HEAD.search(head) or len(head.strip()) < LEAST_SUB_HEAD for head in (below_test, below_p)
    )
    return not names_statistics and below_test != below_p and len(of_p[0]) > 1


def _heads(
    document: Document, table: Table, row: int, value: float | None
) -> list[tuple[str, ...]]:
    """Return the heads, from the top, of each column where a row holds a value."""
    columns = [
        cell.column for cell in table.cells
        if cell.row == row and value is not None
        and any(abs(number.value) == abs(value) for number in find_numbers(
            document.text, start=cell.span.start, end=cell.span.end))
    ]  # fmt: skip
    return [
        tuple(
            cell.span.of(document.text).strip() for cell in table.cells
            if cell.row < max(1, table.header_rows)
            and cell.column <= column < cell.column + cell.column_span and len(cell.span)
        )
        for column in columns
    ]  # fmt: skip


def _has_decimal_comma(document: Document, effect: Effect, printed: PrintedInterval) -> bool:
    """Tell whether both limits are one number with a decimal comma (`-1,42 to 3,90`)."""
    span = effect.provenance.span
    text = document.text[span.start : span.end + 12]
    one = rf"{abs(printed.lower):g},0?{abs(printed.upper):g}\s*\]?\s*(?:to|and|[-–;])\s*[-–−]?\d"
    return re.search(one, text) is not None


def _are_signed_folds(printed: PrintedInterval) -> bool:
    """Tell whether estimate and limits are fold changes with a sign.

    `1.02 (-1.60 to 1.65)` stands for a ratio of 1.02 (1 / 1.60 to 1.65): none lies between
    -1 and 1, and on the logarithm the estimate is the middle.
    """
    values = (printed.estimate, printed.lower, printed.upper)
    if not printed.lower < 0 < printed.upper or any(abs(value) < 1 for value in values):
        return False
    estimate, lower, upper = (value if value > 0 else -1 / value for value in values)
    as_ratio = replace(printed, estimate=estimate, lower=lower, upper=upper, is_ratio=True)
    return not check_symmetry(as_ratio, slack=0.1).is_error


def p_was_misread(
    document: Document, places: Places, effect: Effect, printed: PrintedInterval
) -> bool:
    """Tell whether a ratio was read as a difference, or the row holds a p that fits."""
    assert effect.p_value is not None
    where = effect.provenance
    if not printed.is_ratio and printed.lower > 0 and printed.estimate > 0:
        as_ratio = replace(printed, is_ratio=True)
        decimals = places.decimals_of(effect.p_value, where)
        operator = effect.p_operator or "="
        contradicts = interval_contradicts_p(as_ratio, effect.p_value, operator, decimals)
        if not contradicts and not check_symmetry(as_ratio, slack=0.1).is_error:
            return True
    table = document.table(where.table_id) if where.table_id else None
    if table is None or where.row is None:
        return False
    for cell in table.cells:
        match = _P_CELL.match(cell.span.of(document.text)) if cell.row == where.row else None
        if match is None or float(match["value"]) == effect.p_value:
            continue
        judged = check_interval_p(
            printed, float(match["value"]), p_operator="<" if match["sign"] else "=",
            p_decimals=len(match["value"].partition(".")[2]), z_tolerance=Z_TOLERANCE,
        )  # fmt: skip
        if not judged.is_error:
            return True
    return False


def of_one_analysis(effect: Effect, result: Consistency) -> Consistency:
    """Excuse a standardised difference: its interval comes from the arms, its p from a model."""
    if not result.is_error or effect.effect_measure not in STANDARDISED_MEASURES:
        return result
    return Consistency(
        "not_checkable", "The interval of the standardised difference and the test beside it "
        "disagree; they may come from different analyses.", result.low, result.high,
    )  # fmt: skip
