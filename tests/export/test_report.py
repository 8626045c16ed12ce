"""`report.html`: self-contained, every value with its place, nothing of a source unescaped."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path

import pytest

from miner.export.forest import ForestRow, make_forest
from miner.runs.batch import run
from miner.runs.options import RunOptions
from miner.runs.report.posts import marked
from miner.store.database import open_database
from miner.store.reading import document_text

EVIL = "<script>alert(1)</script> My doctor laughed at me </script><img src=x onerror=alert(2)>"


@pytest.fixture(scope="module")
def out(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("report")
    row = {"id": "evil", "kind": "post", "text": EVIL, "title": "<b>"}
    (folder / "rows.jsonl").write_text(json.dumps(row) + "\n{broken", "utf-8")
    (folder / "empty.pdf").write_bytes(b"")
    run(
        RunOptions((str(root / "corpora" / "sample"), str(folder)), folder / "out", author_key=b"k")
    )
    return folder / "out"


@pytest.fixture(scope="module")
def page(out: Path) -> str:
    return (out / "report.html").read_text("utf-8")


def places_of(page: str) -> list[list[str]]:
    found = re.search(r'<script type="application/json" id="places">(.*?)</script>', page, re.S)
    assert found
    return json.loads(found.group(1))


def test_report_fetches_nothing(page: str) -> None:
    assert "default-src 'none'" in page
    assert not re.findall(r'(?:src|srcset|action)\s*=\s*["\']', page)
    assert not re.findall(r"<(?:link|img|iframe|object)\b", page)
    assert not re.findall(r"@import|url\(", page)


def test_report_escapes_what_sources_say(page: str) -> None:
    assert "<script>alert" not in page
    assert "<img" not in page
    assert html.escape("<script>") in page
    assert page.count("<script") == 2


def test_report_values_lead_to_words_of_their_document(out: Path, page: str) -> None:
    places = places_of(page)
    used = {int(number) for number in re.findall(r'data-place="(\d+)"', page)}
    assert used == set(range(len(places)))
    connection = open_database(out)
    texts = [
        document_text(connection, row["document_id"])
        for row in connection.execute("SELECT document_id FROM documents")
    ]
    connection.close()
    for before, quote, after, _ in places:
        shown = (
            before.removeprefix("… ")
            + quote.removesuffix(" …")
            + ("" if quote.endswith(" …") else after.removesuffix(" …"))
        )
        assert any(shown in text for text in texts), shown


def test_report_tells_failures_with_their_reason(page: str) -> None:
    assert "1</b> failure" not in page
    assert "empty; nothing to read" in page
    assert "not a JSON row" in page


@pytest.mark.parametrize("part", ["claims", "studies", "forests", "posts", "sources", "failures"])
def test_report_has_its_parts_and_leads_to_them(page: str, part: str) -> None:
    assert f'<section id="{part}">' in page
    assert f'href="#{part}"' in page


def test_report_links_inside_lead_somewhere(page: str) -> None:
    ids = set(re.findall(r'\bid="([^"]+)"', page))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= ids


def test_report_of_an_empty_run(tmp_path: Path) -> None:
    (tmp_path / "empty.pdf").write_bytes(b"")
    run(RunOptions((str(tmp_path / "empty.pdf"),), tmp_path / "out", author_key=b"k"))
    assert "1</b> failure" in (tmp_path / "out" / "report.html").read_text("utf-8")


def row(estimate: float, lower: float, upper: float) -> ForestRow:
    return ForestRow("d", "Study", "", "", estimate, lower, upper)


def test_forest_positions_keep_order_and_stay_on_the_axis() -> None:
    plot = make_forest(
        [row(-2, -3, -1), row(0.5, -0.5, 1.5)], title="pain", measure="mean_difference"
    )
    for _, lower, estimate, upper in plot.rows:
        assert 0 <= lower < estimate < upper <= 100
    assert plot.rows[0][3] < plot.null < plot.rows[1][3]


def test_forest_ratios_lie_on_a_log_axis() -> None:
    plot = make_forest([row(2, 1, 4), row(0.5, 0.25, 1)], title="falls", measure="risk_ratio")
    (_, low, half, one), (_, quarter, _, _) = plot.rows[0], plot.rows[1]
    assert half - low == pytest.approx(one - half, abs=0.02)
    assert plot.null == pytest.approx((quarter + one) / 2, abs=0.02)
    assert "1" in [label for _, label in plot.ticks]


def test_forest_of_one_point_is_drawn() -> None:
    assert make_forest([row(0, 0, 0)], title="x", measure="mean_difference").rows[0][2] >= 0


def test_posts_mark_the_words_that_show_a_theme() -> None:
    pieces = marked("Hi. He laughed. Bye. She cared.", ["He laughed. … She cared."])
    assert [piece for piece, shows in pieces if shows] == ["He laughed.", "She cared."]
    assert "".join(piece for piece, _ in pieces) == "Hi. He laughed. Bye. She cared."
