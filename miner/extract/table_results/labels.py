"""What a head, stub or section label says: who, when, which statistic, of what."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from miner.extract.table_results.patterns import (
    CHANGE_WORD,
    FILLER,
    GROUP_N,
    PART,
    SCALE_RANGE,
    SHORT_PARTS,
    UNIT,
)
from miner.text.timepoints import (
    BASELINE,
    FOLLOW_UP,
    POST_TREATMENT,
    Timepoint,
    find_timepoints,
)

MAX_LABEL_CHARS = 300
_UNIT_ONLY = re.compile(r"^\W*(?:[a-zµμ%°]{1,6}/[\w.]{1,8}|mm\s?Hg|kg|cm|mm|min|ms|%)\W*$")
_LETTERED_GROUP = re.compile(
    r"^\W*(?:group|arm|grp\.?|cohort)\s+[(\[]?[A-Z0-9]{1,2}[)\]]?\W*$", re.IGNORECASE
)
_LEADS_GROUP = re.compile(r"^\W*(?:group|arm)\s+(?:[A-H]|[1-9])\b(?=\s+\w)", re.IGNORECASE)
_STRAY = re.compile(r"^(?:(?:on|the|at|in|of|for|with|a|an|and|to|by)\b\s*)+$", re.IGNORECASE)
_MINUS = re.compile(r"\bminus\b", re.IGNORECASE)
_SINCE = re.compile(
    r"^\s*(?:after|following|post|from|before|since|prior|into|of\s+(?:the\s+)?(?:treatment|therapy|intervention|follow))\b",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"\s*\d(?:\s*\([^()]*\))?\s*$")
_AT_TIME = re.compile(r"^\s*[Tt]\s*=\s*(?=\d)")  # "T = 2 months"
_ORDINAL = re.compile(
    r"^(\d{1,3})\.\s+(?=(?:minute|min|hour|day|week|month|year)s?\b)"
)  # "1. hour"
LONG_LABEL_WORDS = 6
_WITHIN = re.compile(
    r"\w\s+(?:within|every|each|for\s+at\s+least|more\s+than|less\s+than|of\s+age)\b", re.IGNORECASE
)
# "(n = 75 intervention, n = 66 control)"
SIZES_OF_ALL = re.compile(r"\s*\([^()]*\b[nN]\s*=\s*\d+\b[^()]*\b[nN]\s*=\s*\d+\b[^()]*\)")
_NO_MOMENT = re.compile(
    r"\b(?:pre|post)[-\s](?:specif|defin|exist|plan|hoc|term|matur|school|diab|menop|prandial|eclam|hyperten|natal)",
    re.IGNORECASE,
)
_QUOTED_AROUND = re.compile(r"[‘“\"'](?:no\s|\s)?$")  # an answer in quotes is no statistic
# Words before a moment that make it part of what is measured: "use during the last 4 weeks".
_WOVEN = re.compile(
    r"\w\W+(?:(?:during|within|until|before|over|every|each|per)(?:\s+the)?(?:\s+(?:last|past|first|previous|prior|next|following))?|"
    r"(?:in|for|of)(?:\s+the)?\s+(?:last|past|first|previous|prior)|than|least|study|prior\s+to|last|past|previous)\s*$",
    re.IGNORECASE,
)
_NO_MOMENT_AFTER = re.compile(
    r"\s*['’]?\s*(?:of\s+)?(?:gestation\w*|pregnancy|age|old)\b", re.IGNORECASE
)
_STILL_MOMENT = re.compile(
    r"\b(?:during|within|until|over|in|for|of)(?:\s+the)?(?:\s+first)?\s*$", re.IGNORECASE
)
_HISTORY = re.compile(r"^(?:prior|previous|past)\s+(?=\w)", re.IGNORECASE)
_STARTS = re.compile(
    r"\W*(?:at\s+(?:the\s+)?)?(?:start|beginning)\s+of\s+(?:the\s+)?[\w-]+\W*", re.IGNORECASE
)
_AGES = re.compile(r"\d\s*[-–]\s*\d+\s*(?:years?|yrs?|y)\b", re.IGNORECASE)
# "Reasons for admission", "Type of admission": no moment.
_REASON = re.compile(
    r"\b(?:reasons?|causes?|types?|modes?|sources?|routes?|diagnos[ie]s)\s+(?:for|of|at|on)(?:\s+\w+)?\s*$",
    re.IGNORECASE,
)
_WEIGHTED = re.compile(r"\bT[12]\*?[-\s]*(?:weighted|W\b|mapping|relax|signal|hyperint)")
# "After massage": the moment and the arm in one head.
_LED_BY_TIME = re.compile(r"^(before|after|pre|post)[\s-]+(?=[a-z]{3})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Label:
    """One label taken apart.

    `name` is what remains when group size, timepoint, statistic, unit and scale range are
    taken out: the name of an arm, an outcome, or nothing. `parts` are the statistics named,
    in order; `is_change` tells that values are changes.
    """

    text: str
    name: str
    parts: tuple[str, ...] = ()
    n: int | None = None
    timepoint: str | None = None
    unit: str | None = None
    scale_min: float | None = None
    scale_max: float | None = None
    is_change: bool = False
    percent_unit: bool = False

    @property
    def is_statistic(self) -> bool:
        """Tell whether the label names statistics and nothing else."""
        return bool(self.parts) and not self.name


@lru_cache(maxsize=4096)
def read_label(text: str, *, names_statistic: bool = True) -> Label:
    """Take a clean label apart.

    Parameters
    ----------
    text : str
        The label, without footnote marks.
    names_statistic : bool
        False where the table defines the label as an abbreviation of something else (`SD`,
        sleep duration): then no statistic is looked for.

    Examples
    --------
    >>> label = read_label("Intervention (n = 35), mean (SD)")
    >>> label.name, label.n, label.parts
    ('Intervention', 35, ('mean', 'sd'))
    """
    if len(text) > MAX_LABEL_CHARS:
        return Label(text, text.strip())
    rest, n = _take_n(text)
    rest, scale = _take_scale(rest)
    rest, timepoint, is_change = _take_timepoints(rest)
    parts: tuple[str, ...] = ()
    percent_unit = False
    if names_statistic:
        rest, parts, percent_unit = _take_parts(rest)
    rest, unit = _take_unit(rest)
    if "change" in parts:
        is_change = True
        parts = tuple(part for part in parts if part != "change")
    name = _tidy(rest)
    if parts and _UNIT_ONLY.match(name):  # "Mean change (95% CI), mmol/L"
        name, unit = "", unit or name.strip(" ,")
    return Label(
        text,
        name,
        parts,
        n,
        timepoint,
        unit,
        scale[0],
        scale[1],
        is_change or bool(CHANGE_WORD.search(rest)),
        percent_unit,
    )


def _take_n(text: str) -> tuple[str, int | None]:
    text = SIZES_OF_ALL.sub("", text)
    match = GROUP_N.search(text)
    if match is None:
        return text, None
    n = int(re.sub(r"[, ]", "", match["n"]))
    return f"{text[: match.start()]} {text[match.end() :]}".strip(), n


def _take_scale(text: str) -> tuple[str, tuple[float | None, float | None]]:
    match = SCALE_RANGE.search(text)
    if match is None or match.start() == 0:
        return text, (None, None)
    low, high = float(match["low"]), float(match["high"])
    if high <= low:
        return text, (None, None)
    return f"{text[: match.start()]} {text[match.end() :]}".strip(), (low, high)


def _take_timepoints(text: str) -> tuple[str, str | None, bool]:
    text = _ORDINAL.sub(r"\1 ", _AT_TIME.sub("", text))
    found = find_timepoints(text, bare=True)
    if not found and _STARTS.fullmatch(text):
        return "", BASELINE, False  # "Start of weaning", beside its end
    if not found:
        led = _LED_BY_TIME.match(text)
        if led is None:
            return text, None, False
        if led[0].endswith("-") and len(text.split()) <= 2 and not _NO_MOMENT.match(text):
            return "", text.strip().lower(), False  # "Pre-injury": a moment of its own
        moment = BASELINE if led[1].lower() in ("before", "pre") else POST_TREATMENT
        return text[led.end() :], moment, False
    if len(text.split()) >= LONG_LABEL_WORDS and _WITHIN.search(text[: found[0].span.end]):
        return text, None, False  # "Women receiving blood within 1 hour of ...": part of the name
    if _is_no_moment(text, found):
        return text, None, False
    before, after = text[: found[0].span.start], text[found[0].span.end :]
    if _HISTORY.match(text):
        return text, None, False
    is_woven = _WOVEN.search(before) is not None
    if len(found) == 1 and (is_woven or (before.strip() and _NO_MOMENT_AFTER.match(after))):
        says_when = _STILL_MOMENT.search(before) and not _NO_MOMENT_AFTER.match(after)
        return text, found[0].label if says_when else None, False
    leads = not before.strip(" (")
    if leads and _NUMBERED.match(text[found[0].span.end :]):
        return "", text.strip(), False  # "Pretest 2 (D0 8PM)"
    pieces, position = [], 0
    for timepoint in found:
        pieces.append(text[position : timepoint.span.start])
        position = timepoint.span.end
    tail = text[position:]
    if not "".join(pieces).strip(" (,;:") and _SINCE.match(tail):
        tail = ""  # "Three months after beginning employment": all of it says when
    pieces.append(tail)
    labels = list(dict.fromkeys(timepoint.label for timepoint in found))
    changes = bool(CHANGE_WORD.search(text)) or (len(labels) == 2 and bool(_MINUS.search(text)))
    if len(labels) == 2 and labels[0] == BASELINE and changes:
        labels = [f"{BASELINE} to {labels[1]}"]
    elif len(labels) == 2 and labels[1] == BASELINE and changes:
        labels = [f"{BASELINE} to {labels[0]}"]
    elif labels == [BASELINE] and changes:
        labels = []  # "change from baseline" does not say until when
    if len(labels) == 2 and FOLLOW_UP in labels:
        labels = [f"{labels[labels[0] == FOLLOW_UP]} {FOLLOW_UP}"]
    label = ", ".join(labels) if labels else None
    changes = changes or (label or "").startswith(f"{BASELINE} to ")
    return " ".join(pieces), label, changes


def _is_no_moment(text: str, found: Sequence[Timepoint]) -> bool:
    """`Severe pre eclampsia`, `T1-weighted lesions`, `School leaver (14-16 years)`."""
    if found[0].label in (BASELINE, POST_TREATMENT) and (
        _NO_MOMENT.search(text) or _REASON.search(text[: found[0].span.start])
    ):
        return True
    return bool(text[: found[0].span.start].strip(" (") and _AGES.search(text)) or bool(
        _WEIGHTED.search(text)
    )


def _take_parts(text: str) -> tuple[str, tuple[str, ...], bool]:
    """Take statistic words out; words of one letter only where nothing else is left."""
    if not text or not _may_name_part(text) or _LETTERED_GROUP.match(text):
        return text, (), False
    group = _LEADS_GROUP.match(text)
    if group is not None:  # "Group B mean score (95% CI)": B is no coefficient
        rest, parts, percent_unit = _take_parts(text[group.end() :])
        return f"{group.group()} {rest}", parts, percent_unit
    matches = [
        (match.lastgroup or "", match)
        for match in PART.finditer(text)
        if not _QUOTED_AROUND.search(text[max(0, match.start() - 3) : match.start()])
    ]
    if not matches:
        return text, (), False
    outside = _without(text, [match for _, match in matches])
    only_effect = len(matches) == 1 and matches[0][1].group().lower().rstrip("s").endswith(
        " effect"
    )
    if FILLER.match(outside) and not only_effect:
        return "", _known(tuple(name for name, _ in matches)), False
    kept = [
        (name, match) for name, match in matches
        if name not in SHORT_PARTS or _stands_apart(text, match)
    ]  # fmt: skip
    if any(name in ("change", "mean", "difference") for name, _ in kept):
        kept = [
            (name, match) for name, match in kept
            if not (name == "regression_coefficient" and match.group().lower().startswith("estimate"))
        ]  # fmt: skip
    named_ci = any(name == "ci" for name, _ in kept)
    kept = [
        (name, match)
        for name, match in kept
        if not (
            name == "difference"
            and match.group().lower().rstrip("s").endswith("effect")
            and not named_ci
        )
    ]
    parts = tuple(name for name, _ in kept)
    percent_unit = False
    if parts == ("percent",):
        percent_unit = True  # "HbA1c (%)": the unit, unless the cells say otherwise
    cut = [match for _, match in kept if not _is_of_name(text, match)]
    return _without(text, cut), _known(parts), percent_unit


def _is_of_name(text: str, match: re.Match[str]) -> bool:
    """`Fat percentage`, `% weight loss`, `Appetite decrease`: what is measured, not how."""
    before, after = text[: match.start()], text[match.end() :]
    if match.lastgroup == "change":
        return not after.strip(" ()") and re.search(r"[^\W\d]{4}\s$", before) is not None
    if match.lastgroup != "percent":
        return False
    if match.group().strip() == "%":
        return not before.strip() and re.match(r"\s*(?!of\b)[^\W\d]{3}", after) is not None
    return re.search(r"[^\W\d]{2}\s$", before) is not None or (
        not before.strip() and re.match(r"\s(?!of\b)[^\W\d]{3}", after) is not None
    )


_PART_WORDS = frozenset(
    """lower low upper high higher ll llci lcl ul ulci ucl ci cis cri confidence conf credible cohen cohens effect effects es
    hedges hedge g glass partial eta pes omega smd standardized standardised risk risks arr ard rd difference differences
    odds or ors aor aors hazard hazards hr hrs ahr rate rates incidence incident rr rrs irr irrs prevalence relative nnt nntb nnth nnh
    number numbers needed beta betas b coefficient coefficients coeff coef estimate estimates estimated parameter fixed
    unstandardized unstandardised pearson spearman correlation correlations r rho p ps probability significance sig f t ts chi x x2 z u
    mann w test tests statistic statistics df d degrees n no nos count counts frequency freq percent percentage percentages per
    proportion proportions events event cases case median medians mdn mean means average avg lsm m emm sd sds s std standard se
    sem iqr inter interquartile quartile quartiles q1 25th ir min minimum max range change changes improvement improvements reduction
    reductions decrease decreases gain delta diff md wmd treatment intervention group groups between absolute adjusted crude within
    arithmetic least ls marginal raw sample""".split()
)
_LATIN_WORD = re.compile(r"[A-Za-z]+\d?|25th")
_PART_SIGNS = re.compile(r"[%ηχΧβΔωρ\u0304\u0305]")


def _may_name_part(text: str) -> bool:
    """Tell cheaply whether a label holds any word of a statistic; most labels hold none."""
    return bool(_PART_SIGNS.search(text)) or any(
        word in _PART_WORDS for word in _LATIN_WORD.findall(text.lower())
    )


def _stands_apart(text: str, match: re.Match[str]) -> bool:
    """`Age, M (SD)`, `Pain (mean)`: a short statistic word set off by a comma or brackets."""
    before = text[: match.start()].rstrip()
    after = text[match.end() :].lstrip()
    if match.lastgroup == "cohens_d" and len(match.group()) == 1:
        return False  # "hospital stay, d": days
    if len(match.group()) > 3 and match.lastgroup in ("mean", "range", "iqr"):
        return True
    if match.lastgroup == "p" and len(match.group()) > 3:
        return True
    if len(match.group()) == 1 and match.lastgroup not in ("n", "p", "mean"):
        return False  # "(g/L)", "(t)": units and names
    opens = not before or before[-1] in "([,;:±/+"
    closes = not after or after[0] in ")],;:±(+"
    if match.lastgroup == "p" and not before and closes:
        return True  # "p, trend"
    follows = bool(re.match(r"[(±,+/]*\s*(?:S\.?[DE]|\d\d\s*%|SEM|%)", after))
    return (opens and closes and bool(before)) or follows


def _known(parts: tuple[str, ...]) -> tuple[str, ...]:
    expanded: list[str] = []
    for part in parts:
        expanded.extend(
            {"n_percent": ("n", "percent"), "percent_n": ("percent", "n"),
             "events_n": ("events", "n")}.get(part, (part,))
        )  # fmt: skip
    return tuple(dict.fromkeys(expanded))


def _without(text: str, matches: list[re.Match[str]]) -> str:
    pieces, position = [], 0
    for match in matches:
        pieces.append(text[position : match.start()])
        position = match.end()
    pieces.append(text[position:])
    return " ".join(pieces)


def _take_unit(text: str) -> tuple[str, str | None]:
    match = UNIT.search(text)
    if match is None:
        tail = re.search(
            r",\s*(y(?:ea)?rs?|years?|y|kg(?:/m2?)?|cm|mm\s?Hg|mm|min|h|d|days|months|weeks|mg/d[lL]|%|kg/m2|points?|s|sec)\s*$",
            text,
        )
        return (text[: tail.start()], tail.group(1)) if tail else (text, None)
    return f"{text[: match.start()]} {text[match.end() :]}".strip(), match["unit"].strip()


def _tidy(text: str) -> str:
    """Strip brackets and marks that the parts taken out left behind."""
    text = re.sub(r"[(\[]\s*[±+,;:/\s-]*[)\]]", " ", text)
    text = re.sub(r"[(\[]\s*$", " ", text)
    text = re.sub(r"(?:[,;/(]|(?<=\s)|^)\s*±(?:\s*or\b)?", " ", text)
    text = re.sub(r"(?:\s*[,;])+(?=\s*[,;)\]])", "", text)
    text = re.sub(r"([(\[])[\s,;]+", r"\1", re.sub(r"\s+(?=[)\],])", "", text))
    text = re.sub(r"\s+", " ", text)
    text = re.sub(r"^\s*minus\s*$", "", text)
    if _STRAY.match(text.strip()):  # what "On the 14th day" leaves
        return ""
    text = re.sub(r"^(?:of\s+(?:the\s+)?(?:in\s+)?|in\s+(?:the\s+)?)(?=\w)", "", text.strip())
    text = re.sub(r"\b(?:from|at|to)\s+(?=(?:in|of|to)\b)", "", text)
    text = re.sub(r"(?:[\s,;:/&+±=|*†‡§#]|\b(?:at|in|of|and|from|after|by)\s*$|-\s*$)+$", "", text)
    text = re.sub(r"^(?:[\s,;:/&+±=|*†‡§#.-]|(?:at|in|of|and|from|by)\s+(?=$))+", "", text)
    for opening, closing in ("()", "[]"):
        if text.count(opening) > text.count(closing):
            text = text.replace(opening, " ") if text.endswith(opening) else text + closing
        while text.count(closing) > text.count(opening):
            last = text.rindex(closing)
            text = f"{text[:last]} {text[last + 1 :]}"
    return " ".join(text.split())
