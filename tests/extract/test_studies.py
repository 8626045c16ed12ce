"""Study rows: golden cases, designs and registry numbers."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import pytest
from golden_counts import load, read

from miner.extract.studies.registration import find_registration
from miner.model.vocab import DESIGNS

NOT_COMPARED = ("document_id", "provenance")


@pytest.mark.parametrize("case", load("studies/develop.toml"), ids=lambda case: case["id"])
def test_studies_golden(case: dict[str, Any]) -> None:
    _, findings = read(case["text"], case["title"])
    (study,) = findings.studies
    fields = {k: v for k, v in asdict(study).items() if v is not None and k not in NOT_COMPARED}
    assert fields == case["expect"]
    assert study.design is None or study.design in DESIGNS


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("(NCT01234567)", "NCT01234567"), ("ISRCTN 12345678.", "ISRCTN12345678"),
        ("EudraCT number: 2007-001234-22", "2007-001234-22"), ("ACTRN12345678901234", "ACTRN12345678901234"),
        ("NCT1234", None), ("grant 12345678", None), ("", None),
    ],
)  # fmt: skip
def test_studies_registration(text: str, number: str | None) -> None:
    assert find_registration(text) == number
