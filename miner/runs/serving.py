"""A run in the browser, on this machine only: the report, and its tables page by page."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

from miner.export.report import render_report
from miner.export.table_page import render_table_page
from miner.model.errors import UnknownNameError
from miner.runs.labelling import Labelling, add_label_pages
from miner.runs.report import gather
from miner.runs.tables import public_rows
from miner.store.database import open_database
from miner.store.tables import TABLE_NAMES

LOOPBACK = "127.0.0.1"
PAGE_ROWS = 100


def make_app(folder: Path, labelling: Labelling | None = None) -> Any:
    """Return the bottle application that serves one run.

    Parameters
    ----------
    folder : Path
        A run's folder. Nothing is written into it.
    labelling : Labelling, optional
        Adds `/label`, where posts are labelled.

    Raises
    ------
    StoreError
        If there is no run in the folder.
    """
    import bottle

    open_database(folder).close()
    app = bottle.Bottle()

    @app.hook("before_request")
    def refuse_other_hosts() -> None:
        # A page elsewhere may give its own name this address, and read along.
        host = (bottle.request.get_header("Host") or "").partition(":")[0]
        if host not in (LOOPBACK, "localhost"):
            raise bottle.HTTPError(403, f"only as {LOOPBACK} or localhost")

    if labelling is not None:
        add_label_pages(app, labelling)

    @app.get("/")
    def report() -> str:
        connection = open_database(folder)
        try:
            return render_report(gather(connection, title=f"What was mined into {folder.name}"))
        finally:
            connection.close()

    @app.get("/table/<name>")
    def table(name: str) -> str:
        if name not in TABLE_NAMES:
            raise bottle.HTTPError(404, str(UnknownNameError.among("table", name, TABLE_NAMES)))
        asked = bottle.request.query.get("page", "1")
        page = max(1, int(asked)) if asked.isdecimal() and len(asked) < 10 else 1
        connection = open_database(folder)
        try:
            columns, rows = public_rows(connection, name)
            start = (page - 1) * PAGE_ROWS
            shown = list(itertools.islice(rows, start, start + PAGE_ROWS + 1))
        finally:
            connection.close()
        return render_table_page(
            name, TABLE_NAMES, columns, shown[:PAGE_ROWS], page=page,
            has_more=len(shown) > PAGE_ROWS,
        )  # fmt: skip

    return app


def make_server(folder: Path, port: int, labelling: Labelling | None = None) -> Any:
    """Return a server of a run bound to the loopback address; port 0 takes a free one."""
    from wsgiref.simple_server import WSGIRequestHandler
    from wsgiref.simple_server import make_server as bind

    class Quiet(WSGIRequestHandler):
        def log_message(self, *arguments: Any) -> None:
            """Say nothing: what is looked at is nobody's business."""

    return bind(LOOPBACK, port, make_app(folder, labelling), handler_class=Quiet)
