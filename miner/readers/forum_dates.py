"""Dates as forums print them, into ISO 8601."""

from __future__ import annotations

import datetime
import re

_ISO = re.compile(
    r"^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2})?)(?:\.\d+)?\s*(Z|[+-]\d{2}:?\d{2})?)?"
)
_DOTTED = re.compile(r"\b(\d{1,2})\.(\d{1,2})\.(\d{4})(?:\D{1,6}(\d{1,2}):(\d{2}))?")
_SLASHED = re.compile(
    r"\b(\d{1,2})[-/](\d{1,2})[-/](\d{4})(?:\D{1,6}(\d{1,2}):(\d{2})\s*([AaPp][Mm])?)?"
)
_MONTHS = {
    "jan": 1, "feb": 2, "mar": 3, "mär": 3, "apr": 4, "may": 5, "mai": 5, "jun": 6, "jul": 7,
    "aug": 8, "sep": 9, "oct": 10, "okt": 10, "nov": 11, "dec": 12, "dez": 12,
}  # fmt: skip
_TIME = re.compile(r"\b(\d{1,2}):(\d{2})(?::\d{2})?\s*([AaPp]\.?[Mm])?")
_NAMED = re.compile(
    r"\b(?P<m1>[A-Za-zä]{3,9})\.?\s+(?P<d1>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<y1>\d{4})"
    r"|\b(?P<d2>\d{1,2})(?:st|nd|rd|th)?\.?\s+(?P<m2>[A-Za-zä]{3,9})\.?,?\s+(?P<y2>\d{4})"
)


def read_date(words: str | None) -> str | None:
    """Return a printed date as ISO 8601, as exact as it is printed; None where unreadable.

    Day and month of `04-11-2005` cannot be told apart unless one is over 12: then only the
    order that fits is taken, else month first, as vBulletin prints by default.

    Examples
    --------
    >>> read_date("Nov 14, 2015 at 4:25 AM")
    '2015-11-14T04:25'
    >>> read_date("27. September 2018")
    '2018-09-27'
    >>> read_date("yesterday") is None
    True
    """
    if not words:
        return None
    words = " ".join(words.split())
    iso = _ISO.match(words)
    if iso:
        day, time, zone = iso.groups()
        return day + (f"T{time}" if time else "") + (zone or "" if time else "")
    dotted = _DOTTED.search(words)
    if dotted:
        day, month, year, hour, minute = dotted.groups()
        return _iso(int(year), int(month), int(day), hour, minute, None)
    slashed = _SLASHED.search(words)
    if slashed:
        first, second, year, hour, minute, half = slashed.groups()
        month, day = int(first), int(second)
        if month > 12:
            month, day = day, month
        return _iso(int(year), month, day, hour, minute, half)
    named = _NAMED.search(words)
    if named:
        found = named.groupdict()
        month = _MONTHS.get((found["m1"] or found["m2"]).lower()[:3])
        if month:
            rest = _TIME.search(words, named.end())
            hour, minute, half = rest.groups() if rest else (None, None, None)
            day = int(found["d1"] or found["d2"])
            return _iso(int(found["y1"] or found["y2"]), month, day, hour, minute, half)
    return None


def _iso(
    year: int, month: int, day: int, hour: str | None, minute: str | None, half: str | None
) -> str | None:
    try:
        date = datetime.date(year, month, day).isoformat()
    except ValueError:
        return None
    if hour is None or minute is None:
        return date
    clock = int(hour)
    if half:
        clock = clock % 12 + (12 if half.lower().startswith("p") else 0)
    return f"{date}T{clock:02d}:{minute}" if clock < 24 and int(minute) < 60 else date
