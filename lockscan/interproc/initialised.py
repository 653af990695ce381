"""Locks that nothing initialises: all that the scanned files ever do with them is to take and release them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lockscan.interproc.created import is_created, may_be_filled_elsewhere
from lockscan.interproc.program import Acquisition, Program
from lockscan.interproc.unread import is_initialised_in_text
from lockscan.locks.place import Element, Field, Place, Static
from lockscan.locks.summary import FunctionId
from lockscan.models import effects as fx
from lockscan.syntax.columns import NameKind
from lockscan.syntax.nodes import Cast, Expr, InitList
from lockscan.syntax.occurrences import Occurrence, occurrences, positional
from lockscan.syntax.unit import Function, ParsedUnit, Record

_GUARD = "__lockscan_guard_"  # what the stub headers make of guard(name)
_DEEPEST = 3  # helpers of helpers that a lock is handed to


@dataclass(frozen=True, slots=True)
class Lock:
    """A member `name` of `record`, which `file` defines; or (`record` "") a variable, `file` "" if it is external."""

    name: str
    record: str
    file: str


@dataclass(frozen=True, slots=True)
class Uninitialised:
    """`acquisitions`: all of them, in program order."""

    lock: Lock
    lock_class: str
    acquisitions: tuple[Acquisition, ...]


@dataclass(slots=True)
class _Search:
    """What is still without an initialiser, while the units are read one by one."""

    program: Program
    records: dict[str, dict[str, Record]]  # by unit
    left: dict[str, dict[Lock, list[Acquisition]]]  # by name
    seen: set[Lock] = field(default_factory=set)  # taken somewhere in plain sight
    others: set[tuple[str, str, int]] = field(default_factory=set)  # mentions of other locks: file, name and end
    read: set[tuple[str, str, int]] = field(default_factory=set)  # functions of headers, each once


def uninitialised(program: Program) -> Iterator[Uninitialised]:
    """Members of records that the scanned files define and create, and variables that they define.

    Any use that is not understood, also in text that the preprocessor leaves out, is taken for an initialisation.
    """
    records = {unit.path: {record.name: record for record in unit.records} for unit in program.units}
    search = _Search(program, records, {})
    for acquisition in program.acquisitions:
        lock = _lock_of(acquisition, search)
        if lock is not None:
            search.left.setdefault(lock.name, {}).setdefault(lock, []).append(acquisition)
    for unit in program.units:
        _read(unit, search)
    for locks in search.left.values():
        for lock, acquisitions in locks.items():
            if lock in search.seen and _is_certain(lock, search):
                yield Uninitialised(lock, acquisitions[0].usage.lock_class, tuple(acquisitions))


def _is_certain(lock: Lock, search: _Search) -> bool:
    program = search.program
    if lock.record:
        users = [unit for unit in program.units if _sees(unit, lock, search)]
        if not is_created(lock.record, users, program.files) or may_be_filled_elsewhere(lock.record, users, program):
            return False
    return not is_initialised_in_text(lock.name, lock.file, program, search.others)


def _lock_of(acquisition: Acquisition, search: _Search) -> Lock | None:
    usage = acquisition.usage
    if usage.place is None or not usage.lock_class or not usage.kind.needs_initialiser:
        return None
    steps = list(usage.place.steps)
    while steps and isinstance(steps[-1], Element):
        steps.pop()
    if not steps:
        return _variable(usage.place, search.program)
    last = steps[-1]
    if not isinstance(last, Field) or not last.record:
        return None
    file = usage.site.file
    known = search.records.get(file)
    record = known.get(last.record) if known is not None else _of_header(last.record, search)
    return None if record is None else Lock(last.name, last.record, record.file)


def _of_header(name: str, search: _Search) -> Record | None:
    """The record that an inline function of a header means: the only one of that name."""
    found = {known[name] for known in search.records.values() if name in known}
    return found.pop() if len({record.file for record in found}) == 1 else None


def _variable(place: Place, program: Program) -> Lock | None:
    """A variable that is a lock, or an array of locks, and that every definition leaves without a value."""
    root = place.root
    if not isinstance(root, Static):
        return None
    found = [
        entry
        for unit in program.units
        for entry in unit.globals
        if entry.variable.name == root.name
        and (entry.file == root.file if root.file else not (entry.variable.is_static or entry.function))
    ]
    is_bare = all(entry.variable.init is None and not entry.variable.pointer for entry in found)
    is_lock = all(entry.variable.record in program.models.lock_types for entry in found)
    return Lock(root.name, "", root.file) if found and is_bare and is_lock else None


def _read(unit: ParsedUnit, search: _Search) -> None:
    """Strikes out every lock that the unit may initialise."""
    bodies = [function for function in unit.functions if _is_new(function, search)]
    strings = next((function.body.strings for function in unit.functions), ())
    wanted = frozenset(index for index, string in enumerate(strings) if string in search.left)
    for function in bodies:
        for occurrence in occurrences(function.body, wanted):
            _judge(occurrence, unit, function, search)
    known = search.records[unit.path]
    for index, string in enumerate(strings):
        if string in known:
            for function in bodies:
                for fields in positional(function.body, index):
                    for name in fields:
                        _strike(name, string, unit, search)
    for variable in unit.globals:
        for record, name in _set_in(variable.variable.init):
            _strike(name, record, unit, search)


def _is_new(function: Function, search: _Search) -> bool:
    key = (function.file, function.name, function.span.start)
    if not function.file.endswith(".h"):
        return True
    if key in search.read:
        return False
    search.read.add(key)
    return True


def _judge(occurrence: Occurrence, unit: ParsedUnit, function: Function, search: _Search) -> None:
    is_harmless: bool | None = None
    for lock in tuple(search.left.get(occurrence.name, ())):
        if not _means(occurrence, lock, unit, function, search):
            search.others.add((function.file, occurrence.name, occurrence.span.end))
            continue
        if is_harmless is None:
            is_harmless = _only_takes(occurrence.callee, occurrence.argument, function.file, search.program, _DEEPEST)
        if not is_harmless:
            del search.left[occurrence.name][lock]
        elif occurrence.record or not lock.record:
            search.seen.add(lock)


def _means(occurrence: Occurrence, lock: Lock, unit: ParsedUnit, function: Function, search: _Search) -> bool:
    """May the mention be one of this lock?"""
    if occurrence.kind:
        if lock.record or occurrence.kind not in (NameKind.STATIC, NameKind.GLOBAL):
            return False
        return lock.file in (function.file, "") or function.file.endswith(".h")
    if not lock.record or occurrence.record not in ("", lock.record):
        return False
    return _sees(unit, lock, search) or (not occurrence.record and _is_near(unit.path, lock.file))


def _sees(unit: ParsedUnit, lock: Lock, search: _Search) -> bool:
    record = search.records[unit.path].get(lock.record)
    return record is not None and record.file == lock.file


def _is_near(path: str, file: str) -> bool:
    return path.rpartition("/")[0] == file.rpartition("/")[0]


def _strike(name: str, record: str, unit: ParsedUnit, search: _Search) -> None:
    for lock in tuple(search.left.get(name, ())):
        if lock.record and record in ("", lock.record) and (not record or _sees(unit, lock, search)):
            del search.left[name][lock]


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


def _only_takes(callee: str, argument: int, file: str, program: Program, deepest: int) -> bool:
    """Does the function do no more with its argument than take it, release it, or ask about it?"""
    if not callee:
        return False
    target = program.index.find(callee, file)
    model = program.models.functions.get(callee)
    if model is not None and (target is None or not program.index.is_local(target)):
        return not any(isinstance(e, fx.Initialises) and e.lock.parameter == argument for e in model.effects)
    if callee.startswith(_GUARD):
        return True
    return target is not None and deepest > 0 and _helper_only_takes(target, argument, program, deepest)


def _helper_only_takes(target: FunctionId, argument: int, program: Program, deepest: int) -> bool:
    function = program.index.functions[target]
    if argument >= len(function.parameters):
        return False
    name = function.parameters[argument].name
    try:
        wanted = function.body.strings.index(name)
    except ValueError:
        return True
    found = [o for o in occurrences(function.body, (wanted,)) if o.kind == NameKind.PARAM]
    return all(_only_takes(o.callee, o.argument, function.file, program, deepest - 1) for o in found)
