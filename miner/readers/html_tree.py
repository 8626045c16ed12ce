"""HTML into a tree, and finding elements by tag and class without slow searches."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from lxml import etree

from miner.model.errors import ReadError

_CHARSET = re.compile(rb"<meta[^>]{0,200}charset=[\"']?([\w-]+)", re.IGNORECASE)
# libxml2 stops at 256 levels; real pages nest 20 to 60 deep.
_TOO_DEEP = "depth"


def parse_html(data: bytes, *, path: str) -> Any:
    """Parse bytes of HTML into an lxml element.

    The encoding is what the page says, UTF-8 when that fits, else Windows-1252.

    Raises
    ------
    ReadError
        If there is no element, or the page nests deeper than 256 levels.
    """
    parser = etree.HTMLParser(
        encoding=_encoding(data), no_network=True, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ReadError(f"{path}: broken HTML ({str(error)[:80]})") from error
    if root is None:
        raise ReadError(f"{path}: no HTML element found")
    if any(_TOO_DEEP in entry.message.lower() for entry in parser.error_log):
        raise ReadError(f"{path}: HTML nested deeper than 256 levels; refused")
    return root


def _encoding(data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    try:
        data.decode("utf-8")
        return "utf-8"
    except UnicodeDecodeError:
        named = _CHARSET.search(data[:4096])
        name = named.group(1).decode("ascii").lower() if named else "cp1252"
        return "cp1252" if name in ("utf-8", "iso-8859-1", "latin-1", "latin1") else name


def classes(element: Any) -> frozenset[str]:
    """Return the class names of an element."""
    return frozenset((element.get("class") or "").split())


@lru_cache(maxsize=1024)
def _parsed(selectors: tuple[str, ...]) -> tuple[tuple[str, ...], dict[str, list[frozenset[str]]]]:
    """Parse `tag`, `.class`, `tag.class.class` once: the tags to walk, classes asked by tag."""
    by_tag: dict[str, list[frozenset[str]]] = {}
    for selector in selectors:
        tag, *names = selector.split(".")
        by_tag.setdefault(tag or "*", []).append(frozenset(names))
    # lxml skips other tags in C; "*" stands for every element, but not for comments.
    return ("*",) if "*" in by_tag else tuple(by_tag), by_tag


def matches_any(element: Any, selectors: tuple[str, ...]) -> bool:
    """Tell whether an element fits one of `tag`, `.class`, `tag.class`, `tag.class.class`."""
    by_tag = _parsed(selectors)[1]
    asked = by_tag.get(element.tag, ())
    loose = by_tag.get("*", ())
    if not asked and not (loose and isinstance(element.tag, str)):
        return False
    names = (element.get("class") or "").split()
    return any(one.issubset(names) for one in (*asked, *loose))


def find_all(root: Any, *selectors: str) -> Iterator[Any]:
    """Give the elements below `root` that fit a selector, in document order."""
    for element in root.iter(*_parsed(selectors)[0]):
        if element is not root and matches_any(element, selectors):
            yield element


def first(root: Any, *selectors: str) -> Any:
    """Return the first element below `root` that fits a selector, trying them in turn."""
    for selector in selectors:
        found = next(find_all(root, selector), None)
        if found is not None:
            return found
    return None


def words_of(element: Any) -> str:
    """Return the words of an element in one line, '' for None."""
    return " ".join("".join(element.itertext()).split()) if element is not None else ""


def meta(root: Any, *names: str) -> str | None:
    """Return the content of the first `meta` tag with one of the names or properties."""
    for wanted in names:
        for element in root.iter("meta"):
            if wanted in (element.get("name"), element.get("property"), element.get("itemprop")):
                content = (element.get("content") or "").strip()
                if content:
                    return content
    return None


def canonical_url(root: Any) -> str | None:
    """Return the address a page gives for itself, None where it gives none."""
    for element in root.iter("link"):
        if (element.get("rel") or "").lower() == "canonical" and element.get("href"):
            return str(element.get("href"))
    return meta(root, "og:url")
