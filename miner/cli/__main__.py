"""`python -m miner.cli`, for where the `miner` command is not on the path."""

from __future__ import annotations

from miner.cli.main import console

if __name__ == "__main__":
    console()
