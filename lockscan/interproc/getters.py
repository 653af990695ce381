"""Functions that only look: `return hdev->speed == FAST;`. Asked twice about one object, they give one answer.

That holds as long as nobody writes the members that they read, which is what the answer's key carries.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field

from lockscan.cfg.graph import Edge, Evaluate, Graph, Invoke, Leave, Store, Test
from lockscan.frozen import dataclass
from lockscan.interproc.index import Code, Index
from lockscan.locks.naming import Naming
from lockscan.locks.place import Field
from lockscan.locks.summary import FunctionId
from lockscan.syntax.nodes import Binary, Cast, Expr, Int, Member, Name, Ref, Result, Str, Unary
from lockscan.syntax.nodes import Index as Subscript

_MOST_ROWS = 80  # a longer body does more than look
_MOST_BLOCKS = 12


@dataclass(frozen=True, slots=True)
class Getters:
    """Answers for one program, each worked out when it is first asked for."""

    index: Index
    known: dict[FunctionId, tuple[Field, ...] | None] = field(default_factory=dict)

    def reads(self, identity: FunctionId) -> tuple[Field, ...] | None:
        """The members that a mere getter reads; None for a function that does anything else."""
        if identity not in self.known:
            self.known[identity] = None  # one that asks itself does more than look
            function = self.index.functions[identity]
            is_short = len(function.body) <= _MOST_ROWS and not function.returns.endswith("*")
            if is_short and self._calls_only_known(identity):
                self.known[identity] = self._members(self.index.code(identity))
        return self.known[identity]

    def _calls_only_known(self, identity: FunctionId) -> bool:
        """Does it call functions of the program only?"""
        spoken, file = self.index.names(identity), self.index.functions[identity].file
        others = spoken.called - self.index.hints.transparent.keys()
        return not spoken.has_pointer_call and all(self.index.find(name, file) is not None for name in others)

    def _members(self, code: Code) -> tuple[Field, ...] | None:
        graph = code.graph
        if len(graph.blocks) > _MOST_BLOCKS:
            return None
        found: dict[Field, None] = {}
        for operation in (operation for block in graph.blocks for operation in block.operations):
            match operation:
                case Invoke(callee=Name(name=name)):
                    inner = self.index.find(name, code.function.file)
                    members = None if inner is None else self.reads(inner)
                    if members is None:
                        return None
                    found.update(dict.fromkeys(members))
                case Store(target=Result()) | Store(target=Name(), value=None) | Evaluate() | Leave():
                    pass
                case Store(target=Name(name=name)) if name in code.scope.single:
                    pass
                case _:
                    return None
        naming = Naming(code.scope)
        for value in _values(graph):
            members = tuple(_read(value, naming))
            if _IS_UNCLEAR in members:
                return None
            found.update(dict.fromkeys(members))
        return tuple(found)


_IS_UNCLEAR = Field("", "?")


def _values(graph: Graph) -> Iterator[Expr]:
    for block in graph.blocks:
        for operation in block.operations:
            match operation:
                case Store(value=value) | Evaluate(value=value) | Leave(value=value) if value is not None:
                    yield value
                case Invoke(args=args):
                    yield from args
        yield from (value for edge in block.edges if (value := _tested(edge)) is not None)


def _tested(edge: Edge) -> Expr | None:
    return edge.condition.value if isinstance(edge.condition, Test) else None


def _read(expr: Expr, naming: Naming) -> Iterator[Field]:
    match expr:
        case Name(ref=Ref.STATIC | Ref.GLOBAL):
            yield _IS_UNCLEAR  # nothing of it is in the answer's key
        case Name() | Member() | Subscript():
            yield from (step for step in naming.lvalue(expr).steps if isinstance(step, Field))
        case Unary(operand=inner) | Cast(operand=inner):
            yield from _read(inner, naming)
        case Binary(left=left, right=right):
            yield from _read(left, naming)
            yield from _read(right, naming)
        case Int() | Str() | Result():
            return
        case _:
            yield _IS_UNCLEAR
