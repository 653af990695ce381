"""What the quick decorator makes is what the standard one makes, but for the lock on assignment."""

from __future__ import annotations

import pickle
from dataclasses import fields, replace

from lockscan.frozen import dataclass


@dataclass(frozen=True, slots=True)
class Point:
    x: int
    y: int = 0


@dataclass(frozen=True, slots=True, order=True)
class Version:
    number: int


@dataclass(frozen=True, slots=True)
class Own:
    name: str

    def __hash__(self) -> int:
        return 7


@dataclass(frozen=True, slots=True, eq=False)
class Same:
    name: str


@dataclass(slots=True)
class Loose:
    name: str


def test_values_are_equal_and_hash_by_their_fields() -> None:
    assert Point(1) == Point(1, 0) != Point(1, 2)
    assert len({Point(1), Point(1, 0), Point(2)}) == 2
    assert Point(1) != Version(1)


def test_values_have_slots_fields_and_patterns() -> None:
    assert Point.__slots__ == ("x", "y")  # type: ignore[attr-defined] # made by the decorator
    assert [field.name for field in fields(Point)] == ["x", "y"]
    assert replace(Point(1), y=5) == Point(1, 5)
    match Point(3, 4):
        case Point(x, y):
            assert (x, y) == (3, 4)


def test_values_pickle() -> None:
    assert pickle.loads(pickle.dumps(Point(1, 2))) == Point(1, 2)


def test_arguments_mean_what_they_mean() -> None:
    assert Version(1) < Version(2)
    assert hash(Own("a")) == 7
    assert Own("a") == Own("a")
    assert Same("a") != Same("a")
    assert Loose.__hash__ is None  # type: ignore[comparison-overlap] # mypy takes it for object's
