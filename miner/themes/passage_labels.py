"""Labels of single passages: which sentence of a post carries which theme, and which does not."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from miner.model.errors import ReadError
from miner.model.span import Span
from miner.themes.labels import PostLabels, text_sha256


@dataclass(frozen=True, slots=True)
class PassageLabel:
    """One passage read in full: it carries `labels`, perhaps `unsure`, and no other theme."""

    id: str
    text_sha256: str
    span: Span
    labels: frozenset[str]
    unsure: frozenset[str] = frozenset()


def read_passage_labels(folder: Path) -> list[PassageLabel]:
    """Read `passages/*.jsonl` of a theme set: id, text hash, start, end, labels, unsure.

    Raises
    ------
    ReadError
        If a line is broken.
    """
    found = []
    for path in sorted((folder / "passages").glob("*.jsonl")):
        lines = path.read_text(encoding="utf-8").splitlines()
        for number, line in enumerate(lines, start=1):
            try:
                record = json.loads(line)
                found.append(
                    PassageLabel(
                        str(record["id"]),
                        str(record["text_sha256"]),
                        Span(int(record["start"]), int(record["end"])),
                        frozenset(record["labels"]),
                        frozenset(record.get("unsure", ())),
                    )
                )
            except (ValueError, TypeError, KeyError) as error:
                raise ReadError(f"{path}:{number}: no passage label ({error})") from None
    return found


def passages_of_labels(posts: Iterable[PostLabels]) -> list[PassageLabel]:
    """Turn the spans that annotators marked in posts into labels of passages."""
    found = []
    for post in posts:
        by_span: dict[Span, set[str]] = {}
        for theme, spans in post.spans.items():
            for span in spans:
                by_span.setdefault(span, set()).add(theme)
        found += [
            PassageLabel(post.id, post.text_sha256, span, frozenset(themes))
            for span, themes in sorted(by_span.items())
        ]
    return found


def keep_current(
    labels: Iterable[PassageLabel], texts: Mapping[str, str]
) -> tuple[list[PassageLabel], int]:
    """Return the labels whose text is there unchanged, and how many are not."""
    hashes: dict[str, str] = {}
    kept, lost = [], 0
    for label in labels:
        text = texts.get(label.id)
        if text is None or label.span.end > len(text):
            lost += 1
            continue
        digest = hashes.setdefault(label.id, text_sha256(text))
        if digest.startswith(label.text_sha256):
            kept.append(label)
        else:
            lost += 1
    return kept, lost
