"""Byte offsets as positions of the protocol: lines from 0, columns in UTF-16 code units from 0."""

from __future__ import annotations

from lsprotocol.types import Position, Range

from lockscan.report.source import SourceFile


def range_of(file: SourceFile, start: int, end: int) -> Range:
    """Bytes `start` up to, not including, `end`."""
    return Range(_position(file, start), _position(file, max(start, end)))


def _position(file: SourceFile, offset: int) -> Position:
    place = file.position(offset)
    before = file.line(place.line)[: place.column - 1]
    return Position(place.line - 1, len(before.encode("utf-16-le")) // 2)
