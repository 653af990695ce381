"""Places name lvalues, travel from callee to caller, and have lockdep's class."""

from __future__ import annotations

import pytest

from lockscan.locks.place import (
    DEREF,
    Derived,
    Element,
    Field,
    Local,
    Param,
    Place,
    Static,
    Unknown,
    lock_class,
    substitute,
)

DEV = Place(Param(0, "dev"), (DEREF,))
LOCK = Field("foo", "lock")
CONTAINERS = frozenset({"sk_buff_head"})


@pytest.mark.parametrize(
    ("place", "text"),
    [
        (DEV.then(LOCK), "dev->lock"),
        (DEV, "*dev"),
        (Place(Static("lock")), "lock"),
        (Place(Local("d", "f")).then(LOCK), "d.lock"),
        (DEV.then(Field("foo", "q"), Element("i"), Field("queue", "lock")), "dev->q[i].lock"),
        (DEV.then(Field("foo", "next"), DEREF, LOCK), "dev->next->lock"),
        (Place(Derived("netdev_priv", DEV), (LOCK,)), "netdev_priv(*dev).lock"),
    ],
)
def test_places_read_like_source(place: Place, text: str) -> None:
    assert str(place) == text


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        (DEV.then(LOCK), "struct foo.lock"),
        (DEV.then(Field("foo", "q"), Field("queue", "lock")), "struct queue.lock"),
        (DEV.then(Field("foo", "txq"), Field("sk_buff_head", "lock")), "struct foo.txq.lock"),
        (DEV.then(Field("net", "sctp"), Field("", "addr_wq_lock")), "struct net.sctp.addr_wq_lock"),
        (Place(Static("biglock")), "biglock"),
        (Place(Static("biglock", "a.c")), "a.c:biglock"),
        (Place(Static("locks", "a.c")).then(Element("3")), "a.c:locks"),
        (DEV, ""),
        (DEV.then(Field("sk_buff_head", "lock")), ""),
    ],
)
def test_classes_are_those_of_lockdep(place: Place, expected: str) -> None:
    assert lock_class(place, CONTAINERS) == expected


def test_a_parameter_becomes_what_the_argument_points_to() -> None:
    inner = Place(Param(0, "lock"), (DEREF,))
    assert substitute(inner, [DEV.then(LOCK)], []) == DEV.then(LOCK)


def test_a_place_that_caller_and_callee_call_the_same_is_one_object() -> None:
    place = Place(Derived("netdev_priv", DEV.then(LOCK)), (LOCK,))
    for one in (DEV.then(LOCK), place):
        assert substitute(one, [DEV], [None]) is one
        other = substitute(one, [Place(Param(0, "other"), (DEREF,))], [None])
        assert other is not None
        assert str(other) == str(one).replace("dev->", "other->")
    by_value = Place(Param(0, "dev"))
    assert substitute(by_value, [None], [by_value]) is by_value


def test_a_parameter_by_value_becomes_the_variable() -> None:
    flags = Place(Param(1, "flags"))
    local = Place(Local("flags", "caller"))
    assert substitute(flags, [DEV, DEV], [DEV, local]) == local


def test_a_static_place_is_the_same_for_every_caller() -> None:
    place = Place(Static("lock", "a.c"))
    assert substitute(place, [], []) == place


def test_accessors_are_followed_through_calls() -> None:
    priv = Place(Derived("netdev_priv", DEV), (LOCK,))
    outer = Place(Static("the_dev"), (DEREF,))
    assert substitute(priv, [outer], []) == Place(Derived("netdev_priv", outer), (LOCK,))


@pytest.mark.parametrize("place", [Place(Local("x", "f")), Place(Unknown("?")), Place(Param(3, "missing"), (DEREF,))])
def test_what_the_caller_cannot_name_is_lost(place: Place) -> None:
    assert substitute(place, [DEV], [DEV]) is None


def test_unknown_roots_and_indices_are_not_exact() -> None:
    assert DEV.then(LOCK).is_exact
    assert not Place(Unknown("call3"), (LOCK,)).is_exact
    assert not DEV.then(Element("?")).is_exact
    assert not Place(Derived("netdev_priv", Place(Unknown("x")))).is_exact
