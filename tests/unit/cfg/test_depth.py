"""Nesting of any depth is lowered, and time grows with size, not with its square."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from time import process_time

import pytest

from lockscan.cfg.check import problems
from lockscan.cfg.lower import lower
from lockscan.syntax import nodes as n
from lockscan.syntax.nodes import Expr, Stmt
from tests.unit.cfg.tree import (
    AT,
    arrow,
    assign,
    binary,
    block,
    call,
    declare,
    do,
    guard,
    local,
    num,
    ret,
    run,
    shared,
    stmt_expr,
    unary,
)

A, X = local("a"), shared("x")
DEPTH = 5 * sys.getrecursionlimit()

NESTED_EXPRESSIONS: dict[str, Callable[[Expr], Expr]] = {
    "call": lambda e: call("f", e),
    "callee": lambda e: n.Call(AT, e, ()),
    "left operand": lambda e: binary(e, "+", A),
    "right operand": lambda e: binary(A, "+", e),
    "and, left": lambda e: binary(e, "&&", A),
    "and, right": lambda e: binary(A, "&&", e),
    "or, left": lambda e: binary(e, "||", A),
    "or, right": lambda e: binary(A, "||", e),
    "comma, left": lambda e: binary(e, ",", A),
    "comma, right": lambda e: binary(A, ",", e),
    "not": lambda e: unary("!", e),
    "minus": lambda e: unary("-", e),
    "step": lambda e: unary("++", unary("*", e)),
    "cast": lambda e: n.Cast(AT, e),
    "member": lambda e: arrow(e, "next"),
    "base": lambda e: n.Index(AT, e, A),
    "index": lambda e: n.Index(AT, A, e),
    "assigned": lambda e: assign(A, e),
    "target": lambda e: assign(unary("*", e), A),
    "test": lambda e: n.Conditional(AT, e, A, A),
    "then": lambda e: n.Conditional(AT, A, e, A),
    "else": lambda e: n.Conditional(AT, A, A, e),
    "short else": lambda e: n.Conditional(AT, A, None, e),
    "list": lambda e: n.InitList(AT, (n.Init("", "", e),)),
    "statement": lambda e: stmt_expr(do(e)),
    "opaque": lambda e: n.Opaque(AT, (e,)),
    "zero": lambda e: binary(e, "==", num(0)),
}

NESTED_STATEMENTS: dict[str, Callable[[Stmt], Stmt]] = {
    "block": lambda s: block(s, run("f")),
    "guarded block": lambda s: block(guard("m", X), s),
    "then": lambda s: n.If(AT, A, s, None),
    "else if": lambda s: n.If(AT, A, run("f"), s),
    "while": lambda s: n.While(AT, A, s),
    "do": lambda s: n.DoWhile(AT, s, A),
    "do once": lambda s: n.DoWhile(AT, block(s), num(0)),
    "for": lambda s: n.For(AT, declare("i"), A, None, s),
    "switch": lambda s: n.Switch(AT, A, n.Case(AT, num(1), None, s)),
    "label": lambda s: n.Label(AT, "l", s),
    "case": lambda s: n.Case(AT, num(1), None, s),
    "scoped guard": lambda s: n.ScopedGuard(AT, "m", (), s),
    "failure": lambda s: n.ScopedGuard(AT, "m", (), n.Empty(AT), on_failure=s),
    "statement expression": lambda s: do(stmt_expr(s)),
}


@pytest.mark.parametrize("nest", NESTED_EXPRESSIONS.values(), ids=NESTED_EXPRESSIONS)
def test_deep_expressions(nest: Callable[[Expr], Expr]) -> None:
    tree: Expr = call("innermost")
    for _ in range(DEPTH):
        tree = nest(tree)
    for statement in (do(tree), n.If(AT, tree, run("f"), None), ret(tree)):
        graph = lower(block(statement))
        assert list(problems(graph)) == []


@pytest.mark.parametrize("nest", NESTED_STATEMENTS.values(), ids=NESTED_STATEMENTS)
def test_deep_statements(nest: Callable[[Stmt], Stmt]) -> None:
    tree: Stmt = run("innermost")
    for _ in range(DEPTH):
        tree = nest(tree)
    graph = lower(block(tree))
    assert list(problems(graph)) == []


def _many(kind: str, count: int) -> n.Block:
    match kind:
        case "statements":
            body: list[Stmt] = [do(call("f", binary(A, "+", call("g", arrow(X, "m"))))) for _ in range(count)]
        case "branches":
            body = [n.If(AT, binary(A, "&&", call("g")), run("f"), None) for _ in range(count)]
        case "gotos":
            body = [n.Label(AT, f"l{i}", n.If(AT, A, n.Goto(AT, f"l{count - 1 - i}"), None)) for i in range(count)]
        case "cases":
            body = [n.Switch(AT, X, block(*(n.Case(AT, num(i), None, run("f")) for i in range(count))))]
        case "guards":
            body = [block(guard("m", X), n.If(AT, A, ret(A), None)) for _ in range(count)]
        case _:
            body = [do(n.InitList(AT, tuple(n.Init("", "", call("f")) for _ in range(count))))]
    return block(*body)


def _seconds(body: n.Block) -> float:
    """Without the garbage collector, whose time depends on what the tests before have left."""
    best = float("inf")
    gc.disable()
    try:
        for _ in range(3):
            start = process_time()
            lower(body)
            best = min(best, process_time() - start)
    finally:
        gc.enable()
    return best


@pytest.mark.parametrize("kind", ["statements", "branches", "gotos", "cases", "guards", "list"])
def test_time_is_linear(kind: str) -> None:
    """Eight times the size would take 64 times as long if something were quadratic."""
    small, large = _seconds(_many(kind, 1_000)), _seconds(_many(kind, 8_000))
    assert large < 24 * small
