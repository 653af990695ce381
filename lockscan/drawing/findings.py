"""The diagrams that belong to a program's findings: the functions that they are in, and the order of the locks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lockscan import execution
from lockscan.drawing.machine import machine_diagram
from lockscan.drawing.order import order_diagrams
from lockscan.execution import Failure
from lockscan.findings import Diagram, Finding, Precision, Standing
from lockscan.interproc.program import Program


def machines(program: Program, findings: Iterable[Finding]) -> Iterator[Diagram]:
    """Of each function with a finding once, where there is anything to be seen."""
    wanted = {(finding.location.path, finding.location.function) for finding in findings}
    for identity, function in program.index.functions.items():
        if (function.file, function.name) in wanted and identity in program.functions:
            drawn = execution.attempt(lambda one: machine_diagram(program, one), identity)
            if not isinstance(drawn, Failure) and any(box.standing is Standing.LOCKED for box in drawn.boxes):
                yield drawn


def orders(program: Program, findings: Iterable[Finding]) -> tuple[Diagram, ...]:
    """`findings` that are shown by default say which locks of a large group are worth a picture."""
    wanted = frozenset(finding.lock for finding in findings if finding.precision >= Precision.MEDIUM)
    drawn = execution.attempt(lambda locks: tuple(order_diagrams(program, locks)), wanted)
    return () if isinstance(drawn, Failure) else drawn
