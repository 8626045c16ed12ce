"""Is a post in the language that a model was trained for? English is all we judge."""

from __future__ import annotations

import re

# The commonest English words that few other languages write alike.
_ENGLISH = frozenset(
    """
    the and of to is it that was for you with have my are not this but be they on had so at
    if your from just been what me can or do all would when like about there get more has an
    we their will as how i'm it's don't i've were out some any did because am by which who
    than them no up she he her his its could should know think help feel i a in these then
    also very really only even now after before why where does doctor pain thanks thank please
    """.split()
)
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_SAMPLE_CHARS = 6000
_MIN_WORDS = 6
_MIN_SHARE = 0.12


def looks_english(text: str) -> bool | None:
    """Tell whether a text is English.

    Parameters
    ----------
    text : str
        A post; its first 6,000 characters are looked at.

    Returns
    -------
    bool or None
        None where fewer than six words leave it open.

    Examples
    --------
    >>> looks_english("My doctor said that it was just stress and sent me home.")
    True
    >>> looks_english("Mein Arzt hat gesagt, das sei nur Stress, und mich heimgeschickt.")
    False
    """
    words = [w.lower().replace("’", "'") for w in _WORD.findall(text[:_SAMPLE_CHARS])]
    if not words:
        return None if not any(c.isalpha() for c in text[:_SAMPLE_CHARS]) else False
    latin = sum(w[0] < "\u0250" for w in words)
    if latin < 0.5 * len(words):
        return False
    if len(words) < _MIN_WORDS:
        return None
    return sum(w in _ENGLISH for w in words) / len(words) >= _MIN_SHARE
