"""Which arms a bundle of cells compares, and at which moment."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from miner.extract.table_results.cell_context import timepoint_of
from miner.extract.table_results.comparison_keys import block_key, column_times, is_comparator
from miner.extract.table_results.effect_bundles import Bundle, scope_word
from miner.extract.table_results.effect_patterns import (
    BETWEEN,
    CROSSOVER,
    INTERACTION,
    SPLIT,
    STUDY_ARMS,
    VERSUS,
    WITHIN,
)
from miner.extract.table_results.factors import factors_not_of_arms
from miner.extract.table_results.notes import Notes
from miner.extract.table_results.patterns import DASHES, REGRESSION_TABLE
from miner.extract.table_results.places import ArmHere, Axes, Row
from miner.extract.table_results.table_arms import TableArms, squeeze
from miner.model.vocab import RATIO_MEASURES
from miner.text.timepoints import BASELINE

# "IG1-CG": arms by codes that nothing explains.
_CODED_PAIR = re.compile(r"(?:^|\s)[A-Z]{2,4}\d{0,2}[-/][A-Z]{2,4}\d{0,2}\W*$")
# Measures that compare any number of arms at once.
_OF_ALL_ARMS = frozenset(("eta_squared", "partial_eta_squared", "omega_squared", "none"))


@dataclass(frozen=True, slots=True)
class Judged:
    """Who is compared, when, and how far the reading can be trusted."""

    scope: str
    first: ArmHere | None
    second: ArmHere | None
    timepoint: str | None
    confidence: float
    rule: str


class Comparer:
    """Finds out which arms a bundle compares, and at which moment."""

    def __init__(
        self, axes: Axes, notes: Notes, arms: TableArms, caption_arm: ArmHere | None
    ) -> None:
        self.axes = axes
        self.notes = notes
        self.arms = arms
        self.caption_arm = caption_arm
        self.blocks: dict[tuple[object, ...], list[tuple[ArmHere, Row]]] = {}
        for row in axes.rows:
            if row.place.arm and not row.place.arm.is_whole:
                self.blocks.setdefault(block_key(row), []).append((row.place.arm, row))
        self.times = column_times(axes)
        self.other_factors = factors_not_of_arms(axes)
        self.moments = list(dict.fromkeys(time for _, time in self.times))
        self.row_moments = list(
            dict.fromkeys(r.place.timepoint for r in axes.rows if r.place.timepoint)
        )

    def compare(self, bundle: Bundle) -> Judged | str:
        """Say who is compared and when; a string is the reason why that cannot be said."""
        head, row = bundle.head, bundle.row.place
        text = head.text
        timepoint = self._timepoint(bundle)
        pair = self._pair_in(head.contrast) or self._pair_in(row.contrast)
        if row.contrast and not pair:
            other = self._arm_named(
                re.sub(r"^.*?\b(?:vs?\b\.?|versus)\s*", "", row.contrast).strip()
            )
            if head.arm is None or other is None or other.label == head.arm.label:
                return "a comparison of arms that are not known"
            pair = (head.arm, other)
        beside = row.arm.label if row.arm and not row.arm.is_whole else None
        if pair and beside is not None and not row.contrast and not VERSUS.search(head.contrast):
            pair = pair if beside in (pair[0].label, pair[1].label) else None
        if pair:
            return Judged("between_arms", *pair, timepoint, 0.95, "contrast_head")
        if VERSUS.search(head.contrast) or _CODED_PAIR.search(head.contrast):
            return "a comparison of arms that are not known"
        if CROSSOVER.search(head.text):
            return "a difference within people, of periods not named"
        if head.arm is None and bundle.columns[0] in self.other_factors:
            return "the main effect of a factor that is not the arms"
        if row.arm is not None and not row.arm.is_whole:
            return self._by_row_arm(bundle, row.arm, timepoint)
        if (
            head.arm is not None
            and not head.arm.is_whole
            and INTERACTION.search(head.text)
            and len(self.axes.arms) == 2
        ):
            return Judged(
                "between_arms",
                *self._ordered(self.axes.arms, bundle),
                timepoint,
                0.85,
                "interaction",
            )
        if head.arm is not None and not head.arm.is_whole:
            return self._by_head_arm(bundle, head.arm, timepoint)
        closed = self._arm_closed_by(bundle.columns[0])
        if closed is not None and not STUDY_ARMS.search(text):
            return Judged("within_arm", closed, None, self._change_moment(), 0.85, "within_columns")
        if WITHIN.search(text) and not BETWEEN.search(text):
            if self.caption_arm:
                return Judged(
                    "within_arm",
                    self.caption_arm,
                    None,
                    self._change_moment() or timepoint,
                    0.85,
                    "within_head",
                )
            return "a change within arms, arm not named"
        return self._by_table(bundle, timepoint, text)

    def _arm_closed_by(self, column: int) -> ArmHere | None:
        """The arm whose moments stand right before a p column: `IG pre | IG post | p | CG pre | ...`."""
        run: list[tuple[ArmHere, str]] = []
        for left in range(column - 1, self.axes.panel.n_stub - 1, -1):
            place = self.axes.columns[left]
            if place.is_effect or place.arm is None or place.timepoint is None:
                break
            run.append((place.arm, place.timepoint))
        arms = {arm.label for arm, _ in run}
        if len(arms) != 1 or len({moment for _, moment in run}) < 2 or len(self.axes.arms) < 2:
            return None
        return run[0][0]

    # --- who --------------------------------------------------------------------------------

    def _pair_in(self, contrast: str) -> tuple[ArmHere, ArmHere] | None:
        if not contrast:
            return None
        sides = [side.strip(" ():,;") for side in SPLIT.split(contrast) if side.strip(" ():,;")]
        found = [here for side in sides if (here := self._arm_named(side))]
        if len(found) == 2 and found[0].label != found[1].label:
            return found[0], found[1]
        return None

    def _arm_named(self, name: str) -> ArmHere | None:
        folded = squeeze(name)
        exact = [here for here in self.axes.arms if squeeze(here.label) == folded]
        if not exact and folded:  # `AZD 800` for `AZD 800 mg od`
            exact = [here for here in self.axes.arms if squeeze(here.label).startswith(folded)]
        if exact:
            return exact[0] if len(exact) == 1 else None
        known = self.arms.match(name)
        if known is None:
            return None
        same = [here for here in self.axes.arms if here.arm and here.arm.arm_id == known.arm_id]
        if same:
            return same[0] if len(same) == 1 else None
        return ArmHere(name, self.axes.grid.table.caption or self.axes.grid.table.span, known)

    def _ordered(self, arms: Sequence[ArmHere], bundle: Bundle) -> tuple[ArmHere, ArmHere]:
        first, second = arms[0], arms[1]
        first_control, second_control = is_comparator(first), is_comparator(second)
        if first_control and not second_control:
            return second, first
        return first, second

    def _by_row_arm(self, bundle: Bundle, arm: ArmHere, timepoint: str | None) -> Judged | str:
        block = self._block_of(bundle.row)
        without = [
            other
            for other, row in block
            if other.label != arm.label and self._is_blank(row, bundle.columns)
        ]
        filled = [other for other, row in block if not self._is_blank(row, bundle.columns)]
        within_words = WITHIN.search(bundle.head.text) or WITHIN.search(self.notes.caption)
        if scope_word(bundle.head):
            return Judged(
                "within_arm", arm, None, self._change_moment() or timepoint, 0.85, "within_head"
            )
        if (len(without) == 1 and len(block) <= 2) or (
            len(without) == 1 and len(filled) >= 2 and bundle.estimates
        ):
            pair = (
                self._ordered([arm, without[0]], bundle) if len(block) == 2 else (arm, without[0])
            )
            return Judged("between_arms", *pair, timepoint, 0.9, "reference_row")
        if (
            len(filled) >= 2
            and len(self.moments) >= 2
            and not without
            and not BETWEEN.search(bundle.head.text)
        ):
            return Judged("within_arm", arm, None, self._change_moment(), 0.8, "within_row")
        if within_words:
            return Judged(
                "within_arm", arm, None, self._change_moment() or timepoint, 0.8, "within_row"
            )
        if len(without) == len(block) - 1 and len(block) > 2:
            return Judged("between_arms", None, None, timepoint, 0.8, "all_arms")
        return "comparison of this row's arm with what is not clear"

    def _block_of(self, row: Row) -> list[tuple[ArmHere, Row]]:
        return self.blocks.get(block_key(row), [])

    def _is_blank(self, row: Row, columns: Iterable[int]) -> bool:
        for column in columns:
            cell = self.axes.grid.at(row.number, column)
            if (
                cell
                and cell.row == row.number
                and cell.text
                and cell.text not in DASHES
                and cell.text not in ("1", "1.0", "1.00")
            ):
                return False
        return True

    def _by_head_arm(self, bundle: Bundle, arm: ArmHere, timepoint: str | None) -> Judged | str:
        if REGRESSION_TABLE.search(self.notes.caption) and bundle.estimates:
            return "a model term whose arms are not named"
        text = f"{bundle.head.text} {bundle.row.place.text}"
        moments = {
            place.timepoint for place in self.axes.columns.values()
            if place.arm and place.arm.label == arm.label and place.timepoint and not place.is_effect
        }  # fmt: skip
        row_text = self._row_text(bundle.row)
        if (
            len(moments) >= 2
            or WITHIN.search(row_text)
            or WITHIN.search(text)
            or (WITHIN.search(self.notes.caption) and not BETWEEN.search(text))
        ):
            return Judged(
                "within_arm",
                arm,
                None,
                self._change_moment(moments) or timepoint,
                0.85,
                "within_head",
            )
        compares = any(
            e["measure"] in RATIO_MEASURES or e["measure"] not in ("mean_difference", "correlation")
            for e in bundle.estimates
        )
        blank = self._blank_arms(bundle)
        if blank is not None:
            return blank
        if bundle.row.place.is_effect and not bundle.head.is_effect:
            return "a test below each arm, of what is not said"
        lacking = [
            other for other in self.axes.arms if other.label != arm.label and not any(
                place.is_effect and place.arm and place.arm.label == other.label for place in self.axes.columns.values())
        ]  # fmt: skip
        if len(lacking) == 1 and (compares or bundle.p_value is not None):
            return Judged("between_arms", arm, lacking[0], timepoint, 0.8, "reference_column")
        return "comparison under an arm with what is not clear"

    def _blank_arms(self, bundle: Bundle) -> Judged | None:
        """A row of p values below arms: blank under the reference, or one for all of them."""
        row = bundle.row
        if not row.place.is_effect or bundle.head.is_effect:
            return None
        filled: list[tuple[int, ArmHere]] = []
        blank: list[tuple[int, ArmHere]] = []
        for column, place in self.axes.columns.items():
            if place.arm is None or place.arm.is_whole:
                continue
            cell = self.axes.grid.at(row.number, column)
            (filled if cell and cell.text and cell.text not in DASHES else blank).append(
                (column, place.arm)
            )
        cells = {id(self.axes.grid.at(row.number, column)) for column, _ in filled}
        timepoint = self._timepoint(bundle)
        arms = list({arm.label: arm for _, arm in (*filled, *blank)}.values())
        if len(cells) == 1:  # one value across or beside the arms
            if len(arms) == 2:
                return Judged(
                    "between_arms", *self._ordered(arms, bundle), timepoint, 0.85, "row_of_p"
                )
            return Judged("between_arms", None, None, timepoint, 0.8, "row_of_p")
        if len(blank) == 1 and bundle.head.arm is not None:
            return Judged("between_arms", bundle.head.arm, blank[0][1], timepoint, 0.85, "row_of_p")
        return None

    def _row_text(self, row: Row) -> str:
        return " ".join(
            self.axes.grid.text_at(row.number, column) for column in range(self.axes.panel.n_stub)
        )

    def _by_table(self, bundle: Bundle, timepoint: str | None, text: str) -> Judged | str:
        caption = self.notes.caption
        terms = " ".join(n.name for n in bundle.row.place.names)
        if len(self.axes.arms) == 2:
            pair = self._ordered(self.axes.arms, bundle)
            return Judged("between_arms", *pair, timepoint, 0.92, "two_arms")
        if len(self.axes.arms) > 2 and any(
            e["measure"] not in _OF_ALL_ARMS for e in bundle.estimates
        ):
            return "a difference of two arms, which ones is not said"
        if len(self.axes.arms) > 2:
            return Judged("between_arms", None, None, timepoint, 0.85, "all_arms")
        moments = len(self.moments) >= 2 or len(self.row_moments) >= 2
        if (
            self.caption_arm is not None
            and not self.axes.stub_is_level
            and len({place.names for place in self.axes.columns.values() if place.names}) < 2
            and not BETWEEN.search(f"{text} {caption}")
            and (moments or WITHIN.search(f"{text} {caption}"))
        ):
            return Judged(
                "within_arm",
                self.caption_arm,
                None,
                self._change_moment() or timepoint,
                0.75,
                "caption_arm",
            )
        measures = {e["measure"] for e in bundle.estimates}
        if (
            len(self.arms.arms) == 2
            and not moments
            and (STUDY_ARMS.search(caption) or STUDY_ARMS.search(text))
            and not REGRESSION_TABLE.search(caption)
            and not WITHIN.search(text)
        ):
            span = self.axes.grid.table.caption or self.axes.grid.table.span
            heres = [ArmHere(arm.label, span, arm) for arm in self.arms.arms]
            return Judged(
                "between_arms", *self._ordered(heres, bundle), timepoint, 0.75, "study_arms"
            )
        if REGRESSION_TABLE.search(caption) or measures & {
            "correlation",
            "regression_coefficient",
            "standardised_coefficient",
            "odds_ratio",
            "hazard_ratio",
            "risk_ratio",
            "rate_ratio",
        }:
            if re.search(r"\b(?:group|treatment|intervention|arm)\b", terms, re.IGNORECASE):
                return "a model term whose arms are not named"
            return "an association whose outcome is not named"
        return "no arms named for this comparison"

    # --- when -------------------------------------------------------------------------------

    def _timepoint(self, bundle: Bundle) -> str | None:
        if bundle.row.place.timepoint:
            return bundle.row.place.timepoint
        own = bundle.head.timepoint
        column = bundle.columns[0]
        if len(self.moments) >= 2:
            before = [time for place, time in self.times if place < column]
            after = [place for place, _ in self.times if place > column]
            if own and own in self.moments:
                return own
            if after and before:
                return before[-1]  # a p column closes each moment's columns
            effect_runs = self._effect_runs()
            if len(effect_runs) == len(self.moments) and before:
                return before[-1]
            if own:
                return own
            if BASELINE in self.moments and len(self.moments) == 2:
                return next(time for time in self.moments if time != BASELINE)
            return None
        if own:
            return own
        return timepoint_of(bundle.row.place, bundle.head, self.notes) or (
            self.moments[0] if self.moments else None
        )

    def _effect_runs(self) -> list[int]:
        runs, previous = [], -2
        for column, place in self.axes.columns.items():
            if place.is_effect:
                if column != previous + 1:
                    runs.append(column)
                previous = column
        return runs

    def _change_moment(self, moments: Iterable[str] | None = None) -> str | None:
        """The stretch a change is over, where two moments are compared."""
        known = [m for m in (list(moments) if moments else self.moments or self.row_moments) if m]
        later = [moment for moment in known if moment != BASELINE]
        if len(known) == 2 and len(later) == 1:
            return f"{BASELINE} to {later[0]}"
        return None if known else self.notes.timepoint
