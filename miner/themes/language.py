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
# Common words of the languages that posts come in most often beside English; where as many of
# one language's are found as of English ones, the post is not taken for English.
_OTHERS = {
    "Spanish": "que de la el en los las un una por con para es lo del se como pero más mi tengo no",
    "Portuguese": "que de o do da em um uma para com não os as por mais mas eu meu minha foi",
    "French": "le la les de des un une et est que qui pas pour dans je mon ma avec sur ce il elle",
    "German": "der die das und ist nicht ich mit ein eine zu den von mir mich auf für hat sich was",
    "Dutch": "de het een en van ik niet is dat op te met voor mijn heb maar zijn aan ook er",
    "Italian": "il la di che non un una per con sono mi ho è del della ma da come anche gli",
    "Polish": "i w na z nie się do to jest że od mam mnie po ale jak co tak za dla",
    "Swedish": "och det att jag är en som på för inte med har av till men om ett mig så den",
    "Turkish": "bir ve bu için çok ama ne da de gibi var ben daha kadar olan sonra benim değil",
}
# Each word with its languages: 0 is English, the others follow.
_LANGUAGES: dict[str, tuple[int, ...]] = {
    word: tuple(
        k
        for k, known in enumerate((_ENGLISH, *(words.split() for words in _OTHERS.values())))
        if word in known
    )
    for word in _ENGLISH.union(*(words.split() for words in _OTHERS.values()))
}
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
    sample = text[:_SAMPLE_CHARS]
    words = _WORD.findall(sample.lower().replace("’", "'"))
    if not words:
        return None if not any(c.isalpha() for c in sample) else False
    if not sample.isascii() and sum(w[0] < "\u0250" for w in words) < 0.5 * len(words):
        return False
    if len(words) < _MIN_WORDS:
        return None
    counts = [0] * (len(_OTHERS) + 1)
    for word in words:
        for language in _LANGUAGES.get(word, ()):
            counts[language] += 1
    return counts[0] / len(words) >= _MIN_SHARE and counts[0] > max(counts[1:])
