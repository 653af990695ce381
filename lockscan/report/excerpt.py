"""Pieces of source text with the place that they are shown for."""

from __future__ import annotations

from lockscan.findings import Location
from lockscan.frozen import dataclass
from lockscan.report.printable import printable
from lockscan.report.source import Sources

_LONGEST = 300  # characters of a line; more is generated code


@dataclass(frozen=True, slots=True)
class Line:
    """A line of source, cut in three where a part of it is marked; `is_marked`: the place is on this line."""

    number: int
    before: str
    marked: str = ""
    after: str = ""
    is_marked: bool = False


def excerpt(place: Location, sources: Sources, context: int, longest: int = 12) -> tuple[Line, ...]:
    """The lines of a place, with `context` lines on both sides. Empty where the source is not known."""
    region = sources.region(place)
    file = sources.file(place.path)
    first, last = region.start.line, min(region.end.line, region.start.line + longest - 1)
    lines = []
    for number in range(max(1, first - context), last + context + 1):
        text = file.line(number)
        if not first <= number <= last:
            lines.append(Line(number, _shown(text)))
            continue
        start = region.start.column - 1 if number == first else len(text) - len(text.lstrip())
        end = region.end.column - 1 if number == region.end.line else len(text)
        lines.append(Line(number, _shown(text[:start]), _shown(text[start:end]), _shown(text[end:]), is_marked=True))
    return tuple(lines) if any(line.before or line.marked or line.after for line in lines) else ()


def _shown(text: str) -> str:
    return printable(text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…")
