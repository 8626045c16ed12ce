"""What a claim is about: the treatment or exposure it speaks of."""

from __future__ import annotations

import re

from miner.claims.concepts import CONCEPTS
from miner.claims.parse import ClaimParts
from miner.claims.patterns import CUES

MAX_WORDS = 12

_LEAD = re.compile(
    r"""^(?:\W|compared\s+(?:to|with)[^,]{3,60},|
        \b(?:however|in\s+addition|moreover|furthermore|also|and|but|so|then|still|in\s+(?:the|this|that|an?|one)\s+(?:[\w'’-]+\s+){0,5}?(?:study|trial)(?:\s+even)?|
        in\s+conclusion|overall|our\s+results\s+(?:show|suggest|indicate)|(?:the|these)\s+(?:results|findings|data)\s+(?:show|suggest|indicate|demonstrate)|
        results?|conclusions?|findings?|discussion|there\s+(?:is|was|were|are)|it\s+is\s+believed|i\s+(?:think|believe|feel|guess)|
        worth\s+knowing|apparently|according\s+to[^,]*|new\s+study\s+shows|(?:a|the|this|that|one|another)\s+(?:new\s+|recent\s+|small\s+)?stud(?:y|ies)\s+(?:shows?|found|suggests?)|
        (?:in|among|for|over|after|before|while|once|with)\b[^,;.]{3,80},|that|we\s+found|researchers\s+(?:found|say))\b[\s,:]*)+""",
    re.VERBOSE | re.IGNORECASE,
)
_TAIL = re.compile(
    r"""(?:[\s,]|\b(?:is|are|was|were|be|been|has|have|had|did|does|do|can|could|may|might|will|would|should|an?|the|not|n['’]t|no|to|also|
        significantly|clearly|really|just|only|very|far|much|some|any|showed?|shows|shown|demonstrated?|demonstrates|reported|experienced|seems?|appears?|felt|
        came|out|went|got|gets|left|made|makes|found|associated|with|linked|by|of|in|more|and|or|but|there|that|which|who|left|significant|large|small|greater|potentially|it))+$""",
    re.VERBOSE | re.IGNORECASE,
)
# Those treated are not the treatment; and what follows the first verb is not the subject.
_PEOPLE = re.compile(
    r"^(?:the\s+|all\s+|some\s+|most\s+|only\s+)?(?:\w+\s+){0,2}?(?:patients?|people|women|men|adults|children|kids|teens?|teenagers?|pupils|students|participants|carers|mothers|"
    r"babies|infants|newborns|folks|those|volunteers|veterans|individuals|subjects|residents|users|staff|anyone|everyone|nobody)\b",
    re.I,
)
_FIRST_VERB = re.compile(
    r"\s\b(?:gave|gives?|left|leaves?|came|comes?|got|gets?|lets?|meant|means?|brought|brings?|took|takes?|did|does|was|were|is|are|has|had|have|can|may|might|could|"
    r"stays?|stayed|keeps?|kept|beats?|lost|loses?|worked|works)\b",
    re.I,
)
_TREATED = re.compile(
    r"\b(?:after|with|by|from|of|in|on|given|receiv\w+|taking|using|who (?:took|got|had|did|learned|practised|received|were given))\s+"
    r"(?:the\s+|an?\s+)?(?P<what>(?:(?!(?:who|in|and|to|of|the|with|that|were|was)\b)[\w'’-]+\s+){0,5}?(?:group|arm|therapy|treatment|training|programme?|course|intervention|exercise\w*|meditation|"
    r"mindfulness|stimulation|acupuncture|supplements?|shakes?|diet|yoga|drug|dose|tablets?|pills?|injections?|naltrexone|cannabis|mbsr|cbt))\b",
    re.I,
)


def find_subject(text: str, parts: ClaimParts) -> str | None:
    """Return the words for what a claim is about: what stands before its verb of change.

    Where an outcome stands there (`pain fell after yoga`), the treatment named elsewhere.
    None where neither is plain.

    Examples
    --------
    >>> from miner.claims.parse import parse_claim
    >>> find_subject("Yoga reduces back pain.", parse_claim("Yoga reduces back pain."))
    'Yoga'
    """
    starts = [match.start() for _, _, pattern in CUES for match in [pattern.search(text)] if match]
    if starts and min(starts) > 0:
        before = _TAIL.sub("", _LEAD.sub("", text[: min(starts)]))
        before = re.split(r"[;:]|,\s(?=\w+ing\b)", before)[-1].strip(" ,-–—\"'“”")
        if _PEOPLE.match(before):
            before = ""
        before = _TAIL.sub("", _FIRST_VERB.split(before, maxsplit=1)[0])
        words = before.split()
        is_outcome = any(concept.pattern.fullmatch(before) for concept in CONCEPTS)
        if 0 < len(words) <= MAX_WORDS and not is_outcome and not _only_outcome(before):
            return before
    treated = _TREATED.search(text)
    return treated.group("what").strip() if treated else None


def _only_outcome(before: str) -> bool:
    """Tell whether words before the verb name an outcome and no treatment."""
    has_outcome = any(concept.pattern.search(before) for concept in CONCEPTS)
    return has_outcome and not re.search(
        r"\b(?:therap\w+|treat\w+|training|group|exercise|programme?|mindfulness|drug|diet|medication|intervention|supplement\w*)\b",
        before,
        re.I,
    )
