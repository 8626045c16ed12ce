"""Do the rows below a heading make up a whole? The levels of one variable add up to 100%."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from miner.extract.table_results.cell_values import CellValue

WHOLE = (98.8, 101.2)  # percent; each level is rounded
MIN_ROWS, MIN_COLUMNS = 2, 2
_SHARE_AT = {"fraction_paren": 2, "percent_fraction": 0}


@dataclass(slots=True)
class LevelSums:
    """Running sums over the rows since a heading, by column.

    Of `a (b)` both numbers are added up, for either may be the share.
    """

    n_rows: int = 0
    sums: tuple[dict[int, float], dict[int, float]] = field(default_factory=lambda: ({}, {}))
    is_broken: bool = False

    def add(self, values: Mapping[int, CellValue]) -> None:
        """Add a row; a value that can be no share ends the adding up."""
        if not values:
            return
        self.n_rows += 1
        for column, value in values.items():
            if value.form == "paren":
                pair = (value.figures[0].value, value.figures[1].value)
            elif value.form == "number":
                pair = (value.figures[0].value, 0.0)
            elif value.form in _SHARE_AT and len(value.figures) > _SHARE_AT[value.form]:
                pair = (0.0, value.figures[_SHARE_AT[value.form]].value)
            else:
                self.is_broken = True
                return
            for sums, number in zip(self.sums, pair, strict=True):
                sums[column] = sums.get(column, 0.0) + number

    @property
    def is_whole(self) -> bool:
        """Tell whether the rows so far are all levels there are."""
        if self.is_broken or self.n_rows < MIN_ROWS:
            return False
        return any(
            len(sums) >= MIN_COLUMNS
            and all(WHOLE[0] <= total <= WHOLE[1] for total in sums.values())
            for sums in self.sums
        )
