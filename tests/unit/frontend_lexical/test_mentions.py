"""Mentions of marked names: what they initialise, where, and what is no mention."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lockscan.frontend.mentions import find
from lockscan.syntax.unit import Mention, MentionPlace

NAMES = {"SPIN_LOCK_UNLOCKED": False, "cli": True, "sti": True, "save_flags": True}


def mentions(text: str, skipped: tuple[tuple[int, int], ...] = ()) -> tuple[Mention, ...]:
    return find(text.encode(), "a.c", NAMES, skipped)


def one(text: str) -> tuple[Mention, str]:
    """The only mention, with the text of its statement."""
    text = text.replace("M", "SPIN_LOCK_UNLOCKED")
    (mention,) = mentions(text)
    assert text[mention.span.start : mention.span.end] == mention.name
    statement = text[mention.statement.start : mention.statement.end] if mention.statement else ""
    return mention, statement.replace("SPIN_LOCK_UNLOCKED", "M")


P = MentionPlace


@pytest.mark.parametrize(
    ("text", "place", "target", "statement"),
    [
        ("spinlock_t x = M;", P.VARIABLE, "x", "spinlock_t x = M"),
        ("int a;\nstatic spinlock_t x=M;", P.VARIABLE, "x", "static spinlock_t x=M"),
        ("static spinlock_t a, b = M;", P.VARIABLE, "b", "static spinlock_t a, b = M"),
        ("spinlock_t x __cacheline_aligned = M;", P.VARIABLE, "x", "spinlock_t x __cacheline_aligned = M"),
        ("spinlock_t x = (spinlock_t) M;", P.VARIABLE, "x", "spinlock_t x = (spinlock_t) M"),
        ("void f(void) { int i; spinlock_t x = M; g(); }", P.VARIABLE, "x", "spinlock_t x = M"),
        ("static spinlock_t x[1] = { M };", P.ELEMENT, "x[0]", "static spinlock_t x[1] = { M }"),
        ("spinlock_t x[N] = { [0 ... N-1] = M };", P.ELEMENT, "x[0 ... N-1]", "spinlock_t x[N] = { [0 ... N-1] = M }"),
        ("struct d x = { .lock = M, .a = 1 };", P.MEMBER, "x.lock", "struct d x = { .lock = M, .a = 1 }"),
        ("struct d x = { a: 1, lock: M };", P.MEMBER, "x.lock", "struct d x = { a: 1, lock: M }"),
        ("struct d x = { .in = { .lock = M } };", P.MEMBER, "x.in.lock", "struct d x = { .in = { .lock = M } }"),
        ("struct d x = { .in.lock = M };", P.MEMBER, "x.in.lock", "struct d x = { .in.lock = M }"),
        ("struct d x = { .l = { [1] = M } };", P.ELEMENT, "x.l[1]", "struct d x = { .l = { [1] = M } }"),
        ("struct d x = { 0, M, NULL };", P.MEMBER, "x", "struct d x = { 0, M, NULL }"),
        ("struct d { int a; spinlock_t lock; }; struct d x = { 0, M };", P.MEMBER, "x.lock", "struct d x = { 0, M }"),
        (
            "typedef struct { int a, b; spinlock_t l; } d_t; d_t x = { f(1, 2), 0, M };",
            P.MEMBER,
            "x.l",
            "d_t x = { f(1, 2), 0, M }",
        ),
        (
            "struct d { int a; spinlock_t l; }; struct d x[2] = { { 0, M } };",
            P.MEMBER,
            "x[0].l",
            "struct d x[2] = { { 0, M } }",
        ),
        ("struct d x[] = { { .a = 0 }, { .l = M } };", P.MEMBER, "x[1].l", "struct d x[] = { { .a = 0 }, { .l = M } }"),
        ("static struct { int a; } x = { .l = M };", P.MEMBER, "x.l", "static struct { int a; } x = { .l = M }"),
        ("void f(void) { if (a) { } dev->lock = M; }", P.ASSIGNMENT, "dev->lock", "dev->lock = M"),
        ("void f(void) { if (a(b)) dev -> lock = M; }", P.ASSIGNMENT, "dev->lock", "dev -> lock = M"),
        ("void f(void) { x.lock = (spinlock_t) M; }", P.ASSIGNMENT, "x.lock", "x.lock = (spinlock_t) M"),
        ("void f(void) { for (i = 0; i < 3; i++) l[i].k = M; }", P.ASSIGNMENT, "l[i].k", "l[i].k = M"),
        ("void f(void) { switch (a) { case A: *p = M; } }", P.ASSIGNMENT, "*p", "*p = M"),
        ("void f(void) { out: x = M; }", P.ASSIGNMENT, "x", "x = M"),
        ("void f(void) { if (a) b(); else x = M; }", P.ASSIGNMENT, "x", "x = M"),
        ("void f(void) { *d = (struct d) { .lock = M }; }", P.MEMBER, "d->lock", "*d = (struct d) { .lock = M }"),
        (
            "void f(void) { *a->d = (struct d) { .lock = M }; }",
            P.MEMBER,
            "(*a->d).lock",
            "*a->d = (struct d) { .lock = M }",
        ),
        ("spinlock_t f(void) { return (spinlock_t) M; }", P.COMPOUND, "", "return (spinlock_t) M"),
        ("void f(void) { g(x, M); }", P.OTHER, "", "g(x, M)"),
        ("DEFINE_PER_CPU(spinlock_t, x) = M;", P.OTHER, "", "DEFINE_PER_CPU(spinlock_t, x) = M"),
    ],
)
def test_places(text: str, place: MentionPlace, target: str, statement: str) -> None:
    mention, found = one(text)
    assert (mention.place, mention.target, found) == (place, target, statement)


def test_every_declarator_and_element_is_found() -> None:
    text = (
        "static spinlock_t a = SPIN_LOCK_UNLOCKED, b = SPIN_LOCK_UNLOCKED;\n"
        "spinlock_t c[2] = { SPIN_LOCK_UNLOCKED, SPIN_LOCK_UNLOCKED };"
    )
    found = mentions(text)
    assert [(m.target, m.is_static) for m in found] == [("a", True), ("b", True), ("c[0]", False), ("c[1]", False)]
    assert found[0].statement == found[1].statement


def test_macros() -> None:
    found = mentions(
        "#define INIT_D(x) { \\\n\t.lock = SPIN_LOCK_UNLOCKED }\n"
        "#define OFF() do { save_flags(f); \\\n cli(); } while (0)\n"
    )
    assert [mention.name for mention in found] == ["SPIN_LOCK_UNLOCKED", "save_flags", "cli"]
    assert {mention.place for mention in found} == {P.MACRO}


@pytest.mark.parametrize(
    "text",
    [
        "/* SPIN_LOCK_UNLOCKED */ // SPIN_LOCK_UNLOCKED\n",
        'char *s = "SPIN_LOCK_UNLOCKED";',
        "#define SPIN_LOCK_UNLOCKED { 0 }\n",
        "#ifdef SPIN_LOCK_UNLOCKED\n#undef SPIN_LOCK_UNLOCKED\n#endif\n#if defined(SPIN_LOCK_UNLOCKED)\n#endif\n",
        "spinlock_t x = __SPIN_LOCK_UNLOCKED(x); spinlock_t y = SPIN_LOCK_UNLOCKED_2;",
        "void f(void) { x->cli(); x.cli(); __cli(); my_sti(); int cli = 3; cli++; }",
        "struct ops o = { .cli = g, sti: h };",
        "static void cli(void) { } void f(void) { cli(); }",
        "extern void cli(void);\nvoid f(void) { cli(); }",
        "void f(void) { extern int cli(void); cli(); }",
        "#define cli() local_irq_disable()\nvoid f(void) { cli(); }",
        'void f(void) { asm("cli"); }',
    ],
)
def test_no_mentions(text: str) -> None:
    assert mentions(text) == ()


def test_calls() -> None:
    text = "void f(void)\n{\n\tlong flags;\n\n\tsave_flags(flags); cli();\n\tif (x)\n\t\tsti ();\n\telse cli();\n}\n"
    found = mentions(text)
    assert [(m.name, m.place, m.function) for m in found] == [
        ("save_flags", P.CALL, "f"),
        ("cli", P.CALL, "f"),
        ("sti", P.CALL, "f"),
        ("cli", P.CALL, "f"),
    ]
    spelled = [text[m.statement.start : m.statement.end] for m in found if m.statement]
    assert spelled == ["save_flags(flags)", "cli()", "sti ()", "cli()"]


def test_a_function_of_its_own_hides_only_that_name() -> None:
    assert [m.name for m in mentions("void cli(void) { } void f(void) { cli(); sti(); }")] == ["sti"]


def test_inactive_code_is_searched_too() -> None:
    text = "#ifdef OLD\nspinlock_t x = SPIN_LOCK_UNLOCKED;\n#endif\nspinlock_t y = SPIN_LOCK_UNLOCKED;\n"
    found = mentions(text, ((0, text.index("#endif") + 6),))
    assert [(m.target, m.is_active) for m in found] == [("x", False), ("y", True)]
    assert [m.is_active for m in mentions(text)] == [True, True]


def test_conditional_code_inside_a_declaration() -> None:
    text = "struct d x = {\n#ifdef A\n\t.a = 1,\n#endif\n\t.lock = SPIN_LOCK_UNLOCKED,\n};\n"
    assert [m.target for m in mentions(text)] == ["x.lock"]


def test_a_big_table_takes_little_time() -> None:
    text = "spinlock_t x[] = {\n" + "\tSPIN_LOCK_UNLOCKED,\n" * 20_000 + "};\n"
    began = time.perf_counter()
    found = mentions(text)
    assert time.perf_counter() - began < 10
    assert len(found) == 20_000
    assert found[-1].target == "x[19999]"


@given(st.text(alphabet="{}()[];,=:.# M\n\"'/*\\a", max_size=120))
def test_any_text_is_survived(text: str) -> None:
    text = text.replace("M", "SPIN_LOCK_UNLOCKED")
    for mention in mentions(text):
        assert text[mention.span.start : mention.span.end] == "SPIN_LOCK_UNLOCKED"
        assert mention.statement is None or 0 <= mention.statement.start <= mention.statement.end <= len(text)
