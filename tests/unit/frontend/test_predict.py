"""What is declared before the first parse: that it saves the second, and that a wrong guess costs nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import starmap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lockscan.frontend import parse as front_end
from lockscan.frontend.flags import SUPPLEMENT
from lockscan.frontend.predict import NOTHING, Prediction, predict
from lockscan.frontend.translation import Translation, translate_next
from lockscan.frontend.uses import Use
from lockscan.syntax import build
from lockscan.syntax.columns import function_names
from lockscan.syntax.unit import ParsedUnit
from tests.unit.frontend.texts import function, parse_text, variable


def predicted(code: str, *headers: str) -> Prediction:
    return predict(code.encode(), [header.encode() for header in headers])


@contextmanager
def counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What stood before the file in each parse."""
    runs: list[str] = []

    @contextmanager
    def noted(name: str, words: list[str], unsaved: dict[str, bytes]) -> Iterator[Translation]:
        runs.append(unsaved[SUPPLEMENT].decode())
        with translate_next(name, words, unsaved) as translation:
            yield translation

    with monkeypatch.context() as patch:
        patch.setattr(front_end, "translate_next", noted)
        yield runs


@pytest.mark.parametrize(
    "code",
    [
        "int f(int n) { return n == LIMIT_OF_THIS; }",
        "int f(int n) { switch (n) { case FIRST: case SECOND: return 1; } return 0; }",
        "#define BOTH (ONE_FLAG | OTHER_FLAG)\nint f(int n) { return n & BOTH; }",
        "static int t[] = { [MODE_A] = 1, [MODE_B] = 2 };\nint f(int n) { return t[n]; }",
        "static int t[] = { [MODE_A ... MODE_B] = 2 };\nint f(int n) { return t[n]; }",
        "#define MOST LIMIT_OF_ALL\n\nint f(int n) { switch (n) { case FIRST ... LAST: return MOST; } return 0; }",
        "static enum kind t[] = { KIND_A, KIND_B };\nint f(int n) { return t[n] == KIND_B; }",
        "struct s { char name[NAME_LENGTH]; struct unknown u; };\nint f(struct s *s) { return sizeof(s->u); }",
        "int f(struct unknown *u) { return sizeof(*u); }",
        "int f(void) { enum unknown u; struct other o; g(&u, &o); return 0; }",
        "static const struct ops o = { .open = simple_open_elsewhere, .data = &table_elsewhere };",
        "int f(int n) { switch (n) { case fan_input: return 1; } register_it(n, simple_xlate, 3); return 0; }",
        "struct s { some_type_t t; Other_t *p; };\nint f(struct s *s) { return s->t + s->p->n; }",
        "static func_type_t *t[] = {\n\tfirst_one,\n\tsecond_one,\n};\nint f(int n) { return g(t[n]); }",
        "int f(struct s *s)\n{\n\tint n;\n\tfor_each_one_of(s, n)\n\t\tg(n);\n\treturn n;\n}",
        "int f(int n) { if (n && target_state != 3) return 1; return state_elsewhere; }",
        "void f(void *p)\n{\n\tdrop_it(p);\n\tg((void (*)(void *))drop_it);\n}",
        'int f(int n) { g(n, "a " MODE_FORMAT " b" OTHER_FORMAT); g(n, THIRD_FORMAT "c"); return n; }',
        "#define M(x, n) KIND_ ## x = n,\nenum { M(A, 1) M(B, 2) };\nint f(int n) { return n == KIND_A; }",
        "#define M(x) \\\n\tKIND_##x,\nenum { M(A) M(B) };\nint f(int n) { return n == KIND_B; }",
        "#define a_t struct a\n\nstruct b { int n; };\nstruct a { int n; };\nint f(struct b *b) { return b->n; }",
        "int f(void) { struct thing t; thing(&t); return 0; }\nvoid thing(struct thing *t) { g(sizeof(*t)); }",
    ],
)
def test_one_parse_is_enough(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with counted(monkeypatch) as runs:
        parsed = parse_text(code)
    assert parsed.problems == ()
    assert len(runs) == 1


def test_constants_are_names_that_nothing_declares_and_that_look_like_values() -> None:
    code = """#define DEFINED 1
enum e { MEMBER_A, MEMBER_B = OTHER_VALUE, /* NOT_THIS, */ MEMBER_C };
typedef struct {
    int n;
} MADE_T, *POINTER_T;
int f(TYPE_A a, TYPE_B *b) // NOT_THAT
{
    TYPE_C c;
    g("NOT_IN_STRING", (TYPE_D)a, sizeof(TYPE_E), CALLED(1), "%" GLUED "x");
    LIST.first = POINTER->x + ARRAY[1]; VARIABLE = 2; h(&OBJECT);
    return DEFINED + MEMBER_A + MEMBER_C + GOOD_VALUE + HEADER_MACRO + HEADER_ENUM + HEADER_TYPE + (PASTED ## x);
}
"""
    header = "#define HEADER_MACRO 1\nenum { HEADER_ENUM };\nHEADER_TYPE *g;\n#if 0\nint a[IN_HEADER];\n#endif\n"
    assert set(predicted(code, header).constants) == {"GOOD_VALUE", "OTHER_VALUE", "IN_HEADER"}
    assert predict(b"int a = SET_OUTSIDE + FREE;", [], {b"SET_OUTSIDE"}).constants == ("FREE",)


def test_records_are_those_that_nothing_completes() -> None:
    code = """
    struct own { int n; }; struct __packed tight { int n; };
    struct mentioned *p; struct elsewhere q; struct spinlock s; enum dma_status t; enum unknown u;
    struct group { struct_group_tagged(inside, all, int n;); }; int f(struct inside *i, struct rcu_head *r);
    """
    header = "struct elsewhere { int n; }; struct by_value { struct inner i; }; struct pointed *a; struct ahead;"
    records = predicted(code, header).records
    assert set(records) == {("struct", "mentioned"), ("enum", "unknown"), ("struct", "inner")}


def test_outsiders_are_names_with_uses_as_values_only() -> None:
    code = """static struct ops o = { .a = handed_on, .b = &object_elsewhere, .c = own, .d = by_macro, .e = made_one };
int own(int argument, int other) { int local = argument; call(local, other, argument_elsewhere); return local; }
int old_style(given) int given; { dev->member = given; return x->member; }
static DEFINE_THING(by_macro);
#define MAKE(x) int made_##x
MAKE(one);
int g(void) { called(1); h(called); return h(in_header); }
"""
    assert predicted(code, "extern int in_header(void);").outsiders == (
        ("argument_elsewhere", Use.HANDED),
        ("handed_on", Use.HANDED),
        ("object_elsewhere", Use.STRUCT),
    )


def test_types_are_names_that_are_used_like_types_and_nothing_else() -> None:
    code = """typedef int own_t; typedef struct { int n; } *pointer_t;
typedef int (function_t)(int); typedef int (*made_t)(int);
#define macro_t int
struct tag_t; int offset_t; static value_t v; int f(int delta_t) { return (cast_t)delta_t; }
int g(struct s *s) { array_t a[2]; return s->member_t; } pointed_t *p; pointed_t q; u32_header_t h; "string_t x";
"""
    header = "typedef int u32_header_t; first_t *first; value_t *later;"
    types = [(name, use) for name, use in predicted(code, header).outsiders if name.endswith("_t")]
    assert types == [
        ("first_t", Use.POINTER_TYPE),
        ("value_t", Use.POINTER_TYPE),  # clang reads the header first
        ("array_t", Use.VALUE_TYPE),
        ("pointed_t", Use.POINTER_TYPE),
    ]


def test_loops_are_names_that_stand_before_statements_and_nowhere_else() -> None:
    code = """#define for_each_known(x) for (;;)
int bus_for_each(int (*call)(int)) { return 1; }
int f(struct s *s)
{
	for_each_one(s) { g(s); }
	dev_for_each_two(s, n)
		g(n);
	for_each_known(s) g(s);
	list_for_each(p, s) g(p);
	for_each_called(s, g);
	for_each_both(s) { g(s); } for_each_both(s, g);
	for_each_in_header(s) g(s);
	return bus_for_each(f);
}
"""
    assert set(predicted(code, "void for_each_in_header(struct s *s);").loops) == {"for_each_one", "dev_for_each_two"}


def test_macros_of_strings_stand_beside_strings_only() -> None:
    code = """#define KNOWN_FORMAT "x"
#include "some.h"

DECLARE_THING;
int f(int n)
{
	g("a" KNOWN_FORMAT, "b" FOUND_FORMAT, FIRST_FORMAT "c", "d" HEADER_FORMAT, "e" OTHER_NAME, "f", LAST_NAME);
	g("g" CALLED(1));
	return g(OTHER_NAME);
}
#ifdef TESTED_FORMAT
int g(void) { return h("a" TESTED_FORMAT); }
#endif
"""
    assert predicted(code, "/* */ int a[sizeof(HEADER_FORMAT)];").strings == ("FIRST_FORMAT", "FOUND_FORMAT")


def test_arguments_of_a_macro_make_no_lists() -> None:
    code = "#define M(x) KIND_ ## x, 1 + OTHER_ ## x\nint f(int n) { return n == KIND_A; }"
    assert predicted(code).constants == ("KIND_A",)


def test_what_stands_beside_a_wrong_name_is_not_taken_back(monkeypatch: pytest.MonkeyPatch) -> None:
    with counted(monkeypatch) as runs:
        parse_text("int f(void) { return elsewhere.member == SOME_LIMIT; }")
    assert len(runs) == 2
    assert "SOME_LIMIT = " in runs[-1]


def test_headers_beyond_all_measure_are_not_read() -> None:
    assert predicted("int a = VALUE;", "/* */\n" * 800_000) == NOTHING


def test_a_name_whose_size_is_asked_for_is_what_the_repair_makes_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    code = "int f(char *p) { return memcmp(p, header_elsewhere, sizeof(header_elsewhere)); }"
    with counted(monkeypatch) as runs:
        foreseen = parse_text(code)
    assert len(runs) == 1
    monkeypatch.setattr(front_end, "predict", lambda *_: NOTHING)
    assert parse_text(code) == foreseen


@pytest.mark.parametrize(
    "code",
    [
        "#define E(x) enum { E_##x }\nE(ONE);\nint f(int n) { return n == E_ONE; }",
        "#define V(x) static int V_##x = 3\nV(ONE);\nint f(int n) { return n == V_ONE; }",
        "#define F(x) static int F_##x(void) { return 0; }\nF(ONE)\nint f(void) { return use(F_ONE); }",
        "#define S(x) struct s_##x { int n; }\nS(one);\nint f(struct s_one *s) { return s->n + sizeof(*s); }",
        "#define S(x) struct x { int n; }\nS(one);\nint f(struct one *s) { return s->n + sizeof(*s); }",
        "#define CALL(x) x(1)\nint f(void) { CALL(SOME_FUNCTION); return 0; }",
        "#define REF(x) (&x)\nint f(void) { take(REF(SOME_THING)); return 0; }",
        "#define MEMBER(x) (x.n)\nint f(void) { return MEMBER(SOME_THING); }",
        "#define V(x) static struct s x\nV(some_thing);\nint f(void) { return g(&some_thing); }",
        "#define F(x) static int x(int n) { return n; }\nF(some_function)\nint f(void) { return g(some_function); }",
        "union u *u; int f(struct u *p) { return sizeof(*u); }",
        "#define T(x) typedef struct { int n; } x\nT(some_type_t);\nsome_type_t *t;\nint f(void) { return t->n; }",
        "#define FOR(x) x\nint f(int n)\n{\n\tFOR(for_each_one)(n) { n++; }\n\tfor_each_one(n) { n--; }\n}",
        "#define LIST(x) { x##_a, x##_b }\nstatic int one_a, one_b;\nint f(void) { int t[] = LIST(one); return t[0]; }",
    ],
)
def test_a_wrong_prediction_is_taken_back(code: str) -> None:
    parsed = parse_text(code)
    assert parsed.problems == ()
    assert parsed.lost == ()
    assert "f" in {found.name for found in parsed.functions}


def test_a_name_that_is_a_macro_after_all_spoils_nothing() -> None:
    unit_flags = "int f(int n) { return n == LINE_LIMIT; }"
    assert parse_text(unit_flags).problems == ()
    parsed = parse_text('#define NAME "x"\nint f(int n) { g("a" NAME "b", OTHER_NAME); return n; }')
    assert parsed.problems == ()
    assert "g" in function_names(function(parsed, "f").body).called


def test_indices_stay_small_when_values_are_kept_far_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """A large index makes clang build a large array: a run of it took a second."""
    table = "static int t[] = { [STATE_A] = 1, [STATE_C ... STATE_D] = 2 };\n"
    with counted(monkeypatch) as runs:
        parse_text(table + "int f(int n) { switch (n) { case A1 | A2: return t[n]; case A3: return A3; } return 0; }")
    assert len(runs) == 1
    with counted(monkeypatch) as runs:
        parse_text(table + "int f(int n) { switch (n) { case A1: return t[n]; case A1 | A1: return 2; } return 0; }")
    values = dict(word.split(" = ") for word in runs[-1].split("{ ")[-1].split(" }")[0].split(", "))
    assert all(int(value) < 20_000 for name, value in values.items() if name.startswith("STATE"))
    assert int(values["A1"]) >= 20_000


def test_ranges_that_overlap_are_not_parsed_once_more(monkeypatch: pytest.MonkeyPatch) -> None:
    with counted(monkeypatch) as runs:
        parse_text("int f(int n) { switch (n) { case A1 ... A3: case A2: return 1; } return 0; }")
    assert len(runs) == 1


def test_bounds_lie_behind_what_they_bound() -> None:
    parsed = parse_text("static int f(void);\nstatic void *t[COUNT_OF_ALL] = { [ITEM_A] = f, [ITEM_B] = f };")
    assert parsed.problems == ()
    assert variable(parsed, "t").variable.init is not None


PIECES = st.sampled_from(
    [
        "static int K(void) { return V; }",
        "#define K(x) enum { x##_V }",
        "#define K 3",
        "K(V);",
        "enum { K, V };",
        "typedef int V;",
        "static V K;",
        "struct V { int n; };",
        "static struct V v;",
        "int f@(struct V *p) { return p->n + sizeof(*p) + K; }",
        "int f@(V v) { K(v); return 0; }",
        "int f@(int n) { switch (n) { case K: return V; case V | K: return 2; } return 1; }",
        "int f@(void) { V.n = K[2]; take(&K, V); return K->n; }",
        "int f@(int V) { V x; return (K)x; }",
        "struct ops o@ = { .a = handed_on, .b = &shared_by }; int f@(void) { use(handed_on, 1); return shared_by; }",
        "#define MAKE(x) static int x(void) { return 0; }",
        "MAKE(handed_on)",
        "struct shared_by { int n; };",
        "static int handed_on(void) { return 1; }",
        'int f@(void) { g(K "x" V); each(V, K) { h(); } return 0; }',
        "typedef int %t;",
        "#define %t int",
        "MAKE(%t)",
        "static %t *t@;",
        "int f@(%t *p, %t q) { return (%t)p->n + sizeof(%t); }",
        "#define %l(x, y) for (;;)",
        "int %l(int x, int y) { return x; }",
        "int f@(int x)\n{\n\t%l(x, 1)\n\t\tx++;\n\treturn x;\n}",
        "int f@(int x)\n{\n\t%l(x, 1);\n\treturn %l(x, %l);\n}",
        "int f@(void)\n{\n\tint t[] = { handed_on, shared_by, K };\n\tshared_by(t);\n\treturn t == shared_by;\n}",
    ]
)


@given(st.lists(PIECES, max_size=6))
def test_no_function_is_lost_that_parsing_without_a_prediction_keeps(pieces: list[str]) -> None:
    named = starmap(lambda number, piece: piece.replace("@", str(number)), enumerate(pieces))
    code = "\n".join(named).replace("K", "KEY_NAME").replace("V", "VALUE_NAME")
    code = code.replace("%t", "some_type_t").replace("%l", "for_each_thing")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(front_end, "_prediction", lambda *_arguments: NOTHING)
        before = parse_text(code)
    after = parse_text(code)
    assert _kept(before) <= _kept(after)


def _kept(parsed: ParsedUnit) -> set[str]:
    return {found.name for found in parsed.functions if build.statements(found.body).body}
