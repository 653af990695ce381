"""What a path needs of the function's parameters, so that `foo(dev, false)` does not get the locks of `if (locked)`."""

from __future__ import annotations

from collections.abc import Sequence

from lockscan.locks.facts import UNKNOWN, Facts, Key, Value
from lockscan.locks.place import Param, Place

Requires = tuple[tuple[int, Value], ...]
Argument = Value | Key | None


def required(facts: Facts) -> Requires:
    """What the path's facts say about parameters."""
    found = (
        (key.root.index, value)
        for key, value in facts
        if isinstance(key, Place) and isinstance(key.root, Param) and not key.steps
    )
    return tuple(sorted(found, key=lambda pair: pair[0]))


def is_feasible(requires: Requires, args: Sequence[Argument], facts: Facts) -> bool:
    """Can a call with these arguments take the path?"""
    return all(_known(args[index], facts).meet(need) is not None for index, need in requires if index < len(args))


def _known(arg: Argument, facts: Facts) -> Value:
    return UNKNOWN if arg is None else arg if isinstance(arg, Value) else facts.get(arg)


def lifted(requires: Requires, args: Sequence[Argument], facts: Facts) -> Requires:
    """The callee's needs as needs of the caller's own parameters, with those of the caller's path."""
    mine = dict(required(facts))
    for index, need in requires:
        arg = args[index] if index < len(args) else None
        if isinstance(arg, Place) and isinstance(arg.root, Param) and not arg.steps:
            known = mine.get(arg.root.index, UNKNOWN).meet(need)
            mine[arg.root.index] = known if known is not None else need
    return tuple(sorted(mine.items()))


def joined(one: Requires, two: Requires) -> Requires:
    """What holds on both paths."""
    theirs = dict(two)
    both = ((index, value.join(theirs[index])) for index, value in one if index in theirs)
    return tuple((index, value) for index, value in both if value != UNKNOWN)
