"""What caption and footnotes say of the whole table: abbreviations, statistics, marks, tests."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from miner.extract.table_results.grids import clean
from miner.extract.table_results.patterns import BASELINE_CAPTION, CHANGE_WORD
from miner.model import Document, Table
from miner.text.timepoints import BASELINE, find_timepoints

MAX_NOTE_CHARS = 6_000

_NOT_SHORT = re.compile(
    r"^(?:Note|Notes|Data|Values?|Abbreviations?|The|All|In|For|See|Mean|Results?|Source|Adapted|[Pp]|\d+|Significant|Bold|Test|ANOVA|Table)$"
)
_MEAN_SD = re.compile(
    r"\bmeans?\s*(?:values?\s*)?(?:\(|±|\+\s?/?\s?-|and|,|with|\[|or|/)*\s*(?:\(?the\s+)?(?:±|\+/-)?\s*(?:\(?1\s*)?(?:S\.?D\.?\b|standard\s+deviations?)",
    re.IGNORECASE,
)
_MEAN_SE = re.compile(
    r"\bmeans?\s*(?:values?\s*)?(?:\(|±|\+\s?/?\s?-|and|,|with|\[|or|/)*\s*(?:±|\+/-)?\s*(?:S\.?E\.?M?\.?\b|standard\s+errors?)",
    re.IGNORECASE,
)
_PM_SD = re.compile(
    r"(?:±|\+/-)\s*(?:S\.?D\b|standard\s+deviation)|\bM\s*[(±]\s*SD|\bS\.?D\.?\s+in\s+(?:paren|brack)",
    re.IGNORECASE,
)
_PM_SE = re.compile(
    r"(?:±|\+/-)\s*(?:S\.?E\.?M?\b|standard\s+error)|\bM\s*[(±]\s*SE|\bS\.?E\.?M?\.?\s+in\s+(?:paren|brack)",
    re.IGNORECASE,
)
_N_PERCENT = re.compile(
    r"(?<![\w-])(?:n|no\.?|numbers?|count|frequenc(?:y|ies)|absolute)\s*(?:of\s+(?:patients|participants|subjects)\s*)?(?:\(|and|,|\[|/|with|or)?\s*(?:%|percent(?:ages?)?|relative|proportions?)|number'?\s+and\s+percentages",
    re.IGNORECASE,
)
_MEDIAN_IQR = re.compile(
    r"\bmedians?\b[^.;]{0,25}(?:IQR|inter-?quartile|quartiles?|25th|Q1|percentiles?)", re.IGNORECASE
)
_MEDIAN_RANGE = re.compile(r"\bmedians?\b[^.;]{0,20}(?:\brange|min)", re.IGNORECASE)
_MEAN_CI = re.compile(
    r"\bmeans?\b[^.;]{0,20}(?:\b9\d\s*%\s*(?:CI|confidence)|\bCIs?\b)", re.IGNORECASE
)
_MEAN_ONLY = re.compile(
    r"\b(?:values?|data|scores?|results?|numbers)\b[^.;]{0,30}\b(?:are|as|were)\b[^.;]{0,20}\b(?:means?|averages?)\b|^\s*(?:table\s*\w+\.?:?\s*)?(?:mean|average)\b",
    re.IGNORECASE,
)
_COUNTS = re.compile(
    r"\b(?:numbers?|no\.|counts?|frequenc(?:y|ies)|incidence|occurrence)\s+of\b|\badverse\s+(?:events?|effects?|reactions?)\b|\bside\s+effects?\b|\bcomplications\b|\bn\s*=\s*number",
    re.IGNORECASE,
)
_PERCENTS = re.compile(r"\b(?:percent(?:ages?)?|proportions?)\s+(?:of|\()|\(%\)", re.IGNORECASE)

_SAYS_SD = re.compile(r"\bS\.?D\.?(?![\w-])|\bstandard\s+deviations?|\bs\.d\.")
_SAYS_SE = re.compile(r"\bS\.?E\.?M?\.?(?![\w-])|\bstandard\s+errors?|\bs\.e\.")

_TESTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("U", re.compile(r"mann[\s-]*whitney|wilcoxon[\s-]*mann|rank[\s-]sum", re.IGNORECASE)),
    ("W", re.compile(r"wilcoxon", re.IGNORECASE)),
    ("H", re.compile(r"kruskal", re.IGNORECASE)),
    ("t", re.compile(r"(?<![\w-])t[\s-]?tests?\b|student['’]?s?\b", re.IGNORECASE)),
    ("chi2", re.compile(r"chi[\s-]?square|χ\s?2|χ²|\bX2\b", re.IGNORECASE)),
    ("F", re.compile(r"\bAN[OC]+VA\b|analys[ie]s\s+of\s+(?:co)?variance|\bF[\s-]tests?\b", re.IGNORECASE)),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Notes:
    """The words around a table, read once.

    `spread` is what stands beside a mean where cells do not say (`sd`, `se`, `ci`, `None`);
    `paper_spread` is what the whole paper calls its spreads where it knows one kind only;
    `by_mark` holds the footnotes that have a sign;
    `shows` the statistics named for the table as a whole; `definitions` the abbreviations.
    """

    caption: str
    notes: str
    definitions: dict[str, str] = field(default_factory=dict)
    spread: str | None = None
    shows: frozenset[str] = frozenset()
    timepoint: str | None = None
    is_baseline: bool = False
    paper_spread: str | None = None
    by_mark: Mapping[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """Return caption and footnotes together."""
        return f"{self.caption} \n {self.notes}"

    @property
    def shows_changes(self) -> bool:
        """Tell whether a caption says that values are changes since the start."""
        return _CHANGES.search(self.caption) is not None

    def expand(self, short: str) -> str | None:
        """Return what the table's notes say an abbreviation stands for."""
        return self.definitions.get(short) or self.definitions.get(short.rstrip("s"))


def read_notes(document: Document, table: Table) -> Notes:
    """Read a table's caption and footnotes."""
    caption = clean(table.caption.of(document.text)) if table.caption else ""
    caption = re.sub(
        r"^\s*(?:supplementary\s+|additional\s+)?table\s*[\dIVXS]+[a-z]?\s*[.:|]?\s*",
        "",
        caption,
        flags=re.IGNORECASE,
    )
    pieces = []
    length = 0
    for note in table.footnotes:
        piece = clean(note.span.of(document.text))
        length += len(piece)
        if length > MAX_NOTE_CHARS:
            break
        pieces.append(
            f"{note.mark} {piece}" if note.mark and not piece.startswith(note.mark) else piece
        )
    notes = " \n ".join(pieces)
    spread, shows = _statistics(caption, notes)
    return Notes(
        caption[:600],
        notes,
        read_definitions(f"{notes} \n {caption[:600]}"),
        spread,
        shows,
        _caption_timepoint(caption),
        _is_baseline(caption),
        paper_spread(document),
        {
            note.mark: clean(note.span.of(document.text))[:300]
            for note in table.footnotes
            if note.mark
        },
    )


@lru_cache(maxsize=4)
def paper_spread(document: Document) -> str | None:
    """Return `sd` or `se` where the paper writes of only one of the two."""
    has_sd = _SAYS_SD.search(document.text) is not None
    has_se = _SAYS_SE.search(document.text) is not None
    return None if has_sd == has_se else "sd" if has_sd else "se"


def read_definitions(text: str) -> dict[str, str]:
    """Read `IG, intervention group; PG: placebo group` into a dictionary, first one kept."""
    found: dict[str, str] = {}
    for line in text.split("\n"):
        line = re.sub(r"\bAbbreviations?\b\s*(?:used)?\s*[:.]?\s*", "; ", line)
        for clause in re.split(
            r";|(?<=[a-z)])\.\s+|(?<=[a-z)])\.(?=[A-Z])|(?<=[a-z)])\s(?=[a-z]?\s?[A-Z][\w-]{1,12}\s?[=:])",
            line,
        ):
            _read_clause(clause.strip(), found)
    return found


def _read_clause(clause: str, found: dict[str, str]) -> None:
    pairs = re.findall(
        r"([A-Za-zα-ω0-9][\w\-/+α-ω&.]{0,14}(?:\s?[\dIVX]{1,3}|\s?\(a\)[\s-]?PT)?)\s*[=:]\s*([^,=:]{2,90}(?:,\s(?!\w+\s*[=:])[^,=:]{2,60})?)",
        clause,
    )
    if not pairs:
        match = re.match(
            r"^(?:[*†‡§¶#]|[a-z]\s|\d\s)?\s*([A-Zα-ω0-9][\w\-/+α-ω&.()]{0,14}(?:\s\(a\)\s?PT|\s[\dIVX]{1,3})?)\s*(?:,\s+|\s-\s|\s+(?:indicates|denotes|stands\s+for|means)\s+|(?<=[A-Z0-9])\s+for\s+)(.{3,110})$",
            clause,
        )
        pairs = [match.groups()] if match else []
    for short, long in pairs:
        short = short.strip().rstrip(".")
        if short in found or _NOT_SHORT.match(short) or not re.search(r"[A-Z0-9α-ω]", short):
            continue
        long = re.sub(r"[\s.,;]+$", "", long.strip())
        if long and len(long) > len(short) and not re.match(r"^[<>=\d.\s]+$", long):
            found[short] = long


def _is_baseline(caption: str) -> bool:
    if not BASELINE_CAPTION.search(caption):
        return False
    return not CHANGE_WORD.search(caption) or "haracteristic" in caption


def _statistics(caption: str, notes: str) -> tuple[str | None, frozenset[str]]:
    shows: set[str] = set()
    both = f"{caption} \n {notes}"
    if _MEAN_SD.search(both) or _PM_SD.search(both):
        shows.update(("mean", "sd"))
    if _MEAN_SE.search(both) or _PM_SE.search(both):
        shows.update(("mean", "se"))
    if _MEAN_CI.search(both):
        shows.update(("mean", "ci"))
    for name, pattern in (
        ("n_percent", _N_PERCENT), ("median_iqr", _MEDIAN_IQR), ("median_range", _MEDIAN_RANGE),
        ("count", _COUNTS), ("percent", _PERCENTS),
    ):  # fmt: skip
        if pattern.search(both):
            shows.add(name)
    if _MEAN_ONLY.search(caption) or _MEAN_ONLY.search(notes):
        shows.add("mean")
    spreads = shows & {"sd", "se"}
    return (spreads.pop() if len(spreads) == 1 else None), frozenset(shows)


_CHANGES = re.compile(
    r"^\W*(?:\w+\s+){0,3}changes?\b[^.;:]{0,80}\bfrom\s+baseline\b", re.IGNORECASE
)


def _caption_timepoint(caption: str) -> str | None:
    """Return the one timepoint a caption names, None where it names none or several."""
    if CHANGE_WORD.search(caption):
        counted = [found for found in find_timepoints(caption, bare=True) if found.weeks]
        if len(counted) == 1 and BASELINE not in counted[0].label:
            return f"{BASELINE} to {counted[0].label}"
    labels = list(dict.fromkeys(found.label for found in find_timepoints(caption)))
    if labels == [BASELINE] and re.search(r"\bbaseline\s+and\b|\bfollow", caption, re.IGNORECASE):
        return None
    if labels == [BASELINE] and re.search(
        r"\bfrom\s+baseline|\bbaseline\s+(?:to|and|until|vs)|\bchanges?\b|\bdifferences?\s+(?:in|of|from)|\b(?:according\s+to|adjust\w+\s+for|stratified\s+by|depending\s+on)\s+(?:\w+\s+)?baseline",
        caption,
        re.IGNORECASE,
    ):
        return None
    return labels[0] if len(labels) == 1 else None


_SCOPE_WORDS = {
    "within_arm": re.compile(
        r"\bintra[\s-]?group|\bwithin\b|\bpaired\b|\bbaseline\b|\bpre\b|\bbefore\b", re.IGNORECASE
    ),
    "between_arms": re.compile(
        r"\binter[\s-]?group|\bbetween\b|\bindependent\b|\bgroups\b|\barms\b", re.IGNORECASE
    ),
}


@lru_cache(maxsize=1024)
def find_test(text: str, *, scope: str | None = None) -> str | None:
    """Return the one test that notes name for a scope, None where they name none or several."""
    if scope in _SCOPE_WORDS:
        clauses = [
            clause for clause in re.split(r"[.;,\n]", text) if _SCOPE_WORDS[scope].search(clause)
        ]
        found = {test for clause in clauses if (test := _one_test(clause))}
        if len(found) == 1:
            return found.pop()
        if found:
            return None
        others = [words for name, words in _SCOPE_WORDS.items() if name != scope]
        if any(words.search(text) for words in others):
            return None  # the notes tell of the other scope's test
    return _one_test(text)


def _one_test(text: str) -> str | None:
    found: list[str] = []
    for name, pattern in _TESTS:
        if pattern.search(text) and not (name == "W" and "U" in found):
            found.append(name)
    return found[0] if len(found) == 1 else None
