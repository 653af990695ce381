"""Edges of the lock-order graph, and the ways that lead to them."""

from __future__ import annotations

from lockscan.interproc.program import Program
from lockscan.interproc.ways import Way
from tests.unit.interproc.programs import program_of

HEAD = """
#include <linux/mutex.h>
struct dev { struct mutex a; struct mutex b; struct mutex gate; int n; };
static void take_b(struct dev *d, int really)
{ if (really) { mutex_lock(&d->b); d->n++; mutex_unlock(&d->b); } }
static void ab(struct dev *d, int really)
{ mutex_lock(&d->a); take_b(d, really); mutex_unlock(&d->a); }
"""


def ways(program: Program) -> list[Way]:
    edges = program.order.edges("struct dev.a", "struct dev.b")
    return [way for edge in edges for way in program.ways.of(edge)]


def test_an_edge_goes_through_calls() -> None:
    program = program_of(HEAD + "void f(struct dev *d) { ab(d, 1); }")
    assert program.order.pairs()["struct dev.a"] == ("struct dev.b",)
    (way,) = ways(program)
    assert way.root.function.name == "f"
    assert [call.function for call in way.calls] == ["f"]
    assert [call.function for call in way.edge.taking.chain] == ["ab"]


def test_arguments_rule_ways_out() -> None:
    program = program_of(HEAD + "void f(struct dev *d) { ab(d, 1); } void g(struct dev *d) { ab(d, 0); }")
    assert [way.root.function.name for way in ways(program)] == ["f"]


def test_a_way_knows_what_is_held_above() -> None:
    outer = "void f(struct dev *d) { mutex_lock(&d->gate); ab(d, 1); mutex_unlock(&d->gate); }"
    (way,) = ways(program_of(HEAD + outer))
    assert way.holds == {"struct dev.a", "struct dev.gate"}


def test_a_way_on_which_the_second_lock_is_held_already_is_none() -> None:
    outer = "void f(struct dev *d) { mutex_lock(&d->b); ab(d, 1); mutex_unlock(&d->b); }"
    assert not ways(program_of(HEAD + outer))


def test_a_lock_that_the_callee_gives_up_makes_no_edge() -> None:
    code = """
    #include <linux/mutex.h>
    struct dev { struct mutex a; struct mutex b; int n; };
    static void swap(struct dev *d)
    { mutex_unlock(&d->a); mutex_lock(&d->b); d->n++; mutex_unlock(&d->b); mutex_lock(&d->a); }
    void f(struct dev *d) { mutex_lock(&d->a); swap(d); mutex_unlock(&d->a); }
    """
    assert not ways(program_of(code))
