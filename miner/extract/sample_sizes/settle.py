"""Whether a reading is an arm's, the whole study's or neither's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from miner.extract.sample_sizes.mention import ARM_AT_LEAST, TOTAL_AT_LEAST, SizeMention

SIBLING_ARM = 0.4
_BELIEVED = 0.35  # of a list of counts, one that all others are believed with
_VERB_BELIEVED = 0.5  # `scores amount to 59 in the tea arm`: no word says whom it counts
# Numbers of these cues need evidence or a word for a step.
_WEAK = ("list", "of", "marked", "start", "label", "bracket", "in_bracket")
_SAID_OF_ALL = ("eligible", "screened")
_OF_ARMS = ("lost", "excluded", "completed", "randomised", "allocated")
_NEED_A_NOUN = ("randomised", "planned", "eligible", "enrolled")
_FLOW_ONLY = (
    "screened", "excluded", "lost", "eligible", "planned", "completed", "analysed", "enrolled",
    "randomised",
)  # fmt: skip


def raise_siblings(mentions: Sequence[SizeMention]) -> list[SizeMention]:
    """Believe all counts of a list where one is believed: `22 for MBSR, and 19 for RT`."""
    by_sentence: dict[object, list[SizeMention]] = defaultdict(list)
    for mention in mentions:
        if mention.arm_id is not None and mention.reason is None and mention.part != "table":
            by_sentence[mention.sentence].append(mention)
    raised = set()
    for group in by_sentence.values():
        if len({m.arm_id for m in group}) > 1 and max(m.arm for m in group) >= _BELIEVED:
            raised |= {m.span for m in group if m.arm < SIBLING_ARM and m.total < 0.5}
    return [
        replace(m, arm=SIBLING_ARM, total=min(m.total, 0.1)) if m.span in raised else m
        for m in mentions
    ]


def settle(
    mention: SizeMention, total: SizeMention | None, *, has_arms: bool
) -> SizeMention | None:
    """Give a reading to its arm or to the whole study, None where it is neither's."""
    if mention.part == "table" or mention.in_set:
        return mention
    if mention.per_arm and not has_arms:
        return None
    if mention.per_arm and (mention.kind == "planned" or mention.arm >= ARM_AT_LEAST):
        return replace(mention, arm_id=None)
    is_told = mention.rule.endswith("_after")
    is_sure = max(mention.arm, mention.total) >= 0.5
    if mention.cue in _WEAK and mention.of_n is None and not is_told and not is_sure:
        return None
    is_named = mention.label_rule == "count_in_group" and is_told
    is_arm = mention.arm >= mention.total or mention.arm >= SIBLING_ARM or is_named
    if mention.arm_id is not None and is_arm:
        return _of_arm(mention)
    is_total = total is not None and mention.n == total.n and mention.total >= 0.05
    if is_total or mention.total >= max(TOTAL_AT_LEAST, mention.arm):
        return replace(mention, arm_id=None)
    return _of_whole(mention, has_arms=has_arms) if mention.arm_id is None else None


def _of_arm(mention: SizeMention) -> SizeMention | None:
    if mention.kind in _SAID_OF_ALL:
        mention = replace(mention, kind=None)  # said of all of them, the arms being a part
    in_body = mention.part in ("methods", "results")
    believed = _VERB_BELIEVED if mention.cue == "verb" and in_body else _BELIEVED
    if mention.rule.endswith("_bare") and mention.arm < believed:
        return None
    return mention if mention.arm >= ARM_AT_LEAST or mention.kind in _OF_ARMS else None


def _of_whole(mention: SizeMention, *, has_arms: bool) -> SizeMention | None:
    """Keep a count that the model takes for no total, where its words tell a step."""
    if mention.part == "caption" and mention.n < 2:
        return None
    is_marked = mention.cue == "n_equals" and mention.label_rule != "bracket_label"
    if mention.part == "caption" and is_marked:
        return mention
    is_told = mention.rule.endswith(("_after", "n_equals_before", "bracket_before"))
    if not is_told or mention.kind not in _FLOW_ONLY:
        return None
    # People of an arm that is not among the arms found are not the whole study's.
    if has_arms and mention.arm >= 0.5 and mention.kind in ("randomised", "enrolled"):
        return None
    is_bare = mention.noun is None and mention.total < 0.1 and mention.cue != "share"
    return None if is_bare and mention.kind in _NEED_A_NOUN else mention
