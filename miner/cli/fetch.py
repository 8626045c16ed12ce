"""`miner fetch`: open-access papers by identifier."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from miner.cli.words import formatted


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `fetch` to the command line."""
    parser = subparsers.add_parser(
        "fetch",
        help="fetch open-access papers by PMCID, PMID or DOI (uses the network)",
        **formatted(
            "Fetch open-access papers from Europe PMC as JATS into a folder. The only command "
            "that uses the network. What is there already is not fetched again.",
            "miner fetch PMC3961245 24651512 10.1371/journal.pone.0090767 --out papers/",
        ),
    )
    parser.add_argument("identifiers", nargs="+", metavar="ID", help="PMCID, PMID or DOI")
    parser.add_argument("--out", type=Path, default=Path("papers"), metavar="DIR",
                        help="folder the papers go to (default: papers)")  # fmt: skip
    parser.add_argument("--service", default=None, help="address of another Europe PMC service")
    parser.set_defaults(handler=handler)


def handler(arguments: argparse.Namespace) -> int:
    """Fetch each paper and print its path."""
    from miner.model.errors import ReadError, StoreError
    from miner.readers.open_access import SERVICE, fetch_paper

    try:
        arguments.out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"{arguments.out}: cannot be made ({error.strerror})") from error
    failed = 0
    for identifier in arguments.identifiers:
        named = arguments.out / f"{identifier.upper()}.nxml"
        if identifier.upper().startswith("PMC") and named.is_file():
            print(named)
            continue
        try:
            pmcid, data = fetch_paper(identifier, service=arguments.service or SERVICE)
        except ReadError as error:
            failed += 1
            print(f"miner: {error}", file=sys.stderr)
            continue
        target = arguments.out / f"{pmcid}.nxml"
        target.write_bytes(data)
        print(target)
    if not failed:
        return 0
    return 1 if failed < len(arguments.identifiers) else 2
