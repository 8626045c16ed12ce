"""`miner export` and `miner report`: what a run left, in other forms."""

from __future__ import annotations

import argparse
from pathlib import Path

from miner.cli.words import formatted


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `export` and `report` to the command line."""
    export = subparsers.add_parser(
        "export",
        help="write a table of a run as csv, tsv, xlsx, parquet or jsonl",
        **formatted(
            "Write the claim table (or another table) of a run to a file; the ending says the "
            "form. An xlsx file without --table holds every table as a sheet. --layout metafor "
            "and revman write the effects as those programs read them.",
            "miner export out/ --to claims.xlsx --table claim_table",
        ),
    )
    export.add_argument("folder", type=Path, metavar="DIR", help="folder of a run")
    export.add_argument("--to", required=True, type=Path, metavar="FILE",
                        help="file ending in .csv, .tsv, .xlsx, .parquet or .jsonl")  # fmt: skip
    export.add_argument("--table", default=None, metavar="TABLE", help="default: claim_table")
    export.add_argument("--layout", choices=("metafor", "revman"), default=None,
                        help="metafor: effects as yi and sei; revman: results of each arm")  # fmt: skip
    export.set_defaults(handler=export_handler)
    report = subparsers.add_parser(
        "report",
        help="write report.html of a run again",
        **formatted("Write report.html of a run again and print its path.", "miner report out/"),
    )
    report.add_argument("folder", type=Path, metavar="DIR", help="folder of a run")
    report.set_defaults(handler=report_handler)


def export_handler(arguments: argparse.Namespace) -> int:
    """Write one file and say how many rows it holds."""
    from miner.runs.exporting import export_run

    count = export_run(
        arguments.folder, arguments.to, table=arguments.table, layout=arguments.layout
    )
    print(f"{arguments.to}: {count} rows")
    return 0


def report_handler(arguments: argparse.Namespace) -> int:
    """Write the report and print where it is."""
    from miner.runs.report import write_report
    from miner.store.database import open_database

    write_report(open_database(arguments.folder), arguments.folder)
    print(arguments.folder / "report.html")
    return 0
