"""Claim files of `miner verify`: CSV or JSON Lines in, one row per claim and paper out."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from miner.claims.consider import consider
from miner.claims.index import EvidenceIndex
from miner.claims.judge import Judgement, judge_claim
from miner.claims.link import NOT_ENOUGH
from miner.claims.parse import MAX_CLAIM_CHARS
from miner.model.errors import FormError
from miner.text.spreadsheets import safe_cells

COLUMNS = (
    "claim_id", "document_id", "rank", "score", "stance", "rationale", "sentence_index", "effect_id",
    "explanation",
)  # fmt: skip
JSON_LINES = (".jsonl", ".ndjson")


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """One claim to check; with `document_id` only that document is looked at."""

    claim_id: str
    claim: str
    document_id: str | None = None


@dataclass(frozen=True, slots=True)
class ClaimFile:
    """The usable rows of a claim file, and one line for each that is not."""

    rows: tuple[ClaimRow, ...]
    problems: tuple[str, ...]


def read_claim_file(path: Path) -> ClaimFile:
    """Read claims from CSV or JSON Lines, whichever the content is.

    Raises
    ------
    FormError
        If the file cannot be read or holds no claims.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig", "replace")
    except OSError as error:
        raise FormError(
            f"{path}: cannot be read ({error.strerror}); give a CSV or JSONL of claims"
        ) from error
    is_json = text.lstrip()[:1] == "{" or path.suffix.lower() in JSON_LINES
    found = _json_rows(text) if is_json else _csv_rows(text)
    rows: list[ClaimRow] = []
    problems: list[str] = []
    seen: set[str] = set()
    for number, row, problem in found:
        claim = " ".join(str(row.get("claim") or "").split())
        claim_id = str(row.get("claim_id") if row.get("claim_id") is not None else "").strip()
        if problem is None and not claim:
            problem = "no claim"
        if problem is None and not claim_id:
            problem = "no claim_id"
        if problem is None and claim_id in seen:
            problem = f"claim_id '{claim_id}' stands twice; the first is kept"
        if problem is not None:
            problems.append(f"{path.name}, line {number}: {problem}")
            continue
        seen.add(claim_id)
        document_id = row.get("document_id")
        rows.append(
            ClaimRow(
                claim_id,
                claim,
                str(document_id).strip() or None if document_id is not None else None,
            )
        )
    if not rows:
        detail = f" ({problems[0]})" if problems else ""
        raise FormError(f"{path}: holds no claims; it needs columns claim_id and claim{detail}")
    return ClaimFile(tuple(rows), tuple(problems))


def _json_rows(text: str) -> Iterable[tuple[int, dict[str, Any], str | None]]:
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            yield number, {}, f"no valid JSON ({error})"
            continue
        yield (number, row, None) if isinstance(row, dict) else (number, {}, "no JSON object")


def _csv_rows(text: str) -> Iterable[tuple[int, dict[str, Any], str | None]]:
    first = text.split("\n", 1)[0]
    delimiter = (
        "\t"
        if "\t" in first and "," not in first
        else ";"
        if ";" in first and "," not in first
        else ","
    )
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
    if reader.fieldnames is None or "claim" not in reader.fieldnames:
        return
    try:
        for row in reader:
            yield reader.line_num, dict(row), None
    except csv.Error as error:
        yield reader.line_num, {}, f"no valid CSV ({error})"


def verify_row(row: ClaimRow, index: EvidenceIndex, *, top: int = 5) -> list[dict[str, Any]]:
    """Check one claim; returns its rows of the answer, best first.

    Parameters
    ----------
    row : ClaimRow
    index : EvidenceIndex
    top : int
        Papers considered where the claim names none.
    """
    claim = row.claim[:MAX_CLAIM_CHARS]
    if row.document_id is not None:
        if row.document_id not in index.documents:
            return [_nothing(row, f"no document '{row.document_id}' in the evidence base")]
        judgement = judge_claim(claim, index.documents[row.document_id])
        return [_answer(row, 1, judgement.score, judgement)]
    considered = consider(claim, index, top=top, keep_unnamed=True)
    if not considered:
        return [_nothing(row, "no mined paper is about this")]
    answers: list[dict[str, Any]] = []
    score = 1.0
    for rank, item in enumerate(considered, start=1):
        # The right paper, and the right stance; never above that of a better rank.
        score = min(score, round(item.score * item.judgement.score, 4))
        answers.append(_answer(row, rank, score, item.judgement))
    return answers


def _answer(row: ClaimRow, rank: int, score: float, judgement: Judgement) -> dict[str, Any]:
    return {
        "claim_id": row.claim_id,
        "document_id": judgement.document_id,
        "rank": rank,
        "score": score,
        "stance": judgement.stance,
        "rationale": judgement.rationale,
        "sentence_index": ";".join(str(i) for i in judgement.sentence_index),
        "effect_id": judgement.effect_id or "",
        "explanation": judgement.explanation,
    }


def _nothing(row: ClaimRow, why: str) -> dict[str, Any]:
    return {
        "claim_id": row.claim_id, "document_id": "", "rank": 1, "score": 0.0, "stance": NOT_ENOUGH,
        "rationale": "", "sentence_index": "", "effect_id": "", "explanation": why,
    }  # fmt: skip


def write_answers(path: Path, rows: Sequence[dict[str, Any]]) -> None:
    """Write answers as CSV, or as JSON Lines where the name ends so; aside, then renamed."""
    aside = path.with_name(path.name + ".part")
    try:
        with aside.open("w", encoding="utf-8", errors="replace", newline="") as stream:
            if path.suffix.lower() in JSON_LINES:
                for row in rows:
                    stream.write(json.dumps(row, ensure_ascii=False) + "\n")
            else:
                writer = csv.DictWriter(stream, COLUMNS, lineterminator="\n")
                writer.writeheader()
                writer.writerows(safe_cells(row) for row in rows)
        aside.replace(path)
    except OSError as error:
        raise FormError(
            f"{path}: cannot be written ({error.strerror}); choose another --out"
        ) from error
