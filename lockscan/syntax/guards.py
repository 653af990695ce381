"""The stub headers write guards as calls and loops with marked names; here they become guard statements again."""

from __future__ import annotations

from typing import Final

from lockscan.syntax.nodes import (
    Block,
    Call,
    Decl,
    Empty,
    Expr,
    For,
    Guard,
    If,
    Name,
    ScopedGuard,
    Stmt,
)

# The names that rules/stubs/include gives to what guard(), scoped_guard() and scoped_cond_guard() expand to.
PREFIX: Final = "__lockscan_guard_"
_SCOPE: Final = "__lockscan_scope"
_CONDITIONAL: Final = "__lockscan_cond"


def guard(expr: Expr) -> Guard | None:
    """`guard(name)(args)` as a statement."""
    made = _guard_call(expr)
    return None if made is None else Guard(expr.span, made[0], made[1].args)


def scoped_guard(loop: For) -> ScopedGuard | None:
    """`scoped_guard(name, args) body`, or scoped_cond_guard."""
    if not isinstance(loop.start, Decl) or len(loop.start.variables) != 1:
        return None
    variable = loop.start.variables[0]
    made = _guard_call(variable.init)
    if made is None:
        return None
    name, call = made
    if variable.name == _SCOPE:
        return ScopedGuard(loop.span, name, call.args, loop.body)
    body = _only(loop.body)
    if variable.name == _CONDITIONAL and isinstance(body, If):
        return ScopedGuard(loop.span, name, call.args, body.other or Empty(loop.span), body.then)
    return None


def _only(statement: Stmt) -> Stmt:
    """The statement inside a block of one."""
    return statement.body[0] if isinstance(statement, Block) and len(statement.body) == 1 else statement


def _guard_call(expr: Expr | None) -> tuple[str, Call] | None:
    if type(expr) is Call and type(expr.callee) is Name and expr.callee.name.startswith(PREFIX):
        return expr.callee.name.removeprefix(PREFIX), expr
    return None
