"""What the words and figures of a passage say of the direction of a difference."""

from __future__ import annotations

import re
from collections.abc import Mapping

from miner.extract.forms.evidence import Asked
from miner.extract.forms.words import stem, weight
from miner.text.quantities import find_p_values

SIGNIFICANCE_LEVEL = 0.05
_NONE = re.compile(
    r"""
    \bno\s+(?:\w+[\s-]+){0,4}(?:differen\w+|effects?|changes?|increase|decrease|impact|benefit|association|evidence|improvement|reduction|influence)
  | \b(?:not|n't|neither|nor|cannot|failed\s+to|without)\s+(?:\w+[\s,-]+){0,4}(?:differ\w*|significan\w+|affect\w*|chang\w+|improv\w+|reduc\w+|increas\w+|decreas\w+|superior|alter\w*|influenc\w+|associated|impact\w*)
  | \b(?:similar|similarly|comparable|equivalent|unchanged|equally|non-?significant\w*|insignificant\w*|unaffected|not\s+statistically)\b
  | \b(?:did|was|were|is|are)\s+not\b | \bns\b | \bn\.s\.
    """,
    re.IGNORECASE | re.VERBOSE,
)
_SIGNIFICANT = re.compile(r"(?<!no )(?<!not )(?<!non)(?<!non-)\bsignificant\w*", re.IGNORECASE)
_UP = re.compile(
    r"\b(?:increas\w+|higher|highest|greater|greatest|more|most|longer|elevat\w+|rise|rose|risen|larger|gain\w*|enhanc\w+|prolong\w+|raised|exceed\w+|faster|earlier)\b",
    re.IGNORECASE,
)
_DOWN = re.compile(
    r"\b(?:decreas\w+|lower\w*|lowest|less|least|fewer|shorter|shorten\w*|reduc\w+|declin\w+|smaller|fell|drop\w*|diminish\w+|slower|attenuat\w+|prevent\w+|suppress\w+|inhibit\w+|loss|lost|delay\w*)\b",
    re.IGNORECASE,
)
_GOOD = re.compile(
    r"\b(?:improv\w+|better|superior\w*|benefi\w+|effective\w*|favou?r\w*|reliev\w+|relief)\b",
    re.IGNORECASE,
)
_BAD = re.compile(r"\b(?:worse\w*|inferior\w*|deteriorat\w+|impair\w+|poorer)\b", re.IGNORECASE)
_THAN = re.compile(r"\b(?:than|compared|relative\s+to|in\s+comparison)\b", re.IGNORECASE)
_VERSUS = re.compile(r"\b(?:versus|vs)\b", re.IGNORECASE)
# Words of an outcome further apart than this are not said together.
OUTCOME_CHARS = 90
# Outcomes of which less is better: improving them lowers the number.
_BURDEN = re.compile(
    r"\b(?:pain|symptom\w*|depress\w+|anxi\w+|stress|fatigue|severity|mortality|death\w*|complication\w*|adverse|infection\w*|bleed\w*|blood\s+loss|"
    r"recurren\w+|relapse\w*|failure|nausea|vomiting|duration|time\s+to|length|stay|incidence|risk|score|disability|impairment|weight|bmi|glucose|hba1c|cholesterol|pressure|"
    r"inflammat\w+|crp|burden|distress|insomnia|craving|use|consumption|errors?|fear|headache\w*|cost\w*|triglyceride\w*|ldl)\b",
    re.IGNORECASE,
)
_GAIN = re.compile(
    r"\b(?:quality|improvement|relief|respon(?:se|der)s?|function\w*|ability|performance|strength|satisfaction|knowledge|adherence|survival|success|response|remission|recovery|score\s+of\s+quality|hdl|accuracy|capacity|efficacy|well-?being|attitude|skills?|acceptance|uptake|completion|rom|range)\b",
    re.IGNORECASE,
)
_NUMBERED_PAIR = re.compile(
    r"(-?\d+(?:\.\d+)?)\s*%?(?:\s*(?:±|\+/-)\s*\d+(?:\.\d+)?|\s*\([^()]{1,24}\))?\s*(?:\w+\s+){0,3}?(?:vs\.?|versus|compared\s+(?:with|to)|and)\s+(-?\d+(?:\.\d+)?)",
    re.IGNORECASE,
)
FEATURES = (
    "bias", "none", "none_count", "significant", "p_small", "p_large", "both_p", "up_down", "sign_near",
    "sign_count", "sign_quality", "sign_numbers", "sign_first", "quality_word", "numbers", "cue",
    "no_arm", "figures_sign", "figures_p_small", "figures_p_large",
)  # fmt: skip


def read_cues(sentence: str, outcome: str, asked: Asked) -> dict[str, float]:
    """Describe a passage for the direction of an outcome.

    Features that start with `sign` point up (+) or down (-) for the intervention; the others
    do not change when the two arms change places.
    """
    ups = [(m.start(), 1.0) for m in _UP.finditer(sentence)]
    downs = [(m.start(), -1.0) for m in _DOWN.finditer(sentence)]
    cues = sorted(ups + downs)
    flip, named = arm_order(sentence, cues[0][0] if cues else len(sentence) // 2, asked)
    found = {"bias": 1.0, "none": float(bool(_NONE.search(sentence)))}
    found["none_count"] = min(3, len(_NONE.findall(sentence))) / 3
    found["significant"] = float(bool(_SIGNIFICANT.search(sentence)))
    found |= _p_features(sentence)
    found["cue"] = float(bool(cues))
    found["no_arm"] = float(not named)
    if ups and downs:
        found["up_down"] = 1.0
    if cues:
        place = _outcome_place(sentence, asked)
        near = min(cues, key=lambda cue: (abs(cue[0] - place), cue[0]))
        found["sign_near"] = near[1] * flip
        found["sign_first"] = cues[0][1] * flip
        found["sign_count"] = flip * (len(ups) - len(downs)) / (len(ups) + len(downs))
    quality = len(_GOOD.findall(sentence)) - len(_BAD.findall(sentence))
    if quality:
        burden = -1.0 if _BURDEN.search(outcome) and not _GAIN.search(outcome) else 1.0
        found["sign_quality"] = (1.0 if quality > 0 else -1.0) * burden * flip
        found["quality_word"] = 1.0
    pair = _NUMBERED_PAIR.search(sentence)
    if pair:
        found["numbers"] = 1.0
        first, second = float(pair[1]), float(pair[2])
        order, told = arm_order(sentence, pair.start(), asked, plain=True)
        if first != second and told:
            found["sign_numbers"] = (1.0 if first > second else -1.0) * order
    return found


def _p_features(sentence: str) -> Mapping[str, float]:
    small = large = False
    for p in find_p_values(sentence):
        if p.p_value is None:
            continue
        if (
            p.p_operator == ">"
            or p.p_value > SIGNIFICANCE_LEVEL
            or (p.p_operator != "<" and p.p_value == SIGNIFICANCE_LEVEL)
        ):
            large = True
        else:
            small = True
    return {"p_small": float(small), "p_large": float(large), "both_p": float(small and large)}


def _outcome_place(sentence: str, asked: Asked) -> int:
    """Where a sentence speaks of the outcome: the middle of its words that stand together."""
    places = [
        (match.start(), found)
        for match in re.finditer(r"[A-Za-z0-9α-ω]+", sentence)
        if (found := stem(match.group().lower())) in asked.outcome and weight(found) >= 1
    ]
    best: list[int] = []
    held = 0
    for start, _ in places:
        window = [item for item in places if start <= item[0] <= start + OUTCOME_CHARS]
        if len({word for _, word in window}) > held:
            held = len({word for _, word in window})
            best = [place for place, _ in window]
    return best[len(best) // 2] if best else 0


def arm_order(sentence: str, cue: int, asked: Asked, *, plain: bool = False) -> tuple[float, bool]:
    """Tell which arm a sentence speaks of: 1 the intervention, -1 the comparator.

    The arm after `than` or `compared with` is the one compared with; with `plain`, the arm named
    first counts. The second value tells whether an arm was named at all.
    """
    first = _places(sentence, asked.intervention, asked.comparator)
    second = _places(sentence, asked.comparator, asked.intervention)
    if not first and not second:
        return 1.0, False
    if plain:
        if first and second:
            return (1.0 if min(first) <= min(second) else -1.0), True
        return 1.0, False
    # "responders vs non-responders were more often in A than in B": `than` tells the arms.
    reference = _THAN.search(sentence) or _VERSUS.search(sentence)
    if reference is not None:
        after = [
            (place, sign) for places, sign in ((first, 1.0), (second, -1.0)) for place in places
            if place > reference.start()
        ]  # fmt: skip
        if after:
            return -min(after)[1], True
    if first and not second:
        return 1.0, True
    if second and not first:
        return -1.0, True
    nearest = min(((abs(place - cue), 1.0) for place in first), default=(10**6, 1.0))
    other = min(((abs(place - cue), -1.0) for place in second), default=(10**6, -1.0))
    return min(nearest, other)[1], True


def _places(
    sentence: str, own: tuple[frozenset[str], ...], other: tuple[frozenset[str], ...]
) -> list[int]:
    """Places of words that only this arm's names hold."""
    shared = frozenset().union(*other, frozenset())
    words = frozenset().union(*own, frozenset()) - shared
    return [
        match.start() for match in re.finditer(r"[A-Za-z0-9α-ω]+", sentence)
        if (found := stem(match.group().lower())) in words and weight(found) >= 0.5
    ]  # fmt: skip
