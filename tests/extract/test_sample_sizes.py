"""Sample sizes: golden cases and the laws of every record."""

from __future__ import annotations

import time
from typing import Any

import pytest
from golden_counts import findings_of, load, read

from miner.extract.sample_sizes import EXTRACTOR
from miner.model import Findings
from miner.model.vocab import COUNT_KINDS
from miner.readers.jats import read_jats
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


def _paper(rows: str) -> list[tuple[int, str, str | None, str | None]]:
    """Read the counts of arms in the table of an invented paper."""
    document = read_jats(
        (
            "<article><front><article-meta><title-group><article-title>Tea or milk: a randomised trial"
            "</article-title></title-group></article-meta></front><body><sec><title>Methods</title>"
            "<p>We randomised 80 patients to tea (n = 41) or milk (n = 39).</p></sec><sec>"
            f"<title>Results</title><table-wrap id='t1'><label>Table 1</label><table>{rows}</table>"
            "</table-wrap></sec></body></article>"
        ).encode(),
        path="invented.xml",
    )
    findings = findings_of(document)
    labels = {arm.arm_id: arm.label for arm in findings.arms}
    return [
        (s.n, s.count_kind, labels.get(s.arm_id or ""), s.timepoint)
        for s in findings.sample_sizes
        if s.provenance.table_id
    ]


def _row(*cells: str) -> str:
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def test_sample_sizes_of_a_section_of_a_table_are_its_arms() -> None:
    head = "<thead><tr><th></th><th>All patients at week 4</th></tr></thead>"
    body = _row("Tea group") + _row("N", "37") + _row("Milk group") + _row("N", "34")
    found = _paper(f"{head}<tbody>{body}</tbody>")
    assert found == [(37, "analysed", "tea", "4 weeks"), (34, "analysed", "milk", "4 weeks")]


def test_sample_sizes_smaller_counts_lower_in_a_table_are_of_a_part() -> None:
    head = "<thead><tr><th></th><th>Tea</th><th>Milk</th></tr></thead>"
    body = _row("N", "38", "36") + _row("Pain", "3.1", "4.0") + _row("N", "20", "19")
    found = _paper(f"{head}<tbody>{body}</tbody>")
    assert found == [(38, "analysed", "Tea", None), (36, "analysed", "Milk", None)]


def test_sample_sizes_of_a_table_of_a_subgroup_are_refused() -> None:
    head = (
        "<thead><tr><th></th><th>Tea, baseline (n = 18)</th><th>Tea, 6 months (n = 15)</th>"
        "<th>Milk, baseline (n = 17)</th></tr></thead>"
    )
    assert _paper(f"{head}<tbody>{_row('Pain', '3.1', '2.9', '4.0')}</tbody>") == []


def test_sample_sizes_of_other_people_in_the_same_row_are_kept() -> None:
    head = (
        "<thead><tr><th></th><th>Tea caregivers</th><th>Tea children</th>"
        "<th>Milk caregivers</th><th>Milk children</th></tr></thead>"
    )
    body = _row("Number of participants", "40", "24", "38", "23")
    found = _paper(f"{head}<tbody>{body}</tbody>")
    assert sorted(n for n, _, _, _ in found) == [23, 24, 38, 40]
