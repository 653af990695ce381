"""What a path needs of the function's parameters, so that `foo(dev, false)` does not get the locks of `if (locked)`.

A need is about a parameter itself, or about memory behind one as it was at entry (`dev->polled`: then its source is the
place), or about a test of either (`flags & 4`): then `test` has the operators and numbers.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from functools import cache, lru_cache, reduce

from lockscan.frozen import dataclass
from lockscan.locks.facts import NO_FACTS, NONZERO, UNKNOWN, Facts, Key, Value, constant, one_of
from lockscan.locks.place import Element, Param, Place, constant_name

Test = tuple[str, ...]
Source = int | Place  # a parameter's number, or memory that a parameter leads to
Need = tuple[Source, Test, Value]
Requires = tuple[tuple[Need, ...], ...]  # alternatives, one of which has to hold altogether; () asks for nothing
Argument = Value | Key | None
_NONZERO = Value(NONZERO)
_FEW_PLACES = 3  # that a path may ask callers about
_MOST_NEEDS = 12  # a switch asks several things of one place
_MOST_KNOWN = 16_384  # places that are remembered with what they ask: the same few are looked at again and again
_MANY = 4  # alternatives beyond which all are kept as what they have in common


@dataclass(frozen=True, slots=True)
class Seen:
    """A callee's memory as its caller names it. `now`: where the caller's facts are about what the callee will find;
    `entry`: where that still is what the caller itself has found at its entry. None where neither can be told."""

    now: Place | None
    entry: Place | None


@dataclass(frozen=True, slots=True, eq=False)
class Arguments:
    """What is known of a call's arguments, and of the memory behind them that the callee asks for."""

    values: tuple[Argument, ...] = ()
    memory: Mapping[Place, Seen] = field(default_factory=dict)

    def __getitem__(self, index: int) -> Argument:
        return self.values[index] if index < len(self.values) else None


NO_ARGUMENTS = Arguments()


# A name is a constant whose header is not there.
_TEST = re.compile(r"(==|<=|>=|[<>&|^+-])(-?\d+)|(&)([A-Z][A-Z0-9_]+)|(==#)(\w+)")
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


def required(facts: Facts, memory: Facts = NO_FACTS) -> Requires:
    """What the path's facts say about parameters, and about `memory` as it was at entry."""
    found = needs(facts, memory)
    return (found,) if found else ()


def needs(facts: Facts, memory: Facts = NO_FACTS) -> tuple[Need, ...]:
    """Everything that the facts say about parameters, in order."""
    found: list[Need] = []
    for key, value in facts.known.items():
        if isinstance(key, Place) and isinstance(key.root, Param):
            test = _test(key) if key.steps else ()
            if test is not None:
                found.append((key.root.index, test, value))
    if memory:
        found.extend((*split(key), value) for key, value in memory if isinstance(key, Place))
    return tuple(sorted(found, key=_order)) if len(found) > 1 else tuple(found)


@lru_cache(maxsize=_MOST_KNOWN)
def split(key: Place) -> tuple[Place, Test]:
    """The place that is tested, and the operators and numbers."""
    end = len(key.steps)
    test: list[str] = []
    while end and isinstance(step := key.steps[end - 1], Element) and _TEST.fullmatch(step.key):
        test.insert(0, step.key)
        end -= 1
    return (Place(key.root, key.steps[:end]), tuple(test)) if test else (key, ())


def _order(need: Need) -> tuple[str, Test]:
    return _text(need[0]), need[1]


@cache
def _text(source: Source) -> str:
    return str(source)


def sources(requires: Iterable[Requires]) -> frozenset[Place]:
    """The memory that these ask for."""
    return frozenset(need[0] for one in requires for part in one for need in part if isinstance(need[0], Place))


def is_feasible(requires: Requires, args: Arguments, facts: Facts) -> bool:
    """Can a call with these arguments take the path?"""
    return not requires or any(_is_met(alternative, args, facts) for alternative in requires)


def _is_met(alternative: tuple[Need, ...], args: Arguments, facts: Facts) -> bool:
    values, memory = args.values, args.memory
    for source, test, need in alternative:
        if isinstance(source, int):
            given = values[source] if source < len(values) else None
        else:
            seen = memory.get(source)
            given = None if seen is None else seen.now
        if given is not None:
            known = _known(given, test, facts)
            if known is not UNKNOWN and known.meet(need) is None:
                return False
    return True


def with_needs(facts: Facts, requires: Requires, args: Arguments) -> Facts:
    """What the caller knows of variables that it passed, once it is known which way out the call took."""
    possible = [alternative for alternative in requires if _is_met(alternative, args, facts)]
    for source, test, need in reduce(_common, possible) if possible else ():
        arg = args[source] if isinstance(source, int) else None
        if arg is None or isinstance(arg, Value) or (test and not isinstance(arg, Place)):
            continue
        key = _tested(arg, test) if isinstance(arg, Place) else arg
        known = facts.get(key).meet(need)
        facts = facts if known is None else facts.learn(key, known)
    return facts


def _known(arg: Value | Key, test: Test, facts: Facts) -> Value:
    if not test:
        return arg if isinstance(arg, Value) else facts.get(arg)
    told = facts.get(_tested(arg, test)) if isinstance(arg, Place) else UNKNOWN
    if told == UNKNOWN and isinstance(arg, Place) and test[-1].startswith("==#"):
        name = constant_name(arg) or known_name(_tested(arg, test[:-1]), facts)
        return UNKNOWN if name is None else constant(int(name == test[-1][3:]))
    value = arg if isinstance(arg, Value) else facts.get(arg)
    if not value.numbers:
        return told
    found = [_evaluate(number, test) for number in value.numbers]
    return told if None in found else one_of(number for number in found if number is not None) or told


def known_name(place: Place, facts: Facts) -> str | None:
    """The constant, of which only the name is known, that the place is known to have the value of."""
    count = len(place.steps)
    for key, value in facts:
        if not isinstance(key, Place) or len(key.steps) != count + 1 or key.root != place.root:
            continue
        last = key.steps[-1]
        is_name = isinstance(last, Element) and last.key.startswith("==#") and key.steps[:-1] == place.steps
        if is_name and isinstance(last, Element) and value.leq(_NONZERO):
            return last.key[3:]
    return None


@lru_cache(maxsize=_MOST_KNOWN)
def _tested(place: Place, test: Test) -> Place:
    return place.then(*[Element(step) for step in test])


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


@dataclass(slots=True, eq=False)
class Lift:
    """One call on one path: turns the callee's needs into those of the caller's own parameters, and adds its path's.

    Usages of one callee share their needs, which are looked at once.
    """

    args: Arguments
    facts: Facts
    mine: Requires  # one alternative at most
    _known: dict[int, tuple[Requires, Requires | None]] = field(default_factory=dict)

    def of(self, requires: Requires) -> Requires | None:
        """None when the call cannot take the path."""
        if not requires:
            return self.mine
        known = self._known.get(id(requires))
        if known is None:
            args, facts = self.args, self.facts
            possible = [alternative for alternative in requires if _is_met(alternative, args, facts)]
            mine = self.mine[0] if self.mine else ()
            found = _bounded([_lifted(alternative, args, mine) for alternative in possible]) if possible else None
            known = self._known[id(requires)] = (requires, found)
        return known[1]


def _lifted(alternative: tuple[Need, ...], args: Arguments, mine: tuple[Need, ...]) -> tuple[Need, ...]:
    more = [(above, test, need) for source, test, need in alternative if (above := _above(source, args)) is not None]
    if not more or not mine:
        return tuple(sorted(more, key=_order)) if more else mine
    both = {(source, test): value for source, test, value in mine}
    is_full = is_many(mine)
    for source, test, need in more:
        if is_full and isinstance(source, Place) and (source, test) not in both:
            continue
        known = both.get((source, test), UNKNOWN).meet(need)
        both[source, test] = known if known is not None else need
    return tuple(sorted(((source, test, value) for (source, test), value in both.items()), key=_order))


def is_many(needs_of_path: Sequence[Need]) -> bool:
    """Is more memory asked for than can be followed upwards with profit?"""
    return len(needs_of_path) >= _FEW_PLACES and (
        len(needs_of_path) > _MOST_NEEDS or len({need[0] for need in needs_of_path}) >= _FEW_PLACES
    )


def _above(source: Source, args: Arguments) -> Source | None:
    """The caller's own parameter, or memory behind one that is as it was at entry."""
    if isinstance(source, Place):
        seen = args.memory.get(source)
        return None if seen is None else seen.entry
    arg = args[source]
    return arg.root.index if isinstance(arg, Place) and isinstance(arg.root, Param) and not arg.steps else None


def asks_no_more(one: Requires, two: Requires) -> bool:
    """Does whatever meets `two` meet `one`, as far as that is plain to see?"""
    return not one or one == two or (bool(two) and all(any(set(a) <= set(b) for a in one) for b in two))


def size(requires: Requires) -> int:
    """How much is asked for, to choose between witnesses."""
    return min((len(alternative) for alternative in requires), default=0)


def joined(one: Requires, two: Requires) -> Requires:
    """What one path or the other needs."""
    if one is two or one == two:
        return one
    return _bounded([*one, *two]) if one and two else ()


def _bounded(alternatives: list[tuple[Need, ...]]) -> Requires:
    """A few alternatives: where there are more, what they say about memory goes first."""
    if len(alternatives) < 2:
        return tuple(alternatives) if all(alternatives) else ()
    distinct = list(dict.fromkeys(alternatives))
    if len(distinct) > _MANY:
        distinct = list(dict.fromkeys(tuple(_plain(alternative)) for alternative in distinct))
    if () in distinct or not distinct:
        return ()
    if len(distinct) <= _MANY:
        return tuple(distinct)
    common = reduce(_common, distinct)
    return (common,) if common else ()


def _plain(alternative: tuple[Need, ...]) -> Iterator[Need]:
    return (need for need in alternative if isinstance(need[0], int))


def without_memory(requires: Requires) -> Requires:
    """What is asked of the parameters themselves."""
    return _bounded([tuple(_plain(alternative)) for alternative in requires])


def _common(one: tuple[Need, ...], two: tuple[Need, ...]) -> tuple[Need, ...]:
    theirs = {(source, test): value for source, test, value in two}
    both = ((source, test, value.join(theirs[source, test])) for source, test, value in one if (source, test) in theirs)
    return tuple(need for need in both if need[2] != UNKNOWN)
