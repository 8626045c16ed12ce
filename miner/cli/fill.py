"""`miner fill`: a data-extraction form filled from papers."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from miner.cli.words import formatted

TEMPLATE_COLUMNS = (
    "row_id",
    "path",
    "outcome",
    "intervention",
    "comparator",
    "timepoint",
    "outcome_type",
)
TEMPLATE_ROW: dict[str, object] = {
    "row_id": "1", "path": "papers/smith-2019.pdf", "outcome": "pain intensity",
    "intervention": "mindfulness training", "comparator": "waiting list",
    "timepoint": "8 weeks", "outcome_type": "continuous",
}  # fmt: skip


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `fill` to the command line."""
    parser = subparsers.add_parser(
        "fill",
        help="fill a data-extraction form from papers",
        **formatted(
            "For each row of FORM (CSV or JSONL: row_id, path, outcome, intervention, comparator, "
            "optional timepoint and outcome_type, binary or continuous) find what the paper "
            "reports: group sizes, events or means and SDs of both arms, the effect, its "
            "direction, with the quote and its place. A cell stays empty where the paper does "
            "not report it. FORM may be a folder of forms; then FILE is a folder too.",
            "miner fill form.csv --out filled.xlsx",
        ),
    )
    parser.add_argument(
        "form", type=Path, metavar="FORM", nargs="?", help="the form, or a folder of forms"
    )
    parser.add_argument("--out", type=Path, metavar="FILE",
                        help="the filled form: CSV, JSONL or XLSX by its ending")  # fmt: skip
    parser.add_argument("--explain", action="store_true",
                        help="print the places considered for each row and why one won")  # fmt: skip
    parser.add_argument("--template", action="store_true", help="write an empty form to start from")
    parser.add_argument("--propose", type=Path, metavar="PAPER",
                        help="write a form with every outcome and comparison of a paper")  # fmt: skip
    parser.set_defaults(handler=handler)


def handler(arguments: argparse.Namespace) -> int:
    """Fill, or write a template or a proposed form; 1 where some rows failed, 2 where all did."""
    from miner.export.forms import check_ending

    if arguments.template:
        return _write(arguments.out, [TEMPLATE_ROW])
    if arguments.propose is not None:
        from miner.runs.fill import propose_form

        rows = propose_form(arguments.propose)
        if not rows:
            print(f"miner: {arguments.propose}: reports no result of two arms", file=sys.stderr)
        return _write(arguments.out, rows) or (0 if rows else 1)
    if arguments.form is None or arguments.out is None:
        print("miner: fill needs FORM and --out FILE; see `miner fill --help`", file=sys.stderr)
        return 2
    if arguments.form.is_dir():
        return _fill_folder(arguments)
    check_ending(arguments.out)
    return _fill_one(arguments.form, arguments.out, explain=arguments.explain)


def _fill_folder(arguments: argparse.Namespace) -> int:
    """Fill every form of a folder; the worst exit code counts, 2 only where every form failed."""
    from miner.model import FormError
    from miner.runs.form_files import find_forms

    arguments.out.mkdir(parents=True, exist_ok=True)
    codes = []
    for form in find_forms(arguments.form):
        suffix = form.suffix if form.suffix.lower() == ".jsonl" else ".csv"
        try:
            codes.append(
                _fill_one(form, arguments.out / f"{form.stem}{suffix}", explain=arguments.explain)
            )
        except FormError as error:
            print(f"miner: {error}", file=sys.stderr)
            codes.append(2)
    return 2 if min(codes) == 2 else min(1, max(codes))


def _fill_one(form_path: Path, out: Path, *, explain: bool) -> int:
    from miner.export.forms import write_form
    from miner.runs.fill import explain as explained
    from miner.runs.fill import fill_form
    from miner.runs.form_files import read_form

    form = read_form(form_path)
    filled = fill_form(form, show_progress=sys.stderr.isatty())
    write_form(out, filled.columns, filled.rows)
    if explain:
        for line in explained(form, filled):
            print(line)
    for problem in filled.problems:
        print(f"miner: {problem}", file=sys.stderr)
    return filled.exit_code


def _write(out: Path | None, rows: list[dict[str, object]]) -> int:
    from miner.export.forms import form_text, write_form

    if out is None:
        print(form_text(TEMPLATE_COLUMNS, rows), end="")
    else:
        write_form(out, TEMPLATE_COLUMNS, rows)
    return 0
