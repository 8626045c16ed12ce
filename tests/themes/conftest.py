"""Fixtures of the theme tests."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from conftest_garden import garden_rows, write_garden_set


@pytest.fixture
def garden_set(tmp_path: Path) -> Path:
    """A folder with the theme set."""
    return write_garden_set(tmp_path)


@pytest.fixture
def garden_posts(tmp_path: Path) -> Path:
    """A file of posts with gold."""
    path = tmp_path / "posts.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in garden_rows()))
    return path
