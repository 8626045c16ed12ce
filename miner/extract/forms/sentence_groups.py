"""Results of sentences for the two arms that a row asks for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence, Set
from dataclasses import replace

from miner.extract.arms.labels import clean_label, is_control, role_of
from miner.extract.forms.groups import LOOSE, Figure, Group
from miner.extract.forms.sentence_runs import Run
from miner.model import Arm, Document
from miner.text.quantities import Quantity
from miner.text.timepoints import BASELINE, find_timepoints

_GENERIC = {
    "intervention": r"(?:intervention|treatment|experimental|study|treated|active|case)\s+(?:group|arm|patients)|\bintervention\b|\bcases\b",
    "comparator": r"(?:control|comparison|placebo|reference)\s+(?:group|arm|patients)|\bcontrols?\b",
}
_MEAN = re.compile(r"\b(?:mean|average|averaged)\b", re.IGNORECASE)
_MEDIAN = re.compile(r"\bmedians?\b|\bIQR\b|\binter-?quartile\b", re.IGNORECASE)
# Order of mention puts the arms of a paper's own pairs first.
PROSE_ORDER = 200_000


class ArmMentions:
    """Finds where a text names the arms of a study and the two of a row."""

    def __init__(self, arms: Sequence[Arm], intervention: str, comparator: str,
                 sides: tuple[Arm | None, Arm | None], coded: Sequence[str] = ()) -> None:  # fmt: skip
        names: dict[str, str] = {}
        for arm in arms:
            for name in (arm.label, arm.long_label, *arm.aliases):
                if name and len(name) >= 2 and not name.isdigit():
                    names.setdefault(name.lower(), arm.arm_id)
        for side, text in enumerate((intervention, comparator)):
            matched = sides[side]
            key = matched.arm_id if matched is not None else f"asked:{side}"
            for name in {text, clean_label(text), re.sub(r"\s*\([^()]*\)", "", text).strip(),
                         *re.findall(r"\(([A-Za-z][\w+ -]{1,14})\)", text)}:  # fmt: skip
                if len(name) >= 2:
                    names[name.lower()] = key
        for side, name in enumerate(coded):
            names[name.lower()] = f"asked:{side}"
        self.by_name = names
        self.keys = tuple(
            matched.arm_id if matched is not None else f"asked:{side}"
            for side, matched in enumerate(sides)
        )
        alternatives = "|".join(
            re.escape(name).replace(r"\ ", r"\s+")
            for name in sorted(names, key=lambda n: (-len(n), n))
        )
        self._pattern = (
            re.compile(rf"(?<![\w-])(?:{alternatives})(?![\w-])", re.IGNORECASE) if names else None
        )
        inactive = is_control(comparator) or role_of(comparator) is not None
        self._generic = tuple(
            (re.compile(_GENERIC[side], re.IGNORECASE), self.keys[position])
            for position, side in enumerate(("intervention", "comparator"))
            if inactive or side == "intervention"
        )

    def order(self, text: str) -> list[str]:
        """Return the arms in the order in which a text first names each."""
        found: list[tuple[int, int, str]] = []
        if self._pattern is not None:
            for match in self._pattern.finditer(text):
                name = re.sub(r"\s+", " ", match.group().lower())
                found.append((match.start(), match.end(), self.by_name[name]))
        named = {key for _, _, key in found}
        for pattern, key in self._generic:
            if key not in named:
                found += [(m.start(), m.end(), key) for m in pattern.finditer(text)]
        found.sort()
        kept: list[str] = []
        last = -1
        for start, end, key in found:
            if start >= last and key not in kept:
                kept.append(key)
            last = max(last, end)
        return kept


def find_sentence_groups(
    document: Document, runs: Iterable[Run], mentions: ArmMentions
) -> list[Group]:
    """Tie the figures of sentences to arms by the order in which both are named."""
    groups: list[Group] = []
    for run in runs:
        order = _order_of(document, run, mentions)
        if order is None or not all(key in order for key in mentions.keys):
            continue
        sentence = run.sentence.of(document.text)
        label = run.before.of(document.text).strip(" ,;:(")
        times = find_timepoints(label) or find_timepoints(sentence)
        moment = moment_of_run(run, {item.label for item in times})
        figures = tuple(
            _figure(kind_in(run.kind, sentence), quantity, key, mentions)
            for quantity, key in zip(run.quantities, order, strict=True)
        )
        groups.append(
            Group(
                "sentence", label[-160:], (), sentence, moment, None, figures,
                PROSE_ORDER + run.sentence.start, None, moment == BASELINE, sentence_start=run.sentence.start,
            )
        )  # fmt: skip
    return groups


def moment_of_run(run: Run, named: Set[str]) -> str | None:
    """The moment of a run: the one its sentence names, before or after where both are told."""
    if run.moment is None:
        return next(iter(named)) if len(named) == 1 else None
    if run.moment == BASELINE:
        return BASELINE
    later = sorted(named - {BASELINE})
    return later[0] if len(later) == 1 and not later[0].startswith(BASELINE) else run.moment


def _order_of(document: Document, run: Run, mentions: ArmMentions) -> list[str] | None:
    """The arms of a run's figures: named around them, else in the whole sentence."""
    n = len(run.quantities)
    text = document.text
    near = text[run.quantities[0].span.start : run.after.end]
    wide = text[run.before.start : run.after.end]
    for stretch in (near, wide, run.sentence.of(text)):
        order = mentions.order(stretch)
        if len(order) == n:
            return order
    return None


def _figure(kind: str, quantity: Quantity, key: str, mentions: ArmMentions) -> Figure:
    label = f"side:{mentions.keys.index(key)}" if key in mentions.keys else key
    figure = figure_from_quantity(kind, quantity)
    return replace(
        figure, arm_label=label, arm_id=None if key.startswith("asked:") else key,
    )  # fmt: skip


def kind_in(kind: str, sentence: str) -> str:
    """Say what bare numbers of a sentence are, where its words tell: means or medians."""
    if kind == "number" and _MEDIAN.search(sentence):
        return "median"
    return "mean" if kind == "number" and _MEAN.search(sentence) else kind


def figure_from_quantity(kind: str, quantity: Quantity) -> Figure:
    """Return what a figure of a run shows, of no arm yet."""
    plain = Figure(
        "", None, LOOSE, quantity.span, value=quantity.value, decimals=quantity.decimals,
        rule="number:",
    )  # fmt: skip
    if kind == "spread":
        return replace(
            plain, statistic="mean", dispersion=quantity.dispersion,
            dispersion_kind=quantity.dispersion_kind, rule="pm:",
        )  # fmt: skip
    if kind == "interval":
        is_median = quantity.dispersion_kind in ("iqr", "range")
        return replace(
            plain, statistic="median" if is_median else "mean", lower=quantity.lower,
            upper=quantity.upper, interval_kind=quantity.dispersion_kind, rule="triple:",
        )  # fmt: skip
    if kind == "count":
        return replace(
            plain, statistic="count", events=quantity.events, n=quantity.n,
            percent=quantity.percent, rule="count:",
        )  # fmt: skip
    if kind in ("mean", "median"):
        return replace(plain, statistic=kind)
    if kind == "percent":
        return replace(plain, statistic="percent", percent=quantity.value, rule="percent:")
    return plain
