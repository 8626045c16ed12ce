"""A small invented theme set and posts for it, as plain functions."""

from __future__ import annotations

from pathlib import Path

THEMES_TOML = """
name = "gardens"
language = "en"

[lexicon]
plant = "(?:roses?|tulips?|hedge|lawn)"

[[theme]]
name = "pests"
definition = "Something eats the plants."
phrases = ["slugs", "greenfly"]
examples = ["Slugs ate all my lettuces.", "There is greenfly on every rose."]
counter_examples = ["My roses are in bloom.", "The lawn needs water."]
[[theme.cue]]
name = "eaten"
pattern = \'\'\'\\b(?:eat(?:s|en|ing)?|ate|chew\\w*|holes? in)\\b\'\'\'
needs = "plant"

[[theme]]
name = "weather"
definition = "Sun, rain, frost or wind acts on the garden."
phrases = ["frost", "drought"]
examples = ["Frost killed the tulips.", "No rain for a month."]
counter_examples = ["I planted tulips.", "Slugs are back."]
"""

PESTS = ["Slugs ate the {0}.", "Something chewed holes in my {0}.", "Greenfly covers the {0}."]
WEATHER = ["Frost killed the {0}.", "The drought turned the {0} brown.", "Rain flattened my {0}."]
NEITHER = [
    "I planted a new {0} today.",
    "What a lovely {0} you have.",
    "We sold the {0} at the fair.",
]


def write_garden_set(parent: Path) -> Path:
    """Write the theme set into a new folder."""
    folder = parent / "gardens"
    folder.mkdir()
    (folder / "themes.toml").write_text(THEMES_TOML)
    return folder


def garden_rows(n_each: int = 12) -> list[dict]:
    """Return invented posts with gold."""
    rows = []
    plants = ["rose", "tulips", "hedge", "lawn", "roses"]
    for kind, sentences in (("pests", PESTS), ("weather", WEATHER), ("", NEITHER)):
        for i in range(n_each):
            text = f"Hello all, this is my week. {sentences[i % 3].format(plants[i % 5])} That is it for now."
            themes = [kind] if kind else []
            rows.append(
                {
                    "id": f"{kind or 'none'}{i}",
                    "text": text,
                    "author": f"a{i % 9}{kind[:1]}",
                    "themes": themes,
                }
            )
    return rows
