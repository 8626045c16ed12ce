"""`miner serve`: look through a run in the browser."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from miner.cli.words import formatted


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `serve` to the command line."""
    parser = subparsers.add_parser(
        "serve",
        help="look through a run in the browser, on this machine only",
        **formatted(
            "Serve the report and the tables of a run at a loopback address until Ctrl-C. "
            "Nothing is written, and nobody outside this machine can reach it. Labels are "
            "given with 'miner label'.",
            "miner serve out/ --port 8765",
        ),
    )
    parser.add_argument("folder", type=Path, metavar="DIR", help="folder of a run")
    parser.add_argument("--port", type=int, default=8765, help="0 takes a free one")
    parser.set_defaults(handler=handler)


def handler(arguments: argparse.Namespace) -> int:
    """Serve until interrupted."""
    from miner.model.errors import StoreError
    from miner.runs.serving import LOOPBACK, make_server

    try:
        server = make_server(arguments.folder, arguments.port)
    except (OSError, OverflowError) as error:
        raise StoreError(
            f"port {arguments.port}: cannot be used ({error}); try --port 0"
        ) from error
    print(f"http://{LOOPBACK}:{server.server_port}/", flush=True)
    print("Ctrl-C ends it", file=sys.stderr)
    with server:
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            return 0
    return 0
