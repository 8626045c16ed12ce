"""Labels taken from the words beside a count as they stand, where no group is named."""

from __future__ import annotations

import re
from dataclasses import dataclass

from miner.extract.arms.labels import clean_label, is_label
from miner.model.span import Span

BEFORE_CHARS = 110
AFTER_CHARS = 130
NEARBY = "nearby_words"
PEOPLE = (
    r"(?:patients?|participants?|subjects?|women|men|adults?|children|people|individuals?|"
    r"persons?|volunteers?|cases|students?|caregivers?|girls|boys|males?|females?|pts|couples|"
    r"families|veterans|nurses|infants|adolescents|residents|eyes|respondents|survivors|practices)"
)


@dataclass(frozen=True, slots=True)
class CountedLabel:
    """The words beside a count that may name its arm; `long` is a fuller name before a bracket."""

    label: str
    span: Span
    rule: str
    long: str | None = None


def place_label(text: str, label: str, start: int, end: int) -> Span:
    """Find where a label stands in a stretch of text; the whole stretch where it was trimmed."""
    at = text.find(label, start, end)
    return Span(at, at + len(label)) if at >= 0 else Span(start, end)


_RAW_BEFORE = re.compile(
    r"(?:\b(?:to|or|either|than|versus|vs\.?|and|with|received?|receiving|the|an?|of|between)\s|[,;:(]\s?|^)(?P<label>[A-Za-z0-9][^,;:()]{1,60}?)\s*[(\[,]\s*(?:[nN]\s*=\s*)?$"
)
_RAW_AFTER = re.compile(
    rf"\s*(?:[(\[][^()\[\]]{{1,25}}[)\]]\s*)?(?:{PEOPLE}\s+)?(?:who\s+)?(?:were\s+)?(?:received|treated\s+with|treated|given|to|took|used|underwent)\s+(?P<label>[\w][^,;:()]{{1,50}}?)(?=\s*[,;:().]|\s+and\s|$)",
    re.IGNORECASE,
)


def find_raw_label(text: str, count: Span, floor: int, ceiling: int) -> CountedLabel | None:
    """Take a label that is nothing but a dose or a schedule, as it stands: `250 mg (n = 374)`."""
    match = _RAW_AFTER.match(text, count.end, ceiling)
    if match is None:
        pieces = list(_RAW_BEFORE.finditer(text[floor : count.start]))
        if not pieces:
            return None
        label = pieces[-1]["label"].strip()
        while inner := re.search(
            r"(?:^|\s)(?:to|or|either|than|versus|vs\.?|and|received?|receiving|the|an?)\s", label
        ):
            label = label[inner.end() :]
        base, end = floor, count.start
    else:
        label, base, end = match["label"].strip(), match.start("label"), match.end("label")
    if (
        label.lower() in ("with", "without", "not", "placebo or", "and")
        or not 2 <= len(label) <= 60
        or len(label.split()) > 7
        or not re.search(r"[A-Za-z]{2}", label)
        or re.search(r"[%≥≤=<>]", label)
    ):
        return None
    if clean_label(label) and not is_label(clean_label(label)):
        return None
    return CountedLabel(label, place_label(text, label, base, end), "raw_label")


_WORDS_BEFORE = re.compile(
    r"(?P<label>(?:[\w+/&'’-]+\s+){0,4}[\w+/&'’-]+)\s*(?:[(\[]\s*(?:[^()]{0,12},\s*)?|[(\[,]\s*(?=[nN]\s*=))(?:[nN]\s*=\s*)?$"
)
_WORDS_AFTER = re.compile(
    rf"[)\]]?\s*(?:[(\[][^()\[\]]{{1,25}}[)\]]\s*)?(?:{PEOPLE}\b\s*)?(?:who\s+)?(?:(?:were|was|had|did|with|received|in|to|of)\s+)*(?:the\s+|a\s+)?"
    r"(?P<label>[A-Za-z][\w+/&'’-]*(?:\s+(?!(?:and|or|vs|versus|compared|were|was|had|who|in|at|from|to|by)\b)[\w+/&'’-]+){0,3})",
    re.IGNORECASE,
)
_FUNCTION_WORDS = frozenset(
    "and or of in to were was had who that the a an with from for by at on their all patients participants subjects "
    "allocated assigned randomised randomized given received receiving treated got underwent".split()
)


def find_nearby_label(text: str, count: Span, sentence: Span) -> CountedLabel | None:
    """Take the words beside a count as they stand, where nothing tells which of them name its arm."""
    floor = max(sentence.start, count.start - BEFORE_CHARS)
    before = _WORDS_BEFORE.search(text[floor : count.start])
    ceiling = min(max(sentence.end, count.end), count.end + 90)
    match = before or _WORDS_AFTER.match(text, count.end, ceiling)
    if match is None or not re.search(r"[A-Za-z]{2}", match["label"]):
        return None
    words = match["label"].split()
    while words and words[0].lower() in _FUNCTION_WORDS:
        words = words[1:]
    label = " ".join(words[-4:] if before else words[:4])
    base = floor if before else 0
    start = text.find(label, base + match.start("label"), base + match.end("label"))
    return (
        CountedLabel(label, Span(start, start + len(label)), NEARBY)
        if words and start >= 0
        else None
    )
