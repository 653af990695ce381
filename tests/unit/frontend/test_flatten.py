"""The C accelerator and its Python twin give the same rows, and both give the right ones."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lockscan.frontend import flatten
from lockscan.frontend.diagnostics import diagnostics_in_c, diagnostics_in_python
from lockscan.frontend.flags import SUPPLEMENT, arguments, first_lines, memory
from lockscan.frontend.flatten import Flat, flatten_in_c, flatten_in_python
from lockscan.frontend.translation import translate
from lockscan.frontend.unit import SourceUnit
from lockscan.syntax.columns import CODE, EXTRA, NAME, ROW_BYTES, SIZE, WIDTH, Code
from tests.unit.frontend.texts import read_unit, unit_of

needs_c = pytest.mark.skipif(flatten.IMPLEMENTATION != "c", reason="the C accelerator is not built here")

ODDITIES = r"""
#define EACH(x) for (x = 0; ; x++)
#define LOCK(d) spin_lock(&(d)->priv->lock)
#define MAKE(name) static int name##_show(struct dev *dev) { return dev->name; }
typedef struct { int a; union { int b; struct { int c; }; }; } anon_t;
struct known { anon_t part; struct known *next; int (*fn)(struct known *); int table[4]; };
MAKE(speed)
static struct known k = { .part.b = 3, .fn = 0, .missing = 4, old: 5, .table = { [2] = 1, [3 ... 3] = 9 } };
static anon_t anons[] = { { 1, { 2 } }, { .c = 'x' } };
int old_style(a, b) int a; char *b; { return a ?: *b; }
static inline long typed(struct known *p, anon_t arr[3], unsigned long long n)
{
	static int count = 5;
	typeof(p->next) q = p, *r;
	int v __attribute__((unused)), w __attribute__((cleanup(drop))) = sizeof(struct missing), x[3] = { 1, 2 };
	extern int outside;
	LOCK(p); LOCK(p->next);
	EACH(v) { if (v > 3) break; else continue; }
	for (;;) ; for (; v < 3;) v++; for (int i = 0, j = 1; i < j; i++) p->fn(p->next->next);
	do { v += p->unknown.deep->deeper[v](n, &p->part.c); } while (!v && ~w);
	switch (v) { case 1 ... 3: fallthrough; case UNKNOWN_CASE: v = -1; default: ; }
	v = ({ int t = v; t; }) ? (int)(long)q : __builtin_offsetof(struct known, next);
	v = too(1)(2), outside = 0xffffffffffffffffULL, x[1] = "abc"[0];
	asm volatile("nop" : "=r"(v) : "r"(p->part.a));
	asm goto("" : : : : out);
	goto *(void *[]){ &&out, &&in }[v];
in:	return __extension__ (v) + 1.5 + count + anons[2].b + arr[1].a + (struct known){ .fn = p->fn }.table[0];
out:	return p->nothing, *p->unknown, -undeclared, undeclared_array[v].x;
}
"""

REAL = sorted(Path(__file__).parents[3].joinpath("fixtures").glob("*/*.c"))


def both(unit: SourceUnit) -> tuple[Flat, Flat]:
    texts = {unit.name: unit.data} | {header.name: header.data for header in unit.headers if header.path}
    unsaved = {header.name: header.data for header in unit.headers}
    unsaved |= {unit.name: unit.data, SUPPLEMENT: first_lines(unit, texts.values()).encode()}
    words = arguments(unit)
    with translate(unit.name, words, unsaved | memory(unit, words)) as translation:
        return flatten_in_c(translation.unit, texts), flatten_in_python(translation.unit, texts)


@needs_c
def test_twins_agree_on_oddities() -> None:
    in_c, in_python = both(unit_of(ODDITIES))
    assert in_c[1] == in_python[1]
    assert in_c[0] == in_python[0]
    assert len(in_c[0]) > 200 * ROW_BYTES


@needs_c
@pytest.mark.parametrize("path", REAL[::7], ids=lambda path: f"{path.parent.name}/{path.name}")
def test_twins_agree_on_fixtures(path: Path) -> None:
    in_c, in_python = both(read_unit(path))
    assert in_c == in_python


@needs_c
@pytest.mark.parametrize("name", ["driver.c", "caf\udce9.c"])
def test_twins_agree_on_complaints(name: str) -> None:
    after = ["#include <linux/n\\\xe9.h>", "int last(void) { return \xe9->a; }", "#error"]
    unit = unit_of(ODDITIES + "\n".join(after), path=name)
    with translate(unit.name, arguments(unit), {unit.name: unit.data, SUPPLEMENT: b"\n"}) as translation:
        in_c, in_python = diagnostics_in_c(translation.unit), diagnostics_in_python(translation.unit)
    assert in_c == in_python
    assert {diagnostic.file for diagnostic in in_c} == {unit.name}
    assert not any(diagnostic.message.startswith("no member named") for diagnostic in in_c)
    assert unit.data[in_c[-1].offset :].startswith(b"error")


@needs_c
def test_twins_agree_on_outlines() -> None:
    """Of functions a row each, of variables all."""
    header = "int table[] = { 1, 2 };\nstatic inline int get(int n) { return n; }\n"
    unit = unit_of('#include "own.h"\nint own(int n) { return get(n); }', {"own.h": header})
    (own,) = unit.headers
    unsaved = {unit.name: unit.data, own.name: own.data, SUPPLEMENT: b"\n"}
    with translate(unit.name, arguments(unit), unsaved) as translation:
        in_c, in_python = (
            twin(translation.unit, [unit.name], [own.name]) for twin in (flatten_in_c, flatten_in_python)
        )
    assert in_c == in_python
    rows = [row for row in struct.iter_unpack(f"{WIDTH}i", in_c[0]) if row[CODE] == Code.FUNCTION]
    assert [(in_c[1][row[NAME]], row[SIZE] == 1, row[EXTRA]) for row in rows] == [
        ("get", True, header.index("get")),
        ("own", False, unit.data.index(b"own(")),
    ]
    assert "table" in in_c[1]


EXPRESSIONS = st.recursive(
    st.sampled_from(["n", "p", "p->next", "p->gone", "1", "'c'", "UNKNOWN", '"s"', "g", "k.part.b", "nope"]),
    lambda inner: st.one_of(
        st.builds("({}) + {}".format, inner, inner),
        st.builds("({})->gone".format, inner),
        st.builds("(*({})).x".format, inner),
        st.builds("call({}, {})".format, inner, inner),
        st.builds("({} ? {} : {})".format, inner, inner, inner),
        st.builds("({} ?: {})".format, inner, inner),
        st.builds("({})[{}]".format, inner, inner),
        st.builds("M({})".format, inner),
        st.builds("(struct known *)({})".format, inner),
        st.builds("n = {}".format, inner),
        st.builds("({{ {}; }})".format, inner),
        st.builds("!({}) && -({})".format, inner, inner),
    ),
    max_leaves=12,
)
STATEMENTS = st.recursive(
    st.one_of(EXPRESSIONS.map("{};".format), st.sampled_from(["break;", ";", "return;", "int z = n;"])),
    lambda inner: st.one_of(
        st.builds("if ({}) {} else {{ {} }}".format, EXPRESSIONS, inner, inner),
        st.builds("for ({}; ; {}) {}".format, EXPRESSIONS, EXPRESSIONS, inner),
        st.builds("while ({}) {{ {} {} }}".format, EXPRESSIONS, inner, inner),
        st.builds("switch ({}) {{ case 1: {} default: {} }}".format, EXPRESSIONS, inner, inner),
        st.builds("do {} while ({});".format, inner, EXPRESSIONS),
        st.builds("WRAP({})".format, inner),
    ),
    max_leaves=6,
)


@needs_c
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(STATEMENTS, min_size=1, max_size=6))
def test_twins_agree_on_any_code(statements: list[str]) -> None:
    before = (
        "struct known { struct { int b; } part; struct known *next; } k; static int g; struct dev;\n"
        "#define M(x) (&(x)->member->lock)\n#define WRAP(s) do { s } while (0);\n"
    )
    code = before + "void f(struct known *p, int n)\n{\n" + "\n".join(statements) + "\n}\n"
    in_c, in_python = both(unit_of(code))
    assert in_c == in_python


def test_only_the_named_files_are_flattened() -> None:
    unit = unit_of('#include "a.h"\nint f(void) { return 1; }', {"a.h": "static int in_header(void) { return 0; }"})
    unsaved = {header.name: header.data for header in unit.headers} | {unit.name: unit.data, SUPPLEMENT: b""}
    with translate(unit.name, arguments(unit), unsaved) as translation:
        _, strings = flatten.flatten(translation.unit, [unit.name])
    assert "f" in strings
    assert "in_header" not in strings
