"""What a run was asked to do, and the key that pseudonyms are made with."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from miner.model import UnknownNameError
from miner.model.errors import StoreError
from miner.store.tables import TABLE_NAMES

KEY_VARIABLE = "MINER_AUTHOR_KEY"


@dataclass(frozen=True, slots=True)
class RunOptions:
    """One run. `only` empty means every table; `workers` at least 1.

    `cluster` is the address of a dask scheduler whose workers do the work instead.
    """

    sources: tuple[str, ...]
    out: Path
    author_key: bytes
    workers: int = 1
    cluster: str | None = None
    fresh: bool = False
    only: tuple[str, ...] = ()
    unit_seconds: float = 300.0
    show_progress: bool = False

    def wants(self, *tables: str) -> bool:
        """Tell whether any of the tables is asked for."""
        return not self.only or any(table in self.only for table in tables)


def parse_only(words: str | None) -> tuple[str, ...]:
    """Split `--only a,b`; an unknown table raises UnknownNameError with the valid ones."""
    names = tuple(name.strip() for name in (words or "").split(",") if name.strip())
    for name in names:
        if name not in TABLE_NAMES:
            raise UnknownNameError.among("table", name, TABLE_NAMES)
    return names


def author_key() -> bytes:
    """Return this installation's secret for pseudonyms.

    Taken from the variable MINER_AUTHOR_KEY, else from a file in the user's configuration
    folder that is made on first use and that only the user can read. The same key gives the
    same pseudonyms, so runs can be compared; whoever lacks it cannot try out names.

    Raises
    ------
    StoreError
        If there is no variable and the file can be neither read nor made.
    """
    given = os.environ.get(KEY_VARIABLE)
    if given:
        return given.encode()
    base = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    path = base / "miner" / "author.key"
    try:
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w") as stream:
                stream.write(secrets.token_hex(32))
        return path.read_text().strip().encode()
    except FileExistsError:  # another process made it first
        return path.read_text().strip().encode()
    except OSError as error:
        raise StoreError(
            f"{path}: key for pseudonyms cannot be kept ({error.strerror}); set {KEY_VARIABLE}"
        ) from error
