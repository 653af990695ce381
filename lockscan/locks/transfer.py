"""One action on one state: the state machine itself. Pure; `record` hears what happens."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from lockscan.locks import events
from lockscan.locks.actions import (
    Action,
    Applied,
    Apply,
    Arm,
    Assign,
    AssumeHeld,
    AssumeIrqsOff,
    Await,
    Branch,
    CountBh,
    CountPreempt,
    Doze,
    Drop,
    Perform,
    Primitive,
    RestoreIrq,
    Return,
    SaveIrq,
    SetIrq,
    Show,
    Silence,
    Stop,
    Take,
    Tell,
    Touch,
)
from lockscan.locks.apply import apply_exit
from lockscan.locks.copying import replace
from lockscan.locks.deciding import assigned, learned, passed
from lockscan.locks.facts import UNKNOWN
from lockscan.locks.holding import adopt, doubt, give, matching, owing, regain, renamed, seized, settled, without
from lockscan.locks.place import Deref, Element, Local, Param, Place, Unknown
from lockscan.locks.requires import is_feasible, with_needs
from lockscan.locks.returning import returned
from lockscan.locks.state import ENTRY, OFF, ON, UNSURE, Given, Held, Irq, Saved, SavedIn, State, still_quiet
from lockscan.locks.told import with_irqs_off_at_entry
from lockscan.models.effects import Kind, Mode
from lockscan.syntax.nodes import Span

Lock = TypeVar("Lock", Held, Given)
Record = Callable[[events.Event], None]


def ignore(_event: events.Event) -> None:
    """The recorder where nobody listens."""


def step(action: Action, state: State, record: Record = ignore) -> Sequence[State]:
    """The states after `action`; none when the path ends in it."""
    return _STEPS[type(action)](action, state, record)


def _touch(action: Touch, state: State, record: Record) -> Sequence[State]:
    record(events.Touched(action.span, action.place, action.is_write, state))
    return (state,)


def _return(action: Return, state: State, record: Record) -> Sequence[State]:
    record(events.Left(action.span, returned(action, state), state))
    return (state,)


def _perform(action: Perform, state: State, record: Record) -> Sequence[State]:
    tried = {p.place for outcome in action.outcomes for p in outcome.primitives if isinstance(p, Take)}
    if not tried <= state.tried:
        state = replace(state, tried=state.tried | tried)
    reached = []
    for outcome in action.outcomes:
        after = _in_turn(outcome.primitives, state, action, record)
        if after is not None:
            if outcome.value != UNKNOWN:
                after = after.knowing(after.facts.learn(action.result, outcome.value))
            reached.append(settled(after))
    return reached


def _in_turn(primitives: tuple[Primitive, ...], state: State, action: Perform, record: Record) -> State | None:
    after: State | None = state
    if any(isinstance(primitive, Take) and _is_refused(primitive, state) for primitive in primitives):
        return None
    for primitive in primitives:
        after = _primitive(primitive, after, state.irq, action, record) if after is not None else None
    return after


def _primitive(  # noqa: C901, PLR0911 - one arm a primitive
    primitive: Primitive, state: State, before: Irq, action: Perform, record: Record
) -> State | None:
    span, name = action.span, action.name
    match primitive:
        case Take():
            record(events.Taken(span, name, primitive, state, before))
            return _take(primitive, span, state)
        case Drop():
            held = matching(state, primitive.place, primitive.lock_class, primitive.mode)
            record(events.Dropped(span, name, primitive, held, state))
            after = _drop(primitive, held, state)
            return after if held is None else owing(after, held, primitive.variant, span)
        case SaveIrq(flags=flags, turns_off=turns_off, is_global=is_global):
            record(events.FlagsSaved(span, name, flags, state.saved_in(flags), turns_off, state))
            saved = state.save(flags, Saved(state.irq, state.is_global if is_global else None, span))
            return replace(saved, irq=OFF) if turns_off else saved
        case RestoreIrq(flags=flags, is_global=is_global):
            return _restore(flags, is_global, state, action, record)
        case SetIrq():
            return _set_irq(primitive, state, action, record)
        case CountBh(by=by):
            return replace(state, bh=state.bh + by)
        case CountPreempt(by=by):
            return replace(state, preempt=state.preempt + by)
        case AssumeHeld():
            return _assume_held(primitive, span, state)
        case AssumeIrqsOff():
            return with_irqs_off_at_entry(state) if state.irq == ENTRY else state
        case Arm(source=source):
            record(events.Armed(span, source, state))
            return replace(state, armed=state.armed | {source}, quiet=still_quiet(state.quiet, frozenset((source,))))
        case Silence(source=source):
            return replace(state, quiet=state.quiet | {source}, armed=state.armed - {source})
        case Tell(key=key, value=value):
            met = state.facts.get(key).meet(value)
            return None if met is None else state.knowing(state.facts.learn(key, met))
        case Stop():
            return None
        case _:
            _tell(primitive, action, state, record)
            return state


def _tell(primitive: Await | Doze | Show, action: Perform, state: State, record: Record) -> None:
    """What changes nothing, but is worth knowing."""
    match primitive:
        case Await(source=source, place=place):
            record(events.Waited(action.span, action.name, source, place, state))
        case Doze(gfp=gfp, unless=unless):
            record(events.Slept(action.span, action.name, gfp, unless, state))
        case Show():
            record(events.Probed(action.span, state))


def _is_refused(take: Take, state: State) -> bool:
    """Nobody gets a lock by trying that he holds already. Semaphores may be taken as often as their count says."""
    return take.is_try and _is_excluded(take, state)


def _is_excluded(taken: Take | Held, state: State) -> bool:
    if not taken.place.is_exact or taken.kind.is_recursive or taken.kind is Kind.SEMAPHORE:
        return False
    return any(
        lock.place == taken.place and Mode.WRITE in (lock.mode, taken.mode) and not lock.is_asserted
        for lock in state.held
    )


def _take(take: Take, span: Span, state: State) -> State:
    back = regain(state, take.place)
    if back is not None:
        return back
    held = Held(take.place, take.lock_class, take.kind, take.mode, take.variant, span, is_tried=take.is_try)
    return adopt(state, held) if take.is_try else seized(state, held)


def _drop(drop: Drop, held: Held | None, state: State) -> State:
    if held is not None and not held.is_asserted:
        return without(state, held)
    if held is not None:
        state = without(state, held)
    return give(state, Given(drop.place, drop.lock_class, drop.kind, drop.mode))


def _restore(flags: Place, is_global: bool, state: State, action: Perform, record: Record) -> State:
    saved = state.saved_in(flags)
    record(events.FlagsRestored(action.span, action.name, flags, saved, state))
    if saved is None:
        irq: Irq = UNSURE if isinstance(flags.root, Local | Unknown) else SavedIn(flags)
        return replace(state, irq=irq)
    after = replace(state.save(flags, replace(saved, is_live=False)), irq=saved.irq)
    return replace(after, is_global=saved.is_global) if is_global else after


def _set_irq(primitive: SetIrq, state: State, action: Perform, record: Record) -> State:
    if primitive.is_on:
        record(events.IrqsTurnedOn(action.span, action.name, state))
    elif primitive.is_global:
        record(events.GlobalTaken(action.span, action.name, state))
    after = replace(state, irq=ON if primitive.is_on else OFF)
    return replace(after, is_global=not primitive.is_on) if primitive.is_global else after


def _assume_held(asserted: AssumeHeld, span: Span, state: State) -> State:
    if matching(state, asserted.place, asserted.lock_class, None) is not None:
        return state
    known = Held(asserted.place, asserted.lock_class, asserted.kind, asserted.mode, "", span, is_asserted=True)
    return adopt(state, known)


def _apply(action: Apply, state: State, record: Record) -> Sequence[State]:
    for callee in action.callees:
        record(events.Called(action.span, callee, state, action.is_sure, action.is_loose))
    for place in action.clobbers:
        state = state.knowing(state.facts.forget_under(place))
    if action.is_certain:
        return _left(action, action.callees[0], state)
    given = {lost for callee in action.callees for way_out in callee.exits for lost in way_out.given}
    doubted = given and state.held
    return (doubt(state, sorted(given, key=lambda lost: str(lost.place))) if doubted else state,)


def _left(action: Apply, callee: Applied, state: State) -> Sequence[State]:
    """The states after the callee's ways out: those that these arguments allow."""
    ways_out = [
        out
        for out in callee.exits
        if is_feasible(out.requires, callee.args, state.facts)
        and not any(lock.is_tried and _is_excluded(lock, state) for lock in out.held)
    ]
    reached = []
    for way_out in ways_out:
        alike = [other for other in ways_out if other is not way_out and other.returns.meet(way_out.returns)]
        before = doubt(state, [lost for other in alike for lost in other.given - way_out.given]) if alike else state
        after = apply_exit(before, way_out, action.span, is_maybe=any(other.held != way_out.held for other in alike))
        facts = after.facts
        if way_out.returns != UNKNOWN:
            facts = facts.learn(action.result, way_out.returns)
        if len(ways_out) > 1 and not way_out.is_silent:
            facts = with_needs(facts, way_out.requires, callee.args)
        reached.append(settled(after.knowing(facts)))
    return reached


def _assign(action: Assign, state: State, _record: Record) -> Sequence[State]:
    target = action.target
    if target is None or not (state.held or state.given or state.saved):
        return [state.knowing(facts) for facts in assigned(action, state.facts)]
    is_variable = isinstance(target.root, Local | Param) and not target.steps
    copied = state.saved_in(action.source) if action.source is not None else None
    reached = []
    for facts in assigned(action, state.facts):
        after = state.knowing(facts)
        if is_variable:
            after = _forget_variable(after, target)
        reached.append(after if copied is None else after.save(target, copied))
    return reached


def _forget_variable(state: State, variable: Place) -> State:
    """Locks named through a variable that now means something else keep their class but lose their name."""
    assert isinstance(variable.root, Local | Param)
    name = variable.root.name
    places = [*(lock.place for lock in state.held), *(lock.place for lock in state.given)]
    if not any(_mentions(place, variable, name) for place in places):
        return state
    after = state.holding(renamed(_renamed(lock, variable, name) for lock in state.held))
    return replace(after, given=frozenset(_renamed(lock, variable, name) for lock in state.given))


def _renamed(lock: Lock, variable: Place, name: str) -> Lock:
    if not _mentions(lock.place, variable, name):
        return lock
    return replace(lock, place=Place(Unknown(f"{name}'"), lock.place.steps))


def _mentions(place: Place, variable: Place, name: str) -> bool:
    if place.root == variable.root and any(isinstance(step, Deref) for step in place.steps):
        return True
    return any(isinstance(step, Element) and step.key == name for step in place.steps)


_STEPS: dict[type, Callable[[Any, State, Record], Sequence[State]]] = {
    Perform: _perform,
    Apply: _apply,
    Assign: _assign,
    Touch: _touch,
    Return: _return,
}


def enter(branch: Branch, state: State) -> State | None:
    """The state on an edge; None when the path cannot take it."""
    facts = passed(branch, state.facts)
    entry = state.entry if branch.entry is None else learned(branch.entry, state.entry)
    if facts is None or entry is None:
        return None
    return state.knowing(facts, entry)
