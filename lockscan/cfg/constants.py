"""Evaluates constant expressions, as far as case labels and constant conditions need it."""

from __future__ import annotations

import operator
from collections.abc import Callable

from lockscan.syntax.nodes import Binary, Cast, Expr, Int, Unary

# Deeper constants are treated as unknown: real ones (ioctl numbers) nest about ten levels.
_MAX_DEPTH = 40
_MAX_SHIFT = 64
# Below this every integer type of C agrees with exact arithmetic; above, signedness and width would matter.
_SAFE_LIMIT = 1 << 31

_ARITHMETIC: dict[str, Callable[[int, int], int]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "&": operator.and_,
    "|": operator.or_,
    "^": operator.xor,
    "==": lambda left, right: int(left == right),
    "!=": lambda left, right: int(left != right),
    "<": lambda left, right: int(left < right),
    "<=": lambda left, right: int(left <= right),
    ">": lambda left, right: int(left > right),
    ">=": lambda left, right: int(left >= right),
    "&&": lambda left, right: int(bool(left) and bool(right)),
    "||": lambda left, right: int(bool(left) or bool(right)),
}


def constant(expr: Expr, depth: int = _MAX_DEPTH) -> int | None:
    """The value of an integer constant expression in exact arithmetic, or None if it is not one (or too deep)."""
    if type(expr) is Int:
        return expr.value
    if depth == 0:
        return None
    if type(expr) is Cast:
        return constant(expr.operand, depth - 1)
    if type(expr) is Unary:
        return _unary(expr.op, constant(expr.operand, depth - 1))
    if type(expr) is Binary:
        left = constant(expr.left, depth - 1)
        return None if left is None else _binary(expr.op, left, constant(expr.right, depth - 1))
    return None


def truth(expr: Expr) -> bool | None:
    """Is `expr` known to be nonzero or zero in C, whatever the widths and signs of its operands? None: not known."""
    value = expr.value if type(expr) is Int else _small(expr, _MAX_DEPTH)
    return None if value is None else value != 0


def _small(expr: Expr, depth: int) -> int | None:
    """Like `constant`, but None where an intermediate value is negative or large: `-1 < sizeof(x)` is false in C."""
    value: int | None = None
    if depth == 0:
        return None
    if type(expr) is Int:
        value = expr.value
    elif type(expr) is Cast:
        value = _small(expr.operand, depth - 1)
    elif type(expr) is Unary:
        value = _unary(expr.op, _small(expr.operand, depth - 1))
    elif type(expr) is Binary:
        left = _small(expr.left, depth - 1)
        value = None if left is None else _binary(expr.op, left, _small(expr.right, depth - 1))
    return value if value is not None and 0 <= value < _SAFE_LIMIT else None


def _unary(op: str, value: int | None) -> int | None:
    if value is None:
        return None
    match op:
        case "-":
            return -value
        case "+":
            return value
        case "~":
            return ~value
        case "!":
            return int(value == 0)
    return None


def _binary(op: str, left: int, right: int | None) -> int | None:
    if right is None:
        return None
    if op in ("<<", ">>"):
        if not 0 <= right < _MAX_SHIFT:
            return None
        return left << right if op == "<<" else left >> right
    if op in ("/", "%"):
        return _divide(op, left, right)
    function = _ARITHMETIC.get(op)
    return None if function is None else function(left, right)


def _divide(op: str, left: int, right: int) -> int | None:
    """C rounds towards zero, Python down."""
    if right == 0:
        return None
    quotient = abs(left) // abs(right)
    if (left < 0) != (right < 0):
        quotient = -quotient
    return quotient if op == "/" else left - quotient * right
