"""Parameters that the function assigns to: until it does, what tests tell about the variable is true of the argument.

The variable has a place of its own, for it means something else later. Facts below that place say which parameter it
still equals, and which one it equals unless it is zero (`if (timeout < 0) sleep_ok = false;`). An assignment forgets
them, with all else that is known about the variable; but zero leaves the second. A member that a parameter is stored in
(`vsi->type = type`) has such a fact, too, until something else is stored.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from lockscan.locks.facts import NO_FACTS, Facts, Key, constant
from lockscan.locks.place import Element, Local, Param, Place, Step
from lockscan.locks.requires import split

_IS_COPY = Element("=parameter")
_IS_ARGUMENT = Element("=argument")
_IS_ARGUMENT_OR_ZERO = Element("=argument or 0")


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
    link = _link(key) if isinstance(key, Place) else None
    if link is None:
        return None
    told = facts.known.get(link.if_nonzero if is_nonzero else link.mark)
    if told is None or told.constant is None:
        return None
    return Place(Param(told.constant, link.name), link.test)


class _Link(NamedTuple):
    """Where it is known which parameter a place equals (or does unless it is zero), and the test of it that is asked
    for. A member has no name of its own for the parameter."""

    mark: Place
    if_nonzero: Place
    name: str
    test: tuple[Step, ...]


@lru_cache(maxsize=16_384)
def _link(key: Place) -> _Link | None:
    place, test = split(key)
    if place.steps:
        mark = place.then(_IS_COPY)
        return _Link(mark, mark, "", key.steps[len(place.steps) :])
    if not isinstance(key.root, Local):
        return None
    mark = Place(key.root, (_IS_ARGUMENT,))
    return _Link(mark, mark if test else Place(key.root, (_IS_ARGUMENT_OR_ZERO,)), key.root.name, key.steps)


def copied(place: Place, parameter: Param, facts: Facts) -> Facts:
    """`facts` with the link that tests of a member tell about the parameter that was stored in it."""
    return facts.learn(place.then(_IS_COPY), constant(parameter.index))


def outlives_zero(key: Key, variable: Place) -> bool:
    """Is it the mark that stays true when the variable is set to zero?"""
    if not isinstance(key, Place) or variable.steps or not isinstance(variable.root, Local):
        return False
    return key.root == variable.root and key.steps == (_IS_ARGUMENT_OR_ZERO,)
