"""From words of a sentence to arms and outcomes of the document, made where none fits."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from miner.extract.arms import match_arm
from miner.extract.arms.labels import role_of
from miner.extract.outcomes import make_outcome, match_outcome, match_outcome_within
from miner.extract.outcomes.definitions import find_definitions
from miner.extract.prose_results.outcome_words import is_outcome_name
from miner.model import Arm, Document, Findings, Outcome, Span, locate, stable_id

EXTRACTOR_NAME = "prose_results"
VERSION = 3

ABSTRACT_CHARS = 5000  # longer texts are papers: there doubtful results are left out
MAX_NAME_CHARS = 160
MIN_MENTIONS = 3  # of a name that only a result gives, in all of a paper
_ARM_FILLER = frozenset(
    """the a an group groups arm arms patients participants subjects in of with for receiving
    assigned to allocated on treated condition conditions women men children individuals people
    eyes recipients cohort""".split()
)
# Words that name no outcome, alone or with each other: "the result", "these values", "use".
_NO_OUTCOME = frozenset(
    """study trial result results finding findings condition conditions use used value values group groups arm
    arms patient patients participant participants subject subjects randomization randomisation randomized
    randomised allocation assigned mean means median average overall score scores data method methods this
    these those there it they we he she x2 chi2 f t p r n table figure fig figures difference differences
    significant significantly effect effects change changes analysis number numbers percentage proportion
    sensitivity analyses secondary primary outcome outcomes endpoint endpoints measure measures
    total level levels rate rates baseline treatment intervention placebo control controls other others
    increase decrease reduction improvement improved increased decreased higher lower and or of in the a to
    no any were was observed found hoc post bonferroni correlation correlations
    randomly assigned during same period postoperative preoperative postoperatively score
    trend trends various points nonsignificant after incidence me item items medians improvements reductions increases decreases basic dose doses postchanges immediate first second third trials characteristics group's subgroup subgroups
    completed complete included enrolled women men respectively time times day days week weeks months""".split()
)
# Moments, numbers and halves of names that are nobody's arm.
_NO_ARM = frozenset(
    """baseline final initial post pre follow up end first second third day days week weeks month months time
    difference differences effect effects score scores mean study trial results significant group groups both
    mann whitney wilcoxon anova fisher student kruskal wallis chi square test tests
    two three all each other respectively p n of the in and or to with for t f x""".split()
)
_ANY_ARM = frozenset(
    "treatment treatments therapy therapies intervention interventions drug drugs dose doses care".split()
)
_EDGE = " \t\n,.;:()[]{}'\"“”‘’-–=<>/"
_RANDOMISED = re.compile(r"\brandomi[sz]|\brandomly\b|\bdouble[-\s]blind", re.I)
_GROUP_WORD = re.compile(
    r"\b(?:groups?|arms?|controls?|placebo|sham|interventions?|treated|treatments?|usual\s+care|cohorts?|conditions?|respectively|vs\.?|versus|compared)\b",
    re.I,
)
# "Seizure was the most common safety outcome": what is counted stands elsewhere.
_RANKED = re.compile(
    r"(?:(?:most|more|least|less)\s+)?(?:common|frequent)(?:ly)?\b|total\s+of\s+\d", re.I
)
# What is said of a thing measured before its name.
_MEASURED = re.compile(
    r"^(?:(?:the|mean|median|average|overall|total|levels?|scores?|values?|changes?|reductions?|decreases?|increases?|improvements?|incidences?|rates?|"
    r"frequenc(?:y|ies)|proportions?|percentages?|numbers?|prevalence|severity|intensity|duration|of|in|on|for|patients|participants|subjects|with)\s+)+",
    re.IGNORECASE,
)
_MEASURE_AFTER = re.compile(r"(?<=\S{4})\s+(?:scores?|levels?|rates?|values?)$", re.IGNORECASE)
_NEGATED = re.compile(r"\b(?:no|non|without)[\s-]$", re.I)  # "no cooling" is not the arm cooling
_NEGATED_START = re.compile(r"(?:no|non|without)\b", re.I)
_JOINED_BEFORE = re.compile(r"(?:\+|\bplus)\s*$", re.I)
_JOINED_AFTER = re.compile(r"\s*(?:\+|plus\b)", re.I)
_LEADING = re.compile(r"^(?:the|a|an|of|in|for|with|and|or|on|by|to|that|their)\s+", re.I)
_TRAILING = re.compile(
    r"\s+(?:the|a|an|of|in|for|with|and|or|on|by|to|was|were|is|at|between|from|than)$", re.I
)

_FROM_MOMENT = re.compile(
    r"\s+from\s+(?:the\s+)?(?:first|start|baseline|pre|day|week|month|time|T)\b.*$",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(slots=True)
class Names:
    """Arms and outcomes of one document, known before and made while reading.

    New arms are made only where the document named fewer than two (an abstract or a lone
    sentence, where nobody else could) or nobody was randomised, so that exposures are what is
    compared. `records` holds what was made, in order.
    """

    document: Document
    arms: list[Arm]
    outcomes: list[Outcome]
    may_make_arms: bool
    records: list[Arm | Outcome] = field(default_factory=list)
    known_arms: tuple[Arm, ...] = ()
    known_outcomes: tuple[Outcome, ...] = ()
    is_paper: bool = False
    _folded: str | None = None

    @classmethod
    def of(cls, document: Document, findings: Findings) -> Names:
        """Start from what earlier extractors found."""
        is_trial = _RANDOMISED.search(document.text) is not None
        # Outside trials a group without a role is often a subsample, not what is compared.
        sure = is_trial or any(arm.role != "unclear" for arm in findings.arms)
        known = tuple(findings.arms) if sure and len(findings.arms) >= 2 else ()
        return cls(
            document,
            list(findings.arms),
            list(findings.outcomes),
            not (is_trial and known),
            known_arms=known,
            known_outcomes=tuple(findings.outcomes),
            is_paper=len(document.text) > ABSTRACT_CHARS,
        )

    def arm(self, spans: Sequence[Span], *, confidence: float) -> str | None:
        """Return the id of the one arm that the words name, None where there is not one."""
        label = self._label(spans)
        if not label or (len(spans) == 1 and self._is_half(spans[0])):
            return None
        # Fuzzy matching is for a study's full list of arms; of those made here the next one
        # may still be to come, and "control group" would fall to the only one known.
        found = match_label(label, self.arms)
        if found is None and len(self.known_arms) >= 2 and not self._is_common(label):
            found = match_arm(label, self.known_arms)
        if found is not None:
            return found.arm_id
        if not self.may_make_arms or all(
            word in _NO_ARM for word in re.findall(r"[^\W_]+", label.casefold())
        ):
            return None
        provenance = locate(
            self.document, spans[0], extractor=EXTRACTOR_NAME, version=VERSION,
            rule="group_in_sentence", confidence=round(confidence, 2),
        )  # fmt: skip
        made = Arm(
            stable_id("arm", self.document.document_id, label.casefold()), label, None,
            role_of(label) or "unclear", provenance,
        )  # fmt: skip
        self.arms.append(made)
        self.records.append(made)
        return made.arm_id

    def _is_common(self, label: str) -> bool:
        """Tell whether a paper's words could be any arm: "treatment weeks", "the therapy"."""
        return self.is_paper and all(
            word in _ARM_FILLER or word in _ANY_ARM or word in _NO_ARM
            for word in re.findall(r"[^\W_]+", label.casefold())
        )

    def arms_named(self, sentence: Span) -> set[str]:
        """Return ids of the known arms that a sentence names."""
        labels = [span.of(self.document.text) for span in self.mentions(sentence)]
        return {arm.arm_id for label in labels if (arm := match_label(label, self.known_arms))}

    def _is_half(self, span: Span) -> bool:
        """Tell whether words are half of a combination: "etanercept + MTX" names no arm MTX."""
        text = self.document.text
        before, after = text[max(0, span.start - 8) : span.start], text[span.end : span.end + 8]
        if _NEGATED.search(before) and not _NEGATED_START.match(span.of(text)):
            return True
        if not (
            _JOINED_BEFORE.search(before) or _JOINED_AFTER.match(after) or "+" in span.of(text)
        ):
            return False
        whole = text[max(0, span.start - 40) : span.end + 40].casefold()
        return not any(
            known and ("+" in known or " plus " in known) and known.casefold() in whole
            for arm in self.arms
            for known in (arm.label, arm.long_label, *arm.aliases)
        )

    def is_other_group(self, spans: Sequence[Span]) -> bool:
        """Tell whether words name somebody by name who is none of the known arms."""
        words = re.findall(r"[^\W_]+", self._label(spans).casefold())
        return any(word not in _ARM_FILLER and word not in _NO_ARM for word in words)

    def outcome_of_headings(self, section: Sequence[str]) -> str | None:
        """Return the known outcome that the nearest heading names ("3.2 Perceived stress")."""
        for heading in reversed(section):
            known = match_outcome(re.sub(r"^[\d.\s]+", "", heading), self.outcomes)
            if known is not None:
                return known.outcome_id
        return None

    def instruments_named(self, clause: Span) -> list[str]:
        """Return ids of the outcomes with an instrument that a clause names."""
        measured = {outcome.outcome_id for outcome in self.known_outcomes if outcome.instrument}
        return [found for found in self.outcomes_named(clause) if found in measured]

    def outcomes_named(self, sentence: Span) -> list[str]:
        """Return ids of the known outcomes whose names a sentence holds, in order, none twice."""
        by_label: dict[str, str] = {}
        for outcome in self.outcomes:
            for label in (outcome.name, outcome.abbreviation, outcome.instrument, *outcome.aliases):
                if (
                    label
                    and len(label) >= 3
                    and not _says_nothing(label)
                    and is_outcome_name(label)
                ):
                    by_label.setdefault(label.casefold(), outcome.outcome_id)
        pattern = _name_pattern(tuple(sorted(by_label)), is_folded=True)
        found = pattern.finditer(self.document.text, sentence.start, sentence.end)
        return list(
            dict.fromkeys(
                by_label[match[0].casefold()] for match in found if match[0].casefold() in by_label
            )
        )

    def is_arm(self, spans: Sequence[Span]) -> bool:
        """Tell whether what was taken for an outcome is an arm's name."""
        return match_label(self._label(spans), self.arms) is not None

    def mentions(self, sentence: Span) -> list[Span]:
        """Find where a sentence names arms that were known before, longest names first."""
        if len(self.known_arms) < 2:
            return []
        pattern = _name_pattern(tuple(
            label for arm in self.known_arms for label in (arm.label, arm.long_label, *arm.aliases) if label
        ))  # fmt: skip
        return [
            Span(*match.span())
            for match in pattern.finditer(self.document.text, sentence.start, sentence.end)
        ]

    def complete_pair(self, known: str | None) -> tuple[str | None, str | None]:
        """Name both arms of a study of two where a sentence compares "the groups"."""
        if len(self.known_arms) != 2:
            return known, None
        first, second = self.known_arms
        if known is not None:
            return known, second.arm_id if known == first.arm_id else first.arm_id
        if first.role != "intervention" and second.role == "intervention":
            first, second = second, first
        return first.arm_id, second.arm_id

    def outcome(self, spans: Sequence[Span], *, confidence: float, rule: str) -> str | None:
        """Return the id of the outcome that the words name, making it where it is new."""
        label = self._label(spans)
        if self.is_paper:
            label = _FROM_MOMENT.sub("", label)
        if len(label) < 2 or not any(character.isalpha() for character in label):
            return None
        if _says_nothing(label):
            return None
        if _RANKED.match(label):
            return None
        known = match_outcome(label, self.outcomes)
        if self.is_paper and not is_outcome_name(label) and len(label.split()) == 1:
            return None  # "test", "serum": an outcome of some table, but not named by the word
        if known is None and self.is_paper:
            known = match_outcome_within(label, self.known_outcomes)
        if known is not None:
            return known.outcome_id
        if self.is_paper and not (
            is_outcome_name(label) and self._recurs(label) and self._is_defined(label)
        ):
            return None
        made = make_outcome(
            self.document, spans[0], name=label, version=VERSION, extractor=EXTRACTOR_NAME, rule=rule,
            confidence=round(confidence, 2),
        )  # fmt: skip
        same = next(
            (outcome for outcome in self.outcomes if outcome.outcome_id == made.outcome_id), None
        )
        if same is not None:
            return same.outcome_id
        self.outcomes.append(made)
        self.records.append(made)
        return made.outcome_id

    def _recurs(self, label: str) -> bool:
        """Tell whether a paper speaks of what a name says more than here and there."""
        core = _MEASURE_AFTER.sub("", _MEASURED.sub("", label)).casefold()
        if self._folded is None:
            self._folded = self.document.text.casefold()
        return self._folded.count(core) >= MIN_MENTIONS

    def _is_defined(self, label: str) -> bool:
        """Tell whether a short form stands for something that the paper spells out."""
        return len(label) > 3 or label in find_definitions(self.document.text)

    def _label(self, spans: Sequence[Span]) -> str:
        parts = [clean_label(span.of(self.document.text)) for span in spans]
        return " ".join(dict.fromkeys(part for part in parts if part))[:MAX_NAME_CHARS].strip()


def _says_nothing(label: str) -> bool:
    """Tell whether a name holds only words that name no outcome."""
    return all(word in _NO_OUTCOME for word in re.findall(r"[^\W_]+", label.casefold()))


def clean_label(words: str) -> str:
    """Trim articles, prepositions and loose signs from both ends of a name."""
    label = re.sub(r"\s+", " ", words).strip()
    if label.count(")") > label.count("("):
        label = label.replace(")", "", 1)
    while True:
        shorter = _TRAILING.sub("", _LEADING.sub("", _strip_edges(label)))
        if shorter == label:
            return label
        label = shorter


def _strip_edges(label: str) -> str:
    stripped = label.strip(_EDGE)
    after = label[label.find(stripped) + len(stripped) :] if stripped else ""
    # Keep a bracket that belongs to a pair: "low birth weight (LBW)".
    if stripped.count("(") > stripped.count(")") and ")" in after:
        stripped += after[: after.index(")") + 1]
    return stripped


@lru_cache(maxsize=8)
def _name_pattern(labels: tuple[str, ...], *, is_folded: bool = False) -> re.Pattern[str]:
    """Compile names to one pattern; short ones (abbreviations) keep their case unless folded."""
    choices = [
        re.escape(label) if len(label) <= 4 and not is_folded else f"(?i:{re.escape(label)})"
        for label in sorted(set(labels), key=lambda label: (-len(label), label))
        if len(label) >= 2
    ]
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(choices) or '(?!)'})(?![^\W_])")


def names_a_group(text: str, sentence: Span, names: Names) -> bool:
    """Tell whether a sentence can name an arm at all; if not, its values need no linking."""
    if names.may_make_arms:
        return True
    words = sentence.of(text)
    if _GROUP_WORD.search(words):
        return True
    folded = words.casefold()
    return any(
        label.casefold() in folded
        for arm in names.arms
        for label in (arm.label, arm.long_label, *arm.aliases)
        if label
    )


def match_label(label: str, arms: Sequence[Arm]) -> Arm | None:
    """Return the one arm whose label, long label or alias is the same up to filler words."""
    wanted = _arm_key(label)
    if not wanted:
        return None
    hits = {
        arm.arm_id: arm
        for arm in arms
        for known in (arm.label, arm.long_label, *arm.aliases)
        if known and _arm_key(known) == wanted
    }
    return next(iter(hits.values())) if len(hits) == 1 else None


def _arm_key(label: str) -> tuple[str, ...]:
    words = re.findall(r"[^\W_]+", label.casefold())
    kept = tuple(word for word in words if word not in _ARM_FILLER)
    return kept or tuple(words)
