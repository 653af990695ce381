"""What a path needs of the function's parameters, so that `foo(dev, false)` does not get the locks of `if (locked)`.

A need is about a parameter itself, or about a test of it (`flags & 4`): then `test` has the operators and numbers.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Sequence
from functools import reduce

from lockscan.locks.facts import UNKNOWN, Facts, Key, Value, one_of
from lockscan.locks.place import Element, Param, Place

Test = tuple[str, ...]
Need = tuple[int, Test, Value]
Requires = tuple[tuple[Need, ...], ...]  # alternatives, one of which has to hold altogether; () asks for nothing
Argument = Value | Key | None
_MANY = 4  # alternatives beyond which all are kept as what they have in common

# A name is a constant whose header is not there.
_TEST = re.compile(r"(==|<=|>=|[<>&|^+-])(-?\d+)|(&)([A-Z][A-Z0-9_]+)")
_APPLY: dict[str, Callable[[int, int], int]] = {
    "==": lambda left, right: int(left == right),
    "<=": lambda left, right: int(left <= right),
    ">=": lambda left, right: int(left >= right),
    "<": lambda left, right: int(left < right),
    ">": lambda left, right: int(left > right),
    "&": operator.and_,
    "|": operator.or_,
    "^": operator.xor,
    "+": operator.add,
    "-": operator.sub,
}


def is_parameter(key: Key) -> bool:
    """Is it a parameter, or a test of one? Callers may know its value."""
    return isinstance(key, Place) and isinstance(key.root, Param) and _test(key) is not None


def _test(place: Place) -> Test | None:
    found: list[str] = []
    for step in place.steps:
        if not isinstance(step, Element) or _TEST.fullmatch(step.key) is None:
            return None
        found.append(step.key)
    return tuple(found)


def required(facts: Facts) -> Requires:
    """What the path's facts say about parameters."""
    found = needs(facts)
    return (found,) if found else ()


def needs(facts: Facts) -> tuple[Need, ...]:
    """Everything that the facts say about parameters, in order."""
    found = []
    for key, value in facts:
        if isinstance(key, Place) and isinstance(key.root, Param):
            test = _test(key)
            if test is not None:
                found.append((key.root.index, test, value))
    return tuple(sorted(found, key=lambda need: need[:2]))


def is_feasible(requires: Requires, args: Sequence[Argument], facts: Facts) -> bool:
    """Can a call with these arguments take the path?"""
    return not requires or any(_is_met(alternative, args, facts) for alternative in requires)


def _is_met(alternative: tuple[Need, ...], args: Sequence[Argument], facts: Facts) -> bool:
    given = ((need, _known(args[index], test, facts)) for index, test, need in alternative if index < len(args))
    return all(known.meet(need) is not None for need, known in given)


def with_needs(facts: Facts, requires: Requires, args: Sequence[Argument]) -> Facts:
    """What the caller knows of variables that it passed, once it is known which way out the call took."""
    possible = [alternative for alternative in requires if _is_met(alternative, args, facts)]
    for index, test, need in reduce(_common, possible) if possible else ():
        arg = args[index] if index < len(args) else None
        if arg is None or isinstance(arg, Value) or (test and not isinstance(arg, Place)):
            continue
        key = _tested(arg, test) if isinstance(arg, Place) else arg
        known = facts.get(key).meet(need)
        facts = facts if known is None else facts.learn(key, known)
    return facts


def _known(arg: Argument, test: Test, facts: Facts) -> Value:
    if arg is None:
        return UNKNOWN
    if not test:
        return arg if isinstance(arg, Value) else facts.get(arg)
    told = facts.get(_tested(arg, test)) if isinstance(arg, Place) else UNKNOWN
    value = arg if isinstance(arg, Value) else facts.get(arg)
    found = [_evaluate(number, test) for number in value.numbers]
    return told if None in found else one_of(number for number in found if number is not None) or told


def _tested(place: Place, test: Test) -> Place:
    return place.then(*(Element(step) for step in test))


def _evaluate(number: int, test: Test) -> int | None:
    """None when it hangs on a constant that is not known; but nothing is in common with 0."""
    for step in test:
        found = _TEST.fullmatch(step)
        assert found is not None
        if found[1]:
            number = _APPLY[found[1]](number, int(found[2]))
        elif number != 0:
            return None
    return number


def lifted(requires: Requires, args: Sequence[Argument], facts: Facts) -> Requires:
    """The callee's needs as needs of the caller's own parameters, with those of the caller's path."""
    mine = needs(facts)
    if not requires:
        return (mine,) if mine else ()
    possible = (alternative for alternative in requires if _is_met(alternative, args, facts))
    return _bounded([_lifted(alternative, args, mine) for alternative in possible])


def _lifted(alternative: tuple[Need, ...], args: Sequence[Argument], mine: tuple[Need, ...]) -> tuple[Need, ...]:
    both = {(index, test): value for index, test, value in mine}
    for index, test, need in alternative:
        arg = args[index] if index < len(args) else None
        if isinstance(arg, Place) and isinstance(arg.root, Param) and not arg.steps:
            key = (arg.root.index, test)
            known = both.get(key, UNKNOWN).meet(need)
            both[key] = known if known is not None else need
    return tuple((index, test, value) for (index, test), value in sorted(both.items(), key=lambda pair: pair[0]))


def asks_no_more(one: Requires, two: Requires) -> bool:
    """Does whatever meets `two` meet `one`, as far as that is plain to see?"""
    return not one or (bool(two) and all(any(set(a) <= set(b) for a in one) for b in two))


def size(requires: Requires) -> int:
    """How much is asked for, to choose between witnesses."""
    return min((len(alternative) for alternative in requires), default=0)


def joined(one: Requires, two: Requires) -> Requires:
    """What one path or the other needs."""
    return _bounded([*one, *two]) if one and two else ()


def _bounded(alternatives: list[tuple[Need, ...]]) -> Requires:
    distinct = list(dict.fromkeys(alternatives))
    if () in distinct or not distinct:
        return ()
    if len(distinct) <= _MANY:
        return tuple(distinct)
    common = reduce(_common, distinct)
    return (common,) if common else ()


def _common(one: tuple[Need, ...], two: tuple[Need, ...]) -> tuple[Need, ...]:
    theirs = {(index, test): value for index, test, value in two}
    both = ((index, test, value.join(theirs[index, test])) for index, test, value in one if (index, test) in theirs)
    return tuple(need for need in both if need[2] != UNKNOWN)
