"""Byte offsets as lines, columns and excerpts. Lines end at LF or CRLF; columns count code points from 1."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping

from lockscan.findings import Location
from lockscan.frozen import dataclass

_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """1-based line and column."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Region:
    """From `start` up to, not including, `end`."""

    start: Position
    end: Position


class SourceFile:
    """One file's bytes with the offsets of its lines. What is not UTF-8 counts as replacement characters."""

    __slots__ = ("_data", "_starts")

    def __init__(self, data: bytes) -> None:
        self._data = data
        starts = [0]
        found = data.find(b"\n")
        while found >= 0:
            starts.append(found + 1)
            found = data.find(b"\n", found + 1)
        self._starts = starts

    def position(self, offset: int) -> Position:
        offset = max(0, min(offset, len(self._data)))
        line = bisect_right(self._starts, offset)
        return Position(line, len(self._decode(self._start_of(line), offset)) + 1)

    def line(self, number: int) -> str:
        """The text of a 1-based line, without its end; "" past the end of the file."""
        if not 1 <= number <= len(self._starts):
            return ""
        end = self._starts[number] if number < len(self._starts) else len(self._data)
        return self._decode(self._start_of(number), end).removesuffix("\n").removesuffix("\r")

    def text(self, start: int, end: int) -> str:
        return self._decode(start, end)

    def _start_of(self, line: int) -> int:
        # A byte order mark is no character of the first line.
        return len(_BOM) if line == 1 and self._data.startswith(_BOM) else self._starts[line - 1]

    def _decode(self, start: int, end: int) -> str:
        return self._data[start:end].decode("utf-8", "replace")


class Sources:
    """All files of an outcome. A file whose bytes are not there has one empty line."""

    def __init__(self, data: Mapping[str, bytes]) -> None:
        self._data = data
        self._files: dict[str, SourceFile] = {}

    def file(self, path: str) -> SourceFile:
        found = self._files.get(path)
        if found is None:
            found = self._files[path] = SourceFile(self._data.get(path, b""))
        return found

    def region(self, location: Location) -> Region:
        return self.span(location.path, location.start, location.end)

    def span(self, path: str, start: int, end: int) -> Region:
        file = self.file(path)
        return Region(file.position(start), file.position(max(start, end)))
