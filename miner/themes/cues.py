"""Cue phrases of a theme set in sentences: asserted or negated, with a clinician near or not."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from miner.model.span import Span

# A word of negation governs what follows within this many characters of the same clause.
NEGATION_REACH = 40

_NOT = re.compile(
    r"(?:\b(?:not|never|no|none|nobody|no one|nothing|without|hardly|barely|rarely|neither|nor|"
    r"cannot|refus\w+|fail\w*|stopp?\w*|dont|doesnt|didnt|isnt|wasnt|wont|cant|lack of|instead of|"
    r"rather than|(?:do|does|did|is|was|wo|ca) n?t)|n['’]t)\b",
    re.IGNORECASE,
)
_CLAUSE_END = re.compile(r"[,;:.!?()]|\b(?:but|because|although|though|while|when|until)\b", re.I)


@dataclass(frozen=True, slots=True)
class Cue:
    """One pattern of a theme; `needs` names the lexicon that must stand near it.

    Where a post has the theme, a passage with a `is_strong` cue of it is taken to carry it.
    """

    theme: str
    name: str
    pattern: re.Pattern[str]
    needs: str | None = None
    is_strong: bool = False


@dataclass(frozen=True, slots=True)
class CueHit:
    """A cue found in a sentence, at characters of the whole text."""

    cue: Cue
    span: Span
    is_negated: bool


@dataclass(frozen=True, slots=True)
class CueBook:
    """The cues of all themes and the lexicons they refer to."""

    cues: tuple[Cue, ...]
    lexicon: tuple[tuple[str, re.Pattern[str]], ...]

    def find(self, text: str, sentence: Span, before: Span | None = None) -> list[CueHit]:
        """Return the hits in one sentence; `before` is the sentence ahead of it, for `needs`."""
        near = {name: self.has_word(name, text, sentence, before) for name in _needed(self)}
        hits = []
        for cue in self.cues:
            if cue.needs is not None and not near[cue.needs]:
                continue
            match = cue.pattern.search(text, sentence.start, sentence.end)
            if match is not None and match.end() > match.start():
                span = Span(match.start(), match.end())
                hits.append(CueHit(cue, span, is_negated(text, span, sentence.start)))
        return hits

    def has_word(self, name: str, text: str, *sentences: Span | None) -> bool:
        """Tell whether a word of the lexicon stands in one of the sentences."""
        pattern = dict(self.lexicon)[name]
        return any(s is not None and pattern.search(text, s.start, s.end) for s in sentences)


def is_negated(text: str, span: Span, start: int) -> bool:
    """Tell whether a word of negation governs `span` within its clause.

    Examples
    --------
    >>> text = "She never listened, but he listened."
    >>> is_negated(text, Span(10, 18), 0), is_negated(text, Span(27, 35), 0)
    (True, False)
    """
    lead = text[max(start, span.start - NEGATION_REACH) : span.start]
    ends = [match.end() for match in _CLAUSE_END.finditer(lead)]
    return _NOT.search(lead[ends[-1] :] if ends else lead) is not None


def compile_pattern(pattern: str, lexicon: dict[str, str]) -> re.Pattern[str]:
    """Compile a cue's pattern after putting the lexicons in the place of their {names}."""
    for name, words in lexicon.items():
        pattern = pattern.replace("{" + name + "}", words)
    return re.compile(pattern, re.IGNORECASE)


@lru_cache(maxsize=8)
def _needed(book: CueBook) -> tuple[str, ...]:
    return tuple(sorted({cue.needs for cue in book.cues if cue.needs is not None}))
