"""Small invented papers for the tests of claims."""

from __future__ import annotations

from miner.claims import EvidenceDocument, evidence_of
from miner.model import Arm, ArmResult, Block, Document, Effect, Metadata, Outcome, Provenance, Span
from miner.text.sentences import split_sentences


def place(at: int = 0, document_id: str = "p1", quote: str = "x") -> Provenance:
    return Provenance(document_id, Span(at, at + len(quote)), quote, "test", 1, "test")


def paper(
    document_id: str, title: str, abstract: str, body: str = "", **metadata
) -> EvidenceDocument:
    text = f"{title}\n\n{abstract}\n\n{body}".strip()
    start = len(title) + 2
    blocks = [
        Block("title", Span(0, len(title))),
        Block("abstract", Span(start, start + len(abstract))),
    ]
    if body:
        blocks.append(Block("paragraph", Span(start + len(abstract) + 2, len(text)), ("Results",)))
    document = Document(
        document_id, f"{document_id}.txt", "0" * 64, "paper", "test", text,
        metadata=Metadata(title=title, **metadata), blocks=tuple(blocks),
        sentences=tuple(s for b in blocks for s in split_sentences(text, b.span.start, b.span.end)),
    )  # fmt: skip
    return evidence_of(document)


ARMS = (
    Arm("a1", "yoga", None, "intervention", place(0)),
    Arm("a2", "waiting list", None, "waiting_list", place(1)),
)
PAIN = Outcome("o1", "Pain", place(2), instrument="VAS", better="lower")
SLEEP = Outcome("o2", "Sleep quality", place(3), better="higher")


def effect(
    effect_id: str = "e1", *, outcome: str = "o1", timepoint: str | None = "post-treatment",
    direction: str | None = "decrease", significant: bool | None = True, **more,
) -> Effect:  # fmt: skip
    defaults = {"arm_id_1": "a1", "arm_id_2": "a2", "scope": "between_arms"}
    return Effect(
        effect_id, outcome, place(10 + sum(map(ord, effect_id))), timepoint=timepoint,
        direction=direction, significant=significant, **{**defaults, **more},
    )  # fmt: skip


def result(
    arm: str, timepoint: str, value: float, *, outcome: str = "o1", sd: float = 2.0
) -> ArmResult:
    return ArmResult(
        f"r{arm}{timepoint}{outcome}",
        outcome,
        arm,
        "mean",
        place(50),
        timepoint,
        None,
        value,
        sd,
        "sd",
    )


def with_records(*effects: Effect, results: tuple[ArmResult, ...] = ()) -> EvidenceDocument:
    return EvidenceDocument(
        "p1",
        "Yoga for back pain",
        outcomes=(PAIN, SLEEP),
        arms=ARMS,
        effects=effects,
        arm_results=results,
    )
