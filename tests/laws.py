"""The laws of orders and joins, as property tests that any domain can use.

Call these inside a test function: `check_join(states(), leq, join)`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from hypothesis import HealthCheck, given, settings
from hypothesis.strategies import SearchStrategy

T = TypeVar("T")

Order = Callable[[T, T], bool]
Join = Callable[[T, T], T]

_relaxed = settings(
    deadline=None,
    report_multiple_bugs=False,  # one broken law at a time, as a plain AssertionError
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


def check_partial_order(values: SearchStrategy[T], leq: Order[T]) -> None:
    """Reflexive, antisymmetric, transitive. Where random values are rarely related, the strategy should help."""

    @_relaxed
    @given(values, values, values)
    def laws(one: T, two: T, three: T) -> None:
        assert leq(one, one), "reflexive"
        assert one == two or not (leq(one, two) and leq(two, one)), "antisymmetric"
        assert leq(one, three) or not (leq(one, two) and leq(two, three)), "transitive"

    laws()


def check_join(values: SearchStrategy[T], leq: Order[T], join: Join[T]) -> None:
    """A least upper bound, which is commutative, associative and idempotent, and agrees with the order."""

    @_relaxed
    @given(values, values, values)
    def laws(one: T, two: T, three: T) -> None:
        both = join(one, two)
        assert both == join(two, one), "commutative"
        assert join(both, three) == join(one, join(two, three)), "associative"
        assert join(one, one) == one, "idempotent"
        assert leq(one, both), "upper bound"
        assert leq(two, both), "upper bound"
        assert leq(one, two) == (both == two), "the order of the join"
        assert leq(both, three) or not (leq(one, three) and leq(two, three)), "least"

    laws()


def check_upper_bound(values: SearchStrategy[T], leq: Order[T], join: Join[T]) -> None:
    """For joins that widen: an upper bound, whatever the order of the arguments, but not the least one."""

    @_relaxed
    @given(values, values)
    def laws(one: T, two: T) -> None:
        both = join(one, two)
        assert both == join(two, one), "commutative"
        assert join(one, one) == one, "idempotent"
        assert leq(one, both), "upper bound"
        assert leq(two, both), "upper bound"

    laws()


def check_monotone(values: SearchStrategy[T], leq: Order[T], function: Callable[[T], T]) -> None:
    """A larger argument never gives a smaller result. The larger arguments come from `values` too."""

    @_relaxed
    @given(values, values)
    def laws(one: T, two: T) -> None:
        assert leq(function(one), function(two)) or not leq(one, two), "monotone"

    laws()
