"""What the pages of each forum look like, as data: a new forum is one entry here."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ForumMarkup:
    """Where a forum keeps what. Selectors are `tag.class`; the first that is there counts.

    `sign` must stand in the page's bytes and `posts` must match for the page to be one of
    this forum. `native_id` finds the post's number in one of `id_attributes`.
    """

    name: str
    sign: re.Pattern[bytes]
    posts: tuple[str, ...]
    id_attributes: tuple[str, ...]
    native_id: re.Pattern[str]
    author: tuple[str, ...]
    body: tuple[str, ...]
    date: tuple[str, ...]
    number: tuple[str, ...]
    permalink: tuple[str, ...]
    quotes: tuple[str, ...]
    dropped: tuple[str, ...]
    title: tuple[str, ...]


XENFORO_1 = ForumMarkup(
    name="xenforo1",
    sign=re.compile(rb"<html[^>]*\bid=[\"']XenForo[\"']"),
    posts=("li.message",),
    id_attributes=("id",),
    native_id=re.compile(r"^(?:fc-)?post-(\d+)$"),
    author=("a.username", "span.username"),
    body=("blockquote.messageText", "div.messageText"),
    date=("abbr.DateTime", "span.DateTime"),
    number=("a.postNumber", "a.hashPermalink"),
    permalink=("a.datePermalink", "a.postNumber"),
    quotes=("div.bbCodeQuote", "blockquote.quoteContainer", "aside.quote"),
    dropped=(
        "div.attribution", "div.quoteExpand", "div.messageTextEndMarker", "div.signature",
        "div.editDate", "div.bbmImageResized", "div.type",
    ),
    title=("title",),  # the h1 of some styles holds the page numbers too
)  # fmt: skip

XENFORO_2 = ForumMarkup(
    name="xenforo2",
    sign=re.compile(rb"<html[^>]*\bid=[\"']XF[\"']", re.DOTALL),
    posts=("article.message--post",),
    id_attributes=("data-content", "id"),
    native_id=re.compile(r"^(?:js-)?post-(\d+)$"),
    author=("a.username", "span.username"),
    body=("div.bbWrapper",),
    date=("time.u-dt",),
    number=("ul.message-attribution-opposite",),
    permalink=("a.message-attribution-gadget", "a.u-concealed"),
    quotes=("blockquote.bbCodeBlock--quote",),
    dropped=(
        "div.bbCodeBlock-title", "div.bbCodeBlock-expandLink", "aside.message-signature",
        "div.message-lastEdit", "div.js-selectToQuoteEnd", "div.bbCodeBlock-shrinkLink",
    ),
    title=("h1.p-title-value", "h1"),
)  # fmt: skip

PHPBB_3 = ForumMarkup(
    name="phpbb3",
    sign=re.compile(rb"viewtopic\.php|phpBB"),
    posts=("div.post",),
    id_attributes=("id",),
    native_id=re.compile(r"^p(?:ost_?)?(\d+)$"),
    author=("a.username", "a.username-coloured", "span.username", "span.username-coloured"),
    body=("div.content",),
    date=("p.author",),
    number=(),
    permalink=("p.author",),
    quotes=("blockquote",),
    dropped=("cite", "div.signature", "div.notice", "div.codebox", "dl.attachbox", "dl.codebox"),
    title=("h2.topic-title", "h2", "h1"),
)

# The older phpBB style, in nested tables: one post is two or three rows of one table.
SUBSILVER = ForumMarkup(
    name="phpbb3",
    sign=re.compile(rb"viewtopic\.php|phpBB"),
    posts=("table.tablebg",),
    id_attributes=(),
    native_id=re.compile(r"^p(\d+)$"),
    author=("b.postauthor",),
    body=("div.postbody",),
    date=("td.gensmall",),
    number=(),
    permalink=("td.gensmall",),
    quotes=("div.quotecontent",),
    dropped=("div.quotetitle", "span.postbody", "div.attachtitle", "div.attachcontent"),
    title=("a.titles", "h2", "title"),
)

VBULLETIN_4 = ForumMarkup(
    name="vbulletin4",
    sign=re.compile(rb"vBulletin|vbulletin"),
    posts=("li.postcontainer",),
    id_attributes=("id",),
    native_id=re.compile(r"^post_(\d+)$"),
    author=("a.username", "span.username"),
    body=("blockquote.postcontent",),
    date=("span.postdate", "span.date"),
    number=("a.postcounter",),
    permalink=("a.postcounter",),
    quotes=("div.bbcode_quote", "div.quote_container"),
    dropped=("div.bbcode_postedby", "blockquote.signature", "div.signaturecontainer",
             "blockquote.lastedited"),
    title=("span.threadtitle", "h1"),
)  # fmt: skip

FORUMS: tuple[ForumMarkup, ...] = (XENFORO_1, XENFORO_2, VBULLETIN_4, PHPBB_3, SUBSILVER)
