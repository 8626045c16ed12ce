"""Claims of the report, with what the papers say to each."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from miner.export.claim_table import verdict, worst_verdict
from miner.export.places import Places
from miner.export.report import ClaimEntry, EvidenceEntry, Value
from miner.runs.report.texts import Texts
from miner.store import reading

MOST_CLAIMS = 300
MOST_EVIDENCE = 8
# In the order of interest.
VERDICT_ORDER = ("mixed", "contradicts", "supports", "not_enough_information")


@dataclass(slots=True)
class GatheredClaims:
    """Claims to show; `said` names for each paper the claims it was held against."""

    entries: list[ClaimEntry] = field(default_factory=list)
    said: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    verdicts: dict[str, int] = field(default_factory=dict)
    n_looked_up: int = 0


def gather_claims(
    connection: sqlite3.Connection,
    documents: Mapping[str, Any],
    themes: Mapping[str, Sequence[tuple[str, str]]],
    places: Places,
    texts: Texts,
) -> GatheredClaims:
    """Collect the claims that were looked up, the debatable ones first."""
    links: dict[str, list[dict[str, Any]]] = {}
    for row in reading.table_rows(connection, "links"):
        links.setdefault(row["claim_id"], []).append(row)
    checked = _verdicts_of_effects(connection)
    judged = [
        (claim, verdict(links[claim["claim_id"]]))
        for claim in reading.table_rows(connection, "claims")
        if claim["claim_id"] in links
    ]
    judged.sort(key=lambda pair: VERDICT_ORDER.index(pair[1]))
    counts = Counter(found for _, found in judged)
    gathered = GatheredClaims(
        verdicts={name: counts[name] for name in VERDICT_ORDER if counts[name]},
        n_looked_up=len(judged),
    )
    for claim, found in judged[:MOST_CLAIMS]:
        evidence = [
            _evidence(link, documents, checked, places, texts)
            for link in links[claim["claim_id"]][:MOST_EVIDENCE]
            if link["document_id"] in documents
        ]
        for item in evidence:
            about = gathered.said.setdefault(item.document_id, [])
            if (item.stance, claim["claim"]) not in about:
                about.append((item.stance, claim["claim"]))
        gathered.entries.append(_entry(claim, found, evidence, documents, themes))
    return gathered


def _verdicts_of_effects(connection: sqlite3.Connection) -> dict[str, set[str]]:
    """Return the verdicts of the checks on each effect, by its id."""
    verdicts: dict[str, set[str]] = {}
    for row in reading.table_rows(connection, "checks"):
        if row["effect_id"]:
            verdicts.setdefault(row["effect_id"], set()).add(row["verdict"])
    return verdicts


def _entry(
    claim: Mapping[str, Any],
    found: str,
    evidence: list[EvidenceEntry],
    documents: Mapping[str, Any],
    themes: Mapping[str, Sequence[tuple[str, str]]],
) -> ClaimEntry:
    source = documents.get(claim["document_id"], {})
    return ClaimEntry(
        claim_id=claim["claim_id"],
        claim=claim["claim"],
        claim_type=claim["claim_type"],
        who=source.get("title") or claim["document_id"],
        post_id=claim["post_id"] or "",
        verdict=found,
        themes=sorted(theme for theme, _ in themes.get(claim["post_id"], ())),
        evidence=evidence,
    )


def _evidence(
    link: Mapping[str, Any],
    documents: Mapping[str, Any],
    checked: Mapping[str, set[str]],
    places: Places,
    texts: Texts,
) -> EvidenceEntry:
    document_id = link["document_id"]
    return EvidenceEntry(
        stance=link["stance"],
        document_id=document_id,
        paper=documents[document_id]["title"] or document_id,
        quote=Value(link["rationale"] or link["quote"] or "",
                    places.add(link, texts.of(document_id))),
        explanation=link["explanation"] or "",
        check=worst_verdict(checked.get(link["effect_id"], ())) or "",
    )  # fmt: skip
