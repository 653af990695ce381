"""Findings whose evidence a change touches."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from lockscan.findings import Finding, Location, Outcome
from lockscan.narrow.changes import Changes
from lockscan.report.source import Sources


def touched(outcome: Outcome, changes: Changes, what: str) -> Outcome:
    """The outcome less everything that the change has nothing to do with. `what` names the change, for people."""
    test = _Test(changes, outcome.sources)
    kept = tuple(finding for finding in outcome.findings if test.is_touched(finding))
    hidden = tuple(finding for finding in outcome.findings if not test.is_touched(finding))
    remark = f"{_count(len(hidden), 'finding')} left out: not about {what}"
    return replace(
        outcome,
        findings=kept,
        suppressed=tuple(entry for entry in outcome.suppressed if test.is_touched(entry.finding)),
        skipped=tuple(entry for entry in outcome.skipped if changes.is_about(resolved(entry.path))),
        hidden=(*outcome.hidden, *hidden),
        remarks=(*outcome.remarks, *([remark] if hidden else [])),
    )


def misfits(outcome: Outcome, changes: Changes) -> tuple[str, ...]:
    """`path:line` of the first added line in each file that the scanned text does not have."""
    sources = Sources(outcome.sources)
    found = []
    for path in sorted(outcome.sources):
        texts = changes.of(resolved(path)).texts
        lines = (number for number, text in texts if sources.file(path).line(number).rstrip() != _replaced(text))
        number = next(lines, 0)
        if number:
            found.append(f"{path}:{number}")
    return tuple(found)


class _Test:
    """Asks of one finding after the other whether the change touches it."""

    def __init__(self, changes: Changes, data: Mapping[str, bytes]) -> None:
        self._changes = changes
        self._data = data
        self._sources = Sources(data)
        self._paths: dict[str, Path] = {}

    def is_touched(self, finding: Finding) -> bool:
        """Was a line of the evidence changed, or code taken away that ran before it in the same function?"""
        places = list(_places(finding))
        return any(self._is_changed(place) for place in places) or any(self._has_cut(place) for place in places)

    def _is_changed(self, place: Location) -> bool:
        path = self._path(place)
        if path in self._changes.whole:
            return True
        lines = self._changes.of(path).lines
        if not lines:
            return False
        region = self._sources.region(place)
        return any(line in lines for line in range(region.start.line, region.end.line + 1))

    def _has_cut(self, place: Location) -> bool:
        """An unlock that went away is in no evidence, but it stood between the function's head and this place."""
        cuts = self._changes.of(self._path(place)).cuts
        if not cuts or not place.function:
            return False
        last = self._sources.region(place).start.line
        first = _head(self._data.get(place.path, b""), place)
        return bool(first) and any(first <= cut < last for cut in cuts)

    def _path(self, place: Location) -> Path:
        if place.path not in self._paths:
            self._paths[place.path] = resolved(place.path)
        return self._paths[place.path]


def resolved(path: str) -> Path:
    return Path(path).resolve()


def _places(finding: Finding) -> Iterator[Location]:
    yield finding.location
    yield from (related.location for related in finding.related)
    yield from (step.location for flow in finding.flows for step in flow.steps)


def _head(data: bytes, place: Location) -> int:
    """The line that the function's definition begins on, 0 if the text does not show it: its name, on a line that
    starts with no space, as the kernel writes it."""
    name = re.escape(place.function.encode("utf-8", "surrogateescape"))
    heads = list(re.finditer(rb"^(?=[^\s#/*])[^\n;]*\b" + name + rb"\s*\(", data[: place.end], re.MULTILINE))
    return data.count(b"\n", 0, heads[-1].start()) + 1 if heads else 0


def _replaced(text: str) -> str:
    """As the sources are decoded."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace").rstrip()


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
