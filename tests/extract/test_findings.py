"""Records gathered over the extractors: an id names one thing."""

from __future__ import annotations

from miner.model import Arm, Findings, Provenance, Span


def _arm(arm_id: str, role: str, start: int) -> Arm:
    place = Provenance("doc:1", Span(start, start + 4), "yoga", "arms", 1, "named")
    return Arm(arm_id, "yoga", None, role, place)


def test_an_arm_named_again_stays_one_arm() -> None:
    findings = Findings()
    findings.add((_arm("arm_1", "intervention", 10),))
    findings.add((_arm("arm_1", "unclear", 90), _arm("arm_2", "control", 120)))
    assert [(arm.arm_id, arm.role) for arm in findings.arms] == [
        ("arm_1", "intervention"),
        ("arm_2", "control"),
    ]


def test_the_same_arm_twice_in_one_step_is_kept_once() -> None:
    findings = Findings()
    findings.add((_arm("arm_1", "intervention", 10), _arm("arm_1", "unclear", 40)))
    assert len(findings.arms) == 1
