"""Headers that hold numbers only: a unit keeps the lines that it can use, and parses to the same without the others."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lockscan.frontend import native
from lockscan.frontend import parse as parsing
from lockscan.frontend.flags import stub_flags
from lockscan.frontend.tables import _written, trim_in_python, trimmed
from lockscan.frontend.unit import Mode
from tests.unit.frontend.texts import parse_text, unit_of

_FILLING = "".join(f"#define regFILLING_{at}_BASE_IDX 0x{at:08x}L\n" for at in range(10_000))


def kept(code: str, table: str, others: str = "") -> set[str]:
    """The names that the unit still defines in its table, those of the filling left out."""
    unit = trimmed(unit_of(code, {"table.h": _FILLING + table, "others.h": others}))
    found = re.findall(rb"define[ \t]+(\w+)", unit.headers[0].data)
    return {name.decode() for name in found if b"FILLING" not in name}


def test_names_that_are_written_are_kept_and_no_others() -> None:
    table = "#define ONE 1\n#define TWO (0x2U << 1) /* two */\n # define THREE 3 // three\n#define FOUR 4\n"
    assert kept("int f(void) { return ONE; } /* FOUR */", table, "#define IT THREE") == {"ONE", "THREE"}
    unit = trimmed(unit_of("int f(void) { return 1; }", {"table.h": f"#ifndef T_H\n#define T_H\n{_FILLING}#endif\n"}))
    assert unit.headers[0].data == b"#ifndef T_H\n#define T_H\n#endif\n"


def test_names_that_can_be_pasted_are_kept() -> None:
    code = "#define GET(r, i) (reg ## r ## i ## _BASE)\nint f(void) { return GET(CRTC_, 0) + GET(HUB, 12); }"
    table = "".join(f"#define {n} 1\n" for n in ("regCRTC_0_BASE", "regHUB12_BASE", "regHUB3_BASE", "CRTC_1", "reg"))
    assert kept(code, table) == {"regCRTC_0_BASE", "regHUB12_BASE", "reg"}


def test_a_name_that_is_written_over_two_lines_is_kept() -> None:
    assert kept("int f(void) { return SPL\\\nIT; }", "#define SPLIT 1\n#define IT 2\n") == {"SPLIT"}


def test_names_of_flags_and_makefiles_are_kept() -> None:
    table = "#define FLAGGED 1\n#define MADE 2\n#define UNUSED 3\n"
    unit = unit_of("int f(void) { return A + B; }", {"table.h": _FILLING + table})
    unit = replace(unit, flags=stub_flags(("A=FLAGGED",)), defines=("#define B MADE",))
    assert trimmed(unit).headers[0].data == b"#define FLAGGED 1\n#define MADE 2\n"


def test_what_a_kept_line_of_the_table_names_is_kept() -> None:
    table = "#define BASE 0x100\n#define OTHER 0x200\n#define TOP (BASE + 4)\n#define CONTINUED \\\n#define NEXT 3\n"
    assert kept("int f(void) { return TOP; }", table) == {"BASE", "TOP", "CONTINUED", "NEXT"}


def test_the_order_of_lines_and_conditions_stay() -> None:
    code = "int f(int n) { switch (n) { case FIRST: return 1; } return 0; }"
    table = "#define FIRST 1\n#ifdef CONFIG_WIDE\n#undef FIRST\n#define FIRST 2\n#endif\n#define SECOND 2\n"
    unit = trimmed(unit_of(code, {"table.h": _FILLING + table}))
    assert unit.headers[0].data.decode() == table.replace("#define SECOND 2\n", "")


@pytest.mark.parametrize(
    "header",
    [
        "#define ONE 1\nstatic inline int one(void) { return ONE; }\n",  # code: its places have to stay
        _FILLING + "int one(void);\n",
        "#define OLD SPIN_LOCK_UNLOCKED\n" + _FILLING,  # something to be reported stands in it
    ],
)
def test_other_headers_stay_as_they_are(header: str) -> None:
    unit = replace(unit_of("int f(void);", {"own.h": header}), marked=(("SPIN_LOCK_UNLOCKED", False),))
    assert trimmed(unit) is unit


def test_units_with_headers_from_the_disk_stay_as_they_are() -> None:
    unit = replace(unit_of("int f(void);", {"table.h": _FILLING}), mode=Mode.KERNEL_HEADERS)
    assert trimmed(unit) is unit


def test_the_unit_parses_to_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    code = """
#include "table.h"
#define GET(r, i) (reg ## r ## _ ## i ## _BASE_IDX)
static int wide[] = { [GET(FILLING, 7)] = 1, regFILLING_8_BASE_IDX };
int f(struct dev *d) { spin_lock(&d->lock); return GET(FILLING, 99) + UNKNOWN; }
"""
    small = parse_text(code, {"table.h": _FILLING})
    monkeypatch.setattr(parsing, "trimmed", lambda unit: unit)
    assert parse_text(code, {"table.h": _FILLING}) == small


_LINES = (
    "#define B 2\n",
    "#define AA 3\n",
    "#define A_B 0x4L /* x */\n",
    "\n",
    "\\\n",
    "\r\n",
    " \n",
    "// two",
    "define",
)
_PARTS = ("#define ", "#define A", "AB", "A_1", " 1", " 0x1fUL", " (1 << 2)", "ab", "/* one */", *" \t#()/*\\\n\r\0-x1")
_PIECES = st.lists(st.sampled_from((*_LINES, *_PARTS)), max_size=30)


@pytest.mark.skipif(native.trim([], ()) is None, reason="no accelerator was built")
@given(texts=st.lists(_PIECES, max_size=3), words=st.sets(st.sampled_from(["A", "B", "_", "1", "AB", "A_", "_1", "x"])))
def test_both_ways_leave_out_the_same_lines(texts: list[list[str]], words: set[str]) -> None:
    known = sorted(word.encode() for word in words)
    tables = ["".join(pieces).encode() for pieces in texts]
    assert native.trim(tables, known) == [trim_in_python(table, known) for table in tables]


_LETTERS = st.text("ab_", min_size=1, max_size=6)


@given(names=st.sets(_LETTERS), words=st.sets(_LETTERS))
def test_names_are_put_together_out_of_words_and_nothing_else(names: set[str], words: set[str]) -> None:
    pattern = re.compile("(?:" + "|".join(words) + ")+" if words else "(?!)")
    ordered = sorted(name.encode() for name in names)
    found = [ordered[at].decode() for at in _written(ordered, sorted(word.encode() for word in words))]
    assert found == [name.decode() for name in ordered if pattern.fullmatch(name.decode())]
