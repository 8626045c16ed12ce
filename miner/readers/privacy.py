"""Names and addresses of people out of the text of posts, before anything else sees it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from miner.model import pseudonym

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PROFILE = re.compile(
    r"(?:https?://)?(?:[\w-]+\.)*"
    r"(?:(?:facebook|twitter|x|instagram)\.com/(?!watch|search|hashtag)[\w.@%-]+/?(?![\w/])"
    r"|(?:linkedin|tiktok|threads|youtube|reddit)\.(?:com|net)/(?:u/|user/|in/|@|c/|channel/)"
    r"[\w.@%-]+/?)"
    r"|https?://\S+/(?:members?|users?|profile|u|author)/[^\s)\]]+"
    r"|(?<![\w/])/?u/[\w-]{3,}",
    re.IGNORECASE,
)
_MENTION = re.compile(r"(?<![\w@/])@[A-Za-z][\w.-]{2,}")


class NameCover:
    """Replaces what points to a person by a pseudonym or a neutral word.

    Parameters
    ----------
    names : iterable of str
        Author names known in this thread; replaced where they stand as whole words and
        cannot be mistaken for an ordinary word.
    key : bytes
        Key of the pseudonyms.
    """

    def __init__(self, names: Iterable[str], key: bytes) -> None:
        self._key = key
        distinct = sorted({name for name in names if _is_distinct(name)}, key=len, reverse=True)
        self._known = (
            re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, distinct)) + r")(?!\w)")
            if distinct
            else None
        )

    def cover(self, text: str) -> str:
        """Return the text with e-mails, profile links, mentions and known names covered."""
        if "@" in text:
            text = _EMAIL.sub("[e-mail]", text)
            text = _MENTION.sub(lambda m: "@" + pseudonym(m.group(0)[1:], self._key), text)
        if "/" in text:
            text = _PROFILE.sub("[profile]", text)
        if self._known is not None:
            text = self._known.sub(lambda m: pseudonym(m.group(0), self._key), text)
        return text


def _is_distinct(name: str) -> bool:
    """Tell whether a name cannot be an ordinary word of a post."""
    if len(name) < 3:
        return False
    odd = any(char.isdigit() or char in "_-." for char in name)
    mixed = any(char.isupper() for char in name[1:]) and not name.isupper()
    return odd or mixed or (len(name) >= 6 and name[0].isupper() and " " in name)
