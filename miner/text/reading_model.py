"""The shipped reading model: spans, stance, direction and causal strength, without torch.

One trunk (embeddings and two layers) feeds two branches of four layers. Every sequence is
run alone: activations are quantised per run, so a text's answer would otherwise depend on
its neighbours in a batch.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from miner.model.errors import ModelMismatchError
from miner.model.span import Span
from miner.text.model_folder import latest_version, open_model_folder
from miner.text.reading_input import PairInput, encode_pair, encode_windows

if TYPE_CHECKING:
    import numpy as np
    import onnxruntime
    import tokenizers

SPAN_KINDS = ("participants", "interventions", "outcomes")
SPAN_STYLES = ("ebm_nlp", "pico_ad_covid", "pico_corpus")
STANCES = ("supports", "contradicts", "not_enough_information")
DIRECTIONS = ("increase", "decrease", "no_difference")
_HEADS = {"stance": (0, 3), "direction": (3, 6), "causal": (6, 10)}
# Predicting a piece when its probability passes half the attainable F1 maximises F1
# (Lipton, Elkan & Narayanaswamy 2014, ECML PKDD, theorem 1); that F1 is about 0.7.
INSIDE_THRESHOLD = 0.35
START_THRESHOLD = 0.5
_EDGE = " \t\n.,;:"


@dataclass(frozen=True, slots=True)
class _ReadingModel:
    tokenizer: tokenizers.Tokenizer
    trunk: onnxruntime.InferenceSession
    spans: onnxruntime.InferenceSession
    pairs: onnxruntime.InferenceSession
    name: str

    def hidden(self, ids: Sequence[int]) -> np.ndarray:
        import numpy as np

        feed = {"ids": np.array([ids], dtype=np.int64)}
        found: np.ndarray = self.trunk.run(["hidden"], feed)[0]
        return found

    def pair(self, pair: PairInput) -> tuple[np.ndarray, np.ndarray]:
        import numpy as np

        feed = {
            "hidden": self.hidden(pair.ids),
            "segments": np.array([pair.segments], dtype=np.int64),
        }
        logits, rationale = self.pairs.run(["logits", "rationale"], feed)
        return logits[0], rationale[0]


def is_available() -> bool:
    """Tell whether a reading model is shipped with this installation."""
    try:
        latest_version("reading")
    except ModelMismatchError:
        return False
    return True


def model_name(*, model: Path | None = None) -> str:
    """Return name and version of the model in use, for the `rule` of records."""
    return _open(model or latest_version("reading")).name


def find_spans(
    text: str, *, style: str = "ebm_nlp", model: Path | None = None
) -> list[tuple[str, Span, float]]:
    """Find mentions of participants, interventions and outcomes.

    Parameters
    ----------
    text : str
        An abstract, section or sentence; read in windows of whole sentences.
    style : str
        Whose way of marking to follow: `ebm_nlp` (every mention, longest phrase),
        `pico_ad_covid` or `pico_corpus` (outcomes only where a result is given).
    model : Path or None
        Model folder; None is the newest shipped one.

    Returns
    -------
    list of (kind, span, score)
        In reading order; kinds may overlap one another. The score, 0 to 1, is the mean
        probability of the span's words.
    """
    import numpy as np

    if style not in SPAN_STYLES:
        raise ValueError(f"unknown style {style!r}; choose from {', '.join(SPAN_STYLES)}")
    reader = _open(model or latest_version("reading"))
    at = SPAN_STYLES.index(style) * len(SPAN_KINDS) * 2
    found: list[tuple[str, Span, float]] = []
    for window in encode_windows(reader.tokenizer, text):
        feed = {"hidden": reader.hidden(window.ids)}
        logits = reader.spans.run(["logits"], feed)[0][0, :, at : at + len(SPAN_KINDS) * 2]
        scores = 1.0 / (1.0 + np.exp(-logits.astype(np.float64)))
        words = list(_words(text, window.offsets))
        for position, kind in enumerate(SPAN_KINDS):
            columns = scores[:, 2 * position : 2 * position + 2]
            found += [(kind, *hit) for hit in _decode(text, words, columns)]
    return sorted(found, key=lambda hit: (hit[1].start, hit[1].end, hit[0]))


def judge_stance(pairs: Sequence[tuple[str, str]], *, model: Path | None = None) -> np.ndarray:
    """Judge what evidence says of a claim.

    Parameters
    ----------
    pairs : sequence of (claim, evidence)
        Evidence is a passage, or the few sentences of an abstract nearest the claim
        (`miner.text.evidence_sentences.choose_sentences`) joined by blanks; what does not
        fit in 208 word pieces is not read.

    Returns
    -------
    ndarray, shape (n_pairs, 3)
        Probabilities of supports, contradicts, not_enough_information.
    """
    return _judge([(claim, (evidence,)) for claim, evidence in pairs], "stance", model)


def judge_abstract(
    claim: str, sentences: Sequence[str], *, model: Path | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Judge a claim by sentences read together, and say which of them bear on it.

    Returns
    -------
    stance : ndarray, shape (3,)
        As `judge_stance`.
    rationale : ndarray, shape (n_sentences,)
        Probability that the sentence is rationale; 0 for one that was cut off.
    """
    import numpy as np

    reader = _open(model or latest_version("reading"))
    pair = encode_pair(reader.tokenizer, claim, sentences)
    logits, rationale = reader.pair(pair)
    scores = 1.0 / (1.0 + np.exp(-rationale.astype(np.float64)))
    owners = np.array(pair.owners)
    shares = [
        scores[owners == i].mean() if (owners == i).any() else 0.0 for i in range(len(sentences))
    ]
    return _softmax(logits[slice(*_HEADS["stance"])]), np.array(shares)


def judge_direction(pairs: Sequence[tuple[str, str]], *, model: Path | None = None) -> np.ndarray:
    """Judge how the intervention changed the outcome against the comparator.

    Parameters
    ----------
    pairs : sequence of (prompt, evidence)
        The prompt is `outcome | intervention | comparator`.

    Returns
    -------
    ndarray, shape (n_pairs, 3)
        Probabilities of increase, decrease, no_difference (of the number, not of benefit).
    """
    return _judge([(prompt, (evidence,)) for prompt, evidence in pairs], "direction", model)


def judge_causal(sentences: Sequence[str], *, model: Path | None = None) -> np.ndarray:
    """Judge how strong a cause a sentence claims.

    Returns
    -------
    ndarray, shape (n_sentences, 4)
        Probabilities of no relation, correlation, conditional cause, cause.
    """
    return _judge([(sentence, ()) for sentence in sentences], "causal", model)


def _judge(
    pairs: Sequence[tuple[str, tuple[str, ...]]], task: str, model: Path | None
) -> np.ndarray:
    import numpy as np

    start, end = _HEADS[task]
    found = np.zeros((len(pairs), end - start))
    if not pairs:
        return found
    reader = _open(model or latest_version("reading"))
    known: dict[tuple[str, tuple[str, ...]], np.ndarray] = {}
    for row, pair in enumerate(pairs):
        if pair not in known:
            logits, _ = reader.pair(encode_pair(reader.tokenizer, *pair))
            known[pair] = _softmax(logits[start:end])
        found[row] = known[pair]
    return found


def _softmax(logits: np.ndarray) -> np.ndarray:
    import numpy as np

    raised = np.exp(logits.astype(np.float64) - logits.max())
    shares: np.ndarray = raised / raised.sum()
    return shares


def _words(
    text: str, offsets: Sequence[tuple[int, int] | None]
) -> Iterator[tuple[int, int, list[int]]]:
    """Yield (start, end, piece positions) of words; pieces that touch as letters are one word."""
    word: tuple[int, int, list[int]] | None = None
    for position, offset in enumerate(offsets):
        if offset is None:
            continue
        start, end = offset
        if word and start == word[1] and text[start - 1].isalnum() and text[start].isalnum():
            word = (word[0], end, [*word[2], position])
            continue
        if word:
            yield word
        word = (start, end, [position])
    if word:
        yield word


def _decode(
    text: str, words: Sequence[tuple[int, int, list[int]]], scores: np.ndarray
) -> Iterator[tuple[Span, float]]:
    """Join words that are inside; a word that starts a span closes the one before."""
    run: list[tuple[int, int, float]] = []
    for start, end, pieces in words:
        inside = float(scores[pieces, 0].mean())
        starts = bool(scores[pieces[0], 1] >= START_THRESHOLD)
        if run and (inside < INSIDE_THRESHOLD or starts):
            yield from _close(text, run)
            run = []
        if inside >= INSIDE_THRESHOLD:
            run.append((start, end, inside))
    yield from _close(text, run)


def _close(text: str, run: Sequence[tuple[int, int, float]]) -> Iterator[tuple[Span, float]]:
    if not run:
        return
    start, end = run[0][0], run[-1][1]
    while start < end and text[start] in _EDGE:
        start += 1
    while end > start and text[end - 1] in _EDGE:
        end -= 1
    if any(character.isalnum() for character in text[start:end]):
        yield Span(start, end), round(sum(score for *_, score in run) / len(run), 4)


@lru_cache(maxsize=2)
def _open(path: Path) -> _ReadingModel:
    import tokenizers

    folder = open_model_folder(path, kind="reading")
    sessions: dict[str, Any] = {
        n: folder.onnx_session(f"{n}.onnx") for n in ("trunk", "spans", "pairs")
    }
    tokenizer = tokenizers.Tokenizer.from_file(str(folder.file("tokenizer.json")))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return _ReadingModel(tokenizer=tokenizer, name=folder.name, **sessions)
