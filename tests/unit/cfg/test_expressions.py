"""Expressions in values, in statements of their own and in conditions."""

from __future__ import annotations

from typing import get_args

from lockscan.cfg import graph
from lockscan.cfg.expressions import Expressions
from lockscan.cfg.graph import Invoke, Store
from lockscan.cfg.hints import Hints
from lockscan.syntax import nodes as n
from lockscan.syntax.nodes import Span
from tests.unit.cfg.tree import (
    AT,
    arrow,
    assign,
    binary,
    call,
    declare,
    do,
    graph_of,
    guard,
    local,
    num,
    ret,
    run,
    shared,
    shown,
    stmt_expr,
    unary,
)

A, B, C, P, X = local("a"), local("b"), local("c"), local("p"), shared("x")


def if_(test: n.Expr) -> n.If:
    return n.If(AT, test, run("yes"), run("no"))


def test_calls_are_made_inside_out_and_left_to_right() -> None:
    tree = do(call("f", call("g", A), binary(call("h"), "+", call("i", call("j")))))
    assert shown(tree) == ["0: $1=g(a); $2=h(); $3=j(); $4=i($3); $5=f($1, ($2+$4)); return"]


def test_an_expression_without_calls_is_kept_as_the_same_object() -> None:
    argument = binary(arrow(P, "a"), "+", unary("*", n.Index(AT, B, C)))
    (operation, _) = graph_of(do(call("f", argument))).blocks[0].operations
    assert isinstance(operation, Invoke)
    assert operation.args[0] is argument


def test_a_call_through_a_pointer_computes_the_callee_first() -> None:
    tree = do(n.Call(AT, arrow(call("ops"), "open"), (call("g"),)))
    assert shown(tree) == ["0: $1=ops(); $2=g(); $3=$1->open($2); return"]


def test_dropped_values_are_kept_for_what_they_read() -> None:
    assert shown(do(arrow(P, "x"))) == ["0: read p->x; return"]
    assert shown(do(n.Cast(AT, X))) == ["0: read x; return"]
    assert shown(do(A), do(num(1)), do(n.Str(AT))) == ["0: return"]
    assert shown(do(binary(call("f"), ",", arrow(P, "x")))) == ["0: $1=f(); read p->x; return"]


def test_assignments() -> None:
    assert shown(do(assign(A, assign(arrow(P, "b"), call("f"))))) == ["0: $1=f(); p->b:=$1; a:=p->b; return"]
    assert shown(do(assign(A, assign(B, num(0))))) == ["0: b:=0; a:=0; return"]
    assert shown(do(assign(n.Index(AT, A, call("f")), call("g")))) == ["0: $1=g(); $2=f(); a[$2]:=$1; return"]


def test_compound_assignment_and_steps_store_an_unknown() -> None:
    assert shown(do(assign(A, B, "+="))) == ["0: a:=?; return"]
    assert shown(do(assign(A, arrow(P, "n"), "-="))) == ["0: read p->n; a:=?; return"]
    assert shown(do(assign(A, arrow(P, "n"), "|="))) == ["0: read p->n; a:=(a|p->n); return"]
    assert shown(do(unary("++", arrow(P, "n")))) == ["0: p->n:=?; return"]


def test_the_value_of_a_step_is_unknown_because_both_sides_look_alike() -> None:
    assert shown(if_(unary("--", A))) == [
        "0: a:=?; $1:=? -> [$1] 1, [!$1] 2",
        "1: $2=yes() -> 3",
        "2: $3=no() -> 3",
        "3: return",
    ]


def test_an_assignment_in_a_condition_is_stored_and_then_read() -> None:
    assert shown(if_(binary(assign(A, call("f")), "<", num(0))))[0] == "0: $1=f(); a:=$1 -> [(a<0)] 1, [!(a<0)] 2"


def test_and_or_not_become_branches() -> None:
    tree = if_(binary(A, "&&", unary("!", binary(call("f"), "||", B))))
    assert shown(tree) == [
        "0: -> [a] 1, [!a] 4",
        "1: $1=f() -> [$1] 4, [!$1] 2",
        "2: -> [b] 4, [!b] 3",
        "3: $2=yes() -> 5",
        "4: $3=no() -> 5",
        "5: return",
    ]


def test_double_negation_and_comparison_of_a_truth_value_with_zero() -> None:
    plain = shown(if_(binary(A, "&&", B)))
    assert shown(if_(unary("!", unary("!", binary(A, "&&", B))))) == plain
    assert shown(if_(binary(n.Cast(AT, binary(A, "&&", B)), "!=", num(0)))) == plain
    assert shown(if_(binary(binary(A, "&&", B), "==", num(1)))) == plain
    negated = shown(if_(unary("!", binary(A, "&&", B))))
    assert negated != plain
    assert shown(if_(binary(binary(A, "&&", B), "==", num(0)))) == negated
    assert shown(if_(binary(binary(A, "&&", B), "!=", num(1)))) == negated


def test_a_plain_comparison_with_zero_stays_as_written() -> None:
    assert shown(if_(binary(A, "==", num(0))))[0] == "0: -> [(a==0)] 1, [!(a==0)] 2"


def test_comma_in_a_condition() -> None:
    assert shown(if_(binary(call("f"), ",", A)))[0] == "0: $1=f() -> [a] 1, [!a] 2"


def test_conditional_in_a_condition() -> None:
    tree = if_(n.Conditional(AT, A, B, unary("!", C)))
    assert shown(tree) == [
        "0: -> [a] 1, [!a] 2",
        "1: -> [b] 4, [!b] 3",
        "2: -> [c] 3, [!c] 4",
        "3: $2=no() -> 5",
        "4: $1=yes() -> 5",
        "5: return",
    ]


def test_short_conditional_in_a_condition() -> None:
    assert shown(if_(n.Conditional(AT, A, None, B)))[:2] == ["0: -> [a] 2, [!a] 1", "1: -> [b] 2, [!b] 3"]


def test_the_value_of_a_conditional_is_carried_by_a_result() -> None:
    tree = do(assign(X, n.Conditional(AT, A, call("f"), num(7))))
    assert shown(tree) == ["0: -> [a] 1, [!a] 2", "1: $2=f(); $1:=$2 -> 3", "2: $1:=7 -> 3", "3: x:=$1; return"]


def test_the_value_of_a_short_conditional_is_computed_once() -> None:
    tree = do(assign(X, n.Conditional(AT, call("f"), None, num(7))))
    assert shown(tree) == ["0: $2=f() -> [$2] 1, [!$2] 2", "1: $1:=$2 -> 3", "2: $1:=7 -> 3", "3: x:=$1; return"]


def test_the_value_of_and_is_one_or_zero() -> None:
    assert shown(ret(binary(A, "&&", call("f")))) == [
        "0: -> [a] 1, [!a] 3",
        "1: $2=f() -> [$2] 2, [!$2] 3",
        "2: $1:=1 -> 4",
        "3: $1:=0 -> 4",
        "4: return $1",
    ]


def test_nothing_carries_the_value_of_branches_that_nobody_reads() -> None:
    assert shown(do(binary(A, "||", call("f")))) == ["0: -> [a] 2, [!a] 1", "1: $1=f() -> 2", "2: return"]
    assert shown(do(binary(A, "&&", call("f")))) == ["0: -> [a] 1, [!a] 2", "1: $1=f() -> 2", "2: return"]
    both = do(n.Conditional(AT, A, call("f"), call("g")))
    assert shown(both) == ["0: -> [a] 1, [!a] 2", "1: $1=f() -> 3", "2: $2=g() -> 3", "3: return"]
    short = do(n.Conditional(AT, A, None, call("g")))
    assert shown(short) == ["0: -> [a] 2, [!a] 1", "1: $1=g() -> 2", "2: return"]


def test_constant_conditions_have_one_way_only() -> None:
    assert shown(if_(num(1))) == ["0: $1=yes(); return"]
    assert shown(if_(unary("!", num(1)))) == ["0: $2=no(); return"]
    assert shown(if_(binary(num(0), "&&", call("f")))) == ["0: $3=no(); return"]
    assert shown(if_(binary(num(2), ">", num(1)))) == ["0: $1=yes(); return"]
    assert shown(if_(n.Conditional(AT, A, num(1), num(1)))) == ["0: -> [a] 1, [!a] 1", "1: $1=yes(); return"]


def test_a_constant_whose_truth_depends_on_signedness_is_not_decided() -> None:
    assert len(shown(if_(binary(unary("-", num(1)), "<", num(4))))) == 4


def test_statement_expression_as_a_value_is_captured() -> None:
    tree = do(call("f", stmt_expr(declare("t", call("g")), do(local("t")))))
    assert shown(tree) == ["0: $1=g(); t:=$1; $2:=t; $3=f($2); return"]


def test_a_guard_in_a_statement_expression_is_left_after_the_value_was_read() -> None:
    tree = do(assign(A, stmt_expr(guard("m", X), do(arrow(P, "n")))))
    assert shown(tree) == ["0: $1=enter m(x); $2:=p->n; leave m; a:=$2; return"]


def test_statement_expression_as_a_condition_branches_directly() -> None:
    assert shown(if_(stmt_expr(run("f"), do(binary(A, "&&", B)))))[:2] == [
        "0: $1=f() -> [a] 1, [!a] 3",
        "1: -> [b] 2, [!b] 3",
    ]


def test_statement_expression_as_a_condition_runs_its_cleanups_before_the_branch() -> None:
    tree = if_(stmt_expr(guard("m", X), do(arrow(P, "n"))))
    assert shown(tree)[0] == "0: $1=enter m(x); $2:=p->n; leave m -> [$2] 1, [!$2] 2"


def test_the_value_of_a_statement_expression_may_be_labelled() -> None:
    tree = do(assign(A, stmt_expr(n.If(AT, B, n.Goto(AT, "out"), None), run("f"), n.Label(AT, "out", do(C)))))
    assert shown(tree) == ["0: -> [b] 2, [!b] 1", "1: $1=f() -> 2", "2: $2:=c; a:=$2; return"]


def test_a_statement_expression_without_a_value() -> None:
    assert shown(do(call("f", stmt_expr()))) == ["0: $1=f(?()); return"]
    assert shown(if_(stmt_expr(run("f"), n.Empty(AT))))[0] == "0: $1=f() -> [?()] 1, [!?()] 2"
    assert shown(do(stmt_expr(run("f"), guard("m", X)))) == ["0: $1=f(); $2=enter m(x); leave m; return"]


def test_initialiser_lists_and_parts_that_were_not_understood() -> None:
    listed = n.InitList(AT, (n.Init("a", "r", num(1)), n.Init("b", "r", call("f"))), "r")
    assert shown(declare("v", listed)) == ["0: $1=f(); v:={a=1, b=$1}; return"]
    assert shown(do(n.Opaque(AT, (call("f"), A)))) == ["0: $1=f(); read ?($1, a); return"]


def test_a_static_variable_is_not_initialised_here() -> None:
    assert shown(declare("v", num(1), is_static=True)) == ["0: return"]
    assert shown(declare("v")) == ["0: v:=?; return"]


def test_chains_around_a_call_are_rebuilt() -> None:
    tree = do(assign(A, unary("&", n.Member(AT, arrow(call("f"), "in"), "lock", arrow=False, record="r"))))
    assert shown(tree) == ["0: $1=f(); a:=&$1->in.lock; return"]
    assert shown(do(assign(A, unary("-", n.Cast(AT, unary("!", call("f"))))))) == ["0: $1=f(); a:=-<>!$1; return"]


HINTS = Hints(transparent={"likely": 0, "warn": 1}, noreturn=frozenset({"panic"}))


def test_a_transparent_call_is_its_argument() -> None:
    assert shown(if_(call("likely", unary("!", binary(A, "||", B)))), hints=HINTS) == shown(
        if_(unary("!", binary(A, "||", B)))
    )
    assert shown(do(assign(A, call("likely", call("f")))), hints=HINTS) == ["0: $1=f(); a:=$1; return"]
    assert shown(if_(call("warn", call("g"), A)), hints=HINTS)[0] == "0: $1=g() -> [a] 1, [!a] 2"
    assert shown(do(call("warn")), hints=HINTS) == ["0: $1=warn(); return"]


def test_a_call_that_does_not_return_ends_the_path() -> None:
    assert shown(n.If(AT, A, do(call("panic", B)), None), run("f"), hints=HINTS) == [
        "0: -> [a] 1, [!a] 2",
        "1: $1=panic(b)",
        "2: $2=f(); return",
    ]


def test_spans_are_those_of_the_tree() -> None:
    where = Span(7, 12)
    test = n.Call(where, n.Name(AT, "f", n.Ref.FUNCTION), ())
    entry = graph_of(if_(test)).blocks[0]
    assert entry.operations[0].span == where
    assert isinstance(entry.edges[0].condition, graph.Test)
    assert entry.edges[0].condition.span == where
    (store, _) = graph_of(do(n.Assign(where, "=", A, num(1)))).blocks[0].operations
    assert store == Store(where, A, num(1))


def test_every_kind_of_expression_is_handled() -> None:
    handled = set(Expressions._BY_KIND)
    leaves = {n.Name, n.Int, n.Str, n.Result}
    assert handled | leaves == set(get_args(n.Expr))
