"""Running text of JATS: marks for citations and superscripts, formulas, links."""

from __future__ import annotations

import re
from typing import Any

from miner.readers.builder import TextBuilder
from miner.readers.safe_xml import local_name

# Content that is not words of the paper.
_SKIPPED = frozenset(
    [
        "graphic",
        "inline-graphic",
        "media",
        "object-id",
        "tex-math",
        "table-wrap",
        "fig",
        "fig-group",
        "table-wrap-group",
        "disp-formula-group",
        "supplementary-material",
        "email",
        "fn",
        "boxed-text",
    ]
)
_BLOCKS_INSIDE = frozenset(("p", "list", "list-item", "title", "break", "def-list", "def-item"))
_EXPONENT = re.compile(r"^\s*[+\-−–]?\s*\d{1,3}\s*$")
_POWER_BASE = re.compile(r"(?:^|\D)10\s?$")
_CITATION_SUP = re.compile(r"^[\[(]?\s*\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*\s*[\])]?$")


def write_inline(builder: TextBuilder, element: Any) -> None:
    """Write an element's text and that of its children into the builder."""
    builder.run(element.text)
    for child in element:
        _write_child(builder, child)
        builder.run(child.tail)


def plain_text(element: Any) -> str:
    """Return an element's words in one line."""
    builder = TextBuilder()
    write_inline(builder, element)
    return builder.text.strip()


def _write_child(builder: TextBuilder, child: Any) -> None:
    name = local_name(child)
    if not name or name in _SKIPPED:
        return
    start = builder.length
    if name == "xref":
        write_inline(builder, child)
        kind = {"bibr": "citation", "table-fn": "footnote_mark", "fn": "footnote_mark"}.get(
            child.get("ref-type") or "", "link"
        )
        builder.mark(kind, start, child.get("rid"))
    elif name == "sup":
        _write_superscript(builder, child)
    elif name == "sub":
        write_inline(builder, child)
        builder.mark("subscript", start)
    elif name in ("ext-link", "uri"):
        write_inline(builder, child)
        target = next((value for key, value in child.attrib.items() if key.endswith("href")), None)
        builder.mark("link", start, target)
    elif name == "alternatives":
        _write_alternative(builder, child)
    else:
        if name in _BLOCKS_INSIDE:
            builder.run(" ")
        write_inline(builder, child)
        if name in _BLOCKS_INSIDE:
            builder.run(" ")


def _write_superscript(builder: TextBuilder, element: Any) -> None:
    words = "".join(element.itertext())
    has_xref = any(local_name(child) == "xref" for child in element)
    if not has_xref and _EXPONENT.match(words) and _POWER_BASE.search(builder.last):
        # 10<sup>-5</sup> must not read as 10-5.
        builder.raw("^")
    start = builder.length
    write_inline(builder, element)
    kind = "superscript"
    if not has_xref and len(words.strip()) > 1 and _CITATION_SUP.match(words.strip()):
        kind = "citation" if re.search(r"[a-z.,;)]$", builder.last[: -len(words)] or "") else kind
    builder.mark(kind, start)


def _write_alternative(builder: TextBuilder, element: Any) -> None:
    """Of several forms of one thing take the first that has words."""
    for child in element:
        if local_name(child) in _SKIPPED:
            continue
        before = builder.length
        write_inline(builder, child)
        if builder.length > before:
            return
