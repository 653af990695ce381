"""Units to parsed units: what is delivered, what is lost, and what bad input does."""

from __future__ import annotations

import pickle
from dataclasses import replace
from pathlib import Path

import pytest

from lockscan.frontend import flags
from lockscan.frontend.parse import parse
from lockscan.syntax import build, nodes
from lockscan.syntax.columns import function_names
from lockscan.syntax.nodes import Init, InitList, Member, Name
from lockscan.syntax.unit import ParsedUnit
from tests.unit.frontend.texts import body_of, function, parse_text, statement, unit_of, variable


def names(parsed: ParsedUnit) -> list[str]:
    return [found.name for found in parsed.functions]


def inits(value: nodes.Expr | None) -> dict[str, str]:
    """Field to the name that it is initialised with."""
    assert isinstance(value, InitList)
    return {item.field: item.value.name for item in value.items if isinstance(item.value, Name)}


def test_a_function_as_written() -> None:
    code = "static int __init start(struct foo *foo, int n)\n\t__acquires(&foo->lock)\n{\n\treturn n;\n}\n"
    found = function(parse_text(code), "start")
    assert code[slice(*found.span)] == code.strip()
    assert code[slice(*found.name_span)] == "start"
    assert [(p.name, p.type, p.record) for p in found.parameters] == [("foo", "struct foo *", "foo"), ("n", "int", "")]
    assert (found.returns, found.is_static, found.in_macro) == ("int", True, False)
    assert found.annotations == ("__init", "__acquires")


def test_a_function_made_by_a_macro_says_so() -> None:
    parsed = parse_text("#define SHOW(x) int x##_show(void) { return 0; }\nSHOW(speed)\nint plain(void) { return 1; }")
    assert {found.name: found.in_macro for found in parsed.functions} == {"speed_show": True, "plain": False}


def test_old_style_definitions() -> None:
    parsed = parse_text("int f(a, b)\nint a;\nstruct foo *b;\n{\n return a;\n}\nstatic g(void) { return f(1, 0); }")
    assert names(parsed) == ["f", "g"]
    assert [p.name for p in parsed.functions[0].parameters] == ["a", "b"]
    assert parsed.seen_functions == 2


def test_local_headers_are_delivered_under_their_own_path() -> None:
    parsed = parse_text('#include "own.h"\nint f(void) { return g(); }', {"own.h": "static int g(void) { return 1; }"})
    assert {found.name: found.file for found in parsed.functions} == {"f": "driver.c", "g": "own.h"}
    assert [source.path for source in parsed.sources] == ["driver.c", "own.h"]


@pytest.mark.parametrize(
    "code",
    [
        "static struct ops o = { .open = start, .close = stop };",
        "struct ops { int (*open)(void), (*close)(void); }; static struct ops o = { .open = start, close: stop };",
        "struct ops { int (*open)(void), (*close)(void); }; static struct ops o = { start, stop };",
        "struct ops { int (*open)(void); }; static struct ops o = { .open = start, .close = stop };",
        "static struct ops o = { .open = (void *)start, .open = start, .close = stop };",
    ],
)
def test_tables_of_operations(code: str) -> None:
    parsed = parse_text("static int start(void) { return 0; }\nstatic int stop(void) { return 0; }\n" + code)
    found = variable(parsed, "o").variable
    assert (found.record, found.is_static) == ("ops", True)
    assert inits(found.init) == {"open": "start", "close": "stop"}
    assert isinstance(found.init, InitList)
    assert {item.record for item in found.init.items} == {"ops"}


def test_nested_and_indexed_initialisers() -> None:
    braces = "{ [2] = { .x.y = a, .z = { .w = a }, .v[1] = a } }"
    code = f"static int a(void) {{ return 0; }}\nstatic struct deep d[] = {braces};"
    outer = variable(parse_text(code), "d").variable.init
    assert isinstance(outer, InitList)
    (element,) = outer.items
    assert isinstance(element.value, InitList)
    x, z, v = element.value.items
    assert (x.field, x.record) == ("x", "deep")
    assert inits(x.value) == {"y": "a"}
    assert inits(z.value) == {"w": "a"}
    assert (v.field, v.value) == ("v", v.value)
    assert isinstance(v.value, Name)


def test_statics_of_functions_are_globals_that_name_their_function() -> None:
    parsed = parse_text("int f(void) { static int count = 3; int local; return count; }")
    found = variable(parsed, "count")
    assert (found.function, found.variable.is_static) == ("f", True)
    assert [entry.variable.name for entry in parsed.globals] == ["count"]


def test_large_tables_of_numbers_are_not_built() -> None:
    init = variable(parse_text(f"int t[] = {{ {'1, ' * 500} }};"), "t").variable.init
    assert isinstance(init, nodes.Opaque)
    init = variable(parse_text(f"int f(void); void *t[] = {{ {'0, ' * 500} f }};"), "t").variable.init
    assert isinstance(init, InitList)
    assert len(init.items) == 501
    assert isinstance(init.items[0], Init)


@pytest.mark.parametrize(
    "text",
    [
        "return UNKNOWN;",
        "if (n == UNKNOWN) g(); ",
        "for (i = 0; i < UNKNOWN; i++) g();",
        "x = UNKNOWN;",
        "unknown_t y = n;",
        "unknown_t *y = dev->priv;",
        "g(UNKNOWN | OTHER, &unknown_list, &unknown.lock);",
        'g(LEVEL "text" PRI "more");',
        "each_thing(dev, n) { g(); }",
        "struct unknown s; g(&s, sizeof(struct other));",
        "g((unknown_t *)dev, (other_t)n, sizeof(third_t));",
        "make(struct unknown, n);",
        "while (current_thing->state) g();",
        "things[n].count++;",
        "counter++;",
    ],
)
def test_nothing_is_lost_to_what_no_header_declares(text: str) -> None:
    parsed = parse_text(f"int f(struct dev *dev, int n)\n{{ {text} last(); return 0; }}")
    assert parsed.problems == ()
    assert parsed.lost == ()
    body = build.statements(function(parsed, "f").body)
    assert len(body.body) >= 3
    assert "last" in function_names(function(parsed, "f").body).outside


def test_a_loop_macro_that_ends_with_an_unknown_one() -> None:
    before = "#define each(x) for (x = 0; x < 3; x++) \\\n\teach_if((x))"
    parsed = parse_text(f"{before}\nint f(int n)\n{{ each(n) {{ g(n); }} return 0; }}")
    assert parsed.problems == ()
    loop = build.statements(function(parsed, "f").body).body[0]
    assert isinstance(loop, nodes.For)
    assert isinstance(loop.body, nodes.For)


def test_designators_of_unknown_names() -> None:
    names = [f"STATE_{letter}" for letter in "ABCDEFGHIJ"]
    table = ", ".join(f"[{name}] = f" for name in names)
    parsed = parse_text(f"static int f(void) {{ return 0; }}\nstatic void *table[] = {{ {table} }};")
    assert parsed.problems == ()
    init = variable(parsed, "table").variable.init
    assert isinstance(init, InitList)
    assert len(init.items) == len(names)


def test_unknown_case_labels_are_kept_apart() -> None:
    found = statement("switch (n) { case ONE: g(); break; case TWO: h(); case 3: ; }")
    assert isinstance(found, nodes.Switch)
    assert isinstance(found.body, nodes.Block)
    labels = [case.low for case in found.body.body if isinstance(case, nodes.Case)]
    assert [label.name for label in labels if isinstance(label, Name)] == ["ONE", "TWO"]
    assert len({label.index for label in labels if isinstance(label, Name)}) == 2


def test_unknown_macros_in_case_labels() -> None:
    found = statement("switch (n) { case REG(1): g(); break; case REG(2) ... REG(3): h(); }")
    assert isinstance(found, nodes.Switch)
    assert isinstance(found.body, nodes.Block)
    assert sum(isinstance(node, nodes.Case) for node in found.body.body) == 2


@pytest.mark.parametrize(
    "line",
    [
        'MODULE_THING("text");',
        "MODULE_THING(a, b)",
        "static DEFINE_THING(name, 3);",
        "DECLARE_THING(name);",
        "EXPORT_THING(f)",
    ],
)
def test_unknown_macros_at_file_scope_cost_nothing(line: str) -> None:
    parsed = parse_text(f"int before(void) {{ return 0; }}\n{line}\nint after(void) {{ return 1; }}\n")
    assert {"before", "after"} <= set(names(parsed))
    assert parsed.lost == ()


def test_unknown_attributes() -> None:
    first = "static int __mark f(int a) { return a; }\n"
    parsed = parse_text(f"{first}void g(void) __note {{ }}\n__other static int h(void) {{ }}")
    assert names(parsed) == ["f", "g", "h"]


def test_members_of_unknown_records_inside_macros() -> None:
    before = "#define A(d) spin_lock(&(d)->one->two)\n#define B(d, x) take(x, &d->three.four)"
    body = body_of(f"{before}\nint f(struct dev *dev) {{ A(dev); A(dev->up); B(dev, 1); }}")
    found = []
    for node in body.body:
        assert isinstance(node, nodes.ExprStmt)
        assert isinstance(node.expr, nodes.Call)
        address = node.expr.args[-1]
        assert isinstance(address, nodes.Unary)
        found.append(_path(address.operand))
    assert found == ["dev->one->two", "dev->up->one->two", "dev->three.four"]


def test_members_of_unknown_records_inside_macros_of_the_stubs() -> None:
    (first,) = body_of("int f(struct dev *dev) { INIT_TQUEUE(dev->lost, g, 0); }").body
    assert isinstance(first, nodes.ExprStmt)
    assert isinstance(first.expr, nodes.Binary)
    stored = [side.target for side in (first.expr.left, first.expr.right) if isinstance(side, nodes.Assign)]
    assert [_path(target) for target in stored] == ["dev->lost->routine", "dev->lost->data"]


def _path(expr: nodes.Expr) -> str:
    if isinstance(expr, Member):
        return f"{_path(expr.base)}{'->' if expr.arrow else '.'}{expr.field}"
    assert isinstance(expr, Name)
    return expr.name


def test_configuration_options_are_on() -> None:
    code = """
    #ifdef CONFIG_PM
    int a(void) { return 0; }
    #else
    int b(void) { return 0; }
    #endif
    #if IS_ENABLED(CONFIG_OF) && defined(CONFIG_ACPI)
    int c(void) { return 0; }
    #endif
    #if 0
    int d(void) { return 0; }
    #endif
    """
    parsed = parse_text(code)
    assert names(parsed) == ["a", "c"]
    assert parsed.seen_functions == 2
    assert parsed.lost == ()


def test_a_function_that_clang_drops_is_lost_by_name_and_line() -> None:
    parsed = parse_text("int good(void) { return 0; }\n\nint bad(int (, ) { return 1; }\nint also(void) { return 0; }")
    assert ("bad", 3) in [(lost.function, lost.line) for lost in parsed.lost]
    assert parsed.seen_functions == 3
    assert "good" in names(parsed)


def test_a_dropped_statement_is_noted() -> None:
    parsed = parse_text("int f(int n) { n = 3 +; g(); return n; }")
    assert len(parsed.problems) == 1
    assert "f()" in parsed.problems[0]


def test_mentions_come_from_the_whole_text() -> None:
    code = "static spinlock_t a = OLD_LOCK;\n#if 0\nstatic spinlock_t b = OLD_LOCK;\n#endif\n"
    unit = unit_of(code)
    marked = replace(unit, marked=(("OLD_LOCK", False),))
    assert [(mention.target, mention.is_active) for mention in parse(marked).mentions] == [("a", True), ("b", False)]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", []),
        (b"int f(void) { return 0; }\0\0\n", ["f"]),
        (b'/* \xff\xfe */ int f(void) { g("\xe9"); return 0; }', ["f"]),
        (b"\x7fELF\x02\x01\x01" + bytes(range(256)) * 40, []),
        (b"int f(void)\r\n{\r\n\treturn 0;\r\n}\r\n", ["f"]),
        (b"int f(int n) { return " + b"(" * 1000 + b"n" + b")" * 1000 + b"; }", ["f"]),
        (b"int f(int n) { " + b"{" * 1000 + b"n++;" + b"}" * 1000 + b" }", ["f"]),
        (b"int f(int n) { return " + b"(" * 20000 + b"n" + b")" * 20000 + b"; }", ["f"]),
        (b"int f(int n) { if (n) { g(); ", ["f"]),
        (b'#include "driver.c"\nint f(void) { return 0; }', ["f"]),
    ],
    ids=["empty", "nul", "encoding", "binary", "crlf", "parentheses", "blocks", "too-deep", "cut", "includes-itself"],
)
def test_bad_input_never_raises(data: bytes, expected: list[str]) -> None:
    parsed = parse_text(data)
    assert names(parsed) == expected


def test_an_include_loop_ends() -> None:
    headers = {"a.h": '#include "b.h"\nint a(void) { return 0; }', "b.h": '#include "a.h"\n'}
    assert "f" in names(parse_text('#include "a.h"\nint f(void) { return 0; }', headers))


def test_a_unit_pickles_and_parses_to_the_same_anywhere() -> None:
    unit = unit_of('#include "a.h"\nint f(struct dev *d) { return d->n + UNKNOWN; }', {"a.h": "struct dev { int n; };"})
    again = pickle.loads(pickle.dumps(unit))
    assert again == unit
    assert again.digest == unit.digest
    assert pickle.loads(pickle.dumps(parse(unit))) == parse(again)


def test_precompiled_headers_that_clang_refuses_are_not_needed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    refused = tmp_path / "refused.pch"
    refused.write_bytes(b"not a precompiled header")
    monkeypatch.setattr(flags, "precompiled", lambda *_arguments: str(refused))
    parsed = parse_text("int f(spinlock_t *l) { return 0; }")
    assert parsed.lost == ()
    assert parsed.functions[0].parameters[0].record == "spinlock"


def test_the_digest_changes_with_the_text_the_headers_and_the_flags() -> None:
    one = unit_of("int a;", {"a.h": "x"})
    assert len({one.digest, unit_of("int b;", {"a.h": "x"}).digest, unit_of("int a;", {"a.h": "y"}).digest}) == 3
