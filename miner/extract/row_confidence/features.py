"""What tells a row that was read right from one that was not, as numbers from 0 to about 3."""

from __future__ import annotations

import math
import re

from miner.extract.row_confidence.facts import (
    Facts,
    Row,
    later_moments,
    numbers_of,
    row_id,
    sentence_of,
)
from miner.model import ArmResult, Document, Effect

_TRIALS = frozenset(("parallel_rct", "cluster_rct", "pilot_rct"))
_TORN = re.compile(
    r"^\W*(?:[\d(]|(?:and|or|of|in|with|to|from|by|who|that|every|all|both|no)\b)|"
    r"\b(?:of|at|in|and|or|from|to|by|for|with|the|a|an|every|each|who|that|during|mean)\W*$|[(\[]\s|\s[)\]]",
    re.IGNORECASE,
)
_SECONDED = "+order/"  # in a rule's name: word order alone says what the model says


def features_of(document: Document, row: Row, facts: Facts) -> dict[str, float]:
    """Return the features of one row; those that do not apply to it are left out.

    Parameters
    ----------
    document : Document
    row : ArmResult or Effect
    facts : Facts
        Of the paper that holds the row.

    Returns
    -------
    dict of str to float
        Names begin with `table` or `prose` where a fact means other things for each.
    """
    in_table = row.provenance.table_id is not None
    where = "table" if in_table else "prose"
    kind = "arm" if isinstance(row, ArmResult) else "effect"
    found: dict[str, float] = {f"{where}_{kind}": 1.0}
    found.update(_of_paper(facts))
    found["outcome_torn"] = float(_is_torn(row, facts))
    found[f"{where}_disputed"] = float(row_id(row) in facts.disputed)
    found["repeated"] = float(row_id(row) in facts.repeated)
    found.update(_of_table(row, facts) if in_table else _of_sentence(document, row, facts))
    return {name: round(value, 3) for name, value in found.items() if value}


def _of_paper(facts: Facts) -> dict[str, float]:
    return {
        "trial": float(facts.design in _TRIALS),
        "no_report": float(not facts.is_report),
        "arms_sized": float(facts.arms_sized),
        "arms_add_up": float(facts.arms_add_up),
    }


def _is_torn(row: Row, facts: Facts) -> bool:
    outcome = facts.outcomes.get(row.outcome_id or "")
    return outcome is not None and any(map(_TORN.search, outcome.name.split(": ")))


def _of_table(row: Row, facts: Facts) -> dict[str, float]:
    arms = facts.arms_of_table.get(row.provenance.table_id, frozenset())
    untimed = row.timepoint is None and len(later_moments(facts.moments)) > 1
    found = {
        "table_reader": _logit(row.provenance.confidence),
        "table_one_arm": float(len(arms) == 1),
        "table_all_arms": float(len(arms) > 1 and arms == frozenset(facts.arms)),
        "table_untimed": float(untimed),
        "table_sign": float(row.provenance.rule == "footnote_sign"),
    }
    if isinstance(row, ArmResult):
        sizes = facts.sizes.get(row.arm_id or "", frozenset())
        arm = facts.arms.get(row.arm_id or "")
        found["table_size_of_others"] = float(
            row.n is not None and bool(sizes) and row.n not in sizes
        )
        found["table_spread"] = float(row.dispersion is not None)
        found["table_own_arm"] = float(arm is not None and arm.provenance.extractor != "arms")
    return found


def _of_sentence(document: Document, row: Row, facts: Facts) -> dict[str, float]:
    beside = facts.of_sentence[sentence_of(document, row)]
    found = {
        "prose_alone": float(len(beside) == 1),
        "prose_abstract": float((row.provenance.section or "").lower().startswith("abstract")),
        "prose_in_table_too": float(numbers_of(row) in facts.numbers_in_tables),
        "prose_seconded": float(_SECONDED in row.provenance.rule),
        "prose_untimed": float(row.timepoint is None),
    }
    if isinstance(row, ArmResult):
        found["prose_bare"] = float(row.provenance.rule.endswith("/number"))
        found["prose_interval"] = float(row.dispersion is None and row.lower is not None)
    else:
        found["prose_association"] = float(row.scope == "association")
        found["prose_between_nobody"] = float(_compares_nobody(row))
    return found


def _compares_nobody(row: Effect) -> bool:
    return row.scope == "between_arms" and row.arm_id_1 is None and row.arm_id_2 is None


def _logit(confidence: float) -> float:
    bounded = min(0.98, max(0.02, confidence))
    return math.log(bounded / (1 - bounded))
