"""Captions of tables: how they are labelled, and how they differ from prose that names a table."""

from __future__ import annotations

import re
from collections.abc import Sequence

from miner.readers.pdf_lines import Run
from miner.readers.pdf_shapes import Rule
from miner.readers.pdf_values import is_data

NEXT_ROWS = 75.0  # points from a caption in which its table's values begin
ROWS_REACH = 150.0  # points below a caption in which rows of values speak for it

_LABEL = re.compile(
    r"^\s*(?P<label>(?:Supplementary\s+|Appendix\s+)?(?:Table|T\s?ABLE|T\s?able|T\sA\sB\sL\sE|Tab\.|TAB\.)\s*[-–—]?\s*"
    r"(?P<number>[A-Z]?\d{1,2}[A-Za-z]?|[IVX]{1,5}))(?P<sign>\s*[.:|–—-]|\s*$|(?=\s))(?P<rest>.*)$",
    re.DOTALL,
)
FIGURE_LABEL = re.compile(
    r"^\s*(?:Fig(?:ure|\.)?|FIG(?:URE|\.)?|Scheme|Chart)\s*\.?\s*[-–]?\s*[A-Z]?\d{1,2}"
)
# Small capitals without a Unicode map leave 'Table 1:' as a T, a few odd signs or none, and the number.
_BARE_LABEL = re.compile(r"^\s*T[^A-Za-z0-9]{0,8}(?P<number>\d{1,2})\s*[:.](?=\s)")
_PROSE_AFTER_LABEL = re.compile(
    r"^\s*(?:and|or|to|in|of|for|at|by|is|are|was|were|has|have|also|then|we|which|that|below|above|"
    r"shows?|showed|presents?|presented|summari[sz]es?|summari[sz]ed|lists?|listed|gives?|gave|"
    r"provides?|provided|reports?|reported|displays?|describes?|described|contains?|indicates?|"
    r"depicts?|illustrates?|demonstrates?|compares?|details?|outlines?|reveals?|includes?|can)\b"
)


def caption_label(text: str) -> str | None:
    """Return 'Table 3' where a line starts a table's caption, None where it does not."""
    match = _LABEL.match(text)
    if match is None:
        bare = _BARE_LABEL.match(text)
        return f"Table {bare.group('number')}" if bare else None
    if _PROSE_AFTER_LABEL.match(match.group("rest")):
        return None
    return " ".join(match.group("label").split())


def is_mid_line(run: Run, runs: Sequence[Run], gutter: tuple[float, float] | None) -> bool:
    """Tell whether words stand close to the left of a run, in its own column."""
    if gutter is not None and abs(run.x0 - gutter[1]) < 2.5 * run.size and run.x0 > gutter[0]:
        return any(
            abs(other.baseline - run.baseline) < 2 and gutter[0] + 1 < other.x0 < run.x0
            and run.x0 - other.x1 < 2.2 * run.size
            for other in runs if other is not run
        )  # fmt: skip
    return any(
        abs(other.baseline - run.baseline) < 2 and 0 < run.x0 - other.x1 < 2.2 * run.size
        for other in runs if other is not run
    )  # fmt: skip


def is_caption(run: Run, runs: Sequence[Run], rules: Sequence[Rule], body_size: float,
               gutter: tuple[float, float] | None) -> bool:  # fmt: skip
    """Tell whether a run begins a table's caption.

    A sign after the number, bold type, a size of its own, a rule close by, room above and rows
    of values below each speak for it; a line close above speaks against.
    """
    match = _LABEL.match(run.text)
    if caption_label(run.text) is None or is_mid_line(run, runs, gutter):
        return False
    score = 0
    score += match is None or bool(match.group("sign").strip()) or not match.group("rest").strip()
    score += bool(run.words[0].bold) or run.words[0].text.isupper() or run.italic
    score += abs(run.size - body_size) > 0.4
    near = [
        r
        for r in rules
        if -16 < r.top - run.baseline < 55 and r.x0 < run.x1 and r.x1 > run.x0 and r.x1 - r.x0 > 90
    ]
    score += bool(near)
    above = [
        o.baseline
        for o in runs
        if o.x0 < run.x1 and o.x1 > run.x0 and run.baseline - o.baseline > 1
    ]
    if not above or run.baseline - max(above) > 1.9 * run.size:
        score += 1
    elif run.baseline - max(above) < 1.45 * run.size and not near:
        score -= 1
    if 0 <= score < 2 and _rows_below(run, runs) >= 3:
        score += 2
    return score >= 2


def _rows_below(run: Run, runs: Sequence[Run]) -> int:
    """Count lines with two values or more below a run."""
    values: dict[int, int] = {}
    for other in runs:
        near = 2 < other.baseline - run.baseline < ROWS_REACH and run.x0 - 8 < other.x0
        if near and is_data(other.words):
            row = round(other.baseline / 2)
            values[row] = values.get(row, 0) + 1
    return sum(count >= 2 for count in values.values())


def captions_stand_below(pages: Sequence[Sequence[Run]]) -> bool:
    """Tell whether a paper sets its captions under its tables: values stand above most of them."""
    above = below = 0
    for runs in pages:
        values = [run for run in runs if is_data(run.words)]
        for run in runs:
            if caption_label(run.text) is None:
                continue
            steps = [other.baseline - run.baseline for other in values]
            under = sum(2 < step < NEXT_ROWS for step in steps)
            over = sum(-NEXT_ROWS < step < -2 for step in steps)
            below += over >= 6 and under < 2
            above += under >= 4
    return below >= 2 and below > 2 * above
