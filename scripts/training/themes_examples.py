"""Posts as windows of frozen states with targets, batched by length."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from miner.themes.network import Trunk
from miner.themes.passage_labels import PassageLabel
from miner.themes.passages import find_passages
from miner.themes.posts import PostRow
from miner.themes.training import ROLE_WEIGHTS, UNSURE_WEIGHT

# Invented posts weigh more here than in the regression, but those told in scenes less where
# their like is not what two annotators would label in real posts.
NETWORK_WEIGHTS = {**ROLE_WEIGHTS, "invented": 0.8, "told": 0.8}
TOLD_SHARE = {"skepticism": 0.6, "clinician_compassion": 0.3, "clinician_dismissal": 0.3}


@dataclass(slots=True)
class Part:
    """A window, or some passages of it: frozen states and the passage of each piece."""

    states: np.ndarray
    passages: np.ndarray


@dataclass(slots=True)
class Example:
    """A post to train on or to score.

    `targets` and `weights` have an entry a theme, weight 0 where the label is not known;
    `marks` gives the same for single passages.
    """

    targets: np.ndarray
    weights: np.ndarray
    parts: list[Part]
    marks: dict[int, tuple[np.ndarray, np.ndarray]] = field(default_factory=dict)

    @property
    def n_pieces(self) -> int:
        """Return the number of word pieces."""
        return sum(len(part.passages) for part in self.parts)


def make_examples(
    posts: Sequence[PostRow],
    marks: Iterable[PassageLabel],
    names: Sequence[str],
    trunk: Trunk,
) -> list[Example]:
    """Tokenise posts, run the shared layers over them, and set targets."""
    by_post: dict[str, list[PassageLabel]] = {}
    for mark in marks:
        by_post.setdefault(mark.id, []).append(mark)
    examples: list[Example] = []
    for post in posts:
        spans = find_passages(post.text)
        targets, weights = _targets(post, names)
        example = Example(targets, weights, [])
        for mark in by_post.get(post.id, ()):
            for number, span in enumerate(spans):
                shared = min(span.end, mark.span.end) - max(span.start, mark.span.start)
                if shared > 0.5 * min(len(span), len(mark.span)):
                    _mark(example, number, mark, names)
        for window in trunk.windows([span.of(post.text) for span in spans]):
            states = trunk.states(window)[0].astype(np.float16)
            example.parts.append(Part(states, np.array(window.passages)))
        examples.append(example)
    return examples


def _targets(post: PostRow, names: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    gold = post.gold or {}
    weights = []
    for name in names:
        weight = NETWORK_WEIGHTS[post.role] if name in gold else 0.0
        weight *= UNSURE_WEIGHT if name in post.unsure else 1.0
        weights.append(weight * (TOLD_SHARE.get(name, 1.0) if post.role == "told" else 1.0))
    return np.array([float(gold.get(name, False)) for name in names]), np.array(weights)


def _mark(example: Example, number: int, mark: PassageLabel, names: Sequence[str]) -> None:
    """Add a mark; one that speaks against the label of the whole post is not counted."""
    said = np.array([float(name in mark.labels) for name in names])
    counted = np.array([float(name not in mark.unsure) for name in names])
    counted *= (example.weights > 0) & ~((said == 1) & (example.targets == 0))
    if number in example.marks:
        before = example.marks[number]
        said, counted = np.maximum(said, before[0]), np.maximum(counted, before[1])
    example.marks[number] = (said, counted)


def _packed(order: Sequence[int], lengths: Sequence[int], room: int) -> Iterator[list[int]]:
    """Group neighbours so that each group, padded to its longest, has at most `room` pieces."""
    group: list[int] = []
    longest = 0
    for item, length in zip(order, lengths, strict=True):
        if group and (len(group) + 1) * max(longest, length) > room:
            yield group
            group, longest = [], 0
        group.append(item)
        longest = max(longest, length)
    if group:
        yield group


def trim(example: Example, rng: random.Random) -> Example:
    """Return a long post with only the windows of its themes, or one at random if it has none.

    A theme that nobody marked keeps the post whole. Cropping closer, round the marked passages,
    was tried: the rest of a post teaches what its theme is not, and without it held-out posts
    were told apart less well.
    """
    if len(example.parts) < 2:
        return example
    themes = np.flatnonzero((example.targets > 0.5) & (example.weights > 0))
    if not len(themes):
        return replace(example, parts=[rng.choice(example.parts)])
    kept: set[int] = set()
    for theme in themes:
        marked = {
            number
            for number, (said, counted) in example.marks.items()
            if said[theme] > 0.5 and counted[theme] > 0
        }
        places = {k for k, p in enumerate(example.parts) if marked & set(p.passages.tolist())}
        if not places:
            return example
        kept |= places
    return replace(example, parts=[example.parts[k] for k in sorted(kept)])


def batches(
    examples: Sequence[Example], room: int, rng: random.Random | None
) -> Iterator[list[Example]]:
    """Yield batches of posts of about the same length; without `rng` in the order given."""
    usable = [example for example in examples if example.parts]
    if rng is not None:
        rng.shuffle(usable)
        pools = [usable[k : k + 300] for k in range(0, len(usable), 300)]
        usable = [e for pool in pools for e in sorted(pool, key=lambda e: e.n_pieces)]
    # A post of several windows counts as so many of its mean length: an estimate is enough.
    groups = list(_packed(range(len(usable)), [max(1, e.n_pieces) for e in usable], room))
    if rng is not None:
        rng.shuffle(groups)
    for group in groups:
        yield [usable[i] for i in group]
