"""What calls that register a record say about the functions that are stored in it.

A notifier block says nothing about the chain that it is on, and `timer.function` nothing about the timer's mode: the
call that gets the record does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field

from lockscan.frozen import dataclass
from lockscan.interproc.calls import Calls
from lockscan.interproc.flows import Stored
from lockscan.interproc.index import Code
from lockscan.locks.naming import Naming
from lockscan.locks.sources import source_at
from lockscan.models.effects import Case, Entry, FunctionModel, Runs
from lockscan.syntax.nodes import Binary, Cast, Expr, Int, Name, Unary
from lockscan.syntax.unit import Parameter


@dataclass(slots=True)
class Holders:
    """`entries[file][member]`: the registrations of records by what holds them (`nb` of `&dev->nb`), in text order."""

    entries: dict[str, dict[str, dict[str, list[Entry]]]] = field(default_factory=dict)

    def of(self, stored: Stored) -> tuple[Entry, ...]:
        """How the function runs by the calls that get its record; empty if none is known.

        When no call of the file gets just this holder (there is a pointer between), all calls of the file must agree.
        """
        known = self.entries.get(stored.site.file, {}).get(stored.member, {})
        if stored.holder in known:
            return tuple(dict.fromkeys(known[stored.holder]))
        every = tuple(dict.fromkeys(entry for entries in known.values() for entry in entries))
        return every if len(every) == 1 else ()


def holders_of(codes: Iterable[Code], calls: Calls) -> Holders:
    """Reads every call that registers a record."""
    found = Holders()
    for code, invoke, model in calls.modelled(codes, _has_record):
        for runs in model.runs:
            if runs.member and runs.handler < len(invoke.args):
                place = Naming(code.scope).pointee(invoke.args[runs.handler])
                members = found.entries.setdefault(code.function.file, {}).setdefault(runs.member, {})
                members.setdefault(source_at(runs.line, place).key, []).append(entry_of(runs, invoke.args, ()))
    return found


def _has_record(model: FunctionModel) -> bool:
    return any(runs.member for runs in model.runs)


def entry_of(runs: Runs, args: tuple[Expr, ...], parameters: Sequence[Parameter]) -> Entry:
    """How the handler of this very registration runs; `parameters`: those that it is declared with."""
    words = frozenset(_constants(args[runs.flags])) if runs.cases and 0 <= runs.flags < len(args) else frozenset()
    return next((case.entry for case in runs.cases if fits(case, parameters, words)), runs.entry)


def fits(case: Case, parameters: Sequence[Parameter], words: frozenset[str]) -> bool:
    """Is a handler with these parameters, registered with the constants `words`, of this kind?"""
    if case.parameters and case.parameters != len(parameters):
        return False
    if case.first and case.first not in [parameter.record for parameter in parameters[:1]]:
        return False
    return not case.flags or bool(case.flags & words)


def _constants(expr: Expr) -> Iterator[str]:
    match expr:
        case Int(name=name) | Name(name=name):
            yield name
        case Binary(left=left, right=right):
            yield from _constants(left)
            yield from _constants(right)
        case Cast(operand=operand) | Unary(op="&", operand=operand):
            yield from _constants(operand)
