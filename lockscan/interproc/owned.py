"""The locks that the scanned code owns, since it defines their record or variable, and all that it does with them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from enum import IntFlag

from lockscan.frozen import dataclass
from lockscan.interproc.declared import Records
from lockscan.interproc.program import Acquisition, Program
from lockscan.locks.place import Element, Field, Static
from lockscan.locks.summary import FunctionId, Usage
from lockscan.models import effects as fx
from lockscan.syntax.columns import NameKind
from lockscan.syntax.nodes import Cast, Expr, InitList
from lockscan.syntax.occurrences import Occurrence, occurrences, positional
from lockscan.syntax.unit import Function, Global, ParsedUnit

_GUARD = "__lockscan_guard_"  # what the stub headers make of guard(name)
_MEMBER = re.compile(r"struct (\w+)\.(\w+)")
_DEEPEST = 3  # helpers of helpers that a lock is handed to


@dataclass(frozen=True, slots=True)
class Lock:
    """A member `name` of `record`, which `file` defines; or (`record` "") a variable, `file` "" if it is external."""

    name: str
    record: str
    file: str


class Use(IntFlag):
    """What is done with a lock. OTHER: not understood, so it may be anything."""

    TAKEN = 1
    SET_UP = 2
    OTHER = 4


@dataclass(frozen=True, slots=True)
class Uses:
    """`others`: mentions of other members of the same names, as file, name and the offset where they end."""

    of: Mapping[Lock, Use]
    others: frozenset[tuple[str, str, int]]


def owned(program: Program, records: Records) -> dict[Lock, list[Acquisition]]:
    """With all their acquisitions, in program order."""
    variables: dict[tuple[str, str], list[Global]] = {}
    for entry in {id(entry): entry for unit in program.units for entry in unit.globals}.values():
        variables.setdefault((entry.name, "" if entry.is_external else entry.file), []).append(entry)
    found: dict[Lock, list[Acquisition]] = {}
    for acquisition in program.acquisitions:
        lock = _lock_of(acquisition.usage, records, variables, program)
        if lock is not None:
            found.setdefault(lock, []).append(acquisition)
    return found


def _lock_of(
    usage: Usage, records: Records, variables: Mapping[tuple[str, str], list[Global]], program: Program
) -> Lock | None:
    if not usage.lock_class or not usage.kind.needs_initialiser:
        return None
    if usage.place is None:  # reached in a way that is not followed, but its class is known
        known = _MEMBER.fullmatch(usage.lock_class)
        return None if known is None else _member(known[1], known[2], usage, records)
    steps = list(usage.place.steps)
    while steps and isinstance(steps[-1], Element):
        steps.pop()
    root = usage.place.root
    if not steps and isinstance(root, Static):
        defined = [entry.variable for entry in variables.get((root.name, root.file), ())]
        is_lock = all(one.record in program.models.lock_types and not one.pointer for one in defined)
        return Lock(root.name, "", root.file) if defined and is_lock else None
    last = steps[-1] if steps else None
    return _member(last.record, last.name, usage, records) if isinstance(last, Field) else None


def _member(record: str, name: str, usage: Usage, records: Records) -> Lock | None:
    known = records.find(record, usage.site.file) if record else None
    return None if known is None else Lock(name, known.name, known.file)


@dataclass(slots=True)
class _Reading:
    """What has been seen so far, while the units are read one by one."""

    program: Program
    records: Records
    locks: dict[str, list[Lock]]  # by name
    owners: set[str] = field(default_factory=set)  # records that the locks are members of
    of: dict[Lock, Use] = field(default_factory=dict)
    others: set[tuple[str, str, int]] = field(default_factory=set)
    read: set[tuple[str, str, int]] = field(default_factory=set)  # functions of headers, each once


def uses(program: Program, records: Records, locks: Iterable[Lock]) -> Uses:
    """What all code and all initialisers that were parsed do with these locks."""
    reading = _Reading(program, records, {})
    for lock in locks:
        reading.locks.setdefault(lock.name, []).append(lock)
        reading.owners.add(lock.record)
        reading.of[lock] = Use(0)
    for unit in program.units if reading.locks else ():
        _read(unit, reading)
    return Uses(reading.of, frozenset(reading.others))


def _read(unit: ParsedUnit, reading: _Reading) -> None:
    bodies = [function for function in unit.functions if _is_new(function, reading)]
    strings = next((function.body.strings for function in unit.functions), ())
    wanted = frozenset(index for index, string in enumerate(strings) if string in reading.locks)
    for function in bodies if wanted else ():
        for occurrence in occurrences(function.body, wanted):
            _judge(occurrence, unit, function, reading)
    known = reading.records.by_unit[unit.path].keys() & reading.owners
    records = frozenset(index for index, string in enumerate(strings) if string in known)
    for function in bodies if records else ():
        for record, name in positional(function.body, records):
            _set_up(name, record, unit, reading)
    for entry in unit.globals:
        for record, name in _set_in(entry.variable.init):
            _set_up(name, record, unit, reading)
        if entry.variable.init is not None:
            for lock in reading.locks.get(entry.variable.name, ()):
                if not lock.record and lock.file in (entry.file, ""):
                    reading.of[lock] |= Use.SET_UP


def _is_new(function: Function, reading: _Reading) -> bool:
    key = (function.file, function.name, function.span.start)
    if function.file.endswith(".h") and key in reading.read:
        return False
    reading.read.add(key)
    return True


def _judge(occurrence: Occurrence, unit: ParsedUnit, function: Function, reading: _Reading) -> None:
    use: Use | None = None
    for lock in reading.locks.get(occurrence.name, ()):
        if not _means(occurrence, lock, unit, function, reading.records):
            reading.others.add((function.file, occurrence.name, occurrence.span.end))
            continue
        if use is None:
            use = _use_by(occurrence.callee, occurrence.argument, function.file, reading.program, _DEEPEST)
        is_certain = use is not Use.TAKEN or bool(occurrence.record) or not lock.record
        reading.of[lock] |= use if is_certain else Use(0)


def _means(occurrence: Occurrence, lock: Lock, unit: ParsedUnit, function: Function, records: Records) -> bool:
    """May the mention be one of this lock?"""
    if occurrence.kind:
        if lock.record or occurrence.kind not in (NameKind.STATIC, NameKind.GLOBAL):
            return False
        return lock.file in (function.file, "") or function.file.endswith(".h")
    if not lock.record or occurrence.record not in ("", lock.record):
        return False
    if records.sees(unit.path, lock.record, lock.file):
        return True
    return not occurrence.record and unit.path.rpartition("/")[0] == lock.file.rpartition("/")[0]


def _set_up(name: str, record: str, unit: ParsedUnit, reading: _Reading) -> None:
    for lock in reading.locks.get(name, ()):
        if not record or (lock.record == record and reading.records.sees(unit.path, record, lock.file)):
            reading.of[lock] |= Use.SET_UP


def _set_in(value: Expr | None) -> Iterator[tuple[str, str]]:
    """(record, member) of everything that an initialiser at file scope sets."""
    pending = [value]
    while pending:
        current = pending.pop()
        while isinstance(current, Cast):
            current = current.operand
        if isinstance(current, InitList):
            for item in current.items:
                if item.field:
                    yield item.record, item.field
                pending.append(item.value)


def _use_by(callee: str, argument: int, file: str, program: Program, deepest: int) -> Use:
    """What the function does with that argument."""
    if not callee:
        return Use.OTHER
    target = program.index.find(callee, file)
    model = program.models.functions.get(callee)
    if model is not None and (target is None or not program.index.is_local(target)):
        sets_up = any(isinstance(e, fx.Initialises) and e.lock.parameter == argument for e in model.effects)
        return Use.SET_UP if sets_up else Use.TAKEN
    if callee.startswith(_GUARD):
        return Use.TAKEN
    if target is None or deepest == 0:
        return Use.OTHER
    return _use_by_helper(target, argument, program, deepest)


def _use_by_helper(target: FunctionId, argument: int, program: Program, deepest: int) -> Use:
    function = program.index.functions[target]
    if argument >= len(function.parameters):
        return Use.OTHER
    name = function.parameters[argument].name
    if name not in function.body.strings:
        return Use.TAKEN
    use = Use.TAKEN
    for found in occurrences(function.body, (function.body.strings.index(name),)):
        if found.kind == NameKind.PARAM:
            use |= _use_by(found.callee, found.argument, function.file, program, deepest - 1)
    return use
