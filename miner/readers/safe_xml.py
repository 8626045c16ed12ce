"""Parsing XML that may be hostile: no entities, no network, bounded depth."""

from __future__ import annotations

from typing import Any

from lxml import etree

from miner.model.errors import ReadError


def parse_xml(data: bytes, *, path: str) -> Any:
    """Parse bytes of XML into an lxml element.

    Entity declarations are ignored (an XML bomb stays small, an external entity stays
    unread), nothing is fetched, and small faults are mended as lxml can.

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
    fatal = [entry for entry in parser.error_log if "depth" in entry.message.lower()]
    if fatal:
        raise ReadError(f"{path}: XML nested too deep to be a document; refused")
    return root


def local_name(element: Any) -> str:
    """Return an element's tag without namespace, lower case; '' for entities and comments."""
    tag = element.tag
    if not isinstance(tag, str):
        return ""
    return tag.rpartition("}")[2].lower()


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0][:120] if str(error) else type(error).__name__
