"""Labelling the posts of a run in the browser: the session of `miner label`, with buttons."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

from miner.export.label_page import LabelPage, ThemeChoice, render_label_page
from miner.store.database import open_database
from miner.store.reading import table_rows
from miner.themes.labels import label_file, read_label_folder
from miner.themes.posts import PostRow
from miner.themes.session import KEYS, Session, closed_by_others, pick_for
from miner.themes.themeset import ThemeSet, load_theme_set

# Share of the posts that every annotator labels, as `miner label` does by default.
DOUBLE_SHARE = 0.2
ACTIONS = ("done", "skip", "undo", "back", "suggest")


class Labelling:
    """One annotator's session over the posts of a run.

    Parameters
    ----------
    folder : Path
        A run's folder.
    themes : Path
        Folder of a theme set; labels go to `labels/NAME.jsonl` in it.
    annotator : str
    """

    def __init__(self, folder: Path, themes: Path, annotator: str) -> None:
        self.theme_set: ThemeSet = load_theme_set(themes)
        self.annotator = annotator
        # Another page of the same browser must not be able to press a button here.
        self.token = secrets.token_urlsafe(16)
        files = read_label_folder(self.theme_set.labels_folder)
        closed = closed_by_others(files, annotator, self.theme_set.training_only)
        queue = pick_for(_posts(folder), closed, share=DOUBLE_SHARE)
        path = label_file(self.theme_set.labels_folder, annotator)
        self.session = Session(queue, self.theme_set.names, path, suggest=_suggest)

    def page(self) -> str:
        """Return the page of the post in view."""
        session = self.session
        chosen, shown = session.chosen(), session.shown or {}
        return render_label_page(
            LabelPage(
                annotator=self.annotator,
                token=self.token,
                n_closed=session.n_closed,
                n_posts=len(session.posts),
                text=session.post.text if session.post else None,
                note=session.note(),
                choices=[
                    ThemeChoice(
                        number, theme.name, theme.definition, theme.name in chosen,
                        shown.get(theme.name),
                    )
                    for number, theme in enumerate(self.theme_set.themes, start=1)
                ],
            )
        )  # fmt: skip

    def press(self, form: Any) -> None:
        """Act on a sent form: the themes as they were ticked, the note, then the button."""
        session = self.session
        if session.post is not None:
            chosen = session.chosen()
            for number, theme in enumerate(self.theme_set.names, start=1):
                if (form.get(f"theme-{number}") is not None) != (theme in chosen):
                    session.press(str(number))
            note = (form.getunicode("note") or "").strip()
            if note != session.note():
                session.write_note(note)
        action = form.get("action")
        if action in ACTIONS:
            session.press(KEYS[action][0])


def add_label_pages(app: Any, labelling: Labelling) -> None:
    """Add the labelling page to the application that serves a run."""
    import bottle

    @app.get("/label")
    def show() -> str:
        return labelling.page()

    @app.post("/label")
    def press() -> None:
        if not secrets.compare_digest(bottle.request.forms.get("token") or "", labelling.token):
            raise bottle.HTTPError(403, "this form is of another session; load /label again")
        labelling.press(bottle.request.forms)
        bottle.redirect("/label", 303)


def _posts(folder: Path) -> list[PostRow]:
    connection = open_database(folder)
    try:
        return [
            PostRow(row["post_id"], row["own_text"], row["author_key"] or row["post_id"])
            for row in table_rows(connection, "posts")
            if row["own_text"]
        ]
    finally:
        connection.close()


def _suggest(text: str) -> dict[str, float]:
    from miner.themes import classify_posts

    return {verdict.theme: verdict.probability for verdict in classify_posts([text])[0]}
