"""Events told to be none: `no wound infections occurred in either group` is 0 in both arms.

So is `no wound infections were reported`, of nobody in particular.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from miner.extract.forms.groups import Figure, Group
from miner.extract.forms.paper import Paper
from miner.extract.forms.sides import SIDE_LABELS, SideFinder
from miner.extract.forms.sizes import find_sizes
from miner.extract.forms.words import GENERIC_STEMS, stems
from miner.model import Span

_BOTH = r"\b(?:in|among|of|from)\s+(?:the\s+)?(?:either|any|both|neither)(?:\s+of\s+the)?(?:\s+(?:two|study|treatment|three))?\s+(?:groups?|arms?)\b"
_NONE = (
    re.compile(
        rf"\b(?:no|zero)\s+(?P<what>[^.;:()%\d]{{3,90}}?)\s+(?:(?:was|were|occurred|developed|happened|has|have|had)\b[^.;:()%\d]{{0,40}}?)?{_BOTH}",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\bnone\s+of\s+the\s+\w+\s+{_BOTH}\s+(?:had|has|have|developed|experienced|suffered|reported|required|showed)\s+(?:any\s+)?(?P<what>[^.;:()%\d]{{3,90}})",
        re.IGNORECASE,
    ),
    re.compile(
        r"\bno\s+(?P<what>[^.;:()%\d]{3,90}?)\s+(?:(?:was|were|has\s+been|have\s+been)\s+(?:reported|recorded|observed|noted|seen|detected|documented|encountered|noticed)|occurred)"
        r"(?:\s+(?:during|throughout|in|over|after|at)\s+(?:the\s+|this\s+|our\s+)?(?:entire\s+|whole\s+|present\s+|current\s+)?(?:study|trial|treatment|intervention|follow[\s-]?up|surgery|procedures?|observation|hospital(?:i[sz]ation)?(?:\s+stay)?)(?:\s+period)?)?"
        r"(?=\s*(?:[.;]|$|,?\s*and\s+(?:all|no)\b))",
        re.IGNORECASE,
    ),
)
_NOT_EVENTS = re.compile(
    r"\b(?:differen\w+|significan\w+|chang\w+|(?<!adverse\s)(?<!side\s)(?<!side-)(?<!toxic\s)effects?|associations?|correlations?|evidence|improvement|data|more|further|other|additional)\b",
    re.IGNORECASE,
)
# A word like this at the head of a list holds for all of it: no severe nausea or vomiting.
_DEGREE = frozenset(stems("severe serious major minor new grade unexpected related persistent"))
_ITEMS = re.compile(r",\s*(?:or|and|nor)?\s*|\b(?:or|and|nor)\b")
ZERO_ORDER = 400_000


def find_zero_groups(paper: Paper, finder: SideFinder, outcome: str) -> Iterator[Group]:
    """Yield the sentences that say of an outcome that nobody in either arm had it.

    Only the very event asked for counts: no serious adverse events is not no adverse events.
    """
    asked = _telling(outcome)
    text = paper.document.text
    if not asked:
        return
    for sentence in paper.told:
        for pattern in _NONE:
            match = pattern.search(text, sentence.start, sentence.end)
            if match is None or _NOT_EVENTS.search(match["what"]):
                continue
            if any(item == asked for item in _items(match["what"])):
                group = _group(finder, match["what"], Span(*match.span()), sentence.of(text))
                names = (finder.names_of(0), finder.names_of(1))
                # Nobody of an unknown number is no result.
                if None not in find_sizes(paper, None, group.figures, names):
                    yield group


def _items(what: str) -> Iterator[frozenset[str]]:
    parts = [part for part in _ITEMS.split(what) if part.strip()]
    degree = frozenset(stems(parts[0])) & _DEGREE if parts else frozenset()
    for part in parts:
        yield _telling(part) | degree


def _telling(text: str) -> frozenset[str]:
    return frozenset(stems(text)) - GENERIC_STEMS


def _group(finder: SideFinder, what: str, span: Span, sentence: str) -> Group:
    figures = tuple(
        Figure(label, arm.arm_id if arm else None, "count", span, events=0, rule="none_in_words:")
        for label, arm in zip(SIDE_LABELS, finder.paper_arms, strict=True)
    )
    return Group(
        "sentence", what, (), sentence, None, None, figures, ZERO_ORDER + span.start
    )  # fmt: skip
