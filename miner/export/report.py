"""`report.html`: one self-contained page that a person reads in a browser."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib import resources
from typing import Any

from miner.export.contexts import Context


@dataclass(slots=True)
class Value:
    """A value to show, with the place it was read from where there is one."""

    text: str
    context: Context | None = None
    flag: str = ""


@dataclass(slots=True)
class StudyEntry:
    """One paper in the report."""

    document_id: str
    title: str
    source: str
    cells: dict[str, Value]
    effects: list[dict[str, Value]] = field(default_factory=list)
    checks: list[dict[str, Value]] = field(default_factory=list)
    n_effects: int = 0
    n_checks: int = 0
    claims: list[str] = field(default_factory=list)


@dataclass(slots=True)
class PostEntry:
    """One post in the report."""

    post_id: str
    thread: str
    position: int
    author: str
    posted_at: str
    text: str
    themes: list[tuple[str, str]] = field(default_factory=list)


@dataclass(slots=True)
class ClaimEntry:
    """One claim with the evidence beside it."""

    claim_id: str
    claim: str
    claim_type: str
    who: str
    verdict: str
    themes: str
    evidence: list[dict[str, Any]] = field(default_factory=list)


@dataclass(slots=True)
class ReportData:
    """All that the page shows. Lists may be cut; `totals` tells the full numbers."""

    title: str
    version: str
    totals: dict[str, int]
    kinds: dict[str, int]
    studies: Sequence[StudyEntry] = ()
    posts: Sequence[PostEntry] = ()
    claims: Sequence[ClaimEntry] = ()
    forests: Sequence[str] = ()
    failures: Sequence[dict[str, Any]] = ()
    theme_counts: dict[str, int] = field(default_factory=dict)


STUDY_COLUMNS = (
    ("design", "Design"),
    ("n_total", "Total n"),
    ("n_randomised", "Randomised"),
    ("n_analysed", "Analysed"),
    ("n_completed", "Completed"),
    ("arms", "Arms"),
    ("condition", "Condition"),
    ("primary_outcome", "Primary outcome"),
    ("registration", "Registration"),
)


def render_report(data: ReportData) -> str:
    """Return the page as HTML; everything from a source is escaped."""
    import jinja2

    folder = resources.files("miner.export") / "templates"
    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(lambda name: (folder / name).read_text("utf-8")),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    return environment.get_template("report.html").render(data=data, study_columns=STUDY_COLUMNS)
