"""Agreement figures against values worked out by hand."""

from __future__ import annotations

import pytest

from miner.themes.agreement import (
    Dispute,
    cohen_kappa,
    compute_agreement,
    f1_between,
    krippendorff_alpha,
)
from miner.themes.labels import PostLabels

BOTH = [(True, True)] * 4 + [(True, False)] * 1 + [(False, True)] * 2 + [(False, False)] * 3


def test_agreement_kappa_and_f1_by_hand():
    # Seen 0.7; chance 0.5 * 0.6 + 0.5 * 0.4 = 0.5.
    assert cohen_kappa(BOTH) == pytest.approx(0.4)
    assert f1_between(BOTH) == pytest.approx(8 / 11)


def test_agreement_alpha_matches_the_krippendorff_package():
    import krippendorff
    import numpy as np

    units = [[a, b] for a, b in BOTH] + [[True, True, False], [False]]
    table = np.full((3, len(units)), np.nan)
    for column, unit in enumerate(units):
        table[: len(unit), column] = unit
    expected = krippendorff.alpha(reliability_data=table, level_of_measurement="nominal")
    assert krippendorff_alpha(units) == pytest.approx(expected)


@pytest.mark.parametrize("units", [[], [[True]], [[True, True], [True, True]]])
def test_agreement_alpha_is_none_where_not_defined(units):
    assert krippendorff_alpha(units) is None


def test_agreement_lists_disputes_with_their_ruling():
    def done(post_id, **themes):
        return PostLabels(post_id, "h", themes=themes, state="done")

    files = {
        "anna": {"p1": done("p1", kind=True), "p2": done("p2")},
        "ben": {"p1": done("p1"), "p2": done("p2", kind=True), "p3": done("p3")},
        "adjudicated": {"p1": PostLabels("p1", "h", themes={"kind": True})},
    }
    found = compute_agreement(files, ["kind"])
    assert found.disputes == (
        Dispute("p1", "kind", ("anna",), ("ben",), True),
        Dispute("p2", "kind", ("ben",), ("anna",), None),
    )
    assert [(pair.n, pair.n_both_yes) for pair in found.pairs] == [(2, 0)]


def test_agreement_open_posts_do_not_count():
    files = {
        "a": {"p": PostLabels("p", "h", state="open")},
        "b": {"p": PostLabels("p", "h", state="done")},
    }
    assert compute_agreement(files, ["kind"]).pairs == ()
