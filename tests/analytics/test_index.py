"""The index of a node is the weighted mean of what stands below it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from vocnlp.analytics.index import WHOLE, Judged, index_of
from vocnlp.errors import Location
from vocnlp.taxonomy.draft import Draft, finish
from vocnlp.taxonomy.model import Taxonomy

counts = st.builds(Judged, st.integers(0, 50), st.integers(0, 50))
weights = st.floats(0.1, 10)


def tree(**weight: float) -> Taxonomy:
    ids = [name.replace("__", ".") for name in weight]
    drafts = [
        Draft(point, point.rpartition(".")[0], Location(""), name=point, weight=value)
        for point, value in zip(ids, weight.values(), strict=True)
    ]
    return Taxonomy("t", points=finish(drafts))


@given(counts, counts, counts, weights, weights)
def test_it_lies_between_its_children(a: Judged, b: Judged, c: Judged, one: float, other: float) -> None:
    found = index_of(tree(x=one, x__a=one, x__b=other, y=other), {"x.a": a, "x.b": b, "y": c})
    for node, below in (("x", ("x.a", "x.b")), (WHOLE, ("x", "y"))):
        values = [found[child] for child in below if child in found]
        assert (node in found) == bool(values)
        if values:
            assert min(values) - 1e-9 <= found[node] <= max(values) + 1e-9
    assert all(0 <= value <= 100 for value in found.values())


def test_weights_count_and_silence_does_not() -> None:
    taxonomy = tree(a=3, b=1, c=100)
    found = index_of(taxonomy, {"a": Judged(95, 0), "b": Judged(0, 95)})
    assert {"a": 97.5, "b": 2.5, WHOLE: 73.75} == found


def test_little_evidence_is_drawn_to_the_prior() -> None:
    taxonomy = tree(a=1)
    few = index_of(taxonomy, {"a": Judged(1, 0)}, prior=0.4)["a"]
    many = index_of(taxonomy, {"a": Judged(100, 0)}, prior=0.4)["a"]
    assert 40 < few < 60 and 95 < many < 100


def test_what_is_said_of_an_inner_node_counts_as_one_more_child() -> None:
    found = index_of(tree(x=1, x__a=1, x__b=3), {"x": Judged(0, 95), "x.a": Judged(95, 0), "x.b": Judged(95, 0)})
    assert (2 * 2.5 + 4 * 97.5) / 6 == found["x"]
