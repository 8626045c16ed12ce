"""Identifiers that papers and posts print: trial registrations, DOIs, PMIDs, PMCIDs."""

from __future__ import annotations

import re

_REGISTRATION = re.compile(
    r"""
    \b(?:
      NCT\s?\d{8}
    | ISRCTN\s?\d{6,8}
    | ACTRN\s?\d{14}
    | (?:EudraCT\s*(?:number|no\.?|:)?\s*)\d{4}-\d{6}-\d{2}
    | ChiCTR-?[A-Z]{0,4}-?\d{8,10}
    | CTRI/\d{4}/\d{2,3}/\d{6}
    | DRKS\s?\d{8}
    | IRCT\s?\d{6,}N?\d*
    | JPRN-[A-Z]+\d+
    | UMIN\s?\d{9}
    | NTR\s?\d{2,4}
    | PACTR\s?\d{13,16}
    | KCT\s?\d{7}
    | TCTR\s?\d{11}
    | RBR-[0-9a-z]{6}
    )\b
    """,
    re.VERBOSE,
)
_DOI = re.compile(r"\b10\.\d{4,9}/[^\s\"'<>\]\[{}|\\^]+", re.IGNORECASE)


def find_registration(text: str) -> str | None:
    """Return the first trial registration number in a text, None where there is none.

    Examples
    --------
    >>> find_registration("Registered before enrolment (ISRCTN 12345678).")
    'ISRCTN12345678'
    """
    match = _REGISTRATION.search(text)
    if match is None:
        return None
    found = match.group(0)
    if found.lower().startswith("eudract"):
        return found[-14:]
    return re.sub(r"\s", "", found)


def find_doi(text: str) -> str | None:
    """Return the first DOI in a text in lower case, None where there is none.

    Examples
    --------
    >>> find_doi("see https://doi.org/10.1000/xyz123.")
    '10.1000/xyz123'
    """
    match = _DOI.search(text)
    if match is None:
        return None
    found = match.group(0).rstrip(".,;:)")
    # A closing bracket belongs to the DOI only when it was opened inside it.
    if match.group(0).rstrip(".,;:").endswith(")") and "(" in found:
        found += ")"
    return found.lower()
