"""The lock/irq state machine of a function as a diagram: states as boxes, operations as arrows.

States that look the same are one box, wherever in the function they are, so that the picture is small: it has as many
boxes as the function has ways to be locked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import field

from lockscan.checks.evidence import context_word, shown
from lockscan.drawing.shape import Shape
from lockscan.findings import Arrow, Box, Diagram, Location, Operation, Standing
from lockscan.frozen import dataclass
from lockscan.interproc.index import Code
from lockscan.interproc.program import Program
from lockscan.locks.events import Called, Event, Left, Slept, Waited
from lockscan.locks.solve import DEFAULT_LIMITS, solve
from lockscan.locks.state import OFF, ON, State
from lockscan.locks.summary import FunctionId
from lockscan.locks.transitions import Transition, transitions
from lockscan.syntax.nodes import Span

_LONGEST = 64  # characters of code beside an arrow
_MOST_CLASSES = 3  # named of those that a call takes


def machine_diagram(program: Program, identity: FunctionId) -> Diagram:
    """Of one of the functions that the program has solved; it is solved once more, for its states are not kept."""
    code = program.index.code(identity)
    machine = program.machine(identity)
    solution = solve(machine, DEFAULT_LIMITS)
    drawn = _Drawn(code, program.files.get(code.function.file, b""))
    drawn.entry(_entered(program, identity))
    drawn.box(Shape.of(State()))
    for transition in transitions(machine, solution, DEFAULT_LIMITS):
        drawn.add(transition)
    remark = "the function has more states than are followed: some are missing, or joined"
    return drawn.diagram((remark,) if solution.is_truncated else ())


@dataclass(slots=True)
class _Drawn:
    """The picture while it grows. Box 0 is the entry, the last one stands for all ways out."""

    code: Code
    data: bytes
    shapes: dict[Shape, int] = field(default_factory=dict)
    entered: tuple[str, ...] = ()
    inside: dict[int, dict[Operation, None]] = field(default_factory=dict)
    arrows: dict[tuple[int, int], dict[Operation, None]] = field(default_factory=dict)
    exits: dict[int, dict[Operation, None]] = field(default_factory=dict)

    def entry(self, lines: Iterable[str]) -> None:
        self.entered = (f"{self.code.function.name}()", *lines)

    def box(self, shape: Shape) -> int:
        return self.shapes.setdefault(shape, len(self.shapes) + 1)

    def add(self, transition: Transition) -> None:
        source = self.box(Shape.of(transition.before))
        for event in transition.events:
            if isinstance(event, Left):
                self.exits.setdefault(source, {})[self._operation(event.span)] = None
                return
        targets = {self.box(Shape.of(after)) for after in transition.after}
        for target in sorted(targets - {source}):
            operation = self._operation(transition.action.span)
            self.arrows.setdefault((source, target), {})[operation] = None
        if targets <= {source}:
            is_locked = Shape.of(transition.before).is_locked
            notes = dict.fromkeys(_notes(transition.events, is_locked=is_locked))
            if notes:
                what = self._operation(transition.action.span, "; ".join(notes))
                self.inside.setdefault(source, {})[what] = None

    def _operation(self, span: Span, note: str = "") -> Operation:
        function = self.code.function
        location = Location(function.file, span.start, span.end, function.name)
        text = " ".join(self.data[span.start : span.end].decode("utf-8", "replace").split())
        text = "end of the function" if text == "}" else text
        return Operation(
            text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…", location, self._line(span.start), note
        )

    def _line(self, offset: int) -> int:
        return self.data.count(b"\n", 0, offset) + 1

    def diagram(self, remarks: tuple[str, ...]) -> Diagram:
        function = self.code.function
        boxes = [Box(self.entered, Standing.ENTRY), *(self._state(shape) for shape in self.shapes)]
        arrows = [Arrow(0, 1)]
        arrows.extend(Arrow(*ends, _in_order(operations)) for ends, operations in self.arrows.items())
        if self.exits:
            boxes.append(Box(("returns",), Standing.EXIT))
            arrows.extend(Arrow(at, len(boxes) - 1, _in_order(leaving)) for at, leaving in self.exits.items())
        name = function.name_span
        return Diagram(
            f"{function.name}()",
            Location(function.file, name.start, name.end, function.name),
            self._line(name.start),
            tuple(boxes),
            tuple(sorted(arrows, key=_first_line)),
            remarks,
        )

    def _state(self, shape: Shape) -> Box:
        lines = tuple(shape.lines()) or ("as entered",)
        inside = _in_order(self.inside.get(self.shapes[shape], ()))
        return Box(lines, Standing.LOCKED if shape.is_locked else Standing.FREE, inside)


def _in_order(operations: Iterable[Operation]) -> tuple[Operation, ...]:
    return tuple(sorted(operations, key=lambda one: (one.location, one.note)))


def _first_line(arrow: Arrow) -> tuple[int, int, int]:
    first = arrow.operations[0].location.start if arrow.operations else -1
    return arrow.source, first, arrow.target


def _notes(events: Iterable[Event], *, is_locked: bool) -> Iterator[str]:
    """What is worth telling of an operation that leaves the state as it is."""
    for event in events:
        match event:
            case Called(callee=callee):
                classes = sorted({shown(usage.lock_class) for usage in callee.usages if usage.lock_class})
                if classes:
                    more = f" and {len(classes) - _MOST_CLASSES} more" if len(classes) > _MOST_CLASSES else ""
                    yield f"takes {', '.join(classes[:_MOST_CLASSES])}{more}"
                if is_locked and callee.sleeps:
                    yield "may sleep"
            case Slept(gfp=None) if is_locked:
                yield "may sleep"
            case Waited() if is_locked:
                yield "waits for a handler"


def _entered(program: Program, identity: FunctionId) -> Iterator[str]:
    """How the function is called, where that is known."""
    roots = program.entries.roots_of(identity)
    entered = program.entries.at(identity)
    if not roots or entered is None:
        yield "how it is called is not known"
        return
    yield f"runs in {' and '.join(sorted({context_word(root.entry.context) for root in roots}))} context"
    words = {ON: "on", OFF: "off"}
    yield f"hard irqs {words.get(entered.irq, 'on or off')}{', bottom halves off' if entered.bh_off else ''}"
    yield from sorted(f"callers hold {shown(lock.lock_class)}" for lock in entered.holds)
