"""Sample sizes: golden cases and the laws of every record."""

from __future__ import annotations

import time
from typing import Any

import pytest
from golden_counts import load, read

from miner.extract.sample_sizes import EXTRACTOR
from miner.model import Findings
from miner.model.vocab import COUNT_KINDS
from miner.readers.plain import read_plain


@pytest.mark.parametrize("case", load("sample_sizes/develop.toml"), ids=lambda case: case["id"])
def test_sample_sizes_golden(case: dict[str, Any]) -> None:
    _, findings = read(case["text"])
    labels = {arm.arm_id: arm.label for arm in findings.arms}
    found = []
    for size in findings.sample_sizes:
        fields = {
            "n": size.n, "kind": size.count_kind, "arm": labels.get(size.arm_id or ""),
            "of_n": size.of_n, "percent": size.percent,
        }  # fmt: skip
        found.append({name: value for name, value in fields.items() if value is not None})
    assert found == case["expect"]


@pytest.mark.parametrize("case", load("sample_sizes/absent.toml"), ids=lambda case: case["id"])
def test_sample_sizes_absent(case: dict[str, Any]) -> None:
    assert read(case["text"])[1].sample_sizes == []


@pytest.mark.parametrize("case", load("sample_sizes/develop.toml"), ids=lambda case: case["id"])
def test_sample_sizes_are_quotable(case: dict[str, Any]) -> None:
    document, findings = read(case["text"])
    for size in findings.sample_sizes:
        assert size.provenance.quote == size.provenance.span.of(document.text) != ""
        assert size.count_kind in COUNT_KINDS
        assert 0 < size.provenance.confidence <= 1


def test_sample_sizes_every_count_is_kept_or_rejected_with_a_reason() -> None:
    text = (
        "A sample size of 64 patients was required. We enrolled 58 patients; 7 patients had asthma."
    )
    document, findings = read(text)
    rejected = EXTRACTOR.extract(document, findings).rejected
    assert all(mention.reason for mention in rejected)
    spans = {size.provenance.span for size in findings.sample_sizes} | {m.span for m in rejected}
    assert {"64", "58", "7"} <= {span.of(text) for span in spans}


def test_sample_sizes_are_the_same_every_time() -> None:
    text = load("sample_sizes/develop.toml")[3]["text"]
    assert read(text)[1].sample_sizes == read(text)[1].sample_sizes


@pytest.mark.parametrize("piece", ["12 patients ", "3 of 4 were (n = 5), ", "n = 7 and 8 in A "])
def test_sample_sizes_take_linear_time(piece: str) -> None:
    document = read_plain(piece * (30_000 // len(piece)), document_id="long")
    started = time.process_time()
    EXTRACTOR.extract(document, Findings())
    assert time.process_time() - started < 15
