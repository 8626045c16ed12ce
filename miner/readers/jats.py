"""JATS and NXML: one open-access paper, its sections, tables, captions and references."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any

from miner.model.document import Document, Footnote, Metadata, Table
from miner.model.errors import ReadError
from miner.readers.builder import TextBuilder
from miner.readers.identifiers import find_registration
from miner.readers.jats_front import abstracts_of, keywords_of, read_metadata
from miner.readers.jats_inline import plain_text, write_inline
from miner.readers.jats_references import reference_text
from miner.readers.marked_tables import footnote_from, write_grid
from miner.readers.safe_xml import local_name, parse_xml
from miner.text.sentences import split_sentences

READER = "jats/1"

_PROSE = ("abstract", "paragraph", "list_item", "caption", "footnote")
_SECTIONS = ("sec", "app", "app-group", "boxed-text", "glossary", "notes", "body", "floats-group")
_NOT_READ = ("ack", "author-notes", "contrib-group", "aff", "sub-article", "response", "title")


def read_jats(data: bytes, *, path: str) -> Document:
    """Read the bytes of a JATS or NXML file.

    Parameters
    ----------
    data : bytes
        The file, not compressed.
    path : str
        Where it came from, for messages and the documents table.

    Returns
    -------
    Document
        `document_id` is the PMCID, else the PMID, else the DOI, else the content hash.

    Raises
    ------
    ReadError
        If it is not XML, or holds no article.
    """
    parsed = parse_xml(data, path=path)
    if parsed.is_cut:
        raise ReadError(f"{path}: cut short, the XML ends in the middle; fetch the file again")
    root = parsed.root
    article = root if local_name(root) == "article" else _first(root, "article")
    if article is None:
        raise ReadError(f"{path}: XML without an <article>; is it JATS?")
    document = _JatsReading(article, data, path).document()
    return replace(document, warnings=(parsed.mended,)) if parsed.mended else document


class _JatsReading:
    """The state of one walk over an article."""

    def __init__(self, article: Any, data: bytes, path: str) -> None:
        self.article = article
        self.sha256 = hashlib.sha256(data).hexdigest()
        self.path = path
        self.builder = TextBuilder()
        self.tables: list[Table] = []
        self.metadata = read_metadata(article)

    def document(self) -> Document:
        """Walk the article and put the document together."""
        self._block("title", self.metadata.title, ())
        for heading, element in abstracts_of(self.article):
            self._abstract(element, (heading,))
        self._block("other", keywords_of(self.article), ("Keywords",))
        for part in self.article:
            name = local_name(part)
            if name in ("body", "floats-group"):
                self._section(part, ())
            elif name == "back":
                self._back(part)
        text = self.builder.text
        blocks = tuple(self.builder.blocks)
        return Document(
            document_id=_document_id(self.metadata, self.sha256),
            path=self.path,
            sha256=self.sha256,
            kind="paper",
            reader=READER,
            text=text,
            metadata=self._with_registration(text),
            blocks=blocks,
            tables=tuple(self.tables),
            marks=tuple(self.builder.marks),
            sentences=tuple(
                sentence
                for block in blocks
                if block.kind in _PROSE
                for sentence in split_sentences(text, block.span.start, block.span.end)
            ),
        )

    def _with_registration(self, text: str) -> Metadata:
        if self.metadata.registration:
            return self.metadata
        end = min(
            (block.span.start for block in self.builder.blocks if block.kind == "reference"),
            default=len(text),
        )
        return replace(self.metadata, registration=find_registration(text[:end]))

    def _block(self, kind: str, words: str | None, section: tuple[str, ...]) -> None:
        if words:
            start = self.builder.open()
            self.builder.run(words)
            self.builder.close(kind, start, section)

    def _paragraph(self, element: Any, kind: str, section: tuple[str, ...]) -> None:
        start = self.builder.open()
        write_inline(self.builder, element)
        self.builder.close(kind, start, section)
        # Tables and figures that a publisher put inside the paragraph come after it.
        for child in element.iter():
            if child is not element and local_name(child) in ("table-wrap", "fig"):
                self._section_child(child, section)

    def _abstract(self, element: Any, section: tuple[str, ...]) -> None:
        for child in element:
            name = local_name(child)
            if name == "sec":
                title = _first(child, "title")
                heading = plain_text(title) if title is not None else ""
                self._abstract(child, (*section, heading) if heading else section)
            elif name == "list":
                self._list(child, section)
            elif name != "title":
                self._paragraph(child, "abstract", section)

    def _section(self, element: Any, path: tuple[str, ...]) -> None:
        title = next((child for child in element if local_name(child) == "title"), None)
        if title is not None:
            heading = plain_text(title)
            if heading:
                path = (*path, heading)
                self._block("heading", heading, path)
        for child in element:
            self._section_child(child, path)

    def _section_child(self, child: Any, path: tuple[str, ...]) -> None:
        name = local_name(child)
        if not name or name in _NOT_READ:
            return
        if name in _SECTIONS:
            self._section(child, path)
        elif name == "list":
            self._list(child, path)
        elif name in ("table-wrap-group", "fig-group"):
            for inner in child:
                self._section_child(inner, path)
        elif name == "table-wrap":
            self._table(child, path)
        elif name == "fig":
            self._caption(child, path, None)
        elif name == "def-list":
            for item in child.iter():
                if local_name(item) == "def-item":
                    self._definition(item, path)
        elif name in ("p", "disp-quote", "statement", "disp-formula", "verse-group"):
            self._paragraph(child, "paragraph", path)

    def _list(self, element: Any, path: tuple[str, ...]) -> None:
        for item in element:
            if local_name(item) == "list-item":
                self._paragraph(item, "list_item", path)

    def _definition(self, item: Any, path: tuple[str, ...]) -> None:
        term, meaning = _first(item, "term"), _first(item, "def")
        if term is not None and meaning is not None:
            self._block("list_item", f"{plain_text(term)}: {plain_text(meaning)}", path)

    def _caption(self, element: Any, path: tuple[str, ...], table_id: str | None) -> Any:
        label = next((plain_text(c) for c in element if local_name(c) == "label"), "")
        caption = next((c for c in element if local_name(c) == "caption"), None)
        start = self.builder.open()
        if label:
            self.builder.run(label.rstrip(".:") + ". ")
        words = self.builder.length
        if caption is not None:
            write_inline(self.builder, caption)
        span = self.builder.trimmed(words)
        self.builder.close("caption", start, path, table_id)
        return label or None, (span if len(span) else None)

    def _table(self, element: Any, path: tuple[str, ...]) -> None:
        table_id = element.get("id") or f"table-{len(self.tables) + 1}"
        if any(table.table_id == table_id for table in self.tables):
            table_id = f"{table_id}-{len(self.tables) + 1}"
        label, caption = self._caption(element, path, table_id)
        grids = [node for node in element.iter() if local_name(node) == "table"]
        made: list[Table] = []
        for number, grid in enumerate(grids):
            part_id = table_id if number == 0 else f"{table_id}.{number + 1}"
            table = write_grid(
                self.builder, grid, table_id=part_id, label=label, section=path,
                write_inline=write_inline,
            )  # fmt: skip
            if table is not None:
                self.builder.close("table", table.span.start, path, part_id)
                made.append(replace(table, caption=caption))
        notes = self._footnotes(element, path, table_id)
        self.tables.extend(replace(table, footnotes=notes) for table in made)

    def _footnotes(
        self, element: Any, path: tuple[str, ...], table_id: str
    ) -> tuple[Footnote, ...]:
        notes: list[Footnote] = []
        for foot in element:
            if local_name(foot) != "table-wrap-foot":
                continue
            for note in _note_elements(foot):
                start = self.builder.open()
                write_inline(self.builder, note)
                span = self.builder.close("footnote", start, path, table_id)
                if span is not None:
                    shifted = footnote_from(self.builder.tail_from(start), span.shifted(-start))
                    notes.append(replace(shifted, span=shifted.span.shifted(start)))
        return tuple(notes)

    def _back(self, back: Any) -> None:
        for part in back:
            name = local_name(part)
            if name == "ref-list":
                for reference in part.iter():
                    if local_name(reference) == "ref":
                        self._block("reference", reference_text(reference), ("References",))
            elif name in ("app-group", "app", "sec", "glossary", "notes"):
                self._section(part, ())
            elif name == "fn-group":
                for note in _note_elements(part):
                    self._paragraph(note, "footnote", ())


def _note_elements(foot: Any) -> list[Any]:
    """List the notes: `fn` elements, else paragraphs, in their order."""
    found = []
    for child in foot:
        name = local_name(child)
        if name == "fn-group":
            found.extend(_note_elements(child))
        elif name in ("fn", "p", "attrib"):
            found.append(child)
    return found


def _first(element: Any, name: str) -> Any:
    return next((node for node in element.iter() if local_name(node) == name), None)


def _document_id(metadata: Metadata, sha256: str) -> str:
    if metadata.pmcid:
        return f"pmc:{metadata.pmcid}"
    if metadata.pmid:
        return f"pmid:{metadata.pmid}"
    if metadata.doi:
        return f"doi:{metadata.doi}"
    return f"sha256:{sha256[:16]}"
