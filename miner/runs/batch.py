"""The main job: sources in, a database, tables and a report out; again does what is new."""

from __future__ import annotations

import datetime
import sqlite3
import sys
from collections.abc import Iterator
from dataclasses import replace

from tqdm import tqdm

import miner
from miner.claims.find import VERSION as FIND_VERSION
from miner.extract import registry
from miner.model.errors import StoreError
from miner.readers import Failure, Unit, find_units, with_rows
from miner.readers.formats import READERS_VERSION
from miner.runs import tables
from miner.runs.cluster import do_units_on_cluster
from miner.runs.links import link_base
from miner.runs.options import RunOptions
from miner.runs.pool import do_units
from miner.runs.recording import RunReport, keep_failure, keep_result
from miner.runs.report import write_report
from miner.runs.work import Stages, UnitResult
from miner.store.database import DATABASE_NAME, open_database, run_lock, transaction
from miner.store.writing import copy_units, forget_unit, unit_is_done, units_left_out
from miner.text.model_folder import models_signature


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
    results = _results(with_rows(todo), stages, options)
    with _progress(len(todo), options.show_progress) as bar:
        for result in results:
            keep_result(connection, result, signature, report)
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
    copies = copy_units(connection)
    waiting: dict[str, Unit] = {}
    for unit in find_units(options.sources):
        if isinstance(unit, Failure):
            with transaction(connection):
                forget_unit(connection, unit.unit_key)
                keep_failure(connection, unit, report)
            continue
        # Rows are read again when their turn comes; standard input cannot be.
        is_piped = unit.path.startswith("-")
        kept = unit if is_piped else replace(unit, data=None)
        if not unit_is_done(connection, unit.key, unit.sha256, signature):
            todo.append(kept)
            continue
        report.n_skipped += 1
        if unit.key in copies:
            waiting[unit.key] = kept
    for unit in list(todo) if waiting else ():
        # A copy was left out for the sake of a unit that is now done again.
        for key in waiting.keys() & set(units_left_out(connection, unit.key)):
            todo.append(waiting.pop(key))
            report.n_skipped -= 1
    return todo


def _results(units: Iterator[Unit], stages: Stages, options: RunOptions) -> Iterator[UnitResult]:
    if options.cluster:
        return do_units_on_cluster(
            units, stages, address=options.cluster, seconds=options.unit_seconds
        )
    return do_units(units, stages, workers=options.workers, seconds=options.unit_seconds)


def _signature(stages: Stages) -> str:
    return (
        f"miner:{miner.__version__} readers:{READERS_VERSION} {registry.signature()} "
        f"models:{models_signature()} "
        f"themes:{int(stages.themes)} claims:{FIND_VERSION if stages.claims else 0}"
    )


def _progress(total: int, shown: bool) -> tqdm[None]:
    return tqdm(total=total, unit="doc", disable=not shown or total < 5, file=sys.stderr)


def _now() -> str:
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
