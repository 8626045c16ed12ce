"""Which labels of a table name arms: known ones, and ones that only the table names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from miner.extract.table_results.grids import mentions
from miner.extract.table_results.notes import Notes
from miner.extract.table_results.patterns import ADJUSTED, ARM_WORD, GENERIC_HEAD, WHOLE_STUDY
from miner.model import Arm
from miner.text.timepoints import find_timepoints

_CONTROL = re.compile(
    r"\b(?:control|placebo|sham|usual|TAU|wait(?:ing)?[\s-]?list|WLC?|CG|PG|comparison|standard|untreated|no\s+treatment|without)\b",
    re.IGNORECASE,
)
_NOT_ARM = re.compile(
    r"^\W*(?:males?|females?|men|women|boys|girls|yes|no|children|adults?|adolescents?|age|sex|gender|mean|"
    r"difference|change|baseline|pre|post|right|left|low|high|mild|moderate|severe|n|p|none|other|white|black|"
    r"smokers?|non-?smokers?|(?:test|trial|visit|session|time|phase|period|measurement|assessment|wave|round|stage|step|level|grade|model|quartile|tertile|factor|item|run|set)\s*\d+|left\s+eye|right\s+eye|systolic|diastolic|significant|range|value|cost|min|max)\W*$",
    re.IGNORECASE,
)
_TRIM = re.compile(
    r"\b(?:the|group|groups|arm|arms|condition|patients|participants|subjects|treated|therapy\s+group)\b|[^a-z0-9]+",
    re.IGNORECASE,
)


def squeeze(label: str) -> str:
    """Return a label's letters and digits without words that every arm shares."""
    return _TRIM.sub("", label.lower())


MAX_ARM_WORDS = 9
# Labels that a caption may hold without naming the arm.
_TOO_COMMON = re.compile(
    r"^(?:dose|treatment|intervention|study|sample|group|control|controls|placebo|patients|drug|comparison|main\s+study|questionnaire)$",
    re.IGNORECASE,
)


_OTHER_ARM = re.compile(r"^\W*(?:no|non|without)\b|\+|\bplus\b", re.IGNORECASE)
MIN_STEM = 6
# Halves of words like "intra-group" that were taken for an arm elsewhere.
_HALF_WORD = re.compile(r"intra|inter|within|between|pre|post|non|sub|cross", re.IGNORECASE)
# Some of an arm's people, as what came of it or what they are like tells them apart.
_SOME_OF_THEM = re.compile(
    r"\b(?:non[-\s]?)?(?:respond|complet|surviv|adher)(?:ers|ors|ents)?\b|\bdrop-?outs?\b|"
    r"\b(?:males?|females?|men|women|boys|girls)\b",
    re.IGNORECASE,
)


def _is_moment(label: str) -> bool:
    found = find_timepoints(label, bare=True)
    return len(found) == 1 and len(found[0].span) >= len(label.strip()) - 1


class TableArms:
    """Looks labels up among the study's arms."""

    def __init__(self, arms: Sequence[Arm], notes: Notes) -> None:
        # A moment that was taken for an arm elsewhere (`post-test`) is none here.
        self.arms = tuple(
            arm for arm in arms if not (_is_moment(arm.label) or _HALF_WORD.fullmatch(arm.label))
        )
        arms = self.arms
        self.notes = notes
        self._match = lru_cache(maxsize=1024)(self._lookup)
        self._alike: set[str] = set()
        self._by_name: dict[str, set[str]] = {}
        self._by_id = {arm.arm_id: arm for arm in arms}
        self._names = [
            name for arm in arms for name in (arm.label, arm.long_label, *arm.aliases) if name
        ]
        for arm in arms:
            for name in (arm.label, arm.long_label, *arm.aliases):
                if name and squeeze(name):
                    self._by_name.setdefault(squeeze(name), set()).add(arm.arm_id)

    def tell_apart(self, names: Iterable[str]) -> None:
        """Stop matching names that stand side by side and would all be the same known arm.

        A name that is letter by letter the arm's own keeps it; the others are arms of the table.
        """
        by_arm: dict[str, set[str]] = {}
        for name in names:
            if (arm := self.match(name)) is not None:
                by_arm.setdefault(arm.arm_id, set()).add(name)
        for found in by_arm.values():
            if len({squeeze(name) for name in found}) > 1:
                self._alike.update(
                    name for name in found if len(self._by_name.get(squeeze(name), ())) != 1
                )

    def match(self, label: str) -> Arm | None:
        """Return the one known arm that a label names, None for none or several."""
        if not label or len(label) > 150 or label in self._alike or ADJUSTED.match(label):
            return None
        found = self._match(label)
        if found is not None and _SOME_OF_THEM.search(label):
            own = " ".join(filter(None, (found.label, found.long_label)))
            return found if _SOME_OF_THEM.search(own) else None
        return found

    def match_exactly(self, label: str) -> Arm | None:
        """Return the one known arm that bears a name letter by letter."""
        found = self._by_name.get(squeeze(label), set())
        return self._by_id[next(iter(found))] if len(found) == 1 else None

    def _lookup(self, label: str) -> Arm | None:
        if (exactly := self.match_exactly(label)) is not None:
            return exactly
        if re.search(r"\w\s*\+\s*\w", label) and not any("+" in name for name in self._names):
            return None  # a combination is none of its parts
        if len(label.split()) > MAX_ARM_WORDS or "?" in label:
            return None  # a sentence that mentions an arm is not its name
        # A letter or two name an arm only as its own label, or as the notes define them.
        found = _match_arm(label, self.arms) if len(label.strip()) > 2 else None
        if found is None and (pieces := re.match(r"^(.+?)\s*[(\[](.+)[)\]]$", label)):
            by_piece = {
                arm.arm_id
                for piece in pieces.groups()
                if (arm := _match_arm(piece, self.arms)) is not None
            }
            found = self._by_id[by_piece.pop()] if len(by_piece) == 1 else None
        if found is None:
            found = self._of_stem(label)
        if found is None:
            expansion = self.notes.expand(label) or self.notes.expand(
                re.sub(r"\s+(?:group|arm)$", "", label, flags=re.IGNORECASE)
            )
            if expansion:
                exact = self._by_name.get(squeeze(expansion), set())
                if len(exact) == 1:
                    return self._by_id[next(iter(exact))]
                found = _match_arm(expansion, self.arms)
        return found

    def _of_stem(self, label: str) -> Arm | None:
        """Return the one arm whose single word is another form of the label's: `Remediated`."""
        word = squeeze(label)
        if len(label.split()) > 2 or len(word) < MIN_STEM + 2:
            return None
        stem = word[: max(MIN_STEM, len(word) - 4)]
        hits = {
            arm.arm_id
            for arm in self.arms
            if len(arm.label.split()) == 1 and squeeze(arm.label).startswith(stem)
        }
        return self._by_id[hits.pop()] if len(hits) == 1 else None

    def are_arms(
        self, names: Iterable[str], *, has_n: int = 0, head: str = "", in_stub: bool = False
    ) -> bool:
        """Tell whether names that stand side by side are arms.

        Parameters
        ----------
        names : iterable of str
            Names of one head row, stub column or level of section rows.
        has_n : int
            How many of them stand with a group size.
        head : str
            What stands above them (`Group`), for a stub column.
        in_stub : bool
            Whether they stand in a stub column or section rows, where outcomes stand as a rule.
        """
        distinct = [
            name for name in dict.fromkeys(names)
            if name and not WHOLE_STUDY.match(name) and (not GENERIC_HEAD.match(name) or self.match(name))
        ]  # fmt: skip
        if len(distinct) < 2 or len(distinct) > 12:
            return False
        matched = {arm.arm_id for name in distinct if (arm := self.match(name))}
        if len(matched) >= 2 and (not in_stub or len(matched) * 2 >= len(distinct)):
            return True
        if any(_NOT_ARM.match(name) for name in distinct) and len(matched) < 2:
            return False
        if any(len(name) > 80 for name in distinct):
            return False
        if (
            len(matched) == 1
            and len(distinct) <= 3
            and any(
                _CONTROL.search(name) or ARM_WORD.search(name)
                for name in distinct
                if not self.match(name) or (len(distinct) == 2 and not in_stub)
            )
        ):
            return True
        if re.search(
            r"\b(?:group|arm|treatment|condition|intervention|regimen)s?\b|\btype\s+of\s+.*\btherapy\b",
            head,
            re.IGNORECASE,
        ) and not re.search(r"\bage\b|\boutcome", head, re.IGNORECASE):
            return len(distinct) <= 6
        if in_stub:
            worded = sum(
                1
                for name in distinct
                if re.search(r"\bgroup\b|\barm\b", name, re.IGNORECASE) or _CONTROL.search(name)
            )
            return len(distinct) <= 4 and worded == len(distinct)
        if has_n >= 2 and has_n * 2 >= len(distinct):
            return len(distinct) <= 8
        worded = sum(1 for name in distinct if ARM_WORD.search(name) or self._expands_to_arm(name))
        return (
            len(distinct) <= 6
            and worded >= max(2, len(distinct) - 1)
            and (
                any(_CONTROL.search(name) or self._expands_to_arm(name) for name in distinct)
                or all(re.search(r"\bgroup\b|\barm\b", name, re.IGNORECASE) for name in distinct)
            )
        )

    def is_said_in(self, name: str) -> bool:
        """Tell whether a name says more than an arm's: `Visits in the control group`."""
        if _OTHER_ARM.search(name):
            return False  # "No exercise", "Exercise + diet"
        return any(len(each) > 1 and mentions(name.lower(), each.lower()) for each in self._names)

    def may_be_arms(self, names: Sequence[str]) -> bool:
        """Tell whether nothing speaks against the names being groups of people."""
        return len(set(names)) >= 2 and not any(
            _NOT_ARM.match(name)
            or GENERIC_HEAD.match(name)
            or WHOLE_STUDY.match(name)
            or len(name) > 60
            for name in names
        )

    def all_named_beside(self, name: str, names: Iterable[str]) -> bool:
        """Tell whether the names beside this one already are all arms of the study."""
        if len(self.arms) < 2:
            return False
        return {
            arm.arm_id for other in names if other != name and (arm := self.match(other))
        } == set(self._by_id)

    def _expands_to_arm(self, name: str) -> bool:
        expansion = self.notes.expand(name)
        return bool(expansion and ARM_WORD.search(expansion))

    def in_caption(self) -> Arm | None:
        """Return the arm when the caption names exactly one of the study's arms."""
        caption = self.notes.caption
        named: set[str] = set()
        is_told = False
        for arm in self.arms:
            if _TOO_COMMON.match(arm.label):
                continue
            for name in (arm.label, arm.long_label, *arm.aliases):
                if name and len(name) > 1 and mentions(caption, name):
                    named.add(arm.arm_id)
                    is_told |= _says_of_whom(caption, name)
        if not is_told or len(named) != 1 or len(self.arms) < 2:
            return None
        return self._by_id[named.pop()]


def _says_of_whom(caption: str, name: str) -> bool:
    """`in the yoga group`, `of patients given aspirin`: the caption tells whose values these are."""
    at = re.escape(name)
    return bool(
        re.search(
            rf"(?:\b(?:in|for|of|with|within|receiv\w+|given|treated|using|on|after)\b[^,.;]{{0,30}}|[(:–-]\s*|^\W*){at}(?![^\W_])|"
            rf"(?<![^\W_]){at}\s+(?:groups?|arms?|patients|participants|subjects|therapy|treatment)\b",
            caption,
            re.IGNORECASE,
        )
    )


def is_control(label: str) -> bool:
    """Tell whether a label sounds like a comparator."""
    return bool(_CONTROL.search(label))


def _match_arm(label: str, arms: Sequence[Arm]) -> Arm | None:
    try:
        from miner.extract.arms import match_arm
    except ImportError:
        return None
    return match_arm(label, arms)
