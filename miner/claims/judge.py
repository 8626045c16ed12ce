"""One claim judged against one paper: what its words say, held against what its records say."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from miner.claims.claim_patterns import AIM
from miner.claims.compare import Match, verdict_of
from miner.claims.compare_results import compare_all
from miner.claims.evidence import EvidenceDocument
from miner.claims.explain import Gathered, clashed_parts, explain, matched_parts
from miner.claims.figures import Found, claim_figures, differs_in, find_figure
from miner.claims.parse import ClaimParts, parse_claim
from miner.claims.reading import ReadPassage, leave_unread, read_passage
from miner.claims.scope import not_studied
from miner.claims.wording import STANCE_ORDER
from miner.claims.words import share_of_terms, terms
from miner.model import Span
from miner.text.evidence_sentences import choose_sentences

SUPPORTS, CONTRADICTS, NOT_ENOUGH = range(3)
# Sentences shown to the reading model at once. It was trained on four; three, read alone and
# again below the title, were judged better on scifact dev (macro-F1 0.70 against 0.67).
PASSAGE = 3
# A first reading this sure is not read again: the second changed none of the figures.
SURE_READING = 0.8
# What records weigh beside wording, in log odds: a clash of records outranks any wording.
RECORD_WEIGHT = 3.0
MISSING_WEIGHT = 3.0
FIGURE_WEIGHT = 2.0
# So many numbers of a claim count, when all of them are found.
MAX_FIGURES = 3
# Log odds that a stance is right, by its probability's log odds and whether a record decided:
# logistic regressions over the dev claims of scifact, checkcovid, healthver and bench/trials.
# By words alone a stance read at 0.9 was right in three of four.
SETTLED = (0.51, 1.0, -0.04)
UNSETTLED = (0.51, 0.0, 0.1)
MAX_RATIONALE = 3
# A sentence joins the rationale with this share of the best one's bearing: what the model
# gives it and, at this weight, the share of the claim's words it has.
KEPT_BEARING = 0.7
TERMS_BEARING = 0.5
RECORD_BEARING = 0.5

# Share of a claim's words that a sentence of the background needs to be read; and how many
# words a claim needs for that share to mean something.
NEARLY_SAID = 0.65
MIN_TERMS = 4

_BACKGROUND = re.compile(r"^(?:[\dIVX]+[.)]?(?:\d+[.)]?)*\s+)?(?:introduction|background)", re.I)
_OF_OTHERS = re.compile(
    r"^(?:[\dIVX]+[.)]?(?:\d+[.)]?)*\s+)?(?:introduction|background|references|competing|conflict|"
    r"acknowledg|funding|author|abbreviation|ethic|consent|statistical|data analys)",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Judgement:
    """Where a paper stands to a claim.

    `score` tells how often a stance read so surely is right; `probabilities`, as they were
    added up, are in the order supports, contradicts, not_enough_information. `sentence_index` are positions in the paper's
    sentences, best first; `matches` the compared records.
    """

    document_id: str
    stance: str
    score: float
    probabilities: tuple[float, float, float]
    sentence_index: tuple[int, ...]
    rationale: str
    explanation: str
    effect_id: str | None = None
    sample_size_id: str | None = None
    span: Span | None = None
    matches: tuple[Match, ...] = ()
    matched: tuple[str, ...] = ()
    clashed: tuple[str, ...] = ()


def judge_claim(
    claim: str,
    document: EvidenceDocument,
    *,
    read: ReadPassage = read_passage,
    compare: Callable[[ClaimParts, EvidenceDocument], tuple[Match, ...]] = compare_all,
    scope: Callable[[ClaimParts, EvidenceDocument], tuple[str, ...]] = not_studied,
) -> Judgement:
    """Judge a claim against one paper.

    Parameters
    ----------
    claim : str
    document : EvidenceDocument
    read : callable
        A claim and sentences to stance probabilities and each sentence's bearing.
    compare, scope : callable
        Comparison with records, and what the paper did not study.

    Returns
    -------
    Judgement
    """
    parts = parse_claim(claim)
    passages = choose_passages(claim, document)
    wording: list[np.ndarray] = []
    bearing: dict[int, float] = {}
    for passage in passages:
        title = document.title if passage is passages[0] else None
        stance, shares = _read_twice(
            claim, title, [document.sentences[i][1] for i in passage], read
        )
        wording.append(stance)
        for i, share in zip(passage, shares, strict=True):
            said = TERMS_BEARING * share_of_terms(claim, document.sentence_terms[i])
            bearing[i] = max(bearing.get(i, 0.0), float(share) + said)
    stances = np.array(wording) if wording else np.array([[0.0, 0.0, 1.0]])
    reading = Gathered(passages, stances, bearing, compare(parts, document))
    for figure in claim_figures(claim):
        found = find_figure(figure, claim, document)
        if found is not None:
            reading.figures.append(found)
            continue
        reading.lost_figures.append(figure.words)
        near = max(reading.bearing, key=lambda i: (reading.bearing[i], -i), default=None)
        other = differs_in(figure, [document.sentences[near][1]]) if near is not None else None
        if other is not None:
            reading.other_figures.append((figure.words, other))
    reading.missing = scope(parts, document)
    reading.told = _is_told(document, reading)
    return _decide(claim, parts, document, reading)


def _read_twice(
    claim: str, title: str | None, sentences: list[str], read: ReadPassage
) -> tuple[np.ndarray, np.ndarray]:
    """Read sentences alone and, where that is unsure, below the title; the two are averaged.

    A title often says what was found, and two views of the same words err less than one.
    """
    stance, shares = read(claim, sentences)
    if not title or stance.max() >= SURE_READING:
        return stance, shares
    titled, others = read(claim, [title, *sentences])
    joined = np.sqrt(np.clip(stance, 1e-4, 1.0) * np.clip(titled, 1e-4, 1.0))
    return joined / joined.sum(), (shares + others[1:]) / 2.0


def skim_claim(claim: str, document: EvidenceDocument) -> Judgement:
    """Hold a claim against the records of one paper alone; what it says is not read."""
    if not (document.effects or document.arm_results or document.sample_sizes):
        why = "farther off, and nothing of it was recorded"
        unsettled = STANCE_ORDER[NOT_ENOUGH]
        return Judgement(document.document_id, unsettled, 0.5, (0.1, 0.1, 0.8), (), "", why)
    judgement = judge_claim(claim, document, read=leave_unread)
    if judgement.stance == STANCE_ORDER[NOT_ENOUGH]:
        why = f"farther off, so only its records were compared; {judgement.explanation}"
        return replace(judgement, explanation=why)
    return judgement


def withdraw(judgement: Judgement, why: str) -> Judgement:
    """Return a judgement as not enough information, with the reason; its records go with it.

    One that was not settled anyway stays as it is.
    """
    if judgement.stance == STANCE_ORDER[NOT_ENOUGH]:
        return judgement
    return replace(
        judgement,
        stance=STANCE_ORDER[NOT_ENOUGH],
        score=0.5,
        sentence_index=(),
        rationale="",
        explanation=why,
        effect_id=None,
        sample_size_id=None,
        span=None,
        matches=(),
        matched=(),
        clashed=(),
    )


def choose_passages(claim: str, document: EvidenceDocument) -> list[tuple[int, ...]]:
    """Choose what to read: one passage of an abstract; of a full text also one of its body.

    Of what a paper tells of others' work only a sentence that says nearly what the claim
    says is read: `a disabling syndrome of unknown cause` stands in the introduction.
    """
    texts = [text for _, text, _ in document.sentences]
    head = list(document.head)
    passages = [_choose(claim, texts, head)]
    if document.is_long:
        own, told = [], []
        for position, (_, _, section) in enumerate(document.sentences):
            if not _OF_OTHERS.match(section):
                own.append(position)
            elif _BACKGROUND.match(section):
                told.append(position)
        passages.append(_choose(claim, texts, own))
        passages.append(_nearly_said(claim, document, told))
    return [passage for passage in dict.fromkeys(passages) if passage]


def _nearly_said(claim: str, document: EvidenceDocument, pool: list[int]) -> tuple[int, ...]:
    """The sentence of a pool that has most of the claim's words; empty where none has."""
    if len(set(terms(claim))) < MIN_TERMS:
        return ()
    shares = {
        i: share_of_terms(claim, document.sentence_terms[i])
        for i in pool
        if not AIM.search(document.sentences[i][1])
    }
    best = max(shares, key=lambda i: (shares[i], -i), default=None)
    return (best,) if best is not None and shares[best] >= NEARLY_SAID else ()


def _choose(claim: str, texts: list[str], pool: list[int]) -> tuple[int, ...]:
    chosen = choose_sentences(claim, [texts[i] for i in pool], limit=PASSAGE)
    return tuple(pool[i] for i in chosen)


def _decide(
    claim: str,
    parts: ClaimParts,
    document: EvidenceDocument,
    reading: Gathered,
) -> Judgement:
    wording = _merge(reading.wording)
    odds = np.log(np.clip(wording, 1e-4, 1.0))
    said, strength, decisive = verdict_of(reading.matches)
    if said is not None and not reading.missing:
        odds[STANCE_ORDER.index(said)] += RECORD_WEIGHT * strength
    if reading.figures and not reading.lost_figures:
        odds[SUPPORTS] += FIGURE_WEIGHT * min(len(reading.figures), MAX_FIGURES)
    elif reading.other_figures:
        odds[CONTRADICTS] += FIGURE_WEIGHT
    if reading.missing and not reading.told:
        odds[NOT_ENOUGH] += MISSING_WEIGHT
    raised = np.exp(odds - odds.max())
    probabilities = raised / raised.sum()
    label = int(probabilities.argmax())
    stance = STANCE_ORDER[label]
    match = decisive if decisive is not None and decisive.stance == stance else None
    found = reading.figures[0] if reading.figures and label == SUPPORTS else None
    positions = _rationale(document, reading, label, match, found)
    if match is not None and int(wording.argmax()) != label:
        # The record alone decides: sentences read to say otherwise are no reason for it.
        positions = tuple(
            i for i in positions if document.sentences[i][0].overlaps(match.place.span)
        )
    return Judgement(
        document_id=document.document_id,
        stance=stance,
        score=_calibrated(float(probabilities[label]), label, by_record=match is not None),
        probabilities=(
            round(float(probabilities[0]), 4), round(float(probabilities[1]), 4),
            round(float(probabilities[2]), 4),
        ),
        sentence_index=positions,
        rationale=_words_of(document, positions, match),
        explanation=explain(claim, parts, document, reading, match, stance, positions),
        effect_id=match.effect_id if match else None,
        sample_size_id=found.sample_size_id if found else None,
        span=_span_of(document, match, found, positions),
        matches=reading.matches,
        matched=matched_parts(reading, match),
        clashed=clashed_parts(reading, match),
    )  # fmt: skip


def _calibrated(probability: float, label: int, *, by_record: bool) -> float:
    """Turn the added-up probability of a stance into how often it is right."""
    held = min(max(probability, 0.01), 0.999)
    slope, with_record, offset = SETTLED if label != NOT_ENOUGH else UNSETTLED
    odds = slope * math.log(held / (1.0 - held)) + with_record * by_record + offset
    return round(1.0 / (1.0 + math.exp(-odds)), 4)


def _is_told(document: EvidenceDocument, reading: Gathered) -> bool:
    """Tell whether a sentence of the background was read and agrees with the claim."""
    return any(
        len(passage) == 1
        and _BACKGROUND.match(document.sentences[passage[0]][2]) is not None
        and int(stance.argmax()) == SUPPORTS
        for passage, stance in zip(reading.passages, reading.wording, strict=True)
    )


def _merge(wording: np.ndarray) -> np.ndarray:
    """Join passages: the one that is surest of a stance speaks, the others temper it."""
    if len(wording) == 1:
        return np.asarray(wording[0], dtype=float)
    sure = wording[int(np.argmin(wording[:, NOT_ENOUGH]))]
    return np.asarray(0.6 * sure + 0.4 * wording.mean(axis=0), dtype=float)


def _rationale(
    document: EvidenceDocument,
    reading: Gathered,
    label: int,
    match: Match | None,
    found: Found | None,
) -> tuple[int, ...]:
    """Positions of the sentences that speak for the stance, the most telling first."""
    if label == NOT_ENOUGH or not reading.bearing:
        return ()
    bearing = dict(reading.bearing)
    for place in (match.place.span if match else None, found.span if found else None):
        for i in bearing if place else ():
            if place and document.sentences[i][0].overlaps(place):
                bearing[i] += RECORD_BEARING
    order = sorted(bearing, key=lambda i: (-bearing[i], i))
    enough = KEPT_BEARING * bearing[order[0]]
    return tuple(i for i in order[:MAX_RATIONALE] if bearing[i] >= enough)


def _words_of(document: EvidenceDocument, positions: tuple[int, ...], match: Match | None) -> str:
    """The sentences as they stand; first the row or sentence of the record that decides."""
    spans = [document.sentences[i][0] for i in sorted(positions)]
    said = [(document.quote(document.sentences[i][0]) or document.sentences[i][1]).strip()
            for i in sorted(positions)]  # fmt: skip
    if match is not None and not any(span.overlaps(match.place.span) for span in spans):
        said.insert(0, document.around(match.place.span) or match.place.quote)
    return " ".join(said)


def _span_of(
    document: EvidenceDocument, match: Match | None, found: Found | None, positions: tuple[int, ...]
) -> Span | None:
    if match is not None:
        return match.place.span
    if found is not None:
        return found.span
    return document.sentences[positions[0]][0] if positions else None
