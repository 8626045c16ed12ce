"""Set the sample trial of sample_trial.toml in two columns as a PDF in corpora/sample.

Usage: python scripts/typeset_sample.py [FOLDER]
"""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    FrameBreak,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
)

WIDTH, HEIGHT = A4
MARGIN, GUTTER = 54, 18
COLUMN = (WIDTH - 2 * MARGIN - GUTTER) / 2
BODY = ParagraphStyle(
    "body", fontName="Times-Roman", fontSize=9.5, leading=11.5, alignment=4, firstLineIndent=9
)
HEADING = ParagraphStyle(
    "heading", fontName="Helvetica-Bold", fontSize=10.5, leading=13, spaceBefore=7, spaceAfter=2
)
TITLE = ParagraphStyle("title", fontName="Helvetica-Bold", fontSize=16, leading=19, spaceAfter=6)
SMALL = ParagraphStyle("small", fontName="Times-Roman", fontSize=8, leading=9.5)
CAPTION = ParagraphStyle("caption", fontName="Helvetica", fontSize=8.5, leading=11, spaceAfter=2)
THREE_RULES = [
    ("FONT", (0, 0), (-1, -1), "Helvetica", 8), ("FONT", (0, 0), (-1, 0), "Helvetica-Bold", 8),
    ("LINEABOVE", (0, 0), (-1, 0), 0.8, "black"), ("LINEBELOW", (0, 0), (-1, 0), 0.4, "black"),
    ("LINEBELOW", (0, -1), (-1, -1), 0.8, "black"), ("VALIGN", (0, 0), (-1, -1), "BOTTOM"),
    ("ALIGN", (1, 0), (-1, -1), "CENTER"), ("TOPPADDING", (0, 0), (-1, -1), 1.5),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 1.5), ("LEFTPADDING", (0, 0), (0, -1), 0),
]  # fmt: skip


def columns(head: float, height: float) -> list[Frame]:
    """Return a frame across the page of height `head` and two columns of `height` below it."""
    top = HEIGHT - MARGIN - head
    across = Frame(MARGIN, top, WIDTH - 2 * MARGIN, head, 0, 0, 0, 0)
    left = Frame(MARGIN, top - height, COLUMN, height, 0, 0, 0, 0)
    return [across, left, Frame(MARGIN + COLUMN + GUTTER, top - height, COLUMN, height, 0, 0, 0, 0)]


def table_flowables(table: dict[str, Any]) -> list[Flowable]:
    """Return a caption, a table with three rules and no cell borders, and a note."""
    grid = Table(table["rows"], colWidths=table["widths"], hAlign="LEFT", style=THREE_RULES)
    return [
        Paragraph(table["caption"], CAPTION),
        grid,
        Paragraph(table["note"], SMALL),
        Spacer(1, 14),
    ]


def typeset(source: Path, folder: Path) -> Path:
    """Write the PDF that `source` describes into `folder`; the same bytes each time."""
    words = tomllib.loads(source.read_text(encoding="utf-8"))
    target = folder / words["file"]

    def furniture(canvas: Any, _document: Any) -> None:
        canvas.setFont("Times-Italic", 8)
        canvas.drawString(MARGIN, HEIGHT - 36, words["journal"])
        canvas.drawRightString(WIDTH - MARGIN, 30, str(canvas.getPageNumber() + 10))

    document = BaseDocTemplate(str(target), pagesize=A4, title=words["title"], invariant=1, pageTemplates=[
        PageTemplate("first", columns(92, 232), onPage=furniture),
        PageTemplate("later", columns(330, 190), onPage=furniture),
    ])  # fmt: skip
    story: list[Flowable] = [Paragraph(words["title"], TITLE), Paragraph(words["authors"], BODY)]
    story += [Paragraph(words["addresses"], SMALL), NextPageTemplate("later"), FrameBreak()]
    split = next(i for i, block in enumerate(words["blocks"]) if block.get("heading") == "Results")
    for number, block in enumerate(words["blocks"]):
        if number == split:
            story.append(PageBreak())
            story += [part for table in words["tables"] for part in table_flowables(table)] + [
                FrameBreak()
            ]
        if "heading" in block:
            story.append(Paragraph(block["heading"], HEADING))
        story.append(Paragraph(block["text"], BODY))
    document.build(story)
    return target


if __name__ == "__main__":
    here = Path(__file__).resolve().parent
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else here.parent / "corpora" / "sample"
    print(typeset(here / "sample_trial.toml", target))
