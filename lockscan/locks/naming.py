"""From expressions to places: follows casts, single-assignment locals, accessors and what callees return."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field

from lockscan.cfg.graph import Graph, Invoke, Store
from lockscan.frozen import dataclass
from lockscan.locks.place import (
    DEREF,
    Derived,
    Element,
    Field,
    Local,
    Param,
    Place,
    Static,
    Unknown,
    derived,
    named_constant,
)
from lockscan.syntax.nodes import (
    Assign,
    Binary,
    Cast,
    Conditional,
    Expr,
    Index,
    Int,
    Member,
    Name,
    Ref,
    Result,
    Unary,
)

_LIMIT = 12  # hops through aliases; a cycle of locals ends here


@dataclass(frozen=True, slots=True)
class Scope:
    """What a function's operations say about its own names, collected once a function.

    `single` maps a local to the only value that it is assigned, `changed` a parameter that the function assigns to, to
    its number, `calls` the number of a Result to the call that makes it. `stored` are the values merged into other
    Results.
    """

    function: str
    file: str
    single: Mapping[str, Expr] = field(default_factory=dict)
    changed: Mapping[str, int] = field(default_factory=dict)
    calls: Mapping[int, Invoke] = field(default_factory=dict)
    assigned: Mapping[str, tuple[Expr, ...]] = field(default_factory=dict)


def scope_of(graph: Graph, function: str, file: str) -> Scope:
    """Collects the Scope of a lowered function."""
    assigned: dict[str, list[Expr]] = {}
    opaque: set[str] = set()
    changed: dict[str, int] = {}
    calls: dict[int, Invoke] = {}
    for operation in _operations(graph):
        match operation:
            case Invoke(result=result):
                calls[result] = operation
            case Store(target=Name(name=name, ref=Ref.PARAM, index=index)):
                changed[name] = index
            case Store(target=Name(name=name, ref=Ref.LOCAL), value=value):
                if value is not None and not _is_constant(value):
                    assigned.setdefault(name, []).append(value)
                elif value is None:
                    opaque.add(name)
    single = {name: values[0] for name, values in assigned.items() if len(values) == 1 or _are_same(values)}
    return Scope(function, file, single, changed, calls, {n: tuple(v) for n, v in assigned.items()})


def _are_same(values: Sequence[Expr]) -> bool:
    """Do all these read the same lvalue, however often they are written?"""
    first = _shape(values[0])
    return first is not None and all(_shape(value) == first for value in values[1:])


def _shape(expr: Expr) -> tuple[object, ...] | None:
    """An lvalue without its place in the text; None for anything else."""
    match expr:
        case Name(name=name, ref=ref):
            return (name, ref)
        case Int(value=value):
            return (value,)
        case Member(base=base, field=field):
            inner = _shape(base)
            return None if inner is None else (field, *inner)
        case Unary(op="&" | "*" as op, operand=operand):
            inner = _shape(operand)
            return None if inner is None else (op, *inner)
        case Cast(operand=operand):
            return _shape(operand)
        case Index(base=base, index=index):
            inner, key = _shape(base), _shape(index)
            return None if inner is None or key is None else ("[]", *inner, *key)
        case _:
            return None


def _operations(graph: Graph) -> Iterator[object]:
    for block in graph.blocks:
        yield from block.operations


def _is_constant(value: Expr) -> bool:
    while isinstance(value, Cast):
        value = value.operand
    return isinstance(value, Int)


@dataclass(frozen=True, slots=True)
class Naming:
    """Names lvalues of one function. `returned` says what the pointer that a call gives points to, if it is known."""

    scope: Scope
    members: Mapping[tuple[str, str], str] = field(default_factory=dict)  # records of members that clang could not type
    returned: Callable[[Invoke, Naming, int], Place | None] = lambda _invoke, _naming, _hops: None

    def lvalue(self, expr: Expr, hops: int = 0) -> Place:
        """The place that `expr` denotes."""
        match expr:
            case Name():
                return self._variable(expr)
            case Member(base=base, field=name, arrow=arrow, record=record):
                inner = self.pointee(base, hops) if arrow else self.lvalue(base, hops)
                return inner.then(Field(record or record_of(base, self.members), name))
            case Index(base=base, index=index):
                return self._element(base, index, hops)
            case Unary(op="*", operand=operand):
                return self.pointee(operand, hops)
            case Cast(operand=operand) | Assign(target=operand):
                return self.lvalue(operand, hops)
            case _:
                return Place(Unknown(f"?{expr.span.start}"))

    def pointee(self, expr: Expr, hops: int = 0) -> Place:  # noqa: PLR0911 - one arm a kind of expression
        """The place that the pointer (or array) `expr` points to."""
        match expr:
            case Unary(op="&", operand=operand):
                return self.lvalue(operand, hops)
            case Cast(operand=operand, record=record):
                found = self.pointee(operand, hops)
                if record and isinstance(found.root, Derived) and not found.steps and found.root.argument is not None:
                    return derived(found.root.call, found.root.argument, record)
                return found
            case Name(name=name, ref=Ref.LOCAL) if name in self.scope.single and hops < _LIMIT:
                found = self.pointee(self.scope.single[name], hops + 1)
                return Place(Local(name, self.scope.function), (DEREF,)) if _is_vague(found) else found
            case Name(pointer=False, record=record) if record:
                return self.lvalue(expr, hops).then(Element("0"))
            case Assign(value=value):
                return self.pointee(value, hops)
            case Result(id=number) if number in self.scope.calls and hops < _LIMIT:
                found_or_none = self.returned(self.scope.calls[number], self, hops + 1)
                return found_or_none or Place(Unknown(f"call{number}"))
            case Binary(op="+" | "-", left=left, right=right) if hops < _LIMIT:
                return self._element(left, right, hops + 1)
            case Conditional(then=then, other=other):
                return self.pointee(other if then is None or _is_constant(then) else then, hops)
            case Name() | Member() | Index() | Unary(op="*"):
                return self.lvalue(expr, hops).then(DEREF)
            case _:
                return Place(Unknown(f"?{expr.span.start}"))

    def _variable(self, name: Name) -> Place:
        match name.ref:
            case Ref.PARAM if name.name not in self.scope.changed:
                return Place(Param(name.index, name.name))
            case Ref.STATIC:
                return Place(Static(name.name, self.scope.file))
            case Ref.CONSTANT:
                return named_constant(name.name)
            case Ref.GLOBAL | Ref.FUNCTION:
                return Place(Static(name.name))
            case _:
                return Place(Local(name.name, self.scope.function))

    def _element(self, base: Expr, index: Expr, hops: int) -> Place:
        inner = self.pointee(base, hops)
        if inner.steps and inner.steps[-1] == Element("0"):
            inner = Place(inner.root, inner.steps[:-1])
        return inner.then(Element(self._key(index)))

    def _key(self, index: Expr) -> str:
        match index:
            case Int(value=value):
                return str(value)
            case Name(name=name):
                return name
            case Member() | Cast():
                return str(self.lvalue(index))
            case _:
                return "?"


def _is_vague(place: Place) -> bool:
    """Does the pointer's name say more than what it was set to? An index may have moved on; the pointer has not."""
    return isinstance(place.root, Unknown) or any(
        isinstance(step, Element) and not step.key.isdecimal() for step in place.steps
    )


def record_of(expr: Expr, members: Mapping[tuple[str, str], str]) -> str:
    """The record that a value is or points to, "" when it is not known."""
    match expr:
        case Name(record=record):
            return record
        case Member(record=record, field=field, pointee=pointee):
            return pointee or members.get((record, field), "")
        case Cast(record=record, operand=operand):
            return record or record_of(operand, members)
        case Unary(op="&" | "*", operand=operand) | Index(base=operand):
            return record_of(operand, members)
        case _:
            return ""
