"""Records of an invented trial, each placed at its printed form, for tests of the checks."""

from __future__ import annotations

from dataclasses import replace

from miner.extract.checks import EXTRACTOR
from miner.model import Arm, ArmResult, Effect, Findings, Outcome, Span, locate
from miner.readers.plain import read_plain

# An invented trial: two arms, one outcome, measured before and twice after.
ROWS = """Baseline	30.13 (8.00)	26.00 (10.00)
Week 8	22.67 (9.00)	23.47 (11.00)	{d1}	-4.00 (-7.92 to -0.08)	p = 0.046
Week 20	16.20 (9.00)	23.53 (11.00)	{d2}	-8.10 (-12.00 to -4.20)	p < 0.001
"""


class Trial:
    """Records of the invented trial, each placed at its printed form."""

    def __init__(self, text: str, *, n_1: int = 19, n_2: int = 15):
        self.document = read_plain(text, document_id="invented")
        self.findings = Findings()
        where = self.place(text[:5])
        for arm_id, label in (("arm_1", "MOVE"), ("arm_2", "REST")):
            role = "intervention" if arm_id == "arm_1" else "waiting_list"
            self.findings.arms.append(Arm(arm_id, label, None, role, where))
        self.findings.outcomes.append(
            Outcome("outcome_1", "Ache", where, scale_min=0, scale_max=52)
        )
        self.n = {"arm_1": n_1, "arm_2": n_2}

    def place(self, printed: str):
        start = self.document.text.index(printed)
        return locate(
            self.document,
            Span(start, start + len(printed)),
            extractor="invented",
            version=1,
            rule="invented",
        )

    def mean(self, arm_id, timepoint, value, sd, printed, **more):
        result = ArmResult(
            f"{arm_id}_{timepoint}",
            "outcome_1",
            arm_id,
            "mean",
            self.place(printed),
            timepoint=timepoint,
            n=self.n[arm_id],
            value=value,
            dispersion=sd,
            dispersion_kind="sd",
            decimals=2,
        )
        self.findings.arm_results.append(replace(result, **more))

    def effect(self, timepoint, measure, estimate, printed, **more):
        self.findings.effects.append(
            Effect(
                f"effect_{timepoint}_{measure}_{estimate}",
                "outcome_1",
                self.place(printed),
                arm_id_1="arm_1",
                arm_id_2="arm_2",
                timepoint=timepoint,
                effect_measure=measure,
                estimate=estimate,
                **more,
            )
        )

    def checks(self, name):
        records = EXTRACTOR.extract(self.document, self.findings).records
        return [check for check in records if check.check == name]


def measured_trial():
    """The invented trial with the means of both arms at its three times."""
    made = Trial(ROWS.format(d1="-0.52", d2="-1.20"))
    for timepoint, first, second in (
        ("baseline", "30.13 (8.00)", "26.00 (10.00)"),
        ("week 8", "22.67 (9.00)", "23.47 (11.00)"),
        ("week 20", "16.20 (9.00)", "23.53 (11.00)"),
    ):
        for arm_id, printed in (("arm_1", first), ("arm_2", second)):
            value, sd = (float(part.strip("()")) for part in printed.split())
            made.mean(arm_id, timepoint, value, sd, printed)
    return made
