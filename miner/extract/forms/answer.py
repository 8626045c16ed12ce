"""What a group of results gives for a row: the cells of both arms, and the comparison."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from miner.extract.forms.choose import figure_of
from miner.extract.forms.figures import Side, explained, read_side
from miner.extract.forms.groups import Figure, Group
from miner.extract.forms.paper import Paper
from miner.extract.forms.percent_sizes import fit_sizes
from miner.extract.forms.ranking import Fit
from miner.extract.forms.sides import SideFinder, Sides
from miner.extract.forms.sizes import find_sizes, sizes_known
from miner.extract.forms.statistics import Comparison, find_comparison, statistics_of


@dataclass(slots=True)
class Answer:
    """What the chosen group gives."""

    first: Side = field(default_factory=Side)
    second: Side = field(default_factory=Side)
    notes: list[str] = field(default_factory=list)
    comparison: Comparison | None = None
    statistics: dict[str, float] = field(default_factory=dict)
    group: Group | None = None
    sides: Sides | None = None

    @property
    def has_result(self) -> bool:
        """Tell whether both arms have a figure."""
        return self.first.has_result and self.second.has_result

    @property
    def has_sizes(self) -> bool:
        """Tell whether the size of both arms is known."""
        return self.first.n is not None and self.second.n is not None

    def take(
        self, paper: Paper, fit: Fit, sides: Sides, outcome_type: str, finder: SideFinder
    ) -> None:
        """Read the two arms of a group, and the comparison beside them."""
        self.group, self.sides = fit.group, sides
        figures = [
            _figure(fit.group, label, outcome_type, finder, place)
            for place, label in enumerate((sides.intervention, sides.comparator))
        ]
        known = [sizes_known(paper, figure) for figure in figures]
        sizes = fit_sizes(
            figures, find_sizes(paper, fit.group, figures, names_of_both(finder)), known
        )
        self.first, self.second = (
            read_side(figure, n, others)
            for figure, (n, _), others in zip(figures, sizes, known, strict=True)
        )
        for side, (_, is_derived) in zip((self.first, self.second), sizes, strict=True):
            if is_derived and side.n is not None:
                side.derived.append("n")
        self.notes += self.first.notes + self.second.notes
        self.comparison = find_comparison(paper, fit.group, sides)
        self.statistics = statistics_of(
            self.comparison, figure_of(fit.group, sides.intervention),
            figure_of(fit.group, sides.comparator),
        )  # fmt: skip

    def derived(self) -> tuple[str, ...]:
        """Name the cells that were computed."""
        return (
            *(f"i_{name}" for name in self.first.derived),
            *(f"c_{name}" for name in self.second.derived),
        )


def _figure(group: Group, label: str, outcome_type: str, finder: SideFinder, side: int) -> Figure:
    """A figure of the group, with the paper's arm where the table knows none."""
    figure = figure_of(group, label)
    if group.is_loose:
        figure = explained(figure, outcome_type)
    arm = finder.paper_arms[side]
    return replace(figure, arm_id=arm.arm_id) if figure.arm_id is None and arm else figure


def names_of_both(finder: SideFinder) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What the two arms are called; of an arm against its own baseline, twice the same."""
    if finder.before is not None:
        own = finder.names_of(1 - finder.before)
        return own, own
    return finder.names_of(0), finder.names_of(1)
