"""Lines of flattened text: their spacing and usual width."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

# What extractors leave in place of a minus sign or a range dash of an unknown font.
_GARBLED = re.compile(r"\(cid:0\)|\U00100000|\uf02d|\ufffd(?=\s?\d)")
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
    for raw in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        line = _GARBLED.sub("−", raw).strip(" \t\x0c\u00a0")
        if not line:
            gap += 1
            continue
        starts_page = raw.startswith("\x0c") or (raw[:1] == " " and raw[1:2] not in ("", " "))
        if found and gap == 0 and line.startswith("2") and _RAISED_LINE.search(found[-1].text):
            last = found[-1]
            found[-1] = TextLine(last.text + line, last.gap, last.starts_page)
        else:
            found.append(TextLine(line, gap, starts_page))
        gap = 0
    return found


def is_double_spaced(lines: Sequence[TextLine]) -> bool:
    """Tell whether blank lines stand between the lines of a paragraph, not between paragraphs."""
    inner = [after.gap for line, after in zip(lines, lines[1:], strict=False)
             if len(line.text) > 50 and line.text[-1:] not in ".?!:" and after.text[:1].islower()]  # fmt: skip
    return len(inner) >= 5 and sum(gap > 0 for gap in inner) > 0.5 * len(inner)


def body_width(lines: Sequence[TextLine]) -> int:
    """Return how many characters a full line of prose has."""
    lengths = sorted(len(line.text) for line in lines)
    return lengths[int(0.85 * (len(lengths) - 1))] if lengths else 80
