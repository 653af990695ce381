"""Objects that nobody else knows yet: memory that a function has just got, and what it hands on to its helpers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field

from lockscan.cfg.graph import Invoke, Leave
from lockscan.frozen import dataclass
from lockscan.interproc.calls import Calls
from lockscan.interproc.index import Code
from lockscan.locks.naming import Naming
from lockscan.locks.place import Local, Param, Place
from lockscan.locks.summary import FunctionId
from lockscan.models.effects import Accessor, Transparent
from lockscan.syntax.nodes import Cast, Expr, Int, Name, Ref, Result

_DEEPEST = 6


@dataclass(slots=True)
class Fresh:
    """Answers for one program. What a function of nobody here returns is taken for new, so a look-up in a table of the
    kernel is, too: nothing is said about such objects."""

    codes: Mapping[FunctionId, Code]
    calls: Calls
    callers: Mapping[FunctionId, Sequence[FunctionId]]  # whom each function is called by
    _known: dict[tuple[FunctionId, int], bool] = field(default_factory=dict)

    def is_fresh(self, place: Place, function: FunctionId) -> bool:
        """Is the place in an object that only this function and its callers know?"""
        match place.root:
            case Local(name=name):
                return bool(place.steps) and self._is_new(name, self.codes[function], _DEEPEST)
            case Param(index=index):
                return self._is_given_new(function, index)
            case _:
                return False

    def _is_new(self, name: str, code: Code, deepest: int) -> bool:
        values = code.scope.assigned.get(name, ())
        return bool(values) and all(self._makes_new(value, code, deepest) for value in values)

    def _makes_new(self, value: Expr, code: Code, deepest: int) -> bool:
        value = _bare(value)
        if not isinstance(value, Result) or value.id not in code.scope.calls or deepest == 0:
            return False
        reached = self.calls.reached(code.scope.calls[value.id], code)
        if reached.functions:
            return all(f in self.codes and self._returns_new(self.codes[f], deepest - 1) for f in reached.functions)
        return reached.model is None or not any(isinstance(e, Accessor | Transparent) for e in reached.model.effects)

    def _returns_new(self, code: Code, deepest: int) -> bool:
        """Does the function return new memory, or NULL or an error?"""
        names = set()
        for value in _returned(code):
            if isinstance(value, Name) and value.ref is Ref.LOCAL:
                names.add(value.name)
            elif not isinstance(value, Int | Result):
                return False
        return bool(names) and all(self._is_new(name, code, deepest) for name in names)

    def _is_given_new(self, function: FunctionId, index: int) -> bool:
        """Do all callers hand over new objects? An entry that others may call gets what everybody knows."""
        key = (function, index)
        if key not in self._known:
            self._known[key] = False  # while it is looked at: recursion proves nothing
            callers = self._callers_of(function)
            self._known[key] = bool(callers) and all(
                index < len(invoke.args) and self.is_fresh(self._pointee(invoke.args[index], code), code.id)
                for code, invoke in callers
            )
        return self._known[key]

    def _pointee(self, arg: Expr, code: Code) -> Place:
        return Naming(code.scope, self.calls.members).pointee(arg)

    def _callers_of(self, function: FunctionId) -> list[tuple[Code, Invoke]]:
        if function in self.calls.pointers.taken:
            return []
        return [
            (code, invoke)
            for code in map(self.codes.__getitem__, self.callers.get(function, ()))
            for invoke in code.calls()
            for target in self.calls.reached(invoke, code).functions
            if target == function
        ]


def _returned(code: Code) -> Iterator[Expr]:
    for block in code.graph.blocks:
        for operation in block.operations:
            if isinstance(operation, Leave) and operation.value is not None:
                yield _bare(operation.value)


def _bare(value: Expr) -> Expr:
    while isinstance(value, Cast):
        value = value.operand
    return value
