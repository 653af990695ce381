"""Values and facts obey the lattice laws, and tests refine them to exactly the numbers that pass."""

from __future__ import annotations

import operator

from hypothesis import given
from hypothesis import strategies as st

from lockscan.locks.facts import UNKNOWN, Facts, Sign, Value, constant, mirrored, refine
from lockscan.locks.place import DEREF, Field, Local, Param, Place
from tests.unit.locks.strategies import allows, facts, keys, numbers, operators, places, values

_OPERATORS = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
}


@given(values, values, values)
def test_value_join_is_a_join(a: Value, b: Value, c: Value) -> None:
    assert a.join(b) == b.join(a)
    assert a.join(a) == a
    assert a.join(b).join(c) == a.join(b.join(c))
    assert a.leq(a.join(b))
    assert b.leq(a.join(b))


@given(values, values)
def test_value_order_is_antisymmetric(a: Value, b: Value) -> None:
    if a.leq(b) and b.leq(a):
        assert a == b


@given(values, values, numbers)
def test_meet_keeps_what_both_allow(a: Value, b: Value, number: int) -> None:
    met = a.meet(b)
    if allows(a, number) and allows(b, number):
        assert met is not None
        assert allows(met, number)
    elif met is not None:
        assert not allows(met, number)


@given(values, operators, numbers, st.booleans(), numbers)
def test_refine_never_loses_a_number_that_passes(value: Value, op: str, bound: int, truth: bool, number: int) -> None:
    passes = allows(value, number) and _OPERATORS[op](number, bound) == truth
    refined = refine(value, op, bound, truth)
    if passes:
        assert refined is not None
        assert allows(refined, number)
    if refined is not None:
        assert refined.leq(value)


@given(numbers, operators, numbers)
def test_refine_decides_constants(number: int, op: str, bound: int) -> None:
    assert (refine(constant(number), op, bound, truth=True) is not None) == _OPERATORS[op](number, bound)


@given(numbers, operators, numbers)
def test_mirrored_means_the_same(left: int, op: str, right: int) -> None:
    assert _OPERATORS[op](left, right) == _OPERATORS[mirrored(op)](right, left)


@given(facts, facts)
def test_facts_join_knows_no_more_than_either_side(a: Facts, b: Facts) -> None:
    joined = a.join(b)
    assert a.leq(joined)
    assert b.leq(joined)
    assert dict(joined) == dict(b.join(a))


@given(facts, facts, facts)
def test_facts_join_is_associative(a: Facts, b: Facts, c: Facts) -> None:
    assert dict(a.join(b).join(c)) == dict(a.join(b.join(c)))


@given(facts, keys, values)
def test_what_was_learned_last_is_known(known: Facts, key: Place | int, value: Value) -> None:
    assert known.learn(key, value).get(key) == value
    assert known.learn(key, value).learn(key, UNKNOWN).get(key) == UNKNOWN


@given(facts, places)
def test_forgetting_a_place_forgets_what_is_reached_from_it(known: Facts, place: Place) -> None:
    left = known.without(known.under(place))
    assert all(
        not (isinstance(k, Place) and k.root == place.root and k.steps[: len(place.steps)] == place.steps)
        for k, _ in left
    )


def test_writing_a_member_forgets_it_for_every_object() -> None:
    busy = Place(Param(0, "a"), (DEREF, Field("dev", "busy")))
    local = Place(Local("ret", "f"))
    known = Facts().learn(busy, constant(1)).learn(local, constant(0))
    assert known.without(known.through(Field("dev", "busy"))) == Facts().learn(local, constant(0))
    assert known.without(known.through(Field("dev", "idle"))) == known


def test_only_the_keys_named_are_forgotten() -> None:
    busy = Place(Param(0, "a"), (DEREF, Field("dev", "busy")))
    idle = Place(Param(0, "a"), (DEREF, Field("dev", "idle")))
    known = Facts().learn(busy, constant(1)).learn(idle, constant(0)).learn(7, constant(2))
    assert known.forget(frozenset({busy})) == Facts().learn(idle, constant(0)).learn(7, constant(2))


def test_number_of_facts_is_bounded() -> None:
    known = Facts()
    for number in range(1000):
        known = known.learn(number, Value(Sign.ZERO))
    assert len(known.known) < 100
    assert known.get(999) == Value(Sign.ZERO)
