"""Counts of people that must add up: arms to the whole, stages of the flow."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from miner.extract.checks.build import make_check
from miner.model import Check, Document, Findings, SampleSize

SUMMED_KINDS = ("randomised", "allocated", "analysed")
# Each stage holds at most as many people as the one it is compared with.
STAGES = (("analysed", "randomised"), ("completed", "randomised"), ("received", "allocated"),
          ("analysed", "allocated"), ("randomised", "screened"))  # fmt: skip


def check_arm_sums(document: Document, findings: Findings) -> Iterator[Check]:
    """Check that the arms' counts of one kind sum to the whole study's count of that kind."""
    arms = {arm.arm_id for arm in findings.arms}
    if len(arms) < 2:
        return
    for kind in SUMMED_KINDS:
        for (timepoint, analysis), sizes in _by_place(findings.sample_sizes, kind).items():
            whole = _one([size for size in sizes if size.arm_id is None])
            parts = {
                arm_id: _one([size for size in sizes if size.arm_id == arm_id]) for arm_id in arms
            }
            if whole is None or any(part is None for part in parts.values()):
                continue
            present = [part for part in parts.values() if part is not None]
            total = sum(part.n for part in present)
            labels = [arm.label for arm in findings.arms]
            listed = " + ".join(str(parts[arm.arm_id].n) for arm in findings.arms)  # type: ignore[union-attr]
            agrees = total == whole.n
            yield make_check(
                document, whole.provenance.span, check="arm_sum",
                verdict="consistent" if agrees else "inconsistent",
                explanation=f"The arms {', '.join(labels)} hold {listed} = {total} people "
                f"{kind}, {'as' if agrees else f'but {whole.n} is'} printed for the whole study.",
                rule=f"arms_{kind}", reported=f"{whole.n} {kind}", low=total, high=total,
                derived_from=(whole.provenance.span, *(part.provenance.span for part in present)),
                confidence=min(whole.provenance.confidence,
                               *(part.provenance.confidence for part in present)),
            )  # fmt: skip
            del timepoint, analysis


def check_stages(document: Document, findings: Findings) -> Iterator[Check]:
    """Check that no later stage of the flow holds more people than an earlier one."""
    for later, earlier in STAGES:
        for arm_id in (None, *(arm.arm_id for arm in findings.arms)):
            after = _largest(findings.sample_sizes, later, arm_id)
            before = _largest(findings.sample_sizes, earlier, arm_id)
            if after is None or before is None or after.n <= before.n:
                continue
            yield make_check(
                document, after.provenance.span, check="arm_sum", verdict="inconsistent",
                explanation=f"{after.n} people {later} cannot come out of {before.n} {earlier}.",
                rule=f"{later}_of_{earlier}", reported=f"{after.n} {later}", low=0, high=before.n,
                derived_from=(after.provenance.span, before.provenance.span),
                confidence=0.6 * min(after.provenance.confidence, before.provenance.confidence),
            )  # fmt: skip


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


def _largest(sizes: list[SampleSize], kind: str, arm_id: str | None) -> SampleSize | None:
    found = [size for size in sizes if size.count_kind == kind and size.arm_id == arm_id]
    return max(found, key=lambda size: size.n) if found else None
