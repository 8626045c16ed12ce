"""Trial registry numbers in running text."""

from __future__ import annotations

import re

_NUMBER = re.compile(
    r"\b(?:NCT\s?\d{8}|ISRCTN\s?\d{6,8}|ACTRN\s?\d{14}|ChiCTR[-\w]{6,20}|CTRI/\d{4}/\d{2,3}/\d{6}|DRKS\s?\d{8}|"
    r"IRCT\s?\d{10,}[A-Z]?\d*|JPRN-\w{3,}\d+|UMIN\s?\d{9}|KCT\s?\d{7}|NTR\s?\d{3,5}|PACTR\s?\d{15,16}|RBR-\w{6}|SLCTR/\d{4}/\d{3}|TCTR\s?\d{11}|"
    r"(?:EudraCT\s*(?:no\.?|number)?:?\s*)\d{4}-\d{6}-\d{2})"
)


def find_registration(text: str) -> str | None:
    """Return the first registry number that a text prints, None where it prints none."""
    match = _NUMBER.search(text)
    return re.sub(r"^EudraCT\D*|\s", "", match[0]) if match else None
