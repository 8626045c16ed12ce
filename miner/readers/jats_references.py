"""One entry of a JATS reference list as a line of text."""

from __future__ import annotations

from typing import Any

from miner.readers.jats_inline import plain_text
from miner.readers.safe_xml import local_name

_CITATIONS = ("element-citation", "mixed-citation", "citation", "nlm-citation")


def reference_text(reference: Any) -> str:
    """Return 'label. authors (year) title. source' of a `ref` element, '' when empty."""
    label = next((plain_text(node) for node in reference if local_name(node) == "label"), "")
    parts = [_citation(node) for node in reference.iter() if local_name(node) in _CITATIONS]
    words = " ".join(part for part in parts if part)
    return f"{label.rstrip('.')}. {words}" if label and words else words


def _citation(citation: Any) -> str:
    if local_name(citation) == "mixed-citation" and (citation.text or "").strip():
        return plain_text(citation)
    surnames = [plain_text(node) for node in citation.iter() if local_name(node) == "surname"]
    authors = ", ".join(surnames[:6]) + (" et al" if len(surnames) > 6 else "")
    year, title, source = (_first(citation, name) for name in ("year", "article-title", "source"))
    pieces = (authors, f"({year})" if year else "", f"{title}." if title else "", source)
    return " ".join(piece for piece in pieces if piece) or plain_text(citation)


def _first(citation: Any, name: str) -> str:
    return next((plain_text(node) for node in citation.iter() if local_name(node) == name), "")
