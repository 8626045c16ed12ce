"""The command line: one parser, one module for each group of commands."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence

from miner import __version__
from miner.model.errors import MinerError

# Modules with an `add_parser`; each imports what it needs only when its command runs.
COMMANDS = ("run", "fill", "verify", "check", "read", "export", "serve", "fetch", "themes")

EPILOG = """example: miner run papers/ threads/ --out out/
Each command tells more: miner COMMAND --help.

exit codes: 0 all done; 1 done, but some documents or rows failed, one line each;
2 nothing usable, or wrong arguments"""
EXIT_USAGE = 2
TRACEBACK_VARIABLE = "MINER_TRACEBACK"


def build_parser() -> argparse.ArgumentParser:
    """Put the parser of all commands together."""
    parser = argparse.ArgumentParser(
        prog="miner",
        description="Mine trials and patient threads, and link what is claimed to what was found.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"miner {__version__}")
    subparsers = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for name in COMMANDS:
        importlib.import_module(f"miner.cli.{name}").add_parser(subparsers)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 1 some failed, 2 nothing usable."""
    arguments = build_parser().parse_args(argv)
    try:
        return int(arguments.handler(arguments))
    except MinerError as error:
        print(f"miner: {error}", file=sys.stderr)
        return EXIT_USAGE
    except KeyboardInterrupt:
        print("miner: stopped; what was done is kept", file=sys.stderr)
        return EXIT_USAGE
    except BrokenPipeError:
        # `miner read x | head`: the reader has what it wanted.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def console() -> None:
    """Entry point of the `miner` command; the last place where anything becomes one line."""
    try:
        sys.exit(main())
    except Exception as error:
        if os.environ.get(TRACEBACK_VARIABLE):
            raise
        told = " ".join(str(error).split())[:200]
        print(
            f"miner: a fault of miner itself ({type(error).__name__}: {told}); what was done is "
            f"kept. {TRACEBACK_VARIABLE}=1 shows where, for a report",
            file=sys.stderr,
        )
        sys.exit(EXIT_USAGE)


if __name__ == "__main__":  # `python -m miner.cli.main` would else do nothing, and say 0
    console()
