"""Scores of the arithmetic and the checks: known answers, and the paper the project began from."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

TESTS = Path(__file__).resolve().parents[1]
HANDLERS = {
    "p-consistency": "test_known_p_consistency",
    "extract-stat": "test_known_extract_stat",
    "effect-convert": "test_known_effect_convert",
    "effect-raw": "test_known_effect_raw",
    "effect-prepost": "test_known_effect_prepost",
    "effect-impute": "test_known_imputation",
    "effect-crossover": "test_known_imputation",
    "combine-groups": "test_known_imputation",
    "CI<->p": "test_known_imputation",
    "GRIM": "test_known_grim",
    "GRIM-percent": "test_known_grim",
    "GRIMMER": "test_known_grim",
    "DEBIT": "test_known_grim",
    "SD-range": "test_known_grim",
    "paper-table": "test_known_paper_table",
    "paper-text": "test_known_paper_text",
    "number-words": "test_known_number_words",
    "sample-size": "test_known_sample_size",
}


def score(shared: Path) -> dict[str, float]:
    """Score known answers and the checks of seeds/002.

    Parameters
    ----------
    shared : Path
        Folder of inputs and gold data.

    Returns
    -------
    dict of str to float
        `known_answers_right` is a share of the rows whose inputs are printed; the seed's
        counts are of standardised differences traced to the pre-post-control d, findings
        among its five misprints, and rows where interval, z and p agree.
    """
    return {**_known_answers(), **_first_paper(shared)}


def _known_answers() -> dict[str, float]:
    folder = TESTS / "stats"
    sys.path.insert(0, str(folder))
    try:
        rows_module = _load(folder / "known_answer_rows.py")
        handlers = {
            name: handler
            for path in sorted(folder.glob("test_known_*.py"))
            for name, handler in vars(_load(path)).items()
        }
    finally:
        sys.path.remove(str(folder))
    right = rows = 0
    for row in rows_module.ROWS:
        name = HANDLERS.get(row["category"])
        if name is None:
            continue
        try:
            handlers[name](row)
        except pytest.skip.Exception:
            continue
        except (AssertionError, ValueError, TypeError):
            rows += 1
            continue
        rows, right = rows + 1, right + 1
    return {"known_answers_rows": rows, "known_answers_right": right / max(rows, 1)}


def _first_paper(shared: Path) -> dict[str, float]:
    from miner.extract.registry import run_extractors
    from miner.model import Document
    from miner.readers import read_sources

    (source,) = sorted((shared / "seeds").glob("002_*.txt"))
    (document,) = read_sources([str(source)], author_key=b"score")
    if not isinstance(document, Document):
        return {"seed_002_d_traced": 0, "seed_002_misprints": 0, "seed_002_agreeing_rows": 0}
    checks = run_extractors(document).checks
    traced = {
        check.effect_id for check in checks
        if check.check == "effect_from_arms" and "pre-post-control d" in check.explanation
        and (check.verdict == "consistent" or "would give the printed value" in check.explanation)
    }  # fmt: skip
    flagged = [check for check in checks if check.verdict == "inconsistent"]
    kinds = {check.check for check in flagged}
    misprints = {"grim", "percent_from_counts", "nnt_from_rates", "scale_range", "planned_size"}
    agreeing = {
        check.effect_id for check in checks
        if check.check == "p_from_ci" and check.verdict == "consistent"
    }  # fmt: skip
    return {
        "seed_002_d_traced": len(traced),
        "seed_002_misprints": len(kinds & misprints),
        "seed_002_agreeing_rows": len(agreeing),
    }


def _load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise ImportError(f"cannot load {path.name}")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module
