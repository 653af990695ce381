"""Offsets as lines and columns."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lockscan.findings import Location
from lockscan.report.source import Position, SourceFile, Sources


@pytest.mark.parametrize(
    ("data", "offset", "expected"),
    [
        (b"abc\ndef\n", 0, Position(1, 1)),
        (b"abc\ndef\n", 3, Position(1, 4)),
        (b"abc\ndef\n", 4, Position(2, 1)),
        (b"abc\r\ndef\r\n", 5, Position(2, 1)),
        (b"a\rb\nc", 2, Position(1, 3)),  # a lone CR ends no line
        (b"\tx", 1, Position(1, 2)),  # a tab is one column
        ("/* äöü */ x".encode(), 13, Position(1, 11)),  # code points, not bytes
        ("\N{GRINNING FACE}x".encode(), 4, Position(1, 2)),
        (b"\xff\xfe x", 3, Position(1, 4)),  # not UTF-8
        (b"\xef\xbb\xbfint x;", 3, Position(1, 1)),  # a byte order mark is no character
        (b"", 0, Position(1, 1)),
        (b"abc", 99, Position(1, 4)),
    ],
)
def test_position(data: bytes, offset: int, expected: Position) -> None:
    assert SourceFile(data).position(offset) == expected


def test_lines_lose_their_ends() -> None:
    file = SourceFile(b"one\r\ntwo\nthree")
    assert [file.line(number) for number in range(5)] == ["", "one", "two", "three", ""]


def test_form_feed_and_line_separator_end_no_line() -> None:
    assert SourceFile("a\fb\u2028c\nd".encode()).position(8) == Position(2, 1)


def test_a_file_that_is_not_there_is_empty() -> None:
    region = Sources({}).region(Location("gone.c", 5, 9))
    assert (region.start, region.end) == (Position(1, 1), Position(1, 1))


@given(st.text(alphabet="aä\N{GRINNING FACE}\t\r\n", max_size=40), st.data())
def test_position_agrees_with_a_slow_count(text: str, data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(text)))
    before = text[:cut]
    expected = Position(before.count("\n") + 1, len(before.rpartition("\n")[2]) + 1)
    assert SourceFile(text.encode()).position(len(before.encode())) == expected


@given(st.binary(max_size=40), st.integers(0, 50))
def test_any_bytes_have_positions(data: bytes, offset: int) -> None:
    position = SourceFile(data).position(offset)
    assert 1 <= position.line <= data.count(b"\n") + 1
    assert position.column >= 1
