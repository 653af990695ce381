"""The diagrams of an outcome as SVG for a page, each with what it is about marked, as long as there is room."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lockscan.findings import Diagram, Finding, Location, Outcome
from lockscan.frozen import dataclass
from lockscan.report.diagram.svg import drawing
from lockscan.report.printable import printable

if TYPE_CHECKING:
    from markupsafe import Markup

_ROOM: Final = 1_500_000  # characters of all drawings of a page


@dataclass(frozen=True, slots=True)
class Drawn:
    """`svg` is markup, what was scanned escaped in it; "" for a drawing that there was no room for."""

    title: str
    svg: Markup
    remarks: tuple[str, ...]
    has_mark: bool
    places: tuple[tuple[str, str, str], ...] = ()  # of an order: lock, the one taken under it, where


class Drawings:
    """Draws what is asked for, in the order in which it is asked for."""

    def __init__(self, outcome: Outcome) -> None:
        self._machines: dict[tuple[str, str], Diagram] = {}
        for machine in outcome.machines:
            self._machines.setdefault((machine.location.path, machine.location.function), machine)
        self._found = {(finding.lock, finding.location) for finding in outcome.findings}
        self._left = _ROOM

    def machine(self, finding: Finding) -> Drawn | None:
        """Of the function that the finding is in; None where there is nothing to see."""
        diagram = self._machines.get((finding.location.path, finding.location.function))
        return self._drawn(diagram, frozenset((finding.location,))) if diagram is not None else None

    def order(self, diagram: Diagram) -> Drawn:
        """Of locks; marked is where a finding is about the lock that is held there."""
        marked = frozenset(
            operation.location
            for arrow in diagram.arrows
            for operation in arrow.operations
            if (diagram.boxes[arrow.source].lines[0], operation.location) in self._found
        )
        return self._drawn(diagram, marked, _places(diagram))

    def _drawn(
        self, diagram: Diagram, marked: frozenset[Location], places: tuple[tuple[str, str, str], ...] = ()
    ) -> Drawn:
        from markupsafe import Markup

        svg = Markup(drawing(diagram, marked))
        if len(svg) > self._left:
            svg = Markup("")
        self._left -= len(svg)
        inside = (operation for box in diagram.boxes for operation in box.inside)
        along = (operation for arrow in diagram.arrows for operation in arrow.operations)
        has_mark = any(operation.location in marked for operation in (*inside, *along))
        return Drawn(printable(diagram.title), svg, tuple(map(printable, diagram.remarks)), has_mark, places)


def _places(diagram: Diagram) -> tuple[tuple[str, str, str], ...]:
    """The same as words, for those who do not look at pictures."""
    return tuple(
        (
            printable(diagram.boxes[arrow.source].lines[0]),
            printable(diagram.boxes[arrow.target].lines[0]),
            printable(", ".join(f"{one.text} {one.note}:{one.line}" for one in arrow.operations)),
        )
        for arrow in diagram.arrows
    )
