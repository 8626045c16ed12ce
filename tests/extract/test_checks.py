"""Golden cases of the checks in text."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from miner.extract.checks import EXTRACTOR
from miner.model import Findings
from miner.model.vocab import CHECKS, VERDICTS
from miner.readers.plain import read_plain

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "checks"


CASES = [
    case
    for path in sorted(GOLDEN.glob("*.toml"))
    for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]
]


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_checks_golden(case):
    document = read_plain(case["text"], document_id="invented")
    found = EXTRACTOR.extract(document, Findings()).records
    shown = [(each.check, each.verdict, each.provenance.quote.strip()) for each in found]
    wanted = [(each["check"], each["verdict"], each["quote"]) for each in case["expect"]]
    assert sorted(shown) == sorted(wanted)
    for each in case["expect"]:
        says = each.get("says", "")
        assert any(says in check.explanation for check in found if check.verdict == each["verdict"])


def test_checks_a_third_of_golden_cases_expect_nothing():
    assert sum(not case["expect"] for case in CASES) * 3 >= len(CASES)


def test_checks_are_quotable_named_and_stable():
    for case in CASES:
        document = read_plain(case["text"], document_id="invented")
        first, second = (EXTRACTOR.extract(document, Findings()).records for _ in range(2))
        assert first == second
        for check in first:
            span = check.provenance.span
            assert document.text[span.start : span.end] == check.provenance.quote
            assert check.check in CHECKS and check.verdict in VERDICTS
            assert check.provenance.basis == "derived"
        assert len({check.check_id for check in first}) == len(first)
