"""PDF pages to words and rules with places, all in one reader's coordinates.

pypdfium2 gives characters with boxes; a word is a run of them on one baseline in one font,
so that a superscript glued to a word becomes a word of its own without a space before it.
"""

from __future__ import annotations

import ctypes
import math
from dataclasses import dataclass
from typing import Any, NamedTuple

from miner.readers.pdf_characters import (
    BLANK,
    SPELLED,
    CharacterLook,
    FontStyles,
    Style,
    page_characters,
)
from miner.readers.pdf_shapes import Rule, drawn_shapes, rules_in_frame, to_frame, to_user

GAP_EM = 0.2  # a wider gap between characters parts words even where no space is drawn
TOUCH_EM = 0.07  # a drawn space narrower than this is none


class Word(NamedTuple):
    """Characters set in one font on one baseline; places in points of the reading frame."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    baseline: float
    size: float
    bold: bool
    italic: bool
    space_before: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """The words of one page that run in one direction, with the way back to the page.

    `angle` is that of the text against the unrotated page, in quarter turns; a landscape
    table on an upright page is a frame of its own.
    """

    page: int
    angle: int
    page_rotation: int
    crop: tuple[float, float, float, float]
    words: list[Word]
    rules: list[Rule]
    figures: list[tuple[float, float, float, float]]

    @property
    def width(self) -> float:
        """Width of the reading frame in points."""
        left, bottom, right, top = self.crop
        return (right - left) if self.angle % 2 == 0 else (top - bottom)

    @property
    def height(self) -> float:
        """Height of the reading frame in points."""
        left, bottom, right, top = self.crop
        return (top - bottom) if self.angle % 2 == 0 else (right - left)

    def on_page(
        self, x0: float, top: float, x1: float, bottom: float
    ) -> tuple[float, float, float, float]:
        """Turn a box of this frame into one of the page as it is shown."""
        if self.angle == self.page_rotation:
            return x0, top, x1, bottom
        first = to_frame(self.crop, self.page_rotation, *to_user(self.crop, self.angle, x0, top))
        last = to_frame(self.crop, self.page_rotation, *to_user(self.crop, self.angle, x1, bottom))
        return _around(first, last)


class _WordBuilder:
    """Collects characters of one frame into words."""

    __slots__ = ("_bottom", "_space", "_top", "_x0", "last_x0", "letters", "style", "words", "x1")

    def __init__(self) -> None:
        self.words: list[Word] = []
        self.letters: list[str] = []
        self.style: Style = (0.0, 0.0, False, False)
        self.x1 = self.last_x0 = math.nan
        self._x0 = self._top = self._bottom = 0.0
        self._space = True

    def blank(self) -> None:
        """End the word at a drawn space."""
        self.flush()
        self._space = True

    def flush(self) -> None:
        """End the word."""
        if self.letters:
            baseline, size, bold, italic = self.style
            self.words.append(
                Word("".join(self.letters), self._x0, self._top, self.x1, self._bottom,
                     baseline, size, bold, italic, self._space)
            )  # fmt: skip
            self.letters = []
            self._space = False

    def add(self, letter: str, x0: float, top: float, x1: float, bottom: float,
            style: Style) -> None:  # fmt: skip
        """Take in a character that may begin a word."""
        if self.letters and x0 == self.last_x0:
            self.letters.append(letter)  # the second letter of a ligature has the same box
            return
        self.last_x0 = x0
        if self.letters:
            gap = x0 - self.x1
            if style == self.style and -0.6 * style[1] <= gap <= GAP_EM * style[1]:
                self.letters.append(letter)
                self.x1 = max(x1, self.x1)
                return
            self.flush()
        if self.words:
            # a space is what the page shows: streams put spaces around raised marks that have none
            last = self.words[-1]
            gap = x0 - last.x1
            em = max(style[1], last.size)
            level = abs(style[0] - last.baseline) <= 0.6 * em
            least = (GAP_EM if not self._space else TOUCH_EM) * style[1]
            self._space = not level or gap > least or gap < -0.6 * em
        self.letters = [letter]
        self.style = style
        self._x0, self._top, self.x1, self._bottom = x0, top, x1, bottom


def read_page(raw: Any, page: Any, number: int, fonts: FontStyles) -> list[Frame]:
    """Read one open page into frames, the one with most words first.

    Parameters
    ----------
    raw : module
        `pypdfium2.raw`.
    page : pypdfium2.PdfPage
        An open page.
    number : int
        Page number from 1.
    fonts : FontStyles
        Font styles seen so far.

    Returns
    -------
    list of Frame
        Never empty; a page without text gives one frame without words.
    """
    crop = page.get_cropbox()
    rotation = (page.get_rotation() // 90) % 4
    textpage = raw.FPDFText_LoadPage(page.raw)
    if not textpage:
        return [Frame(number, rotation, rotation, crop, [], [], [])]
    try:
        by_angle = _read_words(raw, textpage, crop, fonts)
    finally:
        raw.FPDFText_ClosePage(textpage)
    angles = sorted(by_angle, key=lambda angle: (-len(by_angle[angle]), angle)) or [rotation]
    shapes = drawn_shapes(raw, page.raw)
    frames = []
    for angle in angles:
        rules, figures = rules_in_frame(shapes, crop, angle)
        frames.append(Frame(number, angle, rotation, crop, by_angle.get(angle, []), rules, figures))
    return frames


def _read_words(
    raw: Any, textpage: Any, crop: tuple[float, float, float, float], fonts: FontStyles
) -> dict[int, list[Word]]:
    """Read the characters of a page into words, by the quarter turns of their direction."""
    builders: dict[int, _WordBuilder] = {}
    builder: _WordBuilder | None = None
    look = CharacterLook(raw, textpage, crop, fonts)
    rect = raw.FS_RECTF()
    at_rect = ctypes.byref(rect)
    loose_box = raw.FPDFText_GetLooseCharBox
    page_left, page_bottom, page_right, page_top = crop
    last_bottom = last_top = math.nan
    style: Style = (0.0, 0.0, False, False)
    angle = 0
    for index, letter in enumerate(page_characters(raw, textpage)):
        if letter in BLANK:
            if builder is not None:
                builder.blank()
            continue
        if not loose_box(textpage, index, at_rect):
            continue
        left, bottom, right, top = rect.left, rect.bottom, rect.right, rect.top
        if bottom != last_bottom or top != last_top or builder is None:
            angle, style = look.at(index, height=abs(top - bottom))
            last_bottom, last_top = bottom, top
            turned = builders.get(angle)
            if builder is not None and turned is not builder:
                builder.blank()
            builder = builders[angle] = turned or _WordBuilder()
        elif not builder.letters:
            style = look.with_weight(style, index)  # bold and plain may share a box height
        spelled = SPELLED.get(letter, letter)
        if spelled < " ":
            continue
        if right < page_left or left > page_right or top < page_bottom or bottom > page_top:
            continue  # outside the crop box: printer's marks, hidden layers
        x0 = left - page_left
        if angle == 0 and style is builder.style and builder.letters and x0 != builder.last_x0 and (
            -0.3 * style[1] < x0 - builder.x1 <= GAP_EM * style[1]
        ):  # fmt: skip
            # the usual case, inside a word, without a call
            builder.letters.append(spelled)
            builder.last_x0 = x0
            builder.x1 = right - page_left
        else:
            builder.add(spelled, *_in_frame(crop, angle, left, bottom, right, top), style)
    for one in builders.values():
        one.flush()
    return {angle: one.words for angle, one in builders.items() if one.words}


def _in_frame(
    crop: tuple[float, float, float, float],
    angle: int,
    left: float,
    bottom: float,
    right: float,
    top: float,
) -> tuple[float, float, float, float]:
    """Turn a box in user space into (x0, top, x1, bottom) of the frame."""
    if angle == 0:
        return left - crop[0], crop[3] - top, right - crop[0], crop[3] - bottom
    return _around(to_frame(crop, angle, left, bottom), to_frame(crop, angle, right, top))


def _around(
    first: tuple[float, float], last: tuple[float, float]
) -> tuple[float, float, float, float]:
    """Return the box that two corners span, whichever they are."""
    return (
        min(first[0], last[0]), min(first[1], last[1]),
        max(first[0], last[0]), max(first[1], last[1]),
    )  # fmt: skip
