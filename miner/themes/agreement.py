"""How well annotators agree: kappa, alpha, F1 between them, and where they differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from miner.themes.labels import ADJUDICATED, PostLabels


@dataclass(frozen=True, slots=True)
class PairAgreement:
    """Two annotators on one theme; a figure is None where it is not defined."""

    theme: str
    first: str
    second: str
    n: int
    n_both_yes: int
    cohen_kappa: float | None
    f1: float | None


@dataclass(frozen=True, slots=True)
class Dispute:
    """A post on which annotators differ about a theme, and the adjudication if there is one."""

    id: str
    theme: str
    said_yes: tuple[str, ...]
    said_no: tuple[str, ...]
    adjudicated: bool | None = None


@dataclass(frozen=True, slots=True)
class Agreement:
    """Agreement over all label files of a folder."""

    pairs: tuple[PairAgreement, ...]
    alpha: dict[str, float | None]
    disputes: tuple[Dispute, ...]


def compute_agreement(
    files: Mapping[str, Mapping[str, PostLabels]], themes: Sequence[str]
) -> Agreement:
    """Compare annotators theme by theme over the posts that two or more have closed.

    Parameters
    ----------
    files : mapping of annotator to their labels
        As `read_label_folder` gives them; `adjudicated` takes no part in the figures.
    themes : sequence of str
        Theme names.

    Returns
    -------
    Agreement

    References
    ----------
    Cohen (1960), Educ. Psychol. Meas. 20:37-46. Krippendorff (2004), Content Analysis,
    ch. 11: nominal alpha from the coincidence matrix.
    """
    annotators = sorted(name for name in files if name != ADJUDICATED)
    votes = {theme: _votes(files, annotators, theme) for theme in themes}
    pairs = [
        _pair(theme, one, other, votes[theme])
        for theme in themes
        for one, other in combinations(annotators, 2)
    ]
    alpha = {
        theme: krippendorff_alpha([list(v.values()) for v in votes[theme].values()])
        for theme in themes
    }
    final = files.get(ADJUDICATED, {})
    disputes = [
        _dispute(post_id, theme, said, final)
        for theme in themes
        for post_id, said in votes[theme].items()
        if len(set(said.values())) > 1
    ]
    return Agreement(tuple(p for p in pairs if p.n), alpha, tuple(sorted(disputes, key=_order)))


def cohen_kappa(both: Sequence[tuple[bool, bool]]) -> float | None:
    """Cohen's kappa of two annotators; None without posts or where chance agreement is 1.

    Examples
    --------
    >>> cohen_kappa([(True, True), (True, False), (False, False), (False, False)])
    0.5
    """
    n = len(both)
    if n == 0:
        return None
    seen = sum(a == b for a, b in both) / n
    first, second = sum(a for a, _ in both) / n, sum(b for _, b in both) / n
    chance = first * second + (1 - first) * (1 - second)
    return None if chance == 1 else (seen - chance) / (1 - chance)


def f1_between(both: Sequence[tuple[bool, bool]]) -> float | None:
    """F1 of one annotator against the other, the same both ways; None if nobody said yes."""
    hits = sum(a and b for a, b in both)
    said = sum(a for a, _ in both) + sum(b for _, b in both)
    return 2 * hits / said if said else None


def krippendorff_alpha(units: Sequence[Sequence[bool]]) -> float | None:
    """Krippendorff's alpha for yes/no values; units with fewer than two values do not count.

    Returns None where no unit counts or all values are the same.
    """
    pairable = [unit for unit in units if len(unit) > 1]
    total = sum(len(unit) for unit in pairable)
    yes = sum(sum(unit) for unit in pairable)
    if total < 2 or yes in (0, total):
        return None
    observed = sum(2 * sum(unit) * (len(unit) - sum(unit)) / (len(unit) - 1) for unit in pairable)
    expected = 2 * yes * (total - yes) / (total - 1)
    return 1 - observed / expected


def _votes(
    files: Mapping[str, Mapping[str, PostLabels]], annotators: Sequence[str], theme: str
) -> dict[str, dict[str, bool]]:
    votes: dict[str, dict[str, bool]] = {}
    for annotator in annotators:
        for post in files[annotator].values():
            if post.state == "done":
                votes.setdefault(post.id, {})[annotator] = post.themes.get(theme, False)
    return {post_id: said for post_id, said in votes.items() if len(said) > 1}


def _pair(theme: str, one: str, other: str, votes: dict[str, dict[str, bool]]) -> PairAgreement:
    both = [(said[one], said[other]) for said in votes.values() if one in said and other in said]
    yes = sum(a and b for a, b in both)
    return PairAgreement(theme, one, other, len(both), yes, cohen_kappa(both), f1_between(both))


def _dispute(
    post_id: str, theme: str, said: Mapping[str, bool], final: Mapping[str, PostLabels]
) -> Dispute:
    ruling = final[post_id].themes.get(theme) if post_id in final else None
    return Dispute(
        post_id,
        theme,
        tuple(sorted(name for name, value in said.items() if value)),
        tuple(sorted(name for name, value in said.items() if not value)),
        ruling,
    )


def _order(dispute: Dispute) -> tuple[str, str]:
    return dispute.id, dispute.theme
