"""Closed vocabularies of the tables, in the words of CONSORT, PICO and Cochrane."""

from __future__ import annotations

DOCUMENT_KINDS = ("paper", "thread", "article", "post")
BLOCK_KINDS = (
    "title", "abstract", "heading", "paragraph", "list_item", "table", "caption",
    "footnote", "reference", "post", "quote", "other",
)  # fmt: skip
MARK_KINDS = ("citation", "superscript", "subscript", "footnote_mark", "link")

ARM_ROLES = (
    "intervention", "active_comparator", "usual_care", "waiting_list", "placebo",
    "healthy_control", "unclear",
)  # fmt: skip
COUNT_KINDS = (
    "planned", "screened", "eligible", "enrolled", "randomised", "allocated", "received",
    "completed", "analysed", "lost", "excluded",
)  # fmt: skip
ANALYSIS_SETS = ("intention_to_treat", "modified_intention_to_treat", "per_protocol", "safety")
OUTCOME_ROLES = ("primary", "secondary", "harm", "biomarker", "unclear")
BETTER = ("lower", "higher", "unclear")
STATISTICS = ("mean", "median", "count", "percent", "rate", "change")
DISPERSION_KINDS = ("sd", "se", "ci", "iqr", "range", "unclear")
SCOPES = ("between_arms", "within_arm", "association")
EFFECT_MEASURES = (
    "mean_difference", "cohens_d", "hedges_g", "glass_delta", "smd_unspecified", "risk_ratio",
    "odds_ratio", "hazard_ratio", "rate_ratio", "risk_difference", "nnt", "correlation",
    "eta_squared", "partial_eta_squared", "omega_squared", "cramers_v",
    "regression_coefficient", "standardised_coefficient", "none",
)  # fmt: skip
RATIO_MEASURES = ("risk_ratio", "odds_ratio", "hazard_ratio", "rate_ratio")
STANDARDISED_MEASURES = ("cohens_d", "hedges_g", "glass_delta", "smd_unspecified")
TESTS = ("t", "F", "z", "chi2", "U", "W", "H", "r", "Q", "B")
P_OPERATORS = ("=", "<", ">")
DIRECTIONS = ("increase", "decrease", "no_difference")
CHECKS = (
    "p_from_test", "p_from_ci", "ci_symmetry", "effect_from_arms", "percent_from_counts",
    "arm_sum", "nnt_from_rates", "grim", "scale_range", "planned_size",
)  # fmt: skip
VERDICTS = ("consistent", "inconsistent", "decision_error", "not_checkable")
BASES = ("reported", "derived")
CLAIM_TYPES = (
    "efficacy", "harm", "mechanism", "prevalence", "method_critique", "experience", "other",
)  # fmt: skip
# Whose experience a post tells: the author's own, or that of someone close.
EXPERIENCERS = ("self", "family")
STANCES = ("supports", "contradicts", "not_enough_information")
DESIGNS = (
    "parallel_rct", "crossover_rct", "cluster_rct", "pilot_rct", "factorial_rct",
    "non_randomised_trial", "single_arm_trial", "cohort", "case_control", "cross_sectional",
    "systematic_review", "meta_analysis", "protocol", "qualitative", "case_report",
    "economic_evaluation", "laboratory", "other",
)  # fmt: skip
