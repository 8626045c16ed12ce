"""Posts on their way to a document, whatever the forum: parts in order, own or quoted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from miner.model import Block, Document, Metadata, Post, Quotation, Span, pseudonym
from miner.readers.person_links import is_person_link
from miner.readers.privacy import NameCover
from miner.text.sentences import split_sentences

# No-width blanks, which `str.split` takes for letters.
_NO_WIDTH = re.compile("[\u200b\ufeff]")
_GAPS = re.compile(r"\n{3,}")


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a post. `source` None means the author's own words, else whose."""

    text: str
    source: str | None = None
    quoted_id: str | None = None


@dataclass(slots=True)
class RawPost:
    """One post as a forum gives it. `native_id` is the forum's own; `author` is dropped soon."""

    native_id: str
    author: str | None
    parts: list[Part]
    posted_at: str | None = None
    permalink: str | None = None
    number: int | None = None
    reply_to: str | None = None
    names: list[str] = field(default_factory=list)


def tidy(text: str) -> str:
    """Collapse blanks, keep line and paragraph breaks, trim."""
    lines = (" ".join(line.split()) for line in _NO_WIDTH.sub(" ", text).split("\n"))
    return _GAPS.sub("\n\n", "\n".join(lines)).strip()


def build_thread(
    raw_posts: Sequence[RawPost],
    *,
    document_id: str,
    thread_id: str,
    path: str,
    sha256: str,
    reader: str,
    metadata: Metadata,
    author_key: bytes,
    kind: str = "thread",
    head: Sequence[tuple[str, str]] = (),
) -> Document:
    """Put posts together as a document; authors become pseudonyms here and nowhere later.

    Parameters
    ----------
    raw_posts : sequence of RawPost
        In the order of the page. A post with a native id seen before is left out.
    thread_id : str
        The same for every page of one thread; post ids begin with it.
    head : sequence of (kind, text)
        Blocks before the posts, such as an article above its comments.
    """
    cover = NameCover(
        [name for raw in raw_posts for name in (raw.author, *raw.names) if name],
        author_key,
        language=metadata.language,
    )
    metadata = replace(metadata, title=cover.cover(metadata.title) if metadata.title else None)
    writer = _ThreadWriter(thread_id, cover, author_key)
    for block_kind, words in head:
        if words:
            writer.blocks.append(Block(block_kind, writer.write(words)))
    unique: dict[str, RawPost] = {}
    for raw in raw_posts:
        unique.setdefault(raw.native_id, raw)
    for raw in unique.values():
        writer.add_post(raw)
    text = writer.text
    return Document(
        document_id=document_id,
        path=path,
        sha256=sha256,
        kind=kind,
        reader=reader,
        text=text,
        metadata=metadata,
        blocks=tuple(writer.blocks),
        posts=tuple(_with_replies(writer.posts)),
        sentences=tuple(
            sentence
            for block in writer.blocks
            if block.kind not in ("quote", "title")
            for sentence in split_sentences(text, block.span.start, block.span.end)
        ),
    )


class _ThreadWriter:
    """A thread's text as it grows, names covered, with its blocks and posts over it."""

    def __init__(self, thread_id: str, cover: NameCover, author_key: bytes) -> None:
        self.thread_id = thread_id
        self.cover = cover
        self.author_key = author_key
        self.blocks: list[Block] = []
        self.posts: list[Post] = []
        self._pieces: list[str] = []
        self._length = 0

    @property
    def text(self) -> str:
        return "".join(self._pieces)

    @property
    def _next_start(self) -> int:
        return self._length + 2 if self._length else 0

    def write(self, words: str) -> Span:
        """Append a paragraph."""
        covered = self.cover.cover(words)
        start = self._next_start
        self._pieces += ("\n\n" if start else "", covered)
        self._length = start + len(covered)
        return Span(start, self._length)

    def add_post(self, raw: RawPost) -> None:
        own: list[Span] = []
        quotations: list[Quotation] = []
        start = self._next_start
        for part in _merged(raw.parts):
            span = self.write(part.text)
            if part.source is None:
                own.append(span)
            else:
                quotations.append(Quotation(span, part.source, self._post_id(part.quoted_id)))
                self.blocks.append(Block("quote", span))
        # A post of pictures alone is still a post: it holds its place with no words.
        whole = Span(min(start, self._length), self._length)
        self.blocks.append(Block("post", whole))
        self.posts.append(
            Post(
                post_id=f"{self.thread_id}#{raw.native_id}",
                thread_id=self.thread_id,
                position=raw.number or len(self.posts) + 1,
                span=whole,
                own=tuple(own),
                quotations=tuple(quotations),
                author_key=pseudonym(raw.author, self.author_key) if raw.author else None,
                posted_at=raw.posted_at,
                permalink=None if is_person_link(raw.permalink or "") else raw.permalink,
                reply_to=self._post_id(raw.reply_to),
            )
        )

    def _post_id(self, native_id: str | None) -> str | None:
        return f"{self.thread_id}#{native_id}" if native_id else None


def _merged(parts: Sequence[Part]) -> list[Part]:
    """Join neighbouring parts of one source and drop empty ones."""
    merged: list[Part] = []
    for part in parts:
        words = tidy(part.text)
        if not words:
            continue
        last = merged[-1] if merged else None
        if last and (last.source, last.quoted_id) == (part.source, part.quoted_id):
            merged[-1] = replace(last, text=f"{last.text}\n\n{words}")
        else:
            merged.append(replace(part, text=words))
    return merged


def _with_replies(posts: list[Post]) -> list[Post]:
    """A post that quotes exactly one other answers it, unless the forum says otherwise."""
    answered = []
    for post in posts:
        quoted = {quote.post_id for quote in post.quotations if quote.post_id}
        if post.reply_to is None and len(quoted) == 1:
            post = replace(post, reply_to=quoted.pop())
        answered.append(post)
    return answered
