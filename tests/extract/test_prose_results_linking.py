"""miner/extract/prose_results: which numbers may be results, and whose they are."""

from __future__ import annotations

import pytest

from miner.extract.prose_results.decide import LABELS, Reading, Word, decide, label_spans
from miner.extract.prose_results.effects import find_no_difference
from miner.extract.prose_results.linker import _seconded, link_by_rules
from miner.extract.prose_results.meaning import choose_timepoint, moment_of_headings
from miner.extract.prose_results.naming import clean_label, match_label
from miner.extract.prose_results.rule_linker import Links, generic_arms, link_arms
from miner.extract.prose_results.values import find_values
from miner.model import Arm, Provenance, Span


def _all(text: str) -> Span:
    return Span(0, len(text))


def _place(text: str, words: str) -> Span:
    start = text.index(words)
    return Span(start, start + len(words))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Pain fell to 3.1 ± 1.2 with yoga at 12 weeks.", ["3.1 ± 1.2"]),
        ("Eight patients (13.3%) in the yoga group withdrew.", ["Eight patients (13.3"]),
        ("Success came in 53 of 56 (95%) eyes.", ["53 of 56 (95%)"]),
        ("An IOP of less than or equal to 20 mmHg was the aim.", []),
        ("They took 20 mg twice a day for 12 weeks (Table 3).", []),
        ("See Figures 4 and 5 for days 1, 3 and 7.", []),
        ("It took 7.9 s (6.9-9.0 s).", ["7.9"]),
        ("eGFR is given in mL/min/1.73 m2 throughout.", []),
        ("The mean difference between the groups was 2.5 points.", []),
        ("The risk reduction was 67% (a 67% reduction; 95% CI 49-79).", []),
    ],
)
def test_values_are_results_only(text: str, expected: list[str]) -> None:
    assert [value.span.of(text) for value in find_values(text, _all(text))] == expected


def test_values_leave_what_is_taken() -> None:
    text = "The rate was 12% (OR 0.52)."
    assert [
        v.span.of(text) for v in find_values(text, _all(text), taken=[_place(text, "OR 0.52")])
    ] == ["12"]


@pytest.mark.parametrize(
    ("text", "values", "expected"),
    [
        ("It was 12% in the yoga group and 15% in the control group.", ["12%", "15%"], ["yoga group", "control group"]),
        ("It was 12% and 15% in the yoga group and the control group, respectively.", ["12%", "15%"], ["yoga group", "control group"]),
        ("It was lower in the yoga group than in the control group (12% vs 15%).", ["12%", "15%"], ["yoga group", "control group"]),
        ("Compared with the control group, the yoga group had less (12% vs 15%).", ["12%", "15%"], ["yoga group", "control group"]),
        ("The yoga group (12%) and the control group (15%) differed.", ["12%", "15%"], ["yoga group", "control group"]),
        ("It was 0.29 (17%) in the yoga group, 0.10 (7%) in the control group.", ["0.29", "0.10"], ["yoga group", "control group"]),
        ("After 12 weeks 30% had left.", ["30%"], [None]),
    ],
)  # fmt: skip
def test_arms_by_order(text: str, values: list[str], expected: list[str | None]) -> None:
    arms = generic_arms(text, _all(text))
    linked = link_arms(text, _all(text), [_place(text, value) for value in values], arms)
    assert [arm.of(text) if arm else None for arm in linked] == expected


def test_rules_name_the_subject_as_outcome() -> None:
    text = "At 12 weeks, the mean pain score was 3.1 in the yoga group."
    (links,) = link_by_rules(text, _all(text), [(_place(text, "3.1"), "arm")])
    assert [span.of(text) for span in links.outcomes] == ["mean pain score"]
    assert [span.of(text) for span in links.arms] == ["yoga group"]


def _reading(text: str, value: str, labels: dict[str, str], kind: str = "arm") -> Reading:
    words, position = [], 0
    for piece in text.split(" "):
        start = text.index(piece, position)
        position = start + len(piece)
        label = next(
            (name for part, name in labels.items() if piece.strip(".,()") in part.split()), "O"
        )
        shares = tuple(0.9 if name == label else 0.025 for name in LABELS)
        words.append(Word(Span(start, start + len(piece.rstrip(".,"))), shares))
    return Reading(_place(text, value), kind, tuple(words))


def test_decide_keeps_one_outcome_and_arm() -> None:
    text = "Mean pain was 3.1 with yoga and 4.4 with rest."
    readings = [
        _reading(text, "3.1", {"pain": "OUT", "yoga": "ARM"}),
        _reading(text, "4.4", {"pain": "OUT", "rest": "ARM"}),
    ]
    links = decide(text, _all(text), readings)
    assert [[span.of(text) for span in one.outcomes] for one in links] == [
        ["Mean pain"],
        ["Mean pain"],
    ]
    assert [[span.of(text) for span in one.arms] for one in links] == [["yoga"], ["rest"]]


def test_decide_shares_an_outcome_named_once() -> None:
    text = "Death was rarer with tea (HR 0.8) and coffee (HR 0.9)."
    readings = [
        _reading(text, "0.8", {"Death": "OUT", "tea": "ARM"}, kind="effect"),
        _reading(text, "0.9", {"coffee": "ARM"}, kind="effect"),
    ]
    assert [span.of(text) for span in decide(text, _all(text), readings)[1].outcomes] == ["Death"]


def test_decide_cuts_known_arms_off_outcomes() -> None:
    text = "Restraint use in the yoga condition was 8.0 a week."
    reading = _reading(text, "8.0", {"Restraint use in the yoga condition": "OUT"})
    (links,) = decide(text, _all(text), [reading], known=[_place(text, "yoga")])
    assert [span.of(text) for span in links.outcomes] == ["Restraint use"]


def test_label_spans_widen_to_whole_words() -> None:
    text = "low-dose group rose"
    words = (
        Word(Span(4, 8), (0.1, 0.0, 0.9, 0.0, 0.0)),
        Word(Span(9, 14), (0.1, 0.0, 0.9, 0.0, 0.0)),
    )
    assert [span.of(text) for span in label_spans(text, words, "ARM")] == ["low-dose group"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("the mean pain score of", "mean pain score"),
        ("low birth weight (LBW)", "low birth weight (LBW)"),
        ("primary end point) rose", "primary end point rose"),
        (" , ", ""),
    ],
)
def test_clean_label_trims_both_ends(words: str, expected: str) -> None:
    assert clean_label(words) == expected


def test_match_label_wants_exactly_one_arm() -> None:
    provenance = Provenance("d", Span(0, 1), "x", "arms", 1, "r")
    arms = [
        Arm("a1", "yoga", None, "intervention", provenance),
        Arm("a2", "rest", None, "unclear", provenance),
    ]
    assert match_label("the yoga group", arms) is arms[0]
    assert match_label("control group", arms) is None


def test_timepoint_a_change_is_reckoned_from_is_none() -> None:
    text = "Pain fell from baseline (p = .01)."
    assert choose_timepoint(text, _all(text), _place(text, "p = .01"), Links()) is None


def test_timepoint_of_the_nearest_heading() -> None:
    assert moment_of_headings(("Results", "3.2. Results at 25 weeks")) == "25 weeks"
    assert moment_of_headings(("Results", "Baseline characteristics")) is None


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Depression did not differ significantly between the groups.", 1),
        ("No significant difference was found in pain or sleep.", 1),
        ("We expected no significant difference in sleep.", 0),
        ("Pain fell in both groups.", 0),
    ],
)
def test_no_difference_without_figures(text: str, count: int) -> None:
    assert len(find_no_difference(text, _all(text))) == count


@pytest.mark.parametrize(
    ("outcome", "arm", "rule"),
    [
        (Span(0, 4), Span(10, 14), "value_linker+order"),
        (Span(2, 9), Span(12, 20), "value_linker+order"),
        (Span(5, 9), Span(10, 14), "value_linker"),
        (Span(0, 4), Span(14, 20), "value_linker"),
    ],
)
def test_a_link_that_word_order_seconds_says_so(outcome: Span, arm: Span, rule: str) -> None:
    learnt = Links((Span(0, 4),), (Span(10, 14),), rule="value_linker")
    assert _seconded(learnt, Links((outcome,), (arm,))).rule == rule
