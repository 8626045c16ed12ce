"""Counts that together are the arms' sizes: `37 in the walking group, 38 given usual care`.

Each count alone has its probability of being an arm's (`text.count_roles`). Arms come as a set:
alike in size, side by side, each with a name, most often adding up to the total. So sets of
counts are judged as sets, by a second linear model whose weights `scripts/train_sample_size.py`
fits beside the first.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, pairwise

from miner.extract.arms.beside import CountedLabel
from miner.extract.arms.labels import fold_label
from miner.extract.participant_counts import PlacedCount
from miner.text.count_roles import MODEL_NAME
from miner.text.model_folder import latest_version, open_model_folder

MOST_ARMS = 6
ARM_AT_LEAST = 0.06
FEWEST_PEOPLE = 2
MOST_GAP_CHARS = 420
MOST_SENTENCES = 4
SKIPPED = 3  # counts between those of a set that may be of something else
MOST_COUNTS = 60  # a longer list of counts is not an abstract's
_NEVER = 1e-3
STEP_CHARS = 60
LIKELY_TOTAL = 0.3
_STEP = re.compile(
    r"[^.;,()\d]*\b(?:complet\w+|evaluable|assessable|eligible|returned|dropped|withdr[ae]w\w*|"
    r"declined|responded|remained)\b",
    re.IGNORECASE,
)
_NESTS = re.compile(r"\s*(?:of|out\s+of|/)\s*(?:the\s+|all\s+|these\s+)?", re.IGNORECASE)
FEATURES = (
    "mean_arm", "least_arm", "most_arm", "most_total", "mean_total", "sum_total", "sum_printed",
    "sum_is_total", "has_total", "sum_below_total", "sum_above_total", "one_above_total", "two",
    "three", "four", "more", "same_sentence", "sentences", "same_cue", "same_cue_later", "alike",
    "equal", "left_in_sentence", "left_anywhere", "left_before", "left_between", "gap", "shares",
    "all_n", "noun_first", "listed", "place", "size", "repeated", "doubled", "nested", "labelled",
    "labels_differ", "labels_return", "uneven", "one_tiny", "arm_share", "left_larger",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CountList:
    """The counts of one abstract, in order, with the label that stands beside each."""

    text: str
    counts: tuple[PlacedCount, ...]
    labels: tuple[CountedLabel | None, ...]

    def gaps(self, members: Sequence[int]) -> list[str]:
        """Return the words between each member and the next."""
        spans = [self.counts[i].mention.span for i in members]
        return [self.text[a.end : b.start] for a, b in pairwise(spans)]


def best_set(listed: CountList) -> tuple[tuple[int, ...], float]:
    """Choose the counts that most likely are the arms' sizes.

    Parameters
    ----------
    listed : CountList

    Returns
    -------
    tuple
        Their places in the list and the probability that they are the arms'; no places and 0
        where no two counts may be.
    """
    scored = [(_probability(set_features(listed, m)), m) for m in find_sets(listed)]
    if not scored:
        return (), 0.0
    probability, members = max(scored, key=lambda pair: (pair[0], [-i for i in pair[1]]))
    return members, probability


def find_sets(listed: CountList) -> list[tuple[int, ...]]:
    """List every set of counts that may be the arms', each as places in the list."""
    return sorted(set(_sets(listed)))


def _sets(listed: CountList) -> Iterator[tuple[int, ...]]:
    kept = [
        i for i, count in enumerate(listed.counts[:MOST_COUNTS])
        if count.arm >= ARM_AT_LEAST and count.mention.n >= FEWEST_PEOPLE and count.part != "title"
    ]  # fmt: skip
    for first, head in enumerate(kept):
        for size in range(2, MOST_ARMS + 1):
            window = kept[first + 1 : first + size + (SKIPPED if size <= 4 else 1)]
            for rest in combinations(window, size - 1):
                members = (head, *rest)
                between = {c.sentence.start for c in listed.counts[head : members[-1] + 1]}
                widest = max(map(len, listed.gaps(members)))
                if (
                    widest <= MOST_GAP_CHARS
                    and len(between) <= MOST_SENTENCES
                    and not _is_before_and_after(listed, members)
                ):
                    yield members


def _is_before_and_after(listed: CountList, members: Sequence[int]) -> bool:
    """Tell two counts of the same people: `of the 39 recruited, 27 completed the programme`."""
    first, last = (listed.counts[members[i]] for i in (0, -1))
    end = last.mention.span.end
    return (
        len(members) == 2
        and first.total >= LIKELY_TOTAL
        and last.mention.n < first.mention.n
        and _STEP.match(listed.text, end, end + STEP_CHARS) is not None
    )


def set_features(listed: CountList, members: tuple[int, ...]) -> list[float]:
    """Describe a set of counts, in the order of `FEATURES`."""
    inside = [listed.counts[i] for i in members]
    sizes = [c.mention.n for c in inside]
    sentences = [c.sentence.start for c in inside]
    cues = [c.mention.cue for c in inside]
    arm, total = [_odds(c.arm) for c in inside], [_odds(c.total) for c in inside]
    gaps = listed.gaps(members)
    return [
        sum(arm) / len(arm), min(arm), max(arm), max(total), sum(total) / len(total),
        *_against_totals(listed, members),
        *(float(len(inside) == size) for size in (2, 3, 4)), float(len(inside) > 4),
        float(len(set(sentences)) == 1), float(len(set(sentences))),
        float(len(set(cues)) == 1), float(len(set(cues[1:])) == 1),
        math.log((min(sizes) + 1) / (max(sizes) + 1)), float(min(sizes) == max(sizes)),
        *_left_out(listed, members),
        math.log(1 + max(map(len, gaps))),
        float("slash" in cues or "of" in cues), float(set(cues) == {"n_equals"}),
        float(cues[0] == "noun"), float("list" in cues),
        members[0] / len(listed.counts), math.log(max(sizes)),
        float(min(3, sum(c.mention.n in sizes for c in listed.counts) - len(sizes))),
        float(len(set(sizes)) < len(sizes)),
        float(sum(_NESTS.fullmatch(gap) is not None for gap in gaps)),
        *_names(listed, members),
        float(3 * min(sizes) < max(sizes)), float(10 * min(sizes) < max(sizes)),
        sum(c.arm for c in inside) / len(inside),
        _most_arm(c for c in listed.counts if c.mention.n > max(sizes)),
    ]  # fmt: skip


def _against_totals(listed: CountList, members: Sequence[int]) -> list[float]:
    """Compare the sum of a set with the likeliest total of the list, and of what is left."""
    sizes = [listed.counts[i].mention.n for i in members]
    whole = sum(sizes)
    outside = [c for i, c in enumerate(listed.counts) if i not in members]
    likeliest = max(listed.counts, key=lambda c: (c.total, c.mention.n))
    left = max(outside, key=lambda c: (c.total, c.mention.n), default=None)
    total, n = (left.total, left.mention.n) if left else (0.0, 0)
    sums = [c.total for c in outside if c.mention.n == whole]
    return [
        _odds(max(sums, default=0.0)), float(bool(sums)),
        likeliest.total * (whole == likeliest.mention.n),
        likeliest.total * (likeliest.mention.n in sizes),
        total * (whole < n), total * (whole > n), total * (max(sizes) >= n),
    ]  # fmt: skip


def _left_out(listed: CountList, members: Sequence[int]) -> list[float]:
    """Say how likely an arm's count is left out: in these sentences, anywhere, before, between."""
    sizes = {listed.counts[i].mention.n for i in members}
    sentences = {listed.counts[i].sentence.start for i in members}
    out = [(i, c) for i, c in enumerate(listed.counts) if i not in members]
    other = [(i, c) for i, c in out if c.mention.n not in sizes]
    return [
        _most_arm(c for _, c in other if c.sentence.start in sentences),
        _most_arm(c for _, c in other),
        _most_arm(c for i, c in other if i < members[0]),
        _most_arm(c for i, c in out if members[0] < i < members[-1]),
    ]


def _names(listed: CountList, members: Sequence[int]) -> list[float]:
    """Say what share of a set is labelled, whether the labels differ, and return elsewhere."""
    labels = [label.label for i in members if (label := listed.labels[i]) is not None]
    lowered = listed.text.lower()
    return [
        len(labels) / len(members),
        float(len({fold_label(label) for label in labels}) == len(members)),
        sum(lowered.count(label.lower()) > 1 for label in labels) / len(members),
    ]


def _most_arm(counts: Iterable[PlacedCount]) -> float:
    """Weigh the likeliest arm's count of some; all that are hardly likely weigh the same."""
    return _odds(max((c.arm for c in counts), default=0.0), floor=ARM_AT_LEAST)


def _odds(probability: float, *, floor: float = _NEVER) -> float:
    return math.log(max(probability, floor) / max(1 - probability, _NEVER))


def _probability(features: Sequence[float]) -> float:
    weights, intercept = _load()
    score = intercept + sum(w * x for w, x in zip(weights, features, strict=True))
    return 1 / (1 + math.exp(-max(-50.0, min(50.0, score))))


@lru_cache(maxsize=1)
def _load() -> tuple[tuple[float, ...], float]:
    folder = open_model_folder(latest_version(MODEL_NAME), kind=MODEL_NAME)
    stored = json.loads(folder.file("sets.json").read_text(encoding="utf-8"))
    return tuple(stored["weights"][name] for name in FEATURES), float(stored["intercept"])
