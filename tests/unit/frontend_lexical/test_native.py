"""The C accelerator for texts and its Python twins give the same, and stay inside of the text."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lockscan.frontend import native
from lockscan.frontend.lexical import functions_in_python, is_closed_in_python, mask_in_python, whole_lines
from lockscan.frontend.texts import Shown, places_in_python, remembered, shown_in_python

needs_c = pytest.mark.skipif(not native.IS_BUILT, reason="the C accelerator is not built here")

ROOT = Path(__file__).parents[3]
REAL = sorted(
    path
    for pattern in ("fixtures/*/*.c", "tests/stubs/**/*.c", "rules/stubs/include/**/*.h")
    for path in ROOT.glob(pattern)
)
MARKED = (b"cli", b"sti", b"SPIN_LOCK_UNLOCKED")
PIECES = [
    *("{", "}", "\n{", "\n}", "(", ")", "\n(", "[", "]", ";", "=", ",", "*", ".", "$", "\\", "\\\n", "\\\r\n", "\0"),
    *(" ", "\t", "\n", "\r", "\v", "\f", "\n\n", '"', "'", "/*", "*/", "//", "/", '\\"', "\\'", '"s"', "'c'", "0"),
    *("#if X\n", "\n#if 0\n", "\n#ifdef A\n", "\n # ifndef B \\\n C\n", "\n#else\n", "\n#elif Z\n", "\n#endif\n", "#"),
    *("\n#define CONFIG_A 1\n", "\n#\tdefine\tCONFIG_B", "define CONFIG_C", "CONFIG_D", "CONFIG_", "xCONFIG_E", "\xff"),
    *("int ", "void", "static ", "const ", "struct s", "struct", "union ", "enum ", "extern ", "typedef ", "return "),
    *("f", "g(", "f(a)", "f(a, b)", "(a, b)", "int a;", "HANDLER(isr)", "MACRO(x) ", "int\nf(void)\n{\n}\n", "do "),
    *("__init ", "__initfunc(int f(void))", "FASTCALL(f(int a))", "(*f(int a))(void)", "(f)", "__attribute__((x))"),
    *("_A", "A1$", "cli", "sti()", "$cli", "cli$", "SPIN_LOCK_UNLOCKED", "struct struct s", "}\nint f(int a)\n{"),
    *("= { 1 }", "f(void) { }", "if (a)", "9x", "\n#define X "),
]
TEXTS = st.one_of(
    st.lists(st.sampled_from(PIECES), max_size=60).map("".join),
    st.text(alphabet="{}()[];,=*#if 0else\n\"'/\\a.$_A1", max_size=120),
).map(lambda text: text.encode("latin-1"))
RANGES = st.lists(st.tuples(st.integers(0, 200), st.integers(0, 40)), max_size=3)


def agree(data: bytes, ranges: list[tuple[int, int]]) -> None:
    assert native.is_closed(data) == is_closed_in_python(data)
    shown = native.shown(data, MARKED)
    assert shown is not None
    assert Shown(*shown) == shown_in_python(data, MARKED)
    for names in (MARKED, sorted({*re.findall(rb"\w+", data)})):
        assert native.places(data, names, 2) == places_in_python(data, names, 2)
    in_c = native.mask(data)
    assert (in_c is None) == (not native.is_closed(data))
    if in_c is not None:
        assert in_c == mask_in_python(data)
        for skipped in ([], whole_lines(data, ranges)):
            assert native.functions(data, skipped) == functions_in_python(data, skipped)
    else:
        assert native.functions(data, []) is None


@needs_c
@settings(max_examples=400, deadline=None)
@given(TEXTS, RANGES)
@example(b'"abc\\\n', [])
@example(b"\\", [])
@example(b'"\\', [])
def test_twins_agree_on_any_text(data: bytes, pairs: list[tuple[int, int]]) -> None:
    agree(data, [(min(start, len(data)), min(start + size, len(data))) for start, size in pairs])


@needs_c
@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200))
def test_twins_agree_on_any_bytes(data: bytes) -> None:
    agree(data, [])


@needs_c
@pytest.mark.parametrize("path", REAL[::5], ids=lambda path: f"{path.parent.name}/{path.name}")
def test_twins_agree_on_files(path: Path) -> None:
    data = path.read_bytes()
    agree(data, [(len(data) // 3, len(data) // 2)])


@needs_c
@pytest.mark.parametrize("data", [b"(" * 1_500, b"f(" * 700, b"#if 1\n" * 700, b"#if 1\n#else\n" * 500, b"f(\n}" * 900])
def test_twins_agree_on_what_never_ends(data: bytes) -> None:
    agree(data, [])


def test_a_text_that_comes_again_is_not_read_again() -> None:
    read: list[bytes] = []

    @remembered
    def size(data: bytes, more: int) -> int:
        read.append(data)
        return len(data) + more

    large = [bytes([number]) * 15_000_000 for number in range(3)]
    assert [size(data, 1) for data in (b"a", b"a", b"b", b"a")] == [2, 2, 2, 2]
    assert size(b"a", 2) == 3
    assert read == [b"a", b"b", b"a"]
    for data in (*large, large[2], b"a"):
        size(data, 1)
    assert read[3:] == [*large, b"a"]
