"""Threads and comments copied out of a browser as plain text.

Copied text keeps no mark of where a post ends or whose words are quoted. What is left:
a line with nothing but a no-break space between posts (XenForo's empty footer), footers such
as "Last edited:" and "Click to expand...", numbered comments, and the register of the words.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

from miner.model import Document, Metadata
from miner.readers.identifiers import find_doi
from miner.readers.register import paper_register
from miner.readers.thread_parts import Part, RawPost, build_thread, tidy

READER = "pasted_thread/1"

_SEPARATOR = re.compile(r"^[ \t]*[\u00a0\u200b][ \t\u00a0\u200b]*$", re.MULTILINE)
_FOOTER = re.compile(
    r"^\s*(?:last edited:?.*|back|top|bottom|top bottom|like|reply|report|share|quote|"
    r"click to expand\.*|liked by \d+ (?:person|people)|log in to reply|#\d+|"
    r"you must log in.*|reactions?:.*|loading\.*)\s*$",
    re.IGNORECASE,
)
_SAID = re.compile(r"^\s*(?P<name>[^\n]{1,40}?)\s+(?:said|wrote|schrieb):\s*↑?\s*$")
_EXPAND = re.compile(r"^\s*click to expand", re.IGNORECASE)
_COMMENTS = re.compile(
    r"^\s*(?:\d+\s+(?:comments?|responses?|replies|thoughts?)\b.*|comments?|responses?)\s*:?\s*$",
    re.IGNORECASE | re.MULTILINE,
)
_COMMENTS_END = re.compile(
    r"^\s*(?:leave a (?:reply|comment)|post a comment|add (?:a )?comment|reply to|"
    r"fill in your details.*|cancel reply)\s*$",
    re.IGNORECASE | re.MULTILINE,
)
_NUMBERED = re.compile(r"^[ \t]{0,6}(\d{1,4})[.)][ \t]+(?=\S)", re.MULTILINE)
_BYLINE = re.compile(r"^\s*(?P<name>[^\n]{1,40}?)\s+(?:says|said|on [A-Z]\w+ \d).*:?\s*$")
_USER_TITLE = re.compile(
    r"\b(?:member|moderator|committee|administrator|admin|newbie|junior|senior|established|"
    r"registered|veteran|guest|staff|posts?:|joined|location)\b",
    re.IGNORECASE,
)
# A pasted paragraph this clearly in a paper's register is not the poster's own.
PASTED_SCORE = 2.5


def looks_like_pasted_thread(text: str) -> bool:
    """Tell whether text shows the traces that a copied thread leaves."""
    separators = len(_SEPARATOR.findall(text))
    traces = len(
        re.findall(r"(?im)^\s*(?:last edited:?.*|click to expand\.*|top bottom)\s*$", text)
    )
    said = len(re.findall(r"(?m)^[^\n]{1,40} (?:said|wrote): ?↑?$", text))
    return (separators >= 2 and traces + said >= 1) or traces + said >= 3


def comments_start(text: str) -> int | None:
    """Return where the copied comments of an article begin, None where there are none."""
    for found in _COMMENTS.finditer(text):
        rest = text[found.end() :]
        end = _COMMENTS_END.search(rest)
        first = _NUMBERED.search(rest[: end.start() if end else len(rest)])
        if first and first.group(1) == "1" and (end or first.start() < 200):
            return found.start()
    return None


def read_pasted_thread(text: str, *, path: str, document_id: str, author_key: bytes) -> Document:
    """Read a thread that was copied as text.

    Returns
    -------
    Document
        Of kind `thread`. Authors are unknown unless a line names them; a paragraph in a
        paper's register counts as quoted from a paper.
    """
    segments = _segments(text)
    title, segments = _title(segments)
    posts: list[RawPost] = []
    for segment in segments:
        author, lines = _without_byline(segment, first=not posts)
        parts = _parts(lines)
        if parts:
            posts.append(RawPost(f"post-{len(posts) + 1}", author, parts, number=len(posts) + 1))
    return build_thread(
        posts,
        document_id=document_id,
        thread_id=document_id,
        path=path,
        sha256=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
        reader=READER,
        metadata=Metadata(title=title, doi=find_doi(text)),
        author_key=author_key,
        head=[("title", title)] if title else [],
    )


def read_pasted_article(text: str, *, path: str, document_id: str, author_key: bytes) -> Document:
    """Read an article copied as text together with its numbered comments."""
    start = comments_start(text)
    body, rest = (text, "") if start is None else (text[:start], text[start:])
    end = _COMMENTS_END.search(rest)
    comments = _numbered(rest[: end.start()] if end else rest)
    lines = [line for line in (tidy(part) for part in body.split("\n")) if line]
    return build_thread(
        [
            RawPost(f"comment-{number}", author, parts, number=number)
            for number, author, parts in comments
        ],
        document_id=document_id,
        thread_id=document_id,
        path=path,
        sha256=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
        reader="pasted_article/1",
        metadata=Metadata(title=lines[0] if lines else None, doi=find_doi(body)),
        author_key=author_key,
        kind="article",
        head=[("title" if index == 0 else "paragraph", line) for index, line in enumerate(lines)],
    )


def _numbered(text: str) -> list[tuple[int, str | None, list[Part]]]:
    """Divide comments at their numbers; numbers must count up from one, lists inside may not."""
    starts: list[tuple[int, int, int]] = []
    for found in _NUMBERED.finditer(text):
        if int(found.group(1)) == len(starts) + 1:
            starts.append((int(found.group(1)), found.start(), found.end()))
    comments = []
    for index, (number, _, begin) in enumerate(starts):
        stop = starts[index + 1][1] if index + 1 < len(starts) else len(text)
        author, lines = _without_byline(text[begin:stop].split("\n"), first=False)
        parts = _parts(lines)
        if parts:
            comments.append((number, author, parts))
    return comments


def _segments(text: str) -> list[list[str]]:
    return [
        segment.split("\n")
        for segment in _SEPARATOR.split(text.replace("\r\n", "\n"))
        if segment.strip()
    ]


def _title(segments: list[list[str]]) -> tuple[str | None, list[list[str]]]:
    """The first line is the thread's title when a blank line sets it apart."""
    if not segments:
        return None, segments
    lines = segments[0]
    filled = [index for index, line in enumerate(lines) if line.strip()]
    if len(filled) < 2 or not 15 <= len(lines[filled[0]].strip()) <= 300:
        return None, segments
    apart = filled[1] > filled[0] + 1
    if not apart or lines[filled[0]].rstrip().endswith((".", "!", "?")):
        return None, segments
    title = lines[filled[0]].strip()
    return title, [lines[filled[1] :], *segments[1:]]


def _without_byline(lines: Sequence[str], *, first: bool) -> tuple[str | None, list[str]]:
    """Take the author's name and title off the top of a post where lines name them."""
    kept = list(lines)
    filled = [index for index, line in enumerate(kept) if line.strip()]
    if not filled:
        return None, []
    said = _BYLINE.match(kept[filled[0]])
    if said and len(filled) > 1 and kept[filled[0]].rstrip().endswith((":", "says", "said")):
        return said.group("name"), kept[filled[0] + 1 :]
    if len(filled) >= 3 and all(len(kept[index].strip()) <= 40 for index in filled[:2]):
        name, second = kept[filled[0]].strip(), kept[filled[1]].strip()
        if _USER_TITLE.search(second) and len(name.split()) <= 4 and name[-1] not in ".!?,":
            return name, kept[filled[1] + 1 :]
    return None, kept


def _parts(lines: Sequence[str]) -> list[Part]:
    """Divide a post's lines into own and quoted words."""
    parts: list[Part] = []
    quoted_by_name = False
    for line in lines:
        if _SAID.match(line):
            quoted_by_name = True
            continue
        if _EXPAND.match(line):
            quoted_by_name = False
            continue
        if _FOOTER.match(line):
            continue
        if not line.strip():
            parts.append(Part("\n\n", parts[-1].source if parts else None))
        elif quoted_by_name:
            parts.append(Part(line, "post"))
        elif line.lstrip().startswith(">"):
            parts.append(Part(line.lstrip("> \t"), "unclear"))
        elif (len(line) >= 80 and paper_register(line) >= PASTED_SCORE) or _names_study(line):
            parts.append(Part(line, "paper"))
        else:
            parts.append(Part(line, None))
    return [part for part in parts if part.text.strip()]


def _names_study(line: str) -> bool:
    """A line that only gives a study's title, reference or heading."""
    return (
        re.match(r"^\s*(?:full title|abstract|title|source|citation)\s*:", line, re.I) is not None
    )
