"""Scores the outcomes table: what was asked about, what was annotated, and every mention.

- `prompts_*`: outcomes that reviewers asked of full texts on psychology and pain (dev rows;
  recall only, for they did not ask about every outcome).
- `trials_*`: annotated outcomes of ten trials: found, and of those found with instrument or
  abbreviation, and role (where the annotator gives one).
- `ebm_nlp_*`: words of abstracts inside a mention of an outcome, the held-out eighth. Mentions
  are the rows' places; crowd labels, so that 0.72 is the best known.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [] if str(ROOT) in sys.path else [str(ROOT)]

from miner.extract.outcomes import EXTRACTOR  # noqa: E402
from miner.extract.registry import run_extractors  # noqa: E402
from miner.model import Findings, Outcome  # noqa: E402
from miner.readers.jats import read_jats  # noqa: E402
from miner.readers.plain import read_plain  # noqa: E402
from miner.text.timepoints import find_timepoints  # noqa: E402
from scripts.training import reading_benchmarks  # noqa: E402

SAME_NAME = 0.6  # least F1 of words
_STOP = frozenset(
    "the of a an in and for to on at by with from per or as score scores scale total mean average "
    "rate rates number level levels change changes improvement reduction improvements reductions "
    "increase decrease difference after before between group groups symptom symptoms measure "
    "measured using questionnaire inventory index".split()
)


def score(shared: Path) -> dict[str, float]:
    """Return recall of asked and annotated outcomes, and token figures on abstracts."""
    return {**score_prompts(shared), **score_trials(shared), **score_mentions(shared)}


def score_prompts(shared: Path, split: str = "dev") -> dict[str, float]:
    """Return the share of asked outcomes that some row names."""
    path = shared / "bench" / "outcomes" / "psych_pain_prompts.jsonl"
    found = total = rows = 0
    for line in path.read_text(encoding="utf-8").splitlines():
        paper = json.loads(line)
        if paper["split"] != split:
            continue
        outcomes = _outcomes_of(shared / "papers" / "jats" / f"{paper['id']}.nxml")
        rows += len(outcomes)
        for asked in paper["gold"]["outcomes"]:
            total += 1
            found += any(names_it(outcome, asked) for outcome in outcomes)
    return {"prompts_recall": found / total, "n_prompts": total, "n_prompts_rows_found": rows}


def score_trials(shared: Path) -> dict[str, float]:
    """Return recall of annotated outcomes, and how many of these have instrument and role."""
    tally = {"name": [0, 0], "instrument": [0, 0], "role": [0, 0]}
    for path in sorted((shared / "bench" / "trials").glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        outcomes = _outcomes_of(shared / "papers" / "jats" / f"{gold['id']}.nxml")
        for wanted in gold["outcomes"]:
            for name, is_right in _judge(wanted, outcomes):
                tally[name][0] += is_right
                tally[name][1] += 1
    figures = {f"trials_{name}_recall": hits / total for name, (hits, total) in tally.items()}
    return {**figures, "n_trials": tally["name"][1]}


def _judge(wanted: dict[str, Any], outcomes: Sequence[Outcome]) -> Iterator[tuple[str, bool]]:
    hits = [o for o in outcomes if names_it(o, wanted["name"])]
    if wanted["abbreviation"] and not hits:
        hits = [o for o in outcomes if names_it(o, f"{wanted['instrument']} {wanted['name']}")]
    yield "name", bool(hits)
    if wanted["instrument"] and wanted["abbreviation"]:
        yield "instrument", any(_has_instrument(outcome, wanted) for outcome in hits)
    if wanted["role"] != "unclear":
        yield "role", any(outcome.outcome_role == wanted["role"] for outcome in hits)


def _has_instrument(outcome: Outcome, wanted: dict[str, Any]) -> bool:
    short = outcome.abbreviation and outcome.abbreviation.casefold()
    return short in wanted["abbreviation"].casefold().split() or (
        _word_f1(_words(outcome.instrument or ""), _words(wanted["instrument"])) >= SAME_NAME
    )


def names_it(outcome: Outcome, asked: str) -> bool:
    """Tell whether a row names the outcome that somebody words in their own way."""
    wanted = _words(asked)
    for name in (outcome.name, outcome.instrument, *outcome.aliases):
        words = _words(name or "")
        if words and (_word_f1(words, wanted) >= SAME_NAME or (len(words) > 1 and words <= wanted)):
            return True
    short = outcome.abbreviation or ""
    return len(short) > 2 and re.search(rf"(?<!\w){re.escape(short)}(?!\w)", asked) is not None


def _words(name: str) -> set[str]:
    for moment in reversed(find_timepoints(name)):
        name = name[: moment.span.start] + " " + name[moment.span.end :]
    words = re.findall(r"[a-z0-9]+", re.sub(r"&\w+;|(?<=[A-Za-z])-(?=\d)", "", name.casefold()))
    return {word.rstrip("s") for word in words if word not in _STOP}


def _word_f1(one: set[str], other: set[str]) -> float:
    return 2 * len(one & other) / max(len(one) + len(other), 1)


def _outcomes_of(path: Path) -> tuple[Outcome, ...]:
    return run_extractors(read_jats(path.read_bytes(), path=path.name)).outcomes


def score_mentions(shared: Path) -> dict[str, float]:
    """Return token figures on ebm_nlp; a row counts at its own place only."""
    _, held = reading_benchmarks.read_spans(shared / "bench")
    hits = found = wanted = 0
    for row in held:
        if row.style != "ebm_nlp":
            continue
        document = read_plain(row.text, document_id=row.row_id)
        records = EXTRACTOR.extract(document, Findings()).records
        ours = _tokens(
            row.text, [(r.provenance.span.start, r.provenance.span.end) for r in records]
        )
        gold = _tokens(
            row.text, [(start, end) for kind, start, end in row.gold if kind == "outcomes"]
        )
        hits, found, wanted = hits + len(ours & gold), found + len(ours), wanted + len(gold)
    return {
        "ebm_nlp_precision": hits / max(found, 1),
        "ebm_nlp_recall": hits / max(wanted, 1),
        "ebm_nlp_token_f1": 2 * hits / max(found + wanted, 1),
    }


def _tokens(text: str, spans: Iterable[tuple[int, int]]) -> set[int]:
    places = list(spans)
    return {
        token.start()
        for token in re.finditer(r"\S+", text)
        if re.search(r"\w", token.group())
        and any(start < token.end() and token.start() < end for start, end in places)
    }
