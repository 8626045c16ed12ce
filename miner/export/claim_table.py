"""The claim table: each claim, who says it and where, and the evidence beside it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Row = Mapping[str, Any]

COLUMNS: tuple[tuple[str, str], ...] = (
    ("claim_id", "text"), ("claim", "text"), ("claim_type", "text"), ("verdict", "text"),
    ("document_id", "text"), ("source_title", "text"), ("source_kind", "text"), ("source_path", "text"),
    ("post_id", "text"), ("thread_id", "text"), ("author_key", "text"), ("posted_at", "text"),
    ("permalink", "text"), ("themes", "text"), ("subject", "text"), ("comparator", "text"),
    ("claimed_outcome", "text"), ("claimed_direction", "text"), ("hedged", "bool"), ("experiencer", "text"),
    ("rank", "int"), ("score", "float"), ("stance", "text"), ("evidence_document_id", "text"),
    ("evidence_title", "text"), ("evidence_doi", "text"), ("evidence_link", "text"), ("evidence_year", "int"),
    ("evidence_quote", "text"), ("evidence_section", "text"), ("evidence_page", "int"),
    ("evidence_table_id", "text"), ("evidence_row", "int"), ("evidence_column", "int"),
    ("effect_id", "text"), ("sample_size_id", "text"), ("outcome", "text"), ("timepoint", "text"),
    ("scope", "text"), ("effect_measure", "text"), ("estimate", "float"), ("ci_lower", "float"),
    ("ci_upper", "float"), ("ci_level", "float"), ("p_operator", "text"), ("p_value", "float"),
    ("significant", "bool"), ("n", "int"), ("check_verdict", "text"), ("rationale", "text"),
    ("explanation", "text"),
)  # fmt: skip

SUPPORTS, CONTRADICTS, NOT_ENOUGH, MIXED = (
    "supports",
    "contradicts",
    "not_enough_information",
    "mixed",
)
# Another paper this near the best one's score has a say in the verdict.
NEAR_BEST = 0.85
# From worst to best: the one shown where an effect was checked several ways.
_WORST_FIRST = ("decision_error", "inconsistent", "consistent", "not_checkable")


def claim_table_rows(
    *,
    claims: Iterable[Row],
    links: Iterable[Row],
    documents: Iterable[Row],
    posts: Iterable[Row] = (),
    themes: Iterable[Row] = (),
    effects: Iterable[Row] = (),
    outcomes: Iterable[Row] = (),
    sample_sizes: Iterable[Row] = (),
    studies: Iterable[Row] = (),
    checks: Iterable[Row] = (),
) -> list[dict[str, Any]]:
    """Join claims with their links, sources and evidence.

    Parameters
    ----------
    claims, links, documents, posts, themes, effects, outcomes, sample_sizes, studies, checks
        Rows of the public tables, as mappings of column to value.

    Returns
    -------
    list of dict
        One row per claim and link in the order of `claims`, then rank; a claim that was
        never looked up has one row without verdict. Keys are `COLUMNS`.
    """
    tables = _Tables(documents, posts, themes, effects, outcomes, sample_sizes, studies, checks)
    by_claim: dict[Any, list[Row]] = defaultdict(list)
    for link in links:
        by_claim[link["claim_id"]].append(link)
    rows: list[dict[str, Any]] = []
    for claim in claims:
        own = sorted(by_claim.get(claim["claim_id"], ()), key=lambda link: link["rank"])
        said = _claim_side(claim, tables)
        said["verdict"] = verdict(own) if own else None
        for link in own or [{}]:
            found = {**said, **_evidence_side(link, tables)}
            rows.append({name: found[name] for name, _ in COLUMNS})
    return rows


def verdict(links: Sequence[Row]) -> str:
    """Join the stances of a claim's links.

    Returns
    -------
    str
        `mixed` where the best paper's records, or papers near it, both support and
        contradict; else the stance that was found; else `not_enough_information`.
    """
    ranked = sorted(links, key=lambda link: link["rank"])
    best = ranked[0]
    near = [
        link
        for link in ranked
        if link.get("document_id") == best.get("document_id")
        or (link.get("score") or 0.0) >= NEAR_BEST * (best.get("score") or 0.0)
    ]
    stances = {link["stance"] for link in near} - {NOT_ENOUGH}
    if len(stances) == 2:
        return MIXED
    return stances.pop() if stances else NOT_ENOUGH


def worst_verdict(verdicts: Iterable[str]) -> str | None:
    """Return the worst of an effect's check verdicts, None where it was not checked."""
    found = set(verdicts)
    return next((verdict for verdict in _WORST_FIRST if verdict in found), None)


class _Tables:
    """The other tables by their keys."""

    def __init__(
        self,
        documents: Iterable[Row],
        posts: Iterable[Row],
        themes: Iterable[Row],
        effects: Iterable[Row],
        outcomes: Iterable[Row],
        sample_sizes: Iterable[Row],
        studies: Iterable[Row],
        checks: Iterable[Row],
    ) -> None:
        self.documents = {row["document_id"]: row for row in documents}
        self.posts = {(row["document_id"], row["post_id"]): row for row in posts}
        self.themes: dict[Any, list[str]] = defaultdict(list)
        for row in themes:
            if row.get("assigned"):
                self.themes[row["post_id"]].append(row["theme"])
        self.effects = {row["effect_id"]: row for row in effects}
        self.outcomes = {row["outcome_id"]: row for row in outcomes}
        self.sample_sizes = {row["sample_size_id"]: row for row in sample_sizes}
        self.studies = {row["document_id"]: row for row in studies}
        self.checks: dict[Any, list[str]] = defaultdict(list)
        for row in checks:
            if row.get("effect_id"):
                self.checks[row["effect_id"]].append(row["verdict"])


def _claim_side(claim: Row, tables: _Tables) -> dict[str, Any]:
    document = tables.documents.get(claim["document_id"], {})
    post = tables.posts.get((claim["document_id"], claim.get("post_id")), {})
    themes = sorted(set(tables.themes.get(claim.get("post_id"), ())))
    return {
        "claim_id": claim["claim_id"],
        "claim": claim["claim"],
        "claim_type": claim.get("claim_type"),
        "document_id": claim["document_id"],
        "source_title": document.get("title"),
        "source_kind": document.get("kind"),
        "source_path": document.get("path"),
        "post_id": claim.get("post_id"),
        "thread_id": post.get("thread_id"),
        "author_key": post.get("author_key"),
        "posted_at": post.get("posted_at"),
        "permalink": post.get("permalink"),
        "themes": "; ".join(themes) or None,
        "subject": claim.get("subject"),
        "comparator": claim.get("comparator"),
        "claimed_outcome": claim.get("outcome"),
        "claimed_direction": claim.get("direction"),
        "hedged": claim.get("hedged"),
        "experiencer": claim.get("experiencer"),
    }


def _evidence_side(link: Row, tables: _Tables) -> dict[str, Any]:
    paper = tables.documents.get(link.get("document_id"), {})
    effect = tables.effects.get(link.get("effect_id"), {})
    size = tables.sample_sizes.get(link.get("sample_size_id"), {})
    study = tables.studies.get(link.get("document_id"), {})
    verdicts = set(tables.checks.get(link.get("effect_id"), ())) if effect else set()
    doi = paper.get("doi")
    return {
        "rank": link.get("rank"),
        "score": link.get("score"),
        "stance": link.get("stance"),
        "evidence_document_id": link.get("document_id"),
        "evidence_title": paper.get("title"),
        "evidence_doi": doi,
        "evidence_link": f"https://doi.org/{doi}" if doi else None,
        "evidence_year": paper.get("year"),
        "evidence_quote": link.get("quote") or link.get("rationale"),
        "evidence_section": link.get("section"),
        "evidence_page": link.get("page"),
        "evidence_table_id": link.get("table_id"),
        "evidence_row": link.get("row"),
        "evidence_column": link.get("column"),
        "effect_id": link.get("effect_id"),
        "sample_size_id": link.get("sample_size_id"),
        "outcome": tables.outcomes.get(effect.get("outcome_id"), {}).get("name"),
        **{
            name: effect.get(name)
            for name in (
                "timepoint", "scope", "effect_measure", "estimate", "ci_lower", "ci_upper", "ci_level",
                "p_operator", "p_value", "significant",
            )
        },
        "n": size.get("n") if size else (study.get("n_total") or study.get("n_randomised")),
        "check_verdict": worst_verdict(verdicts),
        "rationale": link.get("rationale"),
        "explanation": link.get("explanation"),
    }  # fmt: skip
