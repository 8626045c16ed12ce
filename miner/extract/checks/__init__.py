"""Do the numbers hold together? Every check flags; none corrects.

What is printed in the text (tests, fractions, NNTs, scale ranges, planned sizes) is checked
wherever it stands; records of the other extractors are checked against each other.
"""

from __future__ import annotations

from miner.extract.checks.build import NAME, VERSION, Places
from miner.extract.checks.confidence import adjusted_confidence, with_adjusted_confidence
from miner.extract.checks.derive import derive_effects
from miner.extract.checks.effect_from_arms import check_effects_from_arms
from miner.extract.checks.effects import check_effects
from miner.extract.checks.flow import check_arm_sums, check_stages
from miner.extract.checks.nnt import check_nnts
from miner.extract.checks.percentages import (
    check_arm_percentages,
    check_fractions,
    check_lone_percentages,
)
from miner.extract.checks.planned_size import check_planned_sizes
from miner.extract.checks.scales import check_results_within_scales, check_scale_ranges
from miner.extract.checks.tests_in_text import check_tests_in_text
from miner.extract.checks.whole_scores import check_whole_scores
from miner.model import Check, Document, Extraction, Extractor, Findings

__all__ = [
    "EXTRACTOR",
    "adjusted_confidence",
    "derive_effects",
    "extract",
    "with_adjusted_confidence",
]


def extract(document: Document, findings: Findings) -> Extraction:
    """Check everything checkable in one document, in the order of its text."""
    places = Places(document)
    checks: list[Check] = list(check_tests_in_text(document, places, findings.effects))
    read = frozenset(check.effect_id for check in checks if check.effect_id is not None)
    checks += check_effects(document, places, findings, read)
    checks += check_effects_from_arms(document, places, findings)
    checks += check_fractions(document, places)
    checks += check_arm_percentages(document, places, findings)
    checks += check_lone_percentages(document, places, findings.sample_sizes)
    checks += check_nnts(document, places)
    checks += check_arm_sums(document, places, findings)
    checks += check_stages(document, places, findings)
    checks += check_whole_scores(document, places, findings)
    checks += check_scale_ranges(document, places)
    checks += check_results_within_scales(document, places, findings)
    checks += check_planned_sizes(document, places)
    unique = {check.check_id: check for check in reversed(checks)}
    ordered = sorted(
        unique.values(),
        key=lambda check: (check.provenance.span.start, check.check, check.check_id),
    )
    return Extraction(records=tuple(ordered))


EXTRACTOR = Extractor(name=NAME, version=VERSION, extract=extract)
