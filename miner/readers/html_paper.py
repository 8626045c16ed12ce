"""Publisher pages: a paper as HTML, told by its citation tags."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from typing import Any

from miner.model import Document, Metadata, Table
from miner.model.errors import ReadError
from miner.readers.builder import TextBuilder
from miner.readers.forum_dates import read_date
from miner.readers.html_tree import classes, find_all, first, meta, parse_html, words_of
from miner.readers.identifiers import find_registration
from miner.readers.marked_tables import write_grid
from miner.text.sentences import split_sentences

READER = "html_paper/1"

_SIGN = re.compile(
    rb"<meta[^>]{0,80}(?:name|property)=[\"'](?:citation_(?:title|doi|journal_title)|dc\.identifier)",
    re.IGNORECASE,
)
_SKIPPED_TAGS = frozenset(
    "script style noscript nav header footer aside form button svg iframe select".split()
)
_SKIPPED_CLASSES = re.compile(
    r"share|social|related|recommend|cookie|banner|breadcrumb|sidebar|advert|metrics|toolbar|"
    r"citation-tools|author-list|affiliat|correspond|menu|nav\b|download",
    re.IGNORECASE,
)
_REFERENCES = re.compile(
    r"^(?:references|bibliography|literature cited|notes and references)\b", re.I
)
_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_PROSE = ("abstract", "paragraph", "list_item", "caption", "footnote")


def looks_like_paper_page(data: bytes) -> bool:
    """Tell whether a page carries the tags that publishers put on papers."""
    return _SIGN.search(data[:200_000]) is not None


def read_html_paper(data: bytes, *, path: str) -> Document:
    """Read a publisher's page of one paper.

    Raises
    ------
    ReadError
        If the page holds no paragraph of a paper.
    """
    root = parse_html(data, path=path)
    reading = _PageReading()
    metadata = _metadata(root)
    if metadata.title:
        start = reading.builder.open()
        reading.builder.run(metadata.title)
        reading.builder.close("title", start, ())
    reading.walk(_container(root))
    text = reading.builder.text
    blocks = tuple(reading.builder.blocks)
    if not any(block.kind in ("paragraph", "abstract") for block in blocks):
        raise ReadError(f"{path}: a publisher's page without the paper's text")
    digest = hashlib.sha256(data).hexdigest()
    return Document(
        document_id=f"doi:{metadata.doi}" if metadata.doi else f"sha256:{digest[:16]}",
        path=path,
        sha256=digest,
        kind="paper",
        reader=READER,
        text=text,
        metadata=replace(metadata, registration=find_registration(text)),
        blocks=blocks,
        tables=tuple(reading.tables),
        marks=tuple(reading.builder.marks),
        sentences=tuple(
            sentence
            for block in blocks
            if block.kind in _PROSE
            for sentence in split_sentences(text, block.span.start, block.span.end)
        ),
    )


def _metadata(root: Any) -> Metadata:
    doi = meta(root, "citation_doi", "dc.identifier", "DC.Identifier")
    year = read_date(meta(root, "citation_publication_date", "citation_online_date", "dc.date"))
    found = re.search(r"\d{4}", meta(root, "citation_publication_date", "citation_date") or "")
    names = [
        (node.get("content") or "").split(",")[0].split()[-1:]
        for node in root.iter("meta")
        if node.get("name") == "citation_author"
    ]
    return Metadata(
        title=meta(root, "citation_title", "dc.title", "og:title") or words_of(first(root, "h1")),
        doi=doi.lower().removeprefix("doi:").strip() if doi and "10." in doi else None,
        pmid=meta(root, "citation_pmid"),
        journal=meta(root, "citation_journal_title", "og:site_name"),
        year=int(year[:4]) if year else (int(found.group(0)) if found else None),
        language=meta(root, "citation_language", "dc.language"),
        url=meta(root, "citation_fulltext_html_url", "og:url"),
        author_family_names=tuple(name[0] for name in names if name),
    )


def _container(root: Any) -> Any:
    """The element that holds most paragraphs among those that may hold an article."""
    best, most = root, 0
    for element in root.iter("article", "main"):
        count = sum(1 for _ in element.iter("p"))
        if count > most:
            best, most = element, count
    return best if most >= 3 else root


class _PageReading:
    """The state of one walk over a page; iterative, so that depth cannot hurt."""

    def __init__(self) -> None:
        self.builder = TextBuilder()
        self.tables: list[Table] = []
        self.path: list[tuple[int, str]] = []

    @property
    def section(self) -> tuple[str, ...]:
        return tuple(name for _, name in self.path)

    def walk(self, container: Any) -> None:
        stack = [container]
        while stack:
            element = stack.pop()
            tag = element.tag if isinstance(element.tag, str) else ""
            if not tag or tag in _SKIPPED_TAGS or _is_furniture(element):
                continue
            if tag in _HEADINGS:
                self._heading(element, _HEADINGS[tag])
            elif tag in ("p", "li", "figcaption", "caption", "dd"):
                self._block(element, tag)
            elif tag == "table":
                self._table(element)
            elif tag == "div" and _is_leaf_prose(element):
                self._block(element, "p")
            else:
                stack.extend(reversed(list(element)))

    def _heading(self, element: Any, level: int) -> None:
        words = words_of(element)
        if not words or level == 1:
            return
        while self.path and self.path[-1][0] >= level:
            self.path.pop()
        self.path.append((level, words))
        start = self.builder.open()
        self.builder.run(words)
        self.builder.close("heading", start, self.section)

    def _block(self, element: Any, tag: str) -> None:
        section = self.section
        in_references = any(_REFERENCES.match(name) for name in section)
        in_abstract = bool(section) and section[0].casefold().startswith(("abstract", "summary"))
        kind = {"li": "list_item", "figcaption": "caption", "caption": "caption"}.get(tag)
        if in_references:
            kind = "reference"
        start = self.builder.open()
        _write(self.builder, element)
        self.builder.close(kind or ("abstract" if in_abstract else "paragraph"), start, section)

    def _table(self, element: Any) -> None:
        table_id = element.get("id") or f"table-{len(self.tables) + 1}"
        if any(table.table_id == table_id for table in self.tables):
            table_id = f"{table_id}-{len(self.tables) + 1}"
        caption = None
        holder = first(element, "caption")
        if holder is not None:
            start = self.builder.open()
            _write(self.builder, holder)
            caption = self.builder.close("caption", start, self.section, table_id)
        table = write_grid(
            self.builder, element, table_id=table_id, label=None, section=self.section,
            write_inline=_write,
        )  # fmt: skip
        if table is not None:
            self.builder.close("table", table.span.start, self.section, table_id)
            label = re.match(r"Table\s+\w+", words_of(holder)) if holder is not None else None
            self.tables.append(
                replace(table, caption=caption, label=label.group(0) if label else None)
            )


def _is_furniture(element: Any) -> bool:
    names = " ".join(classes(element)) + " " + (element.get("id") or "")
    return bool(names.strip()) and _SKIPPED_CLASSES.search(names) is not None


def _is_leaf_prose(element: Any) -> bool:
    """A `div` used as a paragraph: words of its own and no block inside."""
    own = (element.text or "").strip()
    return len(own) > 80 and next(find_all(element, "p", "div", "table", "h2", "h3"), None) is None


def _write(builder: TextBuilder, element: Any) -> None:
    """Write running HTML with marks for superscripts and links to references."""
    builder.run(element.text)
    for child in element:
        tag = child.tag if isinstance(child.tag, str) else ""
        if tag and tag not in _SKIPPED_TAGS and tag != "table":
            start = builder.length
            if tag in ("br", "p", "li", "div"):
                builder.run(" ")
            words = "".join(child.itertext())
            if (
                tag == "sup"
                and re.fullmatch(r"\s*[-−–]?\d{1,3}\s*", words)
                and re.search(r"(?:^|\D)10$", builder.last)
            ):
                builder.raw("^")
                start = builder.length
            _write(builder, child)
            if tag == "sup":
                builder.mark("superscript", start)
            elif tag == "sub":
                builder.mark("subscript", start)
            elif tag == "a" and (child.get("href") or "").startswith("#"):
                builder.mark("citation", start, child.get("href"))
        builder.run(child.tail)
