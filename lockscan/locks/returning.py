"""What a way out returns, as far as the path knows: a pointer through which it has reached a lock is one."""

from __future__ import annotations

from lockscan.locks.actions import Return
from lockscan.locks.facts import NOT_NULL, UNKNOWN, Sign, Value
from lockscan.locks.place import Place
from lockscan.locks.state import State


def returned(action: Return, state: State) -> Value:
    """The value of this way out; one of which nothing is known has the value that its action says."""
    known = action.value if action.key is None else state.facts.get(action.key)
    if known == UNKNOWN:
        return action.value
    if action.pointee is None or known == NOT_NULL or not known.signs & Sign.POSITIVE:
        return known
    return NOT_NULL if _has_reached_lock(action.pointee, state) else known


def _has_reached_lock(record: Place, state: State) -> bool:
    """Has the path taken or released a lock that lives in `record`?"""
    count = len(record.steps)
    places = (*state.tried, *(lock.place for lock in state.held), *(lost.place for lost in state.given))
    return any(place.root == record.root and place.steps[:count] == record.steps for place in places)
