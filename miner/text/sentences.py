"""Sentences of scientific and forum prose, as spans over the text."""

from __future__ import annotations

import re

from miner.model.span import Span

# A full stop after one of these does not end a sentence.
_ABBREVIATIONS = frozenset(
    """
    al approx ca cf cp def dept dr ed eds eg e.g eq eqs et etc fig figs i.e ie inc jr ltd
    min max mr mrs ms no nos nr p pp prof ref refs resp sec sr st suppl tab vol vs viz wk yr
    m.d ph.d u.s u.k a.m p.m s.d s.e n.s b.i.d t.i.d q.d p.o i.v s.c i.m spp sp var
    """.split()
)
# Those that do end a sentence when a capitalised word follows.
_MAY_END = frozenset("etc al a.m p.m u.s u.k no inc ltd ph.d n.s min max p".split())

_END = re.compile(
    r"""
    (?P<stop> [.!?…]+ | [。！？] )
    (?P<close> ["'”’)\]»]* )
    (?P<cite> (?: \[ [\d,\s–-]{1,40} \] | \d{1,3} (?: [,–-] \d{1,3} ){0,12} (?=\s) )? )
    (?= \s | $ )
    """,
    re.VERBOSE,
)
_BLANK_LINE = re.compile(r"\n[ \t]*\n|\t|\n(?=\s*(?:[-*•]|\d{1,2}[.)])\s)")
_LAST_WORD = re.compile(r"[\w.\-’']*$")
_NEXT = re.compile(r"\s*([\"'“‘(\[«]*)(\S)")


def split_sentences(text: str, start: int = 0, end: int | None = None) -> tuple[Span, ...]:
    """Split part of a text into sentences.

    Parameters
    ----------
    text : str
        The whole text.
    start, end : int
        The part to split, half-open; `end` None means to the end of the text.

    Returns
    -------
    tuple of Span
        Without outer white space, in order, over the whole text. Blank lines and tabs
        (table cells) always end a sentence; single line breaks do not.

    Examples
    --------
    >>> text = "We saw no effect (p = .2 vs. .3). Dr. Lee agreed."
    >>> [span.of(text) for span in split_sentences(text)]
    ['We saw no effect (p = .2 vs. .3).', 'Dr. Lee agreed.']
    """
    stop = len(text) if end is None else end
    spans: list[Span] = []
    cursor = start
    for match in _BLANK_LINE.finditer(text, start, stop):
        _split_paragraph(text, cursor, match.start(), spans)
        cursor = match.end()
    _split_paragraph(text, cursor, stop, spans)
    return tuple(spans)


def _split_paragraph(text: str, start: int, end: int, spans: list[Span]) -> None:
    cursor = start
    for match in _END.finditer(text, start, end):
        if _ends_sentence(text, cursor, match, end):
            _append(text, cursor, match.end(), spans)
            cursor = match.end()
    _append(text, cursor, end, spans)


def _append(text: str, start: int, end: int, spans: list[Span]) -> None:
    piece = text[start:end]
    lead = len(piece) - len(piece.lstrip())
    tail = len(piece.rstrip())
    if tail > lead:
        spans.append(Span(start + lead, start + tail))


def _ends_sentence(text: str, start: int, match: re.Match[str], end: int) -> bool:
    following = _NEXT.match(text, match.end(), end)
    if following is None:
        return True
    first = following.group(2)
    if match.group("stop")[0] != ".":
        # "What?! he said" goes on in lower case only inside quotations.
        return not (match.group("close") and first.islower())
    if match.group("cite") and match.group("cite")[0].isdigit():
        # "effect.12 The" carries a citation; "p = 0.002 (Cohen" and "p = .04 The" a decimal.
        before = text[match.start() - 1 : match.start()]
        if not first.isupper() or not (before.isalpha() or before in ")]\"'”’"):
            return False
    word = _LAST_WORD.search(text, max(start, match.start() - 30), match.start())
    last = word.group(0).casefold().strip(".-'’") if word else ""
    if first.islower():
        # Trade names and forum prose start in lower case, but only after a real word.
        return False
    if last in _ABBREVIATIONS:
        return last in _MAY_END and first.isupper() and not following.group(1)
    if len(last) == 1 and last.isalpha() and word is not None:
        # An initial ("J. Smith") unless it is a lone variable such as "group B."
        before = text[max(start, word.start() - 6) : word.start()].rstrip().casefold()
        if before[-1:].isdigit() and word.group(0).islower():
            return True  # a unit: "at 24 h."
        return before.endswith(("group", "arm", "type", "vitamin", "class", "phase"))
    return True
