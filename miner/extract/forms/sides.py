"""Which arm of a paper is the intervention of a form's row, and which the comparator."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from miner.extract.arms import match_arm
from miner.extract.arms.labels import is_control, is_generic_intervention, role_of
from miner.extract.forms.coded_arms import find_coded_arms
from miner.extract.forms.glosses import find_glosses, gloss_score
from miner.extract.forms.groups import Group
from miner.extract.forms.paper import Paper
from miner.extract.forms.phrase_groups import find_phrase_groups
from miner.extract.forms.question import time_fit
from miner.extract.forms.sentence_groups import ArmMentions, find_sentence_groups
from miner.extract.forms.sentence_runs import BOTH
from miner.extract.forms.words import stem, stems, weight
from miner.model import Arm
from miner.text.timepoints import BASELINE

# The whole name must say so: preoperative ibuprofen is an arm, preoperative values are none.
_BEFORE = re.compile(
    r"(?:(?:at|the|own|its|their|same)\s+)*"
    r"(?:baseline|before|prior\s+to|initial|pre(?:[\s-]?(?:treatment|interventions?|operative|operation|test|op|surgery|study|therapy|dose|exercise|training|vaccination|values?))?)"
    r"(?:[\s-]+(?:the|values?|levels?|scores?|measurements?|assessments?|period|time|phase|status|treatment|therapy|interventions?|surgery|operation|training|study|group|arm|same|program(?:me)?))*",
    re.IGNORECASE,
)  # fmt: skip
_CODE = re.compile(r"[a-z]{1,3}\d{1,3}")
_COMPARES = re.compile(
    r"\b(?:longer|shorter|higher|lower|greater|larger|smaller|more|less|fewer|better|worse|faster|slower|increased|reduced|decreased|improved)\b",
    re.IGNORECASE,
)
_EARLY = re.compile(r"(?:before|prior\s+to|pre)\b", re.IGNORECASE)
_LATER = re.compile(r"(?:after|following|post|at\s+the\s+end\s+of)\b", re.IGNORECASE)
_INACTIVE_ROLES = ("placebo", "waiting_list", "usual_care", "healthy_control")
_ARM_FILLER = frozenset(stems("group arm condition treatment therapy patients only alone"))
# A side that no arm's name fits as well as this is not named at all.
NAMED = 0.35
GLOSS_WEIGHT = 0.6
MAX_LABEL = 40
MAX_ARMS_IN_ORDER = 4
# What a sentence's figures are called when the row's own words were found beside them.
SIDE_LABELS = ("side:0", "side:1")
# Figures of a sentence that names neither arm: the first stands for the arm told first elsewhere.
ORDER_LABELS = ("first", "second")


@dataclass(frozen=True, slots=True)
class Sides:
    """The two arms of a row among some labels; `certainty` is 0 to 1."""

    intervention: str
    comparator: str
    certainty: float
    rule: str


def is_before(text: str) -> bool:
    """Tell whether an arm's name says no more than: the same people before treatment.

    Examples
    --------
    >>> is_before("baseline values"), is_before("preoperative ibuprofen")
    (True, False)
    """
    return _BEFORE.fullmatch(text.strip(" .")) is not None


def before_side(intervention: str, comparator: str) -> int | None:
    """Return which side of a row is the other one before treatment: 0, 1, or None for neither.

    Examples
    --------
    >>> before_side("yoga", "baseline"), before_side("after the course", "before the course")
    (1, 1)
    """
    names = (intervention.strip(), comparator.strip())
    early = [is_before(name) for name in names]
    if early[0] == early[1]:
        early = [bool(_EARLY.match(name)) for name in names]
        if not any(_LATER.match(name) for name in names):
            return None
    return early.index(True) if early[0] != early[1] else None


class SideFinder:
    """Matches the two names of one row against arms; made once for a row."""

    def __init__(self, paper: Paper, intervention: str, comparator: str) -> None:
        self.paper = paper
        self.asked = (intervention, comparator)
        self._words = tuple(paper.expanded(text) - _ARM_FILLER for text in self.asked)
        self._shared = self._words[0] & self._words[1]
        # H1 and H2: signs that stand for one arm, whatever words they share.
        self._codes = tuple(
            frozenset(word for word in stems(text) if _CODE.fullmatch(word)) for text in self.asked
        )
        self._arms: Mapping[str, Arm] = {arm.arm_id: arm for arm in paper.findings.arms}
        self._matched = tuple(match_arm(text, paper.findings.arms) for text in self.asked)
        self._scores: dict[tuple[int, str, str | None], float] = {}
        self._assigned: dict[tuple[tuple[str, str | None], ...], Sides | None] = {}
        self.before = before_side(intervention, comparator)

    @property
    def words(self) -> frozenset[str]:
        """The words of both arms."""
        return self._words[0] | self._words[1]

    def _weight(self, word: str) -> float:
        return weight(word) * (0.2 if word in self._shared else 1.0)

    @cached_property
    def paper_arms(self) -> tuple[Arm | None, Arm | None]:
        """The paper's own arms for the two sides."""
        arms = self.paper.findings.arms
        if self.before is not None:
            same = self._matched[1 - self.before]
            return same, same
        found = self.assign([(arm.label, arm.arm_id) for arm in arms])
        if found is None:
            alike = self._matched[0] is self._matched[1]
            return (None, None) if alike else (self._matched[0], self._matched[1])
        by_label = {arm.label: arm for arm in arms}
        return by_label[found.intervention], by_label[found.comparator]

    def names_of(self, side: int) -> tuple[str, ...]:
        """What an arm is called: by the row, and by the paper."""
        arm = self.paper_arms[side]
        own = (arm.label, arm.long_label, *arm.aliases) if arm is not None else ()
        if self._coded is not None:
            own = (*own, self._coded[side])
            coded = match_arm(self._coded[side], self.paper.findings.arms)
            own = (*own, coded.label) if coded is not None else own
        return tuple(name for name in (self.asked[side], *own) if name)

    @cached_property
    def _coded(self) -> tuple[str, str] | None:
        """`Group A` and `group B`, where the paper's arms are not known by more than that."""
        if self.paper_arms != (None, None):
            return None
        return find_coded_arms(
            self.paper.document.text, self._words[0] - self._shared, self._words[1] - self._shared
        )

    @cached_property
    def sentence_groups(self) -> list[Group]:
        """The results of sentences that name both arms of the row."""
        mentions = ArmMentions(
            self.paper.findings.arms, *self.asked, self.paper_arms, self._coded or ()
        )
        # One arm before and after is no comparison of arms, unless a row asks for just that.
        runs = [run for run in self.paper.runs if run.moment != BOTH or self.before is not None]
        named = find_sentence_groups(self.paper.document, runs, mentions)
        known = {group.figures[0].span for group in named}
        phrased = find_phrase_groups(
            self.paper.document, runs, self._names_both, self._order_in,
            (*SIDE_LABELS, *ORDER_LABELS),
        )  # fmt: skip
        return named + [group for group in phrased if group.figures[0].span not in known]

    def _names_both(self, labels: Sequence[str]) -> bool:
        """Tell whether two of some labels name the arms asked for by words of their own."""
        if len(set(labels)) != len(labels) or "" in labels:
            return False
        found = self.assign([(label, None) for label in labels])
        return found is not None and found.rule == "both_named"

    def _order_in(self, text: str) -> tuple[int, int] | None:
        """Where a text first names each arm by a word that only it has."""
        places = []
        for side in (0, 1):
            own = self._words[side] - self._words[1 - side]
            at = [
                match.start()
                for match in re.finditer(r"[A-Za-z0-9α-ω]+", text)
                if (found := stem(match.group().lower())) in own and weight(found) >= 1.0
            ]
            places.append(at[0] if at else len(text))
        if min(places) == len(text):
            return places[0], places[1]  # neither is named: `sides_of` decides
        if len(text) in places and not _COMPARES.search(text):
            return None  # "longer with the open scanner (32 v 20 min)": the one named comes first
        return places[0], places[1]

    def score(self, side: int, label: str, arm_id: str | None) -> float:
        """Tell how well an arm fits a side (0 intervention, 1 comparator), about 0 to 1.5."""
        key = (side, label, arm_id)
        if key not in self._scores:
            self._scores[key] = self._score(side, label, arm_id)
        return self._scores[key]

    def _score(self, side: int, label: str, arm_id: str | None) -> float:
        arm = self._arms.get(arm_id or "")
        names = [label]
        if arm is not None:
            names += [name for name in (arm.label, arm.long_label, *arm.aliases) if name]
        words = self._words[side]
        asked = sum(self._weight(word) for word in words) or 1.0
        best = 0.0
        for name in dict.fromkeys(names):
            own = self.paper.expanded(name) - _ARM_FILLER
            if not own:
                continue
            shared = sum(self._weight(word) for word in words & own)
            precision = shared / (sum(self._weight(word) for word in own) or 1.0)
            best = max(best, 0.55 * shared / asked + 0.45 * precision)
        codes = self._codes[side] - self._codes[1 - side]
        if any(codes & frozenset(stems(name)) for name in names):
            best += 0.4
        matched = self._matched[side]
        if matched is not None and matched.arm_id == arm_id:
            best += 0.5 if self._matched[0] is not self._matched[1] else 0.0
        return best + self._role_bonus(side, label, arm)

    def _role_bonus(self, side: int, label: str, arm: Arm | None) -> float:
        asked_role = role_of(self.asked[side])
        own_role = role_of(label) or (arm.role if arm else None)
        bonus = 0.0
        if asked_role and own_role == asked_role:
            bonus += 0.5
        inactive = own_role in _INACTIVE_ROLES or is_control(label)
        asked_inactive = asked_role in _INACTIVE_ROLES or is_control(self.asked[side])
        if asked_inactive and inactive:
            bonus += 0.35
        if side == 1 and inactive:
            bonus += 0.15
        if side == 0 and not asked_inactive:
            if is_generic_intervention(label) or (arm is not None and arm.role == "intervention"):
                bonus += 0.15
            if inactive:
                bonus -= 0.15
        return bonus

    def _glossed(self, side: int, label: str, labels: tuple[str, ...]) -> float:
        """What the words of the paper beside a label add, where its name alone says little."""
        own = self._words[side] - self._shared
        if not own or len(label) > MAX_LABEL:
            return 0.0
        others = tuple(other for other in labels if other != label and len(other) <= MAX_LABEL)
        glosses = find_glosses(self.paper.document.text, label, others)
        return GLOSS_WEIGHT * gloss_score(glosses, frozenset(own))

    def sides_of(self, group: Group, moments: tuple[str, ...]) -> Sides | None:
        """Choose the two figures of a group that a row asks for, None where that cannot be told.

        Parameters
        ----------
        group : Group
        moments : tuple of str
            The times that the row asks for; the last one after baseline where it asks for none.
        """
        if group.slot == "time":
            return None if self.before is None else self._moments_of(group, moments)
        if self.before is not None and group.source == "table":
            return None
        if group.figures[0].arm_label == ORDER_LABELS[0]:
            return self._usual_order
        return self.assign([(figure.arm_label, figure.arm_id) for figure in group.figures])

    @cached_property
    def _usual_order(self) -> Sides | None:
        """Which arm a paper of two arms tells first: most tables', else the intervention."""
        if len(self.paper.findings.arms) > MAX_ARMS_IN_ORDER:
            return None
        lead = 0
        for group in self.paper.groups:
            if group.table_id is None or group.slot == "time":
                continue
            arms = [(figure.arm_label, figure.arm_id) for figure in group.figures]
            found = self.assign(arms)
            if found is not None and found.rule == "both_named":
                labels = [label for label, _ in arms]
                first = labels.index(found.intervention) < labels.index(found.comparator)
                lead += 1 if first else -1
        pair = ORDER_LABELS if lead >= 0 else ORDER_LABELS[::-1]
        return Sides(*pair, 0.3, "by_order")

    def _moments_of(self, group: Group, moments: tuple[str, ...]) -> Sides | None:
        labels = [figure.arm_label for figure in group.figures]
        first = [label for label in labels if label == BASELINE]
        later = [label for label in labels if label != BASELINE]
        if len(first) != 1 or not later:
            return None
        chosen = max(later, key=lambda label: (time_fit(moments, label), later.index(label)))
        fit = self._fit_around(group)
        if fit is None:
            return None
        pair = (first[0], chosen) if self.before == 0 else (chosen, first[0])
        return Sides(*pair, fit, "before_and_after")

    def _fit_around(self, group: Group) -> float | None:
        """How surely the labels that all moments share name the row's arm, 0 to 1."""
        side = 1 - (self.before or 0)
        names: list[tuple[str, str | None]] = [
            (name, None) for name in (*group.around, group.label, group.caption) if name
        ]
        names += [("", arm_id) for arm_id in group.arms_around]
        own = max((self.score(side, *name) for name in names), default=0.0)
        known = [arm.arm_id for arm in self.paper.findings.arms]
        if group.arms_around:
            best = max(known, key=lambda arm_id: self.score(side, "", arm_id))
            if best not in group.arms_around:
                return None
        return 0.4 + 0.6 * min(1.0, own)

    def assign(self, arms: Sequence[tuple[str, str | None]]) -> Sides | None:
        """Choose the two arms among some labels; None where that cannot be told."""
        key = tuple(arms)
        if key not in self._assigned:
            self._assigned[key] = self._assign(arms)
        return self._assigned[key]

    def _assign(self, arms: Sequence[tuple[str, str | None]]) -> Sides | None:
        if len(arms) < 2:
            return None
        labels = [label for label, _ in arms]
        if SIDE_LABELS[0] in labels and SIDE_LABELS[1] in labels:
            return Sides(*SIDE_LABELS, 0.8, "named_in_sentence")
        names = tuple(labels)
        first = [self.score(0, *arm) + self._glossed(0, arm[0], names) for arm in arms]
        second = [self.score(1, *arm) + self._glossed(1, arm[0], names) for arm in arms]
        pairs = sorted(
            (
                (-(first[i] - first[j] + second[j] - second[i] + first[i] + second[j]), i, j)
                for i in range(len(arms))
                for j in range(len(arms))
                if i != j
            ),
        )
        lead, i, j = pairs[0]
        margin = pairs[1][0] - lead
        if margin < 0.05:
            return None
        named = (first[i] >= NAMED) + (second[j] >= NAMED)
        if named == 2:
            rule = "both_named"
        elif named == 1 and len(arms) == 2:
            rule = "other_named"
        elif len(arms) == 2 and margin >= 0.5:
            rule = "by_role"
        else:
            return None
        certainty = (
            min(1.0, margin / 1.5) * {"both_named": 1.0, "other_named": 0.85, "by_role": 0.6}[rule]
        )
        return Sides(arms[i][0], arms[j][0], certainty, rule)
