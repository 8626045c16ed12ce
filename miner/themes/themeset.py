"""A theme set: a folder with definitions, seed phrases, examples and cues, and no code."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from miner.model.errors import ReadError, UnknownNameError
from miner.themes.cues import Cue, CueBook, compile_pattern

_NAME = re.compile(r"^[a-z][a-z0-9_]{0,49}$")


@dataclass(frozen=True, slots=True)
class Theme:
    """One theme; `examples` carry it, `counter_examples` only look as if they did."""

    name: str
    definition: str
    yes: str = ""
    no: str = ""
    phrases: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    counter_examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ThemeSet:
    """The themes of a folder in their written order, with their cues.

    `training_only` names annotators whose labels train a model and never measure one.
    """

    path: Path
    name: str
    language: str
    themes: tuple[Theme, ...]
    cue_book: CueBook
    source: dict[str, Any]
    training_only: frozenset[str] = frozenset()

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of the themes in order."""
        return tuple(theme.name for theme in self.themes)

    @property
    def labels_folder(self) -> Path:
        """Return the folder of the label files, one an annotator."""
        return self.path / "labels"

    def theme(self, name: str) -> Theme:
        """Return a theme by name, or raise UnknownNameError."""
        for theme in self.themes:
            if theme.name == name:
                return theme
        raise UnknownNameError.among("theme", name, self.names)


def load_theme_set(folder: Path) -> ThemeSet:
    """Read `themes.toml`, and `examples.toml` where there is one.

    Parameters
    ----------
    folder : Path
        Folder of the theme set.

    Returns
    -------
    ThemeSet

    Raises
    ------
    ReadError
        If a file is missing or broken, or a theme lacks its name or definition.
    """
    source = _read_toml(folder / "themes.toml")
    extra = _read_toml(folder / "examples.toml") if (folder / "examples.toml").is_file() else {}
    tables = source.get("theme")
    if not isinstance(tables, list) or not tables:
        raise ReadError(f"{folder / 'themes.toml'}: no [[theme]] there; write one a theme")
    themes = tuple(_theme(table, extra, folder) for table in tables)
    names = [theme.name for theme in themes]
    if len(set(names)) < len(names):
        raise ReadError(f"{folder / 'themes.toml'}: two themes have the same name")
    return ThemeSet(
        path=folder,
        name=str(source.get("name", folder.resolve().name)),
        language=str(source.get("language", "en")),
        themes=themes,
        cue_book=build_cue_book(source, where=str(folder / "themes.toml")),
        source=source,
        training_only=frozenset(map(str, source.get("training_only", ()))),
    )


def build_cue_book(source: dict[str, Any], *, where: str = "themes.toml") -> CueBook:
    """Compile the cues and seed phrases of a theme set's tables.

    Seed phrases count as cues too, one cue a theme, so that a set without patterns works.
    """
    lexicon = {str(k): str(v) for k, v in source.get("lexicon", {}).items()}
    cues = []
    for table in source["theme"]:
        phrases = [re.escape(p) for p in table.get("phrases", ()) if p.strip()]
        written = [
            (c.get("name"), c.get("pattern"), c.get("needs"), bool(c.get("strong", False)))
            for c in table.get("cue", ())
        ]
        if phrases:
            joined = "|".join(sorted(phrases, key=len, reverse=True))
            written.append(("seed-phrase", rf"\b(?:{joined})\b", None, False))
        for name, pattern, needs, strong in written:
            if not name or not pattern or (needs is not None and needs not in lexicon):
                raise ReadError(f"{where}: cue '{name}' lacks a name, a pattern or its lexicon")
            try:
                compiled = compile_pattern(pattern, lexicon)
            except re.error as error:
                raise ReadError(f"{where}: cue '{name}' is no valid pattern ({error})") from None
            cues.append(Cue(table["name"], name, compiled, needs, strong))
    words = tuple((k, re.compile(rf"\b{v}\b", re.IGNORECASE)) for k, v in sorted(lexicon.items()))
    return CueBook(tuple(cues), words)


def _theme(table: dict[str, Any], extra: dict[str, Any], folder: Path) -> Theme:
    name, definition = str(table.get("name", "")), str(table.get("definition", ""))
    if not _NAME.match(name):
        raise ReadError(
            f"{folder / 'themes.toml'}: theme name '{name}' must be lower-case letters, digits and _"
        )
    if not definition:
        raise ReadError(f"{folder / 'themes.toml'}: theme '{name}' lacks its definition")
    more = extra.get(name, {})
    return Theme(
        name=name,
        definition=definition,
        yes=str(table.get("yes", "")),
        no=str(table.get("no", "")),
        phrases=tuple(table.get("phrases", ())),
        examples=(*table.get("examples", ()), *more.get("yes", ())),
        counter_examples=(*table.get("counter_examples", ()), *more.get("no", ())),
    )


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as stream:
            return tomllib.load(stream)
    except FileNotFoundError:
        raise ReadError(
            f"{path}: not there; a theme set is a folder with themes.toml, "
            "see corpora/themes/patient_commentary"
        ) from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ReadError(f"{path}: cannot be read ({error})") from None
