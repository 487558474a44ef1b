"""The drawing runs downwards: nothing stands before what leads to it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from tests.domain.pathway.test_model import branching, document, step

from stackcred_issuer.domain.pathway.drawing import rows
from stackcred_issuer.domain.pathway.model import parse_pathway


def test_choices_stand_aside_and_exits_where_one_can_take_them() -> None:
    found = rows(branching())
    told = [(row.step.id if row.step else row.exit.name if row.exit else "", row.lane, row.after) for row in found]
    assert told == [
        ("basics", 0, ()),
        ("copper", 1, (0,)),
        ("fibre", 1, (0,)),
        ("Cabling assistant", 0, (1, 2)),
        ("english", 1, ()),
        ("site", 0, (1, 2)),
        ("Site technician", 0, (5,)),
    ]
    assert [row.choice for row in found if row.choice] == ["A medium: 1 of 2"]


@given(st.lists(st.sets(st.integers(0, 8), max_size=3), min_size=1, max_size=9), st.permutations(range(9)))
def test_every_line_leads_downwards(wishes: list[set[int]], order: list[int]) -> None:
    steps = [step(f"s{at}", *(f"s{one}" for one in sorted(wish) if one < at)) for at, wish in enumerate(wishes)]
    steps = [steps[at] for at in order if at < len(steps)]
    found = rows(parse_pathway(document(*steps, exits=[{"name": "End", "after": ["s0"]}])))
    assert len(found) == len(steps) + 1
    assert all(before < place for place, row in enumerate(found) for before in row.after)
