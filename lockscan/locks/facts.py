"""What a path knows about values: signs and numbers of variables and results, and how tests refine them.

A `Value` is a non-empty subset of {negative, zero, positive}, with the numbers that it may be where they are few.
Facts map keys (a place, or the number of a result) to values; a key that is missing may have any value. Facts form a
lattice: `join` keeps what both sides know.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import field
from enum import IntFlag

from lockscan.frozen import dataclass
from lockscan.locks.place import Field, Place


class Sign(IntFlag):
    """Bits of a sign set."""

    NEGATIVE = 1
    ZERO = 2
    POSITIVE = 4


ANY = Sign.NEGATIVE | Sign.ZERO | Sign.POSITIVE
NONZERO = Sign.NEGATIVE | Sign.POSITIVE
_MANY_KEYS = 64  # facts beyond this many are forgotten, oldest key first: keeps a state's size bounded


_MANY_NUMBERS = 4  # a value that may be one of more numbers than this is known by its signs only


@dataclass(frozen=True, slots=True)
class Value:
    """A set of signs; `numbers`, sorted, are all the numbers that it may be, where those are few and known."""

    signs: Sign
    numbers: tuple[int, ...] = ()

    @property
    def constant(self) -> int | None:
        """The only number that it may be."""
        return self.numbers[0] if len(self.numbers) == 1 else None

    def join(self, other: Value) -> Value:
        if self == other:
            return self
        both = tuple(sorted({*self.numbers, *other.numbers})) if self.numbers and other.numbers else ()
        return Value(self.signs | other.signs, both if len(both) <= _MANY_NUMBERS else ())

    def meet(self, other: Value) -> Value | None:
        """None when no value is in both."""
        if other.signs is ANY and not other.numbers:
            return self
        signs = self.signs & other.signs
        if not self.numbers and not other.numbers:
            return Value(signs) if signs else None
        numbers = self.numbers or other.numbers
        if self.numbers and other.numbers:
            numbers = tuple(number for number in numbers if number in other.numbers)
        return one_of(number for number in numbers if sign_of(number) & signs)

    def leq(self, other: Value) -> bool:
        """Is every value of this one a value of `other`?"""
        if other.numbers and not (self.numbers and set(self.numbers) <= set(other.numbers)):
            return False
        return self.signs & ~other.signs == 0


UNKNOWN = Value(ANY)
NOT_NULL = Value(Sign.POSITIVE)
ERROR = Value(Sign.NEGATIVE | Sign.ZERO)  # an error pointer, or NULL


def sign_of(number: int) -> Sign:
    return Sign.ZERO if number == 0 else Sign.POSITIVE if number > 0 else Sign.NEGATIVE


def constant(number: int) -> Value:
    return Value(sign_of(number), (number,))


def one_of(numbers: Iterable[int]) -> Value | None:
    """The value that is one of these few numbers; None when there are none."""
    known = tuple(sorted(set(numbers)))
    if not known:
        return None
    signs = Sign(0)
    for number in known:
        signs |= sign_of(number)
    return Value(signs, known)


Key = Place | int


@dataclass(frozen=True, slots=True, eq=False)
class Facts:
    """An immutable map from keys to values. Equal when they know the same, in whatever order it was learned."""

    known: Mapping[Key, Value] = field(default_factory=dict)
    _hash: int = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_hash", hash(frozenset(self.known.items())))

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        return isinstance(other, Facts) and self._hash == other._hash and self.known == other.known

    def __bool__(self) -> bool:
        return bool(self.known)

    def __iter__(self) -> Iterator[tuple[Key, Value]]:
        return iter(self.known.items())

    def get(self, key: Key) -> Value:
        return self.known.get(key, UNKNOWN)

    def learn(self, key: Key, value: Value) -> Facts:
        """`key` has `value` from now on; learning ANY forgets the key."""
        if self.known.get(key, UNKNOWN) == value:
            return self
        changed = dict(self.known)
        changed.pop(key, None)
        if value != UNKNOWN:
            changed[key] = value
        if len(changed) > _MANY_KEYS:
            del changed[next(iter(changed))]
        return Facts(changed)

    def forget_field(self, record: str, name: str) -> Facts:
        """Forgets every place that ends in, or goes through, that member."""
        step = Field(record, name)
        return self._without(lambda key: isinstance(key, Place) and step in key.steps)

    def forget_under(self, place: Place) -> Facts:
        """Forgets `place` and everything reached from it."""
        count = len(place.steps)
        return self._without(
            lambda key: isinstance(key, Place) and key.root == place.root and key.steps[:count] == place.steps
        )

    def forget(self, keys: frozenset[Key]) -> Facts:
        """Forgets these keys."""
        return self._without(keys.__contains__)

    def _without(self, drop: Callable[[Key], bool]) -> Facts:
        dropped = [key for key in self.known if drop(key)]
        if not dropped:
            return self
        return Facts({key: value for key, value in self.known.items() if key not in dropped})

    def join(self, other: Facts) -> Facts:
        """What holds on both sides."""
        if self == other:
            return self
        joined = ((key, value.join(other.get(key))) for key, value in self.known.items())
        kept = {key: value for key, value in joined if value != UNKNOWN}
        return self if kept == self.known else Facts(kept)

    def leq(self, other: Facts) -> bool:
        """Does this know at least what `other` knows?"""
        return all(self.get(key).leq(value) for key, value in other.known.items())


NO_FACTS = Facts()

_COMPARED = {  # value ⟨op⟩ 0 is true: which signs remain
    "==": Sign.ZERO,
    "!=": NONZERO,
    "<": Sign.NEGATIVE,
    ">": Sign.POSITIVE,
    "<=": Sign.NEGATIVE | Sign.ZERO,
    ">=": Sign.ZERO | Sign.POSITIVE,
}
_NEGATED = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
_MIRRORED = {"==": "==", "!=": "!=", "<": ">", ">": "<", "<=": ">=", ">=": "<="}


def negated(op: str) -> str:
    """`!(x < y)` is `x >= y`."""
    return _NEGATED[op]


def mirrored(op: str) -> str:
    """`0 < x` is `x > 0`."""
    return _MIRRORED[op]


def is_comparison(op: str) -> bool:
    return op in _COMPARED


def refine(value: Value, op: str, number: int, truth: bool) -> Value | None:
    """`value` after `value ⟨op⟩ number` turned out as `truth`; None when it cannot have."""
    op = op if truth else _NEGATED[op]
    if value.numbers:
        return one_of(known for known in value.numbers if holds(known, op, number))
    if op == "==":
        return value.meet(constant(number))
    if number == 0:
        return value.meet(Value(_COMPARED[op]))
    allowed = ANY
    if op in ("<", "<=") and number < 0:
        allowed = Sign.NEGATIVE
    elif op in (">", ">=") and number > 0:
        allowed = Sign.POSITIVE
    elif (op, number) == ("<", 1):
        allowed = Sign.NEGATIVE | Sign.ZERO
    elif (op, number) == (">", -1):
        allowed = Sign.ZERO | Sign.POSITIVE
    return value.meet(Value(allowed))


def holds(left: int, op: str, right: int) -> bool:
    """Is `left ⟨op⟩ right` true?"""
    match op:
        case "==":
            return left == right
        case "!=":
            return left != right
        case "<":
            return left < right
        case ">":
            return left > right
        case "<=":
            return left <= right
        case _:
            return left >= right
