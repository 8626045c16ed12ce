"""The terminal side of labelling: one post at a time, keys without Enter, nothing else."""

from __future__ import annotations

import os
import shutil
import sys
import textwrap
import unicodedata
from typing import IO

from miner.themes.session import Session
from miner.themes.themeset import ThemeSet

_CLEAR = "\x1b[2J\x1b[H"
# Stacked marks beyond this many on one letter are dropped from view (not from the label).
_MAX_MARKS = 2
_VIEW_CHARS = 6000


def run_session(session: Session, theme_set: ThemeSet, *, source: IO[str], out: IO[str]) -> None:
    """Show posts and act on keys until the end or `q`; works on a terminal and on a pipe."""
    with _raw(source):
        while True:
            out.write(_view(session, theme_set))
            out.flush()
            key = _read_key(source)
            if key == "n" and session.post is not None:
                session.write_note(_read_line(source, out))
                continue
            if not session.press(key):
                break
            if session.post is None and key not in "ub":
                out.write(_view(session, theme_set))
                break
    out.write(
        f"\r\n{session.n_closed} of {len(session.posts)} posts closed; saved in {session.path}\r\n"
    )
    out.flush()


def _view(session: Session, theme_set: ThemeSet) -> str:
    width = min(shutil.get_terminal_size((100, 40)).columns, 100)
    lines = [f"{session.n_closed}/{len(session.posts)} closed"]
    post = session.post
    if post is None:
        return _CLEAR + "\r\n".join([*lines, "all posts are closed"]) + "\r\n"
    lines += [f"post {post.id}", ""]
    lines += _wrapped(printable(post.text), width)
    lines.append("")
    chosen = session.chosen()
    for number, theme in enumerate(theme_set.themes, start=1):
        mark = "x" if theme.name in chosen else " "
        hint = ""
        if session.shown is not None:
            value = session.shown.get(theme.name)
            hint = "  (no suggestion)" if value is None else f"  (suggested {value:.2f})"
        lines.append(f"[{mark}] {number} {theme.name}{hint}")
        lines += _wrapped(theme.definition, width, indent="      ")
    if session.note():
        lines.append(f"note: {printable(session.note())}")
    lines += [
        "",
        "1-9 theme  Enter done  s skip  u undo  b back  n note  ? suggestion  q quit",
        "> ",
    ]
    return _CLEAR + "\r\n".join(lines)


def printable(text: str) -> str:
    """Return text safe for a terminal: no control characters, no towers of marks."""
    shown = []
    marks = 0
    for character in text[:_VIEW_CHARS]:
        if unicodedata.combining(character):
            marks += 1
            if marks > _MAX_MARKS:
                continue
        else:
            marks = 0
        control = unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co") and character != "\n"
        shown.append(" " if control else character)
    if len(text) > _VIEW_CHARS:
        shown.append(f"\n[... {len(text) - _VIEW_CHARS} more characters]")
    return "".join(shown)


def _wrapped(text: str, width: int, indent: str = "") -> list[str]:
    lines = []
    for paragraph in text.split("\n"):
        lines += textwrap.wrap(
            paragraph, width, initial_indent=indent, subsequent_indent=indent
        ) or [""]
    return lines


def _read_key(source: IO[str]) -> str:
    try:
        return os.read(source.fileno(), 1).decode("utf-8", "ignore") or ""
    except (OSError, ValueError):
        return source.read(1)


def _read_line(source: IO[str], out: IO[str]) -> str:
    """Read a note; Enter ends it, backspace works, Escape gives an empty one."""
    out.write("\r\nnote: ")
    out.flush()
    note = b""
    while True:
        byte = os.read(source.fileno(), 1)
        if byte in (b"", b"\r", b"\n"):
            return note.decode("utf-8", "ignore")
        if byte == b"\x1b":
            return ""
        note = (
            note.decode("utf-8", "ignore")[:-1].encode()
            if byte in (b"\x7f", b"\b")
            else note + byte
        )
        out.write("\r\x1b[Knote: " + printable(note.decode("utf-8", "ignore")))
        out.flush()


class _raw:
    """Keys one by one without echo while inside; the terminal is as before afterwards."""

    def __init__(self, source: IO[str]) -> None:
        self.source = source
        self.before: list[object] | None = None

    def __enter__(self) -> None:
        if self.source.isatty() and sys.platform != "win32":
            import termios
            import tty

            self.before = termios.tcgetattr(self.source.fileno())
            tty.setcbreak(self.source.fileno())

    def __exit__(self, *_: object) -> None:
        if self.before is not None:
            import termios

            termios.tcsetattr(self.source.fileno(), termios.TCSADRAIN, self.before)  # type: ignore[arg-type]
