"""How claims are judged, found and linked: development data only, baselines beside each."""

from __future__ import annotations

import hashlib
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from miner.claims import (
    EvidenceDocument,
    build_index,
    consider,
    evidence_of,
    judge_claim,
)
from miner.claims.link import NOT_ENOUGH
from miner.claims.reading import read_encoder
from miner.claims.strength import compare_strength, read_causal
from miner.claims.wording import lexical_causal, lexical_stance
from miner.extract.registry import run_extractors
from miner.model import Document, Metadata, Span
from miner.readers.jats import read_jats

STANCES = ("supports", "contradicts", NOT_ENOUGH)
CLAIM_SETS = ("scifact", "checkcovid", "healthver")
N_OPEN_CLAIMS = 150
N_OTHER_PAPERS = 200
# Papers, in a fixed order by hash, whose claims were read while rules were written.
N_READ_PAPERS = 7
ROOT = Path(__file__).resolve().parents[2]


def score(shared: Path) -> dict[str, float]:
    """Score stance, retrieval, trial claims and causal strength.

    Parameters
    ----------
    shared : Path
        The shared folder.

    Returns
    -------
    dict
        Metric to value. scifact and checkcovid: their dev split; healthver: the fifth of
        its questions that was held out of training; trials: the seven papers (first by
        hash) whose claims shaped the rules are `trials_develop`, the other three, whose
        claims were not read, `trials_unread`.
    """
    figures: dict[str, float] = {}
    for name in CLAIM_SETS:
        figures |= _score_stance(shared, name)
    figures |= _score_open(shared)
    figures |= _score_trials(shared)
    figures |= _score_causal(shared)
    return figures


def abstract(document_id: str, title: str, sentences: Sequence[str]) -> EvidenceDocument:
    """Make evidence of an abstract given as sentences, as a row of kind paper is read."""
    text, spans = "", []
    for sentence in sentences:
        spans.append(Span(len(text), len(text) + len(sentence)))
        text += sentence + "\n"
    return evidence_of(
        Document(
            document_id,
            "",
            "",
            "paper",
            "rows",
            text,
            Metadata(title=title or None),
            sentences=tuple(spans),
        )
    )


def _score_stance(shared: Path, name: str) -> dict[str, float]:
    train, held = _stance_rows(shared, name)
    gold = [row.label for row in held]
    # Rows of one document may show different sentences of it.
    titles = {
        row["doc_id"]: row.get("title") or ""
        for row in _rows(shared / "bench" / "claims" / f"{name}_corpus.jsonl")
    }
    judged = [
        judge_claim(row.claim, abstract(row.document_id, titles[row.document_id], row.sentences))
        for row in held
    ]
    words = lexical_stance([(row.claim, [row.sentences[i] for i in row.chosen()]) for row in held])
    figures = {
        f"{name}_n": float(len(held)),
        f"{name}_stance_macro_f1": _macro_f1(gold, [STANCES.index(j.stance) for j in judged]),
        f"{name}_words_only_macro_f1": _macro_f1(gold, list(words.argmax(axis=1))),
        f"{name}_majority_macro_f1": _macro_f1(gold, [Counter(r.label for r in train).most_common(1)[0][0]] * len(gold)),
        f"{name}_claim_only_macro_f1": _macro_f1(gold, _claim_only(train, held)),
    }  # fmt: skip
    if name != "healthver":
        right = wrong = missed = 0
        for row, judgement in zip(held, judged, strict=True):
            if (
                row.label != STANCES.index(NOT_ENOUGH)
                and STANCES.index(judgement.stance) == row.label
            ):
                chosen, wanted = set(judgement.sentence_index), set(row.rationale)
                right += len(chosen & wanted)
                wrong += len(chosen - wanted)
                missed += len(wanted - chosen)
        figures[f"{name}_rationale_f1"] = 2 * right / max(1, 2 * right + wrong + missed)
    return figures


def _stance_rows(shared: Path, name: str) -> tuple[list[Any], list[Any]]:
    sys.path.insert(0, str(ROOT / "scripts"))
    from training.reading_benchmarks import read_stance

    train, held = read_stance(shared / "bench")
    return [r for r in train if r.source == name], [r for r in held if r.source == name]


def _claim_only(train: list[Any], held: list[Any]) -> list[int]:
    """What the claim alone gives away: n-grams of it, no evidence."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    vectorizer = TfidfVectorizer(ngram_range=(1, 2), min_df=2)
    model = LogisticRegression(C=3.0, max_iter=500, class_weight="balanced")
    model.fit(vectorizer.fit_transform([r.claim for r in train]), [r.label for r in train])
    return list(model.predict(vectorizer.transform([r.claim for r in held])))


def _score_open(shared: Path) -> dict[str, float]:
    """Claims of scifact dev against the whole corpus: right abstract and stance."""
    bench = shared / "bench" / "claims"
    papers = [
        abstract(r["doc_id"], r["title"], r["sentences"])
        for r in _rows(bench / "scifact_corpus.jsonl")
    ]
    index = build_index(papers, encode=read_encoder())
    words = build_index(papers)
    gold: dict[str, dict[str, str]] = {}
    for row in _rows(bench / "scifact.jsonl"):
        if row["split"] == "dev":
            evidence = gold.setdefault(row["claim"], {})
            if row["label"] != "not_enough":
                evidence[row["evidence_doc_id"]] = row["label"]
    sample = sorted(gold, key=lambda claim: hashlib.sha256(claim.encode()).hexdigest())[
        :N_OPEN_CLAIMS
    ]
    answerable = [claim for claim in sample if gold[claim]]
    found = {claim: consider(claim, index, keep_unnamed=True) for claim in sample}
    right = said = wanted = 0
    for claim in sample:
        best = found[claim][0].judgement if found[claim] else None
        wanted += len(gold[claim])
        if best is not None and best.stance != NOT_ENOUGH:
            said += 1
            right += gold[claim].get(best.document_id) == best.stance
    return {
        "open_n": float(len(sample)),
        "open_abstract_and_stance_f1": 2 * right / max(1, said + wanted),
        "open_right_abstract_first": _share(
            answerable, lambda c: bool(found[c]) and found[c][0].judgement.document_id in gold[c]
        ),
        "open_bm25_only_right_abstract_first": _share(
            answerable, lambda c: any(h.document_id in gold[c] for h in words.search(c, top=1))
        ),
    }


def _score_trials(shared: Path) -> dict[str, float]:
    folder = shared / "papers" / "jats"
    names = sorted(
        (p.stem for p in (shared / "bench" / "trials").glob("*.json")), key=_half_then_hash
    )
    others = sorted(
        (p for p in folder.glob("*.nxml") if p.stem not in names), key=lambda p: _digest(p.stem)
    )
    papers = {name: _mined(folder / f"{name}.nxml") for name in names}
    rest = [evidence_of(_read(path)) for path in others[:N_OTHER_PAPERS]]
    index = build_index([*papers.values(), *rest], encode=read_encoder())
    figures: dict[str, float] = {}
    for part, chosen in (("develop", names[:N_READ_PAPERS]), ("unread", names[N_READ_PAPERS:])):
        gold: list[int] = []
        given: list[int] = []
        first: list[bool] = []
        both: list[bool] = []
        for name in chosen:
            for row in json.loads(
                (shared / "bench" / "trials" / f"{name}.json").read_text("utf-8")
            )["claims"]:
                gold.append(STANCES.index(row["stance"]))
                given.append(STANCES.index(judge_claim(row["claim"], papers[name]).stance))
                found = consider(row["claim"], index, keep_unnamed=True)
                best = found[0].judgement if found else None
                first.append(best is not None and best.document_id == papers[name].document_id)
                both.append(
                    first[-1] and best is not None and STANCES.index(best.stance) == gold[-1]
                )
        figures |= {
            f"trials_{part}_n": float(len(gold)),
            f"trials_{part}_right_paper_first": sum(first) / len(first),
            f"trials_{part}_stance_macro_f1": _macro_f1(gold, given),
            f"trials_{part}_both_right": sum(both) / len(both),
            f"trials_{part}_majority_macro_f1": _macro_f1(gold, [0] * len(gold)),
        }
    return figures


def _mined(path: Path) -> EvidenceDocument:
    document = _read(path)
    findings = run_extractors(document)
    return evidence_of(
        document, effects=findings.effects, arm_results=findings.arm_results, sample_sizes=findings.sample_sizes,
        outcomes=findings.outcomes, arms=findings.arms, studies=findings.studies, checks=findings.checks,
    )  # fmt: skip


def _read(path: Path) -> Document:
    return read_jats(path.read_bytes(), path=str(path))


def _score_causal(shared: Path) -> dict[str, float]:
    sys.path.insert(0, str(ROOT / "scripts"))
    from training.reading_benchmarks import read_causal as causal_rows

    _, held = causal_rows(shared / "bench")
    gold = [row.label for row in held]
    sentences = [row.sentence for row in held]
    pairs = list(_rows(shared / "bench" / "claims" / "exaggeration.jsonl"))
    labels = ["same", "exaggerates", "downplays"]
    compared = [compare_strength(row["claim"], row["evidence_text"]) for row in pairs]
    return {
        "causal_held_n": float(len(held)),
        "causal_held_macro_f1": _macro_f1(gold, list(read_causal(sentences).argmax(axis=1))),
        "causal_held_words_only_macro_f1": _macro_f1(
            gold, list(lexical_causal(sentences).argmax(axis=1))
        ),
        "exaggeration_n": float(len(pairs)),
        "exaggeration_macro_f1": _macro_f1(
            [labels.index(row["label"]) for row in pairs], [labels.index(c) for c in compared]
        ),
    }


def _macro_f1(gold: Sequence[int], given: Sequence[int]) -> float:
    shares = []
    for label in sorted(set(gold)):
        right = sum(g == label == p for g, p in zip(gold, given, strict=True))
        shares.append(2 * right / max(1, gold.count(label) + sum(p == label for p in given)))
    return sum(shares) / len(shares)


def _share(items: Sequence[Any], is_right: Callable[[Any], bool]) -> float:
    return sum(map(is_right, items)) / max(1, len(items))


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def _digest(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()


def _half_then_hash(name: str) -> tuple[int, str]:
    return int(_digest(name), 16) % 2, _digest(name)
