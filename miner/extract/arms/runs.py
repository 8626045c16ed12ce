"""Counts that stand side by side, as those of a study's arms do."""

from __future__ import annotations

from collections.abc import Sequence

from miner.extract.participant_counts import PlacedCount

ARM_COUNT_AT_LEAST = 0.3
NEIGHBOUR_CHARS = 200
LIST_GAP_CHARS = 40
MOST_IN_RUN = 8


def find_count_runs(counts: Sequence[PlacedCount]) -> list[list[PlacedCount]]:
    """Group counts that may be arms' into runs that stand side by side.

    A run ends at a wide gap, at a change of part, and where a count comes back: the list of
    arms has then been said. The sum of the others in a run is the total, not an arm.
    """
    runs: list[list[PlacedCount]] = []
    for count in counts:
        last = runs[-1] if runs else []
        # `23 for A, 22 for B, and 19 for C`: the last of a list is one of it.
        follows = (
            bool(last)
            and count.sentence == last[-1].sentence
            and count.mention.span.start - last[-1].mention.span.end < LIST_GAP_CHARS
            and last[-1].arm >= ARM_COUNT_AT_LEAST > count.arm >= 0.1
        )
        if count.part == "title" or (count.arm < ARM_COUNT_AT_LEAST and not follows):
            continue
        joins = (
            bool(last)
            and count.part == last[-1].part
            and count.mention.span.start - last[-1].mention.span.end < _reach(count, last[-1])
            and (count.mention.cue in ("slash", "of")) == (last[-1].mention.cue in ("slash", "of"))
            and len(last) < MOST_IN_RUN
        )
        if joins:
            last.append(count)
        else:
            runs.append([count])
    return [_without_sum(run) for run in runs]


def _reach(count: PlacedCount, before: PlacedCount) -> int:
    """Return how far apart two counts may stand: `(n = 85) ... (n = 85)` further than others."""
    marked = count.mention.cue == before.mention.cue == "n_equals"
    return 2 * NEIGHBOUR_CHARS if marked and min(count.arm, before.arm) > 0.6 else NEIGHBOUR_CHARS


def _without_sum(run: list[PlacedCount]) -> list[PlacedCount]:
    if len(run) < 3:
        return run
    whole = sum(count.mention.n for count in run)
    return [c for c in run if 2 * c.mention.n != whole or c.total < 0.1]
