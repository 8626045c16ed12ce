"""`miner verify`: claims checked against an evidence base."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from miner.cli.words import formatted


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `verify` to the command line."""
    parser = subparsers.add_parser(
        "verify",
        help="check claims against an evidence base that run made",
        **formatted(
            "For each claim of CLAIMS (CSV or JSONL: claim_id, claim, optional document_id) look "
            "up what the papers mined in DIR say: supports, contradicts or not enough "
            "information, with the sentences and the record it rests on. FILE gets one row per "
            "claim and paper considered, the best first.",
            "miner verify claims.csv --against out/ --out answers.csv",
        ),
    )
    parser.add_argument("claims", type=Path, metavar="CLAIMS", help="CSV or JSONL of claims")
    parser.add_argument("--against", required=True, type=Path, metavar="DIR",
                        help="folder that `miner run` made")  # fmt: skip
    parser.add_argument("--out", required=True, type=Path, metavar="FILE",
                        help="answers, CSV or JSONL by the ending")  # fmt: skip
    parser.add_argument("--top", type=int, default=5, metavar="N",
                        help="papers considered for each claim (default 5)")  # fmt: skip
    parser.set_defaults(handler=handler)


def handler(arguments: argparse.Namespace) -> int:
    """Check the claims; 1 where some rows could not be, 2 where none."""
    from miner.claims.claim_files import read_claim_file, verify_row, write_answers
    from miner.claims.parse import MAX_CLAIM_CHARS
    from miner.runs.evidence import open_index, save_index
    from miner.store.database import open_database

    if arguments.top < 1:
        print("miner: --top must be 1 or more", file=sys.stderr)
        return 2
    if not arguments.out.absolute().parent.is_dir():
        print(f"miner: {arguments.out}: its folder does not exist; make it first", file=sys.stderr)
        return 2
    claims = read_claim_file(arguments.claims)
    problems = list(claims.problems)
    connection = open_database(arguments.against)
    index = open_index(connection, arguments.against)
    if not len(index):
        problems.append(f"{arguments.against}: holds no papers; nothing can be found there")
    answers = []
    for number, row in enumerate(claims.rows, start=1):
        if len(row.claim) > MAX_CLAIM_CHARS:
            problems.append(
                f"claim {row.claim_id}: {len(row.claim.split())} words; "
                f"its first {MAX_CLAIM_CHARS} characters were read"
            )
        if row.document_id is not None and row.document_id not in index.documents:
            problems.append(f"claim {row.claim_id}: no document '{row.document_id}' in the base")
        answers.extend(verify_row(row, index, top=arguments.top))
        _show(number, len(claims.rows))
    write_answers(arguments.out, answers)
    save_index(connection, arguments.against, index)
    connection.close()
    for problem in problems:
        print(f"miner: {problem}", file=sys.stderr)
    return 1 if problems else 0


def _show(done: int, total: int) -> None:
    """A bar on a terminal where the work is long."""
    if total >= 20 and sys.stderr.isatty():
        end = "\n" if done == total else ""
        print(f"\r{done}/{total} claims", end=end, file=sys.stderr, flush=True)
