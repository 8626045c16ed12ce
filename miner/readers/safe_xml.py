"""Parsing XML that may be hostile: no entities, no network, bounded depth."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from lxml import etree

from miner.model.errors import ReadError


@dataclass(frozen=True, slots=True)
class ParsedXml:
    """The root element; `is_cut` where the file ends inside it, `mended` what else was wrong."""

    root: Any
    is_cut: bool = False
    mended: str | None = None


def parse_xml(data: bytes, *, path: str) -> ParsedXml:
    """Parse bytes of XML into an lxml element.

    Entity declarations are ignored (an XML bomb stays small, an external entity stays
    unread), nothing is fetched, and small faults are mended as lxml can; words may be lost
    where it does, so what it met first is told.

    Raises
    ------
    ReadError
        If there is no element to be had, or the markup nests deeper than 256 levels.
    """
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        recover=True,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ReadError(f"{path}: broken XML ({_first_line(error)}); is the file whole?") from error
    if root is None:
        raise ReadError(f"{path}: no XML element found; is the file whole?")
    faults = list(parser.error_log)
    if any("depth" in fault.message.lower() for fault in faults):
        raise ReadError(f"{path}: XML nested too deep to be a document; refused")
    if not faults:
        return ParsedXml(root)
    if not _is_closed(data, root):
        return ParsedXml(root, is_cut=True)
    return ParsedXml(
        root,
        mended=f"XML is not well-formed (line {faults[0].line}: {faults[0].message.strip()[:80]}); "
        "words near there may be missing",
    )


def _is_closed(data: bytes, root: Any) -> bool:
    """Tell whether the root's end tag stands in the bytes; half a paper is not a paper."""
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "latin-1"
    name = etree.QName(root).localname
    written = f"{root.prefix}:{name}" if root.prefix else name
    return re.search(rf"</{re.escape(written)}\s*>", data.decode(encoding, "replace")) is not None


def local_name(element: Any) -> str:
    """Return an element's tag without namespace, lower case; '' for entities and comments."""
    tag = element.tag
    if not isinstance(tag, str):
        return ""
    return tag.rpartition("}")[2].lower()


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0][:120] if str(error) else type(error).__name__
