"""Characters of a PDF page as pdfium gives them: letters, fonts, direction and size."""

from __future__ import annotations

import ctypes
import math
import unicodedata
from typing import Any

from miner.readers.pdf_shapes import to_frame

Style = tuple[float, float, bool, bool]  # baseline and size in points, is bold, is italic

# Glyphs of the Symbol font without a Unicode map land in the private use area.
_SYMBOL = {
    0xF02B: "+", 0xF02D: "−", 0xF03C: "<", 0xF03D: "=", 0xF03E: ">", 0xF044: "Δ",
    0xF061: "α", 0xF062: "β", 0xF063: "χ", 0xF067: "γ", 0xF068: "η", 0xF06B: "κ",
    0xF06D: "μ", 0xF073: "σ", 0xF077: "ω", 0xF0A3: "≤", 0xF0B0: "°", 0xF0B1: "±",
    0xF0B2: "″", 0xF0B3: "≥", 0xF0B4: "×", 0xF0B7: "•", 0xF0BB: "≈",
}  # fmt: skip
SPELLED = {
    "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st",
    "\u00ad": "-", "\ufffe": "-", "\x02": "-", "\u2010": "-", "\u2011": "-",
    "\u02c9": "¯",
}  # fmt: skip
SPELLED.update({chr(code): sign for code, sign in _SYMBOL.items()})
BLANK = frozenset(
    " \r\n\t\x0b\x0c\u00a0\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b\u202f\u3000"
)
_BOLD_NAMES = ("bold", "black", "heavy", "semibold", "demi", "-bd", ".b", "medi")
_ITALIC_NAMES = ("italic", "oblique", ".i", "-it")


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


class CharacterLook:
    """Direction, baseline, size and weight of characters of one page.

    pdfium is slow to ask, so callers ask where a change of the boxes' height shows one.
    """

    def __init__(
        self, raw: Any, textpage: Any, crop: tuple[float, float, float, float], fonts: FontStyles
    ) -> None:
        self._textpage = textpage
        self._crop = crop
        self._fonts = fonts
        self._x, self._y, self._matrix = ctypes.c_double(), ctypes.c_double(), raw.FS_MATRIX()
        self._at_x, self._at_y = ctypes.byref(self._x), ctypes.byref(self._y)
        self._at_matrix = ctypes.byref(self._matrix)
        self._origin_of, self._matrix_of = raw.FPDFText_GetCharOrigin, raw.FPDFText_GetMatrix
        self._size_of = raw.FPDFText_GetFontSize

    def at(self, index: int, *, height: float) -> tuple[int, Style]:
        """Return the quarter turns and the style of one character.

        Parameters
        ----------
        height : float
            Height of its box in points, for fonts that tell no size.
        """
        textpage, matrix = self._textpage, self._matrix
        self._origin_of(textpage, index, self._at_x, self._at_y)
        self._matrix_of(textpage, index, self._at_matrix)
        angle = round(math.atan2(matrix.b, matrix.a) / (math.pi / 2)) % 4
        # the nominal size is before scaling; boxes are ascent plus descent, or the glyph's own
        size = self._size_of(textpage, index) * math.hypot(matrix.c, matrix.d)
        if size <= 0:
            size = height / 1.2
        baseline = to_frame(self._crop, angle, self._x.value, self._y.value)[1]
        weight = self._fonts.style(textpage, index)
        return angle, (round(baseline, 2), round(size, 1), *weight)

    def with_weight(self, style: Style, index: int) -> Style:
        """Return the style with the weight of another character; the same object if unchanged."""
        weight = self._fonts.style(self._textpage, index)
        return style if weight == style[2:] else (style[0], style[1], *weight)


def page_characters(raw: Any, textpage: Any) -> str | list[str]:
    """Return the characters of a text page, one for each box that pdfium has for it."""
    count = max(0, raw.FPDFText_CountChars(textpage))
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
