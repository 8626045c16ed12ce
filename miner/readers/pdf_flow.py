"""Lines in reading order to paragraphs that run on over columns, pages and floats."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from miner.readers.headings import is_known_heading, is_top_heading, numbered_depth, tidy_heading
from miner.readers.pdf_layout import Line
from miner.readers.pdf_lines import SMALL, Run

_ENDED = re.compile(r"[.?!:;][\"'”’)\]]*$")
_LISTED = re.compile(r"^\s*(?:[•●▪◦‣·–-]\s|\(?\d{1,3}[.)\]]\s|\[\d{1,3}\]|\(?[a-z]\)\s)")
_NUMBER = re.compile(r"^\s*\[?(\d{1,3})[.)\]]?(?=\s|[A-Z])")


@dataclass(slots=True)
class Paragraph:
    """Lines that make one block; `kind` is settled by `classify`."""

    lines: list[Line]
    kind: str = "paragraph"
    level: int = 0

    @property
    def text(self) -> str:
        """The lines joined with spaces; for judging, not for keeping."""
        return " ".join(line.run.text for line in self.lines)

    @property
    def first(self) -> Line:
        """The first line."""
        return self.lines[0]


class Flow:
    """Gathers lines into paragraphs; asides wait until the paragraph around them has ended."""

    def __init__(self, body_size: float, pitches: dict[float, float]) -> None:
        self.done: list[Paragraph | object] = []
        self._open: Paragraph | None = None
        self._waiting: list[Paragraph | object] = []
        self._body_size = body_size
        self._pitches = pitches
        self.in_references = False

    def add(self, line: Line, edges: tuple[float, float]) -> None:
        """Add a line of the main text; `edges` are the column's usual left and right."""
        if self._open is not None and self._goes_on(self._open, line, edges):
            self._open.lines.append(line)
            return
        self._close()
        self._open = Paragraph([line])
        if is_top_heading(line.run.text) and len(line.run.text) < 40:
            self.in_references = tidy_heading(line.run.text).casefold().lstrip("0123456789. ") in {
                "references", "bibliography", "literature cited",
            }  # fmt: skip

    def aside(self, thing: Paragraph | object) -> None:
        """Put a float or footnote after the paragraph that it interrupts."""
        if self._open is None:
            self.done.append(thing)
        else:
            self._waiting.append(thing)

    def finish(self) -> list[Paragraph | object]:
        """Return everything in order."""
        self._close()
        return self.done

    def _close(self) -> None:
        if self._open is not None:
            self.done.append(self._open)
            self._open = None
        self.done.extend(self._waiting)
        self._waiting = []

    def _goes_on(self, paragraph: Paragraph, line: Line, edges: tuple[float, float]) -> bool:
        last = paragraph.lines[-1]
        one, other = last.run, line.run
        if (
            abs(one.size - other.size) > 0.65
            or _is_heading_line(paragraph)
            or is_top_heading(other.text)
        ):
            return False
        if other.bold != one.bold and (
            other.bold or (len(paragraph.lines) <= 3 and all(x.run.bold for x in paragraph.lines))
        ):
            return False
        step = other.baseline - one.baseline
        if last.frame is line.frame and last.column == line.column and step > 0:
            return step <= 1.42 * self._pitches.get(one.size, 1.25 * one.size) and self._same_block(
                paragraph, line, edges
            )
        if self.in_references and _NUMBER.match(other.text):
            return False
        ended = _ENDED.search(_unmarked(one)) is not None
        return not ended or other.text[:1].islower()

    def _same_block(self, paragraph: Paragraph, line: Line, edges: tuple[float, float]) -> bool:
        last, size = paragraph.lines[-1], line.run.size
        shift = line.run.x0 - edges[0]
        before = last.run.x0 - edges[0]
        opening = paragraph.lines[0]
        if self.in_references:
            number = _NUMBER.match(line.run.text)
            previous = _NUMBER.match(opening.run.text)
            if number and previous:
                return int(number.group(1)) != int(previous.group(1)) + 1
            if previous is None and len(paragraph.lines) >= 1:
                return not (
                    shift < 0.5 * size
                    and (before > 0.6 * size or _ENDED.search(last.run.text) is not None)
                )
            return True
        if _LISTED.match(line.run.text) and (shift > 0.5 * size or _ENDED.search(last.run.text)):
            return False
        hanging = _LISTED.match(opening.run.text) is not None
        if shift > 0.7 * size and before < 0.4 * size and not hanging:
            # centred lines of a title, or lines beside a large first letter
            large = size > self._body_size + 2
            return large or (not _ENDED.search(last.run.text) and line.run.text[:1].islower())
        if hanging and shift < before - 0.7 * size and len(paragraph.lines) > 1:
            return False
        short = last.run.x1 < edges[1] - 4 * size
        return not (
            short and _ENDED.search(_unmarked(last.run)) and not line.run.text[:1].islower()
        )


def _unmarked(run: Run) -> str:
    """Return a line's text without raised marks at its end."""
    words = list(run.words)
    while len(words) > 1 and words[-1].size < SMALL * run.size:
        words.pop()
    return words[-1].text if words else ""


def _is_heading_line(paragraph: Paragraph) -> bool:
    text = paragraph.first.run.text  # not the whole text: this is asked at each line
    return len(paragraph.lines) == 1 and len(text) < 60 and is_top_heading(text)


def usual_pitches(lines: Iterable[Line]) -> dict[float, float]:
    """Return the usual distance of baselines for each size of type."""
    steps: dict[float, Counter[float]] = {}
    previous: Line | None = None
    for line in lines:
        if previous is not None and previous.frame is line.frame and previous.column == line.column:
            step = line.run.baseline - previous.run.baseline
            if 0 < step < 3 * line.run.size and abs(previous.run.size - line.run.size) < 0.2:
                steps.setdefault(line.run.size, Counter())[round(step * 2) / 2] += 1
        previous = line
    return {
        size: max(counts.items(), key=lambda item: (item[1], -item[0]))[0]
        for size, counts in steps.items() if sum(counts.values()) >= 3
    }  # fmt: skip


def usual_edges(lines: Sequence[Line]) -> dict[int, tuple[float, float]]:
    """Return the usual left and right edge of each column on one page."""
    edges: dict[int, tuple[float, float]] = {}
    for column in {line.column for line in lines}:
        mine = [line for line in lines if line.column == column]
        lefts = Counter(round(line.run.x0) for line in mine)
        rights = Counter(round(line.run.x1) for line in mine)
        left = max(lefts.items(), key=lambda item: (item[1], -item[0]))[0]
        right = max(rights.items(), key=lambda item: (item[1], item[0]))[0]
        if rights[right] < 3:
            right = max(rights)
        edges[column] = float(left), float(right)
    return edges


def classify(paragraphs: Sequence[Paragraph], body_size: float) -> None:
    """Settle which paragraphs are headings, and their levels, in place."""
    styles: list[tuple[float, bool, bool, bool]] = []
    top_style: tuple[float, bool, bool, bool] | None = None
    begun = False
    for index, paragraph in enumerate(paragraphs):
        begun = begun or is_top_heading(paragraph.text)
        if not begun:
            continue  # authors and addresses
        following = paragraphs[index + 1] if index + 1 < len(paragraphs) else None
        if paragraph.kind != "paragraph" or not _reads_as_heading(paragraph, following, body_size):
            continue
        text = tidy_heading(paragraph.text)
        run = paragraph.first.run
        style = (round(run.size), run.bold, run.italic, text.isupper())
        depth = numbered_depth(text)
        paragraph.kind = "heading"
        if is_top_heading(text) and (
            top_style is None or style == top_style or depth == 1 or style[0] >= top_style[0]
        ):
            paragraph.level = 1
            top_style = style if top_style is None or len(styles) < 2 else top_style
            styles = [style]
        elif depth is not None:
            paragraph.level = depth
        elif style == top_style:
            paragraph.level = 1
            styles = [style]
        else:
            while len(styles) > 1 and styles[-1] != style and style in styles:
                styles.pop()
            if not styles or styles[-1] != style:
                styles.append(style)
            paragraph.level = min(4, max(2 if top_style else 1, len(styles)))


def _stands_alone(paragraph: Paragraph, following: Paragraph) -> bool:
    """Tell whether a short line without a full stop stands before a paragraph in plain type."""
    line, text = paragraph.first, paragraph.text.strip()
    return (
        len(paragraph.lines) == 1
        and len(text.split()) <= 7
        and not re.search(r"[.,;:?!\d]$", text)
        and sum(ch.isalpha() or ch == " " for ch in text) >= 0.9 * len(text)
        and line.run.width < 0.55 * (line.right - line.left)
        and len(following.lines) >= 2
        and following.kind == "paragraph"
        and following.first.run.text[:1].isupper()
        and following.first.frame is line.frame
        and following.first.column == line.column
        and following.first.run.baseline - line.run.baseline < 3 * line.run.size
    )


def _reads_as_heading(paragraph: Paragraph, following: Paragraph | None, body_size: float) -> bool:
    text = tidy_heading(paragraph.text)
    if (
        len(paragraph.lines) > 3
        or not 3 <= len(text) <= 140
        or sum(ch.isalpha() for ch in text) < 0.5 * len(text)
    ):
        return False
    if not (text[0].isupper() or text[0].isdigit()) or following is None:
        return False
    run = paragraph.first.run
    if is_top_heading(text):
        return (
            run.bold or run.italic or text.isupper() or run.size >= body_size - 0.6 or len(text) > 6
        )
    if _stands_alone(paragraph, following):
        return True
    apart = (
        run.bold or run.italic or run.size > body_size + 0.5 or (text.isupper() and len(text) > 5)
    )
    if is_known_heading(text):
        return apart or len(paragraph.lines) == 1
    if _ENDED.search(paragraph.text.rstrip(":")) and not (run.bold and len(text) < 80):
        return False
    if numbered_depth(text) is not None and apart:
        return True
    return (
        apart
        and run.size > body_size - 0.8
        and not text.endswith(",")
        and not following.first.run.text[:1].islower()
    )
