"""Whom each call reaches, and the order in which functions can be solved: callees first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from itertools import combinations
from typing import TypeVar

from lockscan.cfg.graph import EnterGuard, Invoke
from lockscan.frozen import dataclass
from lockscan.interproc.cells import Cell, MemberCell
from lockscan.interproc.getters import Getters
from lockscan.interproc.images import Images
from lockscan.interproc.index import Code, Index
from lockscan.interproc.pointers import Pointers
from lockscan.interproc.switches import Switched, switched_near
from lockscan.locks.summary import FunctionId
from lockscan.models.effects import FunctionModel, Models
from lockscan.syntax.nodes import Member, Name, Ref

Node = TypeVar("Node")

_MANY = 24  # a pointer that may reach more functions than this says nothing about any of them


@dataclass(frozen=True, slots=True)
class Direct:
    """A function that a modelled one calls, with the numbers it gives; `is_outside` of its locks."""

    function: FunctionId
    arguments: tuple[int | None, ...] = ()
    is_outside: bool = False


@dataclass(frozen=True, slots=True)
class Reached:
    """`model` and/or functions of the program; `direct` are called by the modelled function before it returns.

    `is_certain`: there is one function, and no other. `is_sure`: in each driver there is no other, and the pointer
    is in a record of the driver. `is_loose`: which function the object at hand has cannot be told: the pointer is in a
    record of the kernel, so the object may be another driver's, or it is set at run time, to this or that.
    """

    model: FunctionModel | None = None
    functions: tuple[FunctionId, ...] = ()
    is_certain: bool = True
    direct: tuple[Direct, ...] = ()
    is_sure: bool = True
    is_loose: bool = False
    is_sometimes: bool = False  # the model says that not every call reaches `direct`


_NOBODY = Reached()


@dataclass(frozen=True, slots=True)
class Calls:
    """Answers for one program."""

    index: Index
    models: Models
    pointers: Pointers
    members: Mapping[tuple[str, str], str]  # records of members that clang could not type
    images: Images
    getters: Getters
    own: frozenset[str]  # records that the scanned files define
    spoken: frozenset[str] = frozenset()  # modelled functions that the program names
    switched: Switched = field(default_factory=dict)
    named: dict[tuple[str, str], Reached] = field(default_factory=dict)  # by name and file, where it is the same always
    known: dict[int, tuple[Invoke, Reached]] = field(default_factory=dict)  # by the identity of the call
    crowd: set[FunctionId] = field(default_factory=set)  # reached through pointers that say too little

    def reached(self, invoke: Invoke, code: Code) -> Reached:
        """Whom a call of `code` reaches; remembered, for linking asks several times."""
        known = self.known.get(id(invoke))
        if known is None:
            known = self.known[id(invoke)] = (invoke, self._reached(invoke, code))
        return known[1]

    def _reached(self, invoke: Invoke, code: Code) -> Reached:
        callee = invoke.callee
        if isinstance(callee, Name) and (callee.ref is Ref.FUNCTION or self._is_function(callee)):
            return self._named(callee.name, invoke, code)
        found = self._at_hand(self.pointers.functions(callee, code), code)
        found = tuple(f for f in found if f != code.id)  # it hands on, to another one
        if len(found) > _MANY:
            self.crowd.update(found)
            return Reached(is_certain=False, is_sure=False)
        cell = self.pointers.cell_of(callee, code.function.file, code)
        is_vague = isinstance(cell, MemberCell) and not cell.record
        if is_vague and isinstance(callee, Member) and isinstance(callee.base, Member):
            found = self.pointers.held_by(callee.base.field, callee.field, found)
        is_alone = self._exclude_each_other(found)
        is_loose = self._is_kernels(cell) if is_alone else not self._are_variants(cell, found)
        is_sure = is_alone and not is_vague and not is_loose
        return Reached(functions=found, is_certain=len(found) == 1 and is_sure, is_sure=is_sure, is_loose=is_loose)

    def _is_kernels(self, cell: Cell | FunctionId | None) -> bool:
        return isinstance(cell, MemberCell) and cell.record not in self.own

    def _are_variants(self, cell: Cell | FunctionId | None, functions: Sequence[FunctionId]) -> bool:
        """Does each stand in a table of the driver's own, one for each kind of device?"""
        return (
            isinstance(cell, MemberCell) and not self._is_kernels(cell) and self.pointers.is_in_tables(cell, functions)
        )

    def _at_hand(self, functions: Iterable[FunctionId], code: Code) -> tuple[FunctionId, ...]:
        """Those that can be parts of the same driver as the caller."""
        file = code.function.file
        return tuple(f for f in functions if self.images.together((file, self.index.functions[f].file)))

    def _exclude_each_other(self, functions: Sequence[FunctionId]) -> bool:
        """Is each of them part of another driver, so that there is one in each?"""
        files = [self.index.functions[f].file for f in functions]
        return not any(self.images.together((one, other)) for one, other in combinations(files, 2))

    def _is_function(self, callee: Name) -> bool:
        """A modelled function that the file also uses as a value, undeclared, is taken for a variable by the parser."""
        return callee.ref is Ref.GLOBAL and callee.name in self.models.functions

    def _named(self, name: str, invoke: Invoke, code: Code) -> Reached:
        key = (name, code.function.file)
        known = self.named.get(key)
        if known is not None:
            return known
        target = self.index.find(*key)
        model = self.models.functions.get(name)
        if target is not None and (model is None or self.index.is_local(target)):
            return self.named.setdefault(key, Reached(functions=(target,)))
        if model is None:
            return self.named.setdefault(key, _NOBODY)
        if not model.runs and not model.calls:
            return self.named.setdefault(key, Reached(model=model))
        is_sometimes = any(member.is_sometimes for member in model.calls)
        return Reached(model=model, direct=tuple(self._direct(model, invoke, code)), is_sometimes=is_sometimes)

    def _direct(self, model: FunctionModel, invoke: Invoke, code: Code) -> Iterator[Direct]:
        for runs in model.runs:
            if runs.is_direct and runs.handler < len(invoke.args):
                found = self._at_hand(self.pointers.functions(invoke.args[runs.handler], code), code)[:_MANY]
                yield from map(Direct, found)
        for member in model.calls:
            found = self._at_hand(self.pointers.member(member.record, member.member), code)
            own = tuple(f for f in found if self.index.functions[f].file == code.function.file)
            found = (own if member.is_own else ()) or found
            for function in found if len(found) <= _MANY else ():
                files = (code.function.file, self.index.functions[function].file)
                is_outside = bool(model.unless_set) and any(
                    model.unless_set in switched_near(file, self.switched) for file in files
                )
                yield Direct(function, member.arguments, is_outside)

    def modelled(
        self, codes: Iterable[Code], is_such: Callable[[FunctionModel], bool]
    ) -> Iterator[tuple[Code, Invoke, FunctionModel]]:
        """Every call of a modelled function that is such. Only the functions that name one are looked at."""
        every = self.models.functions
        names = {name for name in self.spoken if is_such(every[name])}
        for code in codes if names else ():
            if self.index.names(code.id).mentions(names):
                for invoke in code.calls():
                    model = self.reached(invoke, code).model
                    if model is not None and is_such(model):
                        yield code, invoke, model

    def guard(self, name: str, code: Code) -> tuple[FunctionId | None, FunctionId | None]:
        """A guard class that the driver defines itself: its constructor and destructor."""
        file = code.function.file
        return self.index.find(f"__lockscan_guard_{name}", file), self.index.find(f"__lockscan_unguard_{name}", file)

    def graph(self, codes: Iterable[Code]) -> dict[FunctionId, tuple[FunctionId, ...]]:
        """Callees of every function, each once; in order of appearance but for passive ones."""
        return {code.id: self._named_in(code) if self.is_passive(code) else self.callees(code) for code in codes}

    def is_passive(self, code: Code) -> bool:
        """Are its calls by name all that it reaches, and none of them of a modelled function that does something?"""
        return code.id in self.pointers.passive

    def callees(self, code: Code) -> tuple[FunctionId, ...]:
        """Whom the function may call, each once, in order of appearance."""
        found: dict[FunctionId, None] = {}
        for block in code.graph.blocks:
            for operation in block.operations:
                if type(operation) is Invoke:
                    reached = self.reached(operation, code)
                    if reached.functions:
                        found.update(dict.fromkeys(reached.functions))
                    if reached.direct:
                        found.update(dict.fromkeys(one.function for one in reached.direct))
                elif type(operation) is EnterGuard and operation.name not in self.models.guards:
                    found.update(dict.fromkeys(f for f in self.guard(operation.name, code) if f is not None))
        return tuple(found)

    def _named_in(self, code: Code) -> tuple[FunctionId, ...]:
        """The same of a passive function, from its columns."""
        file = code.function.file
        found = ((name, self.index.find(name, file)) for name in sorted(self.index.names(code.id).called))
        return tuple(
            target
            for name, target in found
            if target is not None and (name not in self.models.functions or self.index.is_local(target))
        )


def callers_of(edges: Mapping[Node, Sequence[Node]]) -> dict[Node, list[Node]]:
    """The call graph turned around: who calls each function that anybody calls."""
    callers: dict[Node, list[Node]] = {}
    for caller, callees in edges.items():
        for callee in callees:
            callers.setdefault(callee, []).append(caller)
    return callers


def components(edges: Mapping[Node, Sequence[Node]]) -> list[tuple[Node, ...]]:
    """Strongly connected components, callees before callers (Tarjan's order, without recursion). Linear."""
    number: dict[Node, int] = {}
    low: dict[Node, int] = {}
    open_: list[Node] = []
    is_open: set[Node] = set()
    found: list[tuple[Node, ...]] = []
    for start in edges:
        if start in number:
            continue
        stack: list[tuple[Node, int]] = [(start, 0)]
        while stack:
            node, position = stack.pop()
            if position == 0:
                number[node] = low[node] = len(number)
                open_.append(node)
                is_open.add(node)
            targets = edges.get(node, ())
            if position > 0:
                low[node] = min(low[node], low[targets[position - 1]])
            while position < len(targets):
                target = targets[position]
                position += 1
                if target not in number:
                    stack.append((node, position))
                    stack.append((target, 0))
                    break
                if target in is_open:
                    low[node] = min(low[node], number[target])
            else:
                if low[node] == number[node]:
                    at = open_.index(node)
                    found.append(tuple(open_[at:]))
                    is_open.difference_update(open_[at:])
                    del open_[at:]
    return found
