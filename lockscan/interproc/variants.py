"""Variants of a driver: functions that stand together in a table, so that no object has those of two tables.

A path that calls into one table through `dev->ops->reset`, and from there into another one through `dev->ops->stop`, is
none; nor do a handler of one variant and a task of another one ever meet at a lock that belongs to the device.

Only tables of the driver's own types count, that are filled at build time: what is set at run time may change. Two
pointers are taken for one where the same member of the same record leads to the table.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field, replace
from itertools import pairwise

from lockscan.frozen import dataclass
from lockscan.interproc.calls import Calls
from lockscan.interproc.cells import MemberCell
from lockscan.interproc.index import Code
from lockscan.locks.naming import Naming, record_of
from lockscan.locks.summary import FunctionId, Site, Usage
from lockscan.syntax.nodes import Cast, Expr, Member, Name, Unary

Table = tuple[str, str]  # the file and the variable
Pointer = tuple[str, str, str]  # the record of the table, and the member of which record leads to it


@dataclass(frozen=True, slots=True)
class _Choice:
    """A call that may go into several tables: which, for each function that it may reach."""

    pointer: Pointer
    tables: Mapping[FunctionId, frozenset[Table]]


@dataclass(slots=True)
class Variants:
    """Answers for one program; the calls that have a choice are looked up when the first path is asked about."""

    codes: Mapping[FunctionId, Code]
    calls: Calls
    _choices: dict[tuple[str, int], _Choice] | None = field(default=None)
    _known: dict[int, tuple[Usage, Mapping[Pointer, frozenset[Table]] | None]] = field(default_factory=dict)

    def possible(self, usage: Usage) -> Usage | None:
        """The usage if its path stays in one variant, or with the nearest path that does; None without one."""
        if usage.is_sure or self._tables_of(usage) is not None:
            return usage
        other = next(self._mended((*usage.chain, usage.site)), None)
        return None if other is None else replace(usage, chain=other[:-1])

    def agree(self, one: Usage, two: Usage) -> bool:
        """Can one object take both paths?"""
        if one.is_sure or two.is_sure:
            return True
        first, second = self._tables_of(one), self._tables_of(two)
        if first is None or second is None:
            return False
        return all(not tables.isdisjoint(second.get(pointer, tables)) for pointer, tables in first.items())

    def _tables_of(self, usage: Usage) -> Mapping[Pointer, frozenset[Table]] | None:
        """Looked up once: each usage is compared with many."""
        known = self._known.get(id(usage))
        if known is None:
            known = self._known[id(usage)] = (usage, self._tables((*usage.chain, usage.site)))
        return known[1]

    def _tables(self, path: Sequence[Site]) -> Mapping[Pointer, frozenset[Table]] | None:
        """The tables that the path goes into by each pointer; None if no table will do for all of it."""
        found: dict[Pointer, frozenset[Table]] = {}
        for call, target in pairwise(path):
            choice = self._all_choices().get((call.file, call.span.start))
            tables = choice.tables.get(_identity(target, choice)) if choice is not None else None
            if choice is not None and tables is not None:
                found[choice.pointer] = found.get(choice.pointer, tables) & tables
                if not found[choice.pointer]:
                    return None
        return found

    def _mended(self, path: Sequence[Site]) -> Iterator[tuple[Site, ...]]:
        """The same path but for one function, whose place another variant's takes, if that calls on alike."""
        for number in range(1, len(path) - 1):
            choice = self._all_choices().get((path[number - 1].file, path[number - 1].span.start))
            for function in choice.tables if choice is not None else ():
                code = self.codes.get(function)
                call = _call_of(code, path[number + 1].function) if code is not None else None
                if call is not None:
                    mended = (*path[:number], call, *path[number + 1 :])
                    if self._tables(mended) is not None:
                        yield mended

    def _all_choices(self) -> dict[tuple[str, int], _Choice]:
        if self._choices is None:
            self._choices = dict(self._find())
        return self._choices

    def _find(self) -> Iterator[tuple[tuple[str, int], _Choice]]:
        stored = self._stored()
        for code in self.codes.values():
            for invoke in () if self.calls.is_passive(code) else code.calls():
                callee = invoke.callee
                if isinstance(callee, Name) or len(self.calls.reached(invoke, code).functions) < 2:
                    continue
                cell = self.calls.pointers.cell_of(callee, code.function.file, code)
                pointer = _pointer(callee, Naming(code.scope, self.calls.members))
                if isinstance(cell, MemberCell) and pointer is not None and stored.get(cell):
                    yield (code.function.file, invoke.span.start), _Choice(pointer, stored[cell])

    def _stored(self) -> dict[MemberCell, Mapping[FunctionId, frozenset[Table]]]:
        """The tables of each function, for members that are only set in tables."""
        found: dict[MemberCell, dict[FunctionId, frozenset[Table]]] = {}
        at_run_time: set[MemberCell] = set()
        for stored in self.calls.pointers.stored:
            cell = MemberCell(stored.record, stored.member)
            if stored.inside is not None or stored.record not in self.calls.own:
                at_run_time.add(cell)
            else:
                tables = found.setdefault(cell, {})
                here = (stored.site.file, stored.holder)
                tables[stored.function] = tables.get(stored.function, frozenset()) | {here}
        contents = self.calls.pointers.contents
        return {
            cell: tables
            for cell, tables in found.items()
            if cell not in at_run_time and tables.keys() == contents.get(cell, {}).keys()
        }


def _identity(target: Site, choice: _Choice) -> FunctionId:
    """The function that a site stands in, among those that may be called."""
    local = FunctionId(target.function, target.file)
    return local if local in choice.tables else FunctionId(target.function)


def _call_of(code: Code, name: str) -> Site | None:
    """Where the function calls that one by its name."""
    spans = (i.span for i in code.calls() if isinstance(i.callee, Name) and i.callee.name == name)
    span = next(spans, None)
    return None if span is None else Site(code.function.file, code.function.name, span)


def _pointer(callee: Expr, naming: Naming) -> Pointer | None:
    """How the table is reached: `chip.ops` of `chip->ops->reset`; None where it is only a variable here."""
    while isinstance(callee, Cast) or (isinstance(callee, Unary) and callee.op == "*"):
        callee = callee.operand
    if not isinstance(callee, Member):
        return None
    base: Expr | None = callee.base
    if isinstance(base, Name):
        base = naming.scope.single.get(base.name)
    while isinstance(base, Cast) or (isinstance(base, Unary) and base.op in "*&"):
        base = base.operand
    if not isinstance(base, Member):
        return None
    owner = base.record or record_of(base.base, naming.members)
    return (callee.record, owner, base.field) if callee.record and owner else None
