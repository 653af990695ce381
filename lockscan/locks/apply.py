"""A callee's way out filled in with the state at the call, and what its usages take from there."""

from __future__ import annotations

from lockscan.locks.copying import replace
from lockscan.locks.holding import adopt, give, matching, regain, seized, without
from lockscan.locks.place import Local, Unknown
from lockscan.locks.state import ENTRY, OFF, ON, UNSURE, Irq, SavedIn, State, still_quiet
from lockscan.locks.summary import Around, Exit
from lockscan.models.effects import Mode
from lockscan.syntax.nodes import Span


def resolve_irq(irq: Irq, state: State) -> Irq:
    """A callee's irq state, given the caller's state at the call."""
    if irq == ENTRY:
        return state.irq
    if isinstance(irq, SavedIn):
        saved = state.saved_in(irq.place)
        if saved is not None:
            return saved.irq
        return UNSURE if isinstance(irq.place.root, Local | Unknown) else irq
    return irq


def apply_exit(state: State, way_out: Exit, span: Span, *, is_maybe: bool = False) -> State:
    """The caller's state after the call left through `way_out`; `is_maybe`: its locks may not be held in truth."""
    if way_out.is_silent:
        return state
    irq = resolve_irq(way_out.irq, state)
    after = state
    for lost in sorted(way_out.given, key=lambda lock: str(lock.place)):
        held = matching(after, lost.place, lost.lock_class, lost.mode)
        after = without(after, held) if held is not None else give(after, lost)
    for lock in way_out.held:
        if lock.is_asserted:
            continue
        back = regain(after, lock.place)
        taken = replace(lock, span=span, is_maybe=is_maybe)
        after = back or (adopt(after, taken) if is_maybe else seized(after, taken))
    for place, saved in way_out.saved:
        after = after.save(place, replace(saved, irq=resolve_irq(saved.irq, state), span=span))
    places = frozenset(lock.place for lock in way_out.held)
    return replace(
        after,
        irq=irq,
        tried=after.tried | places | frozenset(lost.place for lost in way_out.given if lost not in after.given),
        bh=after.bh + way_out.bh,
        preempt=after.preempt + way_out.preempt,
        is_global=after.is_global if way_out.is_global is None else way_out.is_global,
        armed=(after.armed - way_out.quiet) | way_out.armed,
        quiet=still_quiet(after.quiet, way_out.armed) | way_out.quiet,
    )


def bh_at_call(bh: int, state: State) -> int:
    """A callee's count of disabled bottom halves as its caller's; a callee that has disabled them has them off.

    They cannot be enabled more often than they were disabled, so a count below 0 at the call says what is off above.
    """
    return bh + (max(state.bh, 0) if bh > 0 else state.bh)


def turns_on_early(around: Around, irq: Irq) -> bool:
    """Are hard irqs on there only because they were turned on where whoever entered had them off?

    That is a mistake of its own, if it can happen; what comes after it rests on it. A function that gives up its
    caller's lock for a while turns them on for a reason.
    """
    return around.irq == ON and irq == OFF and not around.given


def classes_held(state: State) -> frozenset[str]:
    """The classes of the locks that are surely held, and exclusively: nobody else can hold one at the same time."""
    return frozenset(
        lock.lock_class for lock in state.held if lock.lock_class and not lock.is_maybe and lock.mode is Mode.WRITE
    )
