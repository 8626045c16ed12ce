"""Growing a document's text while remembering where everything went."""

from __future__ import annotations

import re

from miner.model.document import Block, Mark
from miner.model.span import Span

# XML and HTML indent with white space, and publishers set thin spaces around signs.
_SPACES = re.compile(r"[\s\u00a0\u2000-\u200b\u202f\u205f\u3000\ufeff]+")


class TextBuilder:
    """Text written once, piece by piece, with blocks and marks over it.

    White space inside a run collapses to one space, and none is kept at the start of a
    block. Readers call `open` and `close` around each block.
    """

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._last = ""
        self._block_start = 0
        self.length = 0
        self.blocks: list[Block] = []
        self.marks: list[Mark] = []

    @property
    def text(self) -> str:
        """The text so far."""
        return "".join(self._parts)

    @property
    def last(self) -> str:
        """The last few characters written."""
        return self._last

    def tail_from(self, start: int) -> str:
        """Return the text from `start` to here without joining what lies before."""
        parts: list[str] = []
        at = self.length
        for part in reversed(self._parts):
            parts.append(part)
            at -= len(part)
            if at <= start:
                break
        return "".join(reversed(parts))[start - at :]

    def raw(self, piece: str) -> None:
        """Append characters as they are."""
        if piece:
            self._parts.append(piece)
            self.length += len(piece)
            self._last = (self._last + piece)[-12:]

    def run(self, piece: str | None) -> None:
        """Append running text with its white space collapsed."""
        if not piece:
            return
        piece = _SPACES.sub(" ", piece)
        if piece[0] == " " and (self.length == self._block_start or self._last[-1:] in " \t\n"):
            piece = piece[1:]
        self.raw(piece)

    def open(self) -> int:
        """Begin a block on a fresh paragraph; return its start."""
        if self.length:
            self.raw("\n\n")
        self._block_start = self.length
        return self.length

    def begin_cell(self) -> int:
        """Begin a run inside a block whose leading white space is dropped; return its start."""
        self._block_start = self.length
        return self.length

    def trimmed(self, start: int) -> Span:
        """Return the span from `start` to here; trailing spaces are left outside."""
        tail = len(self._last) - len(self._last.rstrip(" \n"))
        return Span(start, max(start, self.length - tail))

    def close(
        self, kind: str, start: int, section: tuple[str, ...], table_id: str | None = None
    ) -> Span | None:
        """End the block begun at `start`; an empty one leaves no trace but blank lines."""
        span = self.trimmed(start)
        if not len(span):
            return None
        self.blocks.append(Block(kind, span, section, table_id))
        return span

    def mark(self, kind: str, start: int, target: str | None = None) -> None:
        """Remember that everything from `start` to here is set apart."""
        if self.length > start:
            self.marks.append(Mark(kind, Span(start, self.length), target))
