"""Make contradictions and silent evidence out of what the benchmarks give.

Everything here uses training rows and the unlabelled abstracts of the corpora only.
"""

from __future__ import annotations

import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from miner.text.evidence_sentences import choose_sentences
from scripts.training.reading_benchmarks import DirectionRow, StanceRow

# Both readings of a pair are used. Only words whose opposite is plain are listed.
_OPPOSITES = ["increase/decrease", "increases/decreases", "increased/decreased", "increasing/decreasing", "higher/lower", "highest/lowest", "high/low", "more/less", "greater/smaller", "larger/smaller", "most/least", "elevated/reduced", "raises/reduces", "raised/reduced", "improve/worsen", "improves/worsens", "improved/worsened", "improving/worsening", "improvement/deterioration", "better/worse", "promotes/inhibits", "promote/inhibit", "promoting/inhibiting", "promoted/inhibited", "enhances/impairs", "enhance/impair", "enhanced/impaired", "enhancing/impairing", "activates/suppresses", "activate/suppress", "activated/suppressed", "activation/suppression", "upregulated/downregulated", "upregulates/downregulates", "upregulation/downregulation", "stimulates/blocks", "facilitates/hinders", "strengthens/weakens", "accelerates/slows", "positive/negative", "positively/negatively", "effective/ineffective", "gain/loss", "longer/shorter", "faster/slower", "often/rarely", "common/rare", "majority/minority", "safe/unsafe", "likely/unlikely", "prevents/causes", "prevent/cause", "beneficial/harmful", "protective/harmful", "stronger/weaker", "early/late", "always/never", "sufficient/insufficient", "able/unable", "similar/different", "severe/mild", "severely/mildly", "rapidly/slowly", "rapid/slow", "rise/fall", "susceptible/resistant", "sensitivity/resistance", "induces/prevents", "reduces/increases", "reduce/increase", "reduced/increased", "reducing/increasing", "reduction/increase"]
OPPOSITE: dict[str, tuple[str, ...]] = {}
for _pair in _OPPOSITES:
    _one, _other = _pair.split("/")
    OPPOSITE[_one] = (*OPPOSITE.get(_one, ()), _other)
    OPPOSITE[_other] = (*OPPOSITE.get(_other, ()), _one)

_WORD = re.compile(r"[A-Za-z]+")
_NUMBER = re.compile(r"(?<![\w.,-])\d+(?:[.,]\d+)?(?![\w-]|[.,]\d)")
_AUXILIARY = re.compile(r"\b(is|are|was|were|can|could|may|might|does|do|did|has|have|will|should)\b(?! not\b)")
_NEGATED = re.compile(r"\b(is|are|was|were|can|could|may|might|will|should) not\b|\b(can)not\b")
_DENIED = re.compile(r"\b(?:does|do|did) not (\w+)")
_VERB = re.compile(
    r"\b(increases|decreases|reduces|improves|promotes|inhibits|enhances|impairs|activates|prevents|"
    r"causes|induces|regulates|controls|requires|mediates|predicts|protects|affects|leads|plays|"
    r"contributes|suppresses|stimulates|drives|triggers|modulates|determines|reveals|links)\b"
)
_DECLARATIVE = re.compile(
    _VERB.pattern + r"|\b(is|are|was|were|can|may|does|do|did|has|have|had|showed|reduced|increased|improved)\b"
)
_LEAD = re.compile(
    r"^(?-i:[A-Z][A-Z/ &]{6,60}:?\s+)?(?:(?:in )?(?:conclusions?|summary|together|overall|thus|therefore|hence|collectively|"
    r"finally)[,:]?\s+)?(?:taken together,\s+)?(?:(?:these|our|the|this)\s+(?:\w+\s+){0,3}(?:results?|findings?|data|study|"
    r"studies|observations?|work|experiments?|evidence|analys[ei]s)\s+(?:\w+\s+){0,2}(?:suggests?|indicates?|demonstrates?|"
    r"shows?|reveals?|supports?|provides? evidence|implies|imply|establish(?:es)?|identif(?:y|ies)|confirms?)\s+(?:that\s+)?"
    r"|we\s+(?:\w+\s+)?(?:conclude|show|find|found|propose|suggest|demonstrate)\s+(?:that\s+)?)?",
    re.IGNORECASE,
)


def flip(claim: str, rng: random.Random) -> str | None:
    """Turn a claim into one that says the opposite; None where that is not plain.

    One direction word is swapped, or a negation put in or taken out.
    """
    words = [m for m in _WORD.finditer(claim) if m.group(0).casefold() in OPPOSITE]
    ways = (["swap"] * 3 if words else []) + (["negate"] if _can_negate(claim) else [])
    if not ways:
        return None
    if rng.choice(ways) == "negate":
        return _negate(claim)
    word = rng.choice(words)
    other = rng.choice(OPPOSITE[word.group(0).casefold()])
    other = other.capitalize() if word.group(0)[0].isupper() else other
    return claim[: word.start()] + other + claim[word.end() :]


def _can_negate(claim: str) -> bool:
    return bool(_AUXILIARY.search(claim) or _NEGATED.search(claim) or _VERB.search(claim))


def _negate(claim: str) -> str:
    if match := _DENIED.search(claim):
        verb = match.group(1)
        return claim[: match.start()] + (verb if verb.endswith("s") else verb + "s") + claim[match.end() :]
    if match := _NEGATED.search(claim):
        return claim[: match.start()] + (match.group(1) or match.group(2)) + claim[match.end() :]
    if match := _AUXILIARY.search(claim):
        return claim[: match.end()] + " not" + claim[match.end() :]
    match = _VERB.search(claim)
    assert match is not None
    verb = match.group(1).removesuffix("s")
    return claim[: match.start()] + f"does not {verb}" + claim[match.end() :]


def change_number(claim: str, rng: random.Random) -> str | None:
    """Replace one number by a clearly different one; None where the claim has none."""
    found = [m for m in _NUMBER.finditer(claim) if m.group(0) not in ("19", "2019", "2020", "2")]
    if not found:
        return None
    match = rng.choice(found)
    value = float(match.group(0).replace(",", "."))
    changed = value * rng.choice((0.2, 0.33, 0.5, 2, 3, 4))
    text = f"{changed:.1f}" if "." in match.group(0) else str(max(1, round(changed)))
    if text == match.group(0):
        return None
    return claim[: match.start()] + text + claim[match.end() :]


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
            StanceRow("direction", row.document_id, claim, (evidence,), label, (0,) if label != 2 else ())
        )
    return made


def claims_of_abstracts(
    corpus: Iterable[tuple[str, str, Sequence[str]]], *, seed: int, limit: int
) -> list[StanceRow]:
    """Take titles and conclusions as claims that the rest of the abstract supports.

    Flipped they are contradicted; beside the abstract most alike in words they are left open.
    """
    rng = random.Random(seed)
    abstracts = [(key, title, [" ".join(s.split()) for s in sentences]) for key, title, sentences in corpus if len(sentences) >= 4]
    nearest = _Nearest([f"{title} {' '.join(sentences)}" for _, title, sentences in abstracts])
    made = []
    for position, (key, title, sentences) in enumerate(abstracts):
        for claim, rest in ((title, sentences), (_LEAD.sub("", sentences[-1]), sentences[:-1])):
            claim = " ".join(claim.split())
            if not 6 <= len(claim.split()) <= 32 or claim.endswith("?") or not _DECLARATIVE.search(claim):
                continue
            flipped = flip(claim, rng)
            kind = rng.choices((0, 1, 2), (1.0, 1.1, 0.8))[0]
            if kind == 1 and not flipped:
                continue
            if kind == 2:
                # Flipped claims are as frequent among the open ones, so that the claim's
                # wording alone does not give the label away.
                claim = flipped if flipped and rng.random() < 0.5 else claim
                other = nearest.find(position, rng)
                made.append(StanceRow("abstract", abstracts[other][0], claim, tuple(abstracts[other][2]), 2, ()))
            else:
                made.append(StanceRow("abstract", key, flipped if kind == 1 and flipped else claim, tuple(rest), kind, ()))
    rng.shuffle(made)
    return made[:limit]


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
        votes = Counter(p for word in self.rare[position] for p in self.holders[word] if p != position)
        best = [p for p, _ in sorted(votes.items(), key=lambda item: (-item[1], item[0]))[:3]]
        return rng.choice(best) if best else (position + 1) % len(self.words)


def swapped(row: DirectionRow) -> DirectionRow:
    """Return the prompt seen from the other arm: intervention and comparator change places."""
    return replace(row, intervention=row.comparator, comparator=row.intervention, label=(1, 0, 2)[row.label])


def judged_text(row: StanceRow, rng: random.Random | None, *, limit: int = 4) -> tuple[tuple[str, ...], tuple[bool, ...]]:
    """Return the sentences shown to the model and whether each is rationale.

    With `rng`, training sees the choice vary: sometimes the rationale alone, sometimes more
    or fewer sentences, as different callers choose them.
    """
    wanted = limit if rng is None else rng.choice((2, 3, 4, 4, 4, 5))
    chosen = set(choose_sentences(row.claim, row.sentences, limit=wanted))
    if rng is not None and row.rationale:
        if not chosen & set(row.rationale) or rng.random() < 0.3:
            chosen |= set(row.rationale[:3])
        if rng.random() < 0.15:
            chosen = set(row.rationale[:3])
    order = sorted(chosen)
    return tuple(row.sentences[i] for i in order), tuple(i in row.rationale for i in order)
