"""One call of a modelled function on one state: each primitive in turn. Pure; `record` hears what happens."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from lockscan.locks import events
from lockscan.locks.actions import (
    Arm,
    AssumeHeld,
    AssumeIrqsOff,
    Await,
    CountBh,
    CountPreempt,
    Doze,
    Drop,
    Perform,
    Primitive,
    RestoreIrq,
    SaveIrq,
    SetIrq,
    Show,
    Silence,
    Stop,
    Take,
    Tell,
)
from lockscan.locks.copying import replace
from lockscan.locks.events import Record
from lockscan.locks.facts import UNKNOWN
from lockscan.locks.holding import adopt, give, matching, owing, regain, seized, settled, without
from lockscan.locks.place import Local, Unknown
from lockscan.locks.state import ENTRY, OFF, ON, UNSURE, Given, Held, Irq, Saved, SavedIn, State, still_quiet
from lockscan.locks.told import with_irqs_off_at_entry
from lockscan.models.effects import Kind, Mode


def perform(action: Perform, state: State, record: Record) -> Sequence[State]:
    """The states after the call: one for each of its outcomes that is possible."""
    tried = [p.place for outcome in action.outcomes for p in outcome.primitives if type(p) is Take]
    if tried and not state.tried.issuperset(tried):
        state = replace(state, tried=state.tried.union(tried))
    reached = []
    for outcome in action.outcomes:
        after = _in_turn(outcome.primitives, state, action, record)
        if after is not None:
            if outcome.value is not UNKNOWN:
                after = after.knowing(after.facts.learn(action.result, outcome.value))
            reached.append(settled(after) if after.owed else after)
    return reached


def _in_turn(primitives: tuple[Primitive, ...], state: State, action: Perform, record: Record) -> State | None:
    for primitive in primitives:
        if type(primitive) is Take and _is_refused(primitive, state):
            return None
    irq = state.irq
    for primitive in primitives:
        after = PRIMITIVES[type(primitive)](primitive, state, irq, action, record)
        if after is None:
            return None
        state = after
    return state


def _is_refused(take: Take, state: State) -> bool:
    """Nobody gets a lock by trying that he holds already. Semaphores may be taken as often as their count says."""
    return take.is_try and is_excluded(take, state)


def is_excluded(taken: Take | Held, state: State) -> bool:
    """Does a lock that is held keep out who takes this one?"""
    if not taken.place.is_exact or taken.kind.is_recursive or taken.kind is Kind.SEMAPHORE:
        return False
    return any(
        lock.place == taken.place and Mode.WRITE in (lock.mode, taken.mode) and not lock.is_asserted
        for lock in state.held
    )


def _take(take: Take, state: State, before: Irq, action: Perform, record: Record) -> State:
    span = action.span
    record(events.Taken(span, action.name, take, state, before))
    back = regain(state, take.place) if state.given else None
    if back is not None:
        return back
    held = Held(take.place, take.lock_class, take.kind, take.mode, take.variant, span, is_tried=take.is_try)
    return adopt(state, held) if take.is_try else seized(state, held)


def _release(drop: Drop, state: State, _before: Irq, action: Perform, record: Record) -> State:
    held = matching(state, drop.place, drop.lock_class, drop.mode)
    record(events.Dropped(action.span, action.name, drop, held, state))
    after = _drop(drop, held, state)
    return after if held is None else owing(after, held, drop.variant, action.span)


def _drop(drop: Drop, held: Held | None, state: State) -> State:
    if held is not None and not held.is_asserted:
        return without(state, held)
    if held is not None:
        state = without(state, held)
    return give(state, Given(drop.place, drop.lock_class, drop.kind, drop.mode))


def _save(save: SaveIrq, state: State, _before: Irq, action: Perform, record: Record) -> State:
    flags = save.flags
    record(events.FlagsSaved(action.span, action.name, flags, state.saved_in(flags), save.turns_off, state))
    saved = state.save(flags, Saved(state.irq, state.is_global if save.is_global else None, action.span))
    return replace(saved, irq=OFF) if save.turns_off else saved


def _restore(restore: RestoreIrq, state: State, _before: Irq, action: Perform, record: Record) -> State:
    flags = restore.flags
    saved = state.saved_in(flags)
    record(events.FlagsRestored(action.span, action.name, flags, saved, state))
    if saved is None:
        irq: Irq = UNSURE if isinstance(flags.root, Local | Unknown) else SavedIn(flags)
        return replace(state, irq=irq)
    after = replace(state.save(flags, replace(saved, is_live=False)), irq=saved.irq)
    return replace(after, is_global=saved.is_global) if restore.is_global else after


def _set_irq(primitive: SetIrq, state: State, _before: Irq, action: Perform, record: Record) -> State:
    if primitive.is_on:
        record(events.IrqsTurnedOn(action.span, action.name, state))
    elif primitive.is_global:
        record(events.GlobalTaken(action.span, action.name, state))
    after = replace(state, irq=ON if primitive.is_on else OFF)
    return replace(after, is_global=not primitive.is_on) if primitive.is_global else after


def _count_bh(count: CountBh, state: State, *_: object) -> State:
    return replace(state, bh=state.bh + count.by)


def _count_preempt(count: CountPreempt, state: State, *_: object) -> State:
    return replace(state, preempt=state.preempt + count.by)


def _assume_held(asserted: AssumeHeld, state: State, _before: Irq, action: Perform, _record: Record) -> State:
    if matching(state, asserted.place, asserted.lock_class, None) is not None:
        return state
    span = action.span
    known = Held(asserted.place, asserted.lock_class, asserted.kind, asserted.mode, "", span, is_asserted=True)
    return adopt(state, known)


def _assume_irqs_off(_assumed: AssumeIrqsOff, state: State, *_: object) -> State:
    return with_irqs_off_at_entry(state) if state.irq == ENTRY else state


def _arm(arm: Arm, state: State, _before: Irq, action: Perform, record: Record) -> State:
    source = arm.source
    record(events.Armed(action.span, source, state))
    return replace(state, armed=state.armed | {source}, quiet=still_quiet(state.quiet, frozenset((source,))))


def _silence(silence: Silence, state: State, *_: object) -> State:
    return replace(state, quiet=state.quiet | {silence.source}, armed=state.armed - {silence.source})


def _tell(tell: Tell, state: State, *_: object) -> State | None:
    met = state.facts.get(tell.key).meet(tell.value)
    return None if met is None else state.knowing(state.facts.learn(tell.key, met))


def _stop(*_: object) -> None:
    return None


def _await(wait: Await, state: State, _before: Irq, action: Perform, record: Record) -> State:
    record(events.Waited(action.span, action.name, wait.source, wait.place, state))
    return state


def _doze(doze: Doze, state: State, _before: Irq, action: Perform, record: Record) -> State:
    record(events.Slept(action.span, action.name, doze.gfp, doze.unless, state))
    return state


def _show(_show: Show, state: State, _before: Irq, action: Perform, record: Record) -> State:
    record(events.Probed(action.span, state))
    return state


PRIMITIVES: dict[type, Callable[[Any, State, Irq, Perform, Record], State | None]] = {
    Take: _take,
    Drop: _release,
    SaveIrq: _save,
    RestoreIrq: _restore,
    SetIrq: _set_irq,
    CountBh: _count_bh,
    CountPreempt: _count_preempt,
    AssumeHeld: _assume_held,
    AssumeIrqsOff: _assume_irqs_off,
    Arm: _arm,
    Silence: _silence,
    Await: _await,
    Doze: _doze,
    Tell: _tell,
    Show: _show,
    Stop: _stop,
}
"""What each does: (primitive, state, hard-irq state before the call, call, recorder); None where the path ends."""
