"""From shares a word to links: one outcome and one arm a value, consistent over a sentence.

The learnt linker looks at one number at a time. Here its readings of all numbers of a sentence
are laid side by side: the arms it saw anywhere are the candidates, and word order ("A than B
(12% vs 15%)", "respectively") weighs in where the model wavers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from miner.extract.prose_results.rule_linker import GENERIC_ARM, Links, link_arms
from miner.model.span import Span

LABELS = ("O", "OUT", "ARM", "BASE", "TIME")
MIN_ARM_SHARE = 0.35  # below it an arm is not named
BRIDGE_SHARE = 0.12  # a doubtful word between two sure ones belongs to both
ORDER_BONUS = 0.45  # how much word order weighs against the model
_PEOPLE_BEFORE = re.compile(
    r"(?<![^\W_])(?:(?:patients|children|women|men|adults|participants|subjects|people|those|individuals|persons|mothers|infants|cases)\s+"
    r"(?:with|without|aged|who\s+\w+|in|on|receiving|treated\s+with)\s+|(?:without|no|not|never|former|current|high|higher|low|lower|elevated|increased)\s+)$",
    re.I,
)
_MEASURE_BEFORE = re.compile(
    r"(?<![^\W_])(?:(?:overall|mean|median|total|cumulative|crude)\s+)?(?:(?:probability|incidence|rates?|proportion|percentage|number|frequency|"
    r"prevalence|levels?|severity|duration|time)\s+(?:of|to)\s+(?:the\s+)?)$|(?<![^\W_])(?:mean|median|overall)\s+$",
    re.I,
)
LONE_BONUS = 0.3  # an arm that is the only one its sentence names
_LEADING = re.compile(
    r"(?:the|a|an|of|in|for|with|and|or|on|by|to|that|their|had|were|was|who|received|receiving|both|those|at|from|than|achieved|reported|experienced|reached|efficacy\s+in)\s+|[\s,;:.)\]\"'–-]+",
    re.I,
)
_TRAILING = re.compile(
    r"\s+(?:the|a|an|of|in|for|with|and|or|on|by|to|was|were|is|at|between|from|than|had|as|according)$|[\s,;:.(\[–-]+$",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a sentence and how much of it the model gives to each label."""

    span: Span
    shares: tuple[float, ...]

    def share(self, label: str) -> float:
        """Return the share of one label."""
        return self.shares[LABELS.index(label)]

    @property
    def label(self) -> str:
        """Return the label with the greatest share."""
        return LABELS[max(range(len(LABELS)), key=self.shares.__getitem__)]


@dataclass(frozen=True, slots=True)
class Reading:
    """What the model made of one number: its kind and the words of its sentence."""

    value: Span
    kind: str
    words: tuple[Word, ...]


def decide(
    text: str, sentence: Span, readings: Sequence[Reading], *, known: Sequence[Span] = ()
) -> list[Links]:
    """Turn the readings of a sentence's numbers to links.

    Parameters
    ----------
    text : str
    sentence : Span
    readings : sequence of Reading
        In order of the numbers.
    known : sequence of Span
        Where the sentence names arms that are known already. If it names any, words that name
        neither them nor a group by form ("the exercise group") are not taken for an arm.

    Returns
    -------
    list of Links
        One for each reading.
    """
    values = [reading for reading in readings if reading.kind == "arm"]
    arms = _choose_arms(text, sentence, values, known)
    outcomes = _candidates(text, values, "OUT")
    links = []
    for reading in readings:
        if reading.kind == "arm":
            links.append(_value_links(text, reading, outcomes, arms[reading.value]))
        else:
            links.append(_effect_links(text, reading))
    links = [replace(found, outcomes=_without_arms(text, found.outcomes, known)) for found in links]
    return _share_outcomes(links, readings)


def _without_arms(text: str, outcomes: tuple[Span, ...], known: Sequence[Span]) -> tuple[Span, ...]:
    """Cut an arm off the end of an outcome: "restraint use in the yoga condition"."""
    cut = []
    for outcome in outcomes:
        if any(arm.start <= outcome.start < arm.end for arm in known):
            continue  # an arm is no outcome
        inside = [arm.start for arm in known if outcome.start < arm.start < outcome.end]
        shorter = _trim(text, Span(outcome.start, min(inside))) if inside else outcome
        if shorter is not None:
            cut.append(shorter)
    return tuple(cut)


def _share_outcomes(links: list[Links], readings: Sequence[Reading]) -> list[Links]:
    """Let a comparison without an outcome take that of the one before it in the sentence.

    "Mortality was higher with drug A (HR 1.4), drug B (HR 1.2) and drug C (HR 1.1)" names its
    outcome once.
    """
    shared: list[Links] = []
    last: tuple[Span, ...] = ()
    for linked, reading in zip(links, readings, strict=True):
        if reading.kind == "effect":
            if not linked.outcomes and last:
                linked = replace(linked, outcomes=last, score=linked.score * 0.8)
            last = linked.outcomes or last
        shared.append(linked)
    return shared


def _value_links(
    text: str, reading: Reading, candidates: Sequence[Span], arm: Span | None
) -> Links:
    own = [
        span for span in label_spans(text, reading.words, "OUT") if not span.overlaps(reading.value)
    ]
    outcome = max(own, key=lambda span: _weight(reading.words, span, "OUT"), default=None)
    if outcome is not None:
        # Numbers side by side mean the same words, even where one of them saw fewer of them.
        same = [
            span
            for span in candidates
            if span.overlaps(outcome) and not span.overlaps(reading.value)
        ]
        outcome = widen_outcome(text, same[0] if same else outcome)
    times = label_spans(text, reading.words, "TIME")
    score = _mean(reading.words, outcome, "OUT") if outcome else 0.0
    if arm is not None:
        score = (score + _mean(reading.words, arm, "ARM")) / 2
    return Links(
        (outcome,) if outcome else (),
        (arm,) if arm else (),
        (),
        tuple(times[:1]),
        score,
        "value_linker",
    )


def _effect_links(text: str, reading: Reading) -> Links:
    spans = {
        label: _surest(reading.words, label_spans(text, reading.words, label), label)
        for label in LABELS[1:]
    }
    for label in ("ARM", "BASE"):
        spans[label] = tuple(widen_arm(text, span) for span in spans[label])
    means = [_mean(reading.words, span, label) for label, found in spans.items() for span in found]
    return Links(
        spans["OUT"], spans["ARM"], spans["BASE"], spans["TIME"],
        sum(means) / len(means) if means else 0.0, "value_linker",
    )  # fmt: skip


def _surest(words: Sequence[Word], spans: list[Span], label: str) -> tuple[Span, ...]:
    """Keep at most three stretches of a label, and none that the best one dwarfs."""
    means = {span: _mean(words, span, label) for span in spans}
    best = max(means.values(), default=0.0)
    kept = sorted(
        (span for span in spans if means[span] >= max(0.45, best - 0.35)),
        key=lambda span: -means[span],
    )
    return tuple(sorted(kept[:3]))


def _choose_arms(
    text: str, sentence: Span, readings: Sequence[Reading], known: Sequence[Span]
) -> dict[Span, Span | None]:
    candidates = _arm_candidates(text, readings, known)
    by_order = link_arms(text, sentence, [reading.value for reading in readings], candidates)
    is_lone = len({candidate.of(text).casefold() for candidate in candidates}) == 1
    chosen: dict[Span, Span | None] = {}
    for reading, ordered in zip(readings, by_order, strict=True):
        scores = {
            candidate: _mean(reading.words, candidate, "ARM")
            + (ORDER_BONUS if candidate == ordered else 0.0)
            + (LONE_BONUS if is_lone and candidate in known else 0.0)
            for candidate in candidates
            if not candidate.overlaps(reading.value)
        }
        best = max(
            scores,
            key=lambda candidate: (scores[candidate], -abs(candidate.start - reading.value.start)),
            default=None,
        )
        chosen[reading.value] = best if best is not None and scores[best] >= MIN_ARM_SHARE else None
    return chosen


def _arm_candidates(text: str, readings: Sequence[Reading], known: Sequence[Span]) -> list[Span]:
    seen = _candidates(text, readings, "ARM")
    if not known:
        return seen
    values = [reading.value for reading in readings]
    kept = [
        span for span in seen
        if not any(span.overlaps(value) for value in values)
        and (sum(span.overlaps(arm) for arm in known) == 1 or GENERIC_ARM.fullmatch(span.of(text)))
    ]  # fmt: skip
    return sorted([*kept, *(arm for arm in known if not any(arm.overlaps(span) for span in kept))])


def _candidates(text: str, readings: Sequence[Reading], label: str) -> list[Span]:
    """Gather the stretches of one label over all numbers; of overlapping ones keep the surest."""
    weights: dict[Span, float] = {}
    for reading in readings:
        for span in label_spans(text, reading.words, label):
            weights[span] = weights.get(span, 0.0) + _weight(reading.words, span, label)
    kept: list[Span] = []
    for span in sorted(weights, key=lambda span: (-weights[span], span)):
        if not any(span.overlaps(other) for other in kept):
            kept.append(span)
    return sorted(kept)


def label_spans(text: str, words: Sequence[Word], label: str) -> list[Span]:
    """Join the words of one label to stretches, over marks and doubtful words between them."""
    found: list[tuple[int, int]] = []
    for index, word in enumerate(words):
        if word.label != label:
            continue
        if found and _bridges(text, words[found[-1][1] + 1 : index], label):
            found[-1] = (found[-1][0], index)
        else:
            found.append((index, index))
    spans = [
        _trim(text, Span(words[first].span.start, words[last].span.end)) for first, last in found
    ]
    return [span for span in spans if span is not None]


def _bridges(text: str, between: Sequence[Word], label: str) -> bool:
    if len(between) > 4:
        return False
    return all(
        (
            not any(character.isalnum() for character in word.span.of(text))
            and word.span.of(text) not in ",;"
        )
        or word.share(label) >= BRIDGE_SHARE
        for word in between
    )


def widen_arm(text: str, span: Span) -> Span:
    """Take in the people or the negation before an exposure: "children with", "without"."""
    head = _PEOPLE_BEFORE.search(text[max(0, span.start - 60) : span.start])
    return Span(span.start - len(head[0]), span.end) if head else span


def widen_outcome(text: str, span: Span) -> Span:
    """Take in what is counted before an outcome: "overall probability of", "mean"."""
    head = _MEASURE_BEFORE.search(text[max(0, span.start - 60) : span.start])
    return Span(span.start - len(head[0]), span.end) if head else span


def _trim(text: str, span: Span) -> Span | None:
    start, end = _whole_words(text, span)
    while match := _LEADING.match(text, start, end):
        start = match.end()
    while match := _TRAILING.search(text[start:end]):
        end = start + match.start()
    inner = text[start:end]
    if inner.count("(") > inner.count(")") and text[end : end + 2].lstrip().startswith(")"):
        end = text.index(")", end) + 1
    elif inner.endswith(")") and inner.count(")") > inner.count("("):
        end -= 1
    return Span(start, end) if any(character.isalnum() for character in text[start:end]) else None


def _whole_words(text: str, span: Span) -> tuple[int, int]:
    """Widen to whole hyphenated words: "placebo-treated", "post-diagnosis use", "50-74"."""
    start, end = span.start, span.end
    if head := re.search(r"[^\W_]+[-–]$", text[max(0, start - 30) : start]):
        start -= len(head[0])
    if tail := re.match(r"[-–][^\W_]+", text[end : end + 30]):
        end += len(tail[0])
    return start, end


def _mean(words: Sequence[Word], span: Span | None, label: str) -> float:
    if span is None:
        return 0.0
    shares = [word.share(label) for word in words if word.span.overlaps(span)]
    return sum(shares) / len(shares) if shares else 0.0


def _weight(words: Sequence[Word], span: Span, label: str) -> float:
    """Weigh a stretch by the share it gathers; length counts, but less than certainty."""
    shares = [word.share(label) for word in words if word.span.overlaps(span)]
    return sum(share * share for share in shares) / len(shares) ** 0.5 if shares else 0.0
