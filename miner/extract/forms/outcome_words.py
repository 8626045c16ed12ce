"""How much of the outcome that a row asks for the words of a result hold."""

from __future__ import annotations

import re
from collections.abc import Mapping

from miner.extract.forms.groups import Group
from miner.extract.forms.paper import Paper
from miner.extract.forms.words import GENERIC_STEMS, stem, stems, weight

# Of each line a result has one: who, which side, which part. Asked for one, another is no answer.
_EXCLUSIVE = tuple(
    frozenset(stem(word) for word in line.split())
    for line in (
        "left right", "men women", "child adult adolescent", "upper lower", "systolic diastolic",
        "hdl ldl", "shoulder elbow wrist hand hip knee ankle foot neck back", "minor major",
        "maternal neonatal", "proximal distal", "anterior posterior", "flexion extension",
        "abduction adduction", "smoker nonsmoker",
    )
)  # fmt: skip
# People within the arms: where none are asked for, a result of theirs is not the arm's.
_PEOPLE = frozenset(
    stems(
        "child children adolescent adult men women male female boys girls elderly young younger older"
        " smoker nonsmoker diabetic nondiabetic subgroup premenopausal postmenopausal nulliparous"
        " multiparous responder nonresponder"
    )
)
_BOUNDS = frozenset("<>≥≤")
_WORD = re.compile(r"[A-Za-z]+")
_PIECE = re.compile(r"[A-Z]{2,6}(?![a-z])")
MAX_UNASKED = 4.0


class OutcomeWords:
    """Compares one row's outcome with groups; `ignored` are the words of the row's arms."""

    def __init__(self, paper: Paper, text: str, ignored: frozenset[str]) -> None:
        self.paper = paper
        self.text = text
        self.asked = paper.expanded(text)
        self.ignored = ignored
        self._rarity: Mapping[str, float] = paper.rarity
        self._default = max(self._rarity.values(), default=1.0)
        self._known: dict[tuple[str, tuple[str, ...], str], dict[str, float]] = {}

    def features(self, group: Group) -> dict[str, float]:
        """Describe the words of a group."""
        key = (group.label, group.around, group.caption)
        if key not in self._known:
            self._known[key] = self._describe(*key)
        return dict(self._known[key])

    def _describe(self, name: str, around: tuple[str, ...], caption: str) -> dict[str, float]:
        label = self._read(name)
        near = frozenset().union(*(self._read(text) for text in around), frozenset())
        far = self.paper.expanded(caption)
        own = sum(weight(word) for word in self.asked) or 1.0
        rare = sum(self._rare(word) for word in self.asked) or 1.0
        held = in_label = rare_held = 0.0
        for word in sorted(self.asked):
            share = 1.0 if word in label else 0.85 if word in near else 0.6 if word in far else 0.0
            held += share * weight(word)
            rare_held += share * self._rare(word)
            in_label += weight(word) if word in label else 0.0
        found = {
            "recall": held / own, "rare_recall": rare_held / rare, "label_recall": in_label / own,
        }  # fmt: skip
        if name and GENERIC_STEMS.issuperset(stems(name)):
            # "Total score": what it is the total of stands in the caption.
            found["precision"] = held / own
        else:
            total = sum(weight(word) for word in label) or 1.0
            found["precision"] = sum(weight(word) for word in label if word in self.asked) / total
        unasked = (label | near) - self.asked - self.ignored
        found["unasked"] = (
            min(MAX_UNASKED, sum(weight(word) for word in sorted(unasked))) / MAX_UNASKED
        )
        if unasked & _PEOPLE:
            found["subgroup"] = 1.0
        return found

    def _rare(self, word: str) -> float:
        return weight(word) * self._rarity.get(word, self._default)

    def _read(self, label: str) -> frozenset[str]:
        """The stems of a label, with the words asked for whose initials it holds."""
        found = set(self.paper.expanded(label))
        for piece in _PIECE.findall(label):
            found.update(initials_of(piece, self.text))
        return frozenset(found)


def initials_of(short: str, text: str) -> frozenset[str]:
    """Return the stems of words side by side in a text whose initials make up a short form.

    Examples
    --------
    >>> sorted(initials_of("KE", "knee extension at 60 degrees")) == sorted(stems("knee extension"))
    True
    """
    words = _WORD.findall(text)
    letters = "".join(word[0] for word in words).upper()
    start = letters.find(short.upper())
    if start < 0 or len(short) < 2:
        return frozenset()
    return frozenset(stems(" ".join(words[start : start + len(short)])))


def clashes(asked: frozenset[str], told: frozenset[str]) -> int:
    """Count the ways in which a result is about other people, or another part, than asked.

    Examples
    --------
    >>> clashes(frozenset(stems("left knee")), frozenset(stems("right knee")))
    1
    """
    found = sum(
        1 for line in _EXCLUSIVE if asked & line and told & line and not asked & told & line
    )
    # "1 exacerbation" is not "≥1 exacerbation".
    bound = bool(asked & _BOUNDS) != bool(told & _BOUNDS)
    return found + (bound and any(word[0].isdigit() for word in asked & told))
