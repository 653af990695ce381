"""The accelerator that turns rows into nodes and its Python twin give the same."""

from __future__ import annotations

import sys
from enum import Enum
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lockscan.frontend.parse import parse
from lockscan.syntax import build, native, nodes
from lockscan.syntax.columns import BINARY_OPERATORS, ROW, UNARY_OPERATORS, Body, Code, NameKind
from lockscan.syntax.shadowing import distinct
from lockscan.syntax.unit import ParsedUnit
from tests.unit.frontend.test_flatten import ODDITIES
from tests.unit.frontend.texts import parse_text, read_unit

pytestmark = pytest.mark.skipif(build.ACCELERATOR is None, reason="the accelerator is not built here")

REAL = sorted(Path(__file__).parents[3].joinpath("fixtures").glob("*/*.c"))
GUARDS = """
#include <linux/cleanup.h>
#include <linux/mutex.h>
struct dev { struct mutex lock; int n; struct { int inner; }; };
int f(struct dev *dev, int n)
{
	void *p __free(kfree) = 0, *q __attribute__((unused)) = p;
	guard(mutex)(&dev->lock);
	if (n) guard(mutex)(&dev->lock); else if (dev->inner) return 3;
	scoped_guard(mutex, &dev->lock) n++;
	for (guard(mutex)(&dev->lock); n; n--) ;
	scoped_cond_guard(mutex_intr, return -4, &dev->lock) { return n, dev->n; }
	return;
}
static struct dev table[] = { { .n = 3 }, { {}, 4 }, { .inner = 5, }, [4] = { n: 6, 7 } }, *none = table, two = {};
"""
DEEP = f"int f(int n) {{ {'{ if (n) ' * 60} return {'-(n + ' * 200}g(n){')' * 200};{'}' * 61}"


def bodies(unit: ParsedUnit) -> list[Body]:
    return [distinct(function.body) for function in unit.functions] + [entry.body for entry in unit.globals]


def spelled(tree: object) -> list[str]:
    """All nodes and values of a tree of any depth, in order."""
    found, pending = [], [tree]
    while pending:
        one = pending.pop()
        found.append(repr(one) if isinstance(one, Enum | int | str | None) else type(one).__name__)
        if isinstance(one, tuple):
            pending.extend(reversed(one))
        elif not isinstance(one, Enum):
            pending.extend(getattr(one, name) for name in reversed(getattr(one, "__match_args__", ())))
    return found


def both(body: Body) -> tuple[list[str], list[str]]:
    """What each makes of it; the class of the error where it cannot."""
    made = []
    for one in (build.build_in_c, build.build_in_python):
        try:
            made.append(spelled(one(body)))
        except (LookupError, TypeError, ValueError, AttributeError) as error:
            made.append([type(error).__name__])
    return made[0], made[1]


@pytest.mark.parametrize("text", [ODDITIES, GUARDS, DEEP])
def test_twins_agree_on_oddities(text: str) -> None:
    found = bodies(parse_text(text))
    assert found
    for body in found:
        in_c, in_python = both(body)
        assert in_c == in_python
        assert len(in_c) > 8


@pytest.mark.parametrize("path", REAL[::9], ids=lambda path: f"{path.parent.name}/{path.name}")
def test_twins_agree_on_fixtures(path: Path) -> None:
    for body in bodies(parse(read_unit(path))):
        in_c, in_python = both(body)
        assert in_c == in_python


STRINGS = ("", "dev", "lock", "__lockscan_guard_mutex", "a,lock,b", "__lockscan_scope")
CODES = [int(code) for code in Code if code not in (Code.FUNCTION, Code.PARAMETER, Code.CLEANUP, Code.RECOVERED)]
AUX = {
    Code.NAME: st.sampled_from([kind | pointer for kind in NameKind for pointer in (0, 0x100)]),
    Code.UNARY: st.integers(0, len(UNARY_OPERATORS) - 1),
    Code.BINARY: st.integers(0, len(BINARY_OPERATORS) - 1),
    Code.INT: st.integers(-(2**31), 2**31 - 1),
}


@st.composite
def rows(draw: st.DrawFn, depth: int = 4) -> list[tuple[int, ...]]:
    """A row of any code, and any rows below it."""
    code = draw(st.sampled_from(CODES))
    below = [row for _ in range(draw(st.integers(0, 4)) if depth else 0) for row in draw(rows(depth - 1))]
    aux = draw(AUX.get(Code(code), st.integers(0, 7)))
    texts = [draw(st.integers(0, len(STRINGS) - 1)) for _ in range(3)]
    start = draw(st.integers(0, 400))
    return [(code, 1 + len(below), start, start + 5, texts[0], aux, texts[1], texts[2]), *below]


@settings(deadline=None, max_examples=200)
@given(rows())
def test_twins_agree_on_whatever_is_below_what(made: list[tuple[int, ...]]) -> None:
    in_c, in_python = both(Body(b"".join(ROW.pack(*row) for row in made), STRINGS, b" " * 500))
    assert in_c == in_python


@pytest.mark.parametrize(
    "row",
    [
        (Code.NAME, 1, 0, 1, 9, 1, 0, 0),
        (Code.NAME, 1, 0, 1, 0, 1, -1, 0),
        (Code.NAME, 2, 0, 1, 0, 1, 0, 0),
        (Code.BLOCK, 0, 0, 1, 0, 0, 0, 0),
        (Code.UNARY, 1, 0, 1, 0, 99, 0, 0),
        (99, 1, 0, 1, 0, 1, 0, 0),
    ],
)
def test_rows_that_no_front_end_makes_are_refused(row: tuple[int, ...]) -> None:
    with pytest.raises(LookupError):
        build.build_in_c(Body(ROW.pack(*row), STRINGS, b""))


def test_nothing_is_left_of_trees_that_are_gone() -> None:
    found = [body for text in (ODDITIES, GUARDS, DEEP) for body in bodies(parse_text(text))]
    broken = Body(
        b"".join(ROW.pack(*row) for row in [(Code.BLOCK, 2, *[0] * 6), (Code.NAME, 1, 0, 1, 77, 1, 0, 0)]), STRINGS, b""
    )
    blocks = []
    for _ in range(20):
        for body in found:
            build.build_in_c(body)
        assert both(broken) == (["IndexError"], ["IndexError"])
        blocks.append(sys.getallocatedblocks())
    assert blocks[-1] - blocks[9] < 50


def test_an_accelerator_for_other_classes_is_not_used() -> None:
    others = {**vars(nodes), "Designator": nodes.Name}
    assert native.load(others, (), 150) is None
    assert build.build_in_c(Body(ROW.pack(Code.BREAK, 1, 3, 4, 0, 0, 0, 0), STRINGS, b"")) == nodes.Break(
        nodes.Span(3, 4)
    )
