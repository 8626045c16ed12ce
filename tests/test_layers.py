"""Imports go one way: a package imports only itself and what stands to its left."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ORDER = (
    "model", "stats", "text", "readers", "extract", "themes", "claims", "store", "export",
    "runs", "cli",
)  # fmt: skip
SIBLINGS = frozenset(("readers", "extract", "themes", "claims"))
ROOT = Path(__file__).resolve().parents[1] / "miner"
MODULES = sorted(path for path in ROOT.rglob("*.py") if path.parent != ROOT)


def imported_packages(path: Path) -> set[str]:
    """Packages of miner that a module imports anywhere, also inside functions."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            names = [node.module or ""]
            if node.module == "miner":
                names = [f"miner.{alias.name}" for alias in node.names]
        for name in names:
            parts = name.split(".")
            if parts[0] == "miner" and len(parts) > 1 and parts[1] in ORDER:
                found.add(parts[1])
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_layers_import_only_leftward(path: Path) -> None:
    own = path.relative_to(ROOT).parts[0]
    allowed = set(ORDER[: ORDER.index(own) + 1])
    if own in SIBLINGS:
        allowed -= SIBLINGS - {own}
    assert imported_packages(path) <= allowed


def test_layers_every_package_is_in_the_order() -> None:
    packages = {path.name for path in ROOT.iterdir() if (path / "__init__.py").is_file()}
    assert packages == set(ORDER)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_layers_modules_stay_small(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= 400
    assert path.stem not in ("utils", "helpers", "misc", "common")


def test_layers_only_store_knows_sql() -> None:
    for path in MODULES:
        if path.relative_to(ROOT).parts[0] in ("store", "runs"):
            continue
        assert "sqlite3" not in path.read_text("utf-8"), path
