"""Which mined papers a thread or article talks about, where it says so."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from miner.claims.evidence import EvidenceDocument
from miner.claims.index import EvidenceIndex
from miner.claims.words import fold, terms
from miner.model import Span

TITLE_SHINGLE = 4
# Share of a title's (or abstract's) runs of words that must stand in the text.
TITLE_SHARE = 0.7
QUOTED_SHARE = 0.2
QUOTED_SHINGLE = 6
MIN_TITLE_WORDS = 4
CONTEXT_CHARS = 20_000
# A name in capitals in at most this many papers' heads points at them.
RARE_NAME = 3

_WORD = re.compile(r"[^\W_]+")
_DOI = re.compile(r"\b10\.\d{4,9}/[^\s\"'<>)\]}]+", re.I)
_PMCID = re.compile(r"\bPMC\d{5,9}\b", re.I)
_PMID = re.compile(
    r"(?:\bPMID:?\s*|pubmed(?:\.ncbi\.nlm\.nih\.gov)?/(?:\?term=)?)(\d{5,9})\b", re.I
)
_REGISTRY = re.compile(
    r"\b(?:NCT\d{8}|ISRCTN\d{6,8}|ACTRN\d{14}|DRKS\d{8}|ChiCTR[\w-]{6,20}|EudraCT\s?[\d-]{10,14})\b",
    re.I,
)
_LINK_END = re.compile(r"https?://[^\s\"'<>)]+/(?P<end>[\w.()-]{8,})", re.I)
_AUTHOR_YEAR = re.compile(
    r"\b(?P<name>[A-ZÀ-Þ][\w'’-]{2,})(?:\s+et\s+al\.?|(?:\s+(?:and|&)\s+[A-ZÀ-Þ][\w'’-]+))?['’]?s?,?\s*\(?(?P<year>(?:19|20)\d{2})\b"
)
_YEAR_AUTHOR = re.compile(r"\b(?P<year>(?:19|20)\d{2}),?\s+(?P<name>[A-ZÀ-Þ][\w'’-]{2,})\b")
_ACRONYM = re.compile(r"\b[A-Z][A-Za-z]*[A-Z]{2,}[A-Za-z0-9]*\b")


# Names in capitals that belong to no one programme: designs, places, classes of treatment,
# illnesses, instruments.
_COMMON_NAMES = frozenset(
    """RCT RCTS TAU WHO FDA NHS USA DNA RNA MRI FMRI EEG ECG PET CT BDNF CRP TNF CBT ACT MBSR MBCT DBT EMDR
    SSRI SSRIS SNRI SNRIS MAOI NSAID NSAIDS LDN CBD THC TMS RTMS TDCS TENS HBOT IVIG PPI ACE NAC NAD FIQ
    HADS PCS VAS NRS BDI PHQ GAD SF BMI HRV BP LDL HDL ATP COVID SARS HIV EBV HPV PTSD ADHD OCD MDD IBS
    IBD COPD CFS MECFS POTS MCAS PEM CKD MS HPA ANS CNS""".split()
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A place that names a mined paper; `rule` says by what, `confidence` how plainly."""

    document_id: str
    span: Span
    rule: str
    confidence: float


@dataclass
class Catalogue:
    """Names by which papers can be called."""

    by_identifier: dict[str, str] = field(default_factory=dict)
    by_title_run: dict[tuple[str, ...], list[str]] = field(
        default_factory=lambda: defaultdict(list)
    )
    titles: dict[str, list[str]] = field(default_factory=dict)
    by_author_year: dict[tuple[str, int], list[str]] = field(
        default_factory=lambda: defaultdict(list)
    )


def build_catalogue(documents: Iterable[EvidenceDocument]) -> Catalogue:
    """List the identifiers, titles, and authors with years of papers."""
    catalogue = Catalogue()
    for document in documents:
        name = document.document_id
        for identifier in (document.doi, document.pmcid, document.registration):
            if identifier:
                catalogue.by_identifier.setdefault(_plain(identifier), name)
        if document.pmid:
            catalogue.by_identifier.setdefault(f"pmid:{document.pmid}", name)
        if document.doi and "/" in document.doi:
            end = _plain(document.doi.split("/", 1)[1])
            if len(end) >= 8 and any(letter.isdigit() for letter in end):
                catalogue.by_identifier.setdefault(f"end:{end}", name)
        words = _WORD.findall(fold(document.title or ""))
        if len(words) >= MIN_TITLE_WORDS:
            catalogue.titles[name] = words
            for run in dict.fromkeys(_runs(words, TITLE_SHINGLE)):
                catalogue.by_title_run[run].append(name)
        if document.year:
            for author in document.author_family_names:
                catalogue.by_author_year[fold(author), document.year].append(name)
    return catalogue


def find_mentions(text: str, catalogue: Catalogue) -> tuple[Mention, ...]:
    """Find the papers a text names by identifier, link, title, or author and year.

    Parameters
    ----------
    text : str
    catalogue : Catalogue

    Returns
    -------
    tuple of Mention
        One a paper, the plainest; in order of confidence, then place. A name that several
        papers share names none.
    """
    found: dict[str, Mention] = {}
    for mention in (
        *_identifiers(text, catalogue),
        *_titles(text, catalogue),
        *_authors(text, catalogue),
    ):
        known = found.get(mention.document_id)
        if known is None or mention.confidence > known.confidence:
            found[mention.document_id] = mention
    return tuple(sorted(found.values(), key=lambda m: (-m.confidence, m.span.start, m.document_id)))


def resolve_mentions(
    text: str, index: EvidenceIndex, catalogue: Catalogue, *, own_id: str | None = None
) -> tuple[Mention, ...]:
    """Find the mined papers that a thread or article is about.

    What `find_mentions` finds; then a quoted abstract; then the name in capitals of an arm or
    title that only a few papers use, in the paper that the whole text is nearest to.

    Parameters
    ----------
    text : str
        Title and text of the thread or article.
    index : EvidenceIndex
    catalogue : Catalogue
    own_id : str, optional
        Document that is read; it is never its own evidence.

    Returns
    -------
    tuple of Mention
    """
    found = [m for m in find_mentions(text, catalogue) if m.document_id != own_id]
    known = {mention.document_id for mention in found}
    context = text[:CONTEXT_CHARS]
    hits = [hit for hit in index.search(context, top=5) if hit.document_id != own_id]
    runs = set(_runs(_WORD.findall(fold(text)), QUOTED_SHINGLE))
    for place, hit in enumerate(hits):
        if hit.document_id in known:
            continue
        document = index.documents[hit.document_id]
        head = set(_runs(_WORD.findall(fold(document.head_text)), QUOTED_SHINGLE))
        share = len(head & runs) / len(head) if head else 0.0
        if share >= QUOTED_SHARE:
            found.append(
                Mention(
                    hit.document_id,
                    Span(0, len(context)),
                    "quoted-abstract",
                    min(0.95, 0.6 + share),
                )
            )
        elif place == 0:
            name = _shared_name(context, document, index)
            if name is not None:
                found.append(Mention(hit.document_id, name, "trial-name", 0.8))
    return tuple(sorted(found, key=lambda m: (-m.confidence, m.span.start, m.document_id)))


def _shared_name(text: str, document: EvidenceDocument, index: EvidenceIndex) -> Span | None:
    """The name in capitals of an arm, such as of a programme, that few papers use."""
    names = {
        word
        for arm in document.arms
        if arm.role in ("intervention", "unclear")
        for word in _WORD.findall(arm.label)
    } & set(_WORD.findall(document.head_text))
    names |= set(_WORD.findall(document.title or ""))
    for match in _ACRONYM.finditer(text):
        if match.group(0) not in names or match.group(0).upper() in _COMMON_NAMES:
            continue
        term = terms(match.group(0))
        if term and _holding(index, term[0]) <= RARE_NAME:
            return Span(*match.span())
    return None


def _holding(index: EvidenceIndex, term: str) -> int:
    found = [segment.postings(term) for segment in index.heads.segments]
    return sum(len(places[0]) for places in found if places is not None)


def _identifiers(text: str, catalogue: Catalogue) -> Iterator[Mention]:
    for pattern, rule in ((_DOI, "doi"), (_PMCID, "pmcid"), (_REGISTRY, "registration")):
        for match in pattern.finditer(text):
            name = catalogue.by_identifier.get(_plain(match.group(0)))
            if name:
                confidence = 0.9 if rule == "registration" else 1.0
                yield Mention(name, Span(*match.span()), rule, confidence)
    for match in _PMID.finditer(text):
        name = catalogue.by_identifier.get(f"pmid:{match.group(1)}")
        if name:
            yield Mention(name, Span(*match.span()), "pmid", 1.0)
    for match in _LINK_END.finditer(text):
        name = catalogue.by_identifier.get("end:" + _plain(match.group("end")))
        if name:
            yield Mention(name, Span(*match.span()), "link", 1.0)


def _titles(text: str, catalogue: Catalogue) -> Iterator[Mention]:
    words = [(match.group(0), match.start(), match.end()) for match in _WORD.finditer(text)]
    folded = [fold(word) for word, _, _ in words]
    hits: dict[str, list[int]] = defaultdict(list)
    for place, run in enumerate(_runs(folded, TITLE_SHINGLE)):
        for name in catalogue.by_title_run.get(run, ()):
            hits[name].append(place)
    for name, places in sorted(hits.items()):
        total = len(catalogue.titles[name]) - TITLE_SHINGLE + 1
        distinct = {tuple(folded[place : place + TITLE_SHINGLE]) for place in places}
        share = len(distinct) / total
        if share >= TITLE_SHARE:
            first = places[0]
            last = min(first + len(catalogue.titles[name]), len(words)) - 1
            yield Mention(
                name, Span(words[first][1], words[last][2]), "title", min(0.98, 0.7 + 0.3 * share)
            )


def _authors(text: str, catalogue: Catalogue) -> Iterator[Mention]:
    for pattern in (_AUTHOR_YEAR, _YEAR_AUTHOR):
        for match in pattern.finditer(text):
            key = fold(match.group("name")), int(match.group("year"))
            named = sorted(set(catalogue.by_author_year.get(key, ())))
            if len(named) == 1:
                yield Mention(named[0], Span(*match.span()), "author-year", 0.7)


def _runs(words: list[str], size: int) -> Iterator[tuple[str, ...]]:
    return (tuple(words[start : start + size]) for start in range(len(words) - size + 1))


def _plain(identifier: str) -> str:
    return re.sub(r"^https?://(?:dx\.)?doi\.org/", "", identifier.strip().lower()).rstrip(".,;:")
