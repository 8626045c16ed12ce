"""How effect measures are named in prose: data for `effects.py`.

Each entry is a pattern for the name as printed and the word of our vocabulary. Order matters
only where two could match at one place; the longer name stands first.
"""

from __future__ import annotations

import re

# Words before a name that belong to it ("adjusted", "pooled") need no pattern of their own.
_NAMES: tuple[tuple[str, str, str], ...] = (
    ("rate_ratio", "rate_ratio",
     r"(?i:(?:inciden(?:ce|t|ts)\s+(?:rate\s+|density\s+)?|event\s+|mortality\s+)?rate[-\s]ratios?)|[aAcu]?IRRs?"),
    ("hazard_ratio", "hazard_ratio",
     r"(?i:(?:sub-?distribution\s+)?hazards?[-\s]ratios?)|(?:[acsu]|adj\.?\s?)?(?:SHRs?|HR(?:s|R|P|adj|a)?)"),
    ("odds_ratio", "odds_ratio",
     r"(?i:odds?[-\s]ratios?)|(?:[aAcCu]|adj\.?\s?)?OR(?:s|adj|a|c)?"),
    ("risk_ratio", "risk_ratio",
     r"(?i:relative[-\s]risks?(?!\s+reduction)|risk[-\s](?:ratio|rate)s?|prevalence\s+ratios?)|[aAcu]?RR(?:s|adj)?|[ac]PRs?"),
    ("risk_difference", "risk_difference",
     r"(?i:(?:absolute\s+)?risk[-\s]differences?|absolute\s+risk\s+reductions?)|[aA]?RDs?|ARRs?"),
    ("nnt", "nnt", r"(?i:numbers?[-\s]needed[-\s]to[-\s](?:treat|harm))|NNT[BH]?s?|NNH"),
    ("smd", "smd_unspecified",
     r"(?i:(?:standardi[sz]ed\s+mean|effect[-\s]size)\s+differences?)|SMDs?|standardi[sz]ed\s+effect(?:\s+sizes?)?"),
    ("hedges_g", "hedges_g", r"Hedges?[’'`´]?s?[’'`´]?\s*(?:\(?g\)?|effect\s+sizes?)|g(?=\s?=)"),
    ("glass_delta", "glass_delta", r"Glass(?:[’'`´]s?)?\s*(?:delta|Δ|∆)"),
    ("cohens_d", "cohens_d",
     r"Cohen[’'`´]?s?[’'`´]?\s*[dD](?:z|av|rm|s)?\b|Cohen[’'`´]?s?\s+effect\s+sizes?"),
    ("effect_size", "smd_unspecified", r"effect[-\s]sizes?(?:\s*\(?d\)?)?(?=\s*(?:[=:,(\[]|was|were|of|is))|ES(?=\s?[=:])|ESs(?=\s)"),
    ("bare_d", "smd_unspecified", r"d(?=\s?[=])"),
    ("weighted_difference", "mean_difference",
     r"(?i:(?:weighted\s+)?mean\s+(?:\w+[-\s]){0,2}differences?(?:\s+in\s+(?:mean\s+)?change)?)|[aW]?MDs?|difference\s+in\s+(?:mean|change)s?"),
    ("difference", "mean_difference",
     r"(?:between[-\s](?:group|arm|treatment)s?|treatment|group|estimated|adjusted|net|least[-\s]squares|LS)\s+(?:mean\s+|treatment\s+)?(?:differences?|effects?)|differences?(?=\s?[=,:])"),
    ("partial_eta_squared", "partial_eta_squared",
     r"(?:partial\s+|part\.\s?)(?:η|eta|ƞ|ŋ|h|n)[-\s]?(?:2|²|squared?)|(?:η|ƞ|ŋ)\s?(?:p|P|ρ|partial)\s?(?:2|²)|(?:η|ƞ|ŋ)\s?(?:2|²)\s?_?\(?(?:p|ρ|partial)\)?|partial\s+(?:eta|η)(?=\s?=)"),
    ("eta_squared", "eta_squared", r"(?:η|ƞ|ŋ|eta)[-\s]?(?:2|²|squared?)(?:\s?G)?"),
    ("omega_squared", "omega_squared", r"(?:partial\s+)?(?:ω|omega)[-\s]?(?:p\s?)?(?:2|²|squared?)"),
    ("cramers_v", "cramers_v", r"(?:Cram[eé]r[’'`´]?s?[’'`´]?\s+)(?:[Vv]|phi|φ)|φc"),
    ("correlation", "correlation",
     r"(?:(?:Pearson|Spearman)(?:[’'`´]s)?\s+)?(?:rank\s+)?correlations?(?:\s+coefficients?)?(?=\s+(?:of|was|were)\s+-?[01]?\.\d)|(?:Pearson|Spearman)(?:[’'`´]s)?\s+(?:r|rho|ρ|R)|(?:[rR]ho|ρ|r|R)(?=\s?=\s?-?[01]?\.\d+\s?[;,(\[]\s?(?:\d\d\s?%\s?)?(?:CI|[Cc]onf))"),
    ("beta", "standardised_coefficient", r"standardi[sz]ed\s+(?:beta|β|coefficient)s?|(?:beta|β|ß)(?:\s?coefficients?)?(?=\s?[=,:])"),
    ("b", "regression_coefficient",
     r"(?:regression|unstandardi[sz]ed)\s+coefficients?|unstandardi[sz]ed\s+[Bbβ]|coefficients?(?=\s?=)|[Bb](?=\s?=)"),
)  # fmt: skip

MEASURE_OF_RULE = {rule: measure for rule, measure, _ in _NAMES}
MEASURE_NAME = re.compile(
    "(?<![A-Za-z0-9_./-])(?:"
    + "|".join(f"(?P<{rule}>{pattern})" for rule, _, pattern in _NAMES)
    + r")(?![A-Za-z0-9])"
)
RATIOS = frozenset({"odds_ratio", "hazard_ratio", "risk_ratio", "rate_ratio"})
# Abbreviations with a second life: heart rate, respiratory rate, operating room, doctor ...
NEEDS_INTERVAL_OR_P = frozenset(
    {"hazard_ratio", "odds_ratio", "risk_ratio", "rate_ratio", "risk_difference",
     "weighted_difference", "difference", "effect_size", "b", "beta"}
)  # fmt: skip
# Largest size each measure can have; beyond it the name meant something else.
LIMITS = {
    "correlation": 1.0, "eta_squared": 1.0, "partial_eta_squared": 1.0, "omega_squared": 1.0,
    "cramers_v": 1.0, "cohens_d": 15.0, "hedges_g": 15.0, "smd_unspecified": 15.0,
    "glass_delta": 15.0,
}  # fmt: skip
