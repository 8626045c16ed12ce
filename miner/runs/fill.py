"""Fill a form: every paper is read once, a row that fails never stops the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tqdm import tqdm

from miner.extract.forms import FILLED_COLUMNS, FilledRow, FormRow, Paper, fill_paper, propose_rows
from miner.extract.registry import run_extractors
from miner.model import MinerError, ReadError
from miner.readers import Failure, read_sources
from miner.runs.form_files import Form, FormLine

PaperReader = Callable[[Path], Paper]


@dataclass(slots=True)
class FilledForm:
    """A filled form: its columns, its rows in the form's order, and what went wrong."""

    columns: tuple[str, ...]
    rows: list[dict[str, Any]] = field(default_factory=list)
    filled: list[FilledRow] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    n_failed: int = 0

    @property
    def exit_code(self) -> int:
        """0 all rows done, 1 some failed, 2 none done."""
        if not self.problems:
            return 0
        return 2 if self.n_failed == len(self.rows) else 1


def read_paper(path: Path) -> Paper:
    """Read and mine one paper.

    Raises
    ------
    ReadError
        If it is not there, cannot be read, or is no paper.
    """
    if not path.exists():
        raise ReadError(f"{path}: no such file; paths are relative to the form")
    if path.is_dir():
        raise ReadError(f"{path}: is a folder; give the paper itself")
    document = next(iter(read_sources([str(path)])), None)
    if document is None:
        raise ReadError(f"{path}: holds no document")
    if isinstance(document, Failure):
        raise ReadError(document.message)
    if document.kind != "paper":
        raise ReadError(f"{path}: is a {document.kind}, no paper; forms are filled from papers")
    return Paper(document, run_extractors(document, keep_doubtful=True))


def fill_form(
    form: Form, *, show_progress: bool = False, read: PaperReader = read_paper
) -> FilledForm:
    """Fill the rows of a form.

    Parameters
    ----------
    form : Form
        As `read_form` gives it; paths are relative to its file.
    show_progress : bool
        Whether to draw a bar on stderr.
    read : callable
        Reads the paper at a path.

    Returns
    -------
    FilledForm
        One row for each of the form's, in its order, with the columns of the contract added.
    """
    answers: list[FilledRow | None] = [None] * len(form.lines)
    problems: dict[int, str] = {}
    with tqdm(total=len(form.lines), unit="row", disable=not show_progress, leave=False) as bar:
        for path, places in _by_paper(form):
            _fill_places(form, form.path.parent / path, places, answers, problems, read)
            bar.update(len(places))
    return _gathered(form, answers, problems)


def _by_paper(form: Form) -> Iterator[tuple[str, list[int]]]:
    places: dict[str, list[int]] = {}
    for place, line in enumerate(form.lines):
        places.setdefault(line.path, []).append(place)
    yield from places.items()


def _fill_places(
    form: Form, path: Path, places: list[int], answers: list[FilledRow | None],
    problems: dict[int, str], read: PaperReader,
) -> None:  # fmt: skip
    usable = []
    for place in places:
        problem = form.lines[place].problem
        if problem is None:
            usable.append(place)
        else:
            problems[place] = problem
    if not usable:
        return
    try:
        paper = read(path)
    except Exception as error:  # the one place where a broken paper must not stop the form
        problems.update(dict.fromkeys(usable, _told(error)))
        return
    known: dict[FormRow, FilledRow] = {}
    for place in usable:
        row = form.lines[place].row
        if row is None:
            continue
        try:
            if row not in known:
                known[row] = fill_paper(paper, row)
            answers[place] = known[row]
        except Exception as error:  # nor may one row stop the others
            problems[place] = _told(error)


def _told(error: Exception) -> str:
    if isinstance(error, MinerError):
        return str(error)
    return f"{type(error).__name__}: {error}".replace("\n", " ")[:300]


def _gathered(form: Form, answers: list[FilledRow | None], problems: dict[int, str]) -> FilledForm:
    added = [name for name in FILLED_COLUMNS if name not in form.columns]
    found = FilledForm((*form.columns, *added))
    for place, line in enumerate(form.lines):
        answer = answers[place] or FilledRow(note=problems.get(place))
        cells = answer.cells()
        if line.remark:
            cells["note"] = "; ".join(part for part in (line.remark, cells["note"]) if part)
        found.rows.append({**line.cells, **cells})
        found.filled.append(answer)
        if place in problems:
            found.n_failed += 1
            found.problems.append(_problem(form, line, problems[place]))
    return found


def _problem(form: Form, line: FormLine, problem: str) -> str:
    return f"{form.path.name}, row {line.name}: {problem}"


def explain(form: Form, filled: FilledForm) -> Iterator[str]:
    """Tell for each row which places were considered and why one won."""
    for line, answer in zip(form.lines, filled.filled, strict=True):
        asked = line.row
        title = (
            f"{asked.outcome} | {asked.intervention} | {asked.comparator}" if asked else answer.note
        )
        yield f"row {line.name}: {title}"
        for item in answer.considered:
            yield f"  {'*' if item.won else ' '} {item.score:.2f}  {item.where}: {item.what}  [{item.reasons}]"
        if not answer.considered:
            yield "    nothing in the paper's tables and sentences could be compared"


def propose_form(path: Path, *, read: PaperReader = read_paper) -> list[dict[str, Any]]:
    """Return the rows of a form with every outcome and comparison that a paper reports."""
    paper = read(path)
    return [
        {
            "row_id": number, "path": str(path), "outcome": row.outcome,
            "intervention": row.intervention, "comparator": row.comparator,
            "timepoint": row.timepoint, "outcome_type": row.outcome_type,
        }
        for number, row in enumerate(propose_rows(paper), start=1)
    ]  # fmt: skip
