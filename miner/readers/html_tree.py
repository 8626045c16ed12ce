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


_Asked = dict[str, tuple[frozenset[str], ...]]


@lru_cache(maxsize=1024)
def _parsed(selectors: tuple[str, ...]) -> tuple[tuple[str, ...], _Asked]:
    """Parse `tag`, `.class`, `tag.class.class` once: the tags to walk, and classes by tag."""
    asked: _Asked = {}
    for selector in selectors:
        tag, *names = selector.split(".")
        asked[tag or "*"] = (*asked.get(tag or "*", ()), frozenset(names))
    # lxml skips other tags in C; "*" stands for every element, but not for comments.
    return ("*",) if "*" in asked else tuple(asked), asked


def matches_any(element: Any, selectors: tuple[str, ...]) -> bool:
    """Tell whether an element fits one of `tag`, `.class`, `tag.class`, `tag.class.class`."""
    return isinstance(element.tag, str) and _fits(element, _parsed(selectors)[1])


def _fits(element: Any, asked: _Asked) -> bool:
    own, loose = asked.get(element.tag), asked.get("*")
    if own is None and loose is None:
        return False
    names = (element.get("class") or "").split()
    # A plain loop, as this runs for every element: `any` with a generator takes twice as long.
    for one in (own or ()) + (loose or ()):  # noqa: SIM110
        if one.issubset(names):
            return True
    return False


def find_all(root: Any, *selectors: str) -> Iterator[Any]:
    """Give the elements below `root` that fit a selector, in document order."""
    tags, asked = _parsed(selectors)
    for element in root.iter(*tags):
        if element is not root and _fits(element, asked):
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
