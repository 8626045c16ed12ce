"""Finding the one arm that a label names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from miner.extract.arms.labels import (
    clean_label,
    fold_label,
    is_control,
    is_generic_intervention,
    role_of,
)
from miner.model.trial import Arm

_CONTROL_ROLES = ("placebo", "waiting_list", "usual_care", "healthy_control")


def match_arm(label: str, arms: Sequence[Arm]) -> Arm | None:
    """Find the arm that a label names.

    Parameters
    ----------
    label : str
        As printed: a table head, a group in prose, a form's intervention.
    arms : sequence of Arm
        The arms of one study.

    Returns
    -------
    Arm or None
        None where no arm, or more than one, is named.
    """
    if not label or not arms:
        return None
    place = _match(label, tuple((arm.label, arm.long_label, arm.aliases, arm.role) for arm in arms))
    return None if place is None else arms[place]


Names = tuple[str, str | None, tuple[str, ...], str]


@lru_cache(maxsize=4096)
def _match(label: str, arms: tuple[Names, ...]) -> int | None:
    names = [
        [fold_label(name) for name in (short, long, *aliases) if name]
        for short, long, aliases, _ in arms
    ]
    folded = fold_label(clean_label(label) or label)
    for form in dict.fromkeys((fold_label(label), folded)):
        exact = [i for i, own in enumerate(names) if form in own]
        if exact:
            return exact[0] if len(exact) == 1 else None
    if not folded:
        return None
    fitting = _by_words(set(folded), names) if len(folded) <= 12 else []
    if fitting:
        return fitting[0] if len(fitting) == 1 else None
    return _by_role(label, arms)


def _by_words(words: set[str], names: list[list[tuple[str, ...]]]) -> list[int]:
    """List the arms that match by containment: all words of the one inside the other."""
    holding = [i for i, own in enumerate(names) if any(words <= set(name) for name in own)]
    if holding:
        return holding
    held = [
        (max((len(name) for name in own if name and set(name) <= words), default=0), i)
        for i, own in enumerate(names)
    ]
    best = max(held)[0]
    return [i for size, i in held if size == best and best]


def _by_role(label: str, arms: Iterable[Names]) -> int | None:
    """Match `the intervention group` or `controls` where only one arm has such a role."""
    listed = list(arms)
    if is_generic_intervention(label):
        fitting = [i for i, arm in enumerate(listed) if arm[3] == "intervention"]
    elif (role := role_of(label)) is not None:
        fitting = [i for i, arm in enumerate(listed) if arm[3] == role]
    elif is_control(label) and len(fold_label(label)) == 1:
        fitting = [i for i, arm in enumerate(listed) if arm[3] in _CONTROL_ROLES]
        if not fitting:
            fitting = [i for i, arm in enumerate(listed) if arm[3] != "intervention"]
    else:
        return None
    return fitting[0] if len(fitting) == 1 else None
