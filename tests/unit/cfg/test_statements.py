"""Statements: branches, loops, switches and jumps."""

from __future__ import annotations

from typing import get_args

from lockscan.cfg.graph import Leave, Match
from lockscan.cfg.statements import Statements
from lockscan.syntax import nodes as n
from lockscan.syntax.nodes import Span
from tests.unit.cfg.tree import (
    AT,
    BODY,
    binary,
    block,
    call,
    declare,
    do,
    graph_of,
    local,
    num,
    ret,
    run,
    shared,
    shown,
    stmt_expr,
    unary,
)

A, B, C, X = local("a"), local("b"), local("c"), shared("x")
BREAK, CONTINUE, EMPTY = n.Break(AT), n.Continue(AT), n.Empty(AT)


def if_(test: n.Expr, then: n.Stmt, other: n.Stmt | None = None) -> n.If:
    return n.If(AT, test, then, other)


def case(value: int, body: n.Stmt, high: int | None = None) -> n.Case:
    return n.Case(AT, num(value), None if high is None else num(high), body)


def default(body: n.Stmt) -> n.Case:
    return n.Case(AT, None, None, body)


def label(name: str, body: n.Stmt = EMPTY) -> n.Label:
    return n.Label(AT, name, body)


def goto(name: str) -> n.Goto:
    return n.Goto(AT, name)


def test_the_end_of_the_body_is_a_leave_at_the_closing_brace() -> None:
    (only,) = graph_of().blocks
    assert only.operations == (Leave(Span(BODY.end - 1, BODY.end), None),)
    assert only.edges == ()


def test_straight_lines_are_one_block() -> None:
    assert shown(run("f"), block(run("g"), EMPTY), label("l", run("h")), ret(num(3))) == [
        "0: $1=f(); $2=g(); $3=h(); return 3"
    ]


def test_code_after_a_return_is_dropped_but_labels_in_it_can_be_reached() -> None:
    tree = (if_(A, goto("in")), ret(), run("dead"), block(run("dead"), label("in", run("f"))))
    assert shown(*tree) == ["0: -> [a] 1, [!a] 2", "1: $3=f(); return", "2: return"]


def test_while() -> None:
    tree = n.While(AT, A, block(if_(B, BREAK), if_(C, CONTINUE), run("f")))
    assert shown(tree) == [
        "0: -> 1",
        "1: -> [a] 2, [!a] 5",
        "2: -> [b] 5, [!b] 3",
        "3: -> [c] 1, [!c] 4",
        "4: $1=f() -> 1",
        "5: return",
    ]


def test_do_while_once_is_no_loop() -> None:
    tree = n.DoWhile(AT, block(run("f"), if_(A, BREAK), if_(B, CONTINUE), run("g")), num(0))
    assert shown(tree) == [
        "0: $1=f() -> [a] 3, [!a] 1",
        "1: -> [b] 3, [!b] 2",
        "2: $2=g() -> 3",
        "3: return",
    ]


def test_do_while_continues_at_its_test() -> None:
    tree = n.DoWhile(AT, block(if_(A, CONTINUE), run("f")), call("t"))
    assert shown(tree) == [
        "0: -> 1",
        "1: -> [a] 3, [!a] 2",
        "2: $1=f() -> 3",
        "3: $2=t() -> [$2] 1, [!$2] 4",
        "4: return",
    ]


def test_for_continues_at_its_step() -> None:
    loop = n.For(AT, declare("i", num(0)), binary(local("i"), "<", A), unary("++", local("i")), if_(B, CONTINUE))
    assert shown(loop) == [
        "0: i:=0 -> 1",
        "1: -> [(i<a)] 2, [!(i<a)] 4",
        "2: -> [b] 3, [!b] 3",
        "3: i:=? -> 1",
        "4: return",
    ]


def test_endless_loops() -> None:
    assert shown(n.For(AT, None, None, None, EMPTY)) == ["0: -> 1", "1: -> 1"]
    assert shown(n.While(AT, num(1), run("f")), run("dead")) == ["0: -> 1", "1: $1=f() -> 1"]
    assert shown(label("l", goto("l"))) == ["0: -> 1", "1: -> 1"]


def test_goto_out_of_nested_loops_and_backwards() -> None:
    tree = (label("again", run("f")), n.While(AT, A, n.While(AT, B, if_(C, goto("again"), goto("out")))), label("out"))
    assert shown(*tree) == [
        "0: -> 1",
        "1: $1=f() -> 2",
        "2: -> [a] 3, [!a] 5",
        "3: -> [b] 4, [!b] 2",
        "4: -> [c] 1, [!c] 5",
        "5: return",
    ]


def test_a_goto_without_its_label_leads_nowhere() -> None:
    assert shown(if_(A, goto("nowhere")), run("f")) == ["0: -> [a] 1, [!a] 2", "1:", "2: $1=f(); return"]


def test_break_and_continue_outside_a_loop_do_nothing() -> None:
    assert shown(BREAK, CONTINUE, case(1, run("f"))) == ["0: $1=f(); return"]


def test_switch_falls_through_and_has_ranges() -> None:
    tree = n.Switch(
        AT, call("s"), block(case(1, case(5, run("one"), high=9)), default(run("other")), case(2, run("two")), BREAK)
    )
    assert shown(tree) == [
        "0: $1=s() -> [$1 1|5..9] 1, [$1 2] 3, [$1 not 1|5..9|2] 2",
        "1: $2=one() -> 2",
        "2: $3=other() -> 3",
        "3: $4=two(); return",
    ]


def test_switch_without_default_may_do_nothing() -> None:
    assert shown(n.Switch(AT, X, case(1, run("f")))) == ["0: -> [x 1] 1, [x not 1] 2", "1: $1=f() -> 2", "2: return"]


def test_a_case_that_shares_its_body_with_default() -> None:
    tree = n.Switch(AT, X, block(case(1, run("f")), BREAK, case(2, default(run("g")))))
    assert shown(tree)[0] == "0: -> [x 1] 1, [x not 1] 2"


def test_switch_on_a_constant_and_without_labels() -> None:
    assert shown(n.Switch(AT, num(2), block(case(1, run("f")), case(2, run("g"))))) == ["0: $2=g(); return"]
    assert shown(n.Switch(AT, num(9), block(case(1, run("f"))))) == ["0: return"]
    assert shown(n.Switch(AT, X, block(run("dead")))) == ["0: read x; return"]


def test_case_labels_are_computed() -> None:
    shifted = binary(binary(num(2), "<<", num(30)), "|", n.Cast(AT, unary("-", unary("~", num(4)))))
    switch = n.Switch(AT, X, n.Case(AT, shifted, None, run("f")))
    (edge, _) = graph_of(switch).blocks[0].edges
    assert isinstance(edge.condition, Match)
    assert edge.condition.cases == ((0x80000005, 0x80000005),)


def test_a_case_whose_value_is_not_known_may_always_be_taken() -> None:
    value = binary(n.Name(AT, "NOT_KNOWN", n.Ref.CONSTANT), "|", num(1))
    unknown = n.Case(AT, value, None, run("f"))
    assert shown(n.Switch(AT, X, block(unknown, BREAK, case(1, run("g"))))) == [
        "0: -> 1, [x 1] 2, [x not 1] 3",
        "1: $1=f() -> 3",
        "2: $2=g() -> 3",
        "3: return",
    ]


def test_a_case_that_is_known_by_name_excludes_the_others() -> None:
    named = n.Case(AT, n.Name(AT, "NAMED", n.Ref.CONSTANT), None, run("f"))
    assert shown(n.Switch(AT, X, block(named, BREAK, case(1, run("g"))))) == [
        "0: -> [x NAMED] 1, [x 1] 2, [x not 1|NAMED] 3",
        "1: $1=f() -> 3",
        "2: $2=g() -> 3",
        "3: return",
    ]


def test_cases_inside_a_loop_belong_to_the_switch_around_it() -> None:
    loop = n.DoWhile(AT, block(run("f"), case(1, run("g"))), call("t"))
    assert shown(n.Switch(AT, X, block(case(0, loop)))) == [
        "0: -> [x 0] 2, [x 1] 1, [x not 0|1] 3",
        "1: $2=g(); $3=t() -> [$3] 2, [!$3] 3",
        "2: $1=f() -> 1",
        "3: return",
    ]


def test_break_in_a_switch_leaves_the_switch_and_continue_the_loop_around() -> None:
    tree = n.While(AT, A, block(n.Switch(AT, X, block(case(1, BREAK), case(2, CONTINUE), run("s"))), run("f")))
    assert shown(tree) == [
        "0: -> 1",
        "1: -> [a] 2, [!a] 4",
        "2: -> [x 1] 3, [x 2] 1, [x not 1|2] 3",
        "3: $2=f() -> 1",
        "4: return",
    ]


def test_computed_goto_may_reach_every_label_whose_address_is_taken() -> None:
    tree = (n.ComputedGoto(AT, ("one", "two")), run("dead"), label("one", run("f")), label("two", run("g")))
    assert shown(*tree) == ["0: -> 1, 2", "1: $2=f() -> 2", "2: $3=g(); return"]
    assert shown(n.ComputedGoto(AT, ())) == ["0:"]


def test_asm_goto_falls_through_or_jumps() -> None:
    tree = (n.Asm(AT), n.Asm(AT, ("out",)), run("f"), label("out", run("g")))
    assert shown(*tree) == ["0: -> 1, 2", "1: $1=f() -> 2", "2: $2=g(); return"]


def test_local_labels_of_a_macro_that_is_used_twice() -> None:
    def wait(name: str) -> n.ExprStmt:
        return do(stmt_expr(if_(A, goto("out")), run(name), label("out", do(B))))

    assert shown(wait("f"), wait("g")) == [
        "0: -> [a] 2, [!a] 1",
        "1: $1=f() -> 2",
        "2: -> [a] 4, [!a] 3",
        "3: $2=g() -> 4",
        "4: return",
    ]


def test_a_goto_looks_for_its_label_from_the_inside_out() -> None:
    def retry(name: str) -> n.If:
        inner = stmt_expr(if_(A, goto("again")), do(B))
        return if_(stmt_expr(label("again", run(name)), do(inner)), run("yes"))

    assert shown(retry("f"), retry("g")) == [
        "0: -> 1",
        "1: $1=f() -> [a] 1, [!a] 2",
        "2: -> [b] 3, [!b] 4",
        "3: $2=yes() -> 4",
        "4: $3=g() -> [a] 4, [!a] 5",
        "5: -> [b] 6, [!b] 7",
        "6: $4=yes() -> 7",
        "7: return",
    ]


def test_every_kind_of_statement_is_handled() -> None:
    assert set(Statements._BY_KIND) == set(get_args(n.Stmt))
