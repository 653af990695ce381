"""What a path knows about values: signs and numbers of variables and results, and how tests refine them.

A `Value` is a non-empty subset of {negative, zero, positive}, with the numbers that it may be where they are few.
Facts map keys (a place, or the number of a result) to values; a key that is missing may have any value. Facts form a
lattice: `join` keeps what both sides know.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from enum import IntEnum
from functools import cache, lru_cache
from typing import NamedTuple

from lockscan.frozen import dataclass
from lockscan.locks.place import Field, Place


class Sign(IntEnum):
    """Bits of a sign set, which is a plain number."""

    NEGATIVE = 1
    ZERO = 2
    POSITIVE = 4


ANY = Sign.NEGATIVE | Sign.ZERO | Sign.POSITIVE
NONZERO = Sign.NEGATIVE | Sign.POSITIVE
_MANY_KEYS = 64  # facts beyond this many are forgotten, oldest key first: keeps a state's size bounded


_MANY_NUMBERS = 4  # a value that may be one of more numbers than this is known by its signs only


class Value(NamedTuple):
    """A set of signs; `numbers`, sorted, are all the numbers that it may be, where those are few and known."""

    signs: int
    numbers: tuple[int, ...] = ()

    @property
    def constant(self) -> int | None:
        """The only number that it may be."""
        return self.numbers[0] if len(self.numbers) == 1 else None

    def join(self, other: Value) -> Value:
        if self == other:
            return self
        signs = self.signs | other.signs
        if not self.numbers or not other.numbers:
            return _OF_SIGNS[signs]
        both = tuple(sorted({*self.numbers, *other.numbers}))
        return Value(signs, both) if len(both) <= _MANY_NUMBERS else _OF_SIGNS[signs]

    def meet(self, other: Value) -> Value | None:
        """None when no value is in both."""
        if self is other or (other.signs == ANY and not other.numbers):
            return self
        signs = self.signs & other.signs
        if not self.numbers and not other.numbers:
            return _OF_SIGNS[signs] if signs else None
        numbers = self.numbers or other.numbers
        if self.numbers and other.numbers:
            numbers = tuple(number for number in numbers if number in other.numbers)
        return one_of(number for number in numbers if sign_of(number) & signs)

    def leq(self, other: Value) -> bool:
        """Is every value of this one a value of `other`?"""
        if other.numbers and not (self.numbers and set(self.numbers) <= set(other.numbers)):
            return False
        return self.signs & ~other.signs == 0


_OF_SIGNS = tuple(map(Value, range(ANY + 1)))
UNKNOWN = _OF_SIGNS[ANY]
NOT_NULL = _OF_SIGNS[Sign.POSITIVE]
ERROR = _OF_SIGNS[Sign.NEGATIVE | Sign.ZERO]  # an error pointer, or NULL


def sign_of(number: int) -> Sign:
    return Sign.ZERO if number == 0 else Sign.POSITIVE if number > 0 else Sign.NEGATIVE


@cache
def constant(number: int) -> Value:
    return Value(sign_of(number), (number,))


def one_of(numbers: Iterable[int]) -> Value | None:
    """The value that is one of these few numbers; None when there are none."""
    known = sorted(set(numbers))
    if len(known) < 2:
        return constant(known[0]) if known else None
    signs = 0
    for number in known:
        signs |= sign_of(number)
    return Value(signs, tuple(known))


Key = Place | int


@dataclass(frozen=True, slots=True, eq=False)
class Facts:
    """An immutable map from keys to values. Equal when they know the same, in whatever order it was learned."""

    known: Mapping[Key, Value] = field(default_factory=dict)
    digest: int = 0  # of all that is known, each of them by itself: what changes is told from what was

    def __hash__(self) -> int:
        return self.digest

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        return isinstance(other, Facts) and self.digest == other.digest and self.known == other.known

    def __bool__(self) -> bool:
        return bool(self.known)

    def __iter__(self) -> Iterator[tuple[Key, Value]]:
        return iter(self.known.items())

    def get(self, key: Key) -> Value:
        return self.known.get(key, UNKNOWN)

    def learn(self, key: Key, value: Value) -> Facts:
        """`key` has `value` from now on; learning ANY forgets the key."""
        before = self.known.get(key, UNKNOWN)
        return self if before is value or before == value else self.relearn(key, before, value)

    def relearn(self, key: Key, before: Value, value: Value) -> Facts:
        """The same, where `key` has had another value: `before`, which the caller has just looked up."""
        changed, digest = dict(self.known), self.digest
        if before is not UNKNOWN:
            del changed[key]
            digest ^= hash((key, before))
        if value != UNKNOWN:
            changed[key] = value
            digest ^= hash((key, value))
            if len(changed) > _MANY_KEYS:
                oldest = next(iter(changed))
                digest ^= hash((oldest, changed.pop(oldest)))
        return Facts(changed, digest)

    def through(self, step: Field) -> list[Key]:
        """The places that are known and end in, or go through, that member."""
        return [key for key in self.known if isinstance(key, Place) and step in key.steps]

    def under(self, place: Place) -> list[Key]:
        """Of what is known: `place` and everything reached from it."""
        root, steps = place.root, place.steps
        count = len(steps)
        return [
            key
            for key in self.known
            if isinstance(key, Place) and key.root == root and (not count or key.steps[:count] == steps)
        ]

    def forget(self, keys: frozenset[Key]) -> Facts:
        """Forgets these keys."""
        return self.without([key for key in self.known if key in keys])

    def without(self, dropped: Sequence[Key]) -> Facts:
        """Forgets these keys, all of which are known."""
        if not dropped:
            return self
        kept, digest = dict(self.known), self.digest
        for key in dropped:
            digest ^= hash((key, kept.pop(key)))
        return Facts(kept, digest)

    def instead(self, dropped: Sequence[Key], key: Key, value: Value) -> Facts:
        """Forgets these keys, all of which are known; and `key` has `value` from now on."""
        if not dropped:
            return self.learn(key, value)
        if key not in dropped or value == UNKNOWN:
            return self.without(dropped).learn(key, value)
        kept, digest = dict(self.known), self.digest ^ hash((key, value))
        for old in dropped:
            digest ^= hash((old, kept.pop(old)))
        kept[key] = value
        return Facts(kept, digest)

    def join(self, other: Facts) -> Facts:
        """What holds on both sides."""
        if self is other:
            return self
        theirs, digest = other.known, self.digest
        kept: dict[Key, Value] | None = None
        for key, value in self.known.items():
            told = theirs.get(key, UNKNOWN)
            if told is value:
                continue
            joined = value.join(told)
            if joined == value:
                continue
            if kept is None:
                kept = dict(self.known)
            digest ^= hash((key, value))
            if joined == UNKNOWN:
                del kept[key]
            else:
                kept[key] = joined
                digest ^= hash((key, joined))
        return self if kept is None else Facts(kept, digest)

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


@lru_cache(maxsize=4096)
def refine(value: Value, op: str, number: int, truth: bool) -> Value | None:
    """`value` after `value ⟨op⟩ number` turned out as `truth`; None when it cannot have."""
    op = op if truth else _NEGATED[op]
    if value.numbers:
        return one_of(known for known in value.numbers if holds(known, op, number))
    if op == "==":
        return value.meet(constant(number))
    if number == 0:
        return value.meet(_OF_SIGNS[_COMPARED[op]])
    allowed: int = ANY
    if op in ("<", "<=") and number < 0:
        allowed = Sign.NEGATIVE
    elif op in (">", ">=") and number > 0:
        allowed = Sign.POSITIVE
    elif (op, number) == ("<", 1):
        allowed = Sign.NEGATIVE | Sign.ZERO
    elif (op, number) == (">", -1):
        allowed = Sign.ZERO | Sign.POSITIVE
    return value.meet(_OF_SIGNS[allowed])


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
