"""Which arm a count belongs to: the label beside it, `MBSR (n = 22)` or `22 to MBSR`."""

from __future__ import annotations

import re

from miner.extract.arms.beside import (
    AFTER_CHARS,
    BEFORE_CHARS,
    PEOPLE,
    CountedLabel,
    find_raw_label,
    place_label,
)
from miner.extract.arms.in_order import find_label_in_order, find_label_in_pair
from miner.extract.arms.labels import clean_label, is_label
from miner.extract.arms.shares import find_share_label
from miner.model.span import Span

# Text between a label and its count inside a bracket: `(n =`, `(study group, n =`, `(`.
_OPENING = re.compile(
    r"[(\[{]\s*(?P<inner>[^()\[\]{}]*?)[,;:]?\s*(?:(?<![A-Za-z])(?:[nN]s?\s*[=:∶]?|[a-z]*\s*[nN]\s*=|total\s+of|number\s*=?))?\s*$"
)
_IS_MARKED = re.compile(r"(?<![A-Za-z])[nN]s?\s*[=:∶]?\s*$")
_ONLYPEOPLE = re.compile(rf"\s*(?:{PEOPLE})?\s*(?:[;,]\s*[\d.]+\s*%)?\s*[)\]]", re.IGNORECASE)
_IS_DOSE = re.compile(
    r"\d\s*(?:mg|g|[µμ]g|mcg|ml|m[lL]|Gy|I?U|%|min(?:ute)?s?|h(?:our)?s?|days?|weeks?|times|cycles?)\b"
)
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
    (?:[\w'-]+\s+){{0,3}}?(?:{PEOPLE}\s+)?(?:[(\[][^()\[\]]{{1,25}}[)\]]\s*)?
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
    r"\s+(?:and|or)\s+(?=\d|(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|\w+ty)\b|the\s+other|remaining|[a-z-]+\s+(?:in|to|were|received|patients|did)\b)|\s+(?:who|which|where|were|was|had|have|completed|"
    r"compared|versus|vs|at|after|before|because|due|during|did|dropped|for|but|while|whereas|than|as|from|until|received|"
    r"showed|reported|achieved|developed|experienced|improved|could|would|per|only|from|within|between|discontinued|withdrew|in\s+(?:a|an|this)|on\s+day|about|regarding|over|with\s+(?:a|an|no)\b)\b|\band\s+\d",
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
    paired = find_label_in_pair(text, count, floor, ceiling)
    if paired is not None:
        return paired
    before = _before_bracket(text, count, floor)
    if before is not None and (
        _IS_MARKED.search(text, floor, count.start) or _ONLYPEOPLE.match(text, count.end)
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
        or find_share_label(text, count, sentence)
        or find_raw_label(text, count, floor, ceiling)
    )


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
    if outer is not None and _IS_DOSE.search(opening["inner"]):
        return outer  # `low-dose walking (150 minutes per week; 38 patients)`
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
    return CountedLabel(label, place_label(text, label, start + cut, end), rule)


# `64 patients (cases)`, `15 women (group A)`; `789 hospital controls`.
_KIND_IN_BRACKET = re.compile(
    rf"\s+(?:[\w-]+\s+){{0,3}}?{PEOPLE}\s*[(\[](?P<label>(?:the\s+)?[A-Za-z][^()\[\],;:=%\d]{{2,30}}?)(?:\s+(?:group|arm))?[)\]]",
    re.IGNORECASE,
)
_CONTROLS_AFTER = re.compile(
    r"\s+(?P<label>(?:(?!(?:and|or|in|to|of|for|with|as|the|were|was)\b)[\w-]+\s+){0,2}?controls)\b",
    re.IGNORECASE,
)
_BRACKET_AFTER = re.compile(r"\s*[(\[](?:[^()\[\]]|[(\[][^()\[\]]*[)\]]){12,90}[)\]]")


def _without_bracket(text: str, start: int, end: int) -> str:
    """Blank out a long bracket right after a count: `446 (median [range] age, 59 [32-91] years)`."""
    bracket = _BRACKET_AFTER.match(text, start, end)
    if bracket is None or not re.search(r"\d", bracket[0]):
        return text
    return text[:start] + " " * len(bracket[0]) + text[bracket.end() :]


def _after(text: str, count: Span, floor: int, ceiling: int) -> CountedLabel | None:
    rule = "count_in_group"
    text = _without_bracket(text, count.end, ceiling)
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
                place = place_label(text, label, match.start("label"), match.end("label"))
                return CountedLabel(label, place, rule)
    for pattern in (_KIND_IN_BRACKET, _CONTROLS_AFTER):
        match = pattern.match(text, count.end, ceiling)
        if match and is_label(label := clean_label(match["label"])):
            place = place_label(text, label, match.start("label"), match.end("label"))
            return CountedLabel(label, place, "count_label")
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
    is_study = label.lower() in ("study", "trial", "analysis") and group is None
    if not is_label(label) or len(label.split()) > 6 or is_study:
        return None
    end = match.start("label") + len(match["label"])
    return CountedLabel(label, place_label(text, label, match.start("label"), end), "count_label")


def _before_group(text: str, count: Span, floor: int) -> CountedLabel | None:
    passive = _PASSIVE_BEFORE.search(text[floor : count.start])
    if passive is not None and is_label(label := clean_label(passive["label"])):
        at = floor + passive.start("label")
        return CountedLabel(label, place_label(text, label, at, count.start), "given_to_count")
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
    place = place_label(text, label, match.start("label"), match.end("label"))
    return CountedLabel(label, place, "group_count")
