"""Which figures of a paper are put beside each other before a row is answered."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from miner.extract.forms import Paper, propose_rows
from miner.extract.forms.outcome_words import clashes, initials_of
from miner.extract.forms.sides import SideFinder, before_side
from miner.extract.forms.words import stems
from miner.extract.registry import run_extractors
from miner.readers.jats import read_jats

HEADS = ("Warm wax", "Cold wax", "No wax")
STUBS = ("Grip", "Pinch", "Reach", "Span")


def paper_of(table: str, text: str = "") -> Paper:
    """Read an invented trial with one table."""
    data = (
        "<article><front><article-meta><title-group><article-title>A randomised trial"
        "</article-title></title-group></article-meta></front><body><sec><title>Results</title>"
        f"<p>{text}</p><table-wrap id='t1'><label>Table 1</label><caption><p>Strength at six weeks,"
        f" mean (SD)</p></caption><table>{table}</table></table-wrap></sec></body></article>"
    )
    document = read_jats(data.encode(), path="invented.xml")
    return Paper(document, run_extractors(document))


def grid(heads: tuple[str, ...], stubs: tuple[str, ...], *, turned: bool) -> str:
    """A table of means, arms in columns or, turned, in rows; each value tells its place."""
    across, down = (stubs, heads) if turned else (heads, stubs)
    rows = "".join(
        f"<tr><td>{name}</td>"
        + "".join(f"<td>{r + 1}{c + 1}.0 (1.{r}{c})</td>" for c in range(len(across)))
        + "</tr>"
        for r, name in enumerate(down)
    )
    head = "".join(f"<th>{name}</th>" for name in across)
    return f"<thead><tr><th>Measure</th>{head}</tr></thead><tbody>{rows}</tbody>"


@settings(max_examples=12, deadline=None)
@given(
    st.integers(2, len(HEADS)), st.integers(1, len(STUBS)), st.booleans(),
)  # fmt: skip
def test_forms_candidates_hold_every_pair_that_differs_in_one_label(
    n_arms: int, n_outcomes: int, turned: bool
) -> None:
    paper = paper_of(grid(HEADS[:n_arms], STUBS[:n_outcomes], turned=turned))
    found = {
        frozenset((a.value, b.value))
        for group in paper.groups
        if group.source == "table"
        for a in group.figures
        for b in group.figures
        if a is not b
    }
    n_down, n_across = (n_arms, n_outcomes) if turned else (n_outcomes, n_arms)
    values = {(r, c): float(f"{r + 1}{c + 1}.0") for r in range(n_down) for c in range(n_across)}
    expected = {
        frozenset((values[one], values[other]))
        for one in values
        for other in values
        if (one[0] == other[0]) != (one[1] == other[1])
    }
    assert found == expected


def test_forms_candidates_tell_arms_whichever_way_the_table_lies() -> None:
    for turned in (False, True):
        paper = paper_of(grid(HEADS[:2], STUBS[:2], turned=turned))
        finder = SideFinder(paper, "cold wax", "warm wax")
        sides = {
            (group.label, found.intervention, found.comparator)
            for group in paper.groups
            if (found := finder.sides_of(group, ())) is not None
        }
        assert sides == {("Grip", "Cold wax", "Warm wax"), ("Pinch", "Cold wax", "Warm wax")}


def test_forms_candidates_before_is_a_moment_and_no_arm() -> None:
    assert before_side("wax", "pre-treatment") == 1
    assert before_side("before the course", "after the course") == 0
    assert before_side("preoperative wax", "no wax") is None


def test_forms_candidates_initials_stand_for_words_side_by_side() -> None:
    assert initials_of("KE", "knee extension strength") == frozenset(stems("knee extension"))
    assert initials_of("KS", "knee extension strength") == frozenset()


def test_forms_candidates_other_side_of_the_body_clashes() -> None:
    assert clashes(frozenset(stems("left hip")), frozenset(stems("right hip"))) == 1
    assert clashes(frozenset(stems("hip")), frozenset(stems("right hip"))) == 0


def test_forms_candidates_proposed_rows_keep_to_arms() -> None:
    table = grid(("Intervention group", "Control group"), STUBS[:2], turned=False)
    rows = propose_rows(paper_of(table))
    assert {(row.intervention, row.comparator) for row in rows} == {
        ("Intervention group", "Control group")
    }
    assert [row.outcome for row in rows] == ["Grip", "Pinch"]
