"""Make contradictions and silent evidence out of what the benchmarks give.

Everything here uses training rows and the unlabelled abstracts of the corpora only.
"""

from __future__ import annotations

import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from miner.text.evidence_sentences import choose_sentences
from scripts.training.reading_benchmarks import DirectionRow, StanceRow
from scripts.training.reading_flip import change_number, flip, is_declarative, strip_lead

# Sentences of abstracts that say nothing of the study.
_NOTICE = re.compile(
    r"supplementary material|regist(?:ered|ration|ry)\b|ISRCTN|NCT\d|funded by|funding|doi:", re.I
)


def augment_stance(rows: Sequence[StanceRow], *, seed: int) -> list[StanceRow]:
    """Make opposites of supported claims and silent evidence for judged ones.

    A supported claim, flipped, is contradicted; a contradicted one, flipped by a direction
    word, is supported; a judged claim beside the sentences that are no rationale is left
    open; so is a claim beside another passage.
    """
    rng = random.Random(seed)
    made: list[StanceRow] = []
    for row in rows:
        flipped = flip(row.claim, rng)
        if flipped and row.label in (0, 1):
            made.append(replace(row, claim=flipped, label=1 - row.label))
        if row.label == 0 and (changed := change_number(row.claim, rng)):
            made.append(replace(row, claim=changed, label=1))
        others = [s for i, s in enumerate(row.sentences) if i not in row.rationale]
        if row.label in (0, 1) and len(others) >= 4 and rng.random() < 0.35:
            made.append(replace(row, sentences=tuple(others[:-1]), label=2, rationale=()))
        if row.label == 2 and flipped and rng.random() < 0.3:
            made.append(replace(row, claim=flipped))
    return made


_RISES = (
    "{i} increases {o} compared with {c}", "{o} is higher with {i} than with {c}",
    "{i} leads to more {o} than {c}", "{o} was greater in the {i} group than in the {c} group",
)  # fmt: skip
_FALLS = (
    "{i} reduces {o} compared with {c}", "{o} is lower with {i} than with {c}",
    "{i} leads to less {o} than {c}", "{o} was smaller in the {i} group than in the {c} group",
)  # fmt: skip
_SAME = (
    "{i} has no effect on {o} compared with {c}", "{o} does not differ between {i} and {c}",
    "There is no significant difference in {o} between {i} and {c}",
    "{i} does not change {o} more than {c} does",
)  # fmt: skip


def claims_of_directions(rows: Sequence[DirectionRow], *, seed: int) -> list[StanceRow]:
    """Turn prompts and their evidence into claims that it supports, contradicts or leaves open."""
    rng = random.Random(seed)
    of_document: dict[str, list[DirectionRow]] = defaultdict(list)
    for row in rows:
        of_document[row.document_id].append(row)
    made = []
    for row in rows:
        said = rng.randrange(3)
        evidence = rng.choice(row.evidence)
        label = 0 if said == row.label else 1
        others = [e for r in of_document[row.document_id] for e in r.evidence if not set(r.evidence) & set(row.evidence)
                  and r.outcome != row.outcome]  # fmt: skip
        if others and rng.random() < 0.35:
            evidence, label = rng.choice(others), 2
        i, c = row.intervention, row.comparator
        shown = said
        if rng.random() < 0.4:
            i, c, shown = c, i, (1, 0, 2)[said]
        claim = rng.choice((_RISES, _FALLS, _SAME)[shown]).format(i=i, o=row.outcome, c=c)
        made.append(
            StanceRow(
                "direction", row.document_id, claim, (evidence,), label, (0,) if label != 2 else ()
            )
        )
    return made


def claims_of_abstracts(
    corpus: Iterable[tuple[str, str, Sequence[str]]], *, seed: int, limit: int
) -> list[StanceRow]:
    """Take titles and conclusions as claims that the rest of the abstract supports.

    Flipped they are contradicted; beside one of the abstracts most alike in words they are
    left open. Flipped claims are as frequent among the open ones, so that the wording alone
    does not give the label away.
    """
    rng = random.Random(seed)
    abstracts = [
        (key, title, [s for s in map(_joined, sentences) if not _NOTICE.search(s)])
        for key, title, sentences in corpus
        if len(sentences) >= 4
    ]
    nearest = _Nearest([f"{title} {' '.join(sentences)}" for _, title, sentences in abstracts])
    made = []
    for position, (key, title, sentences) in enumerate(abstracts):
        for claim, rest in _assertions(title, sentences):
            flipped = flip(claim, rng)
            kind = rng.choices((0, 1, 2), (1.0, 1.1, 0.8))[0]
            if kind == 1 and not flipped:
                continue
            if kind == 2:
                key, _, rest = abstracts[nearest.find(position, rng)]
            turned = kind == 1 or (kind == 2 and rng.random() < 0.5)
            shown = flipped if turned and flipped else claim
            made.append(StanceRow("abstract", key, shown, tuple(rest), kind, ()))
    rng.shuffle(made)
    return made[:limit]


def _assertions(title: str, sentences: Sequence[str]) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield (claim, the sentences beside it) for title, last sentence and stated findings."""
    if _is_claim(title):
        yield title, sentences
    for position, sentence in enumerate(sentences):
        bare = strip_lead(sentence)
        concludes = bare != sentence or position == len(sentences) - 1
        if concludes and _is_claim(bare):
            yield bare, [*sentences[:position], *sentences[position + 1 :]]


def _is_claim(text: str) -> bool:
    return 6 <= len(text.split()) <= 32 and not text.endswith("?") and is_declarative(text)


def _joined(text: str) -> str:
    return " ".join(text.split())


class _Nearest:
    """Find an abstract that shares rare words with a given one."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.words = [set(re.findall(r"[a-z0-9]{4,}", text.casefold())) for text in texts]
        counts = Counter(word for held in self.words for word in held)
        self.rare = [sorted(w for w in held if 2 <= counts[w] <= 60) for held in self.words]
        self.holders: dict[str, list[int]] = defaultdict(list)
        for position, held in enumerate(self.rare):
            for word in held:
                self.holders[word].append(position)

    def find(self, position: int, rng: random.Random) -> int:
        votes = Counter(
            p for word in self.rare[position] for p in self.holders[word] if p != position
        )
        best = [p for p, _ in sorted(votes.items(), key=lambda item: (-item[1], item[0]))[:3]]
        return rng.choice(best) if best else (position + 1) % len(self.words)


def swapped(row: DirectionRow) -> DirectionRow:
    """Return the prompt seen from the other arm: intervention and comparator change places."""
    return replace(
        row, intervention=row.comparator, comparator=row.intervention, label=(1, 0, 2)[row.label]
    )


def judged_text(
    row: StanceRow, rng: random.Random | None, *, limit: int = 4
) -> tuple[tuple[str, ...], tuple[bool, ...]]:
    """Return the sentences shown to the model and whether each is rationale.

    With `rng`, training sees the choice vary: sometimes the rationale alone, sometimes more
    or fewer sentences, as different callers choose them.
    """
    wanted = limit if rng is None else rng.choice((2, 3, 3, 4, 4))
    chosen = set(choose_sentences(row.claim, row.sentences, limit=wanted))
    if rng is not None and row.rationale:
        if not chosen & set(row.rationale) or rng.random() < 0.3:
            chosen |= set(row.rationale[:3])
        if rng.random() < 0.15:
            chosen = set(row.rationale[:3])
    order = sorted(chosen)
    return tuple(row.sentences[i] for i in order), tuple(i in row.rationale for i in order)
