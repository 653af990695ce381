"""A diagram as SVG, alone or inside a page that brings the style. Everything that was scanned is escaped text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from importlib import resources
from itertools import pairwise
from typing import Final

from lockscan.findings import Diagram, Location, Operation, Standing
from lockscan.frozen import dataclass
from lockscan.report.diagram import words
from lockscan.report.diagram.layout import Layout, Point, Size, lay_out
from lockscan.report.printable import printable

_CHARACTER: Final = 6.65  # width of a character at 11 px, a little more than that of the widest usual font
_LINE: Final = 15
_PADDING: Final = 8
_MARGIN: Final = 12
_MOST: Final = 8  # lines beside an arrow, or inside a box
_LONGEST: Final = 96  # characters of a line
_HEAD: Final = 5  # half the width of an arrowhead


@dataclass(frozen=True, slots=True)
class _Text:
    """A line; `kind` is a class of the style."""

    text: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class _Part:
    """A box, or the text beside an arrow, which has a place of its own so that nothing overlaps it."""

    kind: str
    lines: tuple[_Text, ...]

    @property
    def size(self) -> Size:
        width = max((len(line.text) for line in self.lines), default=0) * _CHARACTER + 2 * _PADDING
        is_box = self.kind != "beside"
        return Size(width, len(self.lines) * _LINE + (_PADDING if is_box else 0), is_box)


def render(diagram: Diagram) -> str:
    """A file of its own."""
    style = (resources.files("lockscan.report") / "diagram" / "style.css").read_text(encoding="utf-8")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{drawing(diagram, style=style)}\n'


def drawing(diagram: Diagram, marked: frozenset[Location] = frozenset(), *, style: str = "") -> str:
    """The element `svg`. Operations at a place of `marked` are what it is about."""
    parts = [_box(diagram, number, marked) for number in range(len(diagram.boxes))]
    ends: list[tuple[int, int]] = []
    is_marked: list[bool] = []
    for arrow in diagram.arrows:
        stops = [arrow.source, arrow.target]
        if arrow.operations:
            stops.insert(1, len(parts))
            parts.append(_Part("beside", _operations(arrow.operations, marked)))
        ends.extend(pairwise(stops))
        is_marked.extend([any(one.location in marked for one in arrow.operations)] * (len(stops) - 1))
    layout = lay_out([part.size for part in parts], ends)
    heads = [target < len(diagram.boxes) for _, target in ends]
    return "".join(_elements(diagram, parts, layout, list(zip(heads, is_marked, strict=True)), style))


def _box(diagram: Diagram, number: int, marked: frozenset[Location]) -> _Part:
    box = diagram.boxes[number]
    strong = len(box.lines) if box.standing is not Standing.ENTRY else 1
    about = tuple(_Text(_line(line), "state" if n < strong else "") for n, line in enumerate(words.of_box(box)))
    inside = _operations(box.inside, marked)
    return _Part(box.standing.value, about + inside)


def _operations(operations: tuple[Operation, ...], marked: frozenset[Location]) -> tuple[_Text, ...]:
    """What is marked comes first where there is not room for all."""
    hits = [one for one in operations if one.location in marked]
    if len(operations) > _MOST and hits:
        operations = (*hits, *(one for one in operations if one.location not in marked))
    lines = words.of_operations(operations, _MOST)
    kinds = ["hit" if one.location in marked else "" for one in operations]
    return tuple(_Text(_line(line), kind) for line, kind in zip(lines, [*kinds, ""], strict=False))


def _line(text: str) -> str:
    return words.cut(text.replace("\t", " "), _LONGEST)


def _elements(
    diagram: Diagram, parts: Sequence[_Part], layout: Layout, looks: Sequence[tuple[bool, bool]], style: str
) -> Iterator[str]:
    width, height = layout.width + 2 * _MARGIN, layout.height + 2 * _MARGIN
    title = printable(f"{diagram.title} {diagram.location.path}:{diagram.line}")
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="diagram" role="img" width="{width:.0f}" height="{height:.0f}" '
        f'viewBox="{-_MARGIN} {-_MARGIN} {width:.0f} {height:.0f}"><title>{escape(title)}</title>'
    )
    if style:
        yield f"<style>{style}</style>"
        yield f'<rect class="paper" x="{-_MARGIN}" y="{-_MARGIN}" width="100%" height="100%"/>'
    for path, (has_head, is_marked) in zip(layout.paths, looks, strict=True):
        yield from _arrow(path, has_head=has_head, is_marked=is_marked)
    for part, centre in zip(parts, layout.centres, strict=True):
        yield from _part(part, centre)
    yield "</svg>"


def _arrow(path: Sequence[Point], *, has_head: bool, is_marked: bool) -> Iterator[str]:
    """Arrows come and go upright, so that the head is a triangle that points up or down."""
    (x, y), (_, before) = path[-1], path[-2]
    down = 1 if y >= before else -1
    line = path if not has_head else (*path[:-1], (x, y - down * _HEAD))
    curve = "".join(
        f"C{a[0]:.0f} {(a[1] + b[1]) / 2:.0f} {b[0]:.0f} {(a[1] + b[1]) / 2:.0f} {b[0]:.0f} {b[1]:.0f}"
        for a, b in pairwise(line)
    )
    kind = "arrow hit" if is_marked else "arrow"
    yield f'<path class="{kind}" d="M{line[0][0]:.0f} {line[0][1]:.0f}{curve}"/>'
    if has_head:
        corners = f"M{x:.0f} {y:.0f}l-{_HEAD} {-down * 2 * _HEAD}h{2 * _HEAD}z"
        yield f'<path class="{kind.replace("arrow", "head")}" d="{corners}"/>'


def _part(part: _Part, centre: Point) -> Iterator[str]:
    width, height = part.size.width, part.size.height
    left, top = centre[0] - width / 2, centre[1] - height / 2
    if part.kind not in ("beside", Standing.ENTRY.value):
        size = f'width="{width:.0f}" height="{height:.0f}"'
        yield f'<rect class="{part.kind}" x="{left:.0f}" y="{top:.0f}" {size} rx="6"/>'
    indent = left + _PADDING
    first = top + (0 if part.kind == "beside" else _PADDING / 2) + _LINE * 0.75
    yield f'<text x="{indent:.0f}" y="{first:.0f}">'
    yield from _spans(part.lines, f'x="{indent:.0f}" dy="{_LINE}"')
    yield "</text>"


def _spans(lines: Iterable[_Text], step: str) -> Iterator[str]:
    for number, line in enumerate(lines):
        kind = f' class="{line.kind}"' if line.kind else ""
        yield f"<tspan{kind}{' ' + step if number else ''}>{escape(line.text)}</tspan>"
