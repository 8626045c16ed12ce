"""From readings of counts to sample sizes: one answer for each step, the others rejected."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from miner.extract.participant_counts import has_body
from miner.extract.sample_sizes.bounds import (
    above_arms,
    outweighs,
    within_total,
)
from miner.extract.sample_sizes.flow import in_order_of_flow
from miner.extract.sample_sizes.mention import SizeMention
from miner.extract.sample_sizes.one_each import one_each, without_needless_shares
from miner.extract.sample_sizes.settle import raise_siblings, settle
from miner.extract.sample_sizes.steps import name_kinds, share_kinds
from miner.extract.sample_sizes.total import best_total
from miner.model.document import Document
from miner.model.trial import Arm

OPENING_CHARS = 3_000  # title and abstract
_NOT_RANDOM = re.compile(
    r"\bnon-?\s?randomi[sz]ed|\bnot\s+randomi[sz]ed|\bquasi-?\s?experiment", re.IGNORECASE
)
_RANDOM = re.compile(r"\brandom(?:ly|i[sz])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Resolved:
    """Readings kept as records and those rejected, each with its reason."""

    kept: tuple[SizeMention, ...]
    rejected: tuple[tuple[SizeMention, str], ...]
    total: SizeMention | None


def _is_random(document: Document) -> bool:
    """Tell whether people were put into arms by chance, as far as the words of the paper go."""
    opening = document.text[:OPENING_CHARS]
    return _RANDOM.search(document.text) is not None and _NOT_RANDOM.search(opening) is None


def resolve_sizes(
    document: Document, mentions: Sequence[SizeMention], arms: Sequence[Arm]
) -> Resolved:
    """Decide which readings are sample sizes of this study.

    Parameters
    ----------
    document : Document
    mentions : sequence of SizeMention
        From prose and tables.
    arms : sequence of Arm

    Returns
    -------
    Resolved
        `total` is the reading that best gives the size of the whole study.
    """
    rejected = [(m, m.reason) for m in mentions if m.reason is not None]
    mentions = raise_siblings(mentions)
    usable = [m for m in mentions if m.reason is None]
    is_random = _is_random(document)
    total = best_total(mentions, is_full=has_body(document))
    if total is not None and any(outweighs(m, total, usable) for m in usable):
        total = None
    usable, more = within_total(usable, total, arms)
    rejected += more
    usable, more = above_arms(usable, total, arms)
    rejected += more
    placed, more = _settle_all(usable, total, has_arms=bool(arms))
    rejected += more
    placed = name_kinds(share_kinds(placed), is_random=is_random)
    placed, more = without_needless_shares(placed)
    rejected += more
    kept, more = one_each(placed, total)
    rejected += more
    kept, more = in_order_of_flow(kept, total, arms)
    rejected += more
    kept.sort(key=lambda m: (m.span.start, m.span.end, m.arm_id or ""))
    rejected.sort(key=lambda pair: (pair[0].span.start, pair[0].span.end))
    return Resolved(tuple(kept), tuple(rejected), total)


def _settle_all(
    mentions: Sequence[SizeMention], total: SizeMention | None, *, has_arms: bool
) -> tuple[list[SizeMention], list[tuple[SizeMention, str]]]:
    """Give each reading to its arm or to the study; those that are neither's are refused."""
    placed: list[SizeMention] = []
    rejected: list[tuple[SizeMention, str]] = []
    for mention in mentions:
        settled = settle(mention, total, has_arms=has_arms)
        if settled is None:
            rejected.append((mention, "no arm of this study and no step of its flow"))
        else:
            placed.append(settled)
    return placed, rejected
