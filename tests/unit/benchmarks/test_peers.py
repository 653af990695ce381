"""Known mistakes and who names them: the list, and what counts as naming."""

from __future__ import annotations

from pathlib import Path

import click
import pytest

from benchmarks import peers
from benchmarks.cases import Case, read

TWICE = """\
#include <linux/spinlock.h>
static DEFINE_SPINLOCK(a);
static void clean(void)
{
	spin_lock(&a);
	spin_unlock(&a);
}
void twice(void)
{
	spin_lock(&a);
	spin_lock(&a);
}
"""
LIST = """\
# path, functions, rules
drivers/x/x.c,drivers/x/y.c  twice,other  double-acquire,missing-unlock   # why

drivers/x/y.c  y  double-acquire
"""


@pytest.fixture
def linux(tmp_path: Path) -> Path:
    (tmp_path / "drivers/x").mkdir(parents=True)
    (tmp_path / "drivers/x/x.c").write_text(TWICE)
    (tmp_path / "drivers/x/y.c").write_text("int y;\n")
    (tmp_path / "list").write_text(LIST)
    return tmp_path


def test_the_list(linux: Path) -> None:
    first, second = read(linux / "list", linux)
    assert first == Case(
        (Path("drivers/x/x.c"), Path("drivers/x/y.c")),
        frozenset({"twice", "other"}),
        frozenset({"double-acquire", "missing-unlock"}),
    )
    assert str(second) == "drivers/x/y.c y"


@pytest.mark.parametrize(
    ("line", "complaint"),
    [("drivers/x/x.c twice", "three words"), ("drivers/gone.c f double-acquire", "has no drivers/gone.c")],
)
def test_lines_that_are_none(linux: Path, line: str, complaint: str) -> None:
    (linux / "list").write_text(f"{LIST}{line}\n")
    with pytest.raises(click.UsageError, match=complaint) as raised:
        read(linux / "list", linux)
    assert "list:5" in str(raised.value.message)


@pytest.mark.slow
def test_lockscan_has_to_name_rule_and_function(linux: Path) -> None:
    case = read(linux / "list", linux)[0]
    assert peers._lockscan(linux, case)
    assert not peers._lockscan(linux, Case(case.files, frozenset({"clean"}), case.rules))
    assert not peers._lockscan(linux, Case(case.files, case.functions, frozenset({"missing-unlock"})))


def test_the_others_have_to_name_a_line_of_the_function(linux: Path) -> None:
    case, path = read(linux / "list", linux)[0], linux / "drivers/x/x.c"
    assert peers._is_about([f"{path}:11:2: warning: context imbalance"], path, case)
    assert peers._is_about([f"{path}:8:1-10: second lock on line 11"], path, case)
    assert not peers._is_about([f"{path}:5:2-11: preceding lock"], path, case)
