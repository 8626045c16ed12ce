"""Lines of flattened text: their spacing and usual width."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

# What extractors leave in place of a minus sign or a range dash of an unknown font.
_GARBLED = re.compile(r"\(cid:0\)|\U00100000|\uf02d|\ufffd(?=\s?\d)")
_PAGE_OF = re.compile(r"^(?:Page\s+\d{1,4}(?:\s+of\s+\d{1,4})?|\S.{6,80}\s\d{1,3} of \d{1,3})$")
_RAISED_LINE = re.compile(r"(?:χ|η|η[pP]|\bR|/m)$")


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line without its outer spaces; `gap` counts the blank lines before it."""

    text: str
    gap: int
    starts_page: bool = False


def lines_of_text(text: str) -> list[TextLine]:
    """Split a text into lines that hold something.

    A form feed, or a single space at the start of a line among lines that have none, is where
    a page began. Superscripts that fell onto the next line go back to their base.
    """
    found: list[TextLine] = []
    gap = 0
    furniture = _repeated(text)
    for raw in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        line = _GARBLED.sub("−", raw).strip(" \t\x0c\u00a0")
        if not line:
            gap += 1
            continue
        if _fold(line) in furniture or _PAGE_OF.match(line):
            continue  # a running head; the lines around it belong together
        starts_page = raw.startswith("\x0c") or (raw[:1] == " " and raw[1:2] not in ("", " "))
        if found and gap == 0 and line.startswith("2") and _RAISED_LINE.search(found[-1].text):
            last = found[-1]
            found[-1] = TextLine(last.text + line, last.gap, last.starts_page)
        else:
            found.append(TextLine(line, gap, starts_page))
        gap = 0
    return found


def _fold(line: str) -> str:
    return re.sub(r"\d+", "#", line)


def _repeated(text: str) -> frozenset[str]:
    """Return running heads: lines with a page number that come back with only digits changed."""
    counts = Counter(
        _fold(line.strip()) for line in text.split("\n") if 8 <= len(line.strip()) <= 120
    )
    return frozenset(
        line for line, count in counts.items()
        if count >= 3 and re.search(r"[^\W\d_]{4}", line) and re.search(r"(?:^#\s|\s#$|\(\d*#\))", line)
        and not re.match(r"(?:Table|Figure|Fig)", line) and not re.search(r"\(\s*n\s*=|[.(]#|%", line)
    )  # fmt: skip


def is_double_spaced(lines: Sequence[TextLine]) -> bool:
    """Tell whether blank lines stand between the lines of a paragraph, not between paragraphs."""
    inner = [after.gap for line, after in itertools.pairwise(lines)
             if len(line.text) > 50 and line.text[-1:] not in ".?!:" and after.text[:1].islower()]  # fmt: skip
    return len(inner) >= 5 and sum(gap > 0 for gap in inner) > 0.5 * len(inner)


def body_width(lines: Sequence[TextLine]) -> int:
    """Return how many characters a full line of prose has."""
    lengths = sorted(len(line.text) for line in lines)
    return lengths[int(0.85 * (len(lengths) - 1))] if lengths else 80
