"""Small rules and small sets of holdings, rich in overlap, ties and unknown facts."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

Json = dict[str, Any]
ACHIEVEMENTS = ["A", "B", "C"]
GROUPS = {"listed": ["A", "B"]}


def subsets(values: list[str]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(values), min_size=1, max_size=3, unique=True)


predicates = st.one_of(
    *[st.fixed_dictionaries({"achievement": subsets(ACHIEVEMENTS)})] * 4,
    st.just({"group": ["listed"]}),
    st.fixed_dictionaries({"tag": subsets(["x", "y"])}),
    st.fixed_dictionaries({"achievementType": subsets(["Badge", "Course"])}),
    st.fixed_dictionaries({"issuer": subsets(["did:a", "did:b"])}),
    st.fixed_dictionaries({"active": st.booleans()}),
    st.sampled_from(
        [
            {"source": {"notIssuer": True}},
            {"alignment": ["url:1", "url:2"]},
            {"level": {"framework": "AQF", "min": 4}},
            {"result": {"resultDescription": "r", "min": 50}},
            {"awarded": {"after": "2026-01-01T00:00:00Z"}},
        ]
    ),
)
nested = st.one_of(
    predicates,
    st.fixed_dictionaries({"anyOf": st.lists(predicates, min_size=1, max_size=2)}),
    st.fixed_dictionaries({"not": predicates}),
)


@st.composite
def wheres(draw: st.DrawFn) -> Json:
    return {**draw(nested), **(draw(nested) if draw(st.integers(0, 3)) == 0 else {})}


@st.composite
def counts(draw: st.DrawFn) -> Json:
    least = draw(st.sampled_from([1, 1, 2]))
    count: Json = {"min": least}
    if draw(st.booleans()):
        count["max"] = least + draw(st.integers(0, 1))
    if draw(st.booleans()):
        count["repeat"] = True
    return count


@st.composite
def sums(draw: st.DrawFn) -> Json:
    field = draw(st.sampled_from(["creditsEarned", "hours"]))
    entry: Json = {"field": field, "min": draw(st.sampled_from([0, 0.1, 0.3, 1, 2]))}
    if draw(st.integers(0, 3)) == 0:
        entry["max"] = entry["min"] + draw(st.sampled_from([0, 1]))
    return entry


@st.composite
def constraints(draw: st.DrawFn) -> Json:
    """One constraint other than a sum."""
    return draw(
        st.one_of(
            st.fixed_dictionaries(
                {"field": st.sampled_from(["issuer", "source", "achievement"]), "min": st.integers(1, 2)}
            ).map(lambda entry: {"distinct": [entry]}),
            st.fixed_dictionaries({"count": st.integers(1, 2), "where": wheres()}).map(
                lambda entry: {"atLeast": [entry]}
            ),
            st.fixed_dictionaries({"count": st.integers(0, 1), "where": wheres()}).map(
                lambda entry: {"atMost": [entry]}
            ),
            st.fixed_dictionaries(
                {
                    "sum": st.fixed_dictionaries({"field": st.just("hours"), "max": st.sampled_from([0, 0.3, 1])}),
                    "where": wheres(),
                }
            ).map(lambda entry: {"atMost": [entry]}),
            st.sampled_from(
                [
                    {"cover": [{"alignments": ["url:1", "url:2"]}]},
                    {"cover": [{"alignments": ["url:1"], "levelMin": 4}]},
                ]
            ),
            st.sampled_from([50, 60, 75]).map(lambda least: {"average": [{"resultDescription": "r", "min": least}]}),
        )
    )


@st.composite
def selects(draw: st.DrawFn, *, plain: bool = False) -> Json:
    node: Json = {"op": "select", "where": draw(wheres())}
    if draw(st.integers(0, 2)) == 0:
        node["count"] = draw(counts())
    if draw(st.integers(0, 3)) == 0:
        node["shared"] = True
    if not plain and draw(st.integers(0, 2)) == 0:
        node["sum"] = draw(st.lists(sums(), min_size=1, max_size=2))
    if not plain and draw(st.integers(0, 2)) == 0:
        node.update(draw(constraints()))
    return node


@st.composite
def requirements(draw: st.DrawFn, depth: int = 2, plain: bool = False) -> Json:
    kinds = ["select"] * 6 + ["none", "all", "any", "nOf", "ordered", "ordered"] if depth else ["select"]
    kind = draw(st.sampled_from(kinds))
    if kind == "select":
        return draw(selects(plain=plain))
    if kind == "none":
        return {"op": "none", "where": draw(wheres())}
    if kind == "ordered":
        return {"op": kind, "by": "awarded", "of": draw(st.lists(selects(plain=plain), min_size=2, max_size=3))}
    parts = draw(st.lists(requirements(depth - 1, plain), min_size=1, max_size=3))
    node: Json = {"op": kind, "of": parts}
    if kind == "nOf":
        node["min"] = draw(st.integers(1, len(parts)))
    return node


@st.composite
def roots(draw: st.DrawFn, plain: bool = False) -> Json:
    """Two to three parts, no more than four selects in all."""
    parts = draw(st.lists(requirements(1, plain), min_size=2, max_size=3))
    kind = draw(st.sampled_from(["all", "all", "any", "nOf"]))
    node: Json = {"op": kind, "of": parts}
    if kind == "nOf":
        node["min"] = draw(st.integers(1, len(parts)))
    return node


UNKNOWN = ["tags", "achievementType", "creditsEarned", "hours", "results", "alignments", "levels", "source"]
INSTANTS = (
    ["2026-01-01T00:00:00Z"] * 3
    + ["2026-03-01T00:00:00Z"] * 3
    + ["2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z", "2026-02-01T01:00:00+01:00", "2027-01-01T00:00:00Z"]
)


@st.composite
def holdings(draw: st.DrawFn, most: int = 4) -> list[Json]:
    found = []
    for index in range(draw(st.integers(min(2, most), most))):
        item: Json = {
            "id": f"urn:{draw(st.integers(0, 9))}:{index}",
            "achievement": draw(st.sampled_from(ACHIEVEMENTS)),
            "issuer": draw(st.sampled_from(["did:a", "did:b"])),
            "awarded": draw(st.sampled_from(INSTANTS)),
            "status": draw(st.sampled_from(["active"] * 10 + ["revoked", "unknown"])),
            "trusted": draw(st.sampled_from([True] * 10 + [False, "unknown"])),
            "tags": draw(st.lists(st.sampled_from(["x", "y"]), max_size=2, unique=True)),
            "achievementType": draw(st.sampled_from([None, "Badge", "Course"])),
            "creditsEarned": draw(st.sampled_from([None, 0.1, 0.2, 1, 2.5])),
            "hours": draw(st.sampled_from([None, 0.1, 0.2, 1, 2.5])),
            "source": draw(st.sampled_from([None, "did:a", "did:c"])),
            "results": draw(st.sampled_from([{}, {"r": "40"}, {"r": "60"}, {"r": "90"}, {"r": "A+"}])),
            "alignments": draw(
                st.lists(
                    st.sampled_from([{"url": "url:1"}, {"url": "url:2", "level": 4}, {"url": "url:1", "level": 4}]),
                    max_size=2,
                )
            ),
            "levels": draw(st.sampled_from([{}, {"AQF": 3}, {"AQF": 4}])),
            "unknown": draw(st.lists(st.sampled_from(UNKNOWN), max_size=1)),
        }
        if draw(st.integers(0, 7)) == 0:
            item["validUntil"] = draw(st.sampled_from(["2026-05-31T23:59:59Z", "2026-06-01T00:00:00Z"]))
        found.append(item)
    return found
