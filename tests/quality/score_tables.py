"""Scores arm results and effects on the ten annotated trials (bench/trials; recall only).

A gold row counts as found when one extracted record has its printed numbers, its outcome, its
arm (arm results) and its timepoint. Names are compared by words, not letter by letter: the
annotators name outcomes in their own words beside instrument and abbreviation.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from miner.extract.registry import run_extractors
from miner.model import Arm, ArmResult, Document, Effect, Findings, Outcome
from miner.readers.jats import read_jats
from miner.text.timepoints import find_timepoints

_STOP = frozenset("the of a an in and for to on score scores scale total group with by per".split())


def score(shared: Path) -> dict[str, float]:
    """Return recall on bench/trials, of rows in tables and of all rows."""
    counts: dict[str, list[int]] = {}
    for path in sorted((shared / "bench" / "trials").glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        _document, findings = extract_paper(shared / "papers" / "jats" / f"{gold['id']}.nxml")
        for name, found in compare(gold, findings):
            tally = counts.setdefault(name, [0, 0])
            tally[0] += found
            tally[1] += 1
    scores: dict[str, float] = {}
    for name, (found, total) in sorted(counts.items()):
        scores[f"{name}_recall"] = round(found / total, 4)
        scores[f"{name}_rows"] = total
    return scores


def extract_paper(path: Path) -> tuple[Document, Findings]:
    """Read a paper and extract what `miner run` gives of it, doubtful results left out."""
    document = read_jats(path.read_bytes(), path=path.name)
    return document, run_extractors(document)


def compare(gold: dict[str, Any], findings: Findings) -> Iterable[tuple[str, bool]]:
    """Yield (metric, found) of each gold row."""
    for row, found in judge_arm_results(gold, findings):
        yield "arm_results_all", found
        if "Table" in row["where"]:
            yield "arm_results_in_tables", found
    for row, found in judge_effects(gold, findings):
        yield "effects_all", found
        if "Table" in row["where"]:
            yield "effects_in_tables", found


def judge_arm_results(gold: dict[str, Any], findings: Findings) -> list[tuple[dict, bool]]:
    """Pair each gold arm result with whether a record matches it."""
    arms = {arm.arm_id: arm for arm in findings.arms}
    outcomes = {outcome.outcome_id: outcome for outcome in findings.outcomes}
    gold_arms = {arm["label"]: arm for arm in gold["arms"]}
    gold_outcomes = {outcome["name"]: outcome for outcome in gold["outcomes"]}
    return [
        (
            row,
            any(
                _same_numbers(row, record)
                and _same_arm(
                    gold_arms.get(row["arm"], {"label": row["arm"]}), arms.get(record.arm_id or "")
                )
                and same_timepoint(row["timepoint"], record.timepoint)
                and _same_outcome(
                    row["outcome"], gold_outcomes, outcomes.get(record.outcome_id or "")
                )
                for record in findings.arm_results
            ),
        )
        for row in gold["arm_results"]
    ]


def judge_effects(gold: dict[str, Any], findings: Findings) -> list[tuple[dict, bool]]:
    """Pair each gold effect with whether a record matches its numbers, outcome and timepoint."""
    outcomes = {outcome.outcome_id: outcome for outcome in findings.outcomes}
    gold_outcomes = {outcome["name"]: outcome for outcome in gold["outcomes"]}
    arms = {arm.arm_id: arm for arm in findings.arms}
    gold_arms = {arm["label"]: arm for arm in gold["arms"]}
    return [
        (
            row,
            any(
                _same_effect(row, record)
                and _same_within_arm(row, record, gold_arms, arms)
                and same_timepoint(row["timepoint"], record.timepoint)
                and _same_outcome(
                    row["outcome"], gold_outcomes, outcomes.get(record.outcome_id or "")
                )
                for record in findings.effects
            ),
        )
        for row in gold["effects"]
    ]


def _same_within_arm(row: dict, record: Effect, gold_arms: dict, arms: dict[str, Arm]) -> bool:
    if row["scope"] != "within_arm" or not row["arm_1"]:
        return True
    return record.scope == "within_arm" and _same_arm(
        gold_arms.get(row["arm_1"], {"label": row["arm_1"]}), arms.get(record.arm_id_1 or "")
    )


def _close(printed: float | None, read: float | None) -> bool:
    return printed is None or (read is not None and abs(printed - read) < 1e-9)


def _same_numbers(row: dict, record: ArmResult) -> bool:
    values = [record.value, float(record.events) if record.events is not None else None]
    if row["value"] is not None and not any(
        value is not None and _close(row["value"], value) for value in values
    ):
        return False
    spread = row["dispersion"] is None or _close(row["dispersion"], record.dispersion)
    return (
        spread
        and _close(row["lower"], record.lower)
        and _close(row["upper"], record.upper)
        and (row["events"] is None or row["events"] in (record.events, record.value))
    )


def _same_effect(row: dict, record: Effect) -> bool:
    if not any(row[key] is not None for key in ("estimate", "test_value", "p_value")):
        return row["significant"] == record.significant and row["scope"] == record.scope
    return (
        _close(row["estimate"], record.estimate)
        and _close(row["ci_lower"], record.ci_lower)
        and _close(row["ci_upper"], record.ci_upper)
        and _close(row["test_value"], record.test_value)
        and _close(row["p_value"], record.p_value)
        and (row["p_value"] is None or row["p_operator"] == record.p_operator)
    )


def _words(*names: str | None) -> frozenset[str]:
    joined = " ".join(name for name in names if name).lower()
    joined = re.sub(r"(?<=[a-z])-?\s?(?=\d)", "", joined)
    return frozenset(word.rstrip("s") for word in re.findall(r"[a-z0-9]+", joined)) - _STOP


def same_timepoint(gold: str, read: str | None) -> bool:
    """Tell whether two timepoint labels name one moment; an empty gold label asks for none."""
    if not gold or gold == "all time points":
        return True
    if read is None:
        return False
    if " ".join(gold.lower().split()) == " ".join(read.lower().split()):
        return True
    if gold.lower() == read.lower().split(" (")[0]:  # a code with its meaning: PT4 (4 weeks)
        return True
    ours = {_plain(timepoint.label) for timepoint in find_timepoints(read, bare=True)}
    theirs = {_plain(timepoint.label) for timepoint in find_timepoints(gold, bare=True)}
    if any("baseline to" in label for label in ours ^ theirs):  # a change over time
        changes = lambda labels: {part for label in labels for part in label.split(" to ")[-1:]}  # noqa: E731
        ours, theirs = changes(ours), changes(theirs)
    return bool(ours & theirs)


def _plain(label: str) -> str:
    return label.replace(" follow-up", "")


def _same_arm(gold: dict, arm: Arm | None) -> bool:
    if arm is None:
        return False
    names = [arm.label, arm.long_label, *arm.aliases]
    labels = {_squeezed(name) for name in names if name}
    if _squeezed(gold["label"]) in labels:
        return True
    theirs = _words(gold["label"]) - {"arm", "condition"}
    return any(
        theirs and theirs == _words(name) - {"arm", "condition"} for name in names if name
    ) or any(
        label and label in _squeezed(gold.get("long_label") or "")[:80]
        for label in labels
        if len(label) > 3
    )


def _squeezed(name: str) -> str:
    return re.sub(r"[^a-z0-9]|group|arm\b", "", name.lower())


def _same_outcome(name: str, gold_outcomes: dict[str, dict], outcome: Outcome | None) -> bool:
    if outcome is None:
        return False
    entry = gold_outcomes.get(name, {})
    if not entry:  # results name an outcome in more words than the list of outcomes does
        near = [key for key in gold_outcomes if _words(key) & _words(name)]
        entry = (
            gold_outcomes[max(near, key=lambda key: len(_words(key) & _words(name)))]
            if near
            else {}
        )
    theirs = [
        _words(name), _words(entry.get("name")), _words(entry.get("abbreviation")),
        _words(entry.get("instrument")),
        _words(name, entry.get("instrument"), entry.get("abbreviation")),
    ]  # fmt: skip
    ours = [_words(n) for n in (outcome.name, outcome.abbreviation, *outcome.aliases) if n]
    for mine in ours:
        if not mine:
            continue
        for words in theirs[:4]:
            if words and (mine == words or len(mine & words) / len(mine | words) >= 0.5):
                return True
        if mine <= theirs[4] and mine & theirs[0] | (mine & theirs[2]):
            return True
        if theirs[0] and theirs[0] <= mine:
            return True
    return False
