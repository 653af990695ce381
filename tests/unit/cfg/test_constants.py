"""Constant expressions: exact for case labels, cautious for conditions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lockscan.cfg.constants import constant, truth
from lockscan.syntax import nodes as n
from lockscan.syntax.nodes import Expr
from tests.unit.cfg.tree import AT, binary, local, num, unary

A = local("a")


@pytest.mark.parametrize(
    ("op", "left", "right", "value"),
    [
        ("+", 2, 3, 5),
        ("-", 2, 3, -1),
        ("*", 4, 3, 12),
        ("/", -7, 2, -3),
        ("%", -7, 2, -1),
        ("/", 7, 0, None),
        ("%", 7, 0, None),
        ("<<", 1, 31, 1 << 31),
        (">>", 12, 2, 3),
        ("<<", 1, -1, None),
        ("<<", 1, 1_000_000, None),
        ("&", 6, 3, 2),
        ("|", 6, 3, 7),
        ("^", 6, 3, 5),
        ("==", 2, 2, 1),
        ("!=", 2, 2, 0),
        ("<", 1, 2, 1),
        ("<=", 3, 2, 0),
        (">", 3, 2, 1),
        (">=", 1, 2, 0),
        ("&&", 2, 0, 0),
        ("||", 0, 2, 1),
        (",", 1, 2, None),
    ],
)
def test_binary_operators(op: str, left: int, right: int, value: int | None) -> None:
    assert constant(binary(num(left), op, num(right))) == value


@pytest.mark.parametrize(("op", "value"), [("-", -6), ("+", 6), ("~", -7), ("!", 0), ("&", None)])
def test_unary_operators(op: str, value: int | None) -> None:
    assert constant(unary(op, num(6))) == value
    assert constant(unary(op, A)) is None


def test_casts_are_looked_through_and_names_are_not_known() -> None:
    assert constant(n.Cast(AT, num(3))) == 3
    assert constant(binary(num(3), "+", A)) is None
    assert constant(binary(A, "+", num(3))) is None
    assert constant(n.Str(AT)) is None


def test_truth_is_not_decided_where_width_or_sign_matters() -> None:
    assert truth(num(-1)) is True
    assert truth(num(1 << 40)) is True
    assert truth(num(0)) is False
    assert truth(unary("!", num(0))) is True
    assert truth(unary("!", num(5))) is False
    assert truth(binary(unary("-", num(1)), "<", num(8))) is None
    assert truth(binary(binary(num(1), "<<", num(31)), ">", num(0))) is None
    assert truth(n.Cast(AT, num(1 << 32))) is None
    assert truth(A) is None


def test_very_deep_constants_are_not_known() -> None:
    left: Expr = num(1)
    right: Expr = num(1)
    for _ in range(100_000):
        left, right = binary(left, "+", num(1)), binary(num(1), "+", right)
    for expr in (left, right):
        assert constant(expr) is None
        assert truth(expr) is None


def _expressions() -> st.SearchStrategy[Expr]:
    operators = st.sampled_from(["+", "-", "*", "&", "|", "^", "<", "==", "&&", "||", "/", "%"])
    return st.recursive(
        st.builds(num, st.integers(0, 9)) | st.just(A),
        lambda inner: st.builds(binary, inner, operators, inner) | st.builds(unary, st.sampled_from("!-~"), inner),
        max_leaves=8,
    )


@given(_expressions())
def test_truth_agrees_with_the_exact_value_where_it_is_decided(expr: Expr) -> None:
    decided, value = truth(expr), constant(expr)
    assert decided is None or decided == (value != 0)
