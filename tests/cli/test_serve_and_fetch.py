"""Serving a run, and fetching papers, over real sockets of this machine."""

from __future__ import annotations

import json
import shutil
import threading
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from miner.cli.main import main
from miner.runs.batch import run
from miner.runs.exporting import export_run
from miner.runs.labelling import Labelling
from miner.runs.notebook import load_table
from miner.runs.options import RunOptions
from miner.runs.serving import make_server


@pytest.fixture(scope="module")
def base(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("run")
    sample = root / "corpora" / "sample"
    sources = ("walking_back_pain.nxml", "thread_discourse.json")
    run(
        RunOptions(
            sources=tuple(str(sample / name) for name in sources), out=out, author_key=b"k",
            only=("documents", "studies", "effects", "posts", "arm_results"),
        )
    )  # fmt: skip
    return out


@pytest.fixture
def address(base: Path) -> Iterator[str]:
    server = make_server(base, 0)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def get(url: str) -> str:
    with urllib.request.urlopen(url, timeout=30) as stream:
        return stream.read().decode()


def test_serve_shows_report_and_tables(address: str) -> None:
    assert "Paced walking" in get(address + "/")
    assert "backache_ben" not in get(address + "/table/posts")
    assert "mean_difference" in get(address + "/table/effects")


def test_serve_unknown_table_is_404(address: str) -> None:
    with pytest.raises(urllib.error.HTTPError) as problem:
        get(address + "/table/passwd")
    assert problem.value.code == 404
    problem.value.close()


def test_serve_answers_only_to_its_own_name(address: str) -> None:
    request = urllib.request.Request(address + "/", headers={"Host": "elsewhere.example"})
    with pytest.raises(urllib.error.HTTPError) as problem:
        urllib.request.urlopen(request, timeout=30)
    assert problem.value.code == 403
    problem.value.close()


@pytest.fixture
def labelling(base: Path, root: Path, tmp_path: Path) -> Labelling:
    themes = tmp_path / "themes"
    shutil.copytree(root / "corpora" / "themes" / "patient_commentary", themes)
    return Labelling(base, themes, "anna")


@pytest.fixture
def label_address(base: Path, labelling: Labelling) -> Iterator[str]:
    server = make_server(base, 0, labelling)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/label"
    server.shutdown()
    server.server_close()


def send(url: str, **fields: str) -> str:
    data = urllib.parse.urlencode(fields).encode()
    with urllib.request.urlopen(url, data=data, timeout=30) as stream:
        return stream.read().decode()


def test_serve_labels_a_post_and_goes_on(label_address: str, labelling: Labelling) -> None:
    page = get(label_address)
    assert "0 of 3 done" in page
    assert "The physio gave me" in page
    ticked = {"theme-1": "on", "note": "café", "action": "done"}
    page = send(label_address, token=labelling.token, **ticked)
    assert "1 of 3 done" in page
    lines = labelling.session.path.read_text("utf-8")
    assert labelling.theme_set.names[0] in lines
    assert "café" in lines
    assert "physio" not in lines  # labels hold no post text
    page = send(label_address, token=labelling.token, action="back")
    assert "The physio gave me" in page
    assert "checked" in page


def test_serve_refuses_a_form_of_another_session(label_address: str, labelling: Labelling) -> None:
    with pytest.raises(urllib.error.HTTPError) as problem:
        send(label_address, token="guessed", action="done")
    assert problem.value.code == 403
    problem.value.close()
    assert labelling.session.n_closed == 0


def test_serve_labelling_needs_both_of_its_options(
    base: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["serve", str(base), "--annotator", "anna"]) == 2
    assert "needs both" in capsys.readouterr().err


def test_load_table_has_nullable_types(base: Path) -> None:
    studies = load_table(base, "studies")
    assert studies["n_randomised"].tolist() == [160]
    assert str(studies["n_randomised"].dtype) == "Int64"
    assert studies["n_enrolled"].isna().all()


@pytest.mark.parametrize("ending", ["csv", "tsv", "jsonl", "parquet", "xlsx"])
def test_export_in_every_form(base: Path, tmp_path: Path, ending: str) -> None:
    target = tmp_path / f"effects.{ending}"
    count = export_run(base, target, table="effects")
    assert count > 0
    assert target.stat().st_size > 0


def test_export_metafor_has_standard_errors(base: Path, tmp_path: Path) -> None:
    import csv

    target = tmp_path / "m.csv"
    export_run(base, target, layout="metafor")
    with target.open() as stream:
        rows = list(csv.DictReader(stream))
    walking = next(row for row in rows if row["yi"] == "-1.1")
    assert abs(float(walking["sei"]) - 1.2 / 3.92) < 0.001


class EuropePmc(BaseHTTPRequestHandler):
    """A stand-in for the service with its two answers."""

    def do_GET(self) -> None:
        if "/search" in self.path:
            known = "123" in self.path
            result = [{"pmcid": "PMC123", "isOpenAccess": "Y"}] if known else []
            body = json.dumps({"resultList": {"result": result}}).encode()
        else:
            body = b"<article><body><p>words</p></body></article>"
        self.send_response(200)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        pass


def test_fetch_writes_papers_and_names_failures(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server = HTTPServer(("127.0.0.1", 0), EuropePmc)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    service = f"http://127.0.0.1:{server.server_port}"
    arguments = ["fetch", "PMC123", "PMC999", "--out", str(tmp_path), "--service", service]
    assert main(arguments) == 1
    server.shutdown()
    server.server_close()
    assert (tmp_path / "PMC123.nxml").read_bytes().startswith(b"<article>")
    assert "PMC999: Europe PMC does not know it" in capsys.readouterr().err
