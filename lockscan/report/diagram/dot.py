"""A diagram for Graphviz."""

from __future__ import annotations

from collections.abc import Iterator

from lockscan.findings import Box, Diagram, Standing
from lockscan.report.diagram.words import of_box, of_operations
from lockscan.report.printable import printable

_MOST = 12  # lines in a box or beside an arrow
_LOOKS = {
    Standing.ENTRY: "shape=plaintext",
    Standing.FREE: 'style="rounded,filled" fillcolor="#eef3f8"',
    Standing.LOCKED: 'style="rounded,filled" fillcolor="#fff0c7"',
    Standing.EXIT: "shape=box peripheries=2",
}


def render(diagram: Diagram) -> str:
    return "".join(f"{line}\n" for line in _lines(diagram))


def _lines(diagram: Diagram) -> Iterator[str]:
    yield f"digraph {_quoted([printable(diagram.title)])} {{"
    yield '\tnode [shape=box fontname="monospace" fontsize=11];'
    yield '\tedge [fontname="monospace" fontsize=10];'
    if diagram.remarks:
        yield f"\tlabel={_quoted([printable(remark) for remark in diagram.remarks])};"
    for number, box in enumerate(diagram.boxes):
        yield f"\tn{number} [label={_label(box)} {_LOOKS[box.standing]}];"
    for arrow in diagram.arrows:
        label = f" [label={_quoted(of_operations(arrow.operations, _MOST))}]" if arrow.operations else ""
        yield f"\tn{arrow.source} -> n{arrow.target}{label};"
    yield "}"


def _label(box: Box) -> str:
    inside = of_operations(box.inside, _MOST)
    return _quoted([*of_box(box), *([""] if inside else []), *inside])


def _quoted(lines: list[str]) -> str:
    r"""A string whose lines are flushed left: DOT ends such a line with \l."""
    escaped = [line.replace("\\", "\\\\").replace('"', '\\"') for line in lines]
    return '"' + ("".join(f"{line}\\l" for line in escaped) if len(escaped) > 1 else "".join(escaped)) + '"'
