"""The main job: sources in, a database, tables and a report out; again does what is new."""

from __future__ import annotations

import datetime
import sqlite3
import sys
from dataclasses import dataclass, field

from tqdm import tqdm

import miner
from miner.extract import registry
from miner.model.errors import StoreError
from miner.readers import Failure, Unit, find_units
from miner.runs import tables
from miner.runs.links import link_base
from miner.runs.options import RunOptions
from miner.runs.pool import do_units
from miner.runs.report import write_report
from miner.runs.work import Stages, UnitResult
from miner.store.database import DATABASE_NAME, open_database, run_lock, transaction
from miner.store.writing import (
    add_document,
    add_failure,
    add_unit,
    forget_unit,
    holder_of,
    unit_is_done,
)
from miner.text.model_folder import models_signature


@dataclass(slots=True)
class RunReport:
    """What a run did. `failures` lists one line each."""

    n_done: int = 0
    n_skipped: int = 0
    n_documents: int = 0
    failures: list[str] = field(default_factory=list)
    rows: dict[str, int] = field(default_factory=dict)

    @property
    def exit_code(self) -> int:
        """0 all done, 1 some failed, 2 nothing usable."""
        if not self.failures:
            return 0 if self.n_done or self.n_skipped else 2
        return 1 if self.n_documents or self.n_skipped else 2

    def as_text(self) -> str:
        """Say in a few lines what there is now."""
        counted = ", ".join(f"{count} {name}" for name, count in self.rows.items() if count)
        return (
            f"{self.n_documents} documents read, {self.n_skipped} sources unchanged, "
            f"{len(self.failures)} failures\n{counted or 'no rows'}"
        )


def run(options: RunOptions) -> RunReport:
    """Read, extract, classify and link every source, and write the tables.

    Parameters
    ----------
    options : RunOptions

    Returns
    -------
    RunReport

    Raises
    ------
    StoreError
        If the folder cannot be written, is full, or another run is writing there.
    """
    with run_lock(options.out):
        if options.fresh:
            for suffix in ("", "-wal", "-shm"):
                (options.out / (DATABASE_NAME + suffix)).unlink(missing_ok=True)
        connection = open_database(options.out, create=True)
        try:
            return _run(connection, options)
        except sqlite3.OperationalError as error:
            raise StoreError(
                f"{options.out}: cannot be written ({error}); is the disk full? "
                "What was done is kept: run again to go on"
            ) from error
        except OSError as error:
            raise StoreError(
                f"{options.out}: cannot be written ({error.strerror}); is the disk full? "
                "What was done is kept: run again to go on"
            ) from error
        finally:
            connection.close()


def _run(connection: sqlite3.Connection, options: RunOptions) -> RunReport:
    report = RunReport()
    stages = Stages(
        options.author_key,
        themes=options.wants("themes", "claim_table"),
        claims=options.wants("claims", "links", "claim_table"),
    )
    signature = _signature(stages)
    run_id = connection.execute(
        "INSERT INTO runs (started_at, version, signature, arguments) VALUES (?, ?, ?, ?)",
        (_now(), miner.__version__, signature, " ".join(options.sources)),
    ).lastrowid
    todo = _todo(connection, options, signature, report)
    results = do_units(iter(todo), stages, workers=options.workers, seconds=options.unit_seconds)
    with _progress(len(todo), options.show_progress) as bar:
        for result in results:
            _store(connection, result, signature, report)
            bar.update()
            bar.set_postfix_str(f"{len(report.failures)} failed", refresh=False)
    if options.wants("links", "claim_table"):
        link_base(connection, show_progress=options.show_progress)
    report.rows = tables.write_tables(connection, options.out, only=options.only)
    write_report(connection, options.out)
    connection.execute(
        "UPDATE runs SET finished_at = ?, n_done = ?, n_skipped = ?, n_failed = ? WHERE run_id = ?",
        (_now(), report.n_done, report.n_skipped, len(report.failures), run_id),
    )
    return report


def _todo(
    connection: sqlite3.Connection, options: RunOptions, signature: str, report: RunReport
) -> list[Unit]:
    """List the units that are new or changed; record at once what cannot be opened."""
    todo = []
    for unit in find_units(options.sources):
        if isinstance(unit, Failure):
            with transaction(connection):
                forget_unit(connection, unit.unit_key)
                _keep_failure(connection, unit, report)
        elif unit_is_done(connection, unit.key, unit.sha256, signature):
            report.n_skipped += 1
        else:
            todo.append(unit)
    return todo


def _store(
    connection: sqlite3.Connection, result: UnitResult, signature: str, report: RunReport
) -> None:
    """Keep one unit's results in one transaction."""
    unit = result.unit
    with transaction(connection):
        forget_unit(connection, unit.key)
        add_unit(connection, unit.key, unit.path, unit.sha256, signature)
        for document in result.documents:
            holder = holder_of(connection, document.document_id)
            if holder is not None:
                # The same paper twice (a copy, or zipped and not): the first one counts.
                continue
            add_document(connection, unit.key, document.document_id, document.body, document.tables)
            report.n_documents += 1
        for failure in result.failures:
            _keep_failure(connection, failure, report)
    report.n_done += 1


def _keep_failure(connection: sqlite3.Connection, failure: Failure, report: RunReport) -> None:
    add_failure(
        connection,
        failure.unit_key,
        path=failure.path,
        document_id=failure.document_id,
        stage=failure.stage,
        error=failure.error,
        message=failure.message,
    )
    report.failures.append(failure.message)


def _signature(stages: Stages) -> str:
    return (
        f"miner:{miner.__version__} {registry.signature()} models:{models_signature()} "
        f"themes:{int(stages.themes)} claims:{int(stages.claims)}"
    )


def _progress(total: int, shown: bool) -> tqdm[None]:
    return tqdm(total=total, unit="doc", disable=not shown or total < 5, file=sys.stderr)


def _now() -> str:
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
