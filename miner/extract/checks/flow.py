"""Counts of people that must add up: arms to the whole, stages of the flow."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from miner.extract.checks.build import Places, make_check
from miner.model import Check, Document, Findings, SampleSize

SUMMED_KINDS = ("randomised", "allocated", "analysed")
# Each stage holds at most as many people as the one it is compared with.
SHARE_OFF = 0.1  # of the whole; sums further off come from counts of other things
STAGES = (("analysed", "randomised"), ("completed", "randomised"), ("received", "allocated"),
          ("analysed", "allocated"), ("randomised", "screened"))  # fmt: skip


def check_arm_sums(document: Document, places: Places, findings: Findings) -> Iterator[Check]:
    """Check that the arms' counts of one kind sum to the whole study's count of that kind.

    Counts that stand in one sentence or table are of one stage. Others may have been read
    from different stages, so their disagreement is told but not called an inconsistency.
    """
    arms = findings.arms
    if len(arms) < 2:
        return
    for kind in SUMMED_KINDS:
        for sizes in _by_place(findings.sample_sizes, kind).values():
            whole = _one([size for size in sizes if size.arm_id is None])
            parts = [_one([size for size in sizes if size.arm_id == arm.arm_id]) for arm in arms]
            present = [part for part in parts if part is not None]
            if whole is None or len(present) < len(arms):
                continue
            yield _arm_sum(document, places, kind, whole, present, [arm.label for arm in arms])


def _arm_sum(
    document: Document, places: Places, kind: str, whole: SampleSize, parts: list[SampleSize],
    labels: list[str],
) -> Check:  # fmt: skip
    total = sum(part.n for part in parts)
    listed = " + ".join(str(part.n) for part in parts)
    said = f"The arms {', '.join(labels)} hold {listed} = {total} people {kind}"
    if total == whole.n:
        verdict, text = "consistent", f"{said}, as printed for the whole study."
    elif _stand_together(places, [whole, *parts]) and _near(total, whole.n):
        verdict, text = "inconsistent", f"{said}, but {whole.n} is printed for the whole study."
    else:
        verdict = "not_checkable"
        text = (f"{said}, and {whole.n} is printed elsewhere for the whole study: the counts may "
                "be of different stages.")  # fmt: skip
    where = whole.provenance
    return make_check(
        document, where.span, check="arm_sum", verdict=verdict, explanation=text,
        rule=f"arms_{kind}", reported=f"{whole.n} {kind}", low=total, high=total,
        derived_from=(where.span, *(part.provenance.span for part in parts)),
        confidence=min(where.confidence, *(part.provenance.confidence for part in parts)),
    )  # fmt: skip


def check_stages(document: Document, places: Places, findings: Findings) -> Iterator[Check]:
    """Check, within a sentence, that no later stage holds more people than an earlier one."""
    for later, earlier in STAGES:
        for arm_id in (None, *(arm.arm_id for arm in findings.arms)):
            after = _one(_of_kind(findings.sample_sizes, later, arm_id))
            before = _one(_of_kind(findings.sample_sizes, earlier, arm_id))
            if after is None or before is None or after.n <= before.n:
                continue
            if not _stand_together(places, [after, before]):
                continue
            yield make_check(
                document, after.provenance.span, check="arm_sum", verdict="inconsistent",
                explanation=f"{after.n} people {later} cannot come out of {before.n} {earlier}.",
                rule=f"{later}_of_{earlier}", reported=f"{after.n} {later}", low=0, high=before.n,
                derived_from=(after.provenance.span, before.provenance.span),
                confidence=0.6 * min(after.provenance.confidence, before.provenance.confidence),
            )  # fmt: skip


def _near(total: int, whole: int) -> bool:
    """Tell whether a sum misses the whole by as little as misprints do."""
    return abs(total - whole) <= max(2, SHARE_OFF * whole)


def _stand_together(places: Places, sizes: list[SampleSize]) -> bool:
    """Tell whether all counts stand in one sentence, or in one row of one table."""
    sentences = {places.sentence_around(size.provenance.span.start) for size in sizes}
    if len(sentences) == 1 and None not in sentences:
        return True
    rows = {(size.provenance.table_id, size.provenance.row) for size in sizes}
    return len(rows) == 1 and all(part is not None for part in next(iter(rows)))


def _by_place(
    sizes: list[SampleSize], kind: str
) -> dict[tuple[str | None, str | None], list[SampleSize]]:
    grouped: dict[tuple[str | None, str | None], list[SampleSize]] = defaultdict(list)
    for size in sizes:
        if size.count_kind == kind:
            grouped[size.timepoint, size.analysis_set].append(size)
    return grouped


def _one(sizes: list[SampleSize]) -> SampleSize | None:
    """Return the only count of its kind; None where there is none, or several that differ."""
    return sizes[0] if sizes and len({size.n for size in sizes}) == 1 else None


def _of_kind(sizes: list[SampleSize], kind: str, arm_id: str | None) -> list[SampleSize]:
    return [size for size in sizes if size.count_kind == kind and size.arm_id == arm_id]
