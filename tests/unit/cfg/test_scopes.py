"""Guards and cleanups: what is undone, in which order, on every way out of a scope."""

from __future__ import annotations

from lockscan.cfg.graph import LeaveGuard
from lockscan.cfg.hints import Hints
from lockscan.syntax import nodes as n
from lockscan.syntax.nodes import Span
from tests.unit.cfg.tree import (
    AT,
    BODY,
    arrow,
    assign,
    block,
    call,
    declare,
    graph_of,
    guard,
    local,
    num,
    ret,
    run,
    shared,
    shown,
    unary,
)

A, B, C, P, X = local("a"), local("b"), local("c"), local("p"), shared("x")
BREAK, CONTINUE, EMPTY = n.Break(AT), n.Continue(AT), n.Empty(AT)


def if_(test: n.Expr, then: n.Stmt, other: n.Stmt | None = None) -> n.If:
    return n.If(AT, test, then, other)


def label(name: str, body: n.Stmt = EMPTY) -> n.Label:
    return n.Label(AT, name, body)


def goto(name: str) -> n.Goto:
    return n.Goto(AT, name)


def test_guard_is_left_on_every_way_out() -> None:
    body = block(
        guard("in", arrow(P, "l")),
        if_(A, BREAK),
        if_(B, CONTINUE),
        if_(C, goto("out")),
        if_(X, ret(num(1))),
    )
    assert shown(guard("fn", X), n.While(AT, num(1), body), label("out", run("f"))) == [
        "0: $1=enter fn(x) -> 1",
        "1: $2=enter in(p->l) -> [a] 2, [!a] 3",
        "2: leave in -> 7",
        "3: -> [b] 4, [!b] 5",
        "4: leave in -> 1",
        "5: -> [c] 6, [!c] 8",
        "6: leave in -> 7",
        "7: $3=f(); leave fn; return",
        "8: -> [x] 9, [!x] 10",
        "9: leave in; leave fn; return 1",
        "10: leave in -> 1",
    ]


def test_guards_and_cleanups_run_in_reverse_order_after_the_value_was_computed() -> None:
    tree = (declare("p", call("get"), cleanup="put"), guard("m", X), declare("q", num(0), cleanup="drop"))
    assert shown(*tree, ret(arrow(P, "n"))) == [
        "0: $1=get(); p:=$1; $2=enter m(x); q:=0; $3:=p->n; $4=drop(&q); leave m; $5=put(&p); return $3"
    ]
    assert shown(*tree, ret(num(2)))[0].endswith("q:=0; $3=drop(&q); leave m; $4=put(&p); return 2")
    assert shown(*tree, ret(unary("-", num(2))))[0].endswith("$4=put(&p); return -2")


def test_cleanup_is_a_call_of_the_function_with_the_variables_address() -> None:
    graph = graph_of(declare("p", cleanup="put"))
    assert shown(declare("p", cleanup="put")) == ["0: p:=?; $1=put(&p); return"]
    assert graph.blocks[0].operations[1].span == Span(BODY.end - 1, BODY.end)


def test_the_span_of_a_leave_is_that_of_what_leaves() -> None:
    out = n.Return(Span(50, 60), None)
    graph = graph_of(n.Block(Span(10, 20), (guard("a"),)), guard("b"), if_(A, out))
    spans = {(op.name, op.span) for part in graph.blocks for op in part.operations if isinstance(op, LeaveGuard)}
    assert spans == {("a", Span(19, 20)), ("b", Span(50, 60)), ("b", Span(199, 200))}


def test_goto_backwards_over_a_guard_leaves_it() -> None:
    assert shown(label("again", run("f")), guard("m", X), if_(A, goto("again")), run("g")) == [
        "0: -> 1",
        "1: $1=f(); $2=enter m(x) -> [a] 2, [!a] 3",
        "2: leave m -> 1",
        "3: $3=g(); leave m; return",
    ]


def test_goto_within_the_scope_of_a_guard_keeps_it() -> None:
    assert shown(guard("m", X), if_(A, goto("out")), run("g"), label("out", run("f"))) == [
        "0: $1=enter m(x) -> [a] 2, [!a] 1",
        "1: $2=g() -> 2",
        "2: $3=f(); leave m; return",
    ]


def test_goto_between_sibling_scopes_leaves_only_what_is_not_shared() -> None:
    first = block(guard("a"), guard("b"), if_(A, goto("in")))
    second = block(guard("c"), label("in", run("f")))
    assert shown(guard("o"), first, second) == [
        "0: $1=enter o(); $2=enter a(); $3=enter b() -> [a] 1, [!a] 2",
        "1: leave b; leave a -> 3",
        "2: leave b; leave a; $4=enter c() -> 3",
        "3: $5=f(); leave c; leave o; return",
    ]


def test_a_branch_without_braces_is_a_scope() -> None:
    assert shown(if_(A, guard("m")), run("f"))[1] == "1: $1=enter m(); leave m -> 2"


def test_asm_goto_and_computed_goto_out_of_a_guard() -> None:
    tree = (block(guard("m"), n.Asm(AT, ("out",)), run("f")), label("out", run("g")))
    assert shown(*tree) == [
        "0: $1=enter m() -> 1, 2",
        "1: $2=f(); leave m -> 3",
        "2: leave m -> 3",
        "3: $3=g(); return",
    ]


def test_scoped_guard_is_left_by_break_and_continue() -> None:
    body = block(if_(A, BREAK), if_(B, CONTINUE), if_(C, ret()), run("f"))
    tree = n.While(AT, X, block(n.ScopedGuard(AT, "m", (P,), body), run("g")))
    assert shown(tree) == [
        "0: -> 1",
        "1: -> [x] 2, [!x] 10",
        "2: $1=enter m(p) -> [a] 3, [!a] 4",
        "3: leave m -> 9",
        "4: -> [b] 5, [!b] 6",
        "5: leave m -> 9",
        "6: -> [c] 7, [!c] 8",
        "7: leave m; return",
        "8: $2=f(); leave m -> 9",
        "9: $3=g() -> 1",
        "10: return",
    ]


def test_a_conditional_guard_is_not_left_where_it_failed() -> None:
    tree = n.ScopedGuard(AT, "try", (P,), run("f"), on_failure=ret(num(-4)))
    assert shown(tree, run("g")) == [
        "0: $1=enter try(p) -> [$1] 1, [!$1] 2",
        "1: $2=f(); leave try; $3=g(); return",
        "2: return -4",
    ]


def test_a_failed_conditional_guard_may_break() -> None:
    tree = n.While(AT, A, block(n.ScopedGuard(AT, "try", (), run("f"), on_failure=BREAK), run("g")))
    assert shown(tree) == [
        "0: -> 1",
        "1: -> [a] 2, [!a] 5",
        "2: $1=enter try() -> [$1] 3, [!$1] 4",
        "3: $2=f(); leave try -> 4",
        "4: $3=g() -> 1",
        "5: return",
    ]


def test_a_scoped_guard_of_a_conditional_kind_may_skip_its_body() -> None:
    hints = Hints(conditional_guards=frozenset({"try"}))
    assert shown(n.ScopedGuard(AT, "try", (), run("f")), hints=hints) == [
        "0: $1=enter try() -> [$1] 1, [!$1] 2",
        "1: $2=f(); leave try -> 2",
        "2: return",
    ]
    assert len(shown(n.ScopedGuard(AT, "sure", (), run("f")), hints=hints)) == 1


def test_guard_arguments_are_computed_once() -> None:
    tree = block(guard("m", call("lock_of", A)), run("f"))
    graph = graph_of(tree)
    enter, leave = graph.blocks[0].operations[1], graph.blocks[0].operations[3]
    assert enter.args is leave.args  # type: ignore[union-attr]
    assert shown(tree) == ["0: $1=lock_of(a); $2=enter m($1); $3=f(); leave m; return"]


def test_a_variable_of_a_for_loop_is_cleaned_up_once_after_the_loop() -> None:
    start = declare("i", call("first"), cleanup="put")
    loop = n.For(AT, start, local("i"), assign(local("i"), call("next")), if_(A, BREAK, if_(B, ret())))
    assert shown(loop) == [
        "0: $1=first(); i:=$1 -> 1",
        "1: -> [i] 2, [!i] 6",
        "2: -> [a] 6, [!a] 3",
        "3: -> [b] 4, [!b] 5",
        "4: $2=put(&i); return",
        "5: $3=next(); i:=$3 -> 1",
        "6: $4=put(&i); return",
    ]
