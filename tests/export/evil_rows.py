"""Rows that the tests of exports add to the sample: a formula, and words it holds none of."""

from __future__ import annotations

EVIL = '=HYPERLINK("http://x") Pain fell in the trial of walking.'
ROWS = (
    {"id": "evil", "kind": "post", "text": EVIL, "title": "@SUM(A1)"},
    {"id": "wife", "kind": "post", "text": "The walking group eased my wife's back pain a lot."},
    {
        "id": "trial",
        "kind": "paper",
        "text": "We randomised 84 adults with neck pain to stretching (n = 42) or advice (n = 42). "
        "In the intention-to-treat analysis, 80 participants were analysed.",
    },
)
