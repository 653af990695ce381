"""Where boxes and arrows go: in layers from top to bottom, by grandalf, which costs 10 ms to load."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from lockscan.frozen import dataclass

Point = tuple[float, float]

_ACROSS: Final = 28  # between the boxes of a layer
_DOWN: Final = 26  # between layers
_INDENT: Final = 10  # arrows keep away from the corners of a box by so much
_ROUNDS: Final = 12  # of ordering the layers so that arrows cross less often


@dataclass(frozen=True, slots=True)
class Layout:
    """`centres[n]` of box n; `paths[n]` of arrow n, from the edge of one box to that of the other, never sideways."""

    centres: tuple[Point, ...]
    paths: tuple[tuple[Point, ...], ...]
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Size:
    """Of a box. `is_wide`: arrows may come to any part of its edge, else to the middle."""

    width: float
    height: float
    is_wide: bool


def lay_out(sizes: Sequence[Size], arrows: Sequence[tuple[int, int]]) -> Layout:
    """Between two boxes there is one arrow at most, and none leads back to its own box."""
    from grandalf.graphs import Edge, Graph, Vertex

    vertices = [Vertex(number) for number in range(len(sizes))]
    for vertex, size in zip(vertices, sizes, strict=True):
        vertex.view = _View(size)
    backward = _backward(len(sizes), arrows)
    edges = []
    for number, (source, target) in enumerate(arrows):
        ends = (target, source) if number in backward else (source, target)
        edge = Edge(vertices[ends[0]], vertices[ends[1]], data=number)
        edge.view = _Route()
        edges.append(edge)
    right = bottom = 0.0
    for component in Graph(vertices, edges).C:
        width, height = _draw(component, right)
        right, bottom = right + width + _ACROSS, max(bottom, height)
    paths = []
    for number, edge in enumerate(edges):
        path = _clipped(edge.view.points, *(vertex.view for vertex in edge.v))
        paths.append(tuple(reversed(path)) if number in backward else path)
    return Layout(tuple(vertex.view.xy for vertex in vertices), tuple(paths), max(0.0, right - _ACROSS), bottom)


class _View:
    """The size of a box, which grandalf reads, and its centre, which grandalf writes."""

    def __init__(self, size: Size) -> None:
        self.w = size.width
        self.h = size.height
        self.reach = max(0.0, size.width / 2 - _INDENT) if size.is_wide else 0.0
        self.xy: Point = (0.0, 0.0)


class _Route:
    """The points of an arrow, from centre to centre."""

    def __init__(self) -> None:
        self.points: list[Point] = []

    def setpath(self, points: list[Point]) -> None:
        self.points = points


def _draw(component: Any, left: float) -> Point:
    """Lays one connected part out, its left edge at `left` and its top at 0. Its size."""
    from grandalf.layouts import SugiyamaLayout

    layout = SugiyamaLayout(component)
    layout.xspace, layout.yspace, layout.order_iter = _ACROSS, _DOWN, _ROUNDS
    layout.init_all(inverted_edges=[])
    layout.draw(_ROUNDS)
    views = [vertex.view for vertex in component.sV]
    routes = [edge.view for edge in component.sE]
    points = [point for route in routes for point in route.points]
    x = min([view.xy[0] - view.w / 2 for view in views] + [point[0] for point in points])
    y = min(view.xy[1] - view.h / 2 for view in views)
    for view in views:
        view.xy = (view.xy[0] - x + left, view.xy[1] - y)
    for route in routes:
        route.points = [(point[0] - x + left, point[1] - y) for point in route.points]
    width = max([view.xy[0] + view.w / 2 for view in views] + [p[0] for route in routes for p in route.points])
    return width - left, max(view.xy[1] + view.h / 2 for view in views)


def _clipped(points: Sequence[Point], above: _View, below: _View) -> tuple[Point, ...]:
    """The way from the lower edge of one box to the upper edge of the other."""
    return (
        (_beside(points[1][0], above), above.xy[1] + above.h / 2),
        *points[1:-1],
        (_beside(points[-2][0], below), below.xy[1] - below.h / 2),
    )


def _beside(x: float, view: _View) -> float:
    """Straight down where the box is wide enough."""
    return min(max(x, view.xy[0] - view.reach), view.xy[0] + view.reach)


def _backward(count: int, arrows: Sequence[tuple[int, int]]) -> frozenset[int]:
    """The arrows that lead back to where a walk from the first box comes from: without them there are no circles."""
    leaving: list[list[int]] = [[] for _ in range(count)]
    for number, (source, _target) in enumerate(arrows):
        leaving[source].append(number)
    found: set[int] = set()
    state = [0] * count  # 1: on the way, 2: done
    for start in range(count):
        pending = [(start, 0)] if not state[start] else []
        while pending:
            box, done = pending.pop()
            state[box] = 1
            if done == len(leaving[box]):
                state[box] = 2
                continue
            pending.append((box, done + 1))
            target = arrows[leaving[box][done]][1]
            if state[target] == 1:
                found.add(leaving[box][done])
            elif state[target] == 0:
                pending.append((target, 0))
    return frozenset(found)
