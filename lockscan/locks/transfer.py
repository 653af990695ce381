"""One action on one state: the state machine itself. Pure; `record` hears what happens."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from lockscan.locks import events
from lockscan.locks.actions import Action, Applied, Apply, Assign, Branch, Perform, Return, Touch
from lockscan.locks.apply import apply_exit
from lockscan.locks.copying import replace
from lockscan.locks.deciding import assigned, learned, passed
from lockscan.locks.events import Record
from lockscan.locks.facts import UNKNOWN
from lockscan.locks.holding import doubt, renamed, settled
from lockscan.locks.performing import is_excluded, perform
from lockscan.locks.place import DEREF, Element, Local, Param, Place, Unknown
from lockscan.locks.requires import is_feasible, with_needs
from lockscan.locks.returning import returned
from lockscan.locks.state import Given, Held, State
from lockscan.locks.summary import Exit

Lock = TypeVar("Lock", Held, Given)


def ignore(_event: events.Event) -> None:
    """The recorder where nobody listens."""


def step(action: Action, state: State, record: Record = ignore) -> Sequence[State]:
    """The states after `action`; none when the path ends in it."""
    return STEPS[type(action)](action, state, record)


def _touch(action: Touch, state: State, record: Record) -> Sequence[State]:
    record(events.Touched(action.span, action.place, action.is_write, state))
    return (state,)


def _return(action: Return, state: State, record: Record) -> Sequence[State]:
    record(events.Left(action.span, returned(action, state), state))
    return (state,)


def _apply(action: Apply, state: State, record: Record) -> Sequence[State]:
    for callee in action.callees:
        record(events.Called(action.span, callee, state, action.is_sure, action.is_loose))
    for place in action.clobbers:
        state = state.knowing(state.facts.without(state.facts.under(place)))
    if action.is_certain:
        return _left(action, action.callees[0], state)
    given = {lost for callee in action.callees for way_out in callee.exits for lost in way_out.given}
    doubted = given and state.held
    return (doubt(state, sorted(given, key=lambda lost: str(lost.place))) if doubted else state,)


def _left(action: Apply, callee: Applied, state: State) -> Sequence[State]:
    """The states after the callee's ways out: those that these arguments allow."""
    ways_out = [out for out in callee.exits if _is_possible(out, callee, state)]
    if len(ways_out) == 1:
        return (_gone(action, ways_out[0], apply_exit(state, ways_out[0], action.span)),)
    reached = []
    for way_out in ways_out:
        alike = [other for other in ways_out if other is not way_out and other.returns.meet(way_out.returns)]
        before = doubt(state, [lost for other in alike for lost in other.given - way_out.given]) if alike else state
        unlike = [other for other in alike if other.held != way_out.held]
        after = _gone(action, way_out, apply_exit(before, way_out, action.span, is_maybe=bool(unlike)))
        if not way_out.is_silent:
            after = after.knowing(with_needs(after.facts, way_out.requires, callee.args))
        reached.append(after)
    return reached


def _gone(action: Apply, way_out: Exit, after: State) -> State:
    """The state after the call, with what it returns."""
    if way_out.returns != UNKNOWN:
        after = after.knowing(after.facts.learn(action.result, way_out.returns))
    return settled(after) if after.owed else after


def _is_possible(way_out: Exit, callee: Applied, state: State) -> bool:
    if not is_feasible(way_out.requires, callee.args, state.facts):
        return False
    return not [lock for lock in way_out.held if lock.is_tried and is_excluded(lock, state)]


def _assign(action: Assign, state: State, _record: Record) -> Sequence[State]:
    target = action.target
    reached = [state.knowing(facts) for facts in assigned(action, state.facts)]
    if target is None or not (state.held or state.given or state.saved):
        return reached
    if (state.held or state.given) and not target.steps and isinstance(target.root, Local | Param):
        reached = [_forget_variable(after, target) for after in reached]
    copied = state.saved_in(action.source) if action.source is not None and state.saved else None
    return reached if copied is None else [after.save(target, copied) for after in reached]


def _forget_variable(state: State, variable: Place) -> State:
    """Locks named through a variable that now means something else keep their class but lose their name."""
    assert isinstance(variable.root, Local | Param)
    name = variable.root.name
    places = [*[lock.place for lock in state.held], *[lost.place for lost in state.given]]
    if not [place for place in places if _mentions(place, variable, name)]:
        return state
    after = state.holding(renamed(_renamed(lock, variable, name) for lock in state.held))
    return replace(after, given=frozenset(_renamed(lock, variable, name) for lock in state.given))


def _renamed(lock: Lock, variable: Place, name: str) -> Lock:
    if not _mentions(lock.place, variable, name):
        return lock
    return replace(lock, place=Place(Unknown(f"{name}'"), lock.place.steps))


def _mentions(place: Place, variable: Place, name: str) -> bool:
    if place.root == variable.root and DEREF in place.steps:
        return True
    return Element(name) in place.steps


STEPS: dict[type, Callable[[Any, State, Record], Sequence[State]]] = {
    Perform: perform,
    Apply: _apply,
    Assign: _assign,
    Touch: _touch,
    Return: _return,
}


def enter(condition: Branch, state: State) -> State | None:
    """The state on an edge; None when the path cannot take it."""
    facts = passed(condition, state.facts)
    if condition.entry is None:
        return None if facts is None else state if facts is state.facts else state.knowing(facts)
    entry = learned(condition.entry, state.entry)
    if facts is None or entry is None:
        return None
    return state.knowing(facts, entry)
