"""The body of a post: its own words, and what it quotes, from the markup of the forum."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from miner.readers.html_tree import matches_any
from miner.readers.thread_parts import Part

_BREAKS = frozenset(
    "p div li ul ol tr table blockquote h1 h2 h3 h4 h5 h6 pre section article dl dd dt hr".split()
)
_SKIPPED = frozenset("script style noscript button form input select textarea svg iframe".split())

_WIDE = re.compile(r"[^\S ]\s*| \s+")

# Gives (source, native id of the post quoted) for a quoting element.
QuoteReader = Callable[[Any], tuple[str, str | None]]


def body_parts(
    body: Any,
    *,
    quotes: tuple[str, ...],
    dropped: tuple[str, ...],
    read_quote: QuoteReader,
) -> list[Part]:
    """Walk a post's body and divide it into own and quoted parts.

    Parameters
    ----------
    body : lxml element
    quotes : tuple of str
        Selectors of elements that hold quoted words.
    dropped : tuple of str
        Selectors of what is nobody's words: signatures, "click to expand", attributions.
    read_quote : callable
        Tells whose words a quoting element holds.

    Notes
    -----
    Iterative, so that no nesting can exhaust the stack.
    """
    writer = _PartWriter()
    stack: list[tuple[str, Any]] = [("inside", body)]
    while stack:
        action, item = stack.pop()
        if action == "write":
            writer.write(item)
            continue
        if action == "leave":
            writer.close_quote()
            continue
        if item is not body:
            stack.append(("write", _flat(item.tail)))
            sign = _sign_of(item, dropped)
            if sign is not None:
                writer.write(sign)
                continue
        # A quote inside a quote belongs to the outer one: only the outermost starts a part.
        if item is not body and not writer.is_quoting and matches_any(item, quotes):
            writer.open_quote(*read_quote(item))
            stack.append(("leave", None))
        elif item.tag in _BREAKS:
            writer.write("\n\n" if item.tag in ("p", "blockquote", "table", "pre") else "\n")
            stack.append(("write", "\n"))
        stack.extend(("inside", child) for child in reversed(list(item)))
        stack.append(("write", _flat(item.text)))
    return writer.finish()


class _PartWriter:
    """Collects words, and ends a part where a quote begins or ends."""

    def __init__(self) -> None:
        self._parts: list[Part] = []
        self._buffer: list[str] = []
        self._quote: tuple[str, str | None] | None = None

    @property
    def is_quoting(self) -> bool:
        return self._quote is not None

    def write(self, words: str) -> None:
        self._buffer.append(words)

    def open_quote(self, source: str, native_id: str | None) -> None:
        self.finish()
        self._quote = (source, native_id)

    def close_quote(self) -> None:
        self.finish()
        self._quote = None

    def finish(self) -> list[Part]:
        if self._buffer:
            self._parts.append(Part("".join(self._buffer), *(self._quote or (None, None))))
            self._buffer.clear()
        return self._parts


def _sign_of(element: Any, dropped: tuple[str, ...]) -> str | None:
    """Return what stands for an element that is not walked into, None where it is."""
    if not isinstance(element.tag, str) or element.tag in _SKIPPED:
        return ""
    if matches_any(element, dropped):
        return ""
    if element.tag == "br":
        return "\n"
    return _smiley(element) if element.tag == "img" else None


def _flat(text: str | None) -> str:
    return _WIDE.sub(" ", text or "")


def _smiley(image: Any) -> str:
    """A smiley's sign is part of what was said; other pictures are not words."""
    alt = (image.get("alt") or "").strip()
    return alt if 1 <= len(alt) <= 12 and not alt[0].isalnum() and "/" not in alt else ""
