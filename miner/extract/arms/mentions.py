"""Where a paper names its arms: beside counts, before `group`, in allocation sentences, in table heads."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace

from miner.extract.arms.allocations import find_allocated
from miner.extract.arms.arm_counts import ArmCount, read_arm_counts, read_labels
from miner.extract.arms.comparisons import find_compared
from miner.extract.arms.labels import NOT_ARMS, clean_label, fold_label, is_label
from miner.extract.arms.mention import ArmMention
from miner.extract.arms.runs import find_count_runs
from miner.extract.arms.table_heads import find_table_heads
from miner.extract.participant_counts import (
    part_of,
    read_counts,
)
from miner.model.document import Document
from miner.model.span import Span

SET_WEIGHT = 3.0


_GROUP_WORD = re.compile(r"\b(?:groups?|arms?|conditions?)\b")
_NUMBERED = re.compile(r"\b(?:[Gg]roup|[Aa]rm)\s(?:[A-Z]|[IVX]{1,3}|[1-6])\b(?![.\d%])")
_BACK = re.compile(
    r"(?:^|[\s(“\"])(?P<label>(?:[A-Za-z][\w+/&’'-]*\s+){0,4}?[A-Za-z][\w+/&’'-]*)\s*(?:\([A-Z][A-Za-z0-9-]{0,9}\)\s*)?$"
)
# The name of a group begins after one of these words; longer matches reach into the sentence.
_DETERMINER = re.compile(
    r"^.*\b(?:the|a|an|in|of|to|and|or|vs\.?|versus|than|each|both|with|between|for|from|as|into|either|our|within|"
    r"that|while|whereas|by|only|which|among|were|was|randomized|randomised|assigned|allocated|receiving|received|this|these)\s+",
    re.IGNORECASE | re.DOTALL,
)
_PAIR_BEFORE = re.compile(
    r"\b(?P<first>(?:[\w+/&-]+\s){0,3}?[\w+/&-]+)\s+(?:and|or|vs\.?|versus)\s+(?:the\s+)?$",
    re.IGNORECASE,
)


def find_arm_mentions(document: Document) -> list[ArmMention]:
    """Find the mentions of arms in a document, in order of place."""
    found = [
        *_counted(document),
        *_group_words(document),
        *_allocations(document),
        *_comparisons(document),
        *find_table_heads(document),
    ]
    found.sort(key=lambda mention: (mention.span.start, mention.span.end, mention.rule))
    return found


def _counted(document: Document) -> Iterator[ArmMention]:
    """Labels beside counts that the role model takes for an arm's.

    Counts that follow each other closely stand side by side, also across sentences: `Of 51
    given A ... Of 50 given B`.
    """
    sized = read_arm_counts(document)
    for arm in sized:
        yield ArmMention(
            arm.label.label, arm.label.span, arm.label.rule, SET_WEIGHT, _place_of_set(sized),
            arm.count.mention.n, arm.label.long,
        )  # fmt: skip
    known = {arm.count for arm in sized}
    labels = dict(zip(read_counts(document), read_labels(document), strict=True))
    for run in find_count_runs([c for c in read_counts(document) if c not in known]):
        seen: set[tuple[tuple[str, ...], int]] = set()
        for count in run:
            counted = labels[count]
            if counted is None or len(counted.label.split()) > 7:
                continue
            if (fold_label(counted.label), count.mention.n) in seen:
                continue
            seen.add((fold_label(counted.label), count.mention.n))
            weight = (3.0 if count.part in ("abstract", "other") else 2.0) * count.arm
            if count.mention.cue in ("slash", "of"):
                weight *= 0.6
            yield ArmMention(
                counted.label, counted.span, counted.rule, weight, run[0].sentence.start,
                count.mention.n, counted.long,
            )  # fmt: skip


def _place_of_set(sized: Sequence[ArmCount]) -> int:
    """Return a place that is no other mention's: inside the set's own first number."""
    return sized[0].count.mention.span.start


def _group_words(document: Document) -> Iterator[ArmMention]:
    """`the LPA group`, `in the control and MBSR groups`, `Group B`."""
    starts = [sentence.start for sentence in document.sentences]
    for block in document.blocks:
        part = part_of(block)
        if part is None:
            continue
        start, end = block.span.start, block.span.end
        for match in _NUMBERED.finditer(document.text, start, end):
            yield ArmMention(
                match[0], Span(*match.span()), "numbered_group", 1.0, -match.start() - 1,
                sentence=_sentence_at(starts, match.start()),
            )  # fmt: skip
        for match in _GROUP_WORD.finditer(document.text, start, end):
            sentence = _sentence_at(starts, match.start())
            for mention in _before_group_word(document.text, start, match):
                yield replace(mention, sentence=sentence)


def _sentence_at(starts: Sequence[int], place: int) -> int:
    return starts[max(0, bisect_right(starts, place) - 1)] if starts else 0


def _before_group_word(text: str, floor: int, match: re.Match[str]) -> Iterator[ArmMention]:
    begin = max(floor, match.start() - 60)
    before = text[begin : match.start()].rstrip()
    back = _BACK.search(before)
    if back is None:
        return
    piece = back["label"]
    determiner = _DETERMINER.match(before[: back.end("label")])
    cut = max(back.start("label"), determiner.end() if determiner else 0)
    if determiner is None and len(piece.split()) > 2:
        cut = begin  # nothing says where the name begins: take the nearest word only
        piece = piece.split()[-1]
    else:
        piece = before[cut : back.end("label")]
    label = clean_label(piece)
    if not _is_group_name(label):
        return
    at = text.find(label, begin, match.start())
    yield ArmMention(label, Span(at, at + len(label)), "group_word", 1.0, -match.start() - 1)
    pair = _PAIR_BEFORE.search(before[:cut]) if match[0].endswith("s") else None
    if pair:
        first = clean_label(_DETERMINER.sub("", pair["first"] + " ") or pair["first"])
        at = text.find(first, begin, match.start()) if first else -1
        if at >= 0 and _is_group_name(first):
            yield ArmMention(
                first, Span(at, at + len(first)), "group_word", 1.0, -match.start() - 1
            )


def _is_group_name(label: str) -> bool:
    if not is_label(label) or len(label) < 2:
        return False
    words = label.lower().split()
    return words[-1] not in NOT_ARMS and words[0] not in NOT_ARMS and not label[0].isdigit()


def _allocations(document: Document) -> Iterator[ArmMention]:
    """`randomly assigned to MBSR or usual care`."""
    for block in document.blocks:
        if part_of(block) is None:
            continue
        for listed in find_allocated(document.text, block.span):
            for label, span in listed:
                yield ArmMention(label, span, "allocated_to", 1.5, listed[0][1].start)


def _comparisons(document: Document) -> Iterator[ArmMention]:
    """`walking versus rest` in the title, `we compared walking with rest` in the abstract."""
    pieces = [(b.span, True) for b in document.blocks if part_of(b) == "title"]
    abstract = [b.span for b in document.blocks if part_of(b) == "abstract"]
    pieces += [
        (sentence, False) for sentence in document.sentences
        if any(span.contains(sentence) for span in abstract)
    ]  # fmt: skip
    for span, is_title in pieces:
        for sides in find_compared(span.of(document.text), is_title=is_title):
            place = span.start + sides[0][1]
            for label, start in sides:
                at = span.start + start
                yield ArmMention(
                    label, Span(at, at + len(label)), "compared", 2.0 if is_title else 1.5, place
                )
