"""What a path knows about values: sign sets and constants of variables and results, and how tests refine them.

A `Value` is a non-empty subset of {negative, zero, positive}, with a constant where one is known. Facts map
keys (a place, or the number of a result) to values; a key that is missing may have any value. Facts form a lattice:
`join` keeps what both sides know.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
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
