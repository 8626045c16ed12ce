"""`report.html`: one self-contained page that a person reads in a browser."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib import resources
from typing import Any

from miner.export.forest import Forest
from miner.export.places import Place


@dataclass(slots=True)
class Value:
    """A value to show; `place` is the number of the place it was read from."""

    text: str
    place: int | None = None
    flag: str = ""


Cells = dict[str, Value]


@dataclass(slots=True)
class StudyEntry:
    """One paper in the report. `flow` are the counts of people in the order of the trial."""

    document_id: str
    title: str
    source: str
    link: str
    cells: Cells
    flow: list[tuple[str, Value]] = field(default_factory=list)
    arm_results: list[Cells] = field(default_factory=list)
    effects: list[Cells] = field(default_factory=list)
    checks: list[Cells] = field(default_factory=list)
    n_arm_results: int = 0
    n_effects: int = 0
    n_checks: dict[str, int] = field(default_factory=dict)
    claims: list[tuple[str, str]] = field(default_factory=list)


@dataclass(slots=True)
class PostEntry:
    """One post in the report. `pieces` are its words, each with whether it shows a theme."""

    post_id: str
    thread: str
    position: int
    author: str
    posted_at: str
    pieces: list[tuple[str, bool]]
    themes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class EvidenceEntry:
    """What one paper says to a claim."""

    stance: str
    document_id: str
    paper: str
    quote: Value
    explanation: str
    check: str = ""


@dataclass(slots=True)
class ClaimEntry:
    """One claim with the evidence beside it."""

    claim_id: str
    claim: str
    claim_type: str
    who: str
    post_id: str
    verdict: str
    themes: list[str]
    evidence: list[EvidenceEntry] = field(default_factory=list)


@dataclass(slots=True)
class ReportData:
    """All that the page shows. Lists may be cut; `totals` tells the full numbers."""

    title: str
    version: str
    totals: dict[str, int]
    kinds: dict[str, int]
    places: Sequence[Place] = ()
    studies: Sequence[StudyEntry] = ()
    posts: Sequence[PostEntry] = ()
    claims: Sequence[ClaimEntry] = ()
    verdicts: dict[str, int] = field(default_factory=dict)
    forests: Sequence[Forest] = ()
    sources: Sequence[dict[str, Any]] = ()
    notes: Sequence[dict[str, Any]] = ()
    failures: Sequence[dict[str, Any]] = ()
    theme_counts: dict[str, int] = field(default_factory=dict)

    @property
    def claim_papers(self) -> dict[str, str]:
        """Papers that are evidence for a shown claim, by id, in order of their names."""
        found = {
            item.document_id: item.paper
            for claim in self.claims
            for item in claim.evidence
            if item.document_id
        }
        return dict(sorted(found.items(), key=lambda item: (item[1], item[0])))


STUDY_COLUMNS = (
    ("design", "Design"),
    ("n_total", "Total n"),
    ("n_randomised", "Randomised"),
    ("n_analysed", "Analysed"),
    ("n_completed", "Completed"),
    ("arms", "Arms"),
    ("condition", "Condition"),
    ("primary_outcome", "Primary outcome"),
)
ARM_RESULT_COLUMNS = (
    ("outcome", "Outcome"),
    ("arm", "Arm"),
    ("timepoint", "Time"),
    ("n", "n"),
    ("value", "Value"),
    ("spread", "Spread"),
)
EFFECT_COLUMNS = (
    ("outcome", "Outcome"),
    ("comparison", "Comparison"),
    ("timepoint", "Time"),
    ("measure", "Measure"),
    ("estimate", "Estimate"),
    ("interval", "Interval"),
    ("p", "p"),
)


# Names that are not their words with the underscores taken out.
_WRITTEN = {
    "cohens_d": "Cohen's d", "hedges_g": "Hedges' g", "glass_delta": "Glass's Δ",
    "smd_unspecified": "SMD, kind not stated", "nnt": "NNT", "eta_squared": "η²",
    "partial_eta_squared": "partial η²", "omega_squared": "ω²", "cramers_v": "Cramér's V",
}  # fmt: skip
_CAPITALS = frozenset(("rct", "sd", "se", "iqr", "ci"))


def in_words(name: str) -> str:
    """Return a name of a vocabulary as people write it.

    Examples
    --------
    >>> in_words("not_enough_information"), in_words("pilot_rct"), in_words("hedges_g")
    ('not enough information', 'pilot RCT', "Hedges' g")
    """
    if name in _WRITTEN:
        return _WRITTEN[name]
    return " ".join(word.upper() if word in _CAPITALS else word for word in name.split("_"))


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
    environment.filters["words"] = in_words
    return environment.get_template("report.html").render(
        data=data,
        study_columns=STUDY_COLUMNS,
        arm_result_columns=ARM_RESULT_COLUMNS,
        effect_columns=EFFECT_COLUMNS,
    )
