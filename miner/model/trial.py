"""Records read from studies: what was done, to how many, and what came out.

Numbers are as printed (a float, with the printed `decimals` where they matter). None means
not reported. Every record carries its `provenance`.
"""

from __future__ import annotations

from dataclasses import dataclass

from miner.model.provenance import Provenance


@dataclass(frozen=True, slots=True)
class Study:
    """One paper's study. `arms` is readable, e.g. `MAIR 22; RT 19`."""

    document_id: str
    design: str | None = None
    n_arms: int | None = None
    n_randomised: int | None = None
    n_enrolled: int | None = None
    n_analysed: int | None = None
    n_completed: int | None = None
    n_total: int | None = None
    condition: str | None = None
    registration: str | None = None
    arms: str | None = None
    primary_outcome: str | None = None
    provenance: Provenance | None = None


@dataclass(frozen=True, slots=True)
class Arm:
    """A branch of a trial (or a group of an observational study)."""

    arm_id: str
    label: str
    long_label: str | None
    role: str
    provenance: Provenance
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SampleSize:
    """A count of people; `arm_id` None means the whole study."""

    sample_size_id: str
    arm_id: str | None
    count_kind: str
    n: int
    provenance: Provenance
    timepoint: str | None = None
    analysis_set: str | None = None
    of_n: int | None = None
    percent: float | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """A thing measured."""

    outcome_id: str
    name: str
    provenance: Provenance
    instrument: str | None = None
    abbreviation: str | None = None
    outcome_role: str = "unclear"
    scale_min: float | None = None
    scale_max: float | None = None
    better: str = "unclear"
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ArmResult:
    """What one arm showed. `lower` and `upper` bound a CI, IQR or range."""

    arm_result_id: str
    outcome_id: str | None
    arm_id: str | None
    statistic: str
    provenance: Provenance
    timepoint: str | None = None
    n: int | None = None
    value: float | None = None
    dispersion: float | None = None
    dispersion_kind: str | None = None
    lower: float | None = None
    upper: float | None = None
    events: int | None = None
    unit: str | None = None
    decimals: int | None = None


@dataclass(frozen=True, slots=True)
class Effect:
    """What a comparison showed. Differences are arm 1 minus arm 2, ratios arm 1 over arm 2,
    unlogged, as printed. `direction` is that of the number, not of benefit."""

    effect_id: str
    outcome_id: str | None
    provenance: Provenance
    arm_id_1: str | None = None
    arm_id_2: str | None = None
    timepoint: str | None = None
    scope: str = "between_arms"
    effect_measure: str = "none"
    estimate: float | None = None
    ci_lower: float | None = None
    ci_upper: float | None = None
    ci_level: float | None = None
    standard_error: float | None = None
    test: str | None = None
    test_value: float | None = None
    df1: float | None = None
    df2: float | None = None
    p_operator: str | None = None
    p_value: float | None = None
    direction: str | None = None
    significant: bool | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """Whether reported numbers hold together. `explanation` is one sentence."""

    check_id: str
    check: str
    verdict: str
    explanation: str
    provenance: Provenance
    effect_id: str | None = None
    arm_result_id: str | None = None
    reported: str | None = None
    recomputed_low: float | None = None
    recomputed_high: float | None = None
