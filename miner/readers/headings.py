"""Headings of papers: the names sections go by, and their numbering."""

from __future__ import annotations

import re

_TOP = (
    "abstract", "summary", "introduction", "background", "background and objectives?",
    "background and aims?", "objectives?", "aims?", "purpose", "methods?", "method",
    "materials? and methods?", "methods? and materials?", "patients and methods?",
    "subjects and methods?", "participants and methods?", "experimental(?: section)?",
    "study design and methods", "methodology", "research design and methods?", "results?", "findings",
    "results and discussion", "discussion", "discussion and conclusions?", "general discussion",
    "conclusions?", "concluding remarks", "limitations", "strengths and limitations",
    "references", "bibliography", "literature cited", "acknowledge?ments?", "funding",
    "author contributions", "authors[’'] contributions?", "contributors", "conflicts? of interests?",
    "competing interests?", "declaration of (?:conflicting|competing) interests?",
    "declarations?", "disclosures?", "ethics(?: approval)?(?: and consent to participate)?",
    "data availability(?: statement)?", "availability of data and materials?", "abbreviations",
    "supplementary materials?", "supporting information", "appendix(?: [a-z0-9])?", "appendices",
    "additional files?", "keywords?", "key words", "author details", "pre-?publication history",
    "trial registration", "highlights", "key messages?", "consent for publication",
)  # fmt: skip
_INNER = (
    "participants?", "patients?", "subjects", "study (?:design|population|participants|sample)",
    "trial design", "setting", "design", "design and setting", "procedures?", "interventions?", "measures?",
    "outcomes?", "outcome measures?", "primary outcomes?", "secondary outcomes?", "sample size",
    "randomi[sz]ation(?: and blinding)?", "blinding", "statistical (?:analys[ie]s|methods?)",
    "data (?:analysis|collection)", "instruments?", "assessments?", "recruitment",
    "eligibility(?: criteria)?", "inclusion criteria", "exclusion criteria", "adverse events", "safety", "efficacy",
    "baseline characteristics", "participant flow", "ethical considerations?",
    "limitations(?: and strengths)?", "implications",
)  # fmt: skip
_NUMBER = r"(?:(?P<number>\d{1,2}(?:\.\d{1,2}){0,3}\.?|[IVX]{1,5}\.)\s+)?"
_TOP_NAME = re.compile(rf"^{_NUMBER}(?:{'|'.join(_TOP)})\s*[:.]?$", re.IGNORECASE)
_INNER_NAME = re.compile(rf"^{_NUMBER}(?:{'|'.join(_INNER)})\s*[:.]?$", re.IGNORECASE)
_NUMBERED = re.compile(r"^(\d{1,2}(?:\.\d{1,2}){0,3})\.?\s+([A-Z][^.!?;]{2,110})$")
_MARKED = re.compile(r"^(#{1,4})\s+(\S.*)$")
_SPACED = re.compile(r"^(?:[A-Z&] ){3,}[A-Z]$")


def tidy_heading(text: str) -> str:
    """Return a heading's words without its colon and without letter spacing."""
    text = " ".join(text.split()).strip().rstrip(":").strip()
    if _SPACED.match(text):
        text = text.replace(" ", "")
    return text


def is_top_heading(text: str) -> bool:
    """Tell whether a line is the name of a main section.

    Examples
    --------
    >>> is_top_heading("2. Materials and Methods"), is_top_heading("Methods were simple")
    (True, False)
    """
    return len(text) <= 70 and _TOP_NAME.match(tidy_heading(text)) is not None


def is_known_heading(text: str) -> bool:
    """Tell whether a line is the name of a main section or of a usual part of one."""
    return is_top_heading(text) or (
        len(text) <= 60 and _INNER_NAME.match(tidy_heading(text)) is not None
    )


def numbered_depth(text: str) -> int | None:
    """Return how deep a numbered heading lies, None for a line that is none.

    Examples
    --------
    >>> numbered_depth("2.3. Outcome Measures"), numbered_depth("3 patients left")
    (2, None)
    """
    match = _NUMBERED.match(" ".join(text.split()))
    if match is None or len(match.group(2).split()) > 14:
        return None
    return match.group(1).count(".") + 1


def marked_heading(line: str) -> tuple[int, str] | None:
    """Return (level, words) of a line such as '## Methods', None for another line."""
    match = _MARKED.match(line.strip())
    return (len(match.group(1)), match.group(2).strip().strip("#").strip()) if match else None


def section_path(path: tuple[str, ...], name: str, level: int) -> tuple[str, ...]:
    """Return the path of headings after one of `level` (1 is the top) is met."""
    return (*path[: max(0, level - 1)], name)
