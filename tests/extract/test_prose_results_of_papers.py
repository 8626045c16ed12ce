"""What a paper's prose does not tie to one outcome, to arms and a moment is left out."""

from __future__ import annotations

import pytest

from miner.extract.outcomes import make_outcome, match_outcome_within
from miner.extract.prose_results.doubtful import doubtful_results, why_doubtful
from miner.extract.prose_results.naming import Names
from miner.extract.prose_results.outcome_words import choose_outcome, is_outcome_name
from miner.model import ArmResult, Effect, Findings, Rejected, Span, locate
from miner.readers.plain import read_plain

DOCUMENT = read_plain("Stiffness fell.", document_id="d")
PLACE = locate(
    DOCUMENT, Span(0, 9), extractor="prose_results", version=1, rule="value_linker/number"
)


@pytest.mark.parametrize(
    "name",
    ["pain intensity", "nausea", "HbA1c", "time to first flatus", "withdrawal", "quality of life"],
)
def test_names_of_outcomes(name: str) -> None:
    assert is_outcome_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "main effects",
        "physiological",
        "serum",
        "test",
        "mean change from baseline",
        "customised contrasts",
        "good' at study end",
        "faster reactions",
        "interaction",
        "mean age",
        "pain was lower",
        "LS",
        "VAS decreased",
    ],
)
def test_words_that_name_no_outcome(name: str) -> None:
    assert not is_outcome_name(name)


def _spans(text: str, *words: str) -> list[Span]:
    return [Span(text.index(word), text.index(word) + len(word)) for word in words]


@pytest.mark.parametrize(
    ("text", "marked", "expected"),
    [
        ("Pain fell, as did the score for stiffness (p", ("Pain", "stiffness"), "stiffness"),
        ("Pain fell more at night with yoga than it did with tea (p", ("Pain", "night"), "Pain"),
        ("Pain and sleep were better with yoga (p", ("Pain", "sleep"), None),
        ("They differed (p", (), None),
    ],
)
def test_one_outcome_a_comparison(text: str, marked: tuple[str, ...], expected: str | None) -> None:
    clause = Span(0, text.index("(p") + 1)
    chosen = choose_outcome(text, clause, _spans(text, *marked), until=len(text))
    assert (chosen.of(text) if chosen else None) == expected


def test_outcome_named_after_its_number() -> None:
    text = "It was no better (p = .4) in terms of stiffness."
    (span,) = _spans(text, "stiffness")
    assert choose_outcome(text, Span(0, 18), [span], until=len(text)) == span


@pytest.mark.parametrize(
    ("label", "is_known"),
    [
        ("mean decrease in stiffness from baseline", True),
        ("stiffness scores", True),
        ("morning stiffness of the hand", False),
        ("mean change from baseline", False),
    ],
)
def test_known_outcome_among_words_of_measuring(label: str, is_known: bool) -> None:
    known = make_outcome(DOCUMENT, Span(0, 9), name="Stiffness", version=1)
    assert (match_outcome_within(label, [known]) is known) is is_known


def _effect(**fields: object) -> Effect:
    given = {"outcome_id": "o", "arm_id_1": "a", "arm_id_2": "b", **fields}
    return Effect(effect_id="e", provenance=PLACE, **given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("sentence", "fields"),
    [
        ("Stiffness was lower with yoga than with tea.", {}),
        ("Stiffness did not differ between the groups.", {"arm_id_1": None, "arm_id_2": None}),
        ("The group × time interaction was significant.", {}),
        ("Stiffness fell with yoga.", {"scope": "within_arm", "arm_id_2": None}),
    ],
)
def test_comparisons_kept(sentence: str, fields: dict) -> None:
    assert why_doubtful(_effect(**fields), sentence) is None


@pytest.mark.parametrize(
    ("sentence", "fields"),
    [
        ("Stiffness was lower with yoga than with tea.", {"outcome_id": None}),
        ("Stiffness was lower with yoga.", {"arm_id_2": None}),
        ("Stiffness was lower.", {"arm_id_1": None, "arm_id_2": None}),
        ("Stiffness fell in both groups.", {"arm_id_1": None, "arm_id_2": None}),
        ("Stiffness was lower in women than in men.", {}),
        ("There was no effect of age on stiffness in the groups.", {}),
        ("There was a significant interaction of sex and mood.", {}),
        ("In patients with fever, stiffness was lower with yoga than with tea.", {}),
        ("Stiffness was similar to that in previous trials.", {}),
        ("Stiffness fell.", {"scope": "within_arm", "arm_id_1": None, "arm_id_2": None}),
        ("Stiffness went with mood.", {"scope": "association", "effect_measure": "none"}),
    ],
)
def test_comparisons_left_out(sentence: str, fields: dict) -> None:
    assert why_doubtful(_effect(**fields), sentence) is not None


def _result(arm: str, *, statistic: str = "mean", kind: str = "number") -> ArmResult:
    place = locate(
        DOCUMENT, Span(0, 9), extractor="prose_results", version=1, rule=f"value_linker/{kind}"
    )
    return ArmResult(
        arm_result_id=arm, outcome_id="o", arm_id=arm, statistic=statistic, provenance=place
    )


@pytest.mark.parametrize(
    ("sentence", "results", "n_kept"),
    [
        ("Pain was 4.1 with yoga and 5.2 with tea.", [_result("a"), _result("b")], 2),
        ("Pain was 4.1 with yoga.", [_result("a")], 0),
        ("Pain was 4.1 (1.2) with yoga.", [_result("a", kind="value_dispersion")], 1),
        ("Pain was 4.1 and 5.2 among the women.", [_result("a"), _result("b")], 0),
        (
            "12% with yoga and 20% with tea did not improve.",
            [_result("a", statistic="percent"), _result("b", statistic="percent")],
            0,
        ),
        ("Pain fell from 4.1 to 3.2 with yoga.", [_result("a", kind="value_dispersion")], 0),
    ],
)
def test_values_left_out(sentence: str, results: list[ArmResult], n_kept: int) -> None:
    rejected: list[Rejected] = []
    kept = doubtful_results(results, sentence, rejected)
    assert len(kept) == n_kept
    assert len(rejected) == len(results) - n_kept


def test_an_outcome_told_with_moments_is_named_without_them() -> None:
    filler = "Perceived stress was measured. Perceived stress matters to carers. " * 80
    words = "perceived stress score from the first day of training to the last day"
    document = read_plain(f"{filler}A decrease in the {words} was seen.", document_id="d")
    names = Names.of(document, Findings())
    start = document.text.index(words)
    made = names.outcome([Span(start, start + len(words))], confidence=0.7, rule="value_linker")
    assert made is not None
    assert names.outcomes[0].name == "perceived stress score"
