"""The front matter of JATS: title, identifiers, journal, year, licence, abstracts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from miner.model.document import Metadata
from miner.readers.jats_inline import plain_text
from miner.readers.safe_xml import local_name

# Abstracts that are pictures or advertisements rather than summaries.
_NOT_ABSTRACTS = ("graphical", "toc", "teaser", "web-summary", "precis")


def read_metadata(article: Any) -> Metadata:
    """Collect what an `article` element says of itself; None where it does not."""
    front = next((part for part in article if local_name(part) in ("front", "front-stub")), None)
    if front is None:
        return Metadata()
    ids = _ids(front)
    title = next((plain_text(node) for node in _all(front, "article-title")), None) or None
    return Metadata(
        title=title,
        doi=ids.get("doi", "").lower() or None,
        pmid=ids.get("pmid"),
        pmcid=_pmcid(ids),
        journal=next((plain_text(node) for node in _all(front, "journal-title")), None),
        year=_year(front),
        language=_language(article),
        licence=_licence(front),
        retracted_notice=_retraction(article, front, title),
        author_family_names=_authors(front),
    )


def abstracts_of(article: Any) -> Iterator[tuple[str, Any]]:
    """Give each abstract of an article with a heading for its section path."""
    front = next((part for part in article if local_name(part) == "front"), None)
    if front is None:
        return
    for node in _all(front, "abstract"):
        kind = node.get("abstract-type") or ""
        if kind in _NOT_ABSTRACTS:
            continue
        yield ("Abstract" if not kind else f"Abstract ({kind})"), node


def keywords_of(article: Any) -> str | None:
    """Return the keywords divided by semicolons, None where there are none."""
    words = [plain_text(node) for node in _all(article, "kwd")]
    return "; ".join(word for word in words if word) or None


def _all(element: Any, name: str) -> Iterator[Any]:
    return (node for node in element.iter() if local_name(node) == name)


def _ids(front: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    for node in _all(front, "article-id"):
        kind = node.get("pub-id-type") or ""
        found.setdefault(kind, (node.text or "").strip())
    return {kind: value for kind, value in found.items() if value}


def _pmcid(ids: dict[str, str]) -> str | None:
    value = ids.get("pmcid") or ids.get("pmc") or ""
    digits = value.upper().removeprefix("PMC")
    return f"PMC{digits}" if digits.isdigit() else None


def _year(front: Any) -> int | None:
    """The earliest year of publication that the paper names, as citations do."""
    years = []
    for date in _all(front, "pub-date"):
        for year in _all(date, "year"):
            words = (year.text or "").strip()
            if words.isdigit() and 1800 <= int(words) <= 2200:
                years.append(int(words))
    return min(years, default=None)


def _language(article: Any) -> str | None:
    for key, value in article.attrib.items():
        if key.endswith("lang"):
            return str(value).lower()
    return None


def _licence(front: Any) -> str | None:
    for node in _all(front, "license"):
        for key, value in node.attrib.items():
            if key.endswith("href"):
                return str(value)
        return plain_text(node)[:200] or None
    return None


def _retraction(article: Any, front: Any, title: str | None) -> str | None:
    if (article.get("article-type") or "") in ("retraction", "expression-of-concern"):
        return str(article.get("article-type"))
    for node in _all(front, "related-article"):
        kind = node.get("related-article-type") or ""
        if "retract" in kind:
            return str(kind)
    if title and title.casefold().startswith(("retracted", "[retracted", "withdrawn")):
        return title[:80]
    return None


def _authors(front: Any) -> tuple[str, ...]:
    names: list[str] = []
    for contributor in _all(front, "contrib"):
        if (contributor.get("contrib-type") or "author") != "author":
            continue
        names.extend(plain_text(node) for node in _all(contributor, "surname"))
    return tuple(name for name in names if name)
