from __future__ import annotations

import pytest
from claim_builders import paper

from miner.claims import build_catalogue, build_index, resolve_mentions
from miner.claims.mentions import find_mentions

ABSTRACT = (
    "Thirty nurses were randomised to the LUMEN programme of morning light or to dim light. "
    "Sleep improved with LUMEN after four weeks and the gain held for a season."
)
PAPERS = [
    paper("light", "LUMEN: morning light for nurses on night shifts", ABSTRACT, doi="10.1234/lumen-2020-0117",
          pmid="31234567", year=2020, author_family_names=("Okafor", "Lind")),
    paper("tea", "Black tea and daytime alertness in students", "Tea raised alertness in students.",
          doi="10.1234/tea.99", year=2019, author_family_names=("Lind",)),
    paper("tea2", "Green tea and memory in older adults", "Tea did little for memory.", year=2019,
          author_family_names=("Lind",)),
]  # fmt: skip
INDEX = build_index(PAPERS)
CATALOGUE = build_catalogue(PAPERS)


@pytest.mark.parametrize(
    ("text", "document_id", "rule"),
    [
        ("Read it at https://doi.org/10.1234/LUMEN-2020-0117.", "light", "doi"),
        ("See https://journal.example/articles/lumen-2020-0117 for it", "light", "link"),
        ("PMID: 31234567 has the numbers", "light", "pmid"),
        ("Title: Lumen, Morning Light for Nurses on Night Shifts (2020)", "light", "title"),
        ("as Okafor et al. (2020) showed", "light", "author-year"),
        ("2020, Okafor", "light", "author-year"),
    ],
)
def test_find_mentions_by_what_is_named(text, document_id, rule) -> None:
    (mention,) = find_mentions(text, CATALOGUE)
    assert (mention.document_id, mention.rule) == (document_id, rule)


@pytest.mark.parametrize(
    "text",
    [
        "Lind 2019 is a nice read.",  # two papers of that author and year
        "Morning light is lovely.",
        "Call me on 31234567.",
        "",
    ],
)
def test_find_mentions_names_none_where_none_is_plain(text) -> None:
    assert find_mentions(text, CATALOGUE) == ()


def test_resolve_mentions_knows_a_quoted_abstract_and_a_rare_name() -> None:
    quoted = resolve_mentions(
        f"Someone posted this: {ABSTRACT} What do you think?", INDEX, CATALOGUE
    )
    assert [(m.document_id, m.rule) for m in quoted] == [("light", "quoted-abstract")]
    named = resolve_mentions(
        "Nurses slept better with LUMEN light in the news today.", INDEX, CATALOGUE
    )
    assert [(m.document_id, m.rule) for m in named] == [("light", "trial-name")]


def test_resolve_mentions_never_names_the_document_itself() -> None:
    assert resolve_mentions(ABSTRACT, INDEX, CATALOGUE, own_id="light") == ()


def test_a_class_of_drugs_in_capitals_names_no_paper() -> None:
    trial = paper("blue", "SSRI against placebo for winter depression", "An SSRI beat placebo.")
    index = build_index([trial])
    text = "Anyone else given an SSRI for winter depression, and did it beat nothing?"
    assert resolve_mentions(text, index, build_catalogue([trial])) == ()
