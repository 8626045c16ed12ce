"""What the user pointed at: files, folders, globs and standard input, as units of work.

A unit is one file, or one row of a rows file. Its key and content hash decide whether a run
has to do it again.
"""

from __future__ import annotations

import glob
import gzip
import hashlib
import io
import os
import sys
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from miner.model.errors import MinerError, ReadError

# A paper, page or thread larger than this is something else (rows files are streamed).
MAX_FILE_BYTES = 64 * 1024 * 1024
# Not sources, when met in a folder: what describes a corpus, and litter of file managers.
_SKIPPED_NAMES = frozenset(
    ("thumbs.db", "desktop.ini", "readme.md", "readme.txt", "readme", "license", "licence")
)


@dataclass(frozen=True, slots=True)
class Unit:
    """One piece of work. `data` holds a row's JSON or standard input, else None."""

    key: str
    path: str
    sha256: str
    data: bytes | None = None
    format: str | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """Something that could not be done: where, at which stage, and why in one line."""

    path: str
    stage: str
    error: str
    message: str
    unit_key: str = ""
    document_id: str | None = None

    @classmethod
    def of(cls, path: str, stage: str, error: BaseException, unit_key: str = "") -> Failure:
        """Build a failure from what was raised; the message is its first line."""
        lines = str(error).splitlines() or [""]
        message = lines[0][:300]
        # Our own messages name the path already; others get it put before them.
        if not isinstance(error, MinerError):
            message = f"{path}: {type(error).__name__}: {message}"
        return cls(path, stage, type(error).__name__, message, unit_key or path)


def find_paths(arguments: Iterable[str]) -> Iterator[str | Failure]:
    """Resolve arguments to files in a fixed order, each file once.

    Folders are walked (hidden names skipped, links to folders followed once), globs
    expanded, `-` passed through. An argument that names nothing is a failure.
    """
    seen: set[str] = set()
    for argument in arguments:
        found = False
        for path in _expand(argument):
            found = True
            identity = path if isinstance(path, Failure) else os.path.realpath(path)
            if isinstance(identity, str):
                if identity in seen and path != "-":
                    continue
                seen.add(identity)
            yield path
        if not found:
            error = ReadError(f"{argument}: nothing to read here; give a file, folder or glob")
            yield Failure.of(argument, "find", error)


def _expand(argument: str) -> Iterator[str | Failure]:
    if argument == "-":
        yield argument
    elif os.path.isdir(argument):
        yield from _walk(argument, set())
    elif os.path.exists(argument) or os.path.islink(argument):
        yield argument
    else:
        for path in sorted(glob.glob(argument, recursive=True)):
            if os.path.isdir(path):
                yield from _walk(path, set())
            else:
                yield path


def _walk(folder: str, visited: set[str]) -> Iterator[str | Failure]:
    real = os.path.realpath(folder)
    if real in visited:
        return
    visited.add(real)
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        problem = ReadError(f"{folder}: folder cannot be opened ({error.strerror}); check rights")
        yield Failure.of(folder, "find", problem)
        return
    for entry in entries:
        if entry.name.startswith((".", "~$")) or entry.name.lower() in _SKIPPED_NAMES:
            continue
        if _leads_to_folder(entry):
            yield from _walk(entry.path, visited)
        else:
            yield entry.path


def _leads_to_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link that leads to itself; reading it says so
        return False


def load(path: str) -> bytes:
    """Return a file's bytes, `-` for standard input, gzip unpacked.

    Raises
    ------
    ReadError
        If it cannot be opened, is not a plain file, is empty, or is too large once unpacked.
    """
    try:
        if path == "-":
            data = sys.stdin.buffer.read(MAX_FILE_BYTES + 1)
        else:
            if not Path(path).is_file():
                raise ReadError(f"{path}: not a readable file (a broken link, a pipe or a device?)")
            size = os.path.getsize(path)
            if size > MAX_FILE_BYTES:
                raise ReadError(_too_large(path, size))
            data = Path(path).read_bytes()
    except OSError as error:
        raise ReadError(f"{path}: cannot be opened ({error.strerror}); check rights") from error
    if data[:2] == b"\x1f\x8b":
        data = _gunzip(data, path)
    if len(data) > MAX_FILE_BYTES:
        raise ReadError(_too_large(path, None))
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        raise ReadError(f"{path}: empty; nothing to read")
    return data


def _gunzip(data: bytes, path: str) -> bytes:
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as stream:
            return stream.read(MAX_FILE_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise ReadError(f"{path}: broken gzip ({error}); fetch the file again") from error


def _too_large(path: str, size: int | None) -> str:
    """Say that a source is too large; `size` None where it was not read to its end."""
    limit = MAX_FILE_BYTES // 2**20
    found = f"{size / 2**20:.0f} MB, more" if size is not None else "more, unpacked or piped,"
    return f"{path}: {found} than the {limit} MB of one document; split it, or give rows as .jsonl"


def content_hash(data: bytes) -> str:
    """Return the SHA-256 of bytes in hexadecimal."""
    return hashlib.sha256(data).hexdigest()
