"""A regular expression that is compiled late is the same as one that is compiled at once."""

from __future__ import annotations

import re

from lockscan.seldom import seldom


def test_it_does_what_the_other_does() -> None:
    late, early = seldom(r"^a(\d)", re.MULTILINE), re.compile(r"^a(\d)", re.MULTILINE)
    for _ in range(2):
        assert late.findall("a1\na2") == early.findall("a1\na2") == ["1", "2"]
        assert late.sub("-", "a1\na2") == "-\n-"
    assert (late.pattern, late.flags) == (early.pattern, early.flags)


def test_it_reads_bytes_too() -> None:
    found = seldom(rb"b+").search(b"abbc")
    assert found is not None
    assert found[0] == b"bb"
