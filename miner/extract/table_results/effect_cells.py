"""Cells that show what a comparison showed: estimates, intervals, tests and p values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from miner.extract.table_results.arm_cells import is_arm_change, outcome_of, timepoint_of
from miner.extract.table_results.axes import ArmHere, Axes, Named, Place, Row
from miner.extract.table_results.cell_values import CellValue, read_value
from miner.extract.table_results.grids import GridCell
from miner.extract.table_results.labels import read_label
from miner.extract.table_results.notes import Notes, find_test
from miner.extract.table_results.patterns import DASHES, EFFECT_PARTS, REGRESSION_TABLE, TEST_PARTS
from miner.extract.table_results.readings import CellReading
from miner.extract.table_results.table_arms import TableArms, is_control
from miner.model import Rejected
from miner.model.vocab import RATIO_MEASURES
from miner.text.timepoints import BASELINE

_MEASURE = {part: part for part in EFFECT_PARTS} | {"difference": "mean_difference"}
_MODEL_TERM = re.compile(
    r"^\W*(?:\(?intercept\)?|constant|errors?|residuals?|within(?:\s+(?:groups?|subjects?))?|corrected\s+(?:model|total)|"
    r"covariates?|model|r2|adjusted\s+r2|observations)\W*$",
    re.IGNORECASE,
)
_WITHIN = re.compile(
    r"\bwithin[\s-]|\bintra[\s-]?group|\bpaired\b|\brelated\s+samples?\b|\bpre[\s-]*(?:to[\s-]*)?post\b|\bbefore\s+(?:and|versus|vs\.?)\s+after\b|wilcoxon\s+signed",
    re.IGNORECASE,
)
_BETWEEN = re.compile(
    r"\bbetween[\s-]|\binter[\s-]?group|\bindependent[\s-]|mann[\s-]*whitney|\bversus\b|\bvs\b|\bcompar(?:ed|ison|ing)\b|\bgroup\s*[×x*]\s*time|\btime\s*[×x*]\s*group|\binteraction\b",
    re.IGNORECASE,
)
_SPLIT = re.compile(r"\s+(?:vs?\.?|versus|x|×|compared\s+(?:to|with)|minus|and|over)\s+|\s*[×/]\s*|\s+-\s+|(?<=\w)-(?=\w)", re.IGNORECASE)

_INTERACTION = re.compile(r"\binteraction\b|\btime\s*[×xX*]\s*\w+|\bgroup\s*[×xX*]\s*time", re.IGNORECASE)
_CROSSOVER = re.compile(r"\bwithin[\s-](?:individual|subject|patient|person)s?\s+diff", re.IGNORECASE)
_STUDY_ARMS = re.compile(
    r"\bbetween[\s-](?:the\s+)?(?:two\s+|study\s+|treatment\s+|control\s+)?(?:groups?|arms)|\bbetween\b.{1,60}\band\b|\bindependent[\s-](?:samples?|t)|mann[\s-]*whitney|\binter[\s-]?group",
    re.IGNORECASE,
)
_VERSUS = re.compile(r"\bvs?\.?\s|\bversus\b|\bcompared\s", re.IGNORECASE)


@dataclass(slots=True)
class Bundle:
    """The cells of one comparison in one row."""

    row: Row
    head: Place
    cells: list[GridCell] = field(default_factory=list)
    estimates: list[dict] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    interval: tuple[float, float] | None = None
    standard_error: float | None = None
    test: str | None = None
    test_value: float | None = None
    df1: float | None = None
    df2: float | None = None
    p_operator: str | None = None
    p_value: float | None = None
    not_significant: bool = False
    columns: list[int] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing was read that an effect could hold."""
        return not self.estimates and self.test_value is None and self.p_value is None and not self.not_significant


def read_effect_cells(
    axes: Axes, notes: Notes, arms: TableArms, caption_arm: ArmHere | None, caption_outcome: Named | None,
    by_row: Mapping[int, CellReading],
) -> tuple[list[CellReading], list[Rejected]]:  # fmt: skip
    """Read every cell of a panel that compares; `by_row` holds the rows' single arm outcomes."""
    rejected: list[Rejected] = []
    readings: list[CellReading] = []
    comparer = _Comparer(axes, notes, arms, caption_arm)
    for row in axes.rows:
        last = row.place.names[-1].name if row.place.names else ""
        if _MODEL_TERM.match(last):
            continue
        for bundle in _bundles(axes, row, rejected):
            outcome, contexts, subgroup = outcome_of(axes, row.place, bundle.head, caption_outcome)
            shown = by_row.get(row.number)
            if (outcome is None or outcome is caption_outcome) and shown is not None and shown.outcome_span:
                outcome = Named(read_label(shown.outcome_label or "", names_statistic=False), shown.outcome_span)
                contexts, subgroup = shown.contexts, shown.subgroup
            if outcome is None:
                rejected.append(Rejected(bundle.cells[0].span, "no outcome named for this comparison", "no_outcome"))
                continue
            judged = comparer.compare(bundle)
            if isinstance(judged, str):
                rejected.append(Rejected(bundle.cells[0].span, judged, "comparison"))
                continue
            readings.extend(_readings(bundle, axes, outcome, contexts, subgroup, judged, notes))
    return readings, rejected


def _bundles(axes: Axes, row: Row, rejected: list[Rejected]) -> list[Bundle]:
    bundles: list[Bundle] = []
    current: Bundle | None = None
    previous = -2
    for column, head in axes.columns.items():
        by_row = row.place.is_effect and not head.is_effect
        if not (head.is_effect or by_row):
            continue
        if is_arm_change(axes, row.place, head) or row.place.parts == ("n",):
            continue
        cell = axes.grid.at(row.number, column)
        if cell is None or (cell.row, cell.column) != (row.number, column) or not cell.text or cell.text in DASHES:
            continue
        parts = row.place.parts if by_row else head.parts
        atom = _atom(cell, parts)
        if isinstance(atom, str):
            if atom:
                rejected.append(Rejected(cell.span, atom, "effect_cell"))
            continue
        fresh = (
            current is None or previous != column - 1 and not _only_blank(axes, row, previous, column)
            or _scope_word(current.head) != _scope_word(head) or not _same_comparison(current.head, head, row) or current.seen & set(atom)
        )  # fmt: skip
        if fresh:
            current = Bundle(row, _with_row_contrast(axes, row, head, column))
            bundles.append(current)
        assert current is not None
        _add(current, atom, cell, column)
        if current.head.contrast == "" and head.contrast:
            current.head = head
        previous = column
    return [bundle for bundle in bundles if not bundle.is_empty]


def _with_row_contrast(axes: Axes, row: Row, head: Place, column: int) -> Place:
    """A cell left of the numbers that names the comparison: `A vs placebo | 1.2 | 0.4-2.0`."""
    if column == axes.panel.n_stub:
        return head
    left = axes.grid.at(row.number, column - 1)
    if left and left.row == row.number and _VERSUS.search(left.text) and read_value(left.text) is None:
        return replace(head, contrast=left.text)
    return head


def _only_blank(axes: Axes, row: Row, previous: int, column: int) -> bool:
    return all(
        axes.columns[between].is_effect or not axes.grid.text_at(row.number, between)
        for between in range(max(previous + 1, axes.panel.n_stub), column)
    )


def _scope_word(head: Place) -> str:
    return "within" if _WITHIN.search(head.text) and not _BETWEEN.search(head.text) else ""


def _same_comparison(one: Place, other: Place, row: Row) -> bool:
    if (one.arm.label if one.arm else None) != (other.arm.label if other.arm else None):
        return False
    if [named.name for named in one.names] != [named.name for named in other.names]:
        return False
    return bool(row.place.timepoint) or None in (one.timepoint, other.timepoint) or one.timepoint == other.timepoint


def _atom(cell: GridCell, parts: tuple[str, ...]) -> dict | str:
    """Read one cell of a comparison into its fields; a string is the reason why not."""
    value = read_value(cell.text)
    if value is None:
        return "a cell of a form not known" if any(c.isdigit() for c in cell.text) else ""
    if parts[0] in ("sd", "n", "df") or (parts[0] == "se" and value.form != "number"):
        return ""
    measures = [part for part in parts if part in EFFECT_PARTS] if parts[0] not in ("se", "ci", "p") else []
    tests = [part for part in parts if part in TEST_PARTS]
    atom: dict = {}
    if value.p_operator is not None:
        atom["p"] = (value.p_operator, value.p_value)
    if value.form == "test":
        atom["test"] = (value.test, value.figures[0].value, value.df1, value.df2)
        return atom
    if value.form == "p":
        return _p_atom(value, parts)
    if parts[0] == "p" and not measures:
        figure = value.figures[0]
        if value.form == "number" and 0 <= figure.value <= 1:
            return atom | {"p": ("=", figure.value)}
        return "not a probability"
    return _estimate_atom(value, parts, measures, tests, atom)


def _p_atom(value: CellValue, parts: tuple[str, ...]) -> dict | str:
    if "p" not in parts and not any(part in TEST_PARTS for part in parts):
        return "a bound where an estimate was expected"
    if value.operator == "ns":
        return {"ns": True}
    if not 0 <= value.figures[0].value <= 1:
        return "not a probability"
    return {"p": (value.operator, value.figures[0].value)}


def _estimate_atom(
    value: CellValue, parts: tuple[str, ...], measures: list[str], tests: list[str], atom: dict
) -> dict | str:
    figures = value.figures
    if len(measures) > 1 and value.form != "number":
        measures = [m for m in measures if m != "difference"][:1] or measures[:1]
    if value.form == "number":
        return _number_atom(value, parts, measures, tests, atom)
    if value.form == "interval" or (value.form == "pair" and parts == ("ci",) and figures[0].value <= figures[1].value):
        atom["interval"] = (figures[0].value, figures[1].value)
        return atom if "ci" in parts or measures else "an interval without a name"
    if value.form in ("triple", "pm_interval", "paren_interval"):
        if not measures:
            return "an estimate without a name"
        low, high = figures[-2].value, figures[-1].value
        if not low <= figures[0].value <= high and "ci" not in parts:
            return "estimate outside its interval"
        atom["estimate"] = (measures[0], figures[0].value, low, high)
        if value.form != "triple" and "se" in parts:
            atom["se"] = figures[1].value
        return atom
    if value.form == "pm" and measures:
        atom["estimate"] = (measures[0], figures[0].value, None, None)
        if "sd" not in parts and "ci" not in parts or "se" in parts:
            if "se" in parts:
                atom["se"] = figures[1].value
        return atom
    if value.form == "paren":
        return _paren_atom(value, parts, measures, tests, atom)
    return f"a {value.form} is no comparison"


def _number_atom(
    value: CellValue, parts: tuple[str, ...], measures: list[str], tests: list[str], atom: dict
) -> dict | str:
    figure = value.figures[0]
    if measures and not ({"se", "ci"} & set(parts) and not atom) or (measures and "ci" in parts):
        if len(measures) > 1:
            return "two measures named for one number"
        atom["estimate"] = (measures[0], figure.value, None, None)
        return atom
    if measures:
        atom["estimate"] = (measures[0], figure.value, None, None)
        return atom
    if len(tests) == 1:
        atom["test"] = (None if tests[0] == "test" else tests[0], figure.value, None, None)
        return atom
    if len(tests) > 1:
        atom["test"] = (None, figure.value, None, None)
        return atom
    if parts[:1] == ("se",):
        return {"se": figure.value}
    if parts[:1] == ("df",):
        return {"df": figure.value}
    if parts[:1] == ("ci_lower",):
        return {"lower": figure.value}
    if parts[:1] == ("ci_upper",):
        return {"upper": figure.value}
    return ""


def _paren_atom(
    value: CellValue, parts: tuple[str, ...], measures: list[str], tests: list[str], atom: dict
) -> dict | str:
    first, second = value.figures
    if "p" in parts and 0 <= second.value <= 1:
        atom["p"] = ("=", second.value)
        if tests:
            atom["test"] = (tests[0] if tests[0] != "test" else None, first.value, None, None)
        elif measures:
            atom["estimate"] = (measures[0], first.value, None, None)
        return atom
    if measures and ("se" in parts or "sd" in parts):
        atom["estimate"] = (measures[0], first.value, None, None)
        if "se" in parts:
            atom["se"] = second.value
        return atom
    if tests and "df" in parts:
        atom["test"] = (tests[0], first.value, None, second.value)
        return atom
    return "a (b) where b is not named"


def _add(bundle: Bundle, atom: dict, cell: GridCell, column: int) -> None:
    bundle.cells.append(cell)
    bundle.columns.append(column)
    for key, content in atom.items():
        if key == "estimate":
            measure, estimate, low, high = content
            bundle.estimates.append(
                {"measure": _MEASURE[measure], "value": estimate, "low": low, "high": high, "cell": cell}
            )
            if bundle.interval is not None and low is None and len(bundle.estimates) == 1:
                bundle.estimates[-1].update(low=bundle.interval[0], high=bundle.interval[1])
            bundle.seen.add(f"estimate:{measure}")
            continue
        bundle.seen.add(key)
        if key == "interval":
            bundle.interval = content
            if bundle.estimates and bundle.estimates[-1]["low"] is None:
                low, high = content
                if low <= bundle.estimates[-1]["value"] <= high:
                    bundle.estimates[-1].update(low=low, high=high)
        elif key in ("lower", "upper") and bundle.estimates:
            bundle.estimates[-1]["low" if key == "lower" else "high"] = content
        elif key == "p":
            bundle.p_operator, bundle.p_value = content
        elif key == "test":
            name, bundle.test_value, bundle.df1, bundle.df2 = content
            bundle.test = name
        elif key == "se":
            bundle.standard_error = content
        elif key == "df":
            bundle.df1 = content
        elif key == "ns":
            bundle.not_significant = True


@dataclass(frozen=True, slots=True)
class Judged:
    """Who is compared, when, and how far the reading can be trusted."""

    scope: str
    first: ArmHere | None
    second: ArmHere | None
    timepoint: str | None
    confidence: float
    rule: str


class _Comparer:
    """Finds out which arms a bundle compares, and at which moment."""

    def __init__(self, axes: Axes, notes: Notes, arms: TableArms, caption_arm: ArmHere | None) -> None:
        self.axes = axes
        self.notes = notes
        self.arms = arms
        self.caption_arm = caption_arm
        self.times = _column_times(axes)
        self.moments = list(dict.fromkeys(time for _, time in self.times))
        self.row_moments = list(dict.fromkeys(r.place.timepoint for r in axes.rows if r.place.timepoint))

    def compare(self, bundle: Bundle) -> Judged | str:
        head, row = bundle.head, bundle.row.place
        text = head.text
        timepoint = self._timepoint(bundle)
        pair = self._pair_in(head.contrast) or self._pair_in(row.contrast)
        if row.contrast and not pair:
            other = self._arm_named(re.sub(r"^.*?\b(?:vs?\b\.?|versus)\s*", "", row.contrast).strip())
            if head.arm is None or other is None or other.label == head.arm.label:
                return "a comparison of arms that are not known"
            pair = (head.arm, other)
        if pair:
            return Judged("between_arms", *pair, timepoint, 0.95, "contrast_head")
        if _VERSUS.search(head.contrast):
            return "a comparison of arms that are not known"
        if _CROSSOVER.search(head.text):
            return "a difference within people, of periods not named"
        if row.arm is not None and not row.arm.is_whole:
            return self._by_row_arm(bundle, row.arm, timepoint)
        if head.arm is not None and not head.arm.is_whole and _INTERACTION.search(head.text) and len(self.axes.arms) == 2:
            return Judged("between_arms", *self._ordered(self.axes.arms, bundle), timepoint, 0.85, "interaction")
        if head.arm is not None and not head.arm.is_whole:
            return self._by_head_arm(bundle, head.arm, timepoint)
        if _WITHIN.search(text) and not _BETWEEN.search(text):
            if self.caption_arm:
                return Judged("within_arm", self.caption_arm, None, self._change_moment() or timepoint, 0.85, "within_head")
            return "a change within arms, arm not named"
        return self._by_table(bundle, timepoint, text)

    # --- who --------------------------------------------------------------------------------

    def _pair_in(self, contrast: str) -> tuple[ArmHere, ArmHere] | None:
        if not contrast:
            return None
        sides = [side.strip(" ():,;") for side in _SPLIT.split(contrast) if side.strip(" ():,;")]
        found = [here for side in sides if (here := self._arm_named(side))]
        if len(found) == 2 and found[0].label != found[1].label:
            return found[0], found[1]
        return None

    def _arm_named(self, name: str) -> ArmHere | None:
        known = self.arms.match(name)
        for here in self.axes.arms:
            if (known and here.arm and here.arm.arm_id == known.arm_id) or here.label.lower() == name.lower():
                return here
        if known:
            span = self.axes.grid.table.caption or self.axes.grid.table.span
            return ArmHere(name, span, known)
        return None

    def _ordered(self, arms: Sequence[ArmHere], bundle: Bundle) -> tuple[ArmHere, ArmHere]:
        first, second = arms[0], arms[1]
        first_control, second_control = _is_comparator(first), _is_comparator(second)
        if first_control and not second_control:
            return second, first
        return first, second

    def _by_row_arm(self, bundle: Bundle, arm: ArmHere, timepoint: str | None) -> Judged | str:
        block = self._block_of(bundle.row)
        without = [other for other, row in block if other.label != arm.label and self._is_blank(row, bundle.columns)]
        filled = [other for other, row in block if not self._is_blank(row, bundle.columns)]
        within_words = _WITHIN.search(bundle.head.text) or _WITHIN.search(self.notes.caption)
        if _scope_word(bundle.head):
            return Judged("within_arm", arm, None, self._change_moment() or timepoint, 0.85, "within_head")
        if len(without) == 1 and len(block) <= 2 or (len(without) == 1 and len(filled) >= 2 and bundle.estimates):
            pair = self._ordered([arm, without[0]], bundle) if len(block) == 2 else (arm, without[0])
            return Judged("between_arms", *pair, timepoint, 0.9, "reference_row")
        if len(filled) >= 2 and len(self.moments) >= 2 and not without and not _BETWEEN.search(bundle.head.text):
            return Judged("within_arm", arm, None, self._change_moment(), 0.8, "within_row")
        if within_words:
            return Judged("within_arm", arm, None, self._change_moment() or timepoint, 0.8, "within_row")
        if len(without) == len(block) - 1 and len(block) > 2:
            return Judged("between_arms", None, None, timepoint, 0.8, "all_arms")
        return "comparison of this row's arm with what is not clear"

    def _block_of(self, row: Row) -> list[tuple[ArmHere, Row]]:
        key = [named.span for named in row.place.names]
        block = [
            (other.place.arm, other)
            for other in self.axes.rows
            if other.place.arm and not other.place.arm.is_whole
            and [named.span for named in other.place.names] == key
            and other.place.timepoint == row.place.timepoint
        ]  # fmt: skip
        return block

    def _is_blank(self, row: Row, columns: Iterable[int]) -> bool:
        for column in columns:
            cell = self.axes.grid.at(row.number, column)
            if cell and cell.row == row.number and cell.text and cell.text not in DASHES and cell.text not in ("1", "1.0", "1.00"):
                return False
        return True

    def _by_head_arm(self, bundle: Bundle, arm: ArmHere, timepoint: str | None) -> Judged | str:
        text = f"{bundle.head.text} {bundle.row.place.text}"
        moments = {
            place.timepoint for place in self.axes.columns.values()
            if place.arm and place.arm.label == arm.label and place.timepoint and not place.is_effect
        }  # fmt: skip
        row_text = self._row_text(bundle.row)
        if len(moments) >= 2 or _WITHIN.search(row_text) or _WITHIN.search(text) or (
            _WITHIN.search(self.notes.caption) and not _BETWEEN.search(text)
        ):
            return Judged("within_arm", arm, None, self._change_moment(moments) or timepoint, 0.85, "within_head")
        compares = any(e["measure"] in RATIO_MEASURES or e["measure"] not in ("mean_difference", "correlation") for e in bundle.estimates)
        blank = self._blank_arms(bundle)
        if blank is not None:
            return blank
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
        filled, blank = [], []
        for column, place in self.axes.columns.items():
            if place.arm is None or place.arm.is_whole:
                continue
            cell = self.axes.grid.at(row.number, column)
            (filled if cell and cell.text and cell.text not in DASHES else blank).append((column, place.arm))
        cells = {id(self.axes.grid.at(row.number, column)) for column, _ in filled}
        timepoint = self._timepoint(bundle)
        arms = list({arm.label: arm for _, arm in (*filled, *blank)}.values())
        if len(cells) == 1:  # one value across or beside the arms
            if len(arms) == 2:
                return Judged("between_arms", *self._ordered(arms, bundle), timepoint, 0.85, "row_of_p")
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
        if len(self.axes.arms) > 2:
            return Judged("between_arms", None, None, timepoint, 0.85, "all_arms")
        moments = len(self.moments) >= 2 or len(self.row_moments) >= 2
        if self.caption_arm is not None and not self.axes.stub_is_level and not _BETWEEN.search(f"{text} {caption}") and (
            moments or _WITHIN.search(f"{text} {caption}")
        ):
            return Judged("within_arm", self.caption_arm, None, self._change_moment() or timepoint, 0.75, "caption_arm")
        measures = {e["measure"] for e in bundle.estimates}
        if len(self.arms.arms) == 2 and not moments and (_STUDY_ARMS.search(caption) or _STUDY_ARMS.search(text)) and not REGRESSION_TABLE.search(caption) and not _WITHIN.search(text):
            span = self.axes.grid.table.caption or self.axes.grid.table.span
            heres = [ArmHere(arm.label, span, arm) for arm in self.arms.arms]
            return Judged("between_arms", *self._ordered(heres, bundle), timepoint, 0.75, "study_arms")
        if REGRESSION_TABLE.search(caption) or measures & {"correlation", "regression_coefficient", "standardised_coefficient", "odds_ratio", "hazard_ratio", "risk_ratio", "rate_ratio"}:
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
        return timepoint_of(bundle.row.place, bundle.head, self.notes) or (self.moments[0] if self.moments else None)

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


def _column_times(axes: Axes) -> list[tuple[int, str]]:
    return [
        (column, place.timepoint) for column, place in axes.columns.items() if place.timepoint and not place.is_effect
    ]  # fmt: skip


def _is_comparator(here: ArmHere) -> bool:
    if here.arm is not None and here.arm.role != "unclear":
        return here.arm.role != "intervention"
    return is_control(here.label)


def _readings(
    bundle: Bundle, axes: Axes, outcome: Named, contexts: tuple[str, ...], subgroup: str | None,
    judged: Judged, notes: Notes,
) -> list[CellReading]:  # fmt: skip
    estimates = bundle.estimates or [{"measure": "none", "value": None, "low": None, "high": None, "cell": bundle.cells[0]}]
    arms = [here for here in (judged.first, judged.second) if here]
    test = bundle.test
    if test is None and bundle.test_value is None:
        test = find_test(notes.notes, scope=judged.scope)
    readings = []
    for estimate in estimates:
        cell = estimate["cell"]
        places = dict.fromkeys([cell.span, *(other.span for other in bundle.cells)])
        readings.append(
            CellReading(
                kind="effect",
                table_id=axes.grid.table.table_id,
                row=cell.row,
                column=cell.column,
                places=tuple(places),
                rule=judged.rule,
                confidence=judged.confidence,
                outcome_label=outcome.name,
                outcome_span=outcome.span,
                contexts=contexts,
                subgroup=subgroup,
                timepoint=judged.timepoint,
                arm_labels=tuple(here.label for here in arms),
                arm_ids=tuple(here.arm.arm_id if here.arm else None for here in arms),
                scope=judged.scope,
                contrast=bundle.head.contrast or None,
                effect_measure=estimate["measure"],
                estimate=estimate["value"],
                ci_lower=estimate["low"],
                ci_upper=estimate["high"],
                ci_level=95.0 if estimate["low"] is not None else None,
                standard_error=bundle.standard_error if len(estimates) == 1 else None,
                test=test,
                test_value=bundle.test_value,
                df1=bundle.df1,
                df2=bundle.df2,
                p_operator=bundle.p_operator,
                p_value=bundle.p_value,
                not_significant=bundle.not_significant,
                is_baseline_table=notes.is_baseline,
            )
        )
    return readings
