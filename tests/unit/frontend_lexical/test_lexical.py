"""The lexical count of functions: every shape of definition that drivers use, and what only looks like one."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lockscan.frontend.lexical import functions, mask, one_line_strings


def names(text: str) -> list[str]:
    return [function.name for function in functions(text.encode())]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("int f(void) { return 0; }", ["f"]),
        ("static void f(int a, char *b)\n{\n}\nint g()\n{\n}\n", ["f", "g"]),
        ("main()\n{\n}\n", ["main"]),
        ("struct foo *f(struct foo *p) { }", ["f"]),
        ("struct foo f(void) { }", ["f"]),
        ("const struct foo * const *f(void) { }", ["f"]),
        ("int f(a, b)\n\tint a;\n\tchar *b;\n{\n}\n", ["f"]),
        ("int f(a) struct x *a; { } int g(b) int b[3]; { }", ["f", "g"]),
        ("void (*f(int a))(int) { }", ["f"]),
        ("int (f)(int a) { }", ["f"]),
        ("static int __init f(void) { }", ["f"]),
        ("int f(void) __attribute__((cold)) { }", ["f"]),
        ("__attribute__((noinline)) static int f(void) { }", ["f"]),
        ("static __printf(1, 2) void f(const char *s, ...) { }", ["f"]),
        ("static void f(struct d *d)\n\t__must_hold(&d->lock)\n\t__releases(&d->lock)\n{ }", ["f"]),
        ("static void f(void) ATTRIBUTE_COLD(1) { }", ["f"]),
        ("__initfunc(int f(void))\n{\n}\n", ["f"]),
        ("static void FASTCALL(f(int a)) { }", ["f"]),
        ("static MY_IRQ_HANDLER(my_isr)\n{\n}\n", ["my_isr"]),
        ("SYSCALL_DEFINE3(thing, int, a, int, b) { }", ["thing"]),
        ("int AscGet(port) PortAddr port; { }", ["AscGet"]),
        ("MODULE_LICENSE(GPL)\nint f(void) { }", ["f"]),
        ("struct s { int (*op)(int); } x; int f(void) { }", ["f"]),
        ("static struct ops o = { .open = my_open, }; int f(void) { }", ["f"]),
        ("int table[] = { 1, 2 }; struct s { int a; }; enum { A, B }; union u { int a; };", []),
        ("struct s { int a; } x = { 1 }, y = { 2 }; void f(void) { }", ["f"]),
        ('extern "C" {\nint f(void) { }\n}\nint g(void) { }', ["f", "g"]),
        ("int f(void);\nextern int g(int);\nint (*p)(void);\n", []),
        ("#define X(a) int a(void) {\n#define Y \\\n int h(void) { \\\n }\nint f(void) { }\n", ["f"]),
        (
            "/* int a(void) { */ // int b(void) {\nint f(void) { char c = '{'; char *s = \"}{\"; }\nint g(void) { }",
            ["f", "g"],
        ),
        ("int f(void) { struct s { int a; } x = { 0 }; if (a) { } }", ["f"]),
        ("int f(int a[], int (*cb)(void *)) { }", ["f"]),
    ],
)
def test_shapes(text: str, expected: list[str]) -> None:
    assert names(text) == expected


def test_spans_and_lines() -> None:
    text = b"int x;\n\nstatic int\nf(int a)\n{\n\tif (a) {\n\t}\n}\nint y;\n"
    (function,) = functions(text)
    assert text[function.start : function.end].startswith(b"static int")
    assert text[: function.end].endswith(b"\t}\n}")
    assert function.line == 3


def test_a_macro_without_semicolon_is_not_part_of_the_definition() -> None:
    text = b"EXPORT_THING(x)\nstatic int f(void) { }"
    assert functions(text)[0].start == text.index(b"static")


def test_branches_that_open_the_same_function_count_once() -> None:
    text = "#ifdef A\nint f(int a) {\n#else\nint f(void) {\n#endif\n\tg();\n}\nint h(void) { }\n"
    assert names(text) == ["f", "h"]
    nested = "int f(void) {\n#ifdef A\nif (a) {\n#elif B\nif (b) {\n#else\nif (c) {\n#endif\n}\n}\nint h(void) { }\n"
    assert names(nested) == ["f", "h"]
    assert names("#if 0\nint f( {{{\n#endif\nint h(void) { }") == ["h"]


def test_skipped_ranges_are_left_out() -> None:
    text = b"#ifdef A\nint f(int a) {\n#else\nint g(void) {\n#endif\n}\nint h(void) { }\n"
    start, end = text.index(b"#ifdef"), text.index(b"#else") + len(b"#else")
    assert [function.name for function in functions(text, [(start, end)])] == ["g", "h"]


def test_a_brace_too_many_costs_one_function() -> None:
    text = "int f(void)\n{\n\tif (a) {\n\tb();\n}\n\nstatic int g(void)\n{\n}\n\nint h(void)\n{\n}\n"
    assert names(text) == ["f", "g", "h"]


def test_a_brace_too_few_costs_nothing_else() -> None:
    assert names("int f(void)\n{\n}\n}\nint g(void)\n{\n}\n") == ["f", "g"]


def test_unindented_blocks_are_no_definitions() -> None:
    assert names("int f(void)\n{\nif (a) {\nb();\n}\nwhile (x) {\n}\nelse if (c) {\n}\n}\nint g(void) { }") == [
        "f",
        "g",
    ]


def test_mask_keeps_length_and_lines() -> None:
    text = b'a /* x\ny */ "b\\"c" \'\\\'\' // d\n#define E "/*"\nf'
    masked = mask(text)
    assert len(masked) == len(text)
    assert masked.count(b"\n") == text.count(b"\n")
    assert masked.split() == [b"a", b'"', b'"', b"'", b"'", b"#define", b"E", b'"', b'"', b"f"]


def test_strings_over_several_lines() -> None:
    text = b'void f(void) {\n\tprintk("on\noff {\\n", "x");\n\tasm("cli\n\tsti\n" : : "r" (1));\n}\nint g(void) { }\n'
    joined = one_line_strings(text)
    assert joined == text.replace(b"on\noff", b"on off").replace(b"cli\n\tsti\n", b"cli \tsti ")
    assert [function.name for function in functions(text)] == ["f", "g"]
    assert mask(text).count(b"\n") == text.count(b"\n")


@pytest.mark.parametrize(
    "text",
    [
        b'char *a = "b"; /* " */ // "\nchar c = \'"\'; char *d = "\\"";\n',
        b'#error "never\nint f(void) { return "a"; }\n',
        b'int f(void)\n{\n\ta = "b;\n}\nint g(void) { return "c" "d"; }\n',
        b'char *a = "b \\\n c";\n',
    ],
)
def test_strings_that_stay_as_they_are(text: bytes) -> None:
    assert one_line_strings(text) == text


def test_lines_are_counted() -> None:
    assert [function.line for function in functions(b"int f(void) { }\n\n\nint g(void) { } int h(void)\n{ }")] == [
        1,
        4,
        4,
    ]


@given(st.text(alphabet="{}()[];,=#if 0else\n\"'/*\\a.", max_size=200))
def test_any_text_is_survived(text: str) -> None:
    data = text.encode()
    assert len(mask(data)) == len(data)
    for function in functions(data):
        assert 0 <= function.start < function.end <= len(data)


@pytest.mark.parametrize(
    "text",
    [b"{" * 200_000, b"(" * 20_000, b"f(" * 20_000, b"/*" * 200_000, b"#if 1\n" * 20_000, b"}\n" + b" " * 100_000],
)
def test_odd_text_takes_little_time(text: bytes) -> None:
    began = time.perf_counter()
    functions(text)
    assert time.perf_counter() - began < 5
