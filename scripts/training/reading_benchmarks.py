"""Rows of the shared benchmarks for the reading model, and what is held out of them.

Pure Python: the quality score reads the same rows and splits as the training.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from miner.text.evidence_sentences import choose_sentences
from miner.text.sentences import split_sentences

STANCES = ("supports", "contradicts", "not_enough_information")
DIRECTIONS = ("increase", "decrease", "no_difference")
SPAN_KINDS = ("participants", "interventions", "outcomes")
SPAN_STYLES = ("ebm_nlp", "pico_ad_covid", "pico_corpus")
CLAIM_SETS = ("scifact", "checkcovid", "healthver")
EVIDENCE_SENTENCES = 4


@dataclass(frozen=True, slots=True)
class SpanRow:
    """One abstract; `gold` holds (kind, start, end) in characters of `text`."""

    style: str
    row_id: str
    text: str
    gold: tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, slots=True)
class StanceRow:
    """A claim beside the sentences of one abstract or passage; `rationale` holds positions."""

    source: str
    document_id: str
    claim: str
    sentences: tuple[str, ...]
    label: int
    rationale: tuple[int, ...]

    def chosen(self, limit: int = EVIDENCE_SENTENCES) -> tuple[int, ...]:
        """Return the positions that are judged, as the miner chooses them."""
        return choose_sentences(self.claim, self.sentences, limit=limit)


@dataclass(frozen=True, slots=True)
class DirectionRow:
    """One prompt of evidence_inference with its gold evidence spans."""

    document_id: str
    outcome: str
    intervention: str
    comparator: str
    evidence: tuple[str, ...]
    label: int

    @property
    def prompt(self) -> str:
        """Return the prompt as `judge_direction` takes it."""
        return f"{self.outcome} | {self.intervention} | {self.comparator}"


@dataclass(frozen=True, slots=True)
class CausalRow:
    """One sentence with its causal strength, 0 to 3."""

    group: str
    sentence: str
    label: int


def is_held_out(key: str, *, parts: int = 5) -> bool:
    """Tell whether a document (or group) belongs to the fixed part that is reported on."""
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], "big") % parts == 0


def read_rows(bench: Path, name: str) -> list[dict[str, Any]]:
    """Read one JSON Lines file of the benchmark folder."""
    with (bench / f"{name}.jsonl").open(encoding="utf-8") as stream:
        return [json.loads(line) for line in stream]


def read_spans(bench: Path) -> tuple[list[SpanRow], list[SpanRow]]:
    """Return train and held-out abstracts of three sets.

    ebm_nlp names no train part: an eighth is held out by hash. Abstracts that stand in two
    sets are dropped from training when either copy is held out.
    """
    train, held = [], []
    for row in read_rows(bench, "abstracts/ebm_nlp"):
        (held if is_held_out(row["id"], parts=8) else train).append(_listed("ebm_nlp", row))
    for row in read_rows(bench, "abstracts/pico_ad_covid"):
        (held if row["split"] == "dev" else train).append(_listed("pico_ad_covid", row))
    for row in read_rows(bench, "abstracts/pico_corpus"):
        (held if row["split"] == "dev" else train).append(_placed(row))
    seen = {sample for row in held for sample in _samples(row.text)}
    return [row for row in train if not seen & set(_samples(row.text))], held


def _listed(style: str, row: dict[str, Any]) -> SpanRow:
    # The sets list mentions in reading order without offsets: each is the next occurrence.
    gold = []
    for key in (*SPAN_KINDS, "comparators"):
        kind = "interventions" if key == "comparators" else key
        cursor = 0
        for mention in row["gold"].get(key) or ():
            start = row["text"].find(mention, cursor)
            if start >= 0 and mention.strip():
                cursor = start + len(mention)
                gold.append((kind, start, cursor))
    return SpanRow(style, row["id"], row["text"], tuple(sorted(gold)))


_PLACED = {
    "outcome": "outcomes", "outcome-Measure": "outcomes", "intervention": "interventions",
    "control": "interventions", "eligibility": "participants", "condition": "participants",
    "total-participants": "participants", "age": "participants",
}  # fmt: skip


def _placed(row: dict[str, Any]) -> SpanRow:
    gold = [
        (_PLACED[span["label"]], span["start"], span["end"])
        for span in row["gold"]["spans"]
        if span["label"] in _PLACED
    ]
    return SpanRow("pico_corpus", row["id"], row["text"], tuple(sorted(gold)))


def _samples(text: str) -> list[str]:
    letters = re.sub(r"[^a-z0-9]", "", text.casefold())
    windows = [letters[start : start + 60] for start in range(0, len(letters) - 60, 1)]
    # Windows whose hash is 0 mod 40 are found again in any other copy, wherever it is cut.
    return [window for window in windows if int.from_bytes(window[:4].encode(), "big") % 41 == 0]


def read_stance(bench: Path) -> tuple[list[StanceRow], list[StanceRow]]:
    """Return train and held-out rows of the three claim sets.

    scifact and checkcovid keep their own split (scifact's shares documents). healthver names
    one part only: a fifth is held out by question, so that no claim, question or passage is
    on both sides.
    """
    train, held = [], []
    for name in CLAIM_SETS:
        rows = read_rows(bench, f"claims/{name}")
        corpus = {r["doc_id"]: r["sentences"] for r in read_rows(bench, f"claims/{name}_corpus")}
        apart = _healthver_held_out(rows) if name == "healthver" else None
        for row in rows:
            is_dev = row["question"] in apart if apart is not None else row["split"] == "dev"
            (held if is_dev else train).append(_stance(name, row, corpus))
    return train, held


def _stance(name: str, row: dict[str, Any], corpus: dict[str, list[str]]) -> StanceRow:
    label = {"supports": 0, "contradicts": 1}.get(row["label"], 2)
    if name == "checkcovid":
        # Its gold is for the listed sentences alone: all 419 pairs without enough information
        # stand again, with other sentences of the same abstract, as supported or contradicted.
        held = [corpus[row["evidence_doc_id"]][i] for i in row["evidence_sentences"]]
        return StanceRow(
            name,
            row["evidence_doc_id"],
            " ".join(row["claim"].split()),
            tuple(" ".join(sentence.split()) for sentence in held),
            label,
            tuple(range(len(held))) if label != 2 else (),
        )
    return StanceRow(
        name,
        row["evidence_doc_id"],
        " ".join(row["claim"].split()),
        tuple(" ".join(sentence.split()) for sentence in corpus[row["evidence_doc_id"]]),
        label,
        tuple(row["evidence_sentences"]) if label != 2 else (),
    )


def _healthver_held_out(rows: Iterable[dict[str, Any]]) -> set[str]:
    """Return the questions held out; questions that share a passage stay together."""
    parent: dict[str, str] = {}

    def root(node: str) -> str:
        while parent.setdefault(node, node) != node:
            node = parent[node]
        return node

    rows = list(rows)
    for row in rows:
        one, other = sorted((root("q:" + row["question"]), root("d:" + row["evidence_doc_id"])))
        parent[other] = one
    groups: dict[str, list[str]] = {}
    for question in sorted({row["question"] for row in rows}):
        groups.setdefault(root("q:" + question), []).append(question)
    return {q for members in groups.values() if is_held_out(members[0]) for q in members}


def read_direction(bench: Path) -> tuple[list[DirectionRow], list[DirectionRow]]:
    """Return train and dev prompts with evidence; the set's own split, documents apart."""
    train, held = [], []
    labels = {"increase": 0, "decrease": 1, "none": 2}
    for row in read_rows(bench, "direction/evidence_inference"):
        for prompt in row["gold"]["prompts"]:
            texts = dict.fromkeys(" ".join(e["text"].split()) for e in prompt["evidence"])
            fields = [
                " ".join(prompt[key].split()) for key in ("outcome", "intervention", "comparator")
            ]
            made = DirectionRow(row["id"], *fields, tuple(texts), labels[prompt["label"]])
            (held if row["split"] == "dev" else train).append(made)
    return train, held


def read_causal(bench: Path) -> tuple[list[CausalRow], list[CausalRow]]:
    """Return train and held-out sentences; a fifth is held out by press release or abstract."""
    train, held = [], []
    for row in read_rows(bench, "claims/causal_strength"):
        group = re.sub(r"-\d+-(?:sentence|title)$", "", row["id"])
        made = CausalRow(group, " ".join(row["claim"].split()), row["label"])
        (held if is_held_out(group) else train).append(made)
    return train, held


def read_abstracts(bench: Path) -> list[tuple[str, str, tuple[str, ...]]]:
    """Return (id, title, sentences) of abstracts that no held-out row is about.

    From scifact's corpus, pico_corpus, ctro and the papers; without the dev documents of
    scifact and evidence_inference and the papers of bench/trials.
    """
    _, held = read_stance(bench)
    apart = {row.document_id for row in held}
    found = [
        (row["doc_id"], row["title"], tuple(row["sentences"]))
        for row in read_rows(bench, "claims/scifact_corpus")
        if row["doc_id"] not in apart
    ]
    for name in ("pico_corpus", "ctro"):
        for row in read_rows(bench, f"abstracts/{name}"):
            if row["split"] == "train":
                text = row["text"].removeprefix(row["title"]).lstrip(". ")
                found.append((row["id"], row["title"], _sentences(text)))
    _, held_prompts = read_direction(bench)
    apart = {row.document_id for row in held_prompts}
    apart |= {file.stem for file in (bench / "trials").glob("*.json")}
    for file in sorted((bench.parent / "papers" / "jats").glob("*.nxml")):
        if file.stem not in apart:
            found.append((file.stem, *_title_and_abstract(file)))
    return found


def _title_and_abstract(file: Path) -> tuple[str, tuple[str, ...]]:
    from lxml import etree

    root = etree.parse(file, etree.XMLParser(resolve_entities=False, no_network=True, recover=True))
    title = next(root.iter("article-title"), None)
    abstract = next((a for a in root.iter("abstract") if not a.get("abstract-type")), None)
    paragraphs = [] if abstract is None else [" ".join(p.itertext()) for p in abstract.iter("p")]
    sentences = tuple(sentence for paragraph in paragraphs for sentence in _sentences(paragraph))
    return "" if title is None else " ".join("".join(title.itertext()).split()), sentences


def _sentences(text: str) -> tuple[str, ...]:
    return tuple(" ".join(span.of(text).split()) for span in split_sentences(text))
