"""Which words of a sentence name an outcome, and which only stand where one should be."""

from __future__ import annotations

import re
from collections.abc import Sequence

from miner.extract.outcomes.matching import normalise
from miner.extract.outcomes.patterns import MEASURE_WORDS
from miner.model import Span

MAX_NAME_WORDS = 14
ADJACENT_CHARS = 14  # between a name and the bracket that holds its numbers
_LISTED = re.compile(
    r"\s*(?:,|and|or|as\s+well\s+as|,\s*(?:and|or))\s*(?:the\s+|in\s+|for\s+)*", re.IGNORECASE
)
# Words of statistics, comparisons and designs: a name that holds one is no name.
_NO_NAME = re.compile(
    r"\b(?:interactions?|contrasts?|comparisons?|analys[ei]s|assessments?|models?|hypothes[ei]s|covariates?|predictors?|moderators?|"
    r"(?:main|simple|fixed|random|group|time|treatment|significant|order|carry-?over|interaction|overall|beneficial)\s+effects?|"
    r"effects?\s+of|post[\s-]hoc|trends?|p[\s-]?values?|tests?(?=\s+(?:showed|of|for))|anovas?|ancovas?|regressions?|t-?tests?|"
    r"groups?|arms?|conditions?|participants?\s+in|between|significan\w+|differ\w*|respectively|however|therefore|which|"
    r"was|were|is|are|had|has|have|did|showed|shows|found|reached|demonstrated|revealed|compared|than|versus|vs)\b|[\"“”‘]|(?<![\w])['’]|['’](?![\w])",
    re.IGNORECASE,
)
# First words of a clause that tells what somebody did or how much something moved.
_NO_START = re.compile(
    r"(?:(?:faster|slower|higher|lower|greater|smaller|larger|better|worse|shorter|longer|fewer|more|less|continued|excluded|included|"
    r"increased|decreased|improved|reduced|elevated|declined|spending|receiving|taking|using|while|when|as|at|after|before|over|during|"
    r"its|their|both|two|three|all|these|those|this|that|it|they|we|there|any|no|not|only|also|first|second|apparent|planned|"
    r"nonsignificant|non-significant|further|additional|(?:pre|post)-?\w+$|value|values|magnitude|return\s+to)\b|\d)",
    re.IGNORECASE,
)
_NO_END = re.compile(
    r"\b(?:decreased|increased|improved|reduced|declined|changed|across|over|of|in|the|and|at|to|for|with|(?:mean|median)\s+change)$",
    re.IGNORECASE,
)
# One word that can only qualify another: "physiological", "nasal", "reaction".
_LONE_QUALIFIER = re.compile(
    r"[a-z-]+(?:ic|ive|ous|ary|ory|able|ible|less|ful|ed|ly|oid|pid)$|[a-z-]+(?<!surviv)(?<!withdraw)(?<!arous)(?<!remov)(?<!recov)(?<!rec)al$",
    re.IGNORECASE,
)
# What people are, before anything was done.
_PEOPLE = re.compile(
    r"(?:(?:mean|median|average)\s+)?(?:ages?|sex|gender|race|ethnicity|education(?:al\s+level)?|marital\s+status|height|demographics?|"
    r"(?:demographic|baseline|clinical|patient|sociodemographic)\s+(?:characteristics|variables|data|features)|characteristics)",
    re.IGNORECASE,
)
_STATISTICS = frozenset(
    "LS LSM CI SD SE SEM OR HR RR ITT PP BL DV IV IQR ANOVA ANCOVA MANOVA MD ES NS CBT TAU RCT BMI GEE MMRM".split()
) - {"BMI", "HR"}
_LONE_NOTHING = frozenset(
    """reaction reactions benefit benefits feeling feelings increment increments induction change changes referral efficacy safety
    treatment therapy intervention training exercise exercises program programme drug dose doses vaccination vaccine placebo surgery
    people patients participants subjects children women men age sex gender time session sessions visit visits study trial
    completion completers dropout assessment evaluation measurement item items data sample population follow-up group response
    condition conditions task tasks type types status level levels rate rates score scores index scale scales subscale subscales
    domain domains difference differences effect effects result results symptom symptoms serum plasma blood urine test tests event events
    head sum total clinical general overall progression process parameter parameters variable variables outcome outcomes measure
    measures finding findings component components figure control standard cpap need use adverse severe mild moderate""".split()
)


def choose_outcome(text: str, clause: Span, outcomes: Sequence[Span], *, until: int) -> Span | None:
    """Choose the one stretch that a comparison is of, among those a reader marked.

    Parameters
    ----------
    text : str
    clause : Span
        From the comparison before, or the sentence's start, to this comparison.
    outcomes : sequence of Span
        In order of the text.
    until : int
        Where the next comparison begins, or the sentence ends.

    Returns
    -------
    Span or None
        The one that touches the comparison, else the first of its clause, else the only one
        after it; None where several share it.
    """
    inside = [span for span in outcomes if clause.start <= span.start < clause.end]
    if not inside:
        after = [span for span in outcomes if clause.end <= span.start < until]
        return after[0] if len(after) == 1 else None
    last = inside[-1]
    gap = text[last.end : clause.end]
    if len(inside) == 1 or (len(gap) <= ADJACENT_CHARS and not re.search(r"[.;]|\d", gap)):
        return last
    between = text[inside[0].end : inside[1].start]
    return None if _LISTED.fullmatch(between) else inside[0]


def is_outcome_name(label: str) -> bool:
    """Tell whether words read as the name of something measured.

    Examples
    --------
    >>> [is_outcome_name(name) for name in ("pain intensity", "main effects", "physiological")]
    [True, False, False]
    """
    words = label.split()
    if not words or len(words) > MAX_NAME_WORDS or label.count("(") != label.count(")"):
        return False
    if _NO_NAME.search(label) or _NO_START.match(label) or _NO_END.search(label):
        return False
    if _PEOPLE.fullmatch(label) or not set(normalise(label).split()) - MEASURE_WORDS:
        return False
    if len(words) == 1 and label.upper() in _STATISTICS:
        return False
    if len(words) == 1 and not label.isupper():
        return not (_LONE_QUALIFIER.fullmatch(label) or label.casefold() in _LONE_NOTHING)
    return any(word.casefold() not in _LONE_NOTHING for word in re.findall(r"[^\W\d_]{2,}", label))
