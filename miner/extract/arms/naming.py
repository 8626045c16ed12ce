"""The long name of an arm, and the other names that the paper uses for it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from miner.extract.arms.beside import PEOPLE
from miner.extract.arms.clusters import Cluster
from miner.extract.arms.labels import clean_label, fold_label, initials_fit, is_label

MOST_LONG_WORDS = 9
MOST_ALIASES = 12
MOST_GLOSSES = 40  # mentions of a bare name that are looked at for what its people got
GLOSS_CHARS = 140
# Words that belong to a sentence, not to a name.
CLAUSE = re.compile(
    r"\b(?:was|were|had|has|have|is|are|be|been|did|showed|that|which|who|than|when|whether|if|received|"
    r"following|according|based|during|after|before|between|compared|they|them|we|our|it|its|"
    r"significantly|greater|dropouts?|patterns?|available|including|included|completed|occurred|contained|served|constituted|reported|obtained|analy[sz]ed?|evaluating|being|"
    r"median|either|every|place)\b|\?",
    re.IGNORECASE,
)
_NO_BEGIN = re.compile(
    r"^(?:at|of|in|on|with|by|for|from|to|as|type|volume|overall|further|more|most|less|each|such|same|"
    r"effects?|rates?|numbers?|results?|outcomes?|analys[ei]s|compare|least|per|sitting|one|two|three|four|the|an?|additional|certain|single\s+dose$|same)\b",
    re.IGNORECASE,
)
_NO_END = re.compile(
    r"\b(?:of|in|on|with|by|for|from|to|and|or|the|an?|every|each|per|taken|unit|effect|group)$|[”\"]",
    re.IGNORECASE,
)
_PEOPLE = re.compile(PEOPLE, re.IGNORECASE)
_COUNTED = re.compile(r"\b\d+\b(?!\s*(?:mg|g|[µμ]g|ml|%|Gy|IU|weeks?|months?|days?|min|h\b|Hz))")
_BARE = re.compile(
    r"^(?:(?:group|arm|cohort)\s+\w{1,3}|intervention|experimental|treatment|study|control|comparison|"
    r"case|test|active|exposed|exercise|training|program(?:me)?)s?$",
    re.IGNORECASE,
)
# `Group A received X`, `Group A: X`; `the intervention group (X)`.
_HEAD = (
    r"(?:\s+(?:groups?|arms?|condition|patients|participants|subjects))?\s*"
    r"(?:[(\[]\s*[nN]\s*=\s*\d+\s*[)\]]\s*)?,?\s*"
)
_TOLD = re.compile(
    rf"{_HEAD}(?:(?:(?:was|were)\s+)?(?:who\s+)?(?:received|receiving|given|treated\s+with|underwent|undergoing|"
    r"allocated\s+to|assigned\s+to|offered|got|administered)\s+(?:only\s+)?|:\s*|=\s*)"
    r"(?P<what>[A-Za-z0-9][^.;:()\[\]]{2,90})"
)
_IN_BRACKETS = re.compile(rf"{_HEAD}[(\[]\s*(?P<what>[A-Za-z][^.;:()\[\]=,]{{2,60}})[)\]]")
_STATISTIC = re.compile(
    r"\b(?:range|interquartile|log[\s-]rank|tests?|mean|median|table|figure|fig|phase|score|value|years?|"
    r"baseline|previous(?:ly)?|vs|versus|see|lines?|risk|ratio|lessons|severe|mild|sd|sem|ci|bars?|circles?|squares?|"
    r"triangles?|solid|dashed|dotted|black|white|grey|gray|left|right|panel|plot|hand|open|closed|filled)\b",
    re.IGNORECASE,
)
_GLOSS_END = re.compile(
    r",|\s+(?:for\s+\d|at\s+(?:a|the)\b|in\s+(?:a|the)\b|every|once|twice|daily|while|whereas|and\s+(?:the\s+)?(?:control|group|other)|"
    r"who|which|was|were|had|before|after|during|as\s+(?:a|the)|until|prior|within|on\s+(?:day|the)|per|via|from|over|using)\b",
    re.IGNORECASE,
)


def long_label(text: str, cluster: Cluster, label: str, definitions: dict[str, str]) -> str | None:
    """Return the fuller name of an arm, None where the paper gives none.

    Parameters
    ----------
    text : str
    cluster : Cluster
    label : str
        The name that is used most.
    definitions : dict
        Abbreviations with what they stand for.

    Returns
    -------
    str or None
        What the abbreviation stands for, else a longer name of the same words, else, for
        `intervention` or `Group A`, what its people got.
    """
    for name in (label, *cluster.labels()):
        spelt = definitions.get(name)
        if spelt and fold_label(spelt) != fold_label(label) and _is_name(spelt):
            return spelt
    if _BARE.match(label):
        return _gloss(text, label)
    longer = [
        name for name in [*(m.long for m in cluster.mentions if m.long), *cluster.labels()]
        if _is_name(name) and _extends(name, label)
    ]  # fmt: skip
    if longer:
        return max(longer, key=lambda n: (longer.count(n), len(n), n))
    return _of_people(text, label)


def _of_people(text: str, label: str) -> str | None:
    """Name people by their trait: `children with asthma` for `asthma`, where the paper does so twice."""
    found = [
        text[match.start() :match.end()]
        for match in re.finditer(rf"\b(\w+)\s+(?:with|without)\s+{re.escape(label)}\b", text)
        if _PEOPLE.fullmatch(match[1])
    ]  # fmt: skip
    return found[0] if len(found) > 1 else None


def other_names(
    cluster: Cluster, label: str, long: str | None, definitions: dict[str, str]
) -> tuple[str, ...]:
    """Return the further names of an arm, the shortest first."""
    shorts = {s for s, defined in definitions.items() if fold_label(defined) in cluster.names}
    named = {name for name in cluster.labels()[1:] if not CLAUSE.search(name)}
    others = (named | shorts) - {long, label}
    return tuple(sorted(others, key=lambda n: (len(n), n)))[:MOST_ALIASES]


def _is_name(name: str) -> bool:
    return not (
        len(name.split()) > MOST_LONG_WORDS
        or CLAUSE.search(name)
        or _NO_BEGIN.search(name)
        or _NO_END.search(name)
        or _COUNTED.search(name)
        or not is_label(name)
    )


def _extends(name: str, label: str) -> bool:
    longer, shorter = set(fold_label(name)), set(fold_label(label))
    return (len(longer) > len(shorter) and shorter <= longer) or initials_fit(label, name)


def _gloss(text: str, label: str) -> str | None:
    """Read what the people of a bare name got, as the paper says most often."""
    for pattern in (_TOLD, _IN_BRACKETS):
        said = Counter(_glosses(text, label, pattern))
        if said:
            return max(said, key=lambda what: (said[what], -len(what), what))
    return None


def _glosses(text: str, label: str, gloss: re.Pattern[str]) -> Iterator[str]:
    pattern = re.compile(rf"\b{re.escape(label)}\b", re.IGNORECASE)
    for place, match in enumerate(pattern.finditer(text)):
        if place >= MOST_GLOSSES:
            return
        told = gloss.match(text, match.end(), match.end() + GLOSS_CHARS)
        if told is None:
            continue
        what = clean_label(_GLOSS_END.split(told["what"])[0])
        is_thing = len(what) > 3 and not _BARE.match(what) and not _STATISTIC.search(what)
        if is_thing and _is_name(what):
            yield what
