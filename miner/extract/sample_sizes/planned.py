"""Numbers of people that were planned: what a sample size calculation asked for."""

from __future__ import annotations

import re

_CALCULATED = (
    r"sample\s+sizes?\b|power\s+(?:analysis|calculation|of)|\bplanned\b|aimed\s+to|\btarget|\bat\s+least\s*$|\bintended\b|calculated\s+that|estimated\s+that|in\s+order\s+to\s+(?:detect|have|achieve)|required\s+(?:sample|number)|recruitment\s+goal|"
    r"\banticipated\s+to\s+be\b|\bstudy\s+size\b|\bintention\s+was\b"
)
_BEFORE = re.compile(_CALCULATED, re.IGNORECASE)
_AFTER = re.compile(
    r"\b(?:needed|required|necessary|would\s+(?:be|provide|have|allow|give|yield|suffice)|projected|to\s+detect|power|to\s+achieve|sufficient|will\s+be|attrition\s+rate|drop-?out\s+rate|allowing\s+for|to\s+allow\s+for)\b",
    re.IGNORECASE,
)
_NEAR_BEFORE = re.compile(
    r"sample\s+size|study\s+size|power|planned|calculat|aimed|target|goal", re.IGNORECASE
)
_AT_MOST = re.compile(
    r"\b(?:maximum|minimum|at\s+least|up\s+to|target)\s*(?:of\s*)?$", re.IGNORECASE
)
_NEEDED_BEFORE = re.compile(
    r"\b(?:(?:decided|planned|plan|aimed|aim|intended|intend|sought|hoped)\s+to\s+\w+|needed|required|require|need|necessary)\s+(?:at\s+least\s+|a\s+(?:minimum|total)\s+of\s+)?$",
    re.IGNORECASE,
)
_NEEDED = re.compile(
    r"\b(?:would\s+be|are|were|was|is)\s+(?:needed|required|necessary)\b|\bto\s+(?:detect|compensate|account|allow)\b|\bwould\s+provide\b"
)
_DONE = re.compile(r"\b(?:was|were)\s+(?:enrolled|recruited|randomi[sz]ed|included)\b")
_FINAL_SAMPLE = re.compile(r"\bfinal\s+(?:study\s+)?sample\b", re.IGNORECASE)
# A number made larger for those who will leave: `to allow for dropout, 30 patients per group`.
_FOR_DROPOUT = re.compile(
    r"\b(?:allow|account|compensat|assum|anticipat|expect|adjust)\w*\b|\bto\s+prevent\b",
    re.IGNORECASE,
)
_MAY_BE_PLANNED = (None, "planned", "enrolled", "randomised")


def is_planned(before: str, after: str, clause: str, kind: str | None, *, per_arm: bool) -> bool:
    """Tell a number that was planned from one that was reached.

    Parameters
    ----------
    before, after : str
        The words on either side of the number.
    clause : str
        The words after it that belong to it.
    kind : str or None
        What `clause` tells.
    per_arm : bool
        Whether the number is of each arm.
    """
    is_done = _DONE.search(after[:60]) is not None
    if (not is_done and _NEEDED.search(clause[:90])) or _NEEDED_BEFORE.search(before):
        return True
    told = _BEFORE.search(before) is not None
    is_final = _FINAL_SAMPLE.search(before[-60:]) and not _FOR_DROPOUT.search(before)
    if kind in _MAY_BE_PLANNED and told and not (is_done or is_final):
        near = _AFTER.search(after) or _NEAR_BEFORE.search(before[-90:])
        if near:
            return True
    is_allowed = kind == "lost" and _FOR_DROPOUT.search(before) is not None
    return per_arm and (told or is_allowed or _AT_MOST.search(before) is not None)
