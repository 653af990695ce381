"""Shared by double-acquire and read-write-upgrade: a lock is taken while the very same one is held."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lockscan.interproc.program import Program, Solved
from lockscan.locks.apply import usage_in_state
from lockscan.locks.events import Called, Taken
from lockscan.locks.place import Place
from lockscan.locks.requires import is_feasible
from lockscan.locks.state import Held
from lockscan.locks.summary import Usage
from lockscan.models.effects import Kind, Mode
from lockscan.syntax.nodes import Span


@dataclass(frozen=True, slots=True)
class Reacquire:
    """`held` is held at `span`, where the lock is taken again as `mode`: directly, or below a call (`usage`)."""

    solved: Solved
    held: Held
    span: Span
    mode: Mode
    name: str
    usage: Usage | None


_COUNTING = frozenset({Kind.SEMAPHORE})  # may be taken as often as its count says


def reacquires(program: Program) -> Iterator[Reacquire]:
    """Every place where a path takes a lock that it holds, each once. Needs exact places on both sides."""
    for solved in program.functions.values():
        seen: set[tuple[Place, Span]] = set()
        for found in _of(solved):
            key = (found.held.place, found.span)
            if key not in seen:
                seen.add(key)
                yield found


def _of(solved: Solved) -> Iterator[Reacquire]:
    for event in solved.events:
        match event:
            case Taken(span=span, name=name, take=take, state=state):
                if take.is_try or take.is_nested or take.kind.is_recursive or take.kind in _COUNTING:
                    continue
                held = _same(state.held, take.place)
                if held is not None:
                    yield Reacquire(solved, held, span, take.mode, name, None)
            case Called(span=span, callee=callee, state=state) if state.held:
                for usage in callee.usages:
                    if usage.place is None or not is_feasible(usage.requires, callee.args, state.facts):
                        continue
                    inner = usage_in_state(usage, state)
                    if (
                        inner.is_try
                        or inner.is_nested
                        or inner.is_regained
                        or inner.kind.is_recursive
                        or inner.kind in _COUNTING
                    ):
                        continue
                    held = _same(state.held, usage.place)
                    if held is not None:
                        yield Reacquire(solved, held, span, inner.mode, callee.function.name, inner)


def _same(held: tuple[Held, ...], place: Place) -> Held | None:
    if not place.is_exact:
        return None
    return next((lock for lock in held if lock.place == place and not lock.is_asserted), None)
