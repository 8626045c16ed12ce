"""`miner run`: the main job."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from miner.cli.words import formatted


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `run` to the command line."""
    parser = subparsers.add_parser(
        "run",
        help="read, extract, classify and link sources; leave tables and a report",
        **formatted(
            "Read every source, extract, classify and link, and leave in DIR: miner.db, "
            "tables/*.csv and *.parquet, report.html. Run again on the same DIR it does only "
            "what is new or changed.",
            "miner run papers/ threads/*.html --out out/ --workers 2",
        ),
    )
    parser.add_argument("sources", nargs="+", metavar="SOURCE", help="file, folder, glob or -")
    parser.add_argument("--out", required=True, type=Path, metavar="DIR",
                        help="folder of the run; made where there is none")  # fmt: skip
    parser.add_argument("--workers", type=int, default=None, metavar="N",
                        help="worker processes (default: one a core)")  # fmt: skip
    parser.add_argument("--cluster", metavar="ADDRESS",
                        help="address of a dask scheduler whose workers do the work, such as "
                        "tcp://10.0.0.1:8786; they get the sources and the key of pseudonyms")  # fmt: skip
    parser.add_argument("--fresh", action="store_true", help="forget what an earlier run did")
    parser.add_argument("--only", metavar="TABLE,...",
                        help="write only these tables, such as studies,effects")  # fmt: skip
    parser.set_defaults(handler=handler)


def handler(arguments: argparse.Namespace) -> int:
    """Run and report: summary to stdout, failures to stderr."""
    from miner.model.errors import MinerError
    from miner.runs.batch import run
    from miner.runs.options import RunOptions, author_key, parse_only

    workers = arguments.workers if arguments.workers is not None else os.cpu_count() or 1
    if workers < 1:
        raise MinerError(f"--workers {workers}: needs at least 1")
    report = run(
        RunOptions(
            sources=tuple(arguments.sources),
            out=arguments.out,
            author_key=author_key(),
            workers=workers,
            cluster=arguments.cluster,
            fresh=arguments.fresh,
            only=parse_only(arguments.only),
            show_progress=sys.stderr.isatty(),
        )
    )
    for line in report.notes:
        print(f"miner: note: {line}", file=sys.stderr)
    for line in report.failures:
        print(f"miner: {line}", file=sys.stderr)
    print(report.as_text())
    return report.exit_code
