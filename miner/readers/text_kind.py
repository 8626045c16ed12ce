"""What a plain text is: a paper, an article, or a thread."""

from __future__ import annotations

import re

_PAPER_SIGNS: tuple[tuple[float, re.Pattern[str]], ...] = (
    (2.0, re.compile(r"(?mi)^\s*(?:\d\.?\s*)?(?:abstract|introduction|references|methods?|materials and methods|discussion)\s*$")),
    (2.0, re.compile(r"\b(?:Methods|Results|Conclusions?|Background|Objectives?|Aims?|Discussion):\s")),
    (1.5, re.compile(r"\b[nN]\s?=\s?\d+|\b[pP]\s?[<=>]\s?0?\.\d+|95\s?% ?CI|±")),
    (1.0, re.compile(r"\bet al\.|\[\d{1,3}(?:[,–-]\d{1,3})*\]")),
    (1.5, re.compile(r"(?i)\b(?:corresponding author|ORCID|conflicts? of interest|ethics committee|informed consent|trial registration|keywords:)")),
    (1.0, re.compile(r"(?i)\b(?:citations? \(scopus\)|publication status|original language|peer-?review)")),
    (0.5, re.compile(r"(?i)\bwe (?:aimed|randomi[sz]ed|assessed|conducted|recruited|investigated|report)\b|the aim of this study")),
    (0.5, re.compile(r"(?i)\bwere randomly (?:assigned|allocated)|randomi[sz]ed to\b")),
)  # fmt: skip
_ARTICLE_SIGNS: tuple[tuple[float, re.Pattern[str]], ...] = (
    (2.0, re.compile(r"(?i)\breading time\b|\bmin(?:ute)?s? read\b|last updated|^\s*by [A-Z]\w+ [A-Z]\w+\s*$")),
    (1.5, re.compile(r"©|\bAll rights reserved\b|(?i:\bnewsletter\b|\bsubscribe\b|\bshare this\b)")),
    (1.5, re.compile(r"(?i)\bleave a (?:reply|comment)\b|\b\d+ comments\b|advertisement|buy me a coffee")),
    (1.5, re.compile(r"[“\"][^”\"\n]{20,300}[,.]?[”\"]\s+(?:says|said|explains?|added|adds|told)\b")),
    (1.0, re.compile(r"(?i)\b(?:researchers|scientists|new study|the study|the team|experts) (?:said|say|found|shows?|suggests?|from)\b")),
    (0.5, re.compile(r"(?i)\b(?:you|your|we all|let's|here's)\b")),
)  # fmt: skip
_MOST = 4


def text_kind(text: str) -> str:
    """Return `paper` or `article` for prose without a thread's traces.

    Notes
    -----
    Short texts without any sign are taken for articles: claims are looked for in them, and
    no number of theirs is taken for a study's own result.
    """
    sample = text[:60_000]
    paper = _score(sample, _PAPER_SIGNS)
    article = _score(sample, _ARTICLE_SIGNS)
    return "paper" if paper >= 3.0 and paper > article else "article"


def _score(text: str, signs: tuple[tuple[float, re.Pattern[str]], ...]) -> float:
    return sum(
        weight * min(_MOST, sum(1 for _ in pattern.finditer(text))) for weight, pattern in signs
    )
