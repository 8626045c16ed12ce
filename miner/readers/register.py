"""Is this how a paper is written, or how a person talks? Paper text pasted into a post."""

from __future__ import annotations

import re

# Each pattern says (name, points towards a paper). Negative: somebody is talking.
_SIGNS: tuple[tuple[str, float, re.Pattern[str]], ...] = (
    (
        "citation",
        1.5,
        re.compile(r"[a-z)]\d{1,2}(?=[.,;\s])|\[\d{1,3}(?:[,–-]\s?\d{1,3})*\]|\bet al\b"),
    ),
    (
        "formal",
        1.0,
        re.compile(
            r"\b(?:participants?|patients were|were (?:randomi[sz]ed|assigned|administered|assessed|"
            r"included|measured|performed|evaluated|observed|analy[sz]ed)|was (?:assessed|measured|"
            r"performed|administered|offered|provided)|respectively|baseline|post-intervention|"
            r"follow-up|statistically|significant(?:ly)?|intervention|the aim of|appears? to be|"
            r"et al|in conclusion|randomi[sz]ed|controlled trial|hypothes[ie]s|outcomes?|"
            r"this (?:study|paper|trial)|compared (?:to|with)|consist(?:ed|s) of)\b",
            re.IGNORECASE,
        ),
    ),
    ("abbreviation", 1.0, re.compile(r"\((?:[A-Z][A-Za-z-]*[A-Z]|[A-Z]{2,})s?\)")),
    ("statistic", 1.5, re.compile(r"\b[pP]\s?[<=>]\s?0?\.\d|\b[nN]\s?=\s?\d|95%\s?CI|±")),
    (
        "person",
        -1.5,
        re.compile(r"\b(?:I|I'm|I’m|I've|I’ve|I'd|me|my|mine|you|your|yours|you're|you’re)\b"),
    ),
    (
        "contraction",
        -1.5,
        re.compile(r"\b\w+(?:n['’]t|['’](?:re|ve|ll|d|m))\b|\b(?:it|that|there)['’]s\b"),
    ),
    (
        "talk",
        -1.5,
        re.compile(
            r"\b(?:lol|btw|imo|imho|tbh|etc\.\.\.|gotta|gonna|wanna|yeah|yep|nope|oh|hey|well,|thanks|"
            r"pathetic|nonsense|rubbish|quack\w*|bullshit|shit|crap|stupid|ridiculous|good grief|"
            r"why not|sounds? (?:like|to me)|guess|glad|sorry|please|weird|stuff)\b|[!?]{1,}|\.\.\.|…",
            re.IGNORECASE,
        ),
    ),
)
# Repeats of one sign beyond this add nothing.
_MOST = 3


def paper_register(text: str) -> float:
    """Score how much a paragraph sounds like a paper (positive) or like talk (negative).

    Parameters
    ----------
    text : str
        One paragraph.

    Returns
    -------
    float
        Sum of the signs found, each counted at most three times.

    Examples
    --------
    >>> paper_register("Participants were randomised to ABCT (n = 18) or TAU (n = 16).") > 2
    True
    >>> paper_register("I don't buy it, my doctor said the same!") < 0
    True
    """
    return sum(
        weight * min(_MOST, sum(1 for _ in pattern.finditer(text))) for _, weight, pattern in _SIGNS
    )
