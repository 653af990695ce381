"""What is held at a line of a function, and how the function comes to run: for who looks at the code."""

from __future__ import annotations

from collections.abc import Iterator

from lockscan.inquiry.answer import Point, point
from lockscan.inquiry.spot import contexts, few, spot_at, state_words
from lockscan.interproc.program import Program
from lockscan.interproc.solved import Solved
from lockscan.locks.solve import DEFAULT_LIMITS, solve
from lockscan.locks.state import State
from lockscan.locks.transitions import transitions


def standing(program: Program, path: str, line: int) -> list[Point]:
    """Nothing outside of functions. Raises LockscanError for a line that the file does not have."""
    spot = spot_at(program, path, line)
    if spot.function is None:
        return []
    name = spot.function.name
    if spot.solved is None:
        return [point(f"{name}() does nothing to locks, directly or below a call")]
    reached = dict.fromkeys(state_words(state) for state in _states(program, spot.solved, spot.start, spot.end))
    held = few(list(reached)) or ("never reached, as far as the analysis sees",)
    return [
        point(f"before line {line}", held),
        point(f"how {name}() comes to run", few(contexts(program, spot.solved))),
    ]


def _states(program: Program, solved: Solved, start: int, end: int) -> Iterator[State]:
    """Before the operations that begin between the offsets, or else before the next one in the text."""
    machine = program.machine(solved.code.id)
    steps = list(transitions(machine, solve(machine, DEFAULT_LIMITS), DEFAULT_LIMITS))
    later = sorted({step.action.span.start for step in steps if step.action.span.start >= start})
    wanted = {offset for offset in later if offset < end} or set(later[:1])
    for step in steps:
        if step.action.span.start in wanted:
            yield step.before
