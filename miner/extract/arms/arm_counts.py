"""The sizes of the arms that an abstract prints, each with the name of its arm."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from miner.extract.arms.allocations import find_allocated
from miner.extract.arms.beside import NEARBY, CountedLabel, find_nearby_label
from miner.extract.arms.count_sets import CountList, best_set
from miner.extract.arms.counted import find_counted_label
from miner.extract.arms.labels import clean_label, fold_label, is_label
from miner.extract.arms.shares import find_owner_of_share
from miner.extract.participant_counts import (
    PlacedCount,
    has_body,
    is_hopeless,
    part_of,
    read_counts,
)
from miner.model.document import Document
from miner.model.span import Span

SET_AT_LEAST = 0.3
_SEXES = frozenset(("male", "males", "female", "females", "boy", "boys", "girl", "girls"))
# `radiotherapy (n = 208) or not (n = 192)`: an arm named by what it goes without.
_NEGATION = re.compile(
    r"\b(?P<word>not|without|none|nothing|no)\s*(?:[(\[]\s*(?:[nN]\s*=\s*)?)?$", re.IGNORECASE
)
_NEGATED_AFTER = re.compile(r"[^.;,()\d]{0,50}?\b(?P<word>not|without|no)\b[^.;,()\d]{0,30}?\b")
# Words beside a count that name a step of the study or a sex, never an arm.
_NO_NAME = re.compile(
    r"^(?:random\w*|required|needed|study|complet\w+|declin\w+|screen\w+|eligib\w+|"
    r"enrol\w+|recruit\w+|includ\w+|withdr\w+|dropped|lost|exclud\w+|analy\w+)\b|"
    r"\b(?:was|were)\s+(?:random|screen|analy|enrol|recruit|includ|assign|alloc)|^\W*\d+\s+(?!(?:[mµμ]?g|mcg|ml|iu|gy|weeks?|months?|days?|min)\b)|"
    r"\beach\s+(?:arm|group)|^(?:\d+\s+)?(?:(?:fe)?males?|(?:wo)?men|boys|girls)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class ArmCount:
    """A count of one arm and the label that names the arm there."""

    count: PlacedCount
    label: CountedLabel


@lru_cache(maxsize=4)
def read_labels(document: Document) -> tuple[CountedLabel | None, ...]:
    """Return the label beside every count of `read_counts`, in the same order."""
    return tuple(
        None
        if is_hopeless(count)
        else find_counted_label(document.text, count.mention.span, count.sentence)
        for count in read_counts(document)
    )


@lru_cache(maxsize=4)
def read_arm_counts(document: Document) -> tuple[ArmCount, ...]:
    """Read the sizes of the arms that an abstract prints, as the likeliest set of counts.

    Parameters
    ----------
    document : Document

    Returns
    -------
    tuple of ArmCount
        In order of place; empty where no set is likely enough, and where a member has no name
        of its own.
    """
    listed = _abstract(document)
    members, probability = best_set(listed)
    if probability < SET_AT_LEAST:
        return ()
    named: list[ArmCount] = []
    for place in members:
        count = listed.counts[place]
        label = _name(document.text, count, listed.labels[place], [a.label for a in named])
        if label is None:
            return _named_in_order(document, [listed.counts[i] for i in members])
        named.append(ArmCount(count, label))
    return tuple(named)


def _named_in_order(document: Document, counts: Sequence[PlacedCount]) -> tuple[ArmCount, ...]:
    """Name counts without words of their own by the one list of what people were assigned to.

    Only counts of one sentence that follow the list, in the list's own order.
    """
    if len({count.sentence for count in counts}) > 1:
        return ()
    listed = [
        names for block in document.blocks if part_of(block) is not None
        for names in find_allocated(document.text, block.span)
        if len(names) == len(counts) and names[-1][1].end < counts[0].mention.span.start
    ]  # fmt: skip
    if len(listed) != 1 or len({fold_label(label) for label, _ in listed[0]}) < len(counts):
        return ()
    return tuple(
        ArmCount(count, CountedLabel(label, span, "order_of_allocation"))
        for count, (label, span) in zip(counts, listed[0], strict=True)
    )


def _abstract(document: Document) -> CountList:
    """List the counts of the abstract; of a text without a body, all. Sexes are no arms."""
    pairs = [
        pair for pair in zip(read_counts(document), read_labels(document), strict=True)
        if pair[0].mention.noun not in _SEXES
    ]  # fmt: skip
    if has_body(document):
        pairs = [pair for pair in pairs if pair[0].part == "abstract"]
    return CountList(document.text, tuple(c for c, _ in pairs), tuple(label for _, label in pairs))


def _name(
    text: str, count: PlacedCount, beside: CountedLabel | None, taken: Sequence[CountedLabel]
) -> CountedLabel | None:
    """Name one count of a set by the first reading that no other count of the set has."""
    span, sentence = count.mention.span, count.sentence
    others = {fold_label(label.label) for label in taken}
    for label in (
        _negated(text, span, sentence, taken),
        beside,
        find_owner_of_share(text, span, sentence),
        find_nearby_label(text, span, sentence),
    ):
        if label is not None and fold_label(label.label) not in others and _is_name(label):
            return label
    return None


def _is_name(label: CountedLabel) -> bool:
    if label.rule not in (NEARBY, "raw_label", "count_label"):
        return True
    cleaned = clean_label(label.label)
    is_odd = _NO_NAME.search(label.label) or not label.label[0].isalnum()
    return not is_odd and (not cleaned or is_label(cleaned))


def _negated(
    text: str, span: Span, sentence: Span, taken: Sequence[CountedLabel]
) -> CountedLabel | None:
    """Name the arm that goes without what the one before it gets."""
    if not taken:
        return None
    match = _NEGATION.search(text, max(sentence.start, span.start - 20), span.start)
    if match is None:
        pattern = _NEGATED_AFTER.pattern + re.escape(taken[-1].label)
        match = re.compile(pattern, re.IGNORECASE).match(text, span.end, sentence.end)
    if match is None:
        return None
    return CountedLabel(f"no {taken[-1].label}", Span(*match.span("word")), "negated_label")
