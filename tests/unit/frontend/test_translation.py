"""One file after the other in one translation unit of libclang: each comes out as if it were parsed by itself."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lockscan.frontend import parse as front_end
from lockscan.frontend.flags import SUPPLEMENT, arguments
from lockscan.frontend.parse import parse
from lockscan.frontend.translation import ParseError, translate, translate_next
from lockscan.frontend.unit import SourceUnit
from lockscan.syntax.unit import ParsedUnit
from tests.unit.frontend.texts import unit_of


def by_itself(unit: SourceUnit, monkeypatch: pytest.MonkeyPatch) -> ParsedUnit:
    with monkeypatch.context() as patch:
        patch.setattr(front_end, "translate_next", translate)
        return parse(unit)


@pytest.mark.parametrize(
    "code",
    [
        "int f(struct foo *foo) { return foo->n; }\n",
        "",
        "int f(void) { return 1;\n",
        "int f(void) { return 1;",
        "int f(void) { if (a)\r\n",
        "int f(void) { return 1; }\nEXPORT_SOMETHING(f)\n",
        "int f(a) int a;",
        "struct s { int a;\n\n",
        "enum e { A,",
        "int n = ",
        "int t[] = { 1, 2,\n",
        "int f(void) { return g(",
        "#define TWICE(x) x x\nint f(void) { TWICE(return 1;\n",
        "#define TWICE(x) x x\nint f(void) { return 1; }\nTWICE",
        "int f(void) { return 1; }\n#if NEVER\nint g(void) { return 2; }\n",
        "int f(void) { return 1; }\n/* no end",
        'int f(void) { return "no end',
        "int f(void) { return 1; }\n#include",
        '#include "driver.c"\nint f(void) { return 1; }\n',
    ],
)
def test_a_file_after_another_comes_out_as_by_itself(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    unit = unit_of(code)
    alone = by_itself(unit, monkeypatch)
    assert parse(unit_of("struct foo { int other; };\nint f(void) { return 2; }")).functions
    assert parse(unit) == alone
    assert parse(unit) == alone


@pytest.mark.parametrize("name", ['a"b.c', "a\nb.c", "a\rb.c", "a\\b.c", "a>b c.c", "a\udcffb.c"])
def test_a_file_may_have_any_name(name: str) -> None:
    unit = replace(unit_of("int f(void) { return 1; }"), path=name, name=f"/lockscan/source/{name}")
    assert [found.name for found in parse(unit).functions] == ["f"]


def test_a_file_that_cannot_be_parsed_costs_nobody_else() -> None:
    unit = unit_of("int f(void) { return 1; }")
    unsaved = {unit.name: unit.data, SUPPLEMENT: b"\n"}
    good, bad = arguments(unit), [*arguments(unit, precompile=False), "-include-pch", "/lockscan/nowhere.pch"]
    for words, is_good in ((good, True), (bad, False), (bad, False), (good, True), (good, True)):
        if is_good:
            with translate_next(unit.name, words, unsaved) as translation:
                assert translation.unit.value
        else:
            with pytest.raises(ParseError), translate_next(unit.name, words, unsaved):
                pass
