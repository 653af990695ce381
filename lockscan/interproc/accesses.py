"""Every access to data that the scanned code owns, with the locks that are surely held there, callers' included.

Needs a program that keeps accesses (`link`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from lockscan.frozen import dataclass
from lockscan.interproc.declared import Records, records_of
from lockscan.interproc.entries import carried
from lockscan.interproc.program import Program, Solved
from lockscan.locks.events import Touched
from lockscan.locks.place import Field, Place, Static
from lockscan.locks.summary import FunctionId
from lockscan.syntax.nodes import Span


@dataclass(frozen=True, slots=True)
class Datum:
    """A member `name` of `record`, which `file` defines; or (`record` "") a static variable of `file`."""

    name: str
    record: str
    file: str

    def __str__(self) -> str:
        return f"struct {self.record}.{self.name}" if self.record else self.name


@dataclass(frozen=True, slots=True)
class Access:
    """`holds`: classes of the locks that are held on every path to it. `is_sure` False: there may be more of them."""

    function: FunctionId
    span: Span
    place: Place
    is_write: bool
    holds: frozenset[str]
    is_sure: bool


def accesses(program: Program) -> dict[Datum, list[Access]]:
    """By datum, each statement's reading and writing once, in program order."""
    records = records_of(program.units)
    found: dict[Datum, dict[tuple[FunctionId, Span, bool], Access]] = {}
    for solved in program.functions.values():
        for datum, access in _of(program, records, solved):
            known = found.setdefault(datum, {})
            key = (access.function, access.span, access.is_write)
            same = known.get(key)
            known[key] = access if same is None else _joined(same, access)
    return {datum: list(known.values()) for datum, known in found.items()}


def _joined(one: Access, other: Access) -> Access:
    return replace(one, holds=one.holds & other.holds, is_sure=one.is_sure and other.is_sure)


def _of(program: Program, records: Records, solved: Solved) -> Iterator[tuple[Datum, Access]]:
    function = solved.code.id
    file = solved.code.function.file
    entered = program.entries.at(function)
    above = frozenset(lock.lock_class for lock in entered.holds) if entered is not None else frozenset()
    for event in solved.of(Touched):
        datum = _datum(event.place, file, records)
        if datum is None:
            continue
        state = event.state
        given = frozenset(lost.lock_class for lost in state.given)
        here = frozenset(lock.lock_class for lock in carried(state))
        is_known = all(lock.lock_class and not lock.is_maybe for lock in state.held) and not state.is_global
        is_sure = is_known and entered is not None and not solved.is_truncated
        yield datum, Access(function, event.span, event.place, event.is_write, here | (above - given), is_sure)


def _datum(place: Place, file: str, records: Records) -> Datum | None:
    last = next((step for step in reversed(place.steps) if isinstance(step, Field)), None)
    if last is not None:
        record = records.find(last.record, file) if last.record else None
        return None if record is None else Datum(last.name, record.name, record.file)
    if isinstance(place.root, Static) and place.root.file:
        return Datum(place.root.name, "", place.root.file)
    return None
