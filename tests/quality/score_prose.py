"""Scores results read from sentences: reported tests, ratios with what they compare, arm results.

- `statcheck_*`: statcheck_strings, all fields of the one test right.
- `one_test_*`: esextractor (dev), the coded test found with every coded field.
- `clerx_*`: odds, hazard and risk ratios of abstracts: found at their place with their value;
  `clerx_triple` also with outcome, exposure and baseline (each with a word F1 of 0.6 or more,
  or rightly empty).
- `rct_art_*`: rows of value, arm and outcome: strict where arm (but for words like "group")
  and outcome, or the moment the annotators put in its place, agree word for word; relaxed
  where half of the words do.

- `links_*`: the linker alone, on numbers of papers' sentences that readers labelled
  (corpora/values, the tenth of the papers that no training sees): word F1 of each label, and the
  share of results whose label stands on just the right words.

Dev splits only; figures of the train splits, which the linker learnt from, are not shown.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [] if str(ROOT) in sys.path else [str(ROOT)]

from miner.extract import arms, outcomes  # noqa: E402
from miner.extract.prose_results import EXTRACTOR, EffectMention, find_effects  # noqa: E402
from miner.extract.prose_results.decide import LABELS  # noqa: E402
from miner.extract.prose_results.value_linker import read_values  # noqa: E402
from miner.model import Arm, ArmResult, Document, Effect, Findings, Outcome  # noqa: E402
from miner.readers.plain import read_plain  # noqa: E402
from miner.text.test_statistics import TestStatistic, find_test_statistics  # noqa: E402
from miner.text.timepoints import find_timepoints  # noqa: E402
from scripts.training.value_labels import read_labelled  # noqa: E402

RATIOS = {
    "odds_ratio": ("OR",),
    "hazard_ratio": ("HR",),
    "risk_ratio": ("RR",),
    "rate_ratio": ("HR", "RR"),
}
_FILLER = {"group", "groups", "arm", "arms", "the", "patients", "eyes", "in", "with", "treatment"}


def score(shared: Path) -> dict[str, float]:
    """Return all figures; counts carry `n_` in their name."""
    bench = shared / "bench"
    return {
        **_score_strings(bench / "statistics" / "statcheck_strings.jsonl"),
        **_score_one_test(bench / "statistics" / "esextractor.jsonl"),
        **_score_clerx(bench / "abstracts" / "clerx.jsonl"),
        **_score_rct_art(bench / "abstracts" / "rct_art.jsonl"),
        **_score_links(shared / "papers"),
    }


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as stream:
        for line in stream:
            row = json.loads(line)
            if row["split"] == "dev":
                yield row


def _score_strings(path: Path) -> dict[str, float]:
    rows = list(_rows(path))
    right = sum(
        any(_is_string_right(t, row["gold"]) for t in find_test_statistics(row["text"]))
        for row in rows
    )
    return {"statcheck_all_fields": right / len(rows), "n_statcheck": len(rows)}


def _is_string_right(test: TestStatistic, gold: dict[str, Any]) -> bool:
    operator = None if gold["p_cmp"] == "ns" else gold["p_cmp"]
    degrees = sorted(x for x in (gold["df1"], gold["df2"]) if x is not None)
    return (
        test.value == gold["value"]
        and degrees == sorted(x for x in (test.df1, test.df2) if x is not None)
        and (test.p_operator, test.p_value) == (operator, gold["p"])
        and test.test[0].lower() == gold["statistic"][0].lower()
    )


def _score_one_test(path: Path) -> dict[str, float]:
    right = total = 0
    for row in _rows(path):
        gold = row["gold"]["one_test"]
        if gold is not None:
            total += 1
            right += any(_is_test_right(mention, gold) for mention in find_effects(row["text"]))
    return {"one_test_all_fields": right / total, "n_one_test": total}


def _is_test_right(mention: EffectMention, gold: dict[str, Any]) -> bool:
    names = {"chi": "chi2", "F": "F", "t": "t", "r": "r"}
    measures = {
        "OR": ("odds_ratio",), "d": ("cohens_d", "smd_unspecified"), "r": ("correlation",),
        "eta": ("eta_squared", "partial_eta_squared"),
    }  # fmt: skip
    test, kind = mention.test, gold["statistic"]
    if test is not None and test.test == names.get(kind) and test.value == gold["value"]:
        degrees = sorted(x for x in (gold["df1"], gold["df2"]) if x is not None)
        if degrees and degrees != sorted(x for x in (test.df1, test.df2) if x is not None):
            return False
    elif mention.measure not in measures.get(kind, ()) or mention.estimate != gold["value"]:
        return False
    # The coders copied p with slips ("p = .0003" for 0.003, "0" for .000): a p must be there.
    return gold["p"] is None or mention.p is not None


def _score_links(papers: Path) -> dict[str, float]:
    numbers = read_labelled(papers, is_held_out=True)
    sums = {label: [0, 0, 0, 0] for label in LABELS[1:]}
    for number in numbers:
        (reading,) = read_values(number.text, number.sentence, [(number.number, number.asked)])
        for label, counts in sums.items():
            ours = {word.span.start for word in reading.words if word.label == label}
            gold = {
                word.span.start
                for word in reading.words
                if any(name == label and word.span.overlaps(span) for span, name in number.marked)
            }
            is_whole = number.kind != "none" and ours == gold
            for place, value in enumerate((len(ours & gold), len(ours), len(gold), is_whole)):
                counts[place] += value
    results = sum(number.kind != "none" for number in numbers)
    figures = {"n_links": float(len(numbers))}
    for label, (hits, found, gold_n, whole) in sums.items():
        figures[f"links_{label.lower()}_word_f1"] = 2 * hits / max(found + gold_n, 1)
        figures[f"links_{label.lower()}_whole"] = whole / max(results, 1)
    return figures


def _extract(text: str, document_id: str) -> tuple[Document, Findings]:
    document, findings = read_plain(text, document_id=document_id), Findings()
    for extractor in (arms.EXTRACTOR, outcomes.EXTRACTOR, EXTRACTOR):
        findings.add(extractor.extract(document, findings).records)
    return document, findings


def _score_clerx(path: Path) -> dict[str, float]:
    found = extra = missed = triple = 0
    for row in _rows(path):
        _, findings = _extract(row["text"], row["id"])
        left = [
            e for e in findings.effects if e.effect_measure in RATIOS and e.estimate is not None
        ]
        for gold in row["gold"]["effects"]:
            hits = [e for e in left if _is_ratio(e, gold)]
            if not hits:
                missed += 1
                continue
            found += 1
            left.remove(hits[0])
            triple += _is_triple(hits[0], gold, findings)
        extra += len(left)
    total = found + missed
    return {
        "clerx_f1": 2 * found / (2 * found + extra + missed),
        "clerx_triple": triple / total,
        "n_clerx": total,
    }


def _is_ratio(effect: Effect, gold: dict[str, Any]) -> bool:
    span = effect.provenance.span
    return (
        effect.estimate == gold["value"]
        and gold["measure"] in RATIOS[effect.effect_measure]
        and span.start <= gold["start"] < span.end
    )


def _is_triple(effect: Effect, gold: dict[str, Any], findings: Findings) -> bool:
    names: dict[str, Outcome | Arm] = {o.outcome_id: o for o in findings.outcomes}
    names.update({arm.arm_id: arm for arm in findings.arms})
    pairs = (
        (gold["outcome"], effect.outcome_id), (gold["explanatory"], effect.arm_id_1),
        (gold["baseline"], effect.arm_id_2),
    )  # fmt: skip
    return all(
        max(
            _word_f1(_words(" ".join(wanted)), _words(name))
            for name in _names_of(names.get(key or ""))
        )
        >= 0.6
        for wanted, key in pairs
    )


def _names_of(record: Outcome | Arm | None) -> list[str]:
    if record is None:
        return [""]
    first = record.name if isinstance(record, Outcome) else record.label
    other = (
        (record.abbreviation, record.instrument)
        if isinstance(record, Outcome)
        else (record.long_label,)
    )
    return [first, *(name for name in (*other, *record.aliases) if name)]


def _score_rct_art(path: Path) -> dict[str, float]:
    strict = relaxed = predicted = total = 0
    for row in _rows(path):
        _, findings = _extract(row["text"], row["id"])
        wanted = [r for r in row["gold"]["results"] if r["outcome"] or r["arm"]]
        total += len(wanted)
        left = list(findings.arm_results)
        predicted += len(left)
        for gold in wanted:
            hits = [r for r in left if _is_at(r, gold)]
            if hits:
                left.remove(hits[0])
                one, other = _judge_row(hits[0], gold, findings)
                strict += one
                relaxed += other
    return {
        "rct_art_strict_f1": 2 * strict / (predicted + total),
        "rct_art_relaxed_f1": 2 * relaxed / (predicted + total),
        "n_rct_art": total,
    }


def _is_at(result: ArmResult, gold: dict[str, Any]) -> bool:
    span = result.provenance.span
    return span.start < gold["start"] + len(gold["value"]) and gold["start"] < span.end


def _judge_row(result: ArmResult, gold: dict[str, Any], findings: Findings) -> tuple[bool, bool]:
    outcome = next((o for o in findings.outcomes if o.outcome_id == result.outcome_id), None)
    arm = next((a for a in findings.arms if a.arm_id == result.arm_id), None)
    wanted_arm = [w for w in _words(gold["arm"] or "") if w not in _FILLER]
    wanted = _words(gold["outcome"] or "")
    arm_names = [[w for w in _words(name) if w not in _FILLER] for name in _names_of(arm)]
    outcome_names = [_words(name) for name in _names_of(outcome)]
    if result.timepoint is not None and result.timepoint == _moment(gold["outcome"] or ""):
        outcome_names.append(wanted)  # the annotators put "15 months" in the outcome's place
    return (
        wanted_arm in arm_names and wanted in outcome_names,
        max(_word_f1(wanted_arm, name) for name in arm_names) >= 0.5
        and max(_word_f1(wanted, name) for name in outcome_names) >= 0.5,
    )


def _moment(name: str) -> str | None:
    """Return the timepoint that a name is, None where it is anything more."""
    found = find_timepoints(name, bare=True)
    if len(found) != 1:
        return None
    rest = name[: found[0].span.start] + name[found[0].span.end :]
    return None if set(_words(rest)) - {"at", "after", "the", "in"} else found[0].label


def _words(name: str) -> list[str]:
    return re.sub(r"[^a-z0-9%<>≥≤ ]", " ", name.lower()).split()


def _word_f1(first: list[str], second: list[str]) -> float:
    one, other = set(first), set(second)
    if not one and not other:
        return 1.0
    return 2 * len(one & other) / (len(one) + len(other))
