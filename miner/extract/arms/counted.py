"""Which arm a count belongs to: the label beside it, `MBSR (n = 22)` or `22 to MBSR`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from miner.extract.arms.in_order import find_label_in_order
from miner.extract.arms.labels import clean_label, is_label
from miner.model.span import Span

BEFORE_CHARS = 110
AFTER_CHARS = 130
_PEOPLE = (
    r"(?:patients?|participants?|subjects?|women|men|adults?|children|people|individuals?|"
    r"persons?|volunteers?|cases|students?|caregivers?|girls|boys|males?|females?|pts|couples|"
    r"families|veterans|nurses|infants|adolescents|residents|eyes|respondents|survivors|practices)"
)
# Text between a label and its count inside a bracket: `(n =`, `(study group, n =`, `(`.
_OPENING = re.compile(
    r"[(\[{]\s*(?P<inner>[^()\[\]{}]*?)[,;:]?\s*(?:(?<![A-Za-z])(?:[nN]s?\s*[=:∶]?|[a-z]*\s*[nN]\s*=|total\s+of|number\s*=?))?\s*$"
)
_IS_MARKED = re.compile(r"(?<![A-Za-z])[nN]s?\s*[=:∶]?\s*$")
_ONLY_PEOPLE = re.compile(rf"\s*(?:{_PEOPLE})?\s*(?:[;,]\s*[\d.]+\s*%)?\s*[)\]]", re.IGNORECASE)
_PLAIN_N = re.compile(r"[,;:]?\s*(?<![A-Za-z])[nN]\s*[=:]\s*$")
_BOUNDARY = re.compile(
    r"[;:()\[\]{}]|[.?!]\s|,\s(?!and\b)|\s(?:to|or|either|into|receive[sd]?|receiving|underwent|undergo(?:ing)?|"
    r"versus|vs\.?|between|assigned|allocated|randomi[sz]ed|were|was|had|have|than|among|comprised|"
    r"included|including|namely|both|groups?:|arms?:|using|of\s+the|from|in|who|that|named|called)\s|"
    r"(?<=[)\],])\s*and\s|\t|\n",
    re.IGNORECASE,
)
_AFTER = re.compile(
    rf"""
    \s*(?:[(\[][^()\[\]]{{1,25}}[)\]]\s*)?
    (?:[\w'-]+\s+){{0,3}}?(?:{_PEOPLE}\s+)?(?:[(\[][^()\[\]]{{1,25}}[)\]]\s*)?
    (?:who\s+|that\s+)?(?:were\s+|was\s+|are\s+|had\s+been\s+)?(?:then\s+)?(?:randomly\s+|randomi[sz]ed\s+)?
    (?:assigned|allocated|randomi[sz]ed|enrolled|included|placed|recruited|treated|received|receiving|given|undergoing|underwent|
       completed|withdrew|dropped\s+out|lost|analy[sz]ed|remained|participated|started|got|took|did)?
    (?:\s*(?:to|in|into|on|with|for|from|by|at|of|using|as)\b)?
    \s*(?:receive|undergo|receiving|be|the)?\s+
    (?P<label>(?:the\s+)?[\w“"'][^,;.()\[\]]{{0,70}})
    """,
    re.VERBOSE | re.IGNORECASE,
)
_STOP_AFTER = re.compile(
    r"\s+(?:and|or)\s+(?=\d|the\s+other|remaining|[a-z-]+\s+(?:in|to|were|received|patients|did)\b)|\s+(?:who|which|where|were|was|had|have|completed|"
    r"compared|versus|vs|at|after|before|because|due|during|did|dropped|for|but|while|whereas|than|as|from|until|received|"
    r"showed|reported|could|would|per|only|from|within|between|discontinued|withdrew|in\s+(?:a|an|this)|on\s+day|about|regarding|over|with\s+(?:a|an|no)\b)\b|\band\s+\d",
    re.IGNORECASE,
)
_GROUP_END = re.compile(r"\b(?:groups?|arms?|conditions?)\b", re.IGNORECASE)
_IN_GROUP_AFTER = re.compile(
    r"(?:[)\]]\s*(?=(?:in|of|for)\b))?\s*(?:[(\[][^()\[\]]{1,25}[)\]]\s*)?(?:[\w'-]+\s+){0,6}?(?:in|to|into|from|of|for)\s+(?:the\s+)?(?P<label>(?:(?!(?:in|to|of|from|the|into|were|was)\b)[\w+/&'-]+\s+){0,5}?[\w+/&'-]+)\s+(?:groups?|arms?|conditions?)\b",
    re.IGNORECASE,
)
_LETTER_GROUP_AFTER = re.compile(
    r"[^.;()]{0,40}?\b(?:in|to|into|from|of|for)\s+(?P<label>(?:[Gg]roup|[Aa]rm)\s+(?:[A-Z]|[IVX]{1,4}|\d))\b"
)
_GROUP_OF = re.compile(
    r"\b(?:groups?|arms?)\s*(?:\([A-Za-z0-9-]{1,10}\)\s*)?(?:of|had|included|comprised|consisted\s+of|contained|with|[:=])\s*(?:[nN]\s*=\s*)?$"
)
_PASSIVE_BEFORE = re.compile(
    r"(?:^|[.;,]\s|\band\s|\bwhile\s|\bwhereas\s)(?P<label>[^.;,()]{2,70}?)\s+(?:was|were)\s+(?:used|administered|given|performed|applied|offered|delivered|prescribed)\s+(?:in|to|on|for|by)\s+(?:the\s+)?(?:other\s+)?$",
    re.IGNORECASE,
)
_LETTER_GROUP_BEFORE = re.compile(
    r"(?P<label>\b(?:[Gg]roup|[Aa]rm)\s+(?:[A-Z]|[IVX]{1,4}|\d))(?:\s*[(\[][^()]{0,40}[)\]])?\s*(?:[:,=]|had|included|comprised|consisted\s+of|was|has)\s*(?:[nN]\s*=\s*)?$"
)
_GROUP_BEFORE = re.compile(
    r"(?:^|[\s(])(?P<label>(?:[\w+/&'-]+\s+){0,5}?[\w+/&'-]+)\s+(?:groups?|arms?|conditions?)(?:\s*\([A-Za-z0-9-]{1,10}\))?\s*"
    r"(?:,|:|=|had|included|comprised|consisted\s+of|contained|was|has|with|of)?\s*(?:a\s+total\s+of\s+)?(?:[nN]\s*=\s*)?$",
    re.IGNORECASE,
)


_ATTACHED = re.compile(r"(?<=[A-Za-z])\([A-Za-z0-9]{1,4}\)")


@dataclass(frozen=True, slots=True)
class CountedLabel:
    """The words beside a count that may name its arm; `long` is a fuller name before a bracket."""

    label: str
    span: Span
    rule: str
    long: str | None = None


def find_counted_label(text: str, count: Span, sentence: Span) -> CountedLabel | None:
    """Find the label that a count stands beside, within its sentence.

    Parameters
    ----------
    text : str
    count : Span
        Place of the number.
    sentence : Span
        The sentence around it; labels never cross it.

    Returns
    -------
    CountedLabel or None
        None where nothing beside the count can name an arm. The label need not be an arm:
        `aged 18-65 (n = 40)` is told apart by matching it with the arms found.
    """
    floor = max(sentence.start, count.start - BEFORE_CHARS)
    ceiling = min(max(sentence.end, count.end), count.end + AFTER_CHARS)
    ordered = find_label_in_order(text, count, sentence)
    if ordered is not None:
        return CountedLabel(*ordered, "list_in_order")
    paired = _in_pair(text, count, floor, ceiling)
    if paired is not None:
        return paired
    before = _before_bracket(text, count, floor)
    if before is not None and (
        _IS_MARKED.search(text, floor, count.start) or _ONLY_PEOPLE.match(text, count.end)
    ):
        return before
    near = text[floor : count.start]
    if _PASSIVE_BEFORE.search(near) or _GROUP_OF.search(near):
        grouped = _before_group(text, count, floor)
        if grouped is not None:
            return grouped
    return (
        _after(text, count, floor, ceiling)
        or before
        or _before_group(text, count, floor)
        or _share_of_group(text, count, sentence)
        or _raw(text, count, floor, ceiling)
    )


# `52 and 51 patients were assigned to A and B`, `61.8% (21/34) and 61.2% (30/49) in A and B`.
_COUNT = r"(?:\d[\d,]*|[A-Za-z]+(?:[- ][a-z]+){0,5}?)"
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


def _in_pair(text: str, count: Span, floor: int, ceiling: int) -> CountedLabel | None:
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
    place = _place(text, label, offset + pair.start(name), offset + pair.end(name))
    return CountedLabel(label, place, "pair_in_order")


_SHARE_AFTER = re.compile(
    r"^\s*(?:,?\s*[\d.]+\s*%\s*)?[)\]]?\s*(?:\([^)]{1,20}\)\s*)?(?:[\w-]+\s+){0,6}?(?:in|on|of|for|with|receiving|treated\s+with|given)\s+(?:the\s+)?(?P<label>[\w+/&'-]+(?:\s[\w+/&'-]+){0,3}?)(?:\s+(?:groups?|arms?|patients)\b|\s*[(,.;)]|$|\s+(?:and|vs|versus|compared|than|at|after|during)\b)",
    re.IGNORECASE,
)
_SHARE_BEFORE = re.compile(
    r"\b(?:in|for|of|with|receiving)\s+(?:the\s+)?(?P<label>(?:[\w+/&'-]+\s){0,3}?[\w+/&'-]+)\s+(?:groups?|arms?)\b[^;.]{0,50}$",
    re.IGNORECASE,
)


def _share_of_group(text: str, count: Span, sentence: Span) -> CountedLabel | None:
    """Read whose share a denominator belongs to: `(16/38) in the walking group`."""
    if not re.search(r"(?:/|\bof)\s*$", text[max(0, count.start - 4) : count.start]):
        return None
    after = _SHARE_AFTER.match(text[count.end : min(sentence.end, count.end + 90)])
    base = count.end
    if after is None:
        base = max(sentence.start, count.start - 90)
        after = _SHARE_BEFORE.search(text[base : count.start])
    if after is None:
        return None
    label = clean_label(after["label"])
    if not is_label(label):
        return None
    return CountedLabel(
        label,
        _place(text, label, base + after.start("label"), base + after.end("label")),
        "share_of_group",
    )


_RAW_BEFORE = re.compile(
    r"(?:\b(?:to|or|either|than|versus|vs\.?|and|with|received?|receiving|the|an?|of|between)\s|[,;:(]\s?|^)(?P<label>[A-Za-z0-9][^,;:()]{1,60}?)\s*[(\[,]\s*(?:[nN]\s*=\s*)?$"
)
_RAW_AFTER = re.compile(
    rf"\s*(?:[(\[][^()\[\]]{{1,25}}[)\]]\s*)?(?:{_PEOPLE}\s+)?(?:who\s+)?(?:were\s+)?(?:received|treated\s+with|treated|given|to|took|used|underwent)\s+(?P<label>[\w][^,;:()]{{1,50}}?)(?=\s*[,;:().]|\s+and\s|$)",
    re.IGNORECASE,
)


def _raw(text: str, count: Span, floor: int, ceiling: int) -> CountedLabel | None:
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
    return CountedLabel(label, _place(text, label, base, end), "raw_label")


NEARBY = "nearby_words"
_WORDS_BEFORE = re.compile(
    r"(?P<label>(?:[\w+/&'’-]+\s+){0,4}[\w+/&'’-]+)\s*[(\[,]\s*(?:[^()]{0,12},\s*)?(?:[nN]\s*=\s*)?$"
)
_WORDS_AFTER = re.compile(
    rf"[)\]]?\s*(?:[(\[][^()\[\]]{{1,25}}[)\]]\s*)?(?:{_PEOPLE}\b\s*)?(?:who\s+)?(?:(?:were|was|had|did|with|received|in|to|of)\s+)*(?:the\s+|a\s+)?(?P<label>[A-Za-z][\w+/&'’-]*(?:\s+(?!and\b|or\b|vs\b|versus\b|compared\b)[\w+/&'’-]+){{0,4}})",
    re.IGNORECASE,
)


_FUNCTION_WORDS = frozenset(
    "and or of in to were was had who that the a an with from for by at on their all patients participants subjects".split()
)


def find_nearby_label(text: str, count: Span, sentence: Span) -> CountedLabel | None:
    """Take the words beside a count as they stand, where nothing tells which of them name its arm."""
    floor = max(sentence.start, count.start - BEFORE_CHARS)
    match = _WORDS_BEFORE.search(text[floor : count.start])
    base, from_end = floor, True
    if match is None:
        from_end = False
        match = _WORDS_AFTER.match(
            text, count.end, min(max(sentence.end, count.end), count.end + 90)
        )
        base = 0
    if match is None or not re.search(r"[A-Za-z]{2}", match["label"]):
        return None
    words = match["label"].split()
    while words and words[0].lower() in _FUNCTION_WORDS:
        words = words[1:]
    if not words:
        return None
    label = " ".join(words[-4:] if from_end else words[:4])
    start = text.find(label, base + match.start("label"), base + match.end("label"))
    return CountedLabel(label, Span(start, start + len(label)), NEARBY) if start >= 0 else None


def _before_bracket(text: str, count: Span, floor: int) -> CountedLabel | None:
    before = text[floor : count.start]
    opening = _OPENING.search(before)
    if opening is None:
        marked = _PLAIN_N.search(before)
        if marked is None:
            return None
        return _named(text, floor, floor + marked.start(), "label_n")
    outer = _named(text, floor, floor + opening.start(), "label_bracket")
    inner, at = opening["inner"], floor + opening.start("inner")
    if re.fullmatch(r"[\d.]+\s*%", inner):
        return outer
    if parts := list(re.finditer(r"\d\s*(?:[;,]|\band\b|\bor\b|vs?\.?)\s*(?:and\s+)?", inner)):
        at += parts[-1].end()
        inner = inner[parts[-1].end() :]
    if inner and re.search(r"[A-Za-z]", inner):
        named = _named(text, at, at + len(inner), "bracket_label")
        if named is not None:
            return CountedLabel(named.label, named.span, named.rule, outer.label if outer else None)
    return None if re.search(r"\d", opening["inner"]) else outer


def _named(text: str, start: int, end: int, rule: str) -> CountedLabel | None:
    """Take the words that end at `end`, back to the nearest boundary."""
    # `MBSR(BC) program`: a bracket grown onto a word is part of the name.
    piece = _ATTACHED.sub(lambda m: " " * len(m[0]), text[start:end]).rstrip()
    # A closing bracket just before belongs to the name: `mindful walking (MW) group (n = 20)`.
    inner = re.search(r"[(\[]([^()\[\]]{1,40})[)\]]\s*(?:groups?|arms?|conditions?)?\s*$", piece)
    body = piece[: inner.start()].rstrip() if inner else piece
    cut = 0
    for boundary in _BOUNDARY.finditer(body + " "):
        if boundary.end() < len(body):
            cut = boundary.end()
    label = clean_label(body[cut:])
    if inner and re.fullmatch(r"[A-Z][A-Za-z0-9+/-]{0,9}", inner[1].strip()):
        at = start + inner.start(1)
        long = label if is_label(label) else None
        return CountedLabel(inner[1].strip(), Span(at, at + len(inner[1])), rule, long)
    if not is_label(label):
        return None
    if inner and len(inner[1]) <= 12 and re.fullmatch(r"\d[\w ]*", inner[1]):
        # `leuprorelin (6M) (n = 83) or leuprorelin (3M) (n = 84)`: the bracket tells them apart.
        whole = text[start + cut : start + inner.end(1) + 1].strip()
        at = text.rfind(label, start, start + inner.end())
        if at >= 0:
            whole = text[at : start + inner.end(1) + 1]
            return CountedLabel(whole, Span(at, at + len(whole)), rule)
    return CountedLabel(label, _place(text, label, start + cut, end), rule)


def _place(text: str, label: str, start: int, end: int) -> Span:
    at = text.find(label, start, end)
    return Span(at, at + len(label)) if at >= 0 else Span(start, end)


def _after(text: str, count: Span, floor: int, ceiling: int) -> CountedLabel | None:
    rule = "count_in_group"
    for pattern in (_LETTER_GROUP_AFTER, _IN_GROUP_AFTER):
        match = pattern.match(text, count.end, ceiling)
        if match and not re.search(r"[,;]\s|\band\s+\d", text[count.end : match.start("label")]):
            if re.match(
                r"\s*(?:or|versus|vs\.?)\s+(?:the\s+|to\s+)?(?:[\w-]+\s+){1,4}(?:group|arm|condition)",
                text[match.end() : match.end() + 70],
            ):
                return None  # `1832 were assigned to the A group or the B group`
            label = clean_label(match["label"]) if pattern is _IN_GROUP_AFTER else match["label"]
            if is_label(label):
                place = _place(text, label, match.start("label"), match.end("label"))
                return CountedLabel(label, place, rule)
    match = _AFTER.match(text, count.end, ceiling)
    if match is None:
        return None
    piece = match["label"]
    stop = _STOP_AFTER.search(piece)
    if stop:
        piece = piece[: stop.start()]
    group = _GROUP_END.search(piece)
    if group and group.start():
        piece = piece[: group.start()]
    label = clean_label(piece)
    if not is_label(label) or len(label.split()) > 6:
        return None
    end = match.start("label") + len(match["label"])
    return CountedLabel(label, _place(text, label, match.start("label"), end), "count_label")


def _before_group(text: str, count: Span, floor: int) -> CountedLabel | None:
    passive = _PASSIVE_BEFORE.search(text[floor : count.start])
    if passive is not None and is_label(label := clean_label(passive["label"])):
        at = floor + passive.start("label")
        return CountedLabel(label, _place(text, label, at, count.start), "given_to_count")
    match = _LETTER_GROUP_BEFORE.search(text[floor : count.start])
    if match is not None:
        place = Span(floor + match.start("label"), floor + match.end("label"))
        return CountedLabel(match["label"], place, "group_count")
    match = _GROUP_BEFORE.search(text, floor, count.start)
    if match is None:
        return None
    label = clean_label(match["label"])
    if not is_label(label):
        return None
    place = _place(text, label, match.start("label"), match.end("label"))
    return CountedLabel(label, place, "group_count")
