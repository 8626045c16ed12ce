"""Labels to and from Label Studio, doccano and Prodigy files, offsets as they are."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from miner.model.errors import ReadError, UnknownNameError
from miner.model.span import Span
from miner.themes.labels import LabelLine, PostLabels, text_sha256
from miner.themes.posts import PostRow

FORMATS = ("doccano", "labelstudio", "prodigy")


def write_annotations(
    path: Path, kind: str, posts: Sequence[PostRow], labels: Mapping[str, PostLabels]
) -> int:
    """Write closed posts with their labels for another tool; return how many.

    The file holds the text of the posts: it is for the annotator's machine, not for sharing.
    """
    record = _pick(kind, _WRITERS)
    records = [
        record(post, labels[post.id])
        for post in posts
        if post.id in labels and labels[post.id].state == "done"
    ]
    if kind == "labelstudio":
        text = json.dumps(records, ensure_ascii=False, indent=1) + "\n"
    else:
        text = "".join(json.dumps(r, ensure_ascii=False) + "\n" for r in records)
    path.write_text(text, encoding="utf-8")
    return len(records)


def read_annotations(path: Path, kind: str, themes: Sequence[str]) -> list[LabelLine]:
    """Read another tool's file into lines for a label file.

    Raises
    ------
    ReadError
        If the file is not of that kind, a span leaves its text, or a label is no theme.
    """
    reader = _pick(kind, _READERS)
    lines: list[LabelLine] = []
    for number, record in enumerate(_records(path, kind), start=1):
        try:
            post_id, text, marks, note, state = reader(record)
        except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
            raise ReadError(f"{path}: record {number} is not {kind} ({error!r})") from None
        lines += _lines(post_id, text, marks, note, state, themes, f"{path}: record {number}")
    return lines


def _lines(
    post_id: str,
    text: str,
    marks: Iterable[tuple[str, Span | None]],
    note: str,
    state: str,
    themes: Sequence[str],
    where: str,
) -> list[LabelLine]:
    digest = text_sha256(text)
    lines = []
    for label, span in marks:
        if label not in themes:
            raise ReadError(
                f"{where}: label '{label}' is no theme; choose from {', '.join(themes)}"
            )
        if span is not None and span.end > len(text):
            raise ReadError(f"{where}: span {span.start} to {span.end} leaves the text")
        lines.append(LabelLine(post_id, digest, label=label, value=True, span=span))
    if note:
        lines.append(LabelLine(post_id, digest, note=note))
    return [*lines, LabelLine(post_id, digest, state=state)]


def _marks(labels: PostLabels) -> list[tuple[str, Span | None]]:
    marks: list[tuple[str, Span | None]] = []
    for theme in sorted(labels.positive()):
        spans = labels.spans.get(theme, [])
        marks += [(theme, span) for span in sorted(spans)] or [(theme, None)]
    return marks


def _to_doccano(post: PostRow, labels: PostLabels) -> dict[str, Any]:
    marks = _marks(labels)
    return {
        "id": post.id,
        "text": post.text,
        "label": [[span.start, span.end, theme] for theme, span in marks if span],
        "cats": sorted({theme for theme, span in marks if span is None}),
        "Comments": [labels.note] if labels.note else [],
    }


def _from_doccano(record: dict[str, Any]) -> tuple[str, str, list[Any], str, str]:
    marks: list[Any] = []
    for mark in record.get("label") or record.get("labels") or []:
        if isinstance(mark, str):
            marks.append((mark, None))
        else:
            marks.append((str(mark[2]), Span(int(mark[0]), int(mark[1]))))
    marks += [(str(name), None) for name in record.get("cats") or []]
    comments = record.get("Comments") or record.get("comments") or []
    return str(record["id"]), record["text"], marks, "\n".join(map(str, comments)), "done"


def _to_prodigy(post: PostRow, labels: PostLabels) -> dict[str, Any]:
    marks = _marks(labels)
    return {
        "text": post.text,
        "meta": {"id": post.id, "note": labels.note},
        "spans": [
            {"start": span.start, "end": span.end, "label": theme} for theme, span in marks if span
        ],
        "accept": sorted({theme for theme, span in marks if span is None}),
        "answer": "accept",
    }


def _from_prodigy(record: dict[str, Any]) -> tuple[str, str, list[Any], str, str]:
    meta = record.get("meta") or {}
    marks: list[Any] = [
        (str(m["label"]), Span(int(m["start"]), int(m["end"]))) for m in record.get("spans") or []
    ]
    marks += [(str(name), None) for name in record.get("accept") or []]
    state = {"accept": "done", "reject": "done", "ignore": "skipped"}[
        record.get("answer", "accept")
    ]
    if record.get("answer") == "reject":
        marks = []
    post_id = str(meta.get("id", record.get("id", record.get("_task_hash"))))
    return post_id, record["text"], marks, str(meta.get("note") or ""), state


def _to_labelstudio(post: PostRow, labels: PostLabels) -> dict[str, Any]:
    results: list[dict[str, Any]] = []
    whole = sorted({theme for theme, span in _marks(labels) if span is None})
    if whole:
        results.append(_result("choices", {"choices": whole}))
    for theme, span in _marks(labels):
        if span:
            value = {"start": span.start, "end": span.end, "text": span.of(post.text)}
            results.append(_result("labels", {**value, "labels": [theme]}))
    if labels.note:
        results.append(_result("textarea", {"text": [labels.note]}))
    return {"data": {"id": post.id, "text": post.text}, "annotations": [{"result": results}]}


def _result(kind: str, value: dict[str, Any]) -> dict[str, Any]:
    return {"from_name": kind, "to_name": "text", "type": kind, "value": value}


def _from_labelstudio(record: dict[str, Any]) -> tuple[str, str, list[Any], str, str]:
    data = record["data"]
    given = record.get("annotations") or record.get("completions") or []
    kept = [a for a in given if not a.get("was_cancelled")]
    marks: list[Any] = []
    notes: list[str] = []
    for result in kept[-1]["result"] if kept else []:
        value = result["value"]
        if result["type"] == "choices":
            marks += [(str(name), None) for name in value["choices"]]
        elif result["type"] == "labels":
            span = Span(int(value["start"]), int(value["end"]))
            marks += [(str(name), span) for name in value["labels"]]
        elif result["type"] == "textarea":
            notes += [str(line) for line in value["text"]]
    post_id = str(data.get("id", record.get("id")))
    return post_id, data["text"], marks, "\n".join(notes), "done" if kept else "skipped"


_WRITERS = {"doccano": _to_doccano, "labelstudio": _to_labelstudio, "prodigy": _to_prodigy}
_READERS = {"doccano": _from_doccano, "labelstudio": _from_labelstudio, "prodigy": _from_prodigy}


def _pick(kind: str, table: dict[str, Any]) -> Any:
    if kind not in table:
        raise UnknownNameError.among("annotation format", kind, FORMATS)
    return table[kind]


def _records(path: Path, kind: str) -> list[dict[str, Any]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
        if kind == "labelstudio":
            found = json.loads(text)
        else:
            found = [json.loads(line) for line in text.split("\n") if line.strip()]
    except (OSError, ValueError) as error:
        raise ReadError(f"{path}: cannot be read as {kind} ({error})") from None
    if not isinstance(found, list) or not all(isinstance(r, dict) for r in found):
        raise ReadError(f"{path}: not a list of {kind} records")
    return found
