"""Words to lines: runs of words on one baseline, superscripts kept with what they follow."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from miner.readers.pdf_words import Word

JOIN_EM = 1.0  # a wider gap ends a run: justified prose seldom spaces words further
SMALL = 0.87  # below this share of the line's size a word may be a superscript
LEVEL_EM = 0.12  # baselines closer than this are the same


@dataclass(slots=True)
class Run:
    """Words on one baseline with no wide gap between them."""

    words: list[Word]
    x0: float = 0.0
    top: float = 0.0
    x1: float = 0.0
    bottom: float = 0.0
    baseline: float = 0.0
    size: float = 0.0
    bold: bool = False
    italic: bool = False
    text: str = field(default="")

    def settle(self) -> Run:
        """Work out places, the prevailing style and the text from the words."""
        words = self.words
        self.x0 = min(word.x0 for word in words)
        self.x1 = max(word.x1 for word in words)
        sizes: Counter[tuple[float, float]] = Counter()
        bold = italic = letters = 0
        for word in words:
            length = len(word.text)
            sizes[(word.size, word.baseline)] += length
            letters += length
            bold += length * word.bold
            italic += length * word.italic
        # the largest well-populated size is the line's own: a line of many citations is not small
        largest = max(size for size, _ in sizes)
        candidates = {
            key: count
            for key, count in sizes.items()
            if key[0] >= SMALL * largest or count > 0.6 * letters
        }
        (self.size, self.baseline), _ = max(candidates.items(), key=lambda item: (item[1], item[0]))
        main = [word for word in words if word.size >= SMALL * self.size] or words
        self.top = min(word.top for word in main)
        self.bottom = max(word.bottom for word in main)
        self.bold = bold > 0.6 * letters
        self.italic = italic > 0.6 * letters
        self.text = join_words(words)
        return self

    @property
    def width(self) -> float:
        """Width in points."""
        return self.x1 - self.x0


def join_words(words: Iterable[Word]) -> str:
    """Return the words as text, glued where the page glues them."""
    parts: list[str] = []
    for word in words:
        if parts and word.space_before:
            parts.append(" ")
        parts.append(word.text)
    return "".join(parts)


def raised(word: Word, line: Run) -> str | None:
    """Tell whether a word stands as `superscript` or `subscript` in its line, None if neither."""
    if word.size >= SMALL * line.size:
        # some publishers raise marks at full size
        return "superscript" if line.baseline - word.baseline > 0.28 * line.size else None
    shift = line.baseline - word.baseline
    if shift > 0.12 * line.size:
        return "superscript"
    if shift < -0.06 * line.size:
        return "subscript"
    return None


def runs_of(words: Sequence[Word]) -> list[Run]:
    """Group words that follow each other in the stream into runs.

    The stream of a publisher's PDF goes column by column, so that a run does not cross a
    gutter however narrow it is.
    """
    runs: list[Run] = []
    current: list[Word] = []
    base = size = 0.0
    for word in words:
        if current:
            last = current[-1]
            gap = word.x0 - last.x1
            shift = abs(word.baseline - base)
            larger = max(size, word.size)
            level = shift <= LEVEL_EM * larger
            script = shift <= 0.7 * larger and (
                word.size < SMALL * size
                or size < SMALL * word.size
                or last.size < SMALL * word.size
                or (min(len(word.text), len(last.text)) <= 2 and gap < 0.25 * larger)
            )
            if (level and -0.5 * larger < gap <= JOIN_EM * larger) or (
                script and -0.4 * larger < gap <= 0.6 * larger
            ):
                current.append(word)
                if word.size > size or (level and word.size == size):
                    base, size = word.baseline, max(size, word.size)
                continue
            runs.append(Run(current).settle())
        current = [word]
        base, size = word.baseline, word.size
    if current:
        runs.append(Run(current).settle())
    return _mend(runs)


def _mend(runs: list[Run]) -> list[Run]:
    """Join runs that touch on one baseline although the stream parted them."""
    ordered = sorted(range(len(runs)), key=lambda i: (round(runs[i].baseline, 1), runs[i].x0))
    gone: set[int] = set()
    kept = list(runs)
    for left, right in itertools.pairwise(ordered):
        one, other = kept[left], kept[right]
        size = max(one.size, other.size)
        if abs(one.baseline - other.baseline) > LEVEL_EM * size:
            continue
        if -0.3 * size < other.x0 - one.x1 <= 0.45 * size:
            merged = Run(one.words + other.words).settle()
            kept[right] = merged
            gone.add(left)
    return _attach_scripts([run for index, run in enumerate(kept) if index not in gone])


def _attach_scripts(runs: list[Run]) -> list[Run]:
    """Put small raised or lowered runs, drawn apart in the stream, into the run that they stand beside."""
    small = [run for run in runs if len(run.text) <= 14 and " " not in run.text.strip()]
    if not small:
        return runs
    by_row: dict[int, list[int]] = {}
    for index, run in enumerate(runs):
        by_row.setdefault(int(run.baseline // 8), []).append(index)
    hosts: dict[int, list[Run]] = {}
    gone: set[int] = set()
    for run in small:
        row = int(run.baseline // 8)
        for index in (i for r in (row, row + 1, row - 1) for i in by_row.get(r, ())):
            host = runs[index]
            if host is run or run.size >= SMALL * host.size or id(host) in gone:
                continue
            shift = host.baseline - run.baseline
            beside = any(
                -0.3 * host.size <= run.x0 - word.x1 <= 0.35 * host.size for word in host.words
            )
            if (
                -0.35 * host.size <= shift <= 0.65 * host.size
                and abs(shift) > 0.05 * host.size
                and beside
            ):
                hosts.setdefault(index, []).append(run)
                gone.add(id(run))
                break
    for index, extra in hosts.items():
        words = [*runs[index].words, *(word for run in extra for word in run.words)]
        runs[index] = Run(sorted(words, key=lambda w: w.x0 + w.x1)).settle()
    return [run for run in runs if id(run) not in gone]


def lines_of(words: Sequence[Word]) -> list[Run]:
    """Cluster words into lines by baseline alone, whatever the gaps: the rows of a table.

    Small words off the baseline join the line that they overlap most closely.
    """
    if not words:
        return []
    sizes: Counter[float] = Counter()
    for word in words:
        sizes[word.size] += len(word.text)
    common = max(sizes.items(), key=lambda item: (item[1], item[0]))[0]
    main = sorted((w for w in words if w.size >= SMALL * common), key=lambda w: (w.baseline, w.x0))
    small = [w for w in words if w.size < SMALL * common]
    lines: list[list[Word]] = []
    base = None
    for word in main:
        if base is not None and word.baseline - base <= 0.3 * common:
            lines[-1].append(word)
        else:
            lines.append([word])
            base = word.baseline
    bases = [_baseline(line) for line in lines]
    strays: list[Word] = []
    for word in sorted(small, key=lambda w: (w.baseline, w.x0)):
        best = _closest(word, lines, bases, common)
        if best is None:
            strays.append(word)
        else:
            lines[best].append(word)
    for word in strays:
        if (
            lines
            and len(lines) > len(bases)
            and abs(_baseline(lines[-1]) - word.baseline) <= 0.3 * common
        ):
            lines[-1].append(word)
        else:
            lines.append([word])
    settled = [Run(sorted(line, key=lambda w: w.x0)).settle() for line in lines]
    settled.sort(key=lambda line: (line.baseline, line.x0))
    return _attach_marks(settled)


def _attach_marks(lines: list[Run]) -> list[Run]:
    """Put marks that are raised at full size back behind the words of the line below them."""
    kept: list[Run] = []
    for index, line in enumerate(lines):
        below = lines[index + 1] if index + 1 < len(lines) else None
        if (
            below is not None
            and all(len(word.text) <= 2 for word in line.words)
            and below.baseline - line.baseline <= 0.6 * below.size
            and all(
                any(
                    -0.3 * below.size <= word.x0 - other.x1 <= 0.4 * below.size
                    for other in below.words
                )
                for word in line.words
            )
        ):
            words = sorted([*below.words, *line.words], key=lambda w: w.x0)
            lines[index + 1] = Run(words).settle()
            continue
        kept.append(line)
    return kept


def _baseline(line: Sequence[Word]) -> float:
    ordered = sorted(word.baseline for word in line)
    return ordered[len(ordered) // 2]


def _closest(word: Word, lines: list[list[Word]], bases: list[float], common: float) -> int | None:
    best: tuple[float, int] | None = None
    for index, base in enumerate(bases):
        shift = base - word.baseline
        if not -0.45 * common <= shift <= 0.75 * common:
            continue
        reach = min(
            (max(other.x0 - word.x1, word.x0 - other.x1) for other in lines[index]), default=99.0
        )
        if abs(shift) <= 0.3 * common:
            reach = min(reach, 0.5 * common)
        if reach > 0.8 * common:
            continue
        cost = abs(shift - 0.2 * common) + 0.5 * max(0.0, reach)
        if best is None or cost < best[0]:
            best = cost, index
    return None if best is None else best[1]
