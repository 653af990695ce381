"""Which files are analysed together."""

from __future__ import annotations

from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from lockscan.stages.brief import Brief
from lockscan.stages.parts import parts


def brief(
    path: str, defines: Iterable[str] = (), names: Iterable[str] = (), headers: Iterable[str] = (), lines: int = 10
) -> Brief:
    return Brief(path, lines, 0, 0, (), (), frozenset(defines), frozenset(names), frozenset(headers), (path,), (), ())


def paths(briefs: list[Brief], largest: int = 1000) -> list[list[str]]:
    return [[briefs[at].path for at in part] for part in parts(briefs, largest)]


def test_one_directory_is_one_part() -> None:
    assert paths([brief("a/x.c"), brief("a/y.c"), brief("b/z.c")]) == [["a/x.c", "a/y.c"], ["b/z.c"]]


def test_a_name_joins_directories() -> None:
    briefs = [brief("a/x.c", names=["use"]), brief("b/y.c"), brief("c/z.c", defines=["use"])]
    assert paths(briefs) == [["a/x.c", "c/z.c"], ["b/y.c"]]


def test_names_that_nobody_defines_join_nothing() -> None:
    assert paths([brief("a/x.c", names=["printk"]), brief("b/y.c", names=["printk"])]) == [["a/x.c"], ["b/y.c"]]


def test_the_first_of_several_definitions_is_meant() -> None:
    briefs = [brief("a/x.c", defines=["f"]), brief("b/y.c", defines=["f"]), brief("c/z.c", names=["f"])]
    assert paths(briefs) == [["a/x.c", "c/z.c"], ["b/y.c"]]


def test_a_header_with_code_joins_directories() -> None:
    briefs = [brief("a/x.c", headers=["h/i.h"]), brief("b/y.c", headers=["h/i.h"])]
    assert paths(briefs) == [["a/x.c", "b/y.c"]]


def test_too_large_a_program_is_cut_between_directories() -> None:
    briefs = [
        brief("d/core/x.c", defines=["core"], lines=500),
        brief("d/net/a/x.c", names=["core"], lines=400),
        brief("d/net/b/x.c", names=["core"], lines=300),
        brief("d/usb/x.c", names=["core"], lines=200),
    ]
    assert paths(briefs, 2000) == [["d/core/x.c", "d/net/a/x.c", "d/net/b/x.c", "d/usb/x.c"]]
    # Once cut, the two below d/net no longer see each other through the core.
    assert paths(briefs, 1000) == [["d/core/x.c"], ["d/net/a/x.c"], ["d/net/b/x.c"], ["d/usb/x.c"]]


def test_a_directory_is_not_cut() -> None:
    assert paths([brief("a/x.c", lines=900), brief("a/y.c", lines=900)]) == [["a/x.c", "a/y.c"]]


DIRECTORIES = ("", "a/", "a/b/", "a/c/", "d/")
NAMES = st.frozensets(st.sampled_from("fgh"), max_size=2)


@given(
    drawn=st.lists(st.tuples(st.sampled_from(DIRECTORIES), NAMES, NAMES, st.integers(1, 30)), max_size=12),
    largest=st.integers(1, 120),
)
def test_every_file_is_in_one_part(drawn: list[tuple[str, frozenset[str], frozenset[str], int]], largest: int) -> None:
    briefs = [
        brief(f"{directory}{number}.c", defines, names - defines, lines=lines)
        for number, (directory, defines, names, lines) in enumerate(drawn)
    ]
    found = parts(briefs, largest)
    assert sorted(at for part in found for at in part) == list(range(len(briefs)))
    for part in found:
        directories = {briefs[at].path.rpartition("/")[0] for at in part}
        assert len(directories) == 1 or sum(briefs[at].lines for at in part) <= largest
