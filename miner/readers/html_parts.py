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
    parts: list[Part] = []
    buffer: list[str] = []
    # A quote inside a quote belongs to the outer one: only the outermost starts a part.
    current: tuple[str, str | None] | None = None

    def flush() -> None:
        if buffer:
            source, quoted = current if current else (None, None)
            parts.append(Part("".join(buffer), source, quoted))
            buffer.clear()

    stack: list[tuple[str, Any]] = [("inside", body)]
    while stack:
        action, item = stack.pop()
        if action == "text":
            buffer.append(_flat(item))
        elif action == "break":
            buffer.append("\n")
        elif action == "leave":
            flush()
            current = None
        else:
            tag = item.tag if isinstance(item.tag, str) else ""
            opens_quote = False
            if item is not body:
                stack.append(("text", item.tail or ""))
                if not tag or tag in _SKIPPED or matches_any(item, dropped):
                    continue
                if tag == "br":
                    buffer.append("\n")
                    continue
                if tag == "img":
                    buffer.append(_smiley(item))
                    continue
                opens_quote = current is None and matches_any(item, quotes)
            if opens_quote:
                flush()
                current = read_quote(item)
                stack.append(("leave", None))
            elif tag in _BREAKS:
                buffer.append("\n\n" if tag in ("p", "blockquote", "table", "pre") else "\n")
                stack.append(("break", None))
            stack.extend(("inside", child) for child in reversed(list(item)))
            stack.append(("text", item.text or ""))
    flush()
    return parts


def _flat(text: str) -> str:
    return _WIDE.sub(" ", text)


def _smiley(image: Any) -> str:
    """A smiley's sign is part of what was said; other pictures are not words."""
    alt = (image.get("alt") or "").strip()
    return alt if 1 <= len(alt) <= 12 and not alt[0].isalnum() and "/" not in alt else ""
