"""Figures of sentences told apart by the phrases beside them: `3.1 ± 1.0 in those who walked`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from miner.extract.forms.groups import Group
from miner.extract.forms.sentence_groups import figure_from_quantity, kind_in, moment_of_run
from miner.extract.forms.sentence_runs import Run
from miner.model import Document
from miner.text.quantities import Quantity
from miner.text.timepoints import BASELINE, find_timepoints

PHRASE_ORDER = 250_000
MAX_PHRASE = 110
_PREPOSITION = re.compile(
    r"^(?:.{0,60}?[\s)\]%,])??(?:in|for|among|on|with|after|under|by|from|of|at|using|during)\s+"
    r"(?:the\s+|those\s+(?:in|who|with|on)\s+|(?:patients|participants|subjects|women|men|children)\s+(?:in|who|with|on|receiving|given|treated\s+with)\s+)*",
    re.IGNORECASE,
)
_CLAUSE_END = re.compile(
    r"[.;:]\s|[.;]$|,?\s*\b(?:whereas|while|but|although|however|which)\b|\s*[(\[]?\s*[pP]\s*[<>=≤]|,\s*respectively|\s+respectively"
)
_CONNECTOR = re.compile(
    r"(?:^|[\s,;(])*(?:and|vs\.?|versus|compared\s+(?:to|with)|as\s+compared\s+(?:to|with)|than|to|or|but|whereas|while|against|was|were|had)?[\s,;()]*$",
    re.IGNORECASE,
)
_SHORT_GAP = re.compile(
    r"^[\s,;)\]%]*(?:[a-zA-Z/µμ²]{1,10}\d?)?[\s,;)\]]*(?:and|vs\.?|versus|compared\s+(?:to|with)|or|to)?[\s,;(\[]*$",
    re.IGNORECASE,
)
_LIST = re.compile(r"\s*,\s*(?:and\s+|or\s+)?|\s+(?:and|versus|vs\.?)\s+", re.IGNORECASE)
_LEAD = re.compile(
    r"^[\s,)\]%]*(?:[a-zA-Z/µμ²]{1,10}\d?\s+)?(?:in|for|on|with|among|after|of|at|by)\s+(?:the\s+)?",
    re.IGNORECASE,
)
# Tells whether labels name the two arms asked for, and how surely.
Fits = Callable[[Sequence[str]], bool]
Order = Callable[[str], tuple[int, int] | None]


@dataclass(frozen=True, slots=True)
class Labelled:
    """A run's figures with a phrase each."""

    quantities: tuple[Quantity, ...]
    labels: tuple[str, ...]


def find_phrase_groups(
    document: Document, runs: Iterable[Run], fits: Fits, order: Order, sides: Sequence[str]
) -> list[Group]:
    """Tie the figures of sentences to arms by the phrases beside them, or the order of both.

    Parameters
    ----------
    document : Document
    runs : iterable of Run
        Rows of like figures.
    fits : callable
        Whether some labels name the two arms asked for.
    order : callable
        Which arm a text names first: the places of both, or None.
    sides : sequence of str
        What to call the figures of the two arms where only their order tells; the last two
        where the sentence names neither, and only the order of others can tell.
    """
    groups: list[Group] = []
    for run in runs:
        blocks = list(_blocks(document.text, run, fits))
        told = [
            found
            for part in (_parts(run) if not blocks else [run.quantities])
            if (found := _tied(document.text, run, part, fits, order, sides)) is not None
        ]
        if len(told) > 1 and len(told[0].quantities) == 4:
            del told[0]  # pairs, as of two moments: the four are no row of arms
        groups += [_group(document, run, found) for found in told]
        for item, found in blocks:
            group = _group(document, run, found)
            groups.append(replace(group, label=item) if item else group)
    return groups


def _tied(
    text: str, run: Run, part: tuple[Quantity, ...], fits: Fits, order: Order, sides: Sequence[str]
) -> Labelled | None:
    """Tie some figures of a run to the arms, by their phrases or else by their order."""
    found = next((item for item in _labelled(text, run, part) if fits(item.labels)), None)
    if found is None and len(part) == 2:
        return _ordered(text, run, part, order, sides)
    return found


def _parts(run: Run) -> Iterator[tuple[Quantity, ...]]:
    yield run.quantities
    if len(run.quantities) == 4:
        yield run.quantities[:2]
        yield run.quantities[2:]


def _blocks(text: str, run: Run, fits: Fits) -> Iterator[tuple[str | None, Labelled]]:
    """`Pain and sleep were 3 ± 1 and 5 ± 2 in A, and 4 ± 1 and 6 ± 2 in B`: a pair for each item.

    Where the items are not told, as in `(0.1 ± 0.6 cm, 8 ± 4%) in A`, each pair has no name.
    """
    half = len(run.quantities) // 2
    first, second = run.quantities[:half], run.quantities[half:]
    if half < 2 or len(first) != len(second):
        return
    inner = [*pairwise(first), *pairwise(second)]
    if not all(_SHORT_GAP.match(text[a.span.end : b.span.start]) for a, b in inner):
        return
    ends = (first[-1], second[-1])
    labels = tuple(_stripped(_PREPOSITION.sub("", piece)) for piece in _after(text, run, ends))
    if not fits(labels):
        labels = tuple(_stripped(piece) for piece in _before(text, run, (first[0], second[0])))
        if not fits(labels):
            return
    lead = text[run.before.start : first[0].span.start]
    items = [item.strip(" ,;:()") for item in _LIST.split(lead) if item.strip(" ,;:()")][-half:]
    named: Sequence[str | None] = items if len(items) == half else [None] * half
    for item, pair in zip(named, zip(first, second, strict=True), strict=True):
        yield item, Labelled(pair, labels)


def _labelled(text: str, run: Run, part: tuple[Quantity, ...]) -> Iterator[Labelled]:
    after = _after(text, run, part)
    gaps = [text[a.span.end : b.span.start] for a, b in pairwise(part)]
    if all(_SHORT_GAP.match(gap) for gap in gaps):
        tail = _LEAD.sub("", _until_clause_end(text[part[-1].span.end : run.sentence.end]))
        labels = tuple(item.strip(" ,()") for item in _LIST.split(tail) if item.strip(" ,()"))
        if len(labels) == len(part):
            yield Labelled(part, labels)
        return
    if all(_PREPOSITION.match(piece) for piece in after):
        yield Labelled(part, tuple(_stripped(_PREPOSITION.sub("", piece)) for piece in after))
    yield Labelled(part, tuple(_stripped(piece) for piece in _before(text, run, part)))


def _after(text: str, run: Run, part: Sequence[Quantity]) -> list[str]:
    ends = [other.span.start for other in part[1:]] + [run.sentence.end]
    found = []
    for quantity, end in zip(part, ends, strict=True):
        piece = text[quantity.span.end : min(end, quantity.span.end + MAX_PHRASE)]
        found.append(_until_clause_end(piece))
    return found


def _before(text: str, run: Run, part: Sequence[Quantity]) -> list[str]:
    starts = [run.before.start] + [other.span.end for other in part[:-1]]
    return [
        text[max(start, quantity.span.start - MAX_PHRASE) : quantity.span.start]
        for quantity, start in zip(part, starts, strict=True)
    ]


def _until_clause_end(piece: str) -> str:
    end = _CLAUSE_END.search(piece)
    return piece[: end.start()] if end else piece


def _stripped(piece: str) -> str:
    return _CONNECTOR.sub("", piece).strip(" ,;:()")


def _ordered(
    text: str, run: Run, part: tuple[Quantity, ...], order: Order, sides: Sequence[str]
) -> Labelled | None:
    """Two figures side by side after both arms were named: the first belongs to the first."""
    if not _SHORT_GAP.match(text[part[0].span.end : part[1].span.start]):
        return None
    places = order(text[run.sentence.start : part[0].span.start])
    if places is None:
        return None
    first, second = sides[:2] if places[0] != places[1] else sides[2:]
    return Labelled(part, (first, second) if places[0] <= places[1] else (second, first))


def _times_of(text: str, run: Run, part: Sequence[Quantity], label: str) -> set[str]:
    """The moments told before some figures, else right after them, else by the sentence."""
    named = {item.label for item in find_timepoints(label)}
    if len(named) == 1 and len(part) == len(run.quantities):
        return named
    later = [other for other in run.quantities if other.span.start > part[-1].span.end]
    end = later[0].span.start if later else run.after.end
    after = {item.label for item in find_timepoints(text, start=part[-1].span.end, end=end)}
    if len(after) == 1:
        return after
    sentence = find_timepoints(text, start=run.sentence.start, end=run.sentence.end)
    return named or {item.label for item in sentence}


def _group(document: Document, run: Run, found: Labelled) -> Group:
    text = document.text
    sentence = run.sentence.of(text)
    start = run.before.start if found.quantities[0] is run.quantities[0] else run.sentence.start
    label = text[start : found.quantities[0].span.start].strip(" ,;:(")
    times = _times_of(text, run, found.quantities, label)
    moment = moment_of_run(run, times)
    figures = tuple(
        replace(figure_from_quantity(kind_in(run.kind, sentence), quantity), arm_label=name)
        for quantity, name in zip(found.quantities, found.labels, strict=True)
    )
    return Group(
        "sentence", label[-160:], (), sentence, moment, None, figures,
        PHRASE_ORDER + found.quantities[0].span.start, None, moment == BASELINE,
        sentence_start=run.sentence.start,
    )  # fmt: skip
