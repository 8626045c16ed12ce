"""Which of several labels a count goes with: `23, 16 and 21 to A, B and C, respectively`."""

from __future__ import annotations

import re

from miner.extract.arms.beside import CountedLabel, place_label
from miner.extract.arms.labels import clean_label, is_label
from miner.model.span import Span

MOST_CHARS = 400
_RESPECTIVELY = re.compile(r"\brespectively\b", re.IGNORECASE)
_COUNT = r"\d{1,3}(?:,\d{3})+|\d{1,6}"
_COUNTS = re.compile(
    rf"(?:{_COUNT})(?:\s*\([\d.]+\s?%\))?(?:,\s*(?:{_COUNT})(?:\s*\([\d.]+\s?%\))?)+,?\s+and\s+(?:{_COUNT})\b"
)
_LABELS = re.compile(
    r"\b(?:to|in|into|receiv(?:ed|ing)|for|on|with|of|were|underwent)\s+(?:the\s+|either\s+)?"
    r"(?P<labels>[^,;.:()]{1,50}(?:,\s*[^,;.:()]{1,50})+,?\s+and\s+[^,;.:()]{1,60}?)"
    r"(?:\s+(?:treatment\s+)?(?:groups?|arms?|conditions?))?,?\s*\(?$",
    re.IGNORECASE,
)
_SPLIT = re.compile(r",\s*(?:and\s+)?|\s+and\s+")
_NUMBER = re.compile(_COUNT)
_SHARE = re.compile(r"\s*\([\d.]+\s?%\)")


def find_label_in_order(text: str, count: Span, sentence: Span) -> tuple[str, Span] | None:
    """Find the label of a count in a list that a list of labels follows.

    Parameters
    ----------
    text : str
    count : Span
        Place of the number.
    sentence : Span

    Returns
    -------
    tuple of str and Span, or None
        None unless as many labels as counts stand there, before `respectively`.

    Examples
    --------
    >>> sentence = "Of 60, 23, 16 and 21 went to tea, milk and water, respectively."
    >>> find_label_in_order(sentence, Span(11, 13), Span(0, len(sentence)))[0]
    'milk'
    """
    end = min(sentence.end, count.end + MOST_CHARS)
    told = _RESPECTIVELY.search(text, count.end, end)
    if told is None:
        return None
    for counts in _COUNTS.finditer(text, max(sentence.start, count.start - 60), told.start()):
        if not counts.start() <= count.start < counts.end():
            continue
        numbers = _places(text, counts.start(), counts.end())
        listed = _LABELS.search(text[counts.end() : told.start()])
        if listed is None or count.start not in numbers:
            return None
        labels = _pieces(listed["labels"], counts.end() + listed.start("labels"))
        # `Of 60, 23, 16 and 21`: the first number may belong to what went before.
        place = numbers.index(count.start) - (len(numbers) - len(labels))
        if place < 0 or len(numbers) - len(labels) > 1:
            return None
        return labels[place] if all(is_label(label) for label, _ in labels) else None
    return None


def _places(text: str, start: int, end: int) -> list[int]:
    shares = [m.span() for m in _SHARE.finditer(text, start, end)]
    return [
        m.start() for m in _NUMBER.finditer(text, start, end)
        if not any(first <= m.start() < last for first, last in shares)
    ]  # fmt: skip


def _pieces(listed: str, start: int) -> list[tuple[str, Span]]:
    pieces, position = [], 0
    for gap in [*_SPLIT.finditer(listed), None]:
        stop = gap.start() if gap else len(listed)
        raw = listed[position:stop]
        label = clean_label(raw)
        at = start + position + max(0, raw.find(label))
        pieces.append((label, Span(at, at + len(label))))
        position = gap.end() if gap else stop
    return pieces


# `52 and 51 patients were assigned to A and B`, `61.8% (21/34) and 61.2% (30/49) in A and B`.
_NEXT_COUNT = re.compile(
    r"[)\]]?\s*(?:\([\d.%\s]+\)\s*)?(?:and|\+|or|vs\.?|versus|,)\s*(?:[\d.]+\s*%\s*[(\[]\s*(?:\d+|[a-z]+)\s*(?:/|of)\s*)?\d[\d,]*\b"
)
_PREVIOUS_COUNT = re.compile(
    r"(?i)\b(?:\d[\d,]*|(?:twen|thir|for|fif|six|seven|eigh|nine|hundred)\w*(?:[- ]\w+)?)[)\]]?\s*(?:\([\d.%\s]+\)\s*)?(?:and|\+|or|vs\.?|versus|,)\s*(?:[\d.]+\s*%\s*[(\[]\s*(?:\d+|[a-z]+)\s*(?:/|of)\s*)?$"
)
_PAIR_AFTER = re.compile(
    r"^[^;.]{0,70}?\b(?:in|to|into|for|with|on|received|receiving|from)\s+(?:the\s+|either\s+)?(?P<first>[\w+/&'() -]{1,60}?)(?:\s+(?:group|arm))?\s+(?:and|or|versus|vs\.?)\s+(?:the\s+|to\s+)?(?P<second>[\w+/&'() -]{1,60}?)"
    r"(?:\s+(?:groups?|arms?|conditions?|patients|respectively)\b|\s*[,.;]|$|\s+(?:were|was|for|between|from|who|in|at)\b)",
    re.IGNORECASE,
)
_PAIR_BEFORE = re.compile(
    r"(?:^|\b(?:the|in|of|for|to|between)\s)(?P<first>(?:[\w+/&'-]+\s){0,3}?[\w+/&'-]+)\s+and\s+(?:the\s+)?(?P<second>(?:[\w+/&'-]+\s){0,3}?[\w+/&'-]+)\s+(?:groups?|arms?|conditions?)\b[^;.]{0,60}$",
    re.IGNORECASE,
)


# `group A and B were 61.8% (21/34) and 61.2% (30/49)`
_LETTERS_BEFORE = re.compile(
    r"\b(?P<word>[Gg]roup|[Aa]rm)s?\s+(?P<first>[A-Z]|[IVX]{1,3}|\d)\s+and\s+(?:(?:[Gg]roup|[Aa]rm)\s+)?"
    r"(?P<second>[A-Z]|[IVX]{1,3}|\d)\b(?:[^;.]|\.\d){0,60}$"
)


def find_label_in_pair(text: str, count: Span, floor: int, ceiling: int) -> CountedLabel | None:
    """Read the one of two labels that goes with the one of two counts, by their order."""
    before = text[floor : count.start]
    after = text[count.end : ceiling]
    following = _NEXT_COUNT.match(after)
    preceding = _PREVIOUS_COUNT.search(before)
    if bool(following) == bool(preceding):
        return None
    name = "first" if following else "second"
    start = following.end() if following else 0
    pair = _PAIR_AFTER.match(after[start:])
    offset = count.end + start
    if pair is None or (
        following is None and "respectively" not in after and " and " not in pair[0]
    ):
        begin = before[: preceding.start()] if preceding else before
        letters = _LETTERS_BEFORE.search(begin)
        if letters is not None:
            place = Span(floor + letters.start(name), floor + letters.end(name))
            return CountedLabel(f"{letters['word']} {letters[name]}", place, "pair_in_order")
        pair = _PAIR_BEFORE.search(begin)
        offset = floor
    if pair is None:
        return None
    both = [clean_label(pair["first"]), clean_label(pair["second"])]
    if (
        not all(map(is_label, both))
        or any(re.match(r"\d+\s", label) for label in both)
        or any(re.search(r"\b(?:and|or)\b", label) for label in both)
    ):
        return None
    label = both[0] if name == "first" else both[1]
    place = place_label(text, label, offset + pair.start(name), offset + pair.end(name))
    return CountedLabel(label, place, "pair_in_order")
