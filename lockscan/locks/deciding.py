"""What tests and assignments do to facts: which branches a path can take, and what it knows after them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from lockscan.locks.actions import Assign, Branch, Check, Choice, Errno, Query
from lockscan.locks.arguments import argument_of, copied, outlives_zero
from lockscan.locks.copying import replace
from lockscan.locks.facts import ERROR, NO_FACTS, UNKNOWN, Facts, Key, Sign, Value, constant, negated, one_of, refine
from lockscan.locks.place import Element, Field, Place, is_named
from lockscan.locks.requires import is_many, known_name, needs

_ZERO = constant(0)
_NONZERO = Value(Sign.NEGATIVE | Sign.POSITIVE)
Clause = tuple[Key, str, int, bool]


def passed(branch: Branch, facts: Facts) -> Facts | None:
    """What is known on an edge; None when the path cannot take it."""
    known = facts.forget(branch.polled) if branch.polled else facts
    return known if branch.condition is None else _decided(branch.condition, known)


def learned(condition: Check | Choice, entry: Facts) -> Facts | None:
    """What is known of memory as it was at entry, after a test of it; no more of it than a few callers' facts."""
    known = _decided(condition, entry)
    return entry if known is not None and known is not entry and is_many(needs(NO_FACTS, entry)) else known


def _decided(condition: Check | Choice, facts: Facts) -> Facts | None:
    if isinstance(condition, Check):
        for clause in condition.clauses:
            told = _tested_argument(clause, facts)
            if told is None:
                return None
            facts = told
        return facts
    known = _chosen(condition, facts)
    argument = argument_of(condition.key, facts) if known is not None else None
    if known is None or argument is None:
        return known
    return _chosen(replace(condition, key=argument), known)


def _tested_argument(clause: Clause, facts: Facts) -> Facts | None:
    """What a test tells about a variable, and about the parameter that it still equals."""
    known = tested(clause, facts)
    if known is None or not facts.known:
        return known
    key, op, number, truth = clause
    if not isinstance(key, Place):
        return known
    is_nonzero = number == 0 and (op == "!=" if truth else op == "==")
    argument = argument_of(key, facts, is_nonzero=is_nonzero)
    return known if argument is None else tested((argument, op, number, truth), known)


def tested(clause: Clause, facts: Facts) -> Facts | None:
    """`facts` with what the test tells; None when it cannot have come out so.

    Signs cannot tell that a value is not 3, or more than 7: such a test is a fact of its own (`x==3`, `x>7`).
    """
    key, op, number, truth = clause
    before = facts.known.get(key, UNKNOWN)
    value = refine(before, op, number, truth)
    if value is None:
        return None
    known = facts if value is before or value == before else facts.relearn(key, before, value)
    if not isinstance(key, Place):
        return known
    if number == 0:
        return None if _contradicts_name(key, value, facts) else known
    if before.numbers:
        return known
    asked, is_so = _normal(key, op if truth else negated(op), number)
    told = facts.get(asked)
    if told != UNKNOWN:
        return known if (told == _ZERO) != is_so else None
    if op not in ("==", "!=") and _is_out_of_bounds(key, asked, is_so, facts):
        return None
    return known if value.numbers else known.learn(asked, constant(int(is_so)))


def _contradicts_name(key: Place, value: Value, facts: Facts) -> bool:
    """Constants of which only the names are known differ from each other: what is one of them is no other."""
    last = key.steps[-1] if key.steps else None
    if not isinstance(last, Element) or not last.key.startswith("==#") or not value.leq(_NONZERO):
        return False
    named = known_name(Place(key.root, key.steps[:-1]), facts)
    return named is not None and named != last.key[3:]


def _is_out_of_bounds(key: Place, asked: Place, is_so: bool, facts: Facts) -> bool:
    """More than 2 is more than 1, and at most 1 is at most 2."""
    bound = _bound(asked, key)
    assert bound is not None
    for other, told in facts:
        known = _bound(other, key)
        if known is not None and (told == _ZERO) == is_so and (known <= bound if is_so else known >= bound):
            return True
    return False


def _bound(asked: Key, key: Place) -> int | None:
    """The n of `key>n`."""
    if not isinstance(asked, Place) or asked.root != key.root or len(asked.steps) != len(key.steps) + 1:
        return None
    last = asked.steps[-1]
    if not isinstance(last, Element) or last.key[0] != ">" or asked.steps[:-1] != key.steps:
        return None
    text = last.key[1:].lstrip("-")
    return int(last.key[1:]) if text.isdecimal() else None


def contradicts(key: Key, value: Value, facts: Facts) -> bool:
    """Do these facts rule out that `key` has this value? `x==3` being false rules out 3."""
    if value.meet(facts.get(key)) is None:
        return True
    if not isinstance(key, Place) or not value.numbers:
        return False
    return all(facts.get(key.then(Element(f"=={number}"))) == _ZERO for number in value.numbers)


@lru_cache(maxsize=16_384)
def _normal(key: Place, op: str, number: int) -> tuple[Place, bool]:
    """`x >= 8` as (`x>7`, true), `x != 3` as (`x==3`, false)."""
    match op:
        case "==" | "!=":
            return key.then(Element(f"=={number}")), op == "=="
        case ">" | "<=":
            return key.then(Element(f">{number}")), op == ">"
        case _:
            return key.then(Element(f">{number - 1}")), op == ">="


def _chosen(choice: Choice, facts: Facts) -> Facts | None:
    value = facts.get(choice.key)
    if choice.names:
        return _chosen_by_name(choice, facts)
    if value.numbers:
        inside = [number for number in value.numbers if _is_in(number, choice.cases) != choice.negated]
        kept = one_of(inside)
        return None if kept is None else facts.learn(choice.key, kept)
    single = [low for low, high in choice.cases if low == high]
    if choice.negated:
        known: Facts | None = facts
        for number in single:
            known = tested((choice.key, "==", number, False), known) if known is not None else None
        return known
    if len(choice.cases) != 1 or not single:
        return facts
    return tested((choice.key, "==", single[0], True), facts)


def _chosen_by_name(choice: Choice, facts: Facts) -> Facts | None:
    """Some of the cases are constants of which only the names are known."""
    key = choice.key
    if not isinstance(key, Place) or facts.get(key).numbers:
        return facts
    named = known_name(key, facts)
    if named is not None:
        return facts if (named in choice.names) != choice.negated else None
    if not choice.negated and (choice.cases or len(choice.names) > 1):
        return facts
    known = _chosen(replace(choice, names=()), facts) if choice.cases else facts
    for name in choice.names:
        known = tested((is_named(key, name), "!=", 0, not choice.negated), known) if known is not None else None
    return known


def _is_in(number: int, cases: tuple[tuple[int, int], ...]) -> bool:
    return any(low <= number <= high for low, high in cases)


def assigned(action: Assign, facts: Facts) -> Sequence[Facts]:
    """What is known after an assignment: two answers where the value is that of a test that may go either way."""
    value = action.value
    if not isinstance(value, Query):
        return (_stored(action, _read(value, facts), facts),)
    reached = []
    for truth in (True, False):
        known = tested((*value.clause[:3], value.clause[3] == truth), facts)
        if known is not None:
            reached.append(_stored(action, value.yes if truth else _ZERO, known))
    return reached


def _read(value: Value | Key | Errno | None, facts: Facts) -> Value:
    if value is None:
        return UNKNOWN
    if isinstance(value, Value):
        return value
    if isinstance(value, Errno):
        return facts.get(value.key).meet(ERROR) or ERROR
    return facts.get(value)


def _stored(action: Assign, value: Value, facts: Facts) -> Facts:
    target = action.target
    if target is None:
        return facts.learn(action.key, value)
    stale = _stale(facts, target) if facts.known else ()
    if action.bits is None:
        if stale and value == _ZERO:
            stale = [key for key in stale if not outlives_zero(key, target)]
        after = facts.instead(stale, action.key, value)
        return after if action.parameter is None else copied(target, action.parameter, after)
    test = action.bits.test
    others = [key for key in stale if not _is_of_bits(key, target) or key == test]
    return facts.instead(others, test, _NONZERO if action.bits.is_set else _ZERO)


def _is_of_bits(key: Key, target: Place) -> bool:
    count = len(target.steps)
    if not isinstance(key, Place) or key.root != target.root or len(key.steps) != count + 1:
        return False
    last = key.steps[-1]
    return key.steps[:count] == target.steps and isinstance(last, Element) and last.key.startswith("&")


def _stale(facts: Facts, target: Place) -> Sequence[Key]:
    """What is known, but may not be true any more when `target` has been written."""
    last = target.steps[-1] if target.steps else None
    return facts.through(last) if isinstance(last, Field) else facts.under(target)
