"""PDF pages to words and rules with places, all in one reader's coordinates.

pypdfium2 gives characters with boxes; a word is a run of them on one baseline in one font,
so that a superscript glued to a word becomes a word of its own without a space before it.
"""

from __future__ import annotations

import ctypes
import math
import unicodedata
from dataclasses import dataclass
from typing import Any, NamedTuple

from miner.readers.pdf_shapes import Rule, drawn_shapes, rules_in_frame, to_frame, to_user

GAP_EM = 0.2  # a wider gap between characters parts words even where no space is drawn
TOUCH_EM = 0.07  # a drawn space narrower than this is none

# Glyphs of the Symbol font without a Unicode map land in the private use area.
_SYMBOL = {
    0xF02B: "+", 0xF02D: "−", 0xF03C: "<", 0xF03D: "=", 0xF03E: ">", 0xF044: "Δ",
    0xF061: "α", 0xF062: "β", 0xF063: "χ", 0xF067: "γ", 0xF068: "η", 0xF06B: "κ",
    0xF06D: "μ", 0xF073: "σ", 0xF077: "ω", 0xF0A3: "≤", 0xF0B0: "°", 0xF0B1: "±",
    0xF0B2: "″", 0xF0B3: "≥", 0xF0B4: "×", 0xF0B7: "•", 0xF0BB: "≈",
}  # fmt: skip
_SPELLED = {
    "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st",
    "\u00ad": "-", "\ufffe": "-", "\x02": "-", "\u2010": "-", "\u2011": "-",
    "\u02c9": "¯",
}  # fmt: skip
_SPELLED.update({chr(code): sign for code, sign in _SYMBOL.items()})
_BLANK = frozenset(
    " \r\n\t\x0b\x0c\u00a0\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b\u202f\u3000"
)
_BOLD_NAMES = ("bold", "black", "heavy", "semibold", "demi", "-bd", ".b", "medi")
_ITALIC_NAMES = ("italic", "oblique", ".i", "-it")


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
        return (
            min(first[0], last[0]), min(first[1], last[1]),
            max(first[0], last[0]), max(first[1], last[1]),
        )  # fmt: skip


class FontStyles:
    """Bold and italic by font name; one look-up for each change of font in the stream."""

    def __init__(self, raw: Any) -> None:
        self._raw = raw
        self._buffer = ctypes.create_string_buffer(256)
        self._flags = ctypes.c_int()
        self._known: dict[bytes, tuple[bool, bool]] = {}

    def style(self, textpage: Any, index: int) -> tuple[bool, bool]:
        """Return whether the character at `index` is bold and whether it is italic."""
        length = self._raw.FPDFText_GetFontInfo(
            textpage, index, self._buffer, 256, ctypes.byref(self._flags)
        )
        key = self._buffer.raw[: max(0, min(length, 256) - 1)]
        known = self._known.get(key)
        if known is None:
            name = key.decode("utf-8", "replace").lower()
            bold = any(part in name for part in _BOLD_NAMES) or bool(self._flags.value & (1 << 18))
            known = (
                bold,
                any(part in name for part in _ITALIC_NAMES) or bool(self._flags.value & 64),
            )
            self._known[key] = known
        return known


def _page_characters(raw: Any, textpage: Any, count: int) -> str | list[str]:
    buffer = (ctypes.c_ushort * (count + 1))()
    written = raw.FPDFText_GetText(textpage, 0, count, buffer)
    if written - 1 == count:
        text = ctypes.string_at(buffer, 2 * count).decode("utf-16-le", "replace")
        return text if len(text) == count else _one_for_each_box(text)
    codes = [raw.FPDFText_GetUnicode(textpage, index) for index in range(count)]
    return [
        chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\x00"
        for code in codes
    ]


def _one_for_each_box(text: str) -> list[str]:
    """Give letters beyond 16 bits (mathematical italic, say) the two places that pdfium does.

    Each half has a box there; were they one letter here, every letter after it on the page
    would get the box of its neighbour. They are written plain, as `n = 71` is meant.
    """
    letters: list[str] = []
    for letter in text:
        if letter > "\uffff":
            letters += (unicodedata.normalize("NFKC", letter), "\x00")
        else:
            letters.append(letter)
    return letters


class _WordBuilder:
    """Collects characters of one frame into words."""

    __slots__ = ("_bottom", "_space", "_top", "_x0", "last_x0", "letters", "style", "words", "x1")

    def __init__(self) -> None:
        self.words: list[Word] = []
        self.letters: list[str] = []
        self.style: tuple[float, float, bool, bool] = (0.0, 0.0, False, False)
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
            style: tuple[float, float, bool, bool]) -> None:  # fmt: skip
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


def _read_words(raw: Any, textpage: Any, crop: tuple[float, float, float, float],
                fonts: FontStyles) -> dict[int, list[Word]]:  # fmt: skip
    count = raw.FPDFText_CountChars(textpage)
    if count <= 0:
        return {}
    letters = _page_characters(raw, textpage, count)
    builders: dict[int, _WordBuilder] = {}
    rect = raw.FS_RECTF()
    at_rect = ctypes.byref(rect)
    x, y = ctypes.c_double(), ctypes.c_double()
    at_x, at_y = ctypes.byref(x), ctypes.byref(y)
    matrix = raw.FS_MATRIX()
    at_matrix = ctypes.byref(matrix)
    loose_box, origin = raw.FPDFText_GetLooseCharBox, raw.FPDFText_GetCharOrigin
    page_left, page_bottom, page_right, page_top = crop
    last_bottom = last_top = math.nan
    builder: _WordBuilder | None = None
    style = (0.0, 0.0, False, False)
    angle = 0
    for index, letter in enumerate(letters):
        if letter in _BLANK:
            if builder is not None:
                builder.blank()
            continue
        if not loose_box(textpage, index, at_rect):
            continue
        left, bottom, right, top = rect.left, rect.bottom, rect.right, rect.top
        fresh = builder is None or not builder.letters
        if bottom != last_bottom or top != last_top:
            origin(textpage, index, at_x, at_y)
            raw.FPDFText_GetMatrix(textpage, index, at_matrix)
            angle = round(math.atan2(matrix.b, matrix.a) / (math.pi / 2)) % 4
            # the nominal size is before scaling; boxes are ascent plus descent, or the glyph's own
            size = raw.FPDFText_GetFontSize(textpage, index) * math.hypot(matrix.c, matrix.d)
            if size <= 0:
                size = abs(top - bottom) / 1.2
            baseline = to_frame(crop, angle, x.value, y.value)[1]
            style = (round(baseline, 2), round(size, 1), *fonts.style(textpage, index))
            last_bottom, last_top = bottom, top
            fresh = False
            found = builders.get(angle)
            if found is None:
                found = builders[angle] = _WordBuilder()
            if found is not builder and builder is not None:
                builder.blank()
            builder = found
        if fresh:
            weight = fonts.style(textpage, index)  # bold and plain may share a box height
            if weight != style[2:]:
                style = (style[0], style[1], *weight)
        spelled = _SPELLED.get(letter, letter)
        if spelled < " " or builder is None:
            continue
        if right < page_left or left > page_right or top < page_bottom or bottom > page_top:
            continue  # outside the crop box: printer's marks, hidden layers
        if angle == 0:
            x0 = left - page_left
            if style is builder.style and builder.letters and x0 != builder.last_x0 and (
                -0.3 * style[1] < x0 - builder.x1 <= GAP_EM * style[1]
            ):  # fmt: skip
                # the usual case, inside a word, without a call
                builder.letters.append(spelled)
                builder.last_x0 = x0
                builder.x1 = right - page_left
                continue
            builder.add(
                spelled,
                left - page_left,
                page_top - top,
                right - page_left,
                page_top - bottom,
                style,
            )
        else:
            first = to_frame(crop, angle, left, bottom)
            last = to_frame(crop, angle, right, top)
            baseline = to_frame(crop, angle, x.value, y.value)[1]
            builder.add(spelled, min(first[0], last[0]), min(first[1], last[1]),
                        max(first[0], last[0]), max(first[1], last[1]), style)  # fmt: skip
    for one in builders.values():
        one.flush()
    return {angle: one.words for angle, one in builders.items() if one.words}
