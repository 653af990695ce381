"""Random values, facts and states for the property tests."""

from __future__ import annotations

from hypothesis import strategies as st

from lockscan.locks.facts import ANY, UNKNOWN, Facts, Value, constant, one_of
from lockscan.locks.place import DEREF, Field, Local, Param, Place, Static

places = st.sampled_from(
    [
        Place(Local("ret", "f")),
        Place(Param(0, "dev")),
        Place(Param(0, "dev"), (DEREF, Field("dev", "busy"))),
        Place(Param(1, "mode")),
        Place(Static("debug", "a.c")),
    ]
)
keys = places | st.integers(min_value=0, max_value=3)
signs = st.integers(min_value=1, max_value=ANY)
values = signs.map(Value) | st.sets(st.integers(min_value=-3, max_value=3), min_size=1, max_size=4).map(
    lambda numbers: one_of(numbers) or UNKNOWN
)
numbers = st.integers(min_value=-4, max_value=4)
operators = st.sampled_from(["==", "!=", "<", ">", "<=", ">="])


def _learned(pairs: list[tuple[object, Value]]) -> Facts:
    known = Facts()
    for key, value in pairs:
        known = known.learn(key, value)  # type: ignore[arg-type] -- a list of keys loses its element type above
    return known


facts = st.lists(st.tuples(keys, values), max_size=5).map(_learned)


def allows(value: Value, number: int) -> bool:
    """Is `number` one of the values?"""
    return constant(number).meet(value) is not None


__all__ = ["UNKNOWN", "allows", "facts", "keys", "numbers", "operators", "places", "values"]
