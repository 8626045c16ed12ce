"""Means that the printed n cannot give, where the other means show that scores are whole.

GRIM needs scores that are whole numbers, which a paper seldom says. So an outcome is only
judged by its own evidence: the means of one arm must all fit whole scores, too well for
chance, before those of another arm can be said not to.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from math import prod

from miner.extract.checks.build import Places, make_check
from miner.extract.checks.figures import ArmTable, arm_tables, decimals_of
from miner.model import ArmResult, Check, Document, Findings
from miner.stats.grim import check_grim, is_grim_consistent

CHANCE = 0.01  # that means of fractional scores would all look whole
LEAST_IMPOSSIBLE = 2  # means of the arm; a single one may be a misprint of another kind
FEWER_PEOPLE = 10  # how far below the printed n another one is looked for


def check_whole_scores(document: Document, places: Places, findings: Findings) -> Iterator[Check]:
    """Check the means of each outcome whose scores show themselves to be whole."""
    whole_study = {size.n for size in findings.sample_sizes if size.arm_id is None}
    for table in arm_tables(findings).values():
        outcomes: dict[str | None, dict[str | None, list[ArmResult]]] = defaultdict(
            lambda: defaultdict(list)
        )
        for (outcome_id, arm_id, _), result in table.means.items():
            n = table.n_of(result)
            if n in whole_study:
                continue  # the size of the study was read for that of the arm
            if n and n < 10 ** decimals_of(result, places):
                outcomes[outcome_id][arm_id].append(result)
        for arms in outcomes.values():
            yield from _check_outcome(document, places, table, arms)


def _check_outcome(
    document: Document, places: Places, table: ArmTable, arms: dict[str | None, list[ArmResult]]
) -> Iterator[Check]:
    whole = {
        arm_id for arm_id, results in arms.items()
        if all(_fits(result, table.n_of(result) or 0, places) for result in results)
        and _chance(results, table, places) < CHANCE
    }  # fmt: skip
    if not whole:
        return
    for arm_id, results in arms.items():
        impossible = [
            result for result in results if not _fits(result, table.n_of(result) or 0, places)
        ]
        if arm_id not in whole and len(impossible) < LEAST_IMPOSSIBLE:
            continue
        known = {table.n_of(result) or 0 for other in arms.values() for result in other}
        others = _other_n(results, table, places, known)
        if impossible and not others:
            continue  # no number of people explains it: these scores need not be whole
        for result in results:
            yield _check(document, places, result, table.n_of(result) or 0, others,
                         possible=result not in impossible)  # fmt: skip


def _check(
    document: Document, places: Places, result: ArmResult, n: int, others: list[int],
    *, possible: bool,
) -> Check:  # fmt: skip
    places_printed = decimals_of(result, places)
    value = result.value or 0.0
    printed = f"{value:.{places_printed}f}"
    if possible:
        text = f"{n} whole scores can average {printed}."
    else:
        low, high = check_grim(value, n, decimals=places_printed).nearest
        also = f"; {others[0]} whole scores could" if others else ""
        text = (f"{n} whole scores cannot average {printed} (nearest {low:.{places_printed}f} and "
                f"{high:.{places_printed}f}), although the scores of this outcome are whole{also}.")  # fmt: skip
    return make_check(
        document, result.provenance.span, check="grim",
        verdict="consistent" if possible else "inconsistent", explanation=text,
        rule="whole_scores", reported=f"mean {printed}, n {n}",
        arm_result_id=result.arm_result_id, confidence=0.8 * result.provenance.confidence,
    )  # fmt: skip


def _fits(result: ArmResult, n: int, places: Places) -> bool:
    if result.value is None or n < 1:
        return False
    return bool(is_grim_consistent(result.value, n, decimals=decimals_of(result, places)))


def _chance(results: list[ArmResult], table: ArmTable, places: Places) -> float:
    return prod(
        min(1.0, (table.n_of(result) or 0) / 10 ** decimals_of(result, places))
        for result in {result.value: result for result in results}.values()
    )


def _other_n(
    results: list[ArmResult], table: ArmTable, places: Places, known: set[int]
) -> list[int]:
    """List the n that all means of an arm fit, those printed for other arms first."""
    printed = {table.n_of(result) or 0 for result in results}
    most = max(printed)
    tried = [n for n in sorted(known) if n not in printed]
    tried += [
        n for n in range(most, max(1, most - FEWER_PEOPLE), -1) if n not in (*printed, *tried)
    ]
    return [n for n in tried if n > 1 and all(_fits(result, n, places) for result in results)]
