"""Which findings a change touches."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from lockscan.findings import Outcome
from lockscan.narrow.changes import Changes, FileChange
from lockscan.narrow.touched import misfits, touched
from tests.unit.report.samples import DEADLOCK, DRIVER, NOTE, OUTCOME, PATH, outcome


def narrowed(change: FileChange, of: Outcome | None = None) -> Outcome:
    return touched(of or outcome(DEADLOCK), Changes({Path(PATH).resolve(): change}), "the change")


def line_of(text: str, occurrence: int = 0) -> int:
    start = -1
    for _ in range(occurrence + 1):
        start = DRIVER.index(text.encode(), start + 1)
    return DRIVER.count(b"\n", 0, start) + 1


@pytest.mark.parametrize(
    ("line", "is_touched"),
    [
        (line_of("spin_lock(", 1), True),  # the place itself
        (line_of("spin_lock("), True),  # a related place
        (line_of("card_ioctl"), True),  # a step on the way
        (line_of("#include"), False),
        (line_of("card->events++"), False),
    ],
)
def test_changed_lines(line: int, is_touched: bool) -> None:
    assert bool(narrowed(FileChange(frozenset({line}))).findings) == is_touched


@pytest.mark.parametrize(
    ("cut", "is_touched"),
    [
        (line_of("struct card *card = data"), True),  # between the head of the handler and its lock
        (line_of("spin_lock(") - 1, True),
        (line_of("spin_lock("), False),  # behind it
        (line_of("#include"), False),
    ],
)
def test_code_taken_away(cut: int, is_touched: bool) -> None:
    assert bool(narrowed(FileChange(cuts=(cut,))).findings) == is_touched


def test_new_files_are_all_change() -> None:
    changes = Changes(whole=frozenset({Path(PATH).resolve()}))
    assert touched(outcome(DEADLOCK, NOTE), changes, "x").findings == (DEADLOCK, NOTE)


def test_what_is_left_out_is_said() -> None:
    less = narrowed(FileChange(frozenset({line_of("card->events = 0")})), OUTCOME)
    assert less.findings == (NOTE,)
    assert less.hidden == (DEADLOCK,)
    assert less.remarks == ("1 finding left out: not about the change",)
    assert len(less.suppressed) == 1
    assert [entry.path for entry in less.skipped] == [PATH]


def test_nothing_left_out_is_not_said() -> None:
    assert narrowed(FileChange(frozenset({line_of("spin_lock(")}))).remarks == ()


def test_a_finding_of_another_file_is_not_touched() -> None:
    elsewhere = replace(NOTE, location=replace(NOTE.location, path="other.c"))
    assert narrowed(FileChange(frozenset(range(100))), outcome(elsewhere)).findings == ()


def test_a_diff_that_is_not_applied() -> None:
    texts = ((line_of("#include"), "#include <linux/spinlock.h>"), (line_of("card->events++"), "\tcard->events--;"))
    changes = Changes({Path(PATH).resolve(): FileChange(texts=texts)})
    assert misfits(outcome(), changes) == (f"{PATH}:{line_of('card->events++')}",)
