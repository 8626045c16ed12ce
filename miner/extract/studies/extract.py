"""One row a paper: design, arms, condition, registration and the sizes of the whole study."""

from __future__ import annotations

import re
from collections.abc import Sequence

from miner.extract.participant_counts import has_body, read_counts
from miner.extract.sample_sizes import read_sizes
from miner.extract.studies.condition import find_condition
from miner.extract.studies.design import RANDOMISED, WITHOUT_PEOPLE, find_design
from miner.extract.studies.registration import find_registration
from miner.model.document import Document
from miner.model.extraction import Extraction, Extractor, Findings
from miner.model.provenance import locate
from miner.model.span import Span
from miner.model.trial import Arm, Outcome, SampleSize, Study
from miner.text.numbers import parse_number

NAME = "studies"
VERSION = 3
# Steps whose people are not yet those of the study.
BEFORE_THE_STUDY = ("screened", "eligible", "planned", "excluded")
# Of a full paper these are no total: it tells more exactly who came into the study, or nothing.
NOT_YET = ("screened", "planned", "excluded", "lost")
LEAST_SHARE = 0.3  # of the people of a study that its main analysis keeps at the least
LIKE_SIZE = 0.75  # of the study's size that the randomised are at the least
MOST_ABOVE = 5  # times the randomised that the enrolled may be
SURE = 0.5  # how far the words that tell of more enrolled than randomised must be believed
# The step that best gives an arm's size, first the best.
ARM_STEPS = ("randomised", "allocated", "enrolled", "received", "analysed", "completed", "eligible")


def extract(document: Document, findings: Findings) -> Extraction:
    """Sum a paper up in one row.

    Parameters
    ----------
    document : Document
    findings : Findings
        Arms, sample sizes and outcomes found before.

    Returns
    -------
    Extraction
        One `Study` for any paper; what it does not report stays None.
    """
    design, place = find_design(document)
    sizes = findings.sample_sizes
    arm_sizes = sizes_of_arms(findings.arms, sizes)
    total, span = _total(document, findings.arms, sizes, arm_sizes)
    if design == "protocol":  # the size of a study to come is the one planned
        total = total or _whole(sizes, "planned")
    elif design in WITHOUT_PEOPLE:
        total, span = None, None
    if total is not None and len(findings.arms) > 1:
        arm_sizes = {arm_id: n for arm_id, n in arm_sizes.items() if n < total}
    randomised = _whole(sizes, "randomised") or _whole(sizes, "allocated")
    is_randomised = design in RANDOMISED
    study = Study(
        document_id=document.document_id,
        design=design,
        n_arms=len(findings.arms) or None,
        n_randomised=_near(randomised, total) if is_randomised else None,
        n_enrolled=_enrolled(design, sizes, total),
        n_analysed=_plausible(_whole(sizes, "analysed"), total),
        n_completed=_plausible(_whole(sizes, "completed"), total),
        n_total=total,
        condition=find_condition(document),
        registration=document.metadata.registration or find_registration(document.text),
        arms=_readable(findings.arms, arm_sizes),
        primary_outcome=_primary(findings.outcomes),
        provenance=locate(
            document, span or place or Span(0, 0), extractor=NAME, version=VERSION,
            rule="study", confidence=0.8, basis="derived",
        ),
    )  # fmt: skip
    return Extraction((study,))


def _primary(outcomes: Sequence[Outcome]) -> str | None:
    """Name the outcomes that the paper calls primary, in the order in which it does."""
    named = [o.name for o in outcomes if o.outcome_role == "primary"]
    return "; ".join(dict.fromkeys(named)) or None


def _enrolled(design: str | None, sizes: Sequence[SampleSize], total: int | None) -> int | None:
    """Return the number enrolled; in a trial it cannot be below the number randomised."""
    if design in WITHOUT_PEOPLE:
        return None
    enrolled = _whole(sizes, "enrolled")
    if total is None:
        return enrolled
    if design in RANDOMISED:
        # Those enrolled before some left: told by a verb, more than the randomised.
        more = [
            s for s in sizes
            if s.arm_id is None and s.count_kind == "enrolled" and total < s.n <= MOST_ABOVE * total
            and s.provenance.rule.endswith("_after") and s.provenance.confidence >= SURE
        ]  # fmt: skip
        enrolled = max(more, key=_worth).n if more else enrolled
    if enrolled is not None and total <= enrolled <= MOST_ABOVE * total:
        return enrolled
    return None if design in RANDOMISED else total


def _near(randomised: int | None, total: int | None) -> int | None:
    """Return the randomised where the study's size is like it, else that size.

    Far fewer are a part of the study, far more are of the trial that it is a part of.
    """
    if randomised is None or total is None:
        return randomised or total
    return randomised if LIKE_SIZE * total <= randomised <= total / LIKE_SIZE else total


def _plausible(n: int | None, total: int | None) -> int | None:
    """Drop a count at a late step that is above the total, or a small part of the study only."""
    if n is None or total is None:
        return n
    return n if LEAST_SHARE * total <= n <= total else None


def sizes_of_arms(arms: Sequence[Arm], sizes: Sequence[SampleSize]) -> dict[str, int]:
    """Return the size of each arm at the earliest step that the paper prints for it."""
    found: dict[str, int] = {}
    for arm in arms:
        for kind in ARM_STEPS:
            own = [s for s in sizes if s.arm_id == arm.arm_id and s.count_kind == kind]
            if own:
                found[arm.arm_id] = max(own, key=_worth).n
                break
    return found


def _worth(size: SampleSize) -> tuple[bool, float, int]:
    """Rank counts of one step: prose before a table, whose columns may be of a part."""
    return size.provenance.table_id is None, size.provenance.confidence, size.n


def _whole(sizes: Sequence[SampleSize], kind: str) -> int | None:
    found = [s for s in sizes if s.arm_id is None and s.count_kind == kind]
    if not found:
        return None
    return max(found, key=_worth).n


def _total(
    document: Document,
    arms: Sequence[Arm],
    sizes: Sequence[SampleSize],
    arm_sizes: dict[str, int],
) -> tuple[int | None, Span | None]:
    """Choose the single best total: a printed one first, then what the arms add up to.

    Of an abstract alone the arms are not added up: it may name some of them only.
    """
    best = read_sizes(document, tuple(arms)).total
    is_full = has_body(document)
    if is_full and (best is None or best.kind not in ("randomised", "allocated")):
        # Where only the arms' randomised counts are printed, their sum is the study's size.
        told = {
            s.arm_id: s for s in sizes
            if s.arm_id and s.count_kind == "randomised" and s.provenance.table_id is None
            and not s.provenance.rule.endswith("_bare")
        }  # fmt: skip
        no_whole = not any(s.arm_id is None and s.count_kind == "randomised" for s in sizes)
        if len(arms) > 1 and no_whole and all(arm.arm_id in told for arm in arms):
            return sum(arm_sizes[arm.arm_id] for arm in arms), arms[0].provenance.span
    arms_told = len(arms) > 1 and len(arm_sizes) == len(arms)
    if is_full and arms_told and best is not None and best.kind in BEFORE_THE_STUDY:
        return sum(arm_sizes.values()), arms[0].provenance.span
    if best is not None and not (is_full and best.kind in NOT_YET):
        parts = {count.part for count in read_counts(document)}
        is_paper = is_full or {"abstract", "other"} <= parts
        controls = _controls_beside(document.text, best.span) if is_paper else 0
        return best.n + controls, best.span
    whole = [s for s in sizes if s.arm_id is None and s.count_kind in ARM_STEPS]
    if is_full and arms_told:
        return sum(arm_sizes.values()), arms[0].provenance.span
    if is_full and whole:
        size = max(whole, key=lambda s: (-ARM_STEPS.index(s.count_kind), s.provenance.confidence))
        return size.n, size.provenance.span
    return None, None


_CONTROLS = re.compile(
    r"^(?!\d*\s*(?:[^.;]{0,80}\b(?:including|of\s+(?:whom|which|them))\b))[^.;:()]{0,110}?(?:\band|,)\s+(?P<n>(?:\d[\d,]*|[a-z]+(?:-[a-z]+)?))\s+(?:[\w-]+[\s-]+){0,4}?(?:healthy|controls?|HCs?)\b"
)


def _controls_beside(text: str, span: Span) -> int:
    """Return how many controls stand beside the patients: `101 patients and 100 controls`."""
    if (
        re.search(
            r"\b(?:patients|participants|individuals|people|children|adults|cases|women|men)\b",
            text[span.end : span.end + 60],
        )
        is None
    ):
        return 0
    match = _CONTROLS.match(text[span.end : span.end + 160])
    number = parse_number(match["n"]) if match else None
    return int(number.value) if number and number.value >= 2 else 0


def _readable(arms: Sequence[Arm], arm_sizes: dict[str, int]) -> str | None:
    """Write `MAIR 22; RT 19`; an arm without a printed size stands alone."""
    shown = [
        f"{arm.label} {arm_sizes[arm.arm_id]}" if arm.arm_id in arm_sizes else arm.label
        for arm in arms
    ]
    return "; ".join(shown) or None


EXTRACTOR = Extractor(NAME, VERSION, extract)
