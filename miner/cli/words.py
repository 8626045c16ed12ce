"""How every command's help is laid out: what it does, then an example."""

from __future__ import annotations

import argparse
import textwrap
from typing import Any


def formatted(description: str, example: str) -> dict[str, Any]:
    """Return the parser arguments for a wrapped description and an example as written."""
    return {
        "description": textwrap.fill(description, 88),
        "epilog": f"example:\n  {example}",
        "formatter_class": argparse.RawDescriptionHelpFormatter,
    }
