"""How a sentence stands to what it says: denied, guarded, and whose experience it is.

General rules of English in the manner of NegEx (Chapman et al. 2001, J. Biomed. Inform. 34:
301-310) and ConText (Harkema et al. 2009, J. Biomed. Inform. 42: 839-851): a cue governs the
words after it up to the end of the clause.
"""

from __future__ import annotations

import re

from miner.model.span import Span

_NEGATION = re.compile(
    r"""
    \b(?:
        not(?!\s+only\b) | n[o'’]t(?!\s+only\b)\b | cannot | never | neither | nor | none | nobody | nothing
      | no(?!\s*\.)\b(?!\s+doubt\b) | without | lack(?:s|ed|ing)? | absen(?:t|ce) | fail(?:s|ed|ing)?\s+to
      | failure\s+to | hardly | barely | scarcely | (?:un)?able\s+to\s+(?:find|detect|show)\s+no
      | unable\s+to | doubt(?:s|ed)? | rather\s+than | denie[sd] | rul(?:ed|es)\s+out | free\s+of | zero
    )\b
    | \b(?:is|are|was|were|do|does|did|has|have|had|can|could|would|should|wo|ca|must)n['’]?t\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
# These look like denial and are none.
_NOT_NEGATION = re.compile(
    r"\bnot\s+(?:only|just|merely)\b|\bno\s+(?:doubt|wonder)\b|\bwhether\s+or\s+not\b",
    re.IGNORECASE,
)
_CLAUSE_END = re.compile(
    r"[;:.!?()]|\b(?:but|however|although|though|whereas|while|except|yet|still|because|"
    r"which|who|that\s+said)\b|,\s+(?:and|so|while|with|as)\b",
    re.IGNORECASE,
)
_HEDGE = re.compile(
    r"""
    \b(?: may | might | could | can\s+be | possibl[ye] | perhaps | maybe | probabl[ye] | likely | unlikely
      | appears?(?:ed)? | seems?(?:ed|ingly)? | suggest(?:s|ed|ing|ive)? | potential(?:ly)? | apparently
      | presumably | arguably | tend(?:s|ed)?\s+to | tentative(?:ly)? | preliminary | hypothesi[sz]ed?
      | thought\s+to | believed?\s+to | it\s+is\s+believed | suspect(?:s|ed)? | speculat\w+ | i\s+think | i\s+guess
      | i\s+wonder | would\s+posit | in\s+theory | in\s+part | roughly\s+speaking | as\s+far\s+as | not\s+sure
      | don['’]?t\s+know | hopefully | i\s+(?:feel|believe|suppose) | sort\s+of | kind\s+of
      | supposed(?:ly)? | reported(?:ly)?\s+to | indicat(?:e|es|ing)\s+that | implicat(?:ed|ion)
    )\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
_SELF = re.compile(
    # `US` and `OUR` in capitals are a country and shouting, not a speaker.
    r"\b(?:I|i|[Ii]['’](?:m|ve|ll|d)|[Mm]e|[Mm]y|[Mm]ine|[Mm]yself|[Ww]e|[Oo]ur|us|ours)\b(?!\.S)"
)
_NOT_SELF = re.compile(
    r"\b(?:our|we|my)\s+(?:study|studies|trial|results?|findings?|data|analys[ei]s|work|team|"
    r"hypothes[ei]s|knowledge|observed|found|show|report|conclude|examined|investigated)\b",
    re.IGNORECASE,
)
_FAMILY = re.compile(
    r"\b(?:my|our)\s+(?:husband|wife|partner|son|daughter|mother|mum|mom|father|dad|sister|"
    r"brother|child|kid|kids|friend|aunt|uncle|cousin|boyfriend|girlfriend|grand\w+)\b",
    re.IGNORECASE,
)


def find_negations(text: str) -> tuple[Span, ...]:
    """Find the words that deny something.

    Examples
    --------
    >>> [span.of("It did not help.") for span in find_negations("It did not help.")]
    ['not']
    """
    shadows = [Span(*match.span()) for match in _NOT_NEGATION.finditer(text)]
    found = []
    for match in _NEGATION.finditer(text):
        span = Span(*match.span())
        if not any(shadow.overlaps(span) for shadow in shadows):
            found.append(span)
    return tuple(found)


def scope_of(text: str, cue: Span) -> Span:
    """Return the words a cue governs: from its end to the end of the clause."""
    match = _CLAUSE_END.search(text, cue.end)
    return Span(cue.end, match.start() if match else len(text))


def is_negated(text: str, span: Span) -> bool:
    """Tell whether what stands at `span` is denied by an odd number of cues before it.

    Examples
    --------
    >>> text = "Diet did not change pain, but sleep improved."
    >>> is_negated(text, Span(13, 19)), is_negated(text, Span(36, 44))
    (True, False)
    """
    governing = [
        cue
        for cue in find_negations(text)
        if cue.end <= span.start and scope_of(text, cue).contains(span)
    ]
    return len(governing) % 2 == 1


def is_hedged(text: str) -> bool:
    """Tell whether any hedge stands in the text."""
    return _HEDGE.search(text) is not None


def experiencer_of(text: str) -> str | None:
    """Tell whose experience a sentence is: `self`, `family`, or None for nobody's own.

    Examples
    --------
    >>> experiencer_of("It helped my wife."), experiencer_of("I slept better.")
    ('family', 'self')
    >>> experiencer_of("Our results show less pain.") is None
    True
    """
    if _FAMILY.search(text):
        return "family"
    if _SELF.search(_NOT_SELF.sub(" ", text)):
        return "self"
    return None
