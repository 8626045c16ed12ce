"""miner/extract/prose_results: effects in sentences, and the records made of them."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from miner.extract.prose_results import EXTRACTOR, EffectMention, find_effects
from miner.model import ArmResult, Effect, Findings
from miner.readers.plain import read_plain

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "prose_results"


def _cases(name: str) -> list[dict]:
    return tomllib.loads((GOLDEN / f"{name}.toml").read_text(encoding="utf-8"))["case"]


def _shown(mention: EffectMention) -> dict:
    """Lay a mention out as the golden cases do, empty fields left out."""
    test, p = mention.test, mention.p
    shown = {
        "measure": mention.measure,
        "estimate": mention.estimate,
        "ci": [mention.ci_lower, mention.ci_upper] if mention.ci_lower is not None else None,
        "level": mention.ci_level,
        "test": test.test if test else None,
        "value": test.value if test else None,
        "df1": test.df1 if test else None,
        "df2": test.df2 if test else None,
        "p": f"{p.operator}{p.value:g}" if p and p.value is not None else None,
    }
    return {name: value for name, value in shown.items() if value is not None}


@pytest.mark.parametrize("case", _cases("develop"), ids=lambda case: case["id"])
def test_effects_golden(case: dict) -> None:
    assert [_shown(mention) for mention in find_effects(case["text"])] == case["expect"]


@pytest.mark.parametrize("case", _cases("absent"), ids=lambda case: case["id"])
def test_effects_absent(case: dict) -> None:
    assert [_shown(mention) for mention in find_effects(case["text"])] == []


@given(st.text(alphabet="0123456789.,;:()[]<>=-% ORHCIpPtF?χ²±vs to", max_size=120))
def test_effects_are_ordered_and_inside_their_text(text: str) -> None:
    spans = [mention.span for mention in find_effects(text)]
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert [span.start for span in spans] == sorted(span.start for span in spans)


@given(st.floats(0.05, 30), st.floats(0.01, 0.9), st.floats(0.01, 5))
def test_effects_ratio_is_read_as_printed(estimate: float, below: float, above: float) -> None:
    text = f"(OR {estimate:.2f}, 95% CI {estimate * below:.2f} to {estimate * (1 + above):.2f})"
    (mention,) = find_effects(text)
    assert f"{mention.estimate:.2f}" == f"{estimate:.2f}"
    assert mention.ci_lower is not None
    assert mention.ci_upper is not None
    assert mention.ci_lower <= mention.ci_upper


def _extract(text: str) -> tuple:
    document = read_plain(text, document_id="d1")
    return document, EXTRACTOR.extract(document, Findings())


def test_extract_quotes_equal_their_slices() -> None:
    document, extraction = _extract(
        "Pain was lower in the yoga group than in the control group (3.1 ± 1.2 vs 4.4 ± 1.0, p = 0.04)."
    )
    assert extraction.records
    for record in extraction.records:
        span = record.provenance.span
        assert record.provenance.quote == document.text[span.start : span.end]


def test_extract_leaves_a_cited_number_of_the_introduction() -> None:
    _, extraction = _extract(
        "## Introduction\n\nYoga halved relapse (OR 0.50, 95% CI 0.30 to 0.80) in a former trial (Smith et al., 2012).\n"
    )
    assert not extraction.records
    assert [rejected.rule for rejected in extraction.rejected] == ["introduction"]


def test_extract_leaves_a_sample_size_plan() -> None:
    _, extraction = _extract(
        "## Methods\n\nA sample size of 64 gives 80% power to detect an effect size of d = 0.50 at p = 0.05.\n"
    )
    assert not extraction.records


def test_extract_leaves_a_significance_level() -> None:
    _, extraction = _extract(
        "## Methods\n\nA difference with p < 0.05 was considered significant.\n"
    )
    assert not extraction.records


def test_extract_leaves_a_baseline_comparison() -> None:
    _, extraction = _extract(
        "## Results\n\nThe groups did not differ in age at baseline, t(62) = 0.40, p = .69.\n"
    )
    assert not [record for record in extraction.records if isinstance(record, Effect)]


def test_extract_bounds_of_an_interval_are_no_values() -> None:
    _, extraction = _extract(
        "## Results\n\nThe response rate was 40% (95% CI 31% to 49%) in the yoga group.\n"
    )
    values = [record.value for record in extraction.records if isinstance(record, ArmResult)]
    assert 31.0 not in values
    assert 49.0 not in values


def test_extract_is_the_same_twice() -> None:
    text = "Falls were fewer with tai chi (12%) than with stretching (21%; RR 0.57, 95% CI 0.36 to 0.91)."
    assert _extract(text)[1] == _extract(text)[1]


def test_extract_long_text_takes_linear_time() -> None:
    sentence = "The rate was lower (OR 0.52, 95% CI 0.31 to 0.87; p = 0.013) in one of the groups. "
    assert len(find_effects(sentence * 500)) == 500


def test_extract_of_nothing_is_nothing() -> None:
    assert not _extract("")[1].records


@pytest.mark.parametrize("piece", ["1 ", "OR 1.2 (1.0-1.5), ", "p < .05 ", "(", "?"])
def test_extract_leaves_a_sentence_without_end(piece: str) -> None:
    document, extraction = _extract("## Results\n\n" + piece * 5000)
    assert len(document.text) > 4000
    assert not extraction.records
