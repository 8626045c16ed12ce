"""Prose results that look like numbers of an arm and are none, and lists read wrongly."""

from __future__ import annotations

import pytest

from miner.extract.prose_results import EXTRACTOR
from miner.extract.prose_results.meaning import choose_timepoint
from miner.extract.prose_results.rule_linker import Links
from miner.extract.prose_results.values import FULL_TEXT_CHARS, find_values
from miner.model import Findings, Span
from miner.readers.plain import read_plain
from miner.text.sentences import split_sentences

_FILLER = "The clinic was open on weekdays. " * (FULL_TEXT_CHARS // 30)


def _values(sentence: str, *, is_paper: bool = False) -> list[str]:
    text = (_FILLER if is_paper else "") + sentence
    span = Span(len(text) - len(sentence), len(text))
    return [value.span.of(text) for value in find_values(text, span)]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Nausea was seen in three of 44 patients in the drug group.", ["three"]),
        ("All 43 children of the drug group had fever.", []),
        ("Fever persisted (3 h after the drug) in the drug group.", []),
        ("One man (patient 32) of the drug group had fever.", ["One"]),
        ("Vaccine type HPV 16/18 was found in the drug group.", []),
    ],
)
def test_values_leave_out_bases_moments_and_names(sentence: str, expected: list[str]) -> None:
    assert _values(sentence) == expected


def test_a_lone_number_in_brackets_cites_in_a_paper_only() -> None:
    sentence = "Fever is common in the drug group (9)."
    assert _values(sentence, is_paper=True) == []
    assert _values(sentence) == ["9"]


@pytest.mark.parametrize(
    ("sentence", "value", "expected"),
    [
        ("Pain at 1 and 4 hours was 5.1 in the drug group.", "5.1", None),
        ("More responded on day 7 (57%) and 21 (70%).", "70", None),
        ("Few smoked at baseline; more smoked during the study (31%).", "31", None),
        ("Pain at 4 hours was 5.1 in the drug group.", "5.1", "4 hours"),
    ],
)
def test_timepoint_is_left_out_of_a_list(sentence: str, value: str, expected: str | None) -> None:
    start = sentence.index(value)
    span = Span(start, start + len(value))
    assert choose_timepoint(sentence, Span(0, len(sentence)), span, Links()) == expected


def test_p_values_in_a_row_are_left_out() -> None:
    text = (
        "Patients were randomised to yoga or control. Pain was lower in the yoga group than in "
        "the control group at both visits (p = 0.03 and p = 0.04, respectively)."
    )
    document = read_plain(text, document_id="d1")
    extraction = EXTRACTOR.extract(document, Findings())
    assert not [r for r in extraction.records if getattr(r, "p_value", None) is not None]
    assert any("in a row" in rejected.reason for rejected in extraction.rejected)


def test_a_unit_ends_its_sentence() -> None:
    text = "Relief held at 24 h. Side effects were few."
    assert len(split_sentences(text)) == 2
    assert len(split_sentences("It was said by J. Smith. Nobody agreed.")) == 2


def test_every_effect_has_a_scope() -> None:
    text = (
        "Relapse-free survival (RFS) was higher in the drug group than in the placebo group (93% vs 69%, "
        "P = 0.002). Age and sex had no significant effect upon RFS."
    )
    extraction = EXTRACTOR.extract(read_plain(text, document_id="d1"), Findings())
    effects = [record for record in extraction.records if hasattr(record, "scope")]
    assert effects
    assert all(effect.scope in ("between_arms", "within_arm", "association") for effect in effects)
