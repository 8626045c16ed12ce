"""Theme sets are data: read, checked, and refused with one line."""

from __future__ import annotations

import pytest

from miner.model.errors import ReadError, UnknownNameError
from miner.model.span import Span
from miner.themes.cues import is_negated
from miner.themes.themeset import load_theme_set


def test_themeset_of_the_repository_is_whole(root):
    themes = load_theme_set(root / "corpora" / "themes" / "patient_commentary")
    assert themes.names == (
        "skepticism", "neuroinflammation", "clinician_compassion", "clinician_dismissal",
    )  # fmt: skip
    assert all(len(t.examples) >= 15 and len(t.counter_examples) >= 15 for t in themes.themes)


def test_themeset_cue_needs_its_lexicon_near(garden_set):
    book = load_theme_set(garden_set).cue_book
    text = "Look at my roses. Something has eaten them. I have eaten lunch."
    first, second, third = Span(0, 17), Span(18, 43), Span(44, 63)
    assert [h.cue.name for h in book.find(text, second, first)] == ["eaten"]
    assert book.find(text, third, second) == []


@pytest.mark.parametrize(
    ("text", "negated"),
    [
        ("He did not listen", True),
        ("He didn’t really listen", True),
        ("No, but they listen", False),
        ("I could not sleep, they listen", False),
        ("They never once listen", True),
        ("They listen", False),
        ("I dont think they listen", True),
    ],
)
def test_themeset_negation_stays_in_its_clause(text, negated):
    start = text.index("listen")
    assert is_negated(text, Span(start, start + 6), 0) is negated


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, "not there"),
        ("name = ", "cannot be read"),
        ("name = 'x'", "no \\[\\[theme\\]\\]"),
        ("[[theme]]\nname = 'Bad Name'\ndefinition='d'", "lower-case"),
        ("[[theme]]\nname = 'x'", "definition"),
        ("[[theme]]\nname='x'\ndefinition='d'\n[[theme]]\nname='x'\ndefinition='d'", "same name"),
        (
            "[[theme]]\nname='x'\ndefinition='d'\n[[theme.cue]]\nname='c'\npattern='('",
            "no valid pattern",
        ),
        (
            "[[theme]]\nname='x'\ndefinition='d'\n[[theme.cue]]\nname='c'\npattern='a'\nneeds='z'",
            "lexicon",
        ),
    ],
)
def test_themeset_mistakes_are_told_in_one_line(tmp_path, content, told):
    if content is not None:
        (tmp_path / "themes.toml").write_text(content)
    with pytest.raises(ReadError, match=told) as caught:
        load_theme_set(tmp_path)
    assert "\n" not in str(caught.value)


def test_themeset_unknown_theme_names_the_known(garden_set):
    with pytest.raises(UnknownNameError, match="pests, weather"):
        load_theme_set(garden_set).theme("birds")
