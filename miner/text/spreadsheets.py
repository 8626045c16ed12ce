"""Text that a spreadsheet shows as it is, rather than run it as a formula."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

# What a spreadsheet takes for the start of a formula; a sign before a number is none, nor is
# `=` alone, the operator of a p value.
_FORMULA = re.compile(r"=(?!\Z)|[@\t\r]|[+-]\s*(?![\d.\s])")
# A quote stands as it is in its source, unless it could be run: "- Anaemia" is a list's item.
_RUNNABLE = re.compile(r"=(?!\Z)|[@\t\r]|[+-](?![\d.\s])")


def safe_text(text: str, *, is_quote: bool = False) -> str:
    """Return a text that starts no formula: an apostrophe is put before one that would.

    Parameters
    ----------
    text : str
        What goes into a cell of a CSV or TSV file.
    is_quote : bool
        Whether the cell is a verbatim quote, which is touched only where it could do harm.

    Examples
    --------
    >>> safe_text("=1+1"), safe_text("-2.1 (-3 to -1)"), safe_text("pain fell")
    ("'=1+1", '-2.1 (-3 to -1)', 'pain fell')
    """
    pattern = _RUNNABLE if is_quote else _FORMULA
    return f"'{text}" if pattern.match(text) else text


def safe_cells(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row of verbatim answers whose texts start no formula; other values stay."""
    return {
        name: safe_text(value, is_quote=True) if isinstance(value, str) else value
        for name, value in row.items()
    }
