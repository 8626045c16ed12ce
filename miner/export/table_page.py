"""One page of a table as HTML, for looking through a run in the browser."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from miner.export.frames import csv_value

_TEMPLATE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>{{ name }}</title>
<style>body{font:14px/1.4 system-ui,sans-serif;margin:1rem;color:#1d2b33}table{border-collapse:collapse}
td,th{border-bottom:1px solid #d9e0e4;padding:.3rem .5rem;text-align:left;vertical-align:top;max-width:26rem}
th{background:#f3f6f8;position:sticky;top:0}nav a{margin-right:.8rem}.on{font-weight:700}</style></head>
<body><nav><a href="/">report</a>{% for other in names %}<a href="/table/{{ other }}"
{% if other == name %}class="on"{% endif %}>{{ other }}</a>{% endfor %}</nav>
<h1>{{ name }}</h1>
<p>{% if page > 1 %}<a href="?page={{ page - 1 }}">earlier</a> {% endif %}page {{ page }}
{% if has_more %} <a href="?page={{ page + 1 }}">later</a>{% endif %}</p>
<table><thead><tr>{% for column in columns %}<th>{{ column }}</th>{% endfor %}</tr></thead>
<tbody>{% for row in rows %}<tr>{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>
{% endfor %}</tbody></table></body></html>"""


def render_table_page(
    name: str,
    names: Sequence[str],
    columns: Sequence[tuple[str, str]],
    rows: Iterable[Mapping[str, Any]],
    *,
    page: int,
    has_more: bool,
) -> str:
    """Return a page of rows; everything from a source is escaped."""
    import jinja2

    template = jinja2.Environment(autoescape=True).from_string(_TEMPLATE)
    return template.render(
        name=name,
        names=names,
        columns=[column for column, _ in columns],
        rows=[[csv_value(row.get(column), kind) for column, kind in columns] for row in rows],
        page=page,
        has_more=has_more,
    )
