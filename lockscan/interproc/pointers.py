"""Which functions a function pointer may hold: propagated over members, variables and parameters, in any order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Container, Iterable, Mapping
from dataclasses import field

from lockscan.frozen import dataclass
from lockscan.interproc.cells import Cell, MemberCell, ParameterCell, VariableCell, cell_of
from lockscan.interproc.flows import Flow, Stored, of_code, of_variable
from lockscan.interproc.index import Code, Index
from lockscan.locks.summary import FunctionId
from lockscan.syntax.nodes import Expr

_MOST_ROUNDS = 4  # a function that is handed on from one passive function to the next takes a round for each


@dataclass(slots=True)
class Pointers:
    """Contents of the cells; `stored` lists the direct writes into members, in program order."""

    index: Index
    contents: dict[Cell, dict[FunctionId, None]] = field(default_factory=dict)
    copies: dict[Cell, dict[Cell, None]] = field(default_factory=lambda: defaultdict(dict))
    stored: list[Stored] = field(default_factory=list)
    taken: set[FunctionId] = field(default_factory=set)
    passive: frozenset[FunctionId] = frozenset()  # through them no function is handed on, and none called by a pointer
    _tabled: set[tuple[str, str, FunctionId]] = field(default_factory=set)
    _holders: dict[tuple[str, FunctionId], set[str]] = field(default_factory=dict)

    def functions(self, expr: Expr, code: Code) -> tuple[FunctionId, ...]:
        """What `expr`, used in `code`, may point to; empty when nothing is known."""
        cell = self.cell_of(expr, code.function.file, code)
        if isinstance(cell, FunctionId):
            return (cell,)
        return () if cell is None else tuple(self.contents.get(cell, ()))

    def is_in_tables(self, cell: MemberCell, functions: Iterable[FunctionId]) -> bool:
        """Does an initialised table hold each of the functions there?"""
        if not self._tabled:
            self._tabled.update((s.record, s.member, s.function) for s in self.stored if s.inside is None)
        return all((cell.record, cell.member, function) in self._tabled for function in functions)

    def held_by(self, holder: str, member: str, functions: Iterable[FunctionId]) -> tuple[FunctionId, ...]:
        """Of functions in a member of records that are not known those that may be in one called `holder`.

        `bus->ops->write` and `entry->text.write` have nothing but a name in common.
        """
        if not self._holders:
            for stored in self.stored:
                if not stored.record:
                    self._holders.setdefault((stored.member, stored.function), set()).add(stored.holder)
        return tuple(f for f in functions if self._holders.get((member, f), {""}) & {holder, ""})

    def member(self, record: str, member: str) -> tuple[FunctionId, ...]:
        return tuple(self.contents.get(MemberCell(record, member), ()))

    def cell_of(self, expr: Expr, file: str, code: Code | None) -> Cell | FunctionId | None:
        """The cell that the expression reads or writes; a function if it names one."""
        return cell_of(expr, self.index, file, code)

    def add(self, flows: Iterable[Flow]) -> None:
        """What was read of the program, in its order."""
        contents, copies = self.contents, self.copies
        for into, source, stored in flows:
            if isinstance(source, FunctionId):
                self.taken.add(source)
                if into is not None:
                    contents.setdefault(into, {}).setdefault(source)
                if stored is not None:
                    self.stored.append(stored)
            elif into is not None:
                copies[source][into] = None

    def concerned(self, functions: Collection[FunctionId]) -> frozenset[FunctionId]:
        """Those that are given a function, or speak of a member or variable of whose name one may hold a function."""
        if not functions:
            return frozenset()
        given, names = set[FunctionId](), set[str]()
        files = {"", *(f.file for f in self.index.functions.values()), *(v.file for v in self.index.globals)}
        for cell, held in self.contents.items():
            if held and type(cell) is ParameterCell:
                given.add(cell.function)
            elif held and type(cell) is MemberCell:
                names.add(cell.member)
            elif held and type(cell) is VariableCell and cell.scope in files:
                # (a local of another function does not matter)
                names.update(cell.name.split("."))
        return frozenset([f for f in functions if f in given or not names.isdisjoint(self.index.words(f))])

    def settle(self) -> None:
        """Propagates along copies until nothing changes; linear in copies times functions."""
        pending = [cell for cell in self.contents if cell in self.copies]
        while pending:
            cell = pending.pop()
            for target in self.copies.get(cell, ()):
                have = self.contents.setdefault(target, {})
                before = len(have)
                have.update(self.contents[cell])
                if len(have) > before:
                    pending.append(target)


def collect(
    index: Index,
    codes: Mapping[FunctionId, Code],
    callbacks: Container[tuple[str, str]] = (),
    deferred: Collection[FunctionId] = (),
) -> Pointers:
    """Reads every initialiser, assignment and call argument of the program once.

    `callbacks`: the (record, member) pairs that the models describe. `deferred` are functions that name no function as
    a value: they are only read (and lowered) if they are given one, or speak of something that may hold one. The others
    of them are the result's `passive`. What they add may concern others of them, so it is put together again then.
    """
    reading = _Reading(index, codes, callbacks, [flow for entry in index.globals for flow in of_variable(entry, index)])
    passive = frozenset(deferred)
    for _round in range(_MOST_ROUNDS):
        pointers = reading.without(passive)
        concerned = pointers.concerned(pointers.passive)
        if not concerned:
            return pointers
        passive = pointers.passive - concerned
    return reading.without(frozenset())


@dataclass(frozen=True, slots=True)
class _Reading:
    """What initialisers and functions do, each read when it is first asked for."""

    index: Index
    codes: Mapping[FunctionId, Code]
    callbacks: Container[tuple[str, str]]
    initialisers: list[Flow]
    known: dict[FunctionId, list[Flow]] = field(default_factory=dict)

    def without(self, passive: frozenset[FunctionId]) -> Pointers:
        """All but those passive functions that no initialiser of the program gets to."""
        pointers = Pointers(self.index)
        pointers.add(self.initialisers)
        pointers.passive = passive - pointers.concerned(passive)
        for identity, code in self.codes.items():
            if identity not in pointers.passive:
                if identity not in self.known:
                    self.known[identity] = of_code(code, self.index, self.callbacks)
                pointers.add(self.known[identity])
        pointers.settle()
        return pointers
