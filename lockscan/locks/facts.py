"""What a path knows about values: sign sets and constants of variables and results, and how tests refine them.

A `Value` is a non-empty subset of {negative, zero, positive}, with a constant where one is known. Facts map
keys (a place, or the number of a result) to values; a key that is missing may have any value. Facts form a lattice:
`join` keeps what both sides know.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import IntFlag

from lockscan.locks.place import Field, Place


class Sign(IntFlag):
    """Bits of a sign set."""

    NEGATIVE = 1
    ZERO = 2
    POSITIVE = 4


ANY = Sign.NEGATIVE | Sign.ZERO | Sign.POSITIVE
NONZERO = Sign.NEGATIVE | Sign.POSITIVE
_MANY_KEYS = 64  # facts beyond this many are forgotten, oldest key first: keeps a state's size bounded


@dataclass(frozen=True, slots=True)
class Value:
    """A set of signs; `constant` is set only together with its own sign."""

    signs: Sign
    constant: int | None = None

    def join(self, other: Value) -> Value:
        same = self.constant is not None and self.constant == other.constant
        return Value(self.signs | other.signs, self.constant if same else None)

    def meet(self, other: Value) -> Value | None:
        """None when no value is in both."""
        signs = self.signs & other.signs
        if not signs:
            return None
        if self.constant is not None and other.constant is not None and self.constant != other.constant:
            return None
        constant = self.constant if self.constant is not None else other.constant
        if constant is not None and not sign_of(constant) & signs:
            return None
        return Value(signs if constant is None else sign_of(constant), constant)

    def leq(self, other: Value) -> bool:
        """Is every value of this one a value of `other`?"""
        if other.constant is not None and self.constant != other.constant:
            return False
        return self.signs & ~other.signs == 0


UNKNOWN = Value(ANY)
NOT_NULL = Value(Sign.POSITIVE)


def sign_of(number: int) -> Sign:
    return Sign.ZERO if number == 0 else Sign.POSITIVE if number > 0 else Sign.NEGATIVE


def constant(number: int) -> Value:
    return Value(sign_of(number), number)


Key = Place | int


@dataclass(frozen=True, slots=True)
class Facts:
    """An immutable map from keys to values; `items` is ordered by when a key was last learned."""

    items: tuple[tuple[Key, Value], ...] = ()
    _hash: int = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_hash", hash(self.items))

    def __hash__(self) -> int:
        return self._hash

    def get(self, key: Key) -> Value:
        return next((value for known, value in self.items if known == key), UNKNOWN)

    def learn(self, key: Key, value: Value) -> Facts:
        """`key` has `value` from now on; learning ANY forgets the key."""
        rest = tuple(pair for pair in self.items if pair[0] != key)
        if value == UNKNOWN:
            return self if len(rest) == len(self.items) else Facts(rest)
        return Facts((*rest, (key, value))[-_MANY_KEYS:])

    def forget_field(self, record: str, name: str) -> Facts:
        """Forgets every place that ends in, or goes through, that member."""
        return self._without(lambda key: isinstance(key, Place) and Field(record, name) in key.steps)

    def forget_under(self, place: Place) -> Facts:
        """Forgets `place` and everything reached from it."""
        count = len(place.steps)
        return self._without(
            lambda key: isinstance(key, Place) and key.root == place.root and key.steps[:count] == place.steps
        )

    def forget_memory(self) -> Facts:
        """Keeps only results and plain local variables: others may have changed the rest."""
        return self._without(lambda key: isinstance(key, Place) and bool(key.steps))

    def forget_results(self) -> Facts:
        return self._without(lambda key: not isinstance(key, Place))

    def _without(self, drop: object) -> Facts:
        assert callable(drop)
        kept = tuple(pair for pair in self.items if not drop(pair[0]))
        return self if len(kept) == len(self.items) else Facts(kept)

    def join(self, other: Facts) -> Facts:
        """What holds on both sides."""
        if self == other:
            return self
        theirs = dict(other.items)
        joined = ((key, value.join(theirs[key])) for key, value in self.items if key in theirs)
        return Facts(tuple((key, value) for key, value in joined if value != UNKNOWN))

    def leq(self, other: Facts) -> bool:
        """Does this know at least what `other` knows?"""
        mine = dict(self.items)
        return all(mine.get(key, UNKNOWN).leq(value) for key, value in other.items)

    def __iter__(self) -> Iterator[tuple[Key, Value]]:
        return iter(self.items)


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


def mirrored(op: str) -> str:
    """`0 < x` is `x > 0`."""
    return _MIRRORED[op]


def is_comparison(op: str) -> bool:
    return op in _COMPARED


def refine(value: Value, op: str, number: int, truth: bool) -> Value | None:
    """`value` after `value ⟨op⟩ number` turned out as `truth`; None when it cannot have."""
    op = op if truth else _NEGATED[op]
    if value.constant is not None:
        return value if _holds(value.constant, op, number) else None
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


def _holds(left: int, op: str, right: int) -> bool:
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
