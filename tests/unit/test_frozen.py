"""What the quick decorator makes is what the standard one makes, but for the lock on assignment."""

from __future__ import annotations

import pickle
from dataclasses import field, fields, replace

import pytest

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


@dataclass(frozen=True, slots=True)
class Counted:
    name: str
    places: list[int] = field(default_factory=list)
    note: str = field(default="", compare=False, repr=False)
    length: int = field(init=False, compare=False)
    asked: int = field(default=0, init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "length", len(self.name))


@dataclass(frozen=True, slots=True)
class Named:
    """With a method of its own in the place of each of the decorator's."""

    name: str

    def __init__(self, *parts: str) -> None:
        object.__setattr__(self, "name", "".join(parts))

    def __repr__(self) -> str:
        return self.name

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Named)

    def __hash__(self) -> int:
        return 7


@dataclass(frozen=True, slots=True)
class Pair:
    left: int
    right: int = 0


class Child(Point):
    """No dataclass itself."""


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


def test_defaults_and_what_follows_from_the_fields() -> None:
    first, second = Counted("abc", note="one"), Counted("abc")
    assert first == second
    assert first.places is not second.places
    assert (first.length, first.asked, Counted("a", [1]).places) == (3, 0, [1])
    assert repr(first) == "Counted(name='abc', places=[], length=3)"
    with pytest.raises(TypeError, match="missing 1 required positional argument: 'name'"):
        Counted()  # type: ignore[call-arg]


def test_methods_of_the_class_itself_stay() -> None:
    assert repr(Named("a", "b")) == "ab"
    assert Named("a") == Named("b")
    assert hash(Named("c")) == 7


def test_a_subclass_has_the_same_methods() -> None:
    for _ in range(2):
        assert Child(1, y=2) == Child(1, 2) != Point(1, 2)
        assert hash(Child(1)) == hash(Point(1))


def test_a_value_that_holds_something_mutable_has_no_hash() -> None:
    with pytest.raises(TypeError, match="unhashable"):
        hash(Counted("a"))


def test_values_that_have_an_order_are_compared_with_their_kind_alone() -> None:
    assert (Version(1) <= Version(1) < Version(2), Version(1) >= Version(2), Version(2) > Version(1)) == (
        True,
        False,
        True,
    )
    with pytest.raises(TypeError):
        Version(1) < Point(1)  # type: ignore[operator] # noqa: B015 -- it raises


def test_methods_of_one_shape_name_their_own_fields() -> None:
    other = Pair(left=1, right=2)
    assert (other.left, other.right, Point(x=1, y=2).y) == (1, 2, 2)
    assert other == Pair(1, 2) != Pair(1, 3)
    with pytest.raises(TypeError, match="got an unexpected keyword argument 'x'"):
        Pair(x=1, y=2)  # type: ignore[call-arg]


def test_fields_are_not_inherited() -> None:
    with pytest.raises(TypeError, match="all its fields are its own"):
        dataclass(frozen=True, slots=True)(Child)


def test_a_method_may_be_called_first_in_several_threads_at_once() -> None:
    """Each that still sees the method that writes the other one writes it."""
    first = Pair.__repr__
    assert first(Pair(1, 2)) == first(Pair(1, 2)) == "Pair(left=1, right=2)"
