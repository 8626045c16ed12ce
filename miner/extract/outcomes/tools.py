"""Scales that many outcomes share: visual analogue, numerical and verbal rating scales."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tool:
    """A kind of scale, named as the field names it, and its usual short form."""

    name: str
    short: str


_TOOLS = (
    (re.compile(r"\bvisual\s+analog(?:ue|ic|ical)?\s+scales?\b|\bVAS\b", re.IGNORECASE),
     Tool("visual analogue scale", "VAS")),
    (re.compile(r"\bnumeric(?:al)?\s+(?:pain\s+)?(?:rating|analogue?)?\s*scales?\b|\bNRS\b", re.IGNORECASE),
     Tool("numerical rating scale", "NRS")),
    (re.compile(r"\bverbal\s+(?:descriptor|rating|numerical\s+rating)\s+scales?\b|\bVRS\b", re.IGNORECASE),
     Tool("verbal rating scale", "VRS")),
)  # fmt: skip


def generic_tool(words: str) -> Tool | None:
    """Return the generic scale that words name first, None where they name none."""
    hits = [(match.start(), tool) for pattern, tool in _TOOLS if (match := pattern.search(words))]
    return min(hits, key=lambda hit: hit[0])[1] if hits else None
