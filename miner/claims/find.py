"""Find the sentences that claim something, and take each apart."""

from __future__ import annotations

import re
from collections.abc import Iterator

from miner.claims.claim_patterns import (
    AIM,
    BROUGHT_ABOUT,
    DESIGN,
    EFFECT_WORDS,
    EXPERIENCE,
    EXPOSURE,
    FELT,
    FINITE,
    FRAGMENT,
    HARM,
    LOOSE_CRITIQUE,
    MECHANISM,
    METHOD_CRITIQUE,
    NOT_CLAIM,
    OF_RESEARCH,
    OPINION,
    OUTRIGHT,
    PREVALENCE,
    RELATION,
    STUDY_FACT,
    SUPPOSED,
    TALK,
    TO_READER,
    TOPIC,
    TREATMENT_NAME,
    VERB,
    WHILE_TAKING,
)
from miner.claims.concepts import BY_NAME
from miner.claims.figures import claim_figures
from miner.claims.parse import MAX_CLAIM_CHARS, ClaimParts, parse_claim
from miner.claims.slots import find_subject
from miner.model import Block, Claim, Document, Span, locate, stable_id
from miner.text.assertion import experiencer_of
from miner.text.sentences import split_sentences

EXTRACTOR = "claims"
VERSION = 3
MIN_WORDS = 4

_WORD = re.compile(r"[A-Za-z][\w'’-]*")
# `It is a powerful drug`: the treatment named before; `it is believed that` means nothing.
_PRONOUN = re.compile(
    r"^\W*(?:(?:while|but|and|so|although|i\s+\w+)\b[^.]{0,80}?\b)?(?:it|this)\s+(?!(?:is|was)\s+(?:believed|thought|known|likely|possible|hoped|clear|the\s+first)|study|trial|paper|article|"
    r"(?:is|was)\s+(?:an?\s+)?(?:\w+\s+){0,2}(?:syndrome|illness|disease|condition|disorder)\b)"
    r"(?:is|was|has|have|had|really|did|does|do|helps?|helped|works?|worked|made|makes|takes?|took|feels?|never|can|could|may|might)\b"
    r"|\b(?:takes?|taking|took|tried|trying|uses?|used|using|on)\s+it\b",
    re.I,
)
_NO_SUBJECT = re.compile(
    r"^(?:i|it|you|we|what|only|absolutely|don['’]?t|careful|roughly|about|\d|treatment$|therapy$|training$|observations|if|because|heard|the (?:one|only|worst|best) things?|he|she|they|this|that|there|you['’]re|i['’]m|i['’]ve|some|many|most|this study|study|had|(?:the )?lack|showing|speculating|when|though|"
    r"as|may|note|was|always|nobody|one|things?|stuffs?|shorthand|key|was all)\b",
    re.I,
)
_CONCLUSION = re.compile(r"conclu|interpretation|implication", re.I)
_NUMBER = re.compile(
    r"\b[pP]\s*[<=>]\s*0?\.\d+|[-−]?\d+(?:[.,]\d+)*\s?(?:%|percent|per cent)|(?:d|g|r|OR|HR|RR|β|B)\s*=\s*[-−]?\d*\.\d+|\b\d+\.\d+\b"
)


def find_claims(document: Document) -> tuple[Claim, ...]:
    """Find the claims of a document.

    Of a thread or a row that is a post, the authors' own words are read; of an article its
    text and the comments' own words; of a paper title, abstract and conclusions.

    Parameters
    ----------
    document : Document

    Returns
    -------
    tuple of Claim
        In reading order, a repeated sentence once. `claim` is the sentence with its white
        space folded; the provenance quotes it as it stands.

    Notes
    -----
    Questions, thanks, small talk, plans and page furniture are no claims. The rule of the
    provenance says whose words they are (`post`, `article`, `paper`) and what kind of claim.
    """
    found: list[Claim] = []
    seen: set[tuple[str | None, str]] = set()
    named: str | None = None
    last_post: str | None = None
    for post_id, speaker, span in _units(document):
        if post_id != last_post:
            named, last_post = None, post_id
        for sentence in split_sentences(document.text, span.start, span.end):
            treatments = TREATMENT_NAME.findall(sentence.of(document.text)[:MAX_CLAIM_CHARS])
            named = treatments[-1] if treatments else named
            claim = _claim_of(document, sentence, post_id, speaker, named)
            if claim is None or (claim.post_id, claim.claim.casefold()) in seen:
                continue
            seen.add((claim.post_id, claim.claim.casefold()))
            found.append(claim)
    return tuple(found)


def classify_sentence(text: str, *, speaker: str, named: str | None = None) -> str | None:
    """Return the type of claim a sentence makes, None where it makes none.

    Parameters
    ----------
    text : str
    speaker : str
        `post`, `article` or `paper`; papers do not criticise or tell their own experience.
    named : str, optional
        Treatment named before, which `it` may mean.

    Examples
    --------
    >>> classify_sentence("Low dose naltrexone helped my pain a lot.", speaker="post")
    'experience'
    >>> classify_sentence("Has anyone tried naltrexone for pain?", speaker="post") is None
    True
    """
    if len(_WORD.findall(text)) < MIN_WORDS or NOT_CLAIM.search(text):
        return None
    meant = named if _PRONOUN.search(text) else None
    is_topic = bool(TOPIC.search(text))
    critique = METHOD_CRITIQUE.search(text) if speaker != "paper" else None
    if critique and (not LOOSE_CRITIQUE.match(critique.group(0)) or OF_RESEARCH.search(text)):
        return "method_critique"
    told = speaker != "paper" and (
        (experiencer_of(text) is not None and EXPERIENCE.search(text))
        or (speaker == "post" and FRAGMENT.search(text))
    )
    if not (is_topic or told) or not (VERB.search(text) or _tells_of_change(text)):
        return None
    if AIM.search(text):
        return None
    return _type_of(text, speaker, meant)


def _type_of(text: str, speaker: str, meant: str | None) -> str | None:
    parts = parse_claim(text)
    says = any(p.says for p in parts.propositions)
    # An article's `we` is the press or a quoted scientist; a post's is a patient.
    told: object = experiencer_of(OPINION.sub(" ", text)) if speaker == "post" else None
    if speaker == "post" and (FRAGMENT.search(text) or (told and WHILE_TAKING.search(text))):
        return "experience" if _came_of_it(text, parts) else None
    if speaker == "article" and EXPERIENCE.search(text) and re.search(r"\b(?:I|my)\b", text):
        told = experiencer_of(text)
    if speaker != "post" and DESIGN.search(text) and not (parts.outcomes and says):
        return "other"
    if PREVALENCE.search(text):
        return "prevalence"
    if told:
        # Told in the first person: a claim only where something came of something.
        of_what = meant or _names_exposure(text) or BROUGHT_ABOUT.search(text)
        is_told = EXPERIENCE.search(text) and of_what and _came_of_it(text, parts)
        return "experience" if is_told else None
    if speaker == "post" and not meant and not _says_something(text, parts):
        return None
    if OUTRIGHT.search(text):
        return "efficacy"
    if HARM.search(text):
        return "harm"
    if MECHANISM.search(text) and not (says and EFFECT_WORDS.search(text) and parts.outcomes):
        return "mechanism"
    if says and (parts.outcomes or EFFECT_WORDS.search(text)):
        return "mechanism" if MECHANISM.search(text) and not _treats(text) else "efficacy"
    if EFFECT_WORDS.search(text):
        return "efficacy"
    # `The same` compares anything: shops, laws, years.
    changes = any(p.says and p.cue != "same" for p in parts.propositions)
    if STUDY_FACT.search(text) or (changes and speaker != "post"):
        return "other"
    return "other" if speaker == "article" and parts.outcomes else None


def _came_of_it(text: str, parts: ClaimParts) -> bool:
    """Tell whether something came of what was tried: a change, not a wish or a guess."""
    if SUPPOSED.search(text):
        return False
    return bool(FELT.search(text)) or any(p.says and p.outcome for p in parts.propositions)


def _tells_of_change(text: str) -> bool:
    return any(p.says and p.outcome for p in parse_claim(text).propositions)


def _names_exposure(text: str) -> bool:
    return bool(TREATMENT_NAME.search(text) or EXPOSURE.search(text))


def _says_something(text: str, parts: ClaimParts) -> bool:
    """Tell whether a poster's sentence states how one thing bears on another.

    What is said to another poster of themselves, or only supposed, is talk.
    """
    if TO_READER.search(text) or TALK.search(text):
        return False
    if (
        HARM.search(text)
        or STUDY_FACT.search(text)
        or OUTRIGHT.search(text)
        or PREVALENCE.search(text)
    ):
        return True
    if not FINITE.search(text) and not RELATION.search(text):
        return False
    if MECHANISM.search(text):
        return bool(RELATION.search(text))
    return _names_exposure(text) or (bool(parts.outcomes) and bool(RELATION.search(text)))


def _treats(text: str) -> bool:
    return bool(
        re.search(
            r"\b(?:treat\w*|therap\w+|intervention|training|programme?|group|drug|dose|placebo|sham|trial)\b",
            text,
            re.I,
        )
    )


def _units(document: Document) -> Iterator[tuple[str | None, str, Span]]:
    """Stretches of text to read: (post id, speaker, span)."""
    if document.posts:
        if document.kind == "article":
            yield from _prose(document, "article")
        for post in document.posts:
            for own in post.own:
                yield post.post_id, "post", own
        return
    if document.kind in ("post", "thread"):
        yield None, "post", Span(0, len(document.text))
    elif document.kind == "article":
        yield from _prose(document, "article")
    else:
        yield from _paper(document)


def _prose(document: Document, speaker: str) -> Iterator[tuple[str | None, str, Span]]:
    taken = [post.span for post in document.posts]
    for block in document.blocks:
        if block.kind not in (
            "title",
            "heading",
            "abstract",
            "paragraph",
            "list_item",
            "other",
            "quote",
        ):
            continue
        if not any(block.span.overlaps(span) for span in taken):
            yield None, speaker, block.span


def _paper(document: Document) -> Iterator[tuple[str | None, str, Span]]:
    blocks = [block for block in document.blocks if _is_claiming(block)]
    if blocks:
        for block in blocks:
            yield None, "paper", block.span
    elif len(document.sentences) <= 60:
        for sentence in document.sentences:
            yield None, "paper", sentence


def _is_claiming(block: Block) -> bool:
    if block.kind in ("title", "abstract"):
        return True
    return block.kind in ("paragraph", "list_item") and any(
        _CONCLUSION.search(heading) for heading in block.section
    )


def _claim_of(
    document: Document, sentence: Span, post_id: str | None, speaker: str, named: str | None
) -> Claim | None:
    """Read one sentence; `named` is the treatment last named, which `it` may mean."""
    if len(sentence) > MAX_CLAIM_CHARS:
        return None
    text = " ".join(sentence.of(document.text).split())
    if speaker == "paper" and _is_bare_title(document, sentence, text):
        return None
    claim_type = classify_sentence(text, speaker=speaker, named=named)
    if claim_type is None:
        return None
    parts = parse_claim(text)
    people = [int(f.value) for f in claim_figures(text) if f.kind == "people"]
    if claim_type == "prevalence":
        people = []  # those counted are a population, no sample
    subject = find_subject(text, parts)
    if subject is not None and _NO_SUBJECT.search(subject):
        subject = None
    if subject is None or " i " in f" {subject.lower()} ":
        told = TREATMENT_NAME.search(text)
        meant = named if speaker != "paper" and _PRONOUN.search(text) else None
        subject = told.group(0) if told else meant
    figures = [figure.words for figure in claim_figures(text)]
    test = _NUMBER.search(text)
    numbers = figures or ([test.group(0)] if test else [])
    return Claim(
        claim_id=stable_id("claim", document.document_id, post_id, sentence.start, text),
        post_id=post_id,
        claim=text,
        claim_type=claim_type,
        provenance=locate(
            document, sentence, extractor=EXTRACTOR, version=VERSION, rule=f"{speaker}:{claim_type}",
            confidence=0.6 if speaker == "post" else 0.7,
        ),
        subject=subject,
        comparator=parts.comparator,
        outcome="; ".join(parts.outcomes) or None,
        direction=claim_direction(parts),
        magnitude=parts.magnitude,
        significant=parts.significant,
        n=max(people) if people else None,
        number="; ".join(dict.fromkeys(numbers)) or None,
        negated=parts.negated,
        hedged=parts.hedged,
        experiencer=experiencer_of(text) if speaker != "paper" else None,
    )  # fmt: skip


def _is_bare_title(document: Document, sentence: Span, text: str) -> bool:
    """Tell whether a sentence is a title that names a topic and claims nothing."""
    block = document.block_at(sentence.start)
    is_title = block is not None and block.kind == "title"
    return (is_title or not text.endswith((".", "!", "”", '"'))) and not FINITE.search(text)


def claim_direction(parts: ClaimParts) -> str | None:
    """Return increase, decrease or no_difference of the claim's first outcome, None if unsaid.

    `Better` becomes the direction that is better for the outcome, where that is known.
    """
    for proposition in parts.propositions:
        says = proposition.says
        if says is None:
            continue
        if says == "none":
            return "no_difference"
        if says in ("increase", "decrease"):
            return says
        better = BY_NAME[proposition.outcome].better if proposition.outcome else "unclear"
        if better != "unclear":
            return "decrease" if (better == "lower") == (says == "better") else "increase"
    return None
