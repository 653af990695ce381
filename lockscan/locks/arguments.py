"""Parameters that the function assigns to: until it does, what tests tell about the variable is true of the argument.

The variable has a place of its own, for it means something else later. Facts below that place say which parameter it
still equals, and which one it equals unless it is zero (`if (timeout < 0) sleep_ok = false;`). An assignment forgets
them, with all else that is known about the variable; but zero leaves the second. A member that a parameter is stored in
(`vsi->type = type`) has such a fact, too, until something else is stored.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from lockscan.locks.facts import NO_FACTS, Facts, Key, Value, constant
from lockscan.locks.place import Element, Local, Param, Place
from lockscan.locks.requires import split

_IS_COPY = Element("=parameter")
_IS_ARGUMENT = Element("=argument")
_IS_ARGUMENT_OR_ZERO = Element("=argument or 0")
_ZERO = constant(0)


def facts_at_entry(changed: Mapping[str, int], function: str) -> Facts:
    """Each of the changed parameters (name → number) is still what the caller passed."""
    facts = NO_FACTS
    for name, index in sorted(changed.items()):
        variable, number = Local(name, function), constant(index)
        for mark in (_IS_ARGUMENT, _IS_ARGUMENT_OR_ZERO):
            facts = facts.learn(Place(variable, (mark,)), number)
    return facts


def argument_of(key: Key, facts: Facts, *, is_nonzero: bool = False) -> Place | None:
    """The parameter, or the same test of it, that `key` still equals; `is_nonzero`: `key` is known not to be zero."""
    if not isinstance(key, Place):
        return None
    place, test = split(key)
    if place.steps:
        copied = facts.get(_marked(place)).constant
        return None if copied is None else Place(Param(copied, ""), key.steps[len(place.steps) :])
    if not isinstance(key.root, Local):
        return None
    mark = _IS_ARGUMENT_OR_ZERO if is_nonzero and not test else _IS_ARGUMENT
    index = facts.get(Place(key.root, (mark,))).constant
    return None if index is None else Place(Param(index, key.root.name), key.steps)


@lru_cache(maxsize=16_384)
def _marked(place: Place) -> Place:
    """Where the link of a member to the parameter that was stored in it is known."""
    return place.then(_IS_COPY)


def copied(place: Place, parameter: Param, facts: Facts) -> Facts:
    """`facts` with the link that tests of a member tell about the parameter that was stored in it."""
    return facts.learn(_marked(place), constant(parameter.index))


def after_assignment(variable: Place, value: Value, before: Facts, after: Facts) -> Facts:
    """`after` with what of the marks of `before` outlives that `variable` is assigned `value`."""
    if value != _ZERO or not isinstance(variable.root, Local) or variable.steps:
        return after
    mark = variable.then(_IS_ARGUMENT_OR_ZERO)
    return after.learn(mark, before.get(mark))
