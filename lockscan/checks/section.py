"""Calls that have to be changed together so that a lock is held with interrupts off, where that is safe to do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lockscan.frozen import dataclass
from lockscan.interproc.program import Program, Solved
from lockscan.locks.actions import CountBh, Perform, RestoreIrq, SaveIrq, SetIrq
from lockscan.locks.events import Called, Dropped, Left, Taken
from lockscan.locks.solve import DEFAULT_LIMITS, solve
from lockscan.locks.state import ENTRY, ON, Held, State
from lockscan.locks.transitions import Transition, transitions
from lockscan.models.effects import Context
from lockscan.syntax.nodes import Span

_SWITCHES = (SaveIrq, RestoreIrq, SetIrq, CountBh)
_BH = "bh"
_CHANGEABLE = ("", _BH)


@dataclass(frozen=True, slots=True)
class Section:
    """The calls that take a lock, and those that release it; all paths from the former lead to the latter.

    `depth`: other locks that are held meanwhile, and that may be in need of the same change.
    """

    takes: tuple[Span, ...]
    drops: tuple[Span, ...]
    depth: int


def section(program: Program, solved: Solved, span: Span) -> Section | None:
    """Of the acquisition at `span`, a plain one or one that turns bottom halves off; None where interrupts cannot be
    off for exactly as long as the lock is held.

    The lock is released in the same function on every path, by calls that release nothing else, no other lock that
    interrupts care about is held longer, and neither the function nor a callee touches interrupts, or this class,
    meanwhile.
    """
    machine = program.machine(solved.code.id)
    solution = solve(machine, DEFAULT_LIMITS)
    if solved.is_truncated or solution.is_truncated:
        return None
    steps = list(transitions(machine, solution, DEFAULT_LIMITS))
    events = [event for step in steps for event in step.events]
    dropped = [event for event in events if isinstance(event, Dropped)]
    takes, drops = _together(dropped, span)
    ends = [event for event in dropped if event.span in drops]
    starts = [event for event in events if isinstance(event, Taken) and event.span in takes]
    others = {_others(state, takes) for state in (*(event.state for event in starts), *(event.state for event in ends))}
    is_whole = (
        takes == {event.span for event in starts}
        and len({event.take.place for event in starts}) == 1
        and len(others) == 1
        and all(_is_plain_start(event, takes) for event in starts)
        and all(_is_plain_end(event) for event in ends)
        and len({event.take.variant for event in starts}) == 1
        and all(_is_quiet(step, takes, drops) for step in steps)
    )
    if not is_whole:
        return None
    depth = sum(lock.variant in _CHANGEABLE for lock in others.pop())
    return Section(tuple(sorted(takes)), tuple(sorted(drops)), depth)


def has_irqs_on(program: Program, solved: Solved) -> bool:
    """Is the function always entered with hard irqs on, in a context where bottom halves may be switched?"""
    entered = program.entries.at(solved.code.id)
    entries = [root.entry for root in program.entries.roots_of(solved.code.id)]
    return (
        entered is not None
        and entered.irq == ON
        and all(entry.context is not Context.HARDIRQ and not entry.is_anywhere for entry in entries)
        and all(event.state.irq in (ENTRY, ON) for event in solved.of(Taken))
    )


def _together(dropped: Sequence[Dropped], span: Span) -> tuple[set[Span], set[Span]]:
    """What releases the lock taken at `span`, what else takes what that releases, and so on."""
    takes, drops = {span}, set[Span]()
    while True:
        ends = {event.span for event in dropped if event.held is not None and event.held.span in takes}
        starts = {event.held.span for event in dropped if event.held is not None and event.span in ends}
        if ends <= drops and starts <= takes:
            return takes, drops
        takes |= starts
        drops |= ends


def _others(state: State, takes: Iterable[Span]) -> frozenset[Held]:
    return frozenset(lock for lock in state.held if lock.kind.is_irq_aware and lock.span not in takes)


def _is_plain_start(event: Taken, takes: set[Span]) -> bool:
    """Not one more of a row of locks, nor one that the caller holds and the function has given up for a while."""
    place = event.take.place
    is_again = any(lock.span in takes or lock.place == place for lock in event.state.held)
    is_regained = any(lock.place == place for lock in event.state.given)
    return event.take.variant in _CHANGEABLE and not (event.take.is_try or is_again or is_regained)


def _is_plain_end(event: Dropped) -> bool:
    held = event.held
    if held is None or held.is_asserted or held.is_again or held.is_maybe:
        return False
    return held.place == event.drop.place and held.variant == event.drop.variant


def _is_quiet(step: Transition, takes: set[Span], drops: set[Span]) -> bool:
    """Does the step leave interrupts, and the lock if it is held, alone?"""
    held = [lock for lock in step.before.held if lock.span in takes]
    if not held or step.action.span in drops:
        return True
    if isinstance(step.action, Perform):
        primitives = (primitive for outcome in step.action.outcomes for primitive in outcome.primitives)
        if any(isinstance(primitive, _SWITCHES) for primitive in primitives):
            return False
    classes = {lock.lock_class for lock in held}
    if any(
        isinstance(event, Left) or (isinstance(event, Called) and _disturbs(event, classes)) for event in step.events
    ):
        return False
    return all(
        (after.irq, after.bh) == (step.before.irq, step.before.bh) and all(lock in after.held for lock in held)
        for after in step.after
    )


def _disturbs(call: Called, classes: set[str]) -> bool:
    callee = call.callee
    return (
        bool(callee.enables)
        or any(way_out.irq != ENTRY or way_out.bh or way_out.is_global is not None for way_out in callee.exits)
        or any(usage.variant == _BH or usage.lock_class in classes for usage in callee.usages)
    )
