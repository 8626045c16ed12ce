"""Links that lead to a person: profiles of forums and of social networks."""

from __future__ import annotations

import re

COVERED = "[profile]"

_LINK = re.compile(
    r"(?:https?://|\bwww\.)[^\s<>\"]+"
    r"|\b(?:facebook|twitter|instagram|linkedin|tiktok|youtube|reddit|threads|medium|bsky|mastodon|"
    r"patreon|fb|x)\.(?:com|net|app|social|me)/[^\s<>\"]+"
    r"|(?<![\w/])(?:/?u|/user)/[\w-]{3,}",
    re.IGNORECASE,
)
_SLASHED = re.compile(
    r"[^\s/]*/\S*"
)  # few words have one, and the links below are slow to look for
_TAIL = re.compile(r"[.,;:!?)\]'’”]+$")
_NETWORK = re.compile(
    r"^(?:https?://)?(?:[\w-]+\.)*(?:"
    r"(?:facebook|fb|twitter|x|instagram|patreon)\.com/(?!watch|search|hashtag|groups|events|sharer|"
    r"intent|share|p/|reel|explore|i/|home|help|policies)[\w.@%-]"
    r"|linkedin\.com/in/|(?:tiktok|threads|medium)\.(?:com|net)/@|youtube\.com/(?:@|c/|channel/|user/)"
    r"|reddit\.com/u(?:ser)?/|(?:bsky\.app|mastodon\.social)/(?:profile/|@))",
    re.IGNORECASE,
)
# Ways in which forums and blogs write the page of one member.
_MEMBER = re.compile(
    r"/(?:members?|users?|profiles?|u|authors?|people|@[\w-]+)/[^/\s]|/@\w|member\.php\?\S*\bu=|"
    r"mode=viewprofile|profile\.php\?|[?&](?:author|user|uid|userid|user_id)=\w|^/?u/",
    re.IGNORECASE,
)


def is_person_link(link: str) -> bool:
    """Tell whether a link leads to a person rather than to a page about something.

    Examples
    --------
    >>> is_person_link("https://forum.example/members/jane.77/")
    True
    >>> is_person_link("https://www.youtube.com/watch?v=abc")
    False
    """
    return _NETWORK.search(link) is not None or _MEMBER.search(link) is not None


def cover_links(text: str) -> str:
    """Return a text with links to people replaced by a neutral word; other links stay."""
    if "/" not in text:
        return text
    return _SLASHED.sub(lambda word: _LINK.sub(_covered, word.group(0)), text)


def _covered(match: re.Match[str]) -> str:
    link = match.group(0)
    tail = _TAIL.search(link)
    end = tail.start() if tail else len(link)
    return COVERED + link[end:] if is_person_link(link[:end]) else link
