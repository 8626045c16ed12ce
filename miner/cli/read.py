"""`miner read`: the normalised document as JSON."""

from __future__ import annotations

import argparse
import json
import sys

from miner.cli.words import formatted


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `read` to the command line."""
    parser = subparsers.add_parser(
        "read",
        help="print the normalised document as JSON",
        **formatted(
            "Print each document of the sources as one JSON object a line: text, blocks, "
            "tables, posts, marks, sentences, with offsets into the text. Reads PDF, JATS, "
            "PubMed XML, HTML, RIS, NBIB, plain text, forum pages, rows.",
            "miner read paper.nxml | python -m json.tool | less",
        ),
    )
    parser.add_argument("sources", nargs="+", metavar="SOURCE", help="file, folder, glob or -")
    parser.add_argument("--text", action="store_true", help="print only the text")
    parser.set_defaults(handler=handler)


def handler(arguments: argparse.Namespace) -> int:
    """Print documents to stdout, failures to stderr."""
    from miner.readers import Failure, read_sources
    from miner.runs.options import author_key
    from miner.store.bodies import document_to_dict

    n_read = n_failed = 0
    for document in read_sources(arguments.sources, author_key=author_key()):
        if isinstance(document, Failure):
            n_failed += 1
            print(f"miner: {document.message}", file=sys.stderr)
            continue
        n_read += 1
        for warning in document.warnings:
            print(f"miner: note: {document.path}: {warning}", file=sys.stderr)
        if arguments.text:
            print(document.text)
        else:
            sys.stdout.buffer.write(
                json.dumps(document_to_dict(document), ensure_ascii=False).encode(
                    "utf-8", "replace"
                )
                + b"\n"
            )
            sys.stdout.buffer.flush()
    if not n_failed:
        return 0
    return 1 if n_read else 2
