"""The page on which one post is labelled, as HTML."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ThemeChoice:
    """One theme to tick; `suggested` is a probability where it was asked for."""

    number: int
    name: str
    definition: str
    is_chosen: bool
    suggested: float | None = None


@dataclass(frozen=True, slots=True)
class LabelPage:
    """What the page shows; `text` None when every post is done."""

    annotator: str
    token: str
    n_closed: int
    n_posts: int
    text: str | None
    note: str
    choices: Sequence[ThemeChoice]


_TEMPLATE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>Label posts</title>
<style>body{font:16px/1.5 system-ui,sans-serif;margin:0 auto;max-width:46rem;padding:1rem;color:#1d2b33}
.post{white-space:pre-line;border-left:4px solid #d9e0e4;padding:.2rem .9rem;margin:1rem 0;overflow-wrap:anywhere}
label.theme{display:block;border:1px solid #d9e0e4;border-radius:8px;padding:.5rem .8rem;margin:.5rem 0;cursor:pointer}
label.theme small{display:block;color:#54656f} textarea{width:100%;font:inherit} nav a{margin-right:1rem}
button{font:inherit;padding:.4rem .9rem;margin:.6rem .4rem 0 0} progress{width:100%}</style></head>
<body><nav><a href="/">report</a><a href="/table/posts">posts</a></nav>
<h1>Posts for {{ page.annotator }}</h1>
<p>{{ page.n_closed }} of {{ page.n_posts }} done <progress value="{{ page.n_closed }}" max="{{ page.n_posts or 1 }}"></progress></p>
<form method="post" action="/label"><input type="hidden" name="token" value="{{ page.token }}">
{% if page.text is none %}<p>Nothing is left to label.</p>
{% else %}<div class="post">{{ page.text }}</div>
{% for choice in page.choices %}<label class="theme"><input type="checkbox" name="theme-{{ choice.number }}"
{% if choice.is_chosen %} checked{% endif %}> <b>{{ choice.name|replace("_", " ") }}</b>
{% if choice.suggested is not none %} (suggested {{ "%.2f"|format(choice.suggested) }}){% endif %}
<small>{{ choice.definition }}</small></label>
{% endfor %}<label>Note <textarea name="note" rows="2">{{ page.note }}</textarea></label>
<button name="action" value="done">Done, next</button><button name="action" value="skip">Skip</button>
<button name="action" value="suggest">Suggest</button>{% endif %}
<button name="action" value="back">Back</button><button name="action" value="undo">Undo</button>
</form></body></html>"""


def render_label_page(page: LabelPage) -> str:
    """Return the page; everything from a source is escaped."""
    import jinja2

    return jinja2.Environment(autoescape=True).from_string(_TEMPLATE).render(page=page)
