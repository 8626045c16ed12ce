"""Run a theme command in this process and catch what it prints."""

from __future__ import annotations

import argparse
import contextlib
import io
import sys

from miner.cli.themes import add_parser
from miner.model.errors import MinerError


def run(*arguments: object) -> tuple[int, str, str]:
    """Return exit code, stdout and stderr, with errors told as `miner` tells them."""
    parser = argparse.ArgumentParser(prog="miner")
    add_parser(parser.add_subparsers())
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        parsed = parser.parse_args([str(a) for a in arguments])
        try:
            code = parsed.handler(parsed)
        except MinerError as error:
            print(f"miner: {error}", file=sys.stderr)
            code = 2
    return code, out.getvalue(), err.getvalue()
