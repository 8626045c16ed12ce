"""JATS: structure, tables and offsets."""

from __future__ import annotations

from pathlib import Path

import pytest

from miner.model import Document
from miner.readers.jats import read_jats

PAPER = """<article xmlns:xlink="http://www.w3.org/1999/xlink"><front><article-meta>
<article-id pub-id-type="pmc">123</article-id><article-id pub-id-type="doi">10.1/AB</article-id>
<title-group><article-title>A <italic>small</italic> trial</article-title></title-group>
<abstract><sec><title>Methods</title><p>We saw 12&#x02009;people<sup>1,2</sup>.</p></sec></abstract>
</article-meta></front><body><sec><title>Results</title>
<p>The bound was 10<sup>-5</sup> (see <xref ref-type="bibr" rid="r1">[1]</xref>).</p>
<table-wrap id="T9"><label>Table 1</label><caption><p>Pain by arm.</p></caption>
<table><thead><tr><th rowspan="2">Outcome</th><th colspan="2">Arm</th></tr>
<tr><th>A (n = 6)</th><th>B (n = 6)</th></tr></thead>
<tbody><tr><td colspan="3">At 4 weeks</td></tr>
<tr><td>Pain</td><td>3.1 (1.2)<xref ref-type="table-fn" rid="f">*</xref></td><td>4.0 (1.1)</td></tr>
</tbody></table><table-wrap-foot><fn id="f"><p>* p &lt; 0.05.</p></fn></table-wrap-foot>
</table-wrap></sec></body><back><ref-list><ref id="r1"><label>1</label><element-citation>
<name><surname>Roe</surname></name><year>2001</year><article-title>Old</article-title>
</element-citation></ref></ref-list></back></article>"""


@pytest.fixture(scope="module")
def paper() -> Document:
    return read_jats(PAPER.encode(), path="paper.nxml")


def test_jats_identifiers_and_title(paper: Document) -> None:
    assert paper.document_id == "pmc:PMC123"
    assert paper.metadata.doi == "10.1/ab"
    assert paper.metadata.title == "A small trial"


def test_jats_sections_and_blocks(paper: Document) -> None:
    kinds = [(block.kind, block.section) for block in paper.blocks]
    assert ("abstract", ("Abstract", "Methods")) in kinds
    assert ("heading", ("Results",)) in kinds
    assert ("reference", ("References",)) in kinds


def test_jats_table_is_a_grid(paper: Document) -> None:
    (table,) = paper.tables
    grid = table.grid(paper.text)
    assert grid[0] == ["Outcome", "Arm", "Arm"]
    assert grid[1] == ["Outcome", "A (n = 6)", "B (n = 6)"]
    assert grid[3] == ["Pain", "3.1 (1.2)*", "4.0 (1.1)"]
    assert (table.header_rows, table.section_rows) == (2, (2,))
    assert table.caption is not None
    assert table.caption.of(paper.text) == "Pain by arm."
    assert [note.mark for note in table.footnotes] == ["*"]
    assert table.footnotes[0].span.of(paper.text) == "p < 0.05."


def test_jats_keeps_the_indent_of_a_cell() -> None:
    table = (
        b"<article><body><sec><table-wrap><table><tbody><tr><td>Pain</td><td>1</td></tr>"
        b"<tr><td>\xc2\xa0\xc2\xa0At rest</td><td>2</td></tr>"
        b"<tr><td>\n    Sleep</td><td>3</td></tr></tbody></table></table-wrap></sec></body></article>"
    )
    (read,) = read_jats(table, path="t.xml").tables
    assert [cell.indent for cell in read.cells if cell.column == 0] == [0, 2, 0]


def test_jats_power_of_ten_is_no_subtraction(paper: Document) -> None:
    assert "10^-5" in paper.text


def test_jats_marks_citations_and_superscripts(paper: Document) -> None:
    marks = {(mark.kind, mark.span.of(paper.text)) for mark in paper.marks}
    assert ("citation", "[1]") in marks
    assert ("citation", "1,2") in marks
    assert ("footnote_mark", "*") in marks


def test_jats_every_real_document_keeps_its_offsets(shared: Path) -> None:
    for path in sorted((shared / "papers" / "jats").glob("*.nxml"))[::40]:
        document = read_jats(path.read_bytes(), path=path.name)
        assert len(document.text) > 500
        for block in document.blocks:
            words = block.span.of(document.text)
            assert words
            assert words.strip() == words or block.kind == "table"
        for table in document.tables:
            for cell in table.cells:
                assert not {"\t", "\n"} & set(cell.span.of(document.text))
                assert table.span.contains(cell.span) or not len(cell.span)
