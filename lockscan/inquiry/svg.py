"""State graphs as SVG, laid out by grandalf; no Graphviz is needed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from html import escape

from lockscan.inquiry.drawings import rows
from lockscan.inquiry.state_graph import Edge, StateGraph

_CHARACTER, _LINE, _PADDING = 7.2, 17.0, 10.0  # pixels of the 12-pixel font
_GAP_ACROSS, _GAP_DOWN = 160.0, 100.0
_MARGIN = 30.0
_ASIDE = 60.0
_STYLE = """
svg { color-scheme: light dark; --back: #ffffff; --fore: #1b1f24; --box: #f6f8fa; --first: #ddf4ff; --line: #57606a; }
@media (prefers-color-scheme: dark) {
svg { --back: #0f1419; --fore: #e6e9ec; --box: #182028; --first: #12324a; --line: #a3adb8; } }
.back { fill: var(--back); } text { fill: var(--fore); font: 12px ui-monospace, monospace; }
.box { fill: var(--box); stroke: var(--line); } .first { fill: var(--first); } .last { stroke-width: 3; }
.edge { fill: none; stroke: var(--line); } .head { fill: var(--line); }
.label { paint-order: stroke; stroke: var(--back); stroke-width: 4px; }
"""

Point = tuple[float, float]
Room = tuple[float, float, float, float]  # left, right, top, bottom
_BENT = 3  # points
_NEAR = 6.0


@dataclass(frozen=True, slots=True)
class _Label:
    """What stands at an edge; `y` is the base line."""

    left: float
    y: float
    text: str

    @property
    def room(self) -> Room:
        return (self.left, self.left + len(self.text) * _CHARACTER, self.y - _LINE * 0.7, self.y + _LINE * 0.3)


@dataclass(frozen=True, slots=True)
class _Box:
    """A state's place: the middle, and how wide and high it is."""

    x: float
    y: float
    width: float
    height: float
    rows: tuple[str, ...]

    @property
    def room(self) -> Room:
        half, tall = self.width / 2, self.height / 2
        return (self.x - half, self.x + half, self.y - tall, self.y + tall)


def svg(graph: StateGraph) -> str:
    boxes, routes = _layout(graph)
    wanted = [label for edge, route in zip(graph.edges, routes, strict=True) for label in _labels(edge, route)]
    labels = _apart(wanted, boxes)
    xs = [x for box in boxes for x in (box.x - box.width / 2, box.x + box.width / 2)]
    xs += [x for route in routes for x, _ in route]
    xs += [x for label in labels for x in (label.left, label.left + len(label.text) * _CHARACTER)]
    left = min(xs)
    right = max(*xs, left + len(graph.title) * _CHARACTER)
    top = min(box.y - box.height / 2 for box in boxes) - _LINE * (1 + len(graph.remarks))
    bottom = max(box.y + box.height / 2 for box in boxes)
    view = (left - _MARGIN, top - _MARGIN, right - left + 2 * _MARGIN, bottom - top + 2 * _MARGIN)
    return "\n".join(_elements(graph, boxes, routes, labels, view)) + "\n"


def _elements(
    graph: StateGraph,
    boxes: Sequence[_Box],
    routes: Sequence[Sequence[Point]],
    labels: Sequence[_Label],
    view: tuple[float, ...],
) -> Iterator[str]:
    x, y, width, height = view
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{x:.0f} {y:.0f} {width:.0f} {height:.0f}" '
        f'width="{width:.0f}" height="{height:.0f}" role="img" aria-labelledby="title">'
    )
    yield f'<title id="title">{escape(graph.title)}</title>'
    yield f"<style>{_STYLE}</style>"
    yield (
        '<defs><marker id="head" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto">'
        '<path class="head" d="M0,0 L8,4 L0,8 z"/></marker></defs>'
    )
    yield f'<rect class="back" x="{x:.0f}" y="{y:.0f}" width="{width:.0f}" height="{height:.0f}"/>'
    for number, line in enumerate((graph.title, *graph.remarks)):
        yield f'<text x="{x + _MARGIN:.1f}" y="{y + _MARGIN + number * _LINE:.1f}">{escape(line)}</text>'
    for route in routes:
        path = " L".join(f"{px:.1f},{py:.1f}" for px, py in route)
        yield f'<path class="edge" d="M{path}" marker-end="url(#head)"/>'
    last = {number for number, _lines in graph.last}
    for number, box in enumerate(boxes):
        yield _box(box, " ".join(("box", *(["first"] if number == 0 else []), *(["last"] if number in last else []))))
    for label in labels:
        yield f'<text class="label" x="{label.left:.1f}" y="{label.y:.1f}">{escape(label.text)}</text>'
    yield "</svg>"


def _box(box: _Box, classes: str) -> str:
    left, top = box.x - box.width / 2, box.y - box.height / 2
    texts = "".join(
        f'<text x="{left + _PADDING:.1f}" y="{top + _PADDING + _LINE * (number + 0.7):.1f}">{escape(row)}</text>'
        for number, row in enumerate(box.rows)
    )
    return (
        f'<g><rect class="{classes}" x="{left:.1f}" y="{top:.1f}" width="{box.width:.1f}" height="{box.height:.1f}" '
        f'rx="8"/>{texts}</g>'
    )


def _labels(edge: Edge, route: Sequence[Point]) -> Iterator[_Label]:
    """Beside the bend where there and back are two ways, else in the gap below or above the first state."""
    widest = max(map(len, edge.labels)) * _CHARACTER
    if len(route) == _BENT:
        x, y = route[len(route) // 2]
        is_right = x > (route[0][0] + route[-1][0]) / 2
        left = x + _NEAR if is_right else x - _NEAR - widest
    else:
        (x1, y1), (x2, y2) = route[:2]
        left, y = (x1 + x2) / 2 - widest / 2, (y1 + y2) / 2
    first = y - (len(edge.labels) - 1) * _LINE / 2 + _LINE * 0.3
    for number, text in enumerate(edge.labels):
        yield _Label(left, first + number * _LINE, text)


def _apart(labels: Sequence[_Label], boxes: Sequence[_Box]) -> list[_Label]:
    """Each label where it is wanted, or a few lines above or below if that is taken."""
    taken = [
        (box.x - box.width / 2, box.x + box.width / 2, box.y - box.height / 2, box.y + box.height / 2) for box in boxes
    ]
    placed = []
    for label in labels:
        tries = [replace(label, y=label.y + lines * _LINE) for lines in (0, 1, -1, 2, -2, 3, -3)]
        best = next((one for one in tries if not any(_overlap(one.room, room) for room in taken)), label)
        taken.append(best.room)
        placed.append(best)
    return placed


def _overlap(one: Room, two: Room) -> bool:
    return one[0] < two[1] and two[0] < one[1] and one[2] < two[3] and two[2] < one[3]


def _layout(graph: StateGraph) -> tuple[list[_Box], list[list[Point]]]:
    from grandalf.graphs import Edge as Arrow
    from grandalf.graphs import Graph, Vertex
    from grandalf.layouts import SugiyamaLayout
    from grandalf.routing import EdgeViewer

    texts = [tuple(rows(graph, number, state)) for number, state in enumerate(graph.states)]
    vertices = [Vertex(number) for number in range(len(texts))]
    for vertex, lines in zip(vertices, texts, strict=True):
        vertex.view = _View(max(map(len, lines)) * _CHARACTER + 2 * _PADDING, len(lines) * _LINE + 2 * _PADDING)
    arrows = [Arrow(vertices[edge.start], vertices[edge.end]) for edge in graph.edges]
    for arrow in arrows:
        arrow.view = EdgeViewer()
    for part in Graph(vertices, arrows).C:
        layout = SugiyamaLayout(part)
        layout.xspace, layout.yspace = _GAP_ACROSS, _GAP_DOWN
        layout.init_all(roots=[vertices[0]] if vertices[0] in part.sV else None)
        layout.draw()
    boxes = [
        _Box(vertex.view.xy[0], vertex.view.xy[1], vertex.view.w, vertex.view.h, lines)
        for vertex, lines in zip(vertices, texts, strict=True)
    ]
    pairs = {(edge.start, edge.end) for edge in graph.edges}
    routes = []
    for edge, arrow in zip(graph.edges, arrows, strict=True):
        start, end = boxes[edge.start], boxes[edge.end]
        inner = list(getattr(arrow.view, "_pts", ()))[1:-1]
        if not inner and (edge.end, edge.start) in pairs:
            inner = [_beside(start, end)]  # there and back must not lie on each other
        routes.append([_border(start, inner[0] if inner else (end.x, end.y)), *inner])
        routes[-1].append(_border(end, routes[-1][-1] if inner else (start.x, start.y)))
    return boxes, routes


class _View:
    """What grandalf wants to know of a box, and where it puts it."""

    def __init__(self, width: float, height: float) -> None:
        self.w = width
        self.h = height
        self.xy = (0.0, 0.0)


def _beside(start: _Box, end: _Box) -> Point:
    """Half way, in the gap between the rows, to one side on the way there and to the other on the way back."""
    side = -_ASIDE if (start.y, start.x) < (end.y, end.x) else _ASIDE
    return ((start.x + end.x) / 2 + side, (start.y + end.y) / 2)


def _border(box: _Box, towards: Point) -> Point:
    dx, dy = towards[0] - box.x, towards[1] - box.y
    scale = max(abs(dx) / (box.width / 2), abs(dy) / (box.height / 2), 1e-9)
    return (box.x + dx / scale, box.y + dy / scale)
