"""The passages of a post that themes are judged on: its own sentences, with their places."""

from __future__ import annotations

import re

from miner.model.span import Span
from miner.text.sentences import split_sentences

# A run of words without a full stop is cut, so that one endless line is not one passage.
MAX_PASSAGE_CHARS = 600
_MARKUP = re.compile(
    r"<(?P<html_end>/?)(?P<html>[a-zA-Z][a-zA-Z0-9]*)\b[^<>]{0,300}>"
    r"|\[(?P<code_end>/?)(?P<code>[a-zA-Z]{1,10})(?:=[^\[\]]{0,200})?\]"
    r"|&(?:#\d{1,6}|[a-zA-Z]{2,8});"
)
_QUOTES = frozenset({"blockquote", "quote"})
# Lines that quote another post, as mail and Markdown write them.
_QUOTED_LINE = re.compile(r"^[ \t]*>[^\n]*", re.MULTILINE)


def find_passages(text: str) -> tuple[Span, ...]:
    """Split a post into passages of its author's own words.

    Parameters
    ----------
    text : str
        The post; left-over markup and quoted lines in it are passed over.

    Returns
    -------
    tuple of Span
        Sentences, long ones cut at white space, in order, over `text`.

    Examples
    --------
    >>> text = "> You are wrong.\\nI am not. <b>Really</b>"
    >>> [span.of(text) for span in find_passages(text)]
    ['I am not.', 'Really']
    """
    own = own_words(text)
    return tuple(piece for span in split_sentences(own) for piece in _cut(own, span))


def own_words(text: str) -> str:
    """Blank out markup and quoted lines; offsets stay as they were."""
    blanked = _without_markup(text) if ("<" in text or "[" in text or "&" in text) else text
    return _QUOTED_LINE.sub(_blank, blanked) if ">" in blanked else blanked


def _without_markup(text: str) -> str:
    """Blank out tags, and all between the ends of a quotation that is closed; one pass."""
    cuts: list[tuple[int, int]] = []
    open_quotes: list[int] = []
    for match in _MARKUP.finditer(text):
        name = (match["html"] or match["code"] or "").lower()
        start = match.start()
        if name in _QUOTES:
            if not (match["html_end"] or match["code_end"]):
                open_quotes.append(start)
            elif open_quotes:
                start = open_quotes.pop()
                while cuts and cuts[-1][0] >= start:
                    cuts.pop()
        cuts.append((start, match.end()))
    parts, here = [], 0
    for start, end in cuts:
        parts += [text[here:start], " " * (end - start)]
        here = end
    return "".join([*parts, text[here:]])


def _blank(match: re.Match[str]) -> str:
    return " " * (match.end() - match.start())


def _cut(text: str, span: Span) -> list[Span]:
    pieces = []
    start = span.start
    while span.end - start > MAX_PASSAGE_CHARS:
        stop = text.rfind(" ", start + 1, start + MAX_PASSAGE_CHARS)
        stop = stop if stop > start else start + MAX_PASSAGE_CHARS
        pieces.append(Span(start, stop))
        start = stop
    pieces.append(Span(start, span.end))
    return [piece for piece in pieces if text[piece.start : piece.end].strip()]
