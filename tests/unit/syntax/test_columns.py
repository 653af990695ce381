"""Questions that flat bodies answer without a tree."""

from __future__ import annotations

import pytest

from lockscan.syntax.columns import (
    Body,
    Code,
    every_name,
    function_names,
    has_code,
    initialiser_names,
    member_values,
    outside_names,
    untyped_bases,
)
from tests.unit.frontend.texts import function, parse_text, variable


def test_function_names() -> None:
    code = """
    int limit;
    static void helper(int n) { }
    static int table(void) { return 0; }
    int f(int n, struct ops *ops) {
        int local = n % limit;
        helper(local);
        ops->open = table;
        unknown(&helper, ops->close(n));
        return MACRO_LIKE(n);
    }"""
    found = function_names(function(parse_text(code), "f").body)
    assert found.called == {"helper", "unknown", "MACRO_LIKE"}
    assert found.taken == {"helper", "table"}
    assert found.variables == {"limit"}
    assert found.has_pointer_call
    assert found.mentions({"table", "other"})
    assert not found.mentions({"other", "local"})


def test_has_code() -> None:
    body = function(parse_text("int f(int n) { if (n) return 1; return 0; }"), "f").body
    assert has_code(body, Code.IF)
    assert not has_code(body, Code.FOR)
    assert len(body) == 7


def test_names_of_many_bodies_are_those_of_each() -> None:
    code = """
    extern int limit; static int own;
    int f(struct ops *ops) { ops->open = g; own = limit; return h(limit + own); }
    int g(void) { return 0; }
    int i(int n) { return f(&unknown) + n; }"""
    bodies = [each.body for each in parse_text(code).functions]
    assert outside_names(bodies) == frozenset().union(*(function_names(body).outside for body in bodies))
    assert {"g", "h", "f", "limit"} <= outside_names(bodies)
    assert outside_names([]) == outside_names([Body(b"", ("",), b"")]) == frozenset()


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("f", {"f"}),
        ("(void *)&x", {"x"}),
        ("{ 0, f, { [3] = &x, .z = (long)g } }", {"f", "x", "g"}),
        ("{ &own, 7, g() + 1, x.n, &x.n, (f ? f : g) }", set()),
        ("{ " + "0, " * 500 + "f }", {"f"}),
        ("{ " + "0, " * 500 + "}", set()),
    ],
)
def test_what_an_initialiser_stores(written: str, expected: set[str]) -> None:
    code = "int f(void), g(void); extern struct s { int n; } x; static struct s own;\n"
    unit = parse_text(f"{code}void *table[] = {written};")
    found = variable(unit, "table")
    assert set(initialiser_names(found.body)) == expected
    assert (found.name, found.start, found.is_external) == ("table", found.variable.span.start, True)
    assert not variable(unit, "own").is_external


def test_every_name() -> None:
    body = function(
        parse_text("int f(struct d *dev, int n) { again: if (dev->on) goto again; return g(n); }"), "f"
    ).body
    assert {"dev", "on", "again", "g", "n"} <= every_name(body)


def test_members_of_unknown_type() -> None:
    code = """
    struct chip { struct chip *next; int id; };
    int f(struct chip *chip, struct other *other) {
        chip->id = other->core->lock + chip->next->id;
        (&other->parts[1])->lock = 2;
        return other->core->more->lock;
    }"""
    body = function(parse_text(code), "f").body
    assert set(untyped_bases(body)) == {("other", "core"), ("other", "parts")}
    assert ("chip", "id") in member_values(body)
    assert not {("chip", "next"), ("other", "core")} & member_values(body)
