"""A diagram for a terminal: every state with what happens in it and where that leads."""

from __future__ import annotations

from collections.abc import Iterator

from lockscan.findings import Arrow, Box, Diagram, Operation, Standing
from lockscan.report.diagram.words import of_box
from lockscan.report.printable import printable


def render(diagram: Diagram) -> str:
    return "".join(f"{line}\n" for line in _lines(diagram))


def _lines(diagram: Diagram) -> Iterator[str]:
    yield printable(f"{diagram.location.path}:{diagram.line}: {diagram.title}")
    for box in diagram.boxes:
        if box.standing is Standing.ENTRY:
            yield from (f"  {line}" for line in of_box(box)[1:])
    yield from (f"  note: {printable(remark)}" for remark in diagram.remarks)
    for number, box in enumerate(diagram.boxes):
        if box.standing in (Standing.FREE, Standing.LOCKED):
            yield ""
            yield f"[{number}] {'; '.join(of_box(box))}"
            yield from _operations(diagram, number)


def _operations(diagram: Diagram, number: int) -> Iterator[str]:
    """What happens in a box, by line."""
    rows = [(one, "") for one in diagram.boxes[number].inside]
    for arrow in diagram.arrows:
        if arrow.source == number:
            where = _where(diagram.boxes[arrow.target], arrow)
            rows.extend((one, where) for one in arrow.operations)
    rows.sort(key=lambda row: row[0].location)
    width = max((len(_code(one)) for one, _ in rows), default=0)
    for one, where in rows:
        yield f"  {one.line:5}  {_code(one):{width}}  {where}".rstrip()


def _code(operation: Operation) -> str:
    note = f"  ({operation.note})" if operation.note else ""
    return printable(f"{operation.text}{note}")


def _where(target: Box, arrow: Arrow) -> str:
    return "-> returns" if target.standing is Standing.EXIT else f"-> [{arrow.target}]"
