"""Everything that is done to one unit, in a worker process: read, extract, classify, find.

This is the one place that catches everything: what goes wrong with a document or with one
extractor becomes a failure row, and the rest goes on.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from miner.extract.registry import EXTRACTORS, run_one, settle
from miner.model import Document, Findings, Provenance, Theme
from miner.readers import Failure, Unit, read_unit
from miner.store.bodies import pack_document
from miner.store.tables import record_row


@dataclass(frozen=True, slots=True)
class Stages:
    """Which stages a run needs; themes and claims load models, so they can be left out."""

    author_key: bytes
    themes: bool = True
    claims: bool = True


@dataclass(slots=True)
class DocumentRows:
    """One document's rows, ready to be stored."""

    document_id: str
    sha256: str
    body: bytes
    warnings: tuple[str, ...] = ()
    tables: dict[str, list[dict[str, Any]]] = field(default_factory=dict)


@dataclass(slots=True)
class UnitResult:
    """What came of one unit."""

    unit: Unit
    documents: list[DocumentRows] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)


def do_unit(unit: Unit, stages: Stages) -> UnitResult:
    """Read one unit and mine its documents; never raises for a bad source."""
    result = UnitResult(replace(unit, data=None))
    documents = []
    try:
        for document in read_unit(unit, author_key=stages.author_key):
            documents.append(document)
    except Exception as error:
        result.failures.append(Failure.of(unit.path, "read", error, unit.key))
    for document in documents:
        result.documents.append(_mine(document, unit, stages, result.failures))
    return result


def _mine(document: Document, unit: Unit, stages: Stages, failures: list[Failure]) -> DocumentRows:
    def failed(stage: str, error: Exception) -> None:
        made = Failure.of(unit.path, stage, error, unit.key)
        failures.append(
            Failure(made.path, stage, made.error, made.message, unit.key, document.document_id)
        )

    rows = DocumentRows(
        document.document_id, document.sha256, pack_document(document), document.warnings
    )
    rows.tables["documents"] = [_document_row(document)]
    if document.kind == "paper":
        findings = Findings()
        for extractor in EXTRACTORS:
            try:
                run_one(extractor, document, findings)
            except Exception as error:
                failed(extractor.name, error)
        try:
            findings = settle(document, findings)
        except Exception as error:
            failed("settle", error)
        for name in (
            "studies", "arms", "sample_sizes", "outcomes", "arm_results", "effects", "checks",
        ):  # fmt: skip
            rows.tables[name] = [record_row(record) for record in getattr(findings, name)]
    rows.tables["posts"] = _post_rows(document)
    if stages.themes and document.posts:
        try:
            rows.tables["themes"] = _theme_rows(document)
        except Exception as error:
            failed("themes", error)
    if stages.claims:
        try:
            rows.tables["claims"] = _claim_rows(document)
        except Exception as error:
            failed("claims", error)
    return rows


def _document_row(document: Document) -> dict[str, Any]:
    metadata = document.metadata
    return {
        "document_id": document.document_id,
        "path": document.path,
        "sha256": document.sha256,
        "kind": document.kind,
        "reader": document.reader,
        "title": metadata.title,
        "doi": metadata.doi,
        "pmid": metadata.pmid,
        "pmcid": metadata.pmcid,
        "registration": metadata.registration,
        "journal": metadata.journal,
        "year": metadata.year,
        "n_pages": metadata.n_pages,
        "n_chars": len(document.text),
        "language": metadata.language,
        "retracted_notice": metadata.retracted_notice,
    }


def _post_rows(document: Document) -> list[dict[str, Any]]:
    rows = []
    for post in document.posts:
        own = post.own_text(document.text)
        rows.append(
            {
                "document_id": document.document_id,
                "post_id": post.post_id,
                "thread_id": post.thread_id,
                "position": post.position,
                "author_key": post.author_key,
                "posted_at": post.posted_at,
                "permalink": post.permalink,
                "reply_to": post.reply_to,
                "own_text": own,
                "quoted_text": post.quoted_text(document.text) or None,
                "n_words": len(own.split()),
                "char_start": post.span.start,
                "char_end": post.span.end,
                "quote": post.span.of(document.text),
                "extractor": "posts",
                "extractor_version": 1,
                "rule": document.reader,
                "confidence": 1.0,
                "basis": "reported",
            }
        )
    return rows


def _theme_rows(document: Document) -> list[dict[str, Any]]:
    from miner.themes import classify_posts, model_name

    texts = [post.own_text(document.text) for post in document.posts]
    rows = []
    for post, text, verdicts in zip(document.posts, texts, classify_posts(texts), strict=True):
        for verdict in verdicts:
            provenance = Provenance(
                document_id=document.document_id,
                span=post.span,
                quote=post.span.of(document.text),
                extractor="themes",
                extractor_version=1,
                rule=model_name(),
                confidence=round(max(verdict.probability, 1 - verdict.probability), 4),
            )
            theme = Theme(
                post_id=post.post_id,
                theme=verdict.theme,
                probability=round(verdict.probability, 4),
                assigned=verdict.assigned,
                threshold=round(verdict.threshold, 4),
                model=model_name(),
                rationale=" … ".join(span.of(text) for span in verdict.rationale) or None,
                provenance=provenance,
            )
            rows.append(record_row(theme))
    return rows


def _claim_rows(document: Document) -> list[dict[str, Any]]:
    from miner.claims import find_claims

    return [record_row(claim) for claim in find_claims(document)]
