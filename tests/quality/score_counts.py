"""How well totals, arm sizes, arms and study rows are read: development data only."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from miner.extract.arms import EXTRACTOR as ARMS
from miner.extract.arms import match_arm
from miner.extract.arms.labels import fold_label
from miner.extract.sample_sizes import EXTRACTOR as SAMPLE_SIZES
from miner.extract.studies import EXTRACTOR as STUDIES
from miner.extract.studies.extract import sizes_of_arms
from miner.model import Document, Findings
from miner.readers.jats import read_jats
from miner.readers.plain import read_plain


def read_findings(document: Document) -> Findings:
    """Run the three extractors of counts over a document."""
    findings = Findings()
    for extractor in (ARMS, SAMPLE_SIZES, STUDIES):
        findings.add(extractor.extract(document, findings).records)
    return findings


def score(shared: Path) -> dict[str, float]:
    """Score every development set of counts.

    Parameters
    ----------
    shared : Path
        The shared folder.

    Returns
    -------
    dict
        Metric to value. `pico_dev_*` rows were kept apart from training and tuning;
        `pico_train_*` were not.
    """
    figures: dict[str, float] = {}
    for split in ("train", "dev"):
        figures |= {f"pico_{split}_{k}": v for k, v in _score_pico(shared, split).items()}
        figures |= {f"ctro_{split}_{k}": v for k, v in _score_ctro(shared, split).items()}
    figures |= {f"esextractor_{k}": v for k, v in _score_esextractor(shared).items()}
    figures |= {f"trials_{k}": v for k, v in _score_trials(shared).items()}
    return figures


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the rows of a JSON Lines file, never those of a test split."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            if row.get("split") != "test":
                yield row


def abstract_findings(row: dict[str, Any]) -> Findings:
    """Read one abstract row."""
    return read_findings(read_plain(row["text"], document_id=str(row["id"]), title=row["title"]))


def _score_pico(shared: Path, split: str) -> dict[str, float]:
    singles = singles_right = 0
    hits = predicted = gold = predicted_of_gold = strict = arms_right = arms_given = documents = 0
    for row in rows(shared / "bench/abstracts/pico_corpus.jsonl"):
        if row["split"] != split:
            continue
        documents += 1
        findings = abstract_findings(row)
        total = findings.studies[0].n_total
        answers = row["gold"]["total_n_all"]
        gold += bool(answers)
        predicted += total is not None
        predicted_of_gold += total is not None and bool(answers)
        hits += total in answers
        strict += bool(answers) and total == row["gold"]["total_n"]
        right = arm_sizes_right(row, findings)
        arms_given += right is not None
        arms_right += bool(right)
        if right is not None and is_single(row):
            singles += 1
            singles_right += right
    return {
        "total_f1_any": 2 * hits / (predicted + gold),
        "total_f1_any_where_gold": 2 * hits / (predicted_of_gold + gold),
        "total_exact": strict / gold,
        "arm_n_exact": arms_right / arms_given,
        "arm_n_exact_one_size_each": singles_right / singles,
        "documents": documents,
    }


def arm_sizes_right(row: dict[str, Any], findings: Findings) -> bool | None:
    """Compare the multiset of arm sizes; None where the row does not give both sides.

    The gold lists a size as often as the abstract prints it; here each side's counts once.
    """
    given = row["gold"]["arm_n"]
    if not (given["intervention"] and given["control"]):
        return None
    found = sizes_of_arms(findings.arms, findings.sample_sizes)
    wanted = [n for side in ("intervention", "control") for n in sorted(set(given[side]))]
    return Counter(found.values()) == Counter(wanted)


def is_single(row: dict[str, Any]) -> bool:
    """Tell whether each side of a row has one size, so that there is no step to choose."""
    return all(len(set(row["gold"]["arm_n"][side])) == 1 for side in ("intervention", "control"))


def _score_ctro(shared: Path, split: str) -> dict[str, float]:
    totals = total_hits = arms_given = arms_right = 0
    for row in rows(shared / "bench/abstracts/ctro.jsonl"):
        if row["split"] != split:
            continue
        findings = abstract_findings(row)
        if row["gold"]["total_n"] is not None:
            totals += 1
            total_hits += findings.studies[0].n_total == row["gold"]["total_n"]
        sizes = row["gold"]["arm_n"]
        if sizes and None not in sizes:
            arms_given += 1
            found = sizes_of_arms(findings.arms, findings.sample_sizes)
            arms_right += Counter(found.values()) == Counter(sizes)
    return {
        "total_recall": total_hits / max(totals, 1),
        "arm_n_exact": arms_right / max(arms_given, 1),
        "arm_documents": arms_given,
    }


def _score_esextractor(shared: Path) -> dict[str, float]:
    given = right = absent = silent = 0
    for row in rows(shared / "bench/statistics/esextractor.jsonl"):
        found = abstract_findings(row).studies[0].n_total
        if row["gold"]["total_n"] is None:
            absent += 1
            silent += found is None
        else:
            given += 1
            right += found == row["gold"]["total_n"]
    return {"total_exact": right / given, "documents": given, "silent_where_none": silent / absent}


def _score_trials(shared: Path) -> dict[str, float]:
    counts = strict = kind_free = arms = arms_found = totals = documents = 0
    for path in sorted((shared / "bench/trials").glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        source = shared / "papers/jats" / f"{gold['id']}.nxml"
        findings = read_findings(read_jats(source.read_bytes(), path=str(source)))
        documents += 1
        totals += findings.studies[0].n_total == gold["total_n"]
        arms += len(gold["arms"])
        arms_found += len({a.arm_id for arm in gold["arms"] if (a := gold_arm(arm, findings))})
        for size in gold["sample_sizes"]:
            counts += 1
            strict += size_found(size, gold, findings, same_kind=True)
            kind_free += size_found(size, gold, findings, same_kind=False)
    return {
        "size_recall": strict / counts, "size_recall_any_kind": kind_free / counts,
        "arm_recall": arms_found / arms, "total_right": totals / documents,
        "sizes": counts, "documents": documents,
    }  # fmt: skip


def gold_arm(arm: dict[str, str], findings: Findings) -> Any:
    """Find the arm that the annotator names, by label, then by long label."""
    return match_arm(arm["label"], findings.arms) or match_arm(
        arm["long_label"].split(":")[0].split("(")[0], findings.arms
    )


def size_found(
    size: dict[str, Any], gold: dict[str, Any], findings: Findings, *, same_kind: bool
) -> bool:
    """Tell whether a gold count is among the records, with its arm and, if asked, its kind."""
    arm_id = None
    if size["arm"] is not None:
        named = next(
            (a for a in gold["arms"] if fold_label(a["label"]) == fold_label(size["arm"])), None
        )
        arm = gold_arm(named, findings) if named else match_arm(size["arm"], findings.arms)
        if arm is None:
            return False
        arm_id = arm.arm_id
    return any(
        record.n == size["n"]
        and record.arm_id == arm_id
        and (not same_kind or record.count_kind == size["count_kind"])
        for record in findings.sample_sizes
    )
