"""Who makes the objects of a record: the scanned code? And does that hand them to driver code that is not scanned?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from typing import Final

from lockscan.frozen import dataclass
from lockscan.interproc.program import Program
from lockscan.seldom import seldom
from lockscan.syntax.columns import CODE, EXTRA, NAME, RECORD, WIDTH, Body, Code
from lockscan.syntax.occurrences import passings
from lockscan.syntax.unit import Function, ParsedUnit

# `x = kzalloc(sizeof(*x), …)`, `x = kzalloc(struct_size(x, …), …)`: what is asked for is of the type of the target.
_BY_TARGET: Final = seldom(
    rb"\b([A-Za-z_][\w.\->]*)\s*=[^;={}]*?\b(?:sizeof\s*\(?\s*\*\s*\(?\s*|\w+_size\s*\(\s*)\1\b(?![.\-\[])"
)
# `size = struct_size(x, …); x = kzalloc(size, …)`
_BY_SIZE: Final = seldom(
    rb"\b\w*(?:size|len)\w*\s*=[^;={}]*?\b(?:sizeof\s*\(?\s*\*\s*\(?\s*|\w+_size\s*\(\s*)"
    rb"([A-Za-z_][\w.\->]*)\b(?![.\-\[])"
)


@dataclass(slots=True, eq=False)
class Makers:
    """Answers for one program; each of its texts is searched once for what all records are looked for in."""

    files: Mapping[str, bytes]
    _sized: dict[str, tuple[tuple[int, bytes], ...]] = field(default_factory=dict)

    def make(self, record: str, users: Sequence[ParsedUnit]) -> bool:
        """Is there a variable of the record, or of one that holds it, or is memory of its size asked for?"""
        return any(self._makes(unit, name) for name in with_holders(record, users) for unit in users)

    def _makes(self, unit: ParsedUnit, record: str) -> bool:
        if any(entry.variable.record == record and not entry.variable.pointer for entry in unit.globals):
            return True
        name = re.escape(record.encode())
        text = self.files.get(unit.path, b"")
        if re.search(rb"\bsizeof\s*\(\s*(?:struct\s+|union\s+)?" + name + rb"\s*\)", text):
            return True
        return any(
            _has_type(function.body, written, record)
            for offset, written in self._asked_for(unit.path, text)
            for function in _around(offset, unit)
        )

    def _asked_for(self, path: str, text: bytes) -> tuple[tuple[int, bytes], ...]:
        """Where memory of the size of what a variable or member points to is asked for, and how that is written."""
        known = self._sized.get(path)
        if known is None:
            found = [found for pattern in (_BY_TARGET, _BY_SIZE) for found in pattern.finditer(text)]
            known = self._sized[path] = tuple([(one.start(), one[1]) for one in found])
        return known


def with_holders(record: str, users: Iterable[ParsedUnit]) -> frozenset[str]:
    """The record with all that it is a part of."""
    holders: dict[str, set[str]] = {}
    for unit in users:
        for known in unit.records:
            for part in known.holds:
                holders.setdefault(part, set()).add(known.name)
    found, pending = {record}, [record]
    while pending:
        fresh = holders.get(pending.pop(), set()) - found
        found |= fresh
        pending.extend(fresh)
    return frozenset(found)


def _around(offset: int, unit: ParsedUnit) -> Iterator[Function]:
    for function in unit.functions:
        if function.file == unit.path and function.span.start <= offset < function.span.end:
            yield function


def _has_type(body: Body, written: bytes, record: str) -> bool:
    """Is the variable or member, as written, of that record, or a pointer to it?"""
    last = re.split(rb"\.|->", written)[-1].decode("ascii", "replace")
    if record not in body.strings or last not in body.strings:
        return False
    wanted, name = body.strings.index(record), body.strings.index(last)
    columns = body.columns()
    return any(
        columns[row + NAME] == name
        and columns[row + (EXTRA if columns[row + CODE] == Code.MEMBER else RECORD)] == wanted
        for row in range(0, len(columns), WIDTH)
    )


def may_be_filled_elsewhere(record: str, users: Iterable[ParsedUnit], program: Program) -> bool:
    """Are objects handed to a function that the driver's headers declare, and that no scanned file defines?"""
    users = tuple(users)
    names = with_holders(record, users)
    for unit in users:
        unknown = [
            name
            for name in unit.declared
            if name not in program.models.functions and program.index.find(name, unit.path) is None
        ]
        strings = next((function.body.strings for function in unit.functions), ())
        callees = [strings.index(name) for name in unknown if name in strings]
        records = [strings.index(name) for name in names if name in strings]
        if callees and records:
            for function in unit.functions:
                if any(passings(function.body, callees, records)):
                    return True
    return False
