"""The outcomes that one stretch lists: `pain, sleep quality and days off work`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from miner.extract.outcomes.naming import cut_to_name, why_no_name

_BOUND = re.compile(
    r";\s*(?:and\s+)?|,\s*(?:and/or|and|or|plus|as\s+well\s+as)\s+|,\s*|\s+(?:and/or|and|plus|as\s+well\s+as|along\s+with|together\s+with)\s+",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"[(\[]?\b(?:\d|[a-h]|i{1,3}|iv|v)[)\]][.:]?\s+")
# A word that wants its noun: "mild, moderate and severe decline" is one outcome.
_ADJECTIVE = re.compile(
    r"^(?:mild|moderate|severe|left|right|total|high|low|early|late|fast|slow|upper|lower|short|long|complete|partial|major|minor|daily|state|trait|minimum|"
    r"maximum|peak|mean|inner|outer|acute|in-?patient|out-?patient|pre|post|self|short-term|long-term|in-hospital|"
    r"(?!.*(?:survival|interval|withdrawal|removal|referral|arrival|retrieval|relapse|approval|music|clinic|topic|panic|colic|objective|table)$)[\w-]{3,}(?:al|ic|ive|ous|able|ible|ary|ular|ed|ful))$",
    re.IGNORECASE,
)
# What is asked of something still to be named: "duration and severity of diarrhoea".
_ASPECT = re.compile(
    r"^(?:duration|severity|incidence|nature|frequency|number|rate|time|intensity|presence|extent|proportion|type|levels?|changes?|"
    r"occurrence|prevalence|degree|percentage|amount|[a-z]{1,3})$"
)
_COMPONENTS = re.compile(
    r"^\s*(?:including|comprising|consisting|such\s+as|as\b|compar\w+|between|i\.?e\b|e\.?g\b|namely)",
    re.I,
)
_COMPOSITE = re.compile(r"^\s*(?:the\s+|an?\s+)?(?:composite|combination|combined)\b", re.I)
_CONTINUED = re.compile(r"\b(?:between|in\s+(?:the|both))\b[^,;]*$", re.I)
_STOP = re.compile(r"\b(?:was|were|is|are|had|have|has|will|we)\b", re.IGNORECASE)


def listed_names(what: str) -> Iterator[tuple[int, str, str]]:
    """Yield (start, name, why it is none) of each outcome that a stretch lists, in order.

    The reason is empty for a name. Nothing is read behind a piece that holds a verb, or that
    opens as a clause: from there on the sentence speaks of something else.
    """
    for position, (start, piece) in enumerate(_pieces(what)):
        if _COMPONENTS.match(piece):  # parts of the outcome named before, or who is compared
            return
        verb = _STOP.search(piece)
        offset, name = cut_to_name(piece[: verb.start()] if verb else piece)
        is_subject = verb is not None and not piece[offset + len(name) : verb.start()].strip()
        reason = "a clause" if is_subject else why_no_name(name)
        if name:
            yield start + offset, name, reason
        if verb or (position == 0 and "clause" in reason):
            return


def _pieces(what: str) -> Iterator[tuple[int, str]]:
    """Cut at commas, semicolons, `and` and numbers, outside brackets, but not within a phrase."""
    start = 0
    for begin, end in [] if _COMPOSITE.match(what) else _bounds(what):
        piece, bound = what[start:begin], what[begin:end]
        if not piece.strip():
            start = end
        elif not _wants_more(piece, bound):
            yield start, piece
            start = end
    if what[start:].strip():
        yield start, what[start:]


def _bounds(what: str) -> list[tuple[int, int]]:
    depths, depth = [], 0
    for character in what:
        depth += (character in "([") - (character in ")]" and depth > 0)
        depths.append(depth)
    found = [match.span() for match in _NUMBERED.finditer(what)]
    taken = [match for match in _BOUND.finditer(what) if not depths[match.start()]]
    found += [
        match.span()
        for match in taken
        if not any(begin < match.end() and match.start() < end for begin, end in found)
    ]
    return sorted(found)


def _wants_more(piece: str, bound: str) -> bool:
    """Tell whether a piece is only the first half of a phrase that the bound does not end."""
    if ";" in bound or not re.search(r"[\w,]", bound):
        return False
    if "," not in bound and _CONTINUED.search(piece):
        return True  # "between the early and the late group", "in the acute and delayed phase"
    _, name = cut_to_name(piece)
    words = [word for word in re.split(r"[\s,]+", name) if word not in ("", "and", "or")]
    if not words or len(words) > 4:
        return False
    return all(map(_ASPECT.match, words)) or bool(_ADJECTIVE.match(words[-1]))
