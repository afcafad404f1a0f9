"""Where circles and labels of a network stand: apart, near their circle, inside the drawing."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.placement import connected_parts, packed, placed_labels, push_apart


@st.composite
def networks(draw):
    """Some terms, and lines between them that leave none alone."""
    n = draw(st.integers(2, 14))
    lines = {(at, at + 1) for at in range(0, n - 1, 2)} | {(0, n - 1)}
    pair = st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)).filter(lambda p: p[0] != p[1])
    more = draw(st.lists(pair, max_size=12))
    return n, np.array(sorted(lines | {tuple(sorted(pair)) for pair in more}))


def test_connected_parts_come_largest_first():
    """Terms that no line joins are in different parts; each part lies in a square of side 1."""
    parts = connected_parts(np.array([[0, 3], [1, 2], [2, 4]]), 5)
    assert [part.terms.tolist() for part in parts] == [[1, 2, 4], [0, 3]]
    for part in parts:
        assert part.square.min() >= 0
        assert part.square.max() <= 1


def test_connected_parts_are_laid_out_the_same_twice():
    """No place is drawn by lot."""
    lines = np.array([[0, 1], [1, 2], [2, 3], [3, 0], [0, 4], [4, 5]])
    first, second = (connected_parts(lines, 6)[0].square for _ in range(2))
    assert (first == second).all()


@settings(deadline=None, max_examples=25)
@given(networks(), st.floats(0.3, 2))
def test_packed_parts_lie_inside_and_apart(network, area):
    """All terms are inside the drawing, and the boxes of two parts do not overlap."""
    n, lines = network
    parts = connected_parts(lines, n)
    places, height = packed(parts, area, 7.0)
    assert ((places >= 0) & (places <= [7.0, height])).all()
    for at, part in enumerate(parts):
        for other in parts[:at]:
            a, b = places[part.terms], places[other.terms]
            apart = (a.min(axis=0) > b.max(axis=0)) | (b.min(axis=0) > a.max(axis=0))
            assert apart.any()


def test_push_apart_parts_boxes_that_lie_on_each_other():
    """Two terms in one place end beside each other, inside the drawing."""
    places, boxes = np.full((2, 2), 2.0), np.full((2, 2), 1.0)
    push_apart(places, boxes, (4.0, 4.0))
    assert (np.abs(places[0] - places[1]) >= 1 - 1e-3).any()
    assert ((places >= 0.5) & (places <= 3.5)).all()


def test_push_apart_leaves_what_is_apart():
    """Terms with room enough stay where they are."""
    places = np.array([[0.5, 0.5], [3.0, 3.0]])
    push_apart(places, np.full((2, 2), 0.8), (4.0, 4.0))
    assert places.tolist() == [[0.5, 0.5], [3.0, 3.0]]


@settings(deadline=None, max_examples=25)
@given(networks(), st.data())
def test_placed_labels_meet_nothing(network, data):
    """A label that has a place meets no other label and no circle, and is inside the drawing."""
    n, lines = network
    wide = data.draw(st.lists(st.floats(0.1, 2.5), min_size=n, max_size=n))
    sizes = np.column_stack([wide, np.full(n, 0.15)])
    radii = np.linspace(0.05, 0.2, n)
    places, height = packed(connected_parts(lines, n), 0.8, 7.0)
    centres = placed_labels(places, radii, lines, sizes, (7.0, height))
    for at in np.flatnonzero(~np.isnan(centres[:, 0])):
        low, high = centres[at] - sizes[at] / 2, centres[at] + sizes[at] / 2
        assert ((low >= 0) & (high <= [7.0, height])).all()
        nearest = np.clip(places, low, high)
        assert (np.hypot(*(nearest - places).T) >= radii).all()
        for other in range(at):
            gap = np.abs(centres[at] - centres[other]) - (sizes[at] + sizes[other]) / 2
            assert np.isnan(gap).any() or (gap > 0).any()


def test_placed_labels_gives_no_place_where_there_is_none():
    """A label wider than the drawing is left without a place."""
    places = np.array([[0.3, 0.5], [0.7, 0.5]])
    sizes = np.array([[2.0, 0.1], [0.1, 0.1]])
    centres = placed_labels(places, np.full(2, 0.05), np.array([[0, 1]]), sizes, (1.0, 1.0))
    assert np.isnan(centres).all(axis=1).tolist() == [True, False]


@pytest.mark.parametrize("direction", [-1, 1])
def test_placed_labels_stand_away_from_the_line(direction):
    """Of a pair side by side each label stands on the outer side or across the line, not on it."""
    places = np.array([[2.0, 1.0], [2.0 + direction, 1.0]])
    sizes = np.full((2, 2), [0.4, 0.1])
    centres = placed_labels(places, np.full(2, 0.1), np.array([[0, 1]]), sizes, (4.0, 2.0))
    on_line = np.abs(centres[:, 1] - 1.0) < sizes[:, 1] / 2
    between = direction * (centres[:, 0] - 2.0)
    assert not (on_line & (between > 0) & (between < 1)).any()
