"""What a process that works on one input made stays until it ends; any other process gives it back."""

from __future__ import annotations

import sys
from itertools import repeat
from pathlib import Path

import pytest

from lockscan.execution import executor, keep_to_the_end, pool
from lockscan.execution.attempts import MOST_AT_ONCE

pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")


class Trace:
    """Leaves a file behind when it is freed."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __del__(self) -> None:
        self._path.touch()


def work(path: Path) -> bool:
    """Was what it made freed before its result was there?"""

    def make() -> None:
        keep_to_the_end(Trace(path))

    make()
    return path.exists()


@pytest.mark.skipif(sys.platform == "darwin", reason="nothing forks there")
def test_a_forked_process_keeps_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "can_fork", lambda: True)
    with executor(2) as workers:
        assert list(workers.run(work, [tmp_path / "trace"], repeat(30.0))) == [False]
    assert not (tmp_path / "trace").exists()


def test_a_process_for_a_large_input_keeps_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "can_fork", lambda: False)
    paths = [tmp_path / "large", tmp_path / "small"]
    with executor(2) as workers:
        assert list(workers.run(work, paths, repeat(30.0), [MOST_AT_ONCE, 1])) == [False, True]


def test_this_process_gives_it_back(tmp_path: Path) -> None:
    with executor(1) as here:
        assert list(here.run(work, [tmp_path / "trace"], repeat(30.0))) == [True]
