"""Planned sample sizes against the difference, alpha and power they are said to rest on."""

from __future__ import annotations

import re
from collections.abc import Iterator

from miner.extract.checks.build import Places, make_check
from miner.model import Check, Document, Span
from miner.stats.sample_size import n_per_arm_normal, n_per_arm_t
from miner.text.numbers import parse_number

_N_PER_ARM = re.compile(
    r"(?i)(?<![\d.,])(?P<n>\d{1,4})\s(?:patients|participants|subjects|people|women|men|individuals|"
    r"children|adults|persons)?\s?(?:were\s(?:needed|required)\s)?(?:per|in each|for each)\s"
    r"(?:group|arm|condition|treatment)"
)
_POWER = re.compile(
    r"(?i)(?:(?P<before>\d{2}(?:\.\d)?)\s?%\s(?:statistical\s)?power|power\s(?:level\s)?(?:\([^()]{1,20}\)\s?)?(?:set\s)?(?:at|of|was|=|to)?\s?(?:set\s)?(?:at\s)?(?P<after>\d{2}(?:\.\d)?\s?%|0?\.\d{1,2}))"
)
_ALPHA = re.compile(
    r"(?i)(?:alpha|\u03b1|significance(?:\slevel)?|type[- ]I error(?:\srate)?)[^.;%]{0,30}?(?P<value>0?\.\d{1,3}|\d{1,2}(?:\.\d)?\s?%)|(?P<first>\d{1,2}(?:\.\d)?\s?%|0?\.\d{1,3})\s(?:two-sided\s|two-tailed\s)?(?:significance|alpha)"
)
_D = re.compile(
    r"(?i)(?:effect size|cohen['’]?s? d|standardi[sz]ed (?:mean )?difference|\bd)\s?(?:\([^()]{1,15}\)\s?)?(?:of|=|was|is)\s?(?:at least\s)?(?P<d>\d?\.\d{1,3})"
    r"|(?:equivalent to|corresponding to|equal to|difference of|of)\s(?:about\s|approximately\s)?(?P<sds>\d?\.\d{1,3})\s?(?:SDs?\b|standard deviations?)"
)
_OTHER_DESIGN = re.compile(
    r"(?i)ANOVA|ANCOVA|repeated[- ]measures|non[- ]?inferior|equivalence|cluster|intraclass|"
    r"chi-?squared?|proportion|correlation|regression|paired|cross-?over|one-?(?:sided|tailed)|"
    r"survival|hazard|Wilcoxon|Mann|unequal|2:1|3:1|three groups|three arms|f\s?=\s?0?\.\d|η|eta"
)
SENTENCES_BACK = 4


def check_planned_sizes(document: Document, places: Places) -> Iterator[Check]:
    """Check an n per arm that a two-arm comparison of means with d, alpha and power gives."""
    for stretch, block in places.stretches:
        if block is not None and block.kind == "table":
            continue
        for match in _N_PER_ARM.finditer(document.text, stretch.start, stretch.end):
            sentence = places.sentence_around(match.start())
            if sentence is None:
                continue
            before = places.sentences_before(sentence.start, SENTENCES_BACK)
            start = before[0].start if before else sentence.start
            passage = Span(start, sentence.end)
            result = _judge(document, passage, int(match["n"]))
            if result is not None:
                verdict, text, low, high = result
                yield make_check(
                    document, Span(match.start("n"), match.end()), check="planned_size",
                    verdict=verdict, explanation=text, rule="n_per_arm",
                    reported=f"{match['n']} per arm", low=low, high=high, confidence=0.7,
                    derived_from=(passage,),
                )  # fmt: skip


def _judge(document: Document, passage: Span, n: int) -> tuple[str, str, float, float] | None:
    words = " ".join(passage.of(document.text).split())
    power, alpha, d = _POWER.search(words), _ALPHA.search(words), _distinct_d(words)
    if power is None or d is None or _OTHER_DESIGN.search(words):
        return None
    share = _proportion(power["before"] + "%" if power["before"] else power["after"])
    level = _proportion(alpha["value"] or alpha["first"]) if alpha else 0.05
    if not (0.5 < share < 1 and 0 < level <= 0.1 and 0.05 <= d <= 3):
        return None
    normal = n_per_arm_normal(d, alpha=level, power=share)
    exact = n_per_arm_t(d, alpha=level, power=share)
    inputs = f"d = {d:g}, alpha {level:g} and power {share:g}"
    if n == exact:
        return (
            "consistent",
            f"A t test with {inputs} needs {exact} per arm, as printed.",
            normal,
            exact,
        )
    if n == normal:
        return (
            "inconsistent",
            f"Only the normal approximation gives {n} per arm for {inputs}; the t test needs {exact}.",
            normal, exact,
        )  # fmt: skip
    return (
        "not_checkable",
        f"A plain comparison of two arms with {inputs} needs {exact} per arm, not {n}; the paper "
        "may have planned for more than that.", normal, exact,
    )  # fmt: skip


def _distinct_d(words: str) -> float | None:
    """Return the one standardised difference of a passage, None where there are several."""
    found = {float(match["d"] or match["sds"]) for match in _D.finditer(words)}
    return found.pop() if len(found) == 1 else None


def _proportion(printed: str) -> float:
    number = parse_number(printed.replace("%", "").strip())
    value = number.value if number is not None else float("nan")
    return value / 100 if "%" in printed or value >= 1 else value
