"""Initialisations that only the text shows."""

from __future__ import annotations

import pytest

from lockscan.interproc.unread import Unread

FILES = {
    "drivers/a.c": b"#if 0\n\tspin_lock_init(&dev->lock);\n#endif\nvoid f(void) { take(&dev->table); }\n",
    "drivers/b.c": b"#define START(x) \\\n\tspin_lock_init(&(x)->queue)\nint x;\n\tmutex_init(\n\t\t&dev->mutex);\n",
    "net/c.c": b"\tspin_lock_init(&one->first); spin_lock_init(&two->second, lock);\n",
}
INITIALISERS = frozenset({"spin_lock_init", "mutex_init"})


@pytest.mark.parametrize(
    ("name", "file", "found"),
    [
        ("lock", "drivers/a.c", True),
        ("lock", "net/c.c", True),
        ("lock", "sound/d.c", False),
        ("lock", "", True),
        ("table", "", False),
        ("queue", "", False),
        ("mutex", "drivers/a.c", True),
        ("mutex", "net/c.c", False),
        ("second", "", True),
        ("loc", "", False),
    ],
)
def test_calls_near_a_file(name: str, file: str, found: bool) -> None:
    assert Unread(FILES, INITIALISERS).initialises(name, file, frozenset()) is found


def test_mentions_that_are_known_to_be_of_others_do_not_count() -> None:
    end = FILES["drivers/a.c"].index(b"lock)") + len(b"lock")
    unread = Unread({"drivers/a.c": FILES["drivers/a.c"]}, INITIALISERS)
    assert not unread.initialises("lock", "", {("drivers/a.c", "lock", end)})
    assert unread.initialises("lock", "", {("drivers/a.c", "lock", end + 1)})
