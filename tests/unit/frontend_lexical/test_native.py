"""The C accelerator for texts and its Python twins give the same, and stay inside of the text."""

from __future__ import annotations

import os
import random
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lockscan.frontend import native
from lockscan.frontend.lexical import functions_in_python, is_closed_in_python, mask_in_python, whole_lines
from lockscan.frontend.texts import Shown, capitals_in_python, places_in_python, remembered, shown_in_python

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
    capitals = native.capitals(data)
    assert capitals == capitals_in_python(data)
    for names in (MARKED, sorted({*(capitals or ()), *re.findall(rb"\w+", data)})):
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


@needs_c
@pytest.mark.slow
def test_nothing_outside_of_the_text_is_touched(tmp_path: Path) -> None:
    """Texts of random pieces, read by an accelerator that watches its memory."""
    compiler = shutil.which("gcc")
    if compiler is None:
        pytest.skip("no gcc")
    runtime = subprocess.run([compiler, "-print-file-name=libasan.so"], check=True, capture_output=True, text=True)
    program, source = tmp_path / "watched", ROOT / "lockscan/frontend/_texts.c"
    main = tmp_path / "main.c"
    main.write_text(WATCHED.replace("SOURCE", str(source)))
    if not Path(runtime.stdout.strip()).is_absolute():
        pytest.skip("gcc has no address sanitizer")
    flags = ("-g", "-O1", "-fsanitize=address,undefined", "-fno-sanitize-recover=all", "-Wall", "-Wextra", "-Werror")
    subprocess.run([compiler, *flags, "-o", program, main], check=True)
    chance = random.Random(0)
    texts = ["".join(chance.choices(PIECES, k=chance.randrange(80))).encode("latin-1") for _ in range(3000)]
    texts += [path.read_bytes() for path in REAL] + [b"(" * 300_000, b"#if 1\n" * 5_000, b"#if 1\n#else\n" * 5_000]
    sizes = b"".join(len(text).to_bytes(4, sys.byteorder) + text for text in texts)
    environment = {**os.environ, "ASAN_OPTIONS": "detect_leaks=1"}
    done = subprocess.run([program], input=sizes, env=environment, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode("utf-8", "replace")[-3000:]


# Reads sizes and texts; each text gets memory of its own size, so that the sanitizer sees a step beyond it.
WATCHED = r"""
#include "SOURCE"
#include <stdio.h>

int main(void)
{
	static const char marked[] = "cli\nsti\nSPIN_LOCK_UNLOCKED\n";
	uint32_t size;
	while (fread(&size, sizeof(size), 1, stdin) == 1) {
		char *text = malloc(size), *out = malloc(size);
		struct lockscan_bytes result = { 0 };
		int32_t ranges[2] = { (int32_t)size / 3, (int32_t)size / 2 };
		if (size && fread(text, size, 1, stdin) != 1)
			return 1;
		lockscan_texts_is_closed(text, size);
		lockscan_texts_mask(text, size, out);
		for (size_t count = 0; count < 2; count++) {
			lockscan_texts_functions(text, size, ranges, count, &result);
			lockscan_texts_release(&result);
		}
		lockscan_texts_shown(text, size, marked, sizeof(marked) - 1, &result);
		lockscan_texts_release(&result);
		lockscan_texts_places(text, size, marked, sizeof(marked) - 1, 3, &result);
		lockscan_texts_release(&result);
		lockscan_texts_capitals(text, size, &result);
		lockscan_texts_release(&result);
		free(text);
		free(out);
	}
	return 0;
}
"""
