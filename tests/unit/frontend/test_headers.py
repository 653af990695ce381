"""Local headers lose what a unit cannot need, and the unit parses to the same without it."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lockscan.frontend import native
from lockscan.frontend import parse as parsing
from lockscan.frontend.diagnostics import Diagnostic
from lockscan.frontend.directives import Kind
from lockscan.frontend.headers import WHOLE, Sliced, Text, cut, cut_in_python, sliced
from lockscan.frontend.unit import Mode
from lockscan.resources import rules_directory
from lockscan.syntax import build
from tests.unit.frontend.texts import parse_text, unit_of

_FILLING = "".join(f"int filling_{at}(struct device *dev, int number);\n" for at in range(300))
needs_c = pytest.mark.skipif(native.header_items(b"", Kind.HEADER) is None, reason="no accelerator was built")


def left(header: str, code: str = "", kind: Kind = Kind.HEADER) -> str:
    """What stays of the header, without the blanks."""
    data = header.encode()
    found = cut([(data, kind), (code.encode(), Kind.FILE)])
    text = found.texts.get(data, data)
    assert len(text) == len(data)
    assert [at for at, char in enumerate(text) if char == 10] == [at for at, char in enumerate(data) if char == 10]
    return re.sub(rb"/\*\s*\*/|\s*\n\s*", b"", text).decode().strip()


@pytest.mark.parametrize(
    ("item", "name"),
    [
        ("int give(struct thing *one, int a[2 * N]);", "give"),
        ("static inline const char *\ngive(void) __attribute__((pure)) __must_check;", "give"),
        ("struct thing;", "thing"),
        ("struct __packed thing { int a; struct other { int b; } c; };", "thing"),
        ("struct thing { int a; struct other { int b; } c; } __aligned(8);", "other"),
        ("struct thing { MAKE(group, all, u7 a;); int (*call)(int); };", "group"),
        ("union thing { enum { ONE = (1 << 2), TWO } a; };", "TWO"),
        ("enum { ONE = sizeof(int), TWO, };", "ONE"),
        ("typedef struct { int a; } thing_t, *thing_p;", "thing_p"),
        ("typedef enum kind { ONE } kind_t;", "ONE"),
        ("typedef int (*call_t)(struct thing *, int);", "call_t"),
        ("typedef unsigned long wide_t[4];", "wide_t"),
        ("extern const struct thing table[3][N];", "table"),
        ("#define ONE(a) \\\n\t(a + 1)", "ONE"),
    ],
)
def test_what_introduces_names_goes_when_none_is_needed(item: str, name: str) -> None:
    assert left(f"{item}\n", "int f(void) { return other_name; } /* a word in a comment */") == ""
    assert left(f"{item}\n", f"int f(void) {{ return {name}; }}") == left(item, name) != ""


@pytest.mark.parametrize(
    "item",
    [
        "#include <linux/list.h>",
        "#ifdef ONE\nint give(void);\n#endif\n#if TWO\n#define TWO give\n#endif\nextern int give;",
        "static inline int one(void) { return 1; }",
        "int number;",
        "int number = 3;",
        "struct { int a; } thing;",
        "struct thing { int a; } things[] = { { 1 } };",
        "struct thing {\n#ifdef ONE\nint a;\n#endif\n};",
        "enum { LIST(ONE) };",
        "DECLARE_THING(a);",
        "static DEFINE_THING(a);",
        "extern DECLARE_THING(a);",
        "DECLARE_THING(a) int one(void);",
        "int one(a) int a;",
        "return one(two);",
        "static int name(one)(void);",
        "union thing *give(void);",
        "typedef int one_t, two_t;",
        "extern int one, two;",
        "_Static_assert(sizeof(struct thing) == 4);",
        'extern "C" { int one(void); }',
        "} int one(void);",
        ") int one(void);",
        "int\n;",
    ],
)
def test_what_is_not_known_for_certain_stays(item: str) -> None:
    assert left(f"{item}\n") == re.sub(r"\s*\n\s*", "", item)


def test_what_is_needed_needs_more() -> None:
    header = """
struct inner { int a; };
struct outer { struct inner in[SIZE]; };
#define SIZE COUNT
enum { COUNT = 3 };
enum { OTHER = 4 };
struct outer *give(void);
static inline int used(void) { return sizeof(struct deep); }
struct deep { int a; };
"""
    assert left(header, "int f(void) { return give() != 0; }") == left(
        header.replace("enum { OTHER = 4 };", ""), "give"
    )
    assert left(header) == "static inline int used(void) { return sizeof(struct deep); }struct deep { int a; };"


@pytest.mark.parametrize(
    "macro",
    [
        "#define MAKE(x) one_ ## x",
        "#define MAKE(x) x ## _three",
        "#define MAKE(x, y) x ## _two_ ## y",
        "#define MAKE(x, y) x##y",
        "#define INNER(x, y) x ## y\n#define MAKE INNER",
    ],
)
def test_names_that_can_be_pasted_stay(macro: str) -> None:
    header = "int one_two_three(int a);"
    assert left(header, f"{macro}\nMAKE(a)") == header
    assert left(f"{macro}\n{header}", "MAKE(a)").endswith(header)
    assert left(f"{macro}\n{header}", "NOTHING") == ""


def test_other_pieces_and_lists_of_arguments_make_no_names() -> None:
    header = "int one_two_three(int a);"
    assert left(header, "#define SAY(x, ...) print(x, ## __VA_ARGS__, two_ ## x, x ## _t)\nSAY(1)") == ""


def test_what_a_macro_replaces_stays() -> None:
    header = "#define old_name new_name\nint old_name(int a);"
    assert left(header, "new_name") == header.replace("\n", "")


@pytest.mark.parametrize("item", ["int __api call(void);", "int API call(void);", "int call(void) __api;"])
def test_an_attribute_is_learned_where_it_stands(item: str) -> None:
    word = "API" if "API" in item else "__api"
    assert left(item, f"int {word} f(void);") == item
    assert left(item, "int f(void);") == ""


@pytest.mark.parametrize(
    "head",
    [
        "static inline int call(struct thing *t)",
        "extern struct thing *call(int a, int (*b)(void))",
        "static __always_inline void\ncall(void) __must_hold(a) __acquires(b)",
        "unsigned long call(void)",
    ],
)
def test_where_a_header_is_only_outlined_its_functions_lose_their_bodies(head: str) -> None:
    item = f"{head}\n{{\n\tint a = other(1) /* }} */;\n\treturn a ? '{{' : sizeof(struct deep);\n}}\n"
    header = f"struct deep {{ int a; }};\n{item}int other(int a);\n"
    assert left(header, kind=Kind.OUTLINED) == f"{head}{{}}".replace("\n", "")
    assert left(header).startswith("struct deep { int a; };")


@pytest.mark.parametrize(
    "item",
    [
        "PACKED(thing) { int a; };",
        "struct packed(thing) { int a; };",
        "struct __attribute__((packed)) thing { int a; } one;",
        "struct PACKED(1) thing { int a; } one;",
        "typedef int make(thing) { int a; } one;",
        "static int table(thing)[] = { 1, 2, 3 };",
        "static DEFINE_THING(one) { return 1; }",
        "call(a) { return a; }",
        "static inline int one(void) NOTRACE { return 1; }",
        "static inline int one(a) int a; { return 1; }",
        "static inline int one(void) {}",
        "static inline int one(void)\n{\n#ifdef A\nreturn 1;\n#endif\n}",
        "static inline int one(void)\n#ifdef A\n{ return 1; }\n#else\n{ return 2; }\n#endif",
        "#ifdef A\nstatic inline int one(void) {\n#else\nint one(int a) {\n#endif\nreturn 1; }",
        "static inline int one(void) { return 1; }\nint two(void) { BEGIN(1); } while (0); }",
    ],
)
def test_what_is_no_body_for_certain_stays(item: str) -> None:
    assert left(f"{item}\n", kind=Kind.OUTLINED) == re.sub(r"\s*\n\s*", "", item)


def test_units_with_headers_from_the_disk_and_small_headers_stay_as_they_are() -> None:
    unit = unit_of("int f(void);", {"own.h": _FILLING})
    assert sliced(unit).texts
    assert sliced(replace(unit, mode=Mode.KERNEL_HEADERS)) is WHOLE
    assert sliced(unit_of("int f(void);", {"own.h": "int one(void);\n"})) is WHOLE


def test_flags_and_stub_headers_need_names() -> None:
    header = _FILLING + "struct flagged { int a; };\nstruct made { int a; };\nstruct list_head { int a; };\n"
    unit = replace(unit_of("int f(void);", {"own.h": header}), defines=("#define A struct made",))
    unit = replace(unit, flags=(*unit.flags, "-DB=struct flagged"))
    (text,) = sliced(unit).texts.values()
    assert re.sub(rb"/\*[^/]*\*/|\n", b"", text) == b"".join(header.encode().split(b"\n")[-4:])


CODE = """
#include "own.h"
static struct thing things[COUNT] = { [FIRST] = { .a = 1 } };
int f(struct thing *t) { spin_lock(&t->lock); return MAKE(1) + UNKNOWN + t->in->b; }
"""
HEADER = """
struct in { int b; };
struct thing { int a; spinlock_t lock; struct in *in; };
enum { FIRST, COUNT };
#define MAKE(n) made_ ## n()
struct in *made_1(void);
static inline int g(void) { return filling_7(0, 1); }
extern struct thing spare;
unknown_t odd(void);
"""


def test_the_unit_parses_to_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    small = parse_text(CODE, {"own.h": _FILLING + HEADER})
    monkeypatch.setattr(parsing, "sliced", lambda _: WHOLE)
    whole = parse_text(CODE, {"own.h": _FILLING + HEADER})
    assert [one.name for one in small.functions] == ["g", "f"]
    assert small == whole


def test_a_unit_that_only_outlines_its_headers_parses_to_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    header = HEADER.replace("return filling_7(0, 1);", "static int once; if (UNKNOWN) undeclared->x = 1; return once;")
    unit = unit_of(CODE, {"own.h": _FILLING + header})
    outlining = replace(unit, shows=frozenset())
    assert any(b"undeclared" not in text for text in sliced(outlining).texts.values())
    assert all(b"undeclared" in text for text in sliced(replace(unit, shows=frozenset({"own.h"}))).texts.values())
    small, all_shown = parsing.parse(outlining), parsing.parse(unit)
    assert [one.digest for one in small.outlines] == [one.digest for one in all_shown.outlines]
    monkeypatch.setattr(parsing, "sliced", lambda _: WHOLE)
    whole = parsing.parse(outlining)
    assert [one.name for one in small.functions] == ["f"]
    assert replace(small, functions=(), globals=()) == replace(whole, functions=(), globals=())
    assert build.statements(small.functions[0].body) == build.statements(whole.functions[0].body)


def test_clang_is_given_all_when_it_misses_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    code = '#include "own.h"\nint f(void) { return __CONCAT(AL, PHA); }\n'
    header = _FILLING + "enum { ALPHA = 3 };\n"
    assert b"\nALPHA\n" in sliced(unit_of(code, {"own.h": header})).names
    found = parse_text(code, {"own.h": header})
    monkeypatch.setattr(parsing, "sliced", lambda _: WHOLE)
    assert found == parse_text(code, {"own.h": header})


def test_complaints_about_other_names_change_nothing() -> None:
    def lack(message: str) -> bool:
        return Sliced({}, b"one\ntwo\n").lack([Diagnostic(message, "a.c", 0, 1)])

    assert lack("use of undeclared identifier 'two'")
    assert lack("variable has incomplete type 'struct one *'")
    assert not lack("'one.h' file not found")
    assert not lack("use of undeclared identifier 'three', not of one")


_MARKS = (*"{}()[];,=*#\\\n\"'/$@: ", "\\\n", "\\\r\n", "\n#", "##", " ## ", "/*", "*/", "//", "\0", "\xe9")
_WORDS = (
    "struct ",
    "union ",
    "enum ",
    "typedef ",
    "extern ",
    "static ",
    "int ",
    "a",
    "b",
    "c ",
    "A",
    "__p ",
    "1",
    "if ",
)
_LINES = (
    *("\n#define a b\n", "\n#define A(x, y) a##x y ## b x ## y\n", "\n#define b A(1, 2)", "\n#ifdef c\n", "\n#endif\n"),
    *("struct a { int b; };", "enum b { A, B = (1), };", "int a(int b);", "typedef int (*c)(int);", "extern int b[3];"),
    *("struct c { struct b { int x; } y; enum { E1 } z; };", "typedef struct { int a; } b, *c;", "int c(void) __p(1);"),
    *("struct a;", "int f(void) { return b; }", "static int g(int a) __p(1) {\n\tif (a) {\n\t\tA(1);\n\t}\n}\n"),
    *("struct x { int (*a)(int); MAKE(b, c); };", "enum { X };"),
)
_PIECES = st.lists(st.sampled_from((*_MARKS, *_WORDS, *_LINES)), max_size=25).map("".join)


@needs_c
@given(headers=st.lists(_PIECES, max_size=4), code=_PIECES)
def test_both_ways_take_away_the_same(headers: list[str], code: str) -> None:
    texts: list[Text] = [(text.encode("latin-1"), Kind.HEADER) for text in dict.fromkeys(headers)]
    texts += [(code.encode("latin-1") + b" ", Kind.FILE), (b"b\n#define s(x) x##x + c_ ## x\n", Kind.STUBS)]
    assert cut(texts) == cut_in_python(texts)
    texts = [(text, Kind.OUTLINED if kind is Kind.HEADER else kind) for text, kind in texts]
    assert cut(texts) == cut_in_python(texts)


@needs_c
def test_both_ways_take_away_the_same_of_real_headers() -> None:
    code = (b"#define MAKE(x) spin_ ## x\nint f(struct device *d) { return readl(d) + MAKE(y); }", Kind.FILE)
    headers = [path.read_bytes() for path in sorted(rules_directory().rglob("*.h"))]
    found = [cut([(header, Kind.HEADER), code]) for header in headers]
    assert found == [cut_in_python([(header, Kind.HEADER), code]) for header in headers]
    outlined = [cut([(header, Kind.OUTLINED), code]) for header in headers]
    assert outlined == [cut_in_python([(header, Kind.OUTLINED), code]) for header in headers]
    assert sum(bool(one.texts) for one in found) > len(found) // 2
