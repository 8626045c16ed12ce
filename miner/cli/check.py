"""`miner check`: the reported statistics of sources, and whether they hold together."""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from miner.cli.words import formatted

if TYPE_CHECKING:
    from miner.model import Check, Document

COLUMNS = (
    "document_id", "check_id", "check", "verdict", "reported", "recomputed_low",
    "recomputed_high", "explanation", "section", "page", "table_id", "row", "column",
    "char_start", "char_end", "quote", "rule", "confidence", "effect_id", "arm_result_id",
)  # fmt: skip
COLOURS = {"consistent": "32", "inconsistent": "33", "decision_error": "31", "not_checkable": "90"}
MARKS = {"consistent": "ok", "inconsistent": "!!", "decision_error": "XX", "not_checkable": "--"}
REPORTED_CHARS = 60


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `check` to the command line."""
    parser = subparsers.add_parser(
        "check",
        help="print the reported statistics and whether they hold together",
        **formatted(
            "Recompute what can be recomputed from each source: p values from tests, intervals "
            "and estimates, effects from the arms' means, percentages from counts, numbers "
            "needed to treat, ranges of scales. One line a statistic, with what it should be; a "
            "check flags and never corrects.",
            "miner check paper.nxml --only inconsistent,decision_error",
        ),
    )
    parser.add_argument("sources", nargs="+", metavar="SOURCE", help="file, folder, glob or -")
    parser.add_argument(
        "--format", choices=("text", "json", "csv"), default="text", help="default: text"
    )
    parser.add_argument(
        "--only", metavar="VERDICT,...",
        help="print only these verdicts: " + ", ".join(COLOURS),
    )  # fmt: skip
    parser.set_defaults(handler=handler)


def handler(arguments: argparse.Namespace) -> int:
    """Check each document in turn; failures go to stderr, one line each."""
    from miner.readers import Failure, read_sources
    from miner.runs.options import author_key

    wanted = _verdicts(arguments.only)
    counts: Counter[str] = Counter()
    tally = {"read": 0, "failed": 0}

    def rows() -> Iterator[tuple[Document, list[Check]]]:
        for document in read_sources(arguments.sources, author_key=author_key()):
            if isinstance(document, Failure):
                tally["failed"] += 1
                print(f"miner: {document.message}", file=sys.stderr)
                continue
            try:
                checks = check_document(document)
            except Exception as error:  # one document must not stop the rest
                tally["failed"] += 1
                print(f"miner: {document.path}: checks failed: {type(error).__name__}: {error}",
                      file=sys.stderr)  # fmt: skip
                continue
            tally["read"] += 1
            counts.update(check.verdict for check in checks)
            yield document, [check for check in checks if check.verdict in wanted]

    writer = {"text": _write_text, "json": _write_json, "csv": _write_csv}[arguments.format]
    writer(rows())
    _summarise(counts, tally, in_text=arguments.format == "text")
    if not tally["failed"] and tally["read"]:
        return 0
    return 1 if tally["read"] else 2


def check_document(document: Document) -> list[Check]:
    """Return the checks of one document.

    Papers are read by all extractors first. In posts and articles the numbers are other
    people's, so only what is printed in the text is checked.
    """
    from miner.extract.checks import EXTRACTOR
    from miner.extract.registry import run_extractors
    from miner.model import Findings

    if document.kind == "paper":
        findings = run_extractors(document)
        if findings.checks:
            return findings.checks
    else:
        findings = Findings()
    return list(EXTRACTOR.extract(document, findings).records)


def _verdicts(only: str | None) -> frozenset[str]:
    from miner.model import UnknownNameError
    from miner.model.vocab import VERDICTS

    if only is None:
        return frozenset(VERDICTS)
    chosen = [name.strip() for name in only.split(",") if name.strip()]
    for name in chosen:
        if name not in VERDICTS:
            raise UnknownNameError.among("verdict", name, VERDICTS)
    return frozenset(chosen)


def _write_text(documents: Iterable[tuple[Document, list[Check]]]) -> None:
    in_colour = sys.stdout.isatty()
    for document, checks in documents:
        title = f" {document.metadata.title}" if document.metadata.title else ""
        print(f"{document.document_id}{title}")
        if not checks:
            print("  nothing to check")
        for check in checks:
            print(f"  {_line(check, in_colour=in_colour)}")


def _line(check: Check, *, in_colour: bool) -> str:
    mark = MARKS[check.verdict]
    verdict = f"{mark} {check.verdict:<14}"
    if in_colour:
        verdict = f"\033[{COLOURS[check.verdict]}m{verdict}\033[0m"
    reported = " ".join((check.reported or "").split())
    if len(reported) > REPORTED_CHARS:
        reported = reported[: REPORTED_CHARS - 3] + "..."
    return f"{verdict} {check.check:<19} {reported}: {check.explanation} [{_place(check)}]"


def _place(check: Check) -> str:
    where = check.provenance
    if where.table_id is not None and where.row is not None:
        place = f"table {where.table_id}, row {where.row + 1}"
    else:
        place = where.section or "text"
    page = f", page {where.page}" if where.page is not None else ""
    return f"{place}{page}, character {where.span.start}"


def _write_json(documents: Iterable[tuple[Document, list[Check]]]) -> None:
    for _, checks in documents:
        for check in checks:
            print(json.dumps(_row(check), ensure_ascii=False))


def _write_csv(documents: Iterable[tuple[Document, list[Check]]]) -> None:
    from miner.text.spreadsheets import safe_cells

    writer = csv.DictWriter(sys.stdout, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for _, checks in documents:
        writer.writerows(safe_cells(_row(check)) for check in checks)


def _row(check: Check) -> dict[str, Any]:
    where = check.provenance
    values: dict[str, Any] = {
        "char_start": where.span.start,
        "char_end": where.span.end,
    }
    for name in COLUMNS:
        if name not in values:
            values[name] = getattr(check if hasattr(check, name) else where, name)
    return {name: values[name] for name in COLUMNS}


def _summarise(counts: Counter[str], tally: dict[str, int], *, in_text: bool) -> None:
    parts = ", ".join(f"{counts[verdict]} {verdict}" for verdict in COLOURS)
    failed = f"; {tally['failed']} could not be read" if tally["failed"] else ""
    n = tally["read"]
    line = f"{sum(counts.values())} checks in {n} document{'s' * (n != 1)}: {parts}{failed}"
    print(line, file=sys.stdout if in_text else sys.stderr)
