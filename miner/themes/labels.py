"""Labels of posts: append-only files, one an annotator, that never hold post text."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from miner.model.errors import ReadError
from miner.model.span import Span

ADJUDICATED = "adjudicated"
_ANNOTATOR = re.compile(r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,40}$")
_STATES = ("done", "skipped", "open")


@dataclass(frozen=True, slots=True)
class LabelLine:
    """One line of a label file: a theme switched on or off, a note, or a post closed.

    `span` says where the theme stands, None for the post as a whole. `value` None takes the
    label back. `is_unsure` marks a value that another careful annotator might not give.
    Exactly one of `label`, `state` and `note` is set.
    """

    id: str
    text_sha256: str
    label: str | None = None
    value: bool | None = None
    span: Span | None = None
    state: str | None = None
    note: str | None = None
    is_unsure: bool = False

    def to_json(self) -> str:
        """Return the line as written to the file."""
        record: dict[str, object] = {"id": self.id, "text_sha256": self.text_sha256}
        if self.label is not None:
            record |= {"label": self.label, "value": self.value}
        if self.span is not None:
            record |= {"start": self.span.start, "end": self.span.end}
        if self.is_unsure:
            record["unsure"] = True
        if self.state is not None:
            record["state"] = self.state
        if self.note is not None:
            record["note"] = self.note
        return json.dumps(record, ensure_ascii=False)


@dataclass(slots=True)
class PostLabels:
    """What one annotator says about one post, after reading the whole file."""

    id: str
    text_sha256: str
    themes: dict[str, bool] = field(default_factory=dict)
    spans: dict[str, list[Span]] = field(default_factory=dict)
    state: str = "open"
    note: str = ""
    unsure: set[str] = field(default_factory=set)

    def positive(self) -> set[str]:
        """Return the themes said to be there."""
        return {theme for theme, value in self.themes.items() if value}


def text_sha256(text: str) -> str:
    """Return the hash that ties a label to the text it was given for."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def label_file(folder: Path, annotator: str) -> Path:
    """Return the file of an annotator; a name that is no plain word is refused."""
    if not _ANNOTATOR.match(annotator):
        raise ReadError(f"annotator name '{annotator}' must be letters, digits, _ . or -")
    return folder / f"{annotator}.jsonl"


def append_lines(path: Path, lines: Iterable[LabelLine]) -> None:
    """Write lines at the end of a label file and wait until the disk has them.

    A last line cut short by a crash is ended first, so that it spoils nothing after it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    text = "".join(line.to_json() + "\n" for line in lines)
    with path.open("ab+") as stream:
        if stream.seek(0, os.SEEK_END):
            stream.seek(-1, os.SEEK_END)
            if stream.read(1) != b"\n":
                text = "\n" + text
        stream.write(text.encode("utf-8"))
        stream.flush()
        os.fsync(stream.fileno())


def read_labels(path: Path) -> dict[str, PostLabels]:
    """Read a label file; of several lines on one thing the last holds.

    Parameters
    ----------
    path : Path
        The file; one that does not exist gives no labels.

    Returns
    -------
    dict of str to PostLabels
        By post id, in order of first mention.

    Raises
    ------
    ReadError
        If a line (other than a last one cut short) is broken, or two lines about one post
        name different texts.
    """
    found: dict[str, PostLabels] = {}
    if not path.is_file():
        return found
    lines = path.read_text(encoding="utf-8", errors="replace").split("\n")
    for number, text in enumerate(lines, start=1):
        if not text.strip():
            continue
        try:
            record = json.loads(text)
            line = _parse(record)
        except (ValueError, TypeError, KeyError) as error:
            if _is_cut_short(text):
                continue
            raise ReadError(
                f"{path}:{number}: no label line ({error}); mend or delete it"
            ) from None
        _apply(found, line, path, number)
    return found


def read_label_folder(folder: Path) -> dict[str, dict[str, PostLabels]]:
    """Read all label files of a folder, by annotator; `adjudicated` is one of them if there.

    Raises
    ------
    ReadError
        If two files name different texts for one post id.
    """
    files = sorted(folder.glob("*.jsonl")) if folder.is_dir() else []
    found = {path.stem: read_labels(path) for path in files}
    hashes: dict[str, tuple[str, str]] = {}
    for annotator, labels in found.items():
        for post in labels.values():
            known = hashes.setdefault(post.id, (post.text_sha256, annotator))
            if known[0] != post.text_sha256:
                raise ReadError(
                    f"{folder}: {known[1]} and {annotator} labelled different texts as post "
                    f"'{post.id}'; label one of them again"
                )
    return found


def check_against_posts(
    labels: Mapping[str, PostLabels], texts: Mapping[str, str]
) -> tuple[list[str], list[str]]:
    """Return the label ids that no post has, and those whose post has another text now."""
    missing = [key for key in labels if key not in texts]
    stale = [
        key
        for key, post in labels.items()
        if key in texts and post.text_sha256 and text_sha256(texts[key]) != post.text_sha256
    ]
    return missing, stale


def combine(
    files: Mapping[str, Mapping[str, PostLabels]], themes: Iterable[str]
) -> tuple[dict[str, dict[str, bool]], list[tuple[str, str]]]:
    """Merge annotators: adjudication first, else agreement; what differs is left out.

    Returns
    -------
    labels : dict of str to dict of str to bool
        By post id and theme. A post closed as done has False for a theme not mentioned.
    disputes : list of (post id, theme)
        Where annotators differ and nobody has adjudicated.
    """
    names = tuple(themes)
    votes: dict[tuple[str, str], set[bool]] = {}
    final: dict[str, dict[str, bool]] = {}
    for annotator, posts in files.items():
        for post in posts.values():
            for name in names:
                value = post.themes.get(name, False if post.state == "done" else None)
                if value is None:
                    continue
                if annotator == ADJUDICATED:
                    final.setdefault(post.id, {})[name] = value
                else:
                    votes.setdefault((post.id, name), set()).add(value)
    disputes = []
    for (post_id, name), values in votes.items():
        if name in final.get(post_id, {}):
            continue
        if len(values) == 1:
            final.setdefault(post_id, {})[name] = next(iter(values))
        else:
            disputes.append((post_id, name))
    return final, disputes


def _parse(record: object) -> LabelLine:
    if not isinstance(record, dict):
        raise ValueError("not an object")
    start, end = record.get("start"), record.get("end")
    span = Span(int(start), int(end)) if start is not None and end is not None else None
    value = record.get("value")
    if value not in (True, False, None):
        raise ValueError("value must be true, false or null")
    state = record.get("state")
    if state is not None and state not in _STATES:
        raise ValueError(f"state must be one of {', '.join(_STATES)}")
    label, note = record.get("label"), record.get("note")
    return LabelLine(
        id=str(record["id"]),
        text_sha256=str(record.get("text_sha256", "")),
        label=None if label is None else str(label),
        value=value,
        span=span,
        state=state,
        note=None if note is None else str(note),
        is_unsure=record.get("unsure") is True,
    )


def _is_cut_short(text: str) -> bool:
    """Tell a line that a crash cut short from one that was written wrongly."""
    return text.startswith("{") and not text.rstrip().endswith("}")


def _apply(found: dict[str, PostLabels], line: LabelLine, path: Path, number: int) -> None:
    post = found.setdefault(line.id, PostLabels(line.id, line.text_sha256))
    if line.text_sha256 and post.text_sha256 and line.text_sha256 != post.text_sha256:
        raise ReadError(
            f"{path}:{number}: post '{line.id}' is labelled here for another text than above"
        )
    post.text_sha256 = post.text_sha256 or line.text_sha256
    if line.label is not None:
        post.unsure.discard(line.label)
        if line.is_unsure and line.value is not None:
            post.unsure.add(line.label)
        if line.value is None:
            post.themes.pop(line.label, None)
            post.spans.pop(line.label, None)
        else:
            post.themes[line.label] = line.value
            if not line.value:
                post.spans.pop(line.label, None)
            elif line.span is not None:
                spans = post.spans.setdefault(line.label, [])
                if line.span not in spans:
                    spans.append(line.span)
    if line.state is not None:
        post.state = line.state
    if line.note is not None:
        post.note = line.note
