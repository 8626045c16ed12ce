"""Cells of closed vocabularies hold the words of CONTRACT.md, and nothing else."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from miner.model import vocab

# Copied from the contract.
CONTRACT = {
    "arms.role": "intervention active_comparator usual_care waiting_list placebo healthy_control "
    "unclear",
    "sample_sizes.count_kind": "planned screened eligible enrolled randomised allocated received "
    "completed analysed lost excluded",
    "outcomes.outcome_role": "primary secondary harm biomarker unclear",
    "outcomes.better": "lower higher unclear",
    "arm_results.statistic": "mean median count percent rate change",
    "arm_results.dispersion_kind": "sd se ci iqr range unclear",
    "effects.scope": "between_arms within_arm association",
    "effects.effect_measure": "mean_difference cohens_d hedges_g glass_delta smd_unspecified "
    "risk_ratio odds_ratio hazard_ratio rate_ratio risk_difference nnt correlation eta_squared "
    "partial_eta_squared omega_squared cramers_v regression_coefficient standardised_coefficient "
    "none",
    "effects.test": "t F z chi2 U W r Q",
    "effects.p_operator": "= < >",
    "effects.direction": "increase decrease no_difference",
    "checks.check": "p_from_test p_from_ci ci_symmetry effect_from_arms percent_from_counts "
    "arm_sum nnt_from_rates grim scale_range",
    "checks.verdict": "consistent inconsistent decision_error not_checkable",
    "claims.claim_type": "efficacy harm mechanism prevalence method_critique experience other",
    "claims.direction": "increase decrease no_difference",
    "links.stance": "supports contradicts not_enough_information",
    "documents.kind": "paper thread article",
    "arms.basis": "reported derived",
    "checks.basis": "reported derived",
}
# What the tables may hold; the contract leaves the words of the last three to us.
VOCABULARIES = {
    "documents.kind": vocab.DOCUMENT_KINDS,
    "arms.role": vocab.ARM_ROLES,
    "arms.basis": vocab.BASES,
    "sample_sizes.count_kind": vocab.COUNT_KINDS,
    "outcomes.outcome_role": vocab.OUTCOME_ROLES,
    "outcomes.better": vocab.BETTER,
    "arm_results.statistic": vocab.STATISTICS,
    "arm_results.dispersion_kind": vocab.DISPERSION_KINDS,
    "effects.scope": vocab.SCOPES,
    "effects.effect_measure": vocab.EFFECT_MEASURES,
    "effects.test": vocab.TESTS,
    "effects.p_operator": vocab.P_OPERATORS,
    "effects.direction": vocab.DIRECTIONS,
    "checks.check": vocab.CHECKS,
    "checks.verdict": vocab.VERDICTS,
    "checks.basis": vocab.BASES,
    "claims.claim_type": vocab.CLAIM_TYPES,
    "claims.direction": vocab.DIRECTIONS,
    "links.stance": vocab.STANCES,
    "sample_sizes.analysis_set": vocab.ANALYSIS_SETS,
    "studies.design": vocab.DESIGNS,
    "claims.experiencer": vocab.EXPERIENCERS,
}
# The contract lets us add words; these we did.
ADDED = {"documents.kind": {"post"}, "effects.test": {"H", "B"}, "checks.check": {"planned_size"}}


@pytest.mark.parametrize("name", sorted(CONTRACT))
def test_contract_vocabulary_has_the_words_of_the_contract(name: str) -> None:
    words = VOCABULARIES[name]
    assert len(words) == len(set(words))
    assert set(words) == set(CONTRACT[name].split()) | ADDED.get(name, set())


@pytest.mark.parametrize("name", sorted(VOCABULARIES))
def test_contract_vocabulary_is_all_that_its_column_holds(out: Path, name: str) -> None:
    table, column = name.split(".")
    with (out / "tables" / f"{table}.csv").open(encoding="utf-8", newline="") as stream:
        found = {row[column] for row in csv.DictReader(stream)} - {""}
    assert found, f"the sample shows no {name}"
    assert found <= set(VOCABULARIES[name])
