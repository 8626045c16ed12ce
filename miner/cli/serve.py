"""`miner serve`: look through a run, and label its posts, in the browser."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from miner.cli.words import formatted


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `serve` to the command line."""
    parser = subparsers.add_parser(
        "serve",
        help="look through a run, and label its posts, in the browser, on this machine only",
        **formatted(
            "Serve the report and the tables of a run at a loopback address until Ctrl-C; "
            "nobody outside this machine can reach it. With --themes and --annotator its posts "
            "are labelled at /label; labels go to FOLDER/labels/NAME.jsonl, as those of "
            "'miner label' do. Nothing is written into DIR.",
            "miner serve out/ --themes corpora/themes/mine --annotator anna",
        ),
    )
    parser.add_argument("folder", type=Path, metavar="DIR", help="folder of a run")
    parser.add_argument("--port", type=int, default=8765, help="default: 8765; 0 takes a free one")
    parser.add_argument("--themes", type=Path, metavar="FOLDER", help="theme set to label with")
    parser.add_argument("--annotator", metavar="NAME", help="who labels")
    parser.set_defaults(handler=handler)


def handler(arguments: argparse.Namespace) -> int:
    """Serve until interrupted."""
    from miner.model.errors import MinerError, StoreError
    from miner.runs.labelling import Labelling
    from miner.runs.serving import LOOPBACK, make_server

    if (arguments.themes is None) != (arguments.annotator is None):
        raise MinerError("labelling needs both --themes FOLDER and --annotator NAME")
    labelling = None
    if arguments.themes is not None:
        labelling = Labelling(arguments.folder, arguments.themes, arguments.annotator)
    try:
        server = make_server(arguments.folder, arguments.port, labelling)
    except (OSError, OverflowError) as error:
        raise StoreError(
            f"port {arguments.port}: cannot be used ({error}); try --port 0"
        ) from error
    print(f"http://{LOOPBACK}:{server.server_port}/{'label' if labelling else ''}", flush=True)
    print("Ctrl-C ends it", file=sys.stderr)
    with server:
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            return 0
    return 0
