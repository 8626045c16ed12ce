"""Fetching open-access papers by identifier from Europe PMC: the only use of the network."""

from __future__ import annotations

import json
import re
import urllib.error
import urllib.parse
import urllib.request

from miner.model.errors import ReadError

SERVICE = "https://www.ebi.ac.uk/europepmc/webservices/rest"
SECONDS = 60
MAX_BYTES = 64 * 1024 * 1024

_PMCID = re.compile(r"^(?:pmc:)?PMC(\d+)$", re.IGNORECASE)
_PMID = re.compile(r"^(?:pmid:?\s*)?(\d{4,9})$", re.IGNORECASE)
_DOI = re.compile(r"^(?:doi:|https?://(?:dx\.)?doi\.org/)?(10\.\d{4,9}/\S+)$", re.IGNORECASE)


def query_of(identifier: str) -> str:
    """Return the Europe PMC query of a PMCID, PMID or DOI.

    Raises
    ------
    ReadError
        If it is none of them.

    Examples
    --------
    >>> query_of("PMC123")
    'PMCID:PMC123'
    >>> query_of("10.1000/xyz")
    'DOI:"10.1000/xyz"'
    """
    identifier = identifier.strip()
    for pattern, template in (
        (_PMCID, "PMCID:PMC{}"), (_PMID, "EXT_ID:{} AND SRC:MED"), (_DOI, 'DOI:"{}"'),
    ):  # fmt: skip
        found = pattern.match(identifier)
        if found:
            return template.format(found.group(1))
    raise ReadError(f"{identifier}: not a PMCID, PMID or DOI; write PMC123456, 12345678 or 10.x/y")


def fetch_paper(identifier: str, *, service: str = SERVICE) -> tuple[str, bytes]:
    """Fetch one open-access paper as JATS.

    Returns
    -------
    tuple of (str, bytes)
        Its PMCID and its bytes.

    Raises
    ------
    ReadError
        If it is not found, not open access, or the service cannot be reached.
    """
    query = urllib.parse.urlencode({"query": query_of(identifier), "format": "json"})
    answer = json.loads(_get(f"{service}/search?{query}", identifier))
    results = answer.get("resultList", {}).get("result", [])
    if not results:
        raise ReadError(f"{identifier}: Europe PMC does not know it")
    pmcid = results[0].get("pmcid")
    if not pmcid or results[0].get("isOpenAccess") != "Y":
        raise ReadError(f"{identifier}: no open-access full text in Europe PMC")
    return pmcid, _get(f"{service}/{pmcid}/fullTextXML", identifier)


def _get(url: str, identifier: str) -> bytes:
    request = urllib.request.Request(url, headers={"User-Agent": "evidence-miner"})
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as stream:
            data: bytes = stream.read(MAX_BYTES + 1)
    except (urllib.error.URLError, TimeoutError, ConnectionError) as error:
        raise ReadError(
            f"{identifier}: cannot be fetched ({error}); is there a network?"
        ) from error
    if len(data) > MAX_BYTES:
        raise ReadError(f"{identifier}: larger than a paper should be; left out")
    return data
