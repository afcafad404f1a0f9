"""Where the circles and the labels of a network stand, in inches; nothing is drawn here.

Each connected part is laid out by itself (Kamada and Kawai's springs) and the parts are packed
on shelves. Then each label looks for a free place beside its circle. Terms are numbered in
alphabetical order and nothing is drawn by lot, so two runs give one picture.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

CLEAR = np.array([0.06, 0.03])  # inches between a label and another, across and down
NEAR = 0.05  # inches between a label and its circle
STEP = 0.12  # inches from one ring of possible places to the next
WIDEST_PART = 2.5  # width to height
FEW = 3  # terms of a small part
LOWEST_PART = 0.55  # inches
LOW = 0.6  # how high a shelf of pairs is, if one of larger parts is 1
PUSHES = 200


class Part(NamedTuple):
    """A connected part of a network: its terms, and their places in a square of side 1."""

    terms: np.ndarray
    square: np.ndarray


def connected_parts(lines: np.ndarray, n_terms: int) -> list[Part]:
    """The connected parts, largest first, each laid out by itself.

    ``lines`` holds the numbers of the two terms of each pair.
    """
    import networkx as nx

    graph = nx.Graph()
    graph.add_nodes_from(range(n_terms))
    graph.add_edges_from(map(tuple, lines.tolist()))
    parts = sorted(map(sorted, nx.connected_components(graph)), key=lambda part: (-len(part), part))
    return [Part(np.array(part), _laid_out(graph, part)) for part in parts]


def _laid_out(graph, part: list[int]) -> np.ndarray:
    import networkx as nx

    ordered = nx.Graph()  # a subgraph lists its nodes in the order of a set
    ordered.add_nodes_from(part)
    ordered.add_edges_from(graph.edges(part))
    place = nx.kamada_kawai_layout(ordered, weight=None)
    xy = np.array([place[term] for term in part])
    xy = xy - xy.mean(axis=0)
    xy = xy @ np.linalg.svd(xy, full_matrices=False)[2].T  # the longest extent lies across
    low, extent = xy.min(axis=0), np.ptp(xy, axis=0)
    return np.where(extent > 1e-6, (xy - low) / np.maximum(extent, 1e-6), 0.5)


def packed(parts: list[Part], area: float, across: float) -> tuple[np.ndarray, float]:
    """Places of all terms, the parts on shelves from the top; and the height they take.

    Parts share the width of a shelf by their number of terms; a term takes ``area`` square
    inches. A shelf is full when its last part is no longer much wider than high.
    """
    shelves: list[list[Part]] = [[]]
    for part in parts:
        n = sum(len(other.terms) for other in shelves[-1])
        if n and across**2 * len(shelves[-1][-1].terms) / (area * n**2) < WIDEST_PART:
            shelves.append([])
        shelves[-1].append(part)
    places, top = np.zeros((sum(len(part.terms) for part in parts), 2)), 0.0
    for shelf in shelves:
        n, left = sum(len(part.terms) for part in shelf), 0.0
        pairs = all(len(part.terms) <= 2 for part in shelf)
        high = max(n * area / across * (LOW if pairs else 1), LOWEST_PART)
        for part in shelf:
            share = across * len(part.terms) / n
            box = np.array([share, high])
            if len(part.terms) <= FEW:  # a line across the whole drawing says nothing
                box[0] = min(share, WIDEST_PART * high)
            edge = np.minimum(box / 4, [0.6, 0.3])  # room for labels
            square = part.square if box[0] >= box[1] else part.square[:, ::-1]
            places[part.terms] = [left, top] + edge + square * (box - 2 * edge)
            left += share
        top += high
    return places, top


def push_apart(places: np.ndarray, boxes: np.ndarray, corner: tuple[float, float]) -> None:
    """Move terms until the boxes around them no longer overlap, as far as there is room.

    Two boxes part in the direction in which they overlap less.
    """
    before = np.sign(np.arange(len(places))[:, None] - np.arange(len(places)))
    for _ in range(PUSHES):
        gap = places[:, None] - places
        need = (boxes[:, None] + boxes) / 2
        overlap = np.maximum(need - np.abs(gap), 0)
        overlap[(overlap == 0).any(axis=2) | (before == 0)] = 0
        if not overlap.any():
            break
        less = (overlap / need).argmin(axis=2)[..., None] == [0, 1]
        side = np.where(gap == 0, before[..., None], np.sign(gap))
        places += 0.3 * (side * overlap * less).sum(axis=1)
        places[:] = np.clip(places, boxes / 2, np.maximum(corner - boxes / 2, boxes / 2))


def placed_labels(
    places: np.ndarray,
    radii: np.ndarray,
    lines: np.ndarray,
    sizes: np.ndarray,
    corner: tuple[float, float],
) -> np.ndarray:
    """The centre of each label: free of other labels, of circles and of the edge; else NaN.

    The largest circles choose first; then all choose again, now that each label has a place.
    """
    points = _points_on(places[lines])
    centres = np.full((len(sizes), 2), np.nan)
    for again in range(3):
        for at in np.argsort(-radii, kind="stable"):
            tied = lines[(lines == at).any(axis=1)].ravel()
            tied = places[tied[tied != at]].mean(axis=0)
            half, others = sizes[at] / 2 + CLEAR, np.arange(len(sizes)) != at
            tried, cost = _candidates(places[at], radii[at], sizes[at], tied)
            tried = np.clip(tried, half, np.maximum(corner - half, half))
            cost += 0.05 * _points_inside(tried, half, points)
            far = _gaps(tried, half, places) - radii
            cost += 2 * np.maximum(0.4 - far[:, others].min(axis=1), 0)
            taken = (far < 0).any(axis=1) | (tried > corner - half + 1e-9).any(axis=1)
            taken |= _meets_boxes(tried, half, centres[others], sizes[others] / 2)
            centres[at] = np.nan if taken.all() else tried[np.argmin(np.where(taken, np.inf, cost))]
        if np.isnan(centres).any() and again:
            break
    return centres


def _candidates(place, radius: float, size, tied) -> tuple[np.ndarray, np.ndarray]:
    """Centres of a label around its circle, ring by ring, and what each costs.

    Near is better than far; away from the terms it is tied to is better than towards them.
    """
    angles = np.linspace(0, 2 * np.pi, 16, endpoint=False)
    away = np.column_stack([np.cos(angles), np.sin(angles)])
    gaps = NEAR + STEP * np.arange(8)
    ring = (radius + gaps)[:, None, None] * away
    centres = place + ring + np.clip(1.5 * away, -1, 1) * size / 2
    outward = (place - tied) / max(np.hypot(*(place - tied)), 1e-6)
    cost = 3 * gaps[:, None] + 0.3 * (1 - away @ outward)
    return centres.reshape(-1, 2), cost.ravel()


def _meets_boxes(tried, half, centres, halves) -> np.ndarray:
    """Which boxes around ``tried`` meet one of the boxes around ``centres``."""
    return (np.abs(tried[:, None] - centres) < half + halves).all(axis=2).any(axis=1)


def _gaps(tried, half, places) -> np.ndarray:
    """Distance from each box around ``tried`` to each of the places."""
    outside = np.maximum(np.abs(tried[:, None] - places) - half, 0)
    return np.hypot(outside[..., 0], outside[..., 1])


def _points_on(segments: np.ndarray) -> np.ndarray:
    """Points along lines, close enough to tell whether a line runs through a label."""
    share = np.linspace(0, 1, 25)[:, None, None]
    return ((1 - share) * segments[:, 0] + share * segments[:, 1]).reshape(-1, 2)


def _points_inside(tried, half, points) -> np.ndarray:
    """How many points lie in each box around ``tried``."""
    low, high = tried.min(axis=0) - half, tried.max(axis=0) + half
    points = points[((points > low) & (points < high)).all(axis=1)]
    return (np.abs(tried[:, None] - points) < half).all(axis=2).sum(axis=1)
