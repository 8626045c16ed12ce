"""Lines of flattened text to parts: headings, paragraphs, captions, tables with their notes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from miner.readers.flattened_header import is_headerish, opens_header
from miner.readers.flattened_lines import TextLine
from miner.readers.flattened_units import split_line
from miner.readers.headings import is_known_heading, is_top_heading, marked_heading, numbered_depth

MAX_TABLE_LINES = 5_000

_TABLE = re.compile(
    r"^(?P<label>(?:Table|TABLE|Tab\.)\s*(?:S?\d{1,2}[A-Za-z]?|[IVX]{1,5}))(?:\s*[.:|–—]\s*|\s+(?=[A-Z(])|$)(?P<rest>.*)$"
)
_CONTINUED = re.compile(
    r"^\(?cont(?:inued|['’]d|\.)?\)?\.?$|\(cont(?:inued|['’]d|\.)?\)\.?$", re.IGNORECASE
)
_FIGURE = re.compile(r"^(?:Figure|FIGURE|Fig\.|FIG\.)\s*\d{1,2}[.:]\s")
_NOTE = re.compile(
    r"^(?:notes?\b|abbreviations?\b|legend\b|values?\s+(?:are|represent)|data\s+(?:are|presented)|source\b|\*|†|‡|§|¶|"
    r"[A-Za-z0-9./&’' -]{1,28}:\s+[^:;]{3,120};|[A-Z][A-Za-z0-9-]{0,9}\s*[,=]\s+[a-z][^,;.]{3,60};|"
    r"[a-e]\s+[A-Z]|\([a-e]\)\s|bold\b|significant\s+at|p\s*[<=])",
    re.IGNORECASE,
)
_ENDED = re.compile(r"[.?!:][\"'”’)\]]*(?:\[\d[\d,–-]*\])?$")
_WORD = re.compile(r"[^\W\d_]+")
_RUN_IN_ABSTRACT = re.compile(r"^(?:Abstract|ABSTRACT|Summary|SUMMARY)\s*[:.—–-]\s*(?=\S)")


@dataclass(slots=True)
class Part:
    """A stretch of text with a role; tables carry rows and notes instead of joined text."""

    kind: str
    text: str
    level: int = 1
    role: str | None = None
    goes_on: bool = False
    label: str = ""
    is_continued: bool = False
    rows: list[tuple[str, bool]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def parts_of(lines: Sequence[TextLine], *, width: int, double_spaced: bool) -> list[Part]:
    """Part lines into headings, paragraphs, captions and tables.

    Parameters
    ----------
    lines : sequence of TextLine
    width : int
        Characters of a full line of prose.
    double_spaced : bool
        Whether blank lines stand inside paragraphs.

    Returns
    -------
    list of Part
        In the order of the text.
    """
    parts: list[Part] = []
    words = frozenset(word.casefold() for line in lines for word in _WORD.findall(line.text))
    index = 0
    while index < len(lines):
        line = lines[index]
        table = _TABLE.match(line.text)
        if table and _is_caption(lines, index):
            part, index = _table(lines, index, table, width)
            parts.append(part)
            continue
        heading = _heading(lines, index, width)
        if heading is not None:
            parts.append(heading)
            index += 1
            continue
        kind = "caption" if _FIGURE.match(line.text) else "paragraph"
        part, index = _paragraph(lines, index, width, double_spaced, kind, words)
        if kind == "paragraph":
            part.goes_on = _goes_on(parts, part)
        parts.append(part)
    return parts


def _goes_on(parts: Sequence[Part], part: Part) -> bool:
    """Tell whether a paragraph continues the last one, across tables and figures between them."""
    for crossed, earlier in enumerate(reversed(parts)):
        if earlier.kind == "paragraph":
            if _ENDED.search(earlier.text[-80:]) or part.role is not None:
                return False
            return part.text[:1].islower() or (crossed == 0 and len(earlier.text) > 160)
        if earlier.kind == "heading":
            return False
    return False


def _is_caption(lines: Sequence[TextLine], index: int) -> bool:
    """Tell a caption from prose that begins with 'Table 3 shows'."""
    match = _TABLE.match(lines[index].text)
    rest = match.group("rest") if match else ""
    if re.match(
        r"(?:shows?|and|presents?|summari|lists?|gives?|in\b|for\b|was|were|is\b|are\b)", rest
    ):
        return False
    before = lines[index - 1].text if index else ""
    broken = (
        before and not _ENDED.search(before) and len(before) > 60 and not lines[index].starts_page
    )
    signed = re.match(r"^\S+\s*\S+\s*[.:|]", lines[index].text) is not None
    if broken and not signed:
        return False
    return not (
        broken and lines[index].gap == 0 and re.search(r"\b(?:in|see|and|of|from)$", before)
    )


def _heading(lines: Sequence[TextLine], index: int, width: int) -> Part | None:
    text = lines[index].text
    marked = marked_heading(text)
    if marked is not None:
        return Part("heading", text.lstrip("#").strip(), level=max(1, marked[0] - 1))
    before = lines[index - 1].text if index else ""
    mid_sentence = before and not _ENDED.search(before) and len(before) > 0.8 * width
    depth = numbered_depth(text)
    if depth is not None and len(text) < 0.95 * width and not mid_sentence:
        return Part("heading", text, level=depth)
    if is_top_heading(text) and len(text) < 60 and text[:1].isupper() and not mid_sentence:
        return Part("heading", text, level=1)
    if (
        is_known_heading(text)
        and text[:1].isupper()
        and not mid_sentence
        and lines[index].gap
        and not text.endswith(".")
    ):
        return Part("heading", text, level=2)
    return None


def _paragraph(lines: Sequence[TextLine], index: int, width: int, double_spaced: bool,
               kind: str, words: frozenset[str]) -> tuple[Part, int]:  # fmt: skip
    """Join lines until a sentence ends short of the width, a gap says so, or a new part begins."""
    text = lines[index].text
    role = None
    abstract = _RUN_IN_ABSTRACT.match(text)
    if abstract:
        role = "abstract"
        text = text[abstract.end() :]
    last = lines[index].text
    pieces = [text]
    index += 1
    while index < len(lines):
        line = lines[index]
        ended = _ENDED.search(last) is not None
        if ended and (len(last) < 0.9 * width or (line.starts_page and line.text[:1].isupper())):
            break
        if (
            not double_spaced
            and line.gap
            and (ended or kind == "caption" or line.gap > 1 or not line.text[:1].islower())
        ):
            break
        if double_spaced and line.gap > 2:
            break
        if len(line.text) > 2.5 * width and len(last) > 2.5 * width:
            break
        if _starts_part(lines, index, width):
            break
        pieces[-1:] = _joined(pieces[-1], line.text, words)
        last = line.text
        index += 1
    return Part(kind, " ".join(pieces), role=role), index


def _joined(text: str, following: str, words: frozenset[str]) -> list[str]:
    """Join two lines; a hyphen goes only where the whole word stands elsewhere in the text."""
    cut = re.search(r"([^\W\d_]+)-$", text[-60:])
    if cut is None or not following[:1].islower() or re.match(r"(?:and|or|to)\b", following):
        return [text, following]
    rest = re.match(r"[^\W\d_]+", following)
    whole = (cut.group(1) + (rest.group(0) if rest else "")).casefold()
    return [text[:-1] + following if whole in words else text + following]


def _starts_part(lines: Sequence[TextLine], index: int, width: int) -> bool:
    text = lines[index].text
    if _TABLE.match(text) and _is_caption(lines, index):
        return True
    return _FIGURE.match(text) is not None or _heading(lines, index, width) is not None


def _table(
    lines: Sequence[TextLine], index: int, match: re.Match[str], width: int
) -> tuple[Part, int]:
    """Take a caption, the rows below it and the notes below these."""
    label = " ".join(match.group("label").split())
    caption = lines[index].text
    index += 1
    while index < len(lines) and _caption_goes_on(caption, lines[index]):
        caption = f"{caption} {lines[index].text}"
        index += 1
    part = Part(
        "table",
        caption,
        label=label,
        is_continued=bool(_CONTINUED.search(match.group("rest").strip())),
    )
    start = index
    while index < len(lines) and index - start < MAX_TABLE_LINES:
        line = lines[index]
        if _starts_part(lines, index, width) and not _is_row_like(line.text):
            break
        if _is_note(line.text):
            index = _notes(lines, index, part, width)
            break
        if _is_prose(lines, index, width):
            break
        part.rows.append((line.text, line.gap > 0))
        index += 1
    return part, index


def _caption_goes_on(caption: str, line: TextLine) -> bool:
    if (
        _CONTINUED.search(caption)
        or is_headerish(line.text)
        or opens_header(line.text)
        or split_line(line.text)[1]
    ):
        return False
    if not caption.rstrip().endswith("."):
        return (
            line.gap == 0
            or line.text[:1].islower()
            or re.fullmatch(r"(?:Table|TABLE)\s*\S+", caption) is not None
        )
    return False


def _is_row_like(text: str) -> bool:
    return len(split_line(text)[1]) >= 2


def _is_note(text: str) -> bool:
    return _NOTE.match(text) is not None and len(split_line(text)[1]) < 2


def _notes(lines: Sequence[TextLine], index: int, part: Part, width: int) -> int:
    """Take blocks of note lines: each goes on until a blank line."""
    while index < len(lines) and _is_note(lines[index].text):
        note = lines[index].text
        index += 1
        while (
            index < len(lines) and lines[index].gap == 0 and not _starts_part(lines, index, width)
        ):
            if _is_note(lines[index].text) and lines[index].text[:1] in "*†‡§¶":
                break
            note = f"{note} {lines[index].text}"
            index += 1
        part.notes.append(note)
    return index


def _is_prose(lines: Sequence[TextLine], index: int, width: int) -> bool:
    """Tell whether running text begins: two long lines of mostly small words, no values at their ends."""
    line = lines[index]
    following = lines[index + 1] if index + 1 < len(lines) else None
    if not line.gap and not line.starts_page:
        return False
    if not _reads_as_prose(line.text, width):
        return False
    return (
        following is None
        or _reads_as_prose(following.text, width)
        or _ENDED.search(following.text) is not None
    )


def _reads_as_prose(text: str, width: int) -> bool:
    words = text.split()
    small = sum(word[:1].islower() for word in words)
    return (
        len(text) > 0.7 * width
        and len(words) >= 7
        and small >= 0.5 * len(words)
        and len(split_line(text)[1]) < 2
    )
