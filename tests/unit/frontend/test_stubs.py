"""The stub headers that were precompiled when lockscan was built are those that a process would precompile itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from lockscan.config import Settings
from lockscan.frontend import flags, stubs
from lockscan.frontend.discovery import discover
from lockscan.frontend.flags import arguments
from lockscan.frontend.parse import parse
from lockscan.frontend.unit import SourceUnit
from lockscan.models.load import load

TEXT = """\
#include <linux/spinlock.h>
struct dev { spinlock_t lock; struct list_head list; };
void f(struct dev *dev)
{
	struct dev *one;

	guard(spinlock)(&dev->lock);
	list_for_each_entry(one, &dev->list, list)
		pr_info("one");
}
"""


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A package directory in which the stub headers were precompiled."""
    directory = tmp_path / "package"
    directory.mkdir()
    monkeypatch.setattr(stubs, "HERE", directory)
    assert flags.build(directory)
    stubs.precompiled_stubs.cache_clear()
    yield directory
    stubs.precompiled_stubs.cache_clear()


def unit(directory: Path, *defines: str) -> SourceUnit:
    (directory / "a.c").write_text(TEXT)
    (found,) = discover([directory / "a.c"], Settings(define=defines), load()).units
    return found


def uses(of: SourceUnit, directory: Path) -> bool:
    """Does a parse take what was precompiled from this directory?"""
    return any(word.startswith(f"{directory}/") for word in arguments(of))


def test_the_usual_flags_find_what_was_built(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    of = unit(tmp_path)
    assert uses(of, built)
    parsed = parse(of)
    monkeypatch.setattr(stubs, "HERE", tmp_path)
    stubs.precompiled_stubs.cache_clear()
    assert not uses(of, tmp_path)
    assert parse(of) == parsed
    assert [function.name for function in parsed.functions] == ["f"]


def test_it_is_the_same_without_anything_precompiled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    of = unit(tmp_path)
    parsed = parse(of)
    monkeypatch.setattr(flags, "precompiled_stubs", lambda _flags: "")
    assert "-include-pch" not in arguments(of)
    assert parse(of) == parsed


def test_other_flags_and_other_headers_do_not(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert uses(unit(tmp_path), built)
    assert not uses(unit(tmp_path, "OTHER"), built)
    monkeypatch.setattr(stubs, "stub_digest", lambda: "another")
    stubs.precompiled_stubs.cache_clear()
    assert not uses(unit(tmp_path), built)


def test_a_file_that_clang_refuses_is_not_needed(built: Path, tmp_path: Path) -> None:
    expected = parse(unit(tmp_path))
    (file,) = built.iterdir()
    file.write_bytes(file.read_bytes()[:1000])
    assert parse(unit(tmp_path)) == expected


def test_one_is_there_wherever_and_however_often_it_was_built(built: Path, tmp_path: Path) -> None:
    (first,) = built.iterdir()
    old = built / first.name.replace(first.stem, "stubs-0")
    first.rename(old)
    assert flags.build(built)
    assert list(built.iterdir()) == [first]
    (tmp_path / "other").mkdir()
    assert flags.build(tmp_path / "other")
    assert (tmp_path / "other" / first.name).read_bytes() == first.read_bytes()
