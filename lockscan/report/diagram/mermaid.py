"""A diagram for Mermaid, which Markdown on GitHub and GitLab draws."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from lockscan.findings import Box, Diagram, Standing
from lockscan.report.diagram.words import of_box, of_operations
from lockscan.report.printable import printable

_MOST = 12  # lines in a box or beside an arrow
_SPECIAL = re.compile(r"[^\w \-.,:/()]")
_SHAPES = {
    Standing.ENTRY: ("[/", "/]"),
    Standing.FREE: ("(", ")"),
    Standing.LOCKED: ("(", ")"),
    Standing.EXIT: ("([", "])"),
}


def render(diagram: Diagram) -> str:
    return "".join(f"{line}\n" for line in _lines(diagram))


def _lines(diagram: Diagram) -> Iterator[str]:
    yield "flowchart TD"
    yield from (f"\t%% {_SPECIAL.sub(' ', printable(remark))}" for remark in diagram.remarks)
    for number, box in enumerate(diagram.boxes):
        start, end = _SHAPES[box.standing]
        yield f"\tn{number}{start}{_label(box)}{end}:::{box.standing.value}"
    for arrow in diagram.arrows:
        label = f"|{_quoted(of_operations(arrow.operations, _MOST))}|" if arrow.operations else ""
        yield f"\tn{arrow.source} -->{label} n{arrow.target}"
    yield "\tclassDef locked fill:#fff0c7,stroke:#8a5a00,color:#1b1f24"
    yield "\tclassDef free fill:#eef3f8,stroke:#57606a,color:#1b1f24"


def _label(box: Box) -> str:
    return _quoted([*of_box(box), *of_operations(box.inside, _MOST)])


def _quoted(lines: Iterable[str]) -> str:
    """Everything that could mean something to Mermaid, HTML or Markdown is written as the number of its character."""
    return '"' + "<br/>".join(_SPECIAL.sub(lambda found: f"#{ord(found[0])};", line) for line in lines) + '"'
