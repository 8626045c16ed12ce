"""Numbers of papers' sentences that readers have labelled, put together with the papers.

`corpora/values` holds offsets and labels; the words are read from the shared papers.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from miner.model.span import Span
from miner.readers.jats import read_jats

LABELLED = Path(__file__).resolve().parents[2] / "corpora" / "values" / "labelled.tsv"
HASH_CHARS = 12
HELD_OUT_OF = 10


@dataclass(frozen=True, slots=True)
class LabelledNumber:
    """One number: where it stands in its paper, what it is, and the words it belongs to.

    `asked` is what it was taken for by its form (`arm`, `effect`), `kind` what it is (`value`,
    `comparison`, `none`); `before` is the sentence before, empty where the paragraph begins.
    """

    paper: str
    text: str
    before: Span
    sentence: Span
    number: Span
    asked: str
    kind: str
    marked: tuple[tuple[Span, str], ...]


def read_labelled(papers: Path, *, is_held_out: bool) -> list[LabelledNumber]:
    """Read the labelled numbers; a sentence that the paper no longer has there is left out.

    Parameters
    ----------
    papers : Path
        Folder with `jats/PMC….nxml`.
    is_held_out : bool
        Whether to read the tenth of the papers that no training may see, or the others.
    """
    texts: dict[str, str] = {}
    found: list[LabelledNumber] = []
    for line in LABELLED.read_text(encoding="utf-8").splitlines():
        paper, before, start, end, mark, *columns = line.split("\t")
        if is_held_out_paper(paper) != is_held_out:
            continue
        if paper not in texts:
            texts[paper] = _text(papers / "jats" / f"{paper}.nxml")
        sentence = Span(int(start), int(end))
        if _hash(sentence.of(texts[paper])) == mark:
            place = (paper, texts[paper], Span(int(before), sentence.start), sentence)
            found += [LabelledNumber(*place, *read_column(c, sentence.start)) for c in columns]
    return found


def is_held_out_paper(name: str) -> bool:
    """Tell whether a paper is one of the tenth that is kept for measuring."""
    return hashlib.sha256(name.encode()).digest()[0] * HELD_OUT_OF < 256


def read_column(column: str, start: int) -> tuple[Span, str, str, tuple[tuple[Span, str], ...]]:
    """Read one number, whose offsets count from its sentence's start.

    Examples
    --------
    >>> read_column("7-9 arm value OUT:0:4", 100)
    (Span(start=107, end=109), 'arm', 'value', ((Span(start=100, end=104), 'OUT'),))
    """
    place, asked, kind, *marks = column.split(" ")
    low, high = map(int, place.split("-"))
    marked = []
    for label, first, last in (mark.split(":") for mark in marks):
        marked.append((Span(start + int(first), start + int(last)), label))
    return Span(start + low, start + high), asked, kind, tuple(marked)


def _text(path: Path) -> str:
    return read_jats(path.read_bytes(), path=path.name).text if path.exists() else ""


def _hash(sentence: str) -> str:
    return hashlib.sha256(sentence.encode()).hexdigest()[:HASH_CHARS]
