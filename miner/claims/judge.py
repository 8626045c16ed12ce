"""One claim judged against one paper: what its words say, held against what its records say."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from miner.claims.compare import Match, verdict_of
from miner.claims.compare_results import compare_all
from miner.claims.evidence import EvidenceDocument
from miner.claims.figures import Found, claim_figures, differs_in, find_figure
from miner.claims.overclaim import find_overclaims
from miner.claims.parse import ClaimParts, parse_claim
from miner.claims.scope import not_studied
from miner.claims.wording import STANCE_ORDER, lexical_stance, pair_features
from miner.model import Span
from miner.text.evidence_sentences import choose_sentences

SUPPORTS, CONTRADICTS, NOT_ENOUGH = range(3)
# Sentences shown to the reading model at once: as many as it was trained on.
PASSAGE = 4
# Share of the reading model in the log odds of wording; the rest is the words alone.
READING_WEIGHT = 0.6
# What records weigh beside wording, in log odds: a clash of records outranks any wording.
RECORD_WEIGHT = 3.5
MISSING_WEIGHT = 3.0
FIGURE_WEIGHT = 1.0
MAX_RATIONALE = 3
# A sentence joins the rationale with this share of the best one's bearing, and this much.
RATIONALE_SHARE = 0.5
MIN_BEARING = 0.2
RECORD_BEARING = 0.5

_OF_OTHERS = re.compile(
    r"^(?:[\dIVX]+[.)]?(?:\d+[.)]?)*\s+)?(?:introduction|background|references|competing|conflict|"
    r"acknowledg|funding|author|abbreviation|ethic|consent|statistical|data analys)",
    re.I,
)

# A claim and sentences read together: stance, shape (3,), and each sentence's bearing, (n,).
ReadPassage = Callable[[str, Sequence[str]], tuple[np.ndarray, np.ndarray]]


@dataclass(frozen=True, slots=True)
class Judgement:
    """Where a paper stands to a claim.

    `score` is the probability of `stance`; `probabilities` are in the order supports,
    contradicts, not_enough_information. `sentence_index` are positions in the paper's
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


@dataclass(slots=True)
class _Reading:
    """What was gathered about one claim and one paper before deciding."""

    passages: list[tuple[int, ...]]
    wording: np.ndarray
    bearing: dict[int, float]
    matches: tuple[Match, ...] = ()
    figures: list[Found] = field(default_factory=list)
    lost_figures: list[str] = field(default_factory=list)
    other_figures: list[tuple[str, str]] = field(default_factory=list)
    missing: tuple[str, ...] = ()


def read_passage(claim: str, sentences: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """Read a claim beside sentences, with the reading model where its folder is there.

    Its answer is tempered by the words alone (`miner.claims.wording`), which stand by
    themselves without it.
    """
    words = lexical_stance([(claim, sentences)])[0]
    model = _reading_model()
    if model is None:
        shares = [pair_features(claim, [sentence])[0] for sentence in sentences]
        return words, np.array(shares)
    stance, bearing = model(claim, sentences)
    mixed = np.clip(stance, 1e-4, 1.0) ** READING_WEIGHT * words ** (1.0 - READING_WEIGHT)
    return mixed / mixed.sum(), bearing


@lru_cache(maxsize=1)
def _reading_model() -> ReadPassage | None:
    from miner.text import reading_model

    return reading_model.judge_abstract if reading_model.is_available() else None


def read_encoder() -> Callable[[list[str]], np.ndarray] | None:
    """Return the sentence encoder where its folder is there, None where it is not."""
    from miner.model.errors import ModelMismatchError
    from miner.text.encoder import encode
    from miner.text.model_folder import latest_version

    try:
        latest_version("encoder")
    except ModelMismatchError:
        return None
    return encode


def judge_name() -> str:
    """Name what wording is judged with, so that links can say what made them."""
    from miner.text import reading_model

    return reading_model.model_name() if reading_model.is_available() else "claim_words"


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
    wording, bearing = [], {}
    for passage in passages:
        stance, shares = read(claim, [document.sentences[i][1] for i in passage])
        wording.append(stance)
        for i, share in zip(passage, shares, strict=True):
            bearing[i] = max(bearing.get(i, 0.0), float(share))
    stances = np.array(wording) if wording else np.array([[0.0, 0.0, 1.0]])
    reading = _Reading(passages, stances, bearing, compare(parts, document))
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
    return _decide(claim, parts, document, reading)


def choose_passages(claim: str, document: EvidenceDocument) -> list[tuple[int, ...]]:
    """Choose what to read: one passage of an abstract; of a full text also one of its body."""
    texts = [text for _, text, _ in document.sentences]
    head = list(document.head)
    passages = [_choose(claim, texts, head)]
    if document.is_long:
        own = [
            position
            for position, (_, _, section) in enumerate(document.sentences)
            if not _OF_OTHERS.match(section)
        ]
        passages.append(_choose(claim, texts, own))
    return [passage for passage in dict.fromkeys(passages) if passage]


def _choose(claim: str, texts: list[str], pool: list[int]) -> tuple[int, ...]:
    chosen = choose_sentences(claim, [texts[i] for i in pool], limit=PASSAGE)
    return tuple(pool[i] for i in chosen)


def _decide(
    claim: str,
    parts: ClaimParts,
    document: EvidenceDocument,
    reading: _Reading,
) -> Judgement:
    odds = np.log(np.clip(_merge(reading.wording), 1e-4, 1.0))
    said, strength, decisive = verdict_of(reading.matches)
    if said is not None and not reading.missing:
        odds[STANCE_ORDER.index(said)] += RECORD_WEIGHT * strength
    if reading.figures and not reading.lost_figures:
        odds[SUPPORTS] += FIGURE_WEIGHT
    elif reading.other_figures:
        odds[CONTRADICTS] += FIGURE_WEIGHT
    if reading.missing:
        odds[NOT_ENOUGH] += MISSING_WEIGHT
    raised = np.exp(odds - odds.max())
    probabilities = raised / raised.sum()
    label = int(probabilities.argmax())
    stance = STANCE_ORDER[label]
    match = decisive if decisive is not None and decisive.stance == stance else None
    found = reading.figures[0] if reading.figures and label == SUPPORTS else None
    positions = _rationale(document, reading, label, match, found)
    return Judgement(
        document_id=document.document_id,
        stance=stance,
        score=round(float(probabilities[label]), 4),
        probabilities=(
            round(float(probabilities[0]), 4), round(float(probabilities[1]), 4),
            round(float(probabilities[2]), 4),
        ),
        sentence_index=positions,
        rationale=" ".join(
            (document.quote(document.sentences[i][0]) or document.sentences[i][1]).strip()
            for i in sorted(positions)
        ),
        explanation=_explain(claim, parts, document, reading, match, stance, positions),
        effect_id=match.effect_id if match else None,
        sample_size_id=found.sample_size_id if found else None,
        span=_span_of(document, match, found, positions),
        matches=reading.matches,
        matched=_matched(reading, match),
        clashed=_clashed(reading, match),
    )  # fmt: skip


def _merge(wording: np.ndarray) -> np.ndarray:
    """Join passages: the one that is surest of a stance speaks, the others temper it."""
    if len(wording) == 1:
        return np.asarray(wording[0], dtype=float)
    sure = wording[int(np.argmin(wording[:, NOT_ENOUGH]))]
    return np.asarray(0.6 * sure + 0.4 * wording.mean(axis=0), dtype=float)


def _rationale(
    document: EvidenceDocument,
    reading: _Reading,
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
    least = max(RATIONALE_SHARE * bearing[order[0]], MIN_BEARING)
    return tuple(i for i in order[:MAX_RATIONALE] if bearing[i] >= least or i == order[0])


def _span_of(
    document: EvidenceDocument, match: Match | None, found: Found | None, positions: tuple[int, ...]
) -> Span | None:
    if match is not None:
        return match.place.span
    if found is not None:
        return found.span
    return document.sentences[positions[0]][0] if positions else None


def _matched(reading: _Reading, match: Match | None) -> tuple[str, ...]:
    names = list(match.matched) if match else []
    if reading.figures:
        names.append("number")
    return tuple(dict.fromkeys(names))


def _clashed(reading: _Reading, match: Match | None) -> tuple[str, ...]:
    names = list(match.clashed) if match else []
    if reading.other_figures:
        names.append("number")
    return tuple(dict.fromkeys(names))


def _explain(
    claim: str,
    parts: ClaimParts,
    document: EvidenceDocument,
    reading: _Reading,
    match: Match | None,
    stance: str,
    positions: tuple[int, ...],
) -> str:
    """Say in one line which parts of the claim matched and which clashed."""
    said: list[str] = []
    matched, clashed = _matched(reading, match), _clashed(reading, match)
    if matched:
        said.append("matched: " + ", ".join(matched))
    if clashed:
        said.append("clashed: " + ", ".join(clashed))
    if match is not None:
        said.append(describe_match(match))
    for found in reading.figures[:2]:
        said.append(f"'{found.figure.words}' stands in the paper")
    for words, other in reading.other_figures[:2]:
        said.append(f"the claim says '{words}', the paper '{other}'")
    others_said = {words for words, _ in reading.other_figures}
    for words in [w for w in reading.lost_figures if w not in others_said][:2]:
        said.append(f"'{words}' was not found beside the claim's words")
    if reading.missing:
        said.append("not studied by this paper: " + ", ".join(reading.missing))
    others = sorted({m.timepoint for m in reading.matches if m.stance != stance and m.timepoint})
    if others and stance != "not_enough_information":
        said.append("otherwise at: " + ", ".join(others[:3]))
    if not said:
        said.append("judged by wording alone" if stance != STANCE_ORDER[NOT_ENOUGH] else "no sentence settles it")
    evidence = " ".join(document.sentences[i][1] for i in positions[:1])
    said.extend(find_overclaims(claim, parts, document, stance, evidence=evidence))
    return "; ".join(said)


def describe_match(match: Match) -> str:
    """Describe a compared effect in the words of its table: outcome, time, estimate, p."""
    effect = match.effect
    pieces = [match.outcome.name if match.outcome else "effect"]
    if effect is None:
        return f"{pieces[0]}: {match.said}"
    if effect.timepoint:
        pieces.append(f"at {effect.timepoint}")
    if effect.estimate is not None:
        pieces.append(f"{effect.effect_measure.replace('_', ' ')} {_plain(effect.estimate)}")
    if effect.ci_lower is not None and effect.ci_upper is not None:
        pieces.append(f"CI {_plain(effect.ci_lower)} to {_plain(effect.ci_upper)}")
    if effect.p_value is not None:
        pieces.append(f"p {effect.p_operator or '='} {_plain(effect.p_value)}")
    elif effect.significant is not None:
        pieces.append("significant" if effect.significant else "not significant")
    return " ".join(pieces)


def _plain(value: float) -> str:
    return f"{value:g}" if math.isfinite(value) else str(value)
