"""Counts printed as a share of others: `85% (35/41) of these participants`, `73 of 84 (87%)`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from miner.extract.participant_counts import PlacedCount, part_of
from miner.extract.sample_sizes.kinds import kind_after
from miner.extract.sample_sizes.mention import SizeMention
from miner.model.document import Document
from miner.model.span import Span

_SHARE_SCORE = 0.6
_NUMERATOR = re.compile(
    r"(?P<n>\b\d{1,6})\s?/\s?(?P<of>\d{1,6})\b[)\]]?\s*(?:[(\[]?(?P<percent>\d[\d.]*)\s?%[)\]]?)?\s*(?:of\s+)?(?:the\s+|these\s+|those\s+|all\s+)?(?P<rest>(?:[a-z-]+\s+){0,3}?"
    r"(?:patients|participants|subjects|individuals|people|adults|children|women|men|students|volunteers|inpatients|outpatients)\b[^.;:(]{0,60}|(?:completed|attended|consented|withdrew|dropped\s+out|received|declined|participated|were\s+lost)\b[^.;:(]{0,60})"
)
_WHOLE_KIND = re.compile(
    r"(screened|invited|approached|eligible|enrolled|recruited)\b", re.IGNORECASE
)
_WHOLE_KINDS = {
    "scree": "screened", "invit": "screened", "appro": "screened", "eligi": "eligible",
    "enrol": "enrolled", "recru": "enrolled",
}  # fmt: skip
_PERCENT_BEFORE = re.compile(r"(\d[\d.]*)\s?%\s*[(\[]\s*$")
_NUMBER_OF = re.compile(
    r"(?:\d[\d,]*|(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|\w+ty(?:[- ]\w+)?|hundred\s+\w+)|\d\s*%?\))\s+(?:\w+\s)?(?:out\s+)?of\s+(?:the|these|those|our|all)?\s*$",
    re.IGNORECASE,
)
_SHARE = re.compile(
    r"(?:\s*[(\[](?P<first>\d[\d.]*)\s?%[)\]])?\s*(?:(?:[a-z-]+\s){0,2}?(?:out\s+)?of\s+(?:the\s+|these\s+|a\s+total\s+of\s+)?(?P<of>\d{1,6})\b(?!\s*%|[.,]\d))?"
    r"(?:\s*(?:[a-z-]+\s){0,3}?[,(\[]\s?(?P<last>\d[\d.]*)\s?%)?",
)


def find_shares(document: Document, known: set[int]) -> Iterator[SizeMention]:
    """Read the counts of `85% (35/41) of these participants completed the study`.

    Parameters
    ----------
    document : Document
    known : set of int
        Where the counts begin that are read already.

    Yields
    ------
    SizeMention
        The people of a step, and the whole that they are a share of where that is told too.
    """
    for block in document.blocks:
        part = part_of(block)
        if part not in ("abstract", "methods", "results"):
            continue
        for match in _NUMERATOR.finditer(document.text, block.span.start, block.span.end):
            if int(match["n"]) <= int(match["of"]):
                yield from _of_share(document.text, match, part, known)


def _of_share(text: str, match: re.Match[str], part: str, known: set[int]) -> Iterator[SizeMention]:
    whole = _WHOLE_KIND.match(match["rest"])
    kind = kind_after(match["rest"][whole.end() if whole else 0 :])
    if whole:
        yield SizeMention(
            n=int(match["of"]), span=Span(*match.span("of")),
            kind=_WHOLE_KINDS[whole[1].lower()[:5]],
            rule="share_after", score=_SHARE_SCORE, part=part, cue="share",
        )  # fmt: skip
    if kind in (None, "planned", "randomised") or match.start("n") in known:
        return
    before = _PERCENT_BEFORE.search(text[max(0, match.start() - 14) : match.start()])
    percent = match["percent"] or (before[1] if before else None)
    yield SizeMention(
        n=int(match["n"]), span=Span(*match.span("n")), kind=kind, rule="share_after",
        score=_SHARE_SCORE, part=part, of_n=int(match["of"]),
        percent=float(percent) if percent else None, cue="share",
    )  # fmt: skip


def read_share(text: str, count: PlacedCount) -> tuple[int | None, float | None]:
    """Read `of 84` and `(87%)` beside a count."""
    match = _SHARE.match(text, count.mention.span.end, count.mention.span.end + 80)
    if match is None:
        return None, None
    of_n = int(match["of"]) if match["of"] and int(match["of"]) >= count.mention.n else None
    printed = (match["first"] or match["last"] or "").rstrip(".")
    percent = float(printed) if re.fullmatch(r"\d+(?:\.\d+)?", printed) else None
    return of_n, percent if percent is None or percent <= 100 else None


def is_whole_of_share(text: str, count: PlacedCount) -> bool:
    """Tell the 84 of `73 of the 84 participants`."""
    start = max(count.sentence.start, count.mention.span.start - 45)
    return _NUMBER_OF.search(text[start : count.mention.span.start]) is not None
