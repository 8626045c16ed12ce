"""How sure each row of arm_results and effects is to be right, learnt from rows that were read."""

from miner.extract.row_confidence.apply import with_confidence

NAME = "row_confidence"
VERSION = 1

__all__ = ["NAME", "VERSION", "with_confidence"]
