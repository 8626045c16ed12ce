"""Posts of threads and comments. Authors exist here as keyed pseudonyms only."""

from __future__ import annotations

import hmac
from dataclasses import dataclass

from miner.model.span import Span


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words in a post that are not its author's.

    `source` is `post` (another post, `post_id` when known), `paper` (study text pasted in)
    or `unclear`.
    """

    span: Span
    source: str = "unclear"
    post_id: str | None = None


@dataclass(frozen=True, slots=True)
class Post:
    """One post or comment; `own` and `quotations` are disjoint parts of `span`.

    `posted_at` is ISO 8601 (date or time, as much as the source gives), `position` counts
    from 1 in the thread, `reply_to` is the `post_id` answered. None where not known.
    """

    post_id: str
    thread_id: str
    position: int
    span: Span
    own: tuple[Span, ...]
    quotations: tuple[Quotation, ...] = ()
    author_key: str | None = None
    posted_at: str | None = None
    permalink: str | None = None
    reply_to: str | None = None

    def own_text(self, text: str) -> str:
        """Return the author's own words, parts joined by blank lines."""
        return "\n\n".join(span.of(text) for span in self.own)

    def quoted_text(self, text: str) -> str:
        """Return the words quoted from others, parts joined by blank lines."""
        return "\n\n".join(quotation.span.of(text) for quotation in self.quotations)


def pseudonym(name: str, key: bytes) -> str:
    """Turn an author's name into a keyed pseudonym at once on reading.

    Parameters
    ----------
    name : str
        User name as the source shows it; case and outer spaces do not matter.
    key : bytes
        Secret of this installation; the same key gives the same pseudonym, and without it
        names cannot be tried out.

    Returns
    -------
    str
        `a_` and 16 hexadecimal digits.
    """
    folded = " ".join(name.split()).casefold().encode()
    return "a_" + hmac.digest(key, folded, "sha256").hex()[:16]
