"""Where a paper names its arms: beside counts, before `group`, in allocation sentences, in table heads."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from miner.extract.arms.allocations import find_allocated
from miner.extract.arms.arm_counts import ArmCount, read_arm_counts, read_labels
from miner.extract.arms.comparisons import find_compared
from miner.extract.arms.labels import NOT_ARMS, clean_label, fold_label, is_label
from miner.extract.participant_counts import (
    PlacedCount,
    cell_words,
    part_of,
    read_counts,
)
from miner.model.document import Document, Table
from miner.model.span import Span

ARM_COUNT_AT_LEAST = 0.3
NEIGHBOUR_CHARS = 200
LIST_GAP_CHARS = 40
MOST_IN_RUN = 8
SET_WEIGHT = 3.0
MOST_HEADER_CELLS = 40
MOST_TABLES = 40


@dataclass(frozen=True, slots=True)
class ArmMention:
    """One place that names an arm.

    Mentions with the same `place` stand side by side there and so name different arms; those
    with the same `sentence` do so most often.
    """

    label: str
    span: Span
    rule: str
    weight: float
    place: int
    n: int | None = None
    long: str | None = None
    sentence: int | None = None


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
_CELL_N = re.compile(
    r"[(\[,;\s]*\b[nN]\s*(?:\(%\))?\s*[=:]\s*(?P<n>\d[\d, ]*\d|\d)\s*(?:\([^)]*\))?\s*[)\]]?"
)
_NO_ARM_CELL = re.compile(
    r"^\W*(?:p\b|p[\s-]?values?|total|all|overall|sig|variables?|characteristics?|measures?|outcomes?|difference|diff|mean|sd|m\b|baseline|"
    r"pre|post|change|week|month|day|year|time|follow|t\d|n\b|no\b|%|95|ci\b|or\b|rr\b|hr\b|f\b|t\b|d\b|effect|cohen|statistic|test|χ|x2|"
    r"model|unadjusted|adjusted|number|value|parameter|item|unit|range|median|estimate|coefficient|β|b\b|se\b|reference|comment|sex|male|female|"
    r"yes\b|men\b|women\b|between|within|interaction|group\s*[×x]|η|η2|hedges|visit|end\b|start|before|after|df\b|z\b|r\b|\d)",
    re.IGNORECASE,
)
_COMPARED = re.compile(r"\bp[\s-]?values?\b|\bvs\.?\s|\bversus\b", re.IGNORECASE)


def find_arm_mentions(document: Document) -> list[ArmMention]:
    """Find the mentions of arms in a document, in order of place."""
    found = [
        *_counted(document),
        *_group_words(document),
        *_allocations(document),
        *_comparisons(document),
        *_table_heads(document),
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


def find_count_runs(counts: Sequence[PlacedCount]) -> list[list[PlacedCount]]:
    """Group counts that may be arms' into runs that stand side by side.

    A run ends at a wide gap, at a change of part, and where a count comes back: the list of
    arms has then been said. The sum of the others in a run is the total, not an arm.
    """
    runs: list[list[PlacedCount]] = []
    for count in counts:
        last = runs[-1] if runs else []
        # `23 for A, 22 for B, and 19 for C`: the last of a list is one of it.
        follows = (
            bool(last)
            and count.sentence == last[-1].sentence
            and count.mention.span.start - last[-1].mention.span.end < LIST_GAP_CHARS
            and last[-1].arm >= ARM_COUNT_AT_LEAST > count.arm >= 0.1
        )
        if count.part == "title" or (count.arm < ARM_COUNT_AT_LEAST and not follows):
            continue
        joins = (
            bool(last)
            and count.part == last[-1].part
            and count.mention.span.start - last[-1].mention.span.end < _reach(count, last[-1])
            and (count.mention.cue in ("slash", "of")) == (last[-1].mention.cue in ("slash", "of"))
            and len(last) < MOST_IN_RUN
        )
        if joins:
            last.append(count)
        else:
            runs.append([count])
    return [_without_sum(run) for run in runs]


def _reach(count: PlacedCount, before: PlacedCount) -> int:
    """Return how far apart two counts may stand: `(n = 85) ... (n = 85)` further than others."""
    marked = count.mention.cue == before.mention.cue == "n_equals"
    return 2 * NEIGHBOUR_CHARS if marked and min(count.arm, before.arm) > 0.6 else NEIGHBOUR_CHARS


def _without_sum(run: list[PlacedCount]) -> list[PlacedCount]:
    if len(run) < 3:
        return run
    whole = sum(count.mention.n for count in run)
    return [c for c in run if 2 * c.mention.n != whole or c.total < 0.1]


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


def _table_heads(document: Document) -> Iterator[ArmMention]:
    for table in document.tables[:MOST_TABLES]:
        yield from _heads_of(document, table)


def _heads_of(document: Document, table: Table) -> Iterator[ArmMention]:
    text = document.text
    head_rows = max(1, table.header_rows)
    heads = [
        cell for cell in table.cells if cell.row < head_rows and cell.column > 0 and len(cell.span)
    ]
    seen: set[str] = set()
    for cell in heads[:MOST_HEADER_CELLS]:
        content = cell_words(document, cell.span)
        counted = _CELL_N.search(content)
        bare = content[: counted.start()] if counted and counted.start() else content
        label = clean_label(bare)
        if (
            not is_label(label)
            or _NO_ARM_CELL.match(label)
            or _COMPARED.search(bare)
            or len(label.split()) > 6
            or label in seen
        ):
            continue
        seen.add(label)
        n = int(re.sub(r"[, ]", "", counted["n"])) if counted else None
        at = text.find(label, cell.span.start, cell.span.end)
        span = Span(at, at + len(label)) if at >= 0 else cell.span
        inner = re.search(
            r"\((?!SDs?\b|SEM?\b|CI\b|IQR\b|[NMP]\b|SE\b)([A-Z][A-Za-z0-9-]{1,9})\)", bare
        )
        yield ArmMention(
            inner[1] if inner else label, span, "table_head", 3.0 if counted else 1.0,
            table.span.start, n, label if inner else None,
        )  # fmt: skip
