"""The laws themselves: they hold for sets and numbers, and catch each way to break them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import strategies as st

from tests.laws import check_join, check_monotone, check_partial_order, check_upper_bound

SETS = st.frozensets(st.integers(0, 3))
NUMBERS = st.integers(0, 4)


def _smaller(one: frozenset[int], two: frozenset[int]) -> bool:
    return one <= two


def _union(one: frozenset[int], two: frozenset[int]) -> frozenset[int]:
    return one | two


def test_sets_obey_all_laws() -> None:
    check_partial_order(SETS, _smaller)
    check_join(SETS, _smaller, _union)
    check_upper_bound(SETS, _smaller, _union)
    check_monotone(SETS, _smaller, lambda value: value | {1})


@pytest.mark.parametrize(
    ("law", "leq"),
    [
        ("reflexive", lambda one, two: one < two),
        ("antisymmetric", lambda one, two: one // 2 <= two // 2),
        ("transitive", lambda one, two: one == two or two == one + 1),
    ],
)
def test_broken_orders_are_caught(law: str, leq: Callable[[int, int], bool]) -> None:
    with pytest.raises(AssertionError, match=law):
        check_partial_order(NUMBERS, leq)


@pytest.mark.parametrize(
    ("law", "join"),
    [
        ("commutative|upper bound", lambda one, two: one),
        ("associative|order", lambda one, two: 3 if {one, two} == {0, 1} else max(one, two)),
        ("idempotent", lambda one, two: 4),
        ("upper bound", min),
        ("order|least", lambda one, two: one if one == two else 4),
    ],
)
def test_broken_joins_are_caught(law: str, join: Callable[[int, int], int]) -> None:
    with pytest.raises(AssertionError, match=law):
        check_join(NUMBERS, lambda one, two: one <= two, join)


def test_a_widening_join_is_an_upper_bound_but_not_a_join() -> None:
    def widen(one: int, two: int) -> int:
        return one if one == two else 4

    check_upper_bound(NUMBERS, lambda one, two: one <= two, widen)
    with pytest.raises(AssertionError):
        check_join(NUMBERS, lambda one, two: one <= two, widen)


@pytest.mark.parametrize("join", [min, lambda one, two: one, lambda one, two: 4])
def test_what_is_no_upper_bound_is_caught(join: Callable[[Any, Any], int]) -> None:
    with pytest.raises(AssertionError):
        check_upper_bound(NUMBERS, lambda one, two: one <= two, join)


def test_a_function_that_is_not_monotone_is_caught() -> None:
    with pytest.raises(AssertionError, match="monotone"):
        check_monotone(NUMBERS, lambda one, two: one <= two, lambda value: 4 - value)
