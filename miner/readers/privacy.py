"""Names and addresses of people out of the text of posts, before anything else sees it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from miner.model import pseudonym
from miner.readers.person_links import cover_links
from miner.text.common_words import is_common_word

# Lengths are bounded, so that no word of a megabyte is scanned again from each of its letters.
_EMAIL = re.compile(r"(?:mailto:)?[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64})+")
_SPELT_EMAIL = re.compile(
    r"\b[\w.+-]{1,64}\s?[(\[]\s?at\s?[)\]]\s?[\w-]{1,64}"
    r"(?:(?:\s?[(\[]\s?dot\s?[)\]]\s?|\.)[\w-]{1,64})+",
    re.IGNORECASE,
)
_SPELT = re.compile(r"[(\[]\s?at\s?[)\]]", re.IGNORECASE)
_MENTION = re.compile(r"(?<![\w@/.])@([^\W\d_][\w.-]{0,60}\w)")
# `some_body` is no word of prose; TNF_alpha is a protein.
_HANDLE = re.compile(r"(?<![\w/.@-])(?![A-Z]{2})[^\W\d_]{2}\w{0,40}_\w{0,40}[^\W_](?![\w/@])")
_ATTRIBUTION = re.compile(
    r"""
    ^ [ \t>*]{0,8}
    (?: (?: originally\ posted\ by | (?:quote|quoted|posted|written)\ (?:from|by) | zitat\ von
          | ursprünglich\ geschrieben\ von ) :? [ \t]+ (?P<after> [^\n:,]{2,40}? ) (?= [ \t]* (?: [:,»↑] | $ ) )
      | (?P<before> [^\s:,.!?>*] [^\n:,.!?]{1,39}? ) [ \t]+
        (?: said | says | wrote | writes | schrieb | schreibt | hat\ geschrieben ) [ \t]* : [ \t]* ↑? [ \t]* $ )
    """,
    re.VERBOSE | re.IGNORECASE | re.MULTILINE,
)
# A whole line "my doctor said:" names nobody.
_NOBODY = re.compile(
    r"(?:i|he|she|they|we|you|it|who|my|our|his|her|their|your|the|a|an|this|that|one|some|as|"
    r"ich|er|sie|wir|mein\w*|der|die|das)\b",
    re.IGNORECASE,
)
_FAREWELL = re.compile(
    r"""
    (?P<words> (?:\A|\n) [ \t]{0,4}
      (?: (?: (?:kind|best|warm)\ + )? (?:regards|wishes) | cheers | love | hugs | sincerely | take\ care
        | all\ the\ best | yours (?:\ truly|\ sincerely)? | (?:liebe|viele|beste)\ grüße | lg | mfg | vg )
      [\s,.!~–-]{1,6} )
    (?P<name> [^\W\d_][\w.'’-]{1,40} (?:\ [^\W\d_][\w.'’-]{1,40}){0,2} ) [\s.!x)]* \Z
    """,
    re.VERBOSE | re.IGNORECASE,
)
_TOKEN = re.compile(r"\w+")
_PSEUDONYM = re.compile(r"a_[0-9a-f]{16}")
LEAST_NAME_CHARS = 3
FAREWELL_CHARS = 160

# Where a word that is also an ordinary one must mean a person: NAME stands for the word.
_ADDRESSED = r"""
    (?P<lead> (?<!\w) (?: hi | hey | hello | hallo | dear | thanks | thank\ you | thx | cheers
        | welcome | sorry | congrats | danke | agree\ with | reply\ to | liebe[r]? )
        (?: \ (?:again|so\ much|you|back|to) )? [ ,]{1,2} ) NAME
        (?= \s* (?: [,.!?:;)\n-] | $ | (?:for|and|i|you|your|that)\b ) )
  | (?<= @ ) NAME
  | (?<! \w ) NOT_A NAME (?= \s+ (?:said|says|wrote|writes|posted|mentioned|asked|pointed\ out|schrieb|meinte)\b
                     | ['’]s\s+ (?:post|comment|reply|question|point|thread)\b )
  | (?: (?<= \A ) | (?<= \n ) ) NAME (?= \s* [,:]\s | \s* \Z )
"""
# "The doctor said" is about a doctor, whatever a member calls himself.
_NOT_A = "".join(
    rf"(?<!\b{word}\ )" for word in "a an the my our his her your their this that one".split()
)
# German writes every noun with a capital, so there a capital in mid-sentence says nothing.
_CAPITAL_INSIDE = r"| (?-i: (?<= [a-z,]\ ) NAME (?! \ [A-Z] ) )"


class NameCover:
    """Replaces what points to a person by a pseudonym or a neutral word.

    Parameters
    ----------
    names : iterable of str
        Author names known in this thread. One that is no ordinary word is replaced wherever
        it stands as a whole word; one that is ("Hope"), and the first word of a longer one,
        only where somebody is called, quoted or signs by it.
    key : bytes
        Key of the pseudonyms.
    language : str, optional
        Of the page. Ordinary words are known for English only: elsewhere every purely
        alphabetic name counts as one.
    """

    def __init__(self, names: Iterable[str], key: bytes, *, language: str | None = None) -> None:
        self._key = key
        self._is_english = (language or "en").lower().startswith("en")
        self._by_token: dict[str, list[tuple[re.Pattern[str], str]]] = {}
        for name in sorted({" ".join(name.split()) for name in names}, key=lambda n: (-len(n), n)):
            self._add(name)

    def cover(self, text: str) -> str:
        """Return the text with e-mails, links to people, mentions and known names covered."""
        if "@" in text:
            text = _EMAIL.sub("[e-mail]", text)
        if _SPELT.search(text):
            text = _SPELT_EMAIL.sub("[e-mail]", text)
        text = cover_links(text)
        if "_" in text:
            text = _HANDLE.sub(lambda m: self._stand_in(m.group(0)), text)
        text = self._cover_known(text)
        if "@" in text:
            text = _MENTION.sub(lambda m: "@" + self._stand_in(m.group(1)), text)
        if ":" in text or "osted" in text or "ote" in text:
            text = _ATTRIBUTION.sub(self._attributed, text)
        farewell = _FAREWELL.search(text, max(0, len(text) - FAREWELL_CHARS))
        if farewell:
            text = text[: farewell.start("name")] + self._stand_in(farewell.group("name"))
        return text

    def _add(self, name: str) -> None:
        tokens = _TOKEN.findall(name.casefold())
        if len(name) < LEAST_NAME_CHARS or not tokens:
            return
        if self._is_word(name):
            self._know(tokens[0], _addressed(name, self._is_english), name)
            return
        self._know(tokens[0], _anywhere(name), name)
        if len(tokens) > 1 and len(tokens[0]) >= LEAST_NAME_CHARS and tokens[0].isalpha():
            self._know(tokens[0], _addressed(name.split()[0], self._is_english), name)

    def _know(self, token: str, pattern: re.Pattern[str], name: str) -> None:
        self._by_token.setdefault(token, []).append((pattern, pseudonym(name, self._key)))

    def _is_word(self, name: str) -> bool:
        if not name.isalpha():
            return False
        return not self._is_english or is_common_word(name)

    def _cover_known(self, text: str) -> str:
        if not self._by_token:
            return text
        # A thread has hundreds of authors: only those are looked for of whom a word is here.
        for token in sorted(self._by_token.keys() & set(_TOKEN.findall(text.casefold()))):
            for pattern, stand_in in self._by_token[token]:
                text = pattern.sub(rf"\g<lead>{stand_in}", text)
        return text

    def _stand_in(self, name: str) -> str:
        return name if _PSEUDONYM.fullmatch(name) else pseudonym(name, self._key)

    def _attributed(self, match: re.Match[str]) -> str:
        group = "after" if match.group("after") else "before"
        name = match.group(group).strip()
        if len(name.split()) > 3 or _NOBODY.match(name):
            return match.group(0)
        start, end = (match.start(group) - match.start(), match.end(group) - match.start())
        return match.group(0)[:start] + self._stand_in(name) + match.group(0)[end:]


@lru_cache(maxsize=4096)
def _anywhere(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?P<lead>)(?<!\w){re.escape(name)}(?!\w)", re.IGNORECASE)


@lru_cache(maxsize=4096)
def _addressed(name: str, is_english: bool) -> re.Pattern[str]:
    template = _ADDRESSED + (_CAPITAL_INSIDE if is_english and name[0].isupper() else "")
    word = rf"{re.escape(name)}(?!\w)"
    pattern = template.replace("NOT_A", _NOT_A).replace("NAME", word)
    return re.compile(pattern, re.VERBOSE | re.IGNORECASE)
