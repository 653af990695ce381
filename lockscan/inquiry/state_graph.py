"""A function's lock and irq state machine as a graph: its states as nodes, what happens between them as edges."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from lockscan.errors import LockscanError
from lockscan.interproc.program import Program, Solved
from lockscan.locks.actions import Action, Apply, Perform, Return
from lockscan.locks.solve import DEFAULT_LIMITS, solve
from lockscan.locks.state import ENTRY, OFF, ON, Held, State, bound
from lockscan.locks.summary import FunctionId
from lockscan.locks.transfer import step
from lockscan.models.effects import Mode
from lockscan.syntax.nodes import Span

_MOST_LINES = 4  # named at an edge


@dataclass(frozen=True, slots=True)
class Edge:
    """`labels`: what happens, with its lines; the edge is taken by any of them."""

    start: int
    end: int
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StateGraph:
    """`states[0]` is the entry, a text each; those in `last` are left by returning, at the lines in the text.

    `remarks`: what the reader has to know of how it came about.
    """

    title: str
    states: tuple[str, ...]
    last: tuple[tuple[int, str], ...]
    edges: tuple[Edge, ...]
    remarks: tuple[str, ...] = ()


def functions_named(program: Program, wanted: str) -> list[Solved]:
    """`name`, or `file:name` where several files have one. Raises LockscanError when there is none."""
    file, _, name = wanted.rpartition(":")
    ending = f"/{file}" if file else ""
    named = [
        identity
        for identity, function in program.index.functions.items()
        if identity.name == name and f"/{function.file}".endswith(ending)
    ]
    if not named:
        raise LockscanError(f"no function '{wanted}' in the scanned files")
    found = [program.functions[identity] for identity in named if identity in program.functions]
    if not found:
        raise LockscanError(f"{name}() does nothing to locks, directly or below a call")
    return found


def graph_of(program: Program, identity: FunctionId) -> StateGraph:
    """The reachable states of one function, apart from what is known of its variables."""
    solved = program.functions[identity]
    function = solved.code.function
    walk = _Walk(program.files.get(function.file, b""))
    walk.go(program, identity)
    remarks = ["too many paths: some states were merged or given up"] if solved.is_truncated else []
    return StateGraph(
        title=f"{function.name}() in {function.file}",
        states=tuple(walk.numbers),
        last=tuple((number, _lines(lines)) for number, lines in sorted(walk.returns.items())),
        edges=tuple(
            Edge(start, end, tuple(f"{what} {_lines(lines)}" for what, lines in sorted(labels.items())))
            for (start, end), labels in sorted(walk.edges.items())
        ),
        remarks=tuple(remarks),
    )


class _Walk:
    """Goes over every action in every state that reaches it, and notes the changes."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.numbers: dict[str, int] = {_words(State()): 0}
        self.edges: dict[tuple[int, int], dict[str, set[int]]] = {}
        self.returns: dict[int, set[int]] = {}

    def go(self, program: Program, identity: FunctionId) -> None:
        machine = program.machine(identity)
        solution = solve(machine, DEFAULT_LIMITS)
        for node, arriving in zip(machine.nodes, solution.states_in, strict=True):
            states: Sequence[State] = arriving
            for action in node.actions:
                states, _is_cut = bound(self._step(action, states), DEFAULT_LIMITS.alike, DEFAULT_LIMITS.states)

    def _step(self, action: Action, states: Iterable[State]) -> Iterator[State]:
        for state in states:
            before = self._number(state)
            if isinstance(action, Return):
                self.returns.setdefault(before, set()).add(self._line(action.span))
            for after in step(action, state):
                number = self._number(after)
                if number != before and isinstance(action, Perform | Apply):
                    labels = self.edges.setdefault((before, number), {})
                    labels.setdefault(_name(action), set()).add(self._line(action.span))
                yield after

    def _number(self, state: State) -> int:
        return self.numbers.setdefault(_words(state), len(self.numbers))

    def _line(self, span: Span) -> int:
        return self._data.count(b"\n", 0, span.start) + 1


def _words(state: State) -> str:
    """What is different from how the function was entered."""
    parts = [f"{lock.place} held{_reading(lock)}{' perhaps' if lock.is_maybe else ''}" for lock in state.held]
    parts += [f"{lock.place} given up" for lock in state.given]
    parts.sort()
    if state.is_global:
        parts.append("global irq lock held")
    if state.irq != ENTRY:
        irq = "on" if state.irq == ON else "off" if state.irq == OFF else "as some caller left them"
        parts.append(f"hard irqs {irq}")
    if state.bh:
        parts.append(f"bottom halves {'off' if state.bh > 0 else 'on'}")
    if state.preempt:
        parts.append(f"preemption {'off' if state.preempt > 0 else 'on'}")
    return ", ".join(parts) or "as entered"


def _reading(lock: Held) -> str:
    return " for reading" if lock.mode is Mode.READ else ""


def _name(action: Perform | Apply) -> str:
    if isinstance(action, Perform):
        return f"{action.name}()"
    return " or ".join(sorted({f"{callee.function.name}()" for callee in action.callees}))


def _lines(lines: Iterable[int]) -> str:
    ordered = sorted(lines)
    shown = ", ".join(map(str, ordered[:_MOST_LINES]))
    more = f" and {len(ordered) - _MOST_LINES} more" if len(ordered) > _MOST_LINES else ""
    return f"line{'s' if len(ordered) > 1 else ''} {shown}{more}"
