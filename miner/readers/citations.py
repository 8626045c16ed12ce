"""Abstracts from databases: PubMed XML, and RIS and NBIB exports."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from miner.model import Document, Metadata
from miner.model.errors import ReadError
from miner.readers.builder import TextBuilder
from miner.readers.identifiers import find_registration
from miner.readers.safe_xml import local_name, parse_xml
from miner.text.sentences import split_sentences

_RIS_SIGN = re.compile(rb"^\s*TY\s{1,2}- ", re.MULTILINE)
_NBIB_SIGN = re.compile(rb"^PMID\s?- ?\d+", re.MULTILINE)
_NBIB_LINE = re.compile(r"^([A-Z]{2,4})\s*- (.*)$")
# "BACKGROUND: ... METHODS: ..." as structured abstracts stand in exports.
_ABSTRACT_LABEL = re.compile(
    r"(?:(?<=^)|(?<=[.!?]\s))((?:[A-Z][A-Z/&,\- ]{3,60}|Background|Objectives?|Aims?|Methods?|"
    r"Results|Findings|Conclusions?|Interpretation|Design|Setting|Participants)):\s"
)


def looks_like_pubmed(data: bytes) -> bool:
    """Tell whether bytes are PubMed's XML."""
    return re.search(rb"<PubmedArticle\b|<PubmedArticleSet\b", data[:20_000]) is not None


def looks_like_export(data: bytes) -> bool:
    """Tell whether bytes are a RIS or NBIB export."""
    head = data[:20_000]
    return bool(_RIS_SIGN.search(head) or _NBIB_SIGN.search(head))


def read_pubmed(data: bytes, *, path: str) -> Iterator[Document]:
    """Read every article with an abstract of a PubMed XML file.

    Raises
    ------
    ReadError
        If there is none, or, after the whole ones, if the file ends inside an article.
    """
    parsed = parse_xml(data, path=path)
    articles = [node for node in parsed.root.iter() if local_name(node) == "pubmedarticle"]
    whole = articles[:-1] if parsed.is_cut else articles
    for article in whole:
        document = _pubmed_article(article, path)
        yield replace(document, warnings=(parsed.mended,)) if parsed.mended else document
    if parsed.is_cut:
        raise ReadError(
            f"{path}: cut short, its {len(whole)} whole articles were read; fetch the file again"
        )
    if not whole:
        raise ReadError(f"{path}: PubMed XML without an article")


def _pubmed_article(article: Any, path: str) -> Document:
    def words(name: str, holder: Any = article) -> str | None:
        for node in holder.iter():
            if local_name(node) == name:
                return " ".join("".join(node.itertext()).split()) or None
        return None

    ids = {
        node.get("IdType"): (node.text or "").strip()
        for holder in article.iter()
        if local_name(holder) == "pubmeddata"
        for node in holder.iter()
        if local_name(node) == "articleid" and node.getparent().getparent() is holder
    }
    parts = [
        (node.get("Label"), " ".join("".join(node.itertext()).split()))
        for node in article.iter()
        if local_name(node) == "abstracttext"
    ]
    year = re.search(r"\d{4}", words("pubdate") or "")
    types = [node.text or "" for node in article.iter() if local_name(node) == "publicationtype"]
    metadata = Metadata(
        title=words("articletitle"),
        doi=(ids.get("doi") or "").lower() or None,
        pmid=words("pmid"),
        pmcid=ids.get("pmc") or None,
        journal=words("title"),
        year=int(year.group(0)) if year else None,
        language=words("language"),
        retracted_notice=next((kind for kind in types if "Retract" in kind), None),
        author_family_names=tuple(
            node.text for node in article.iter() if local_name(node) == "lastname" and node.text
        ),
    )
    return abstract_document(metadata, parts, path=path, reader="pubmed/1")


def read_export(text: str, *, path: str) -> list[Document]:
    """Read every record with a title or abstract of a RIS or NBIB export.

    Raises
    ------
    ReadError
        If there is none.
    """
    if _NBIB_SIGN.search(text[:20_000].encode("utf-8", "replace")):
        records: Iterable[dict[str, Any]] = _nbib_records(text)
    else:
        records = _ris_records(text, path)
    documents = [
        abstract_document(
            _export_metadata(record), _labelled(str(record.get("abstract") or "")), path=path,
            reader="export/1",
        )
        for record in records
        if record.get("title") or record.get("abstract")
    ]  # fmt: skip
    if not documents:
        raise ReadError(f"{path}: an export without a title or abstract")
    return documents


def _ris_records(text: str, path: str) -> list[dict[str, Any]]:
    import rispy

    try:
        entries = rispy.loads(text, skip_unknown_tags=True)
    except (OSError, ValueError, KeyError) as error:
        raise ReadError(f"{path}: broken RIS ({str(error)[:80]})") from error
    records = []
    for entry in entries:
        title = entry.get("title") or entry.get("primary_title") or entry.get("translated_title")
        records.append({**entry, "title": title,
                        "abstract": entry.get("abstract") or entry.get("notes_abstract")})  # fmt: skip
    return records


def _nbib_records(text: str) -> list[dict[str, Any]]:
    names = {"TI": "title", "AB": "abstract", "JT": "journal_name", "DP": "year", "PMID": "pmid",
             "LID": "doi", "AID": "doi", "PMC": "pmcid", "LA": "language"}  # fmt: skip
    records: list[dict[str, Any]] = []
    last: str | None = None
    for line in text.split("\n"):
        found = _NBIB_LINE.match(line)
        if found:
            tag, value = found.groups()
            if tag == "PMID" or not records:
                records.append({"authors": []})
            last = names.get(tag)
            if tag == "FAU":
                records[-1]["authors"].append(value)
            elif last == "doi":
                if "[doi]" in value:
                    records[-1].setdefault("doi", value.replace("[doi]", "").strip())
            elif last:
                records[-1].setdefault(last, value.strip())
        elif line.startswith("      ") and last in ("title", "abstract") and records:
            records[-1][last] += " " + line.strip()
    return records


def _export_metadata(record: dict[str, Any]) -> Metadata:
    year = re.search(r"\d{4}", str(record.get("year") or record.get("publication_year") or ""))
    authors = record.get("authors") or record.get("first_authors") or []
    return Metadata(
        title=record.get("title"),
        doi=str(record.get("doi") or "").lower() or None,
        pmid=record.get("pmid"),
        pmcid=record.get("pmcid"),
        journal=record.get("journal_name") or record.get("secondary_title"),
        year=int(year.group(0)) if year else None,
        language=record.get("language"),
        author_family_names=tuple(str(author).split(",")[0].strip() for author in authors),
    )


def _labelled(abstract: str) -> list[tuple[str | None, str]]:
    """Divide a structured abstract at its labels."""
    parts: list[tuple[str | None, str]] = []
    label: str | None = None
    at = 0
    for found in _ABSTRACT_LABEL.finditer(abstract):
        parts.append((label, abstract[at : found.start()].strip()))
        label, at = found.group(1).capitalize(), found.end()
    parts.append((label, abstract[at:].strip()))
    return [(name, words) for name, words in parts if words]


def abstract_document(
    metadata: Metadata, parts: Iterable[tuple[str | None, str]], *, path: str, reader: str
) -> Document:
    """Make a paper of a title and the labelled parts of an abstract."""
    builder = TextBuilder()
    if metadata.title:
        start = builder.open()
        builder.run(metadata.title)
        builder.close("title", start, ())
    for label, words in parts:
        start = builder.open()
        builder.run(words)
        section = ("Abstract", label.capitalize()) if label else ("Abstract",)
        builder.close("abstract", start, section)
    text = builder.text
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    if metadata.pmid:
        document_id = f"pmid:{metadata.pmid}"
    else:
        document_id = f"doi:{metadata.doi}" if metadata.doi else f"sha256:{digest[:16]}"

    return Document(
        document_id=document_id,
        path=path,
        sha256=digest,
        kind="paper",
        reader=reader,
        text=text,
        metadata=replace(metadata, registration=find_registration(text)),
        blocks=tuple(builder.blocks),
        sentences=tuple(
            sentence
            for block in builder.blocks
            if block.kind == "abstract"
            for sentence in split_sentences(text, block.span.start, block.span.end)
        ),
    )
