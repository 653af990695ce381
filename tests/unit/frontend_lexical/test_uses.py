"""How texts use names: the C accelerator and its Python twins give the same."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lockscan.frontend import facts, native, outsiders
from tests.unit.frontend_lexical.test_native import PIECES, REAL

needs_c = pytest.mark.skipif(not native.HAS_USES, reason="the C accelerator is not built here")

BEFORE = [
    "return ",
    "xreturn ",
    "case ",
    "else ",
    "do ",
    "in ",
    "sizeof(",
    "cleanup(",
    "static MACRO(",
    "MACRO( ",
    "f(",
]
BEFORE += [
    "(void *)",
    "(int (*)(int))",
    "*)) ",
    "= {",
    ", {",
    "{ {",
    "\n\t",
    "\n ",
    "||",
    "|",
    ")",
    "!",
    "\ntypedef ",
    "\n typedef int (",
]
BEFORE += ["\nint f(", "return (", "= (", "&", "&&", "= &", "->", ".", "...", "++", "--", "}", "{", ";", ",", "##", "#"]
AFTER = [
    "->x",
    ".x",
    ".",
    "[0]",
    " = 1",
    " == 1",
    " += 2",
    " <<= 2",
    ">>=",
    "++",
    "--",
    ")",
    ") x",
    ")(",
    " * x;",
    "* )",
]
AFTER += [
    " x;",
    " x = 1",
    "* const x,",
    "* const;",
    "**x)",
    "(1)",
    " ##",
    " :",
    ",",
    ";",
    "}",
    "|=",
    ' "s"',
    " !=",
    "==",
]
TAGS = ["struct ", "union\n", "enum ", "struct __packed ", "struct __attribute__((x(1))) s", "__attribute__ (( ", "s {"]
TAGS += ["a b;", "a const x", "a volatile", "a __user *", "__x\t__y", "a)", "a,", "a *", "struct struct ", "enum e;"]
NAMES = [
    "ab_t",
    "a_t",
    "A_t",
    "_t",
    "some_type_t",
    "A",
    "AB",
    "LIMIT_1",
    "x",
    "ab",
    "some_name",
    "object",
    "const",
    "return",
]
PADDING = [" ", "\n", "\t", " " * 38, " " * 59, " " * 119, "/* c */", "// c\n", '"\\"', '"a\\\n"', "/*", '"http://"']
TEXTS = st.lists(st.sampled_from([*BEFORE, *AFTER, *NAMES, *TAGS, *PADDING, *PIECES]), max_size=50)


def agree(data: bytes) -> None:
    plain = facts.without_comments_in_python(data)
    assert native.without_comments(data) == plain
    assert native.handed(plain) == outsiders.handed_in_python(plain)
    for text in {data, plain}:
        names = sorted({*re.findall(rb"\w+", text)})
        in_c = native.words(text, 8)
        assert in_c is not None
        assert facts.Words(*in_c) == facts.words_in_python(text)
        assert native.tags(text) == facts.tags_in_python(text)
        assert native.uses(text, names, 30) == outsiders.uses_in_python(text, names)


@needs_c
@settings(max_examples=600, deadline=None)
@given(TEXTS)
@example(["x" * 41, " ", "A"])
@example(["(" * 2001, "ab", ")"])
@example(["MACRO", " " * 33, "(", "ab", ",", "ab", ")"])
@example(["f(", "A,B," * 700, "ab)"])
@example(["(ab)," * 30])
@example(["case\tab :"])
@example(["struct __attribute__((packed, aligned(4))) s {"])
@example(["struct __attribute__((packed"])
@example(["struct s const const"])
@example(["struct s\n", "struct s {", "union u\nunion u;"])
@example(["A;A;A;A;A;A;A;A;A()"])
@example(["\n#define LIMIT_1 ", "A"])
@example(["# define\tA\t", "AB", "\n", "#define x ", "A", "\n"])
@example(["\n} A, *", "AB", ";"])
@example(["= {", "ab,", "AB,", "ab,"])
@example(["{", "ab,", "AB,", "ab,"])
@example(["= {", " " * 38, "{", " " * 41, "{ A,", "ab,"])
@example(["\n\t", "ab", "(1)", ";", "\nab(1)", "; int ab(1)"])
def test_twins_agree_on_any_text(pieces: list[str]) -> None:
    agree("".join(pieces).encode("latin-1"))


@needs_c
@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200))
def test_twins_agree_on_any_bytes(data: bytes) -> None:
    agree(data)


@needs_c
@pytest.mark.parametrize("path", REAL[1::5], ids=lambda path: f"{path.parent.name}/{path.name}")
def test_twins_agree_on_files(path: Path) -> None:
    agree(path.read_bytes())
