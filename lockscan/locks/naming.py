"""From expressions to places: follows casts, single-assignment locals, accessors and what callees return."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
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
    Step,
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
_FIRST = Element("0")
_LOCAL, _PARAM = Ref.LOCAL, Ref.PARAM  # reading a member of an enum costs as much as looking a place up


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
    changed: dict[str, int] = {}
    calls: dict[int, Invoke] = {}
    for block in graph.blocks:
        for operation in block.operations:
            if type(operation) is Invoke:
                calls[operation.result] = operation
            elif type(operation) is Store and type(target := operation.target) is Name:
                if target.ref is _PARAM:
                    changed[target.name] = target.index
                elif target.ref is _LOCAL and operation.value is not None and not _is_constant(operation.value):
                    assigned.setdefault(target.name, []).append(operation.value)
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


def _is_constant(value: Expr) -> bool:
    while isinstance(value, Cast):
        value = value.operand
    return isinstance(value, Int)


@dataclass(frozen=True, slots=True, eq=False)
class Naming:
    """Names lvalues of one function. `returned` says what the pointer that a call gives points to, if it is known.

    Equal places are one object as far as they are made here, so that comparing them costs nothing.
    """

    scope: Scope
    members: Mapping[tuple[str, str], str] = field(default_factory=dict)  # records of members that clang could not type
    returned: Callable[[Invoke, Naming, int], Place | None] = lambda _invoke, _naming, _hops: None
    _variables: dict[str | int, Place] = field(default_factory=dict)  # locals by name, parameters by number
    _pointees: dict[str, Place] = field(default_factory=dict)  # of locals
    _inside: dict[tuple[Place, Step], Place] = field(default_factory=dict)
    # The same by the identity of the place, which is quicker than its value; the place is kept, for it has to live on.
    _members: dict[tuple[int, str, str], tuple[Place, Place]] = field(default_factory=dict)
    _behind: dict[int, tuple[Place, Place]] = field(default_factory=dict)

    def lvalue(self, expr: Expr, hops: int = 0) -> Place:
        """The place that `expr` denotes."""
        if type(expr) is Name:
            return self._variable(expr)
        if type(expr) is Member:
            base = expr.base
            inner = self.pointee(base, hops) if expr.arrow else self.lvalue(base, hops)
            return self._member(inner, expr.record or record_of(base, self.members), expr.field)
        if type(expr) is Index:
            return self._element(expr.base, expr.index, hops)
        if type(expr) is Unary and expr.op == "*":
            return self.pointee(expr.operand, hops)
        if type(expr) is Cast:
            return self.lvalue(expr.operand, hops)
        if type(expr) is Assign:
            return self.lvalue(expr.target, hops)
        return Place(Unknown(f"?{expr.span.start}"))

    def _step(self, place: Place, step: Step) -> Place:
        known = self._inside.get((place, step))
        if known is None:
            known = self._inside[place, step] = place.then(step)
        return known

    def _member(self, place: Place, record: str, name: str) -> Place:
        key = (id(place), record, name)
        known = self._members.get(key)
        if known is None:
            known = self._members[key] = (place, self._step(place, Field(record, name)))
        return known[1]

    def _deref(self, pointer: Place) -> Place:
        known = self._behind.get(id(pointer))
        if known is None:
            known = self._behind[id(pointer)] = (pointer, self._step(pointer, DEREF))
        return known[1]

    def pointee(self, expr: Expr, hops: int = 0) -> Place:
        """The place that the pointer (or array) `expr` points to."""
        if type(expr) is Name:
            return self._pointee_of(expr, hops)
        if type(expr) is Unary and expr.op == "&":
            return self.lvalue(expr.operand, hops)
        if type(expr) is Member or type(expr) is Index or (type(expr) is Unary and expr.op == "*"):
            return self._deref(self.lvalue(expr, hops))
        if type(expr) is Cast:
            return _cast(self.pointee(expr.operand, hops), expr.record)
        return self._computed(expr, hops)

    def _computed(self, expr: Expr, hops: int) -> Place:
        """What a pointer that no variable holds points to."""
        match expr:
            case Assign(value=value):
                return self.pointee(value, hops)
            case Result(id=number) if number in self.scope.calls and hops < _LIMIT:
                found = self.returned(self.scope.calls[number], self, hops + 1)
                return found or Place(Unknown(f"call{number}"))
            case Binary(op="+" | "-", left=left, right=right) if hops < _LIMIT:
                return self._element(left, right, hops + 1)
            case Conditional(then=then, other=other):
                return self.pointee(other if then is None or _is_constant(then) else then, hops)
            case _:
                return Place(Unknown(f"?{expr.span.start}"))

    def _pointee_of(self, name: Name, hops: int) -> Place:
        if name.ref is not _LOCAL or name.name not in self.scope.single or hops >= _LIMIT:
            if name.record and not name.pointer:
                return self._step(self._variable(name), _FIRST)
            return self._deref(self._variable(name))
        known = self._pointees.get(name.name) if hops == 0 else None
        if known is None:
            known = self.pointee(self.scope.single[name.name], hops + 1)
            if _is_vague(known):
                known = Place(Local(name.name, self.scope.function), (DEREF,))
            if hops == 0:
                self._pointees[name.name] = known
        return known

    def _variable(self, name: Name) -> Place:
        ref = name.ref
        if ref is _LOCAL or ref is _PARAM:
            key = name.name if ref is _LOCAL else name.index
            known = self._variables.get(key)
            if known is None:
                is_argument = ref is _PARAM and name.name not in self.scope.changed
                root = Param(name.index, name.name) if is_argument else Local(name.name, self.scope.function)
                known = self._variables[key] = Place(root)
            return known
        if ref is Ref.STATIC:
            return Place(Static(name.name, self.scope.file))
        if ref is Ref.CONSTANT:
            return named_constant(name.name)
        return Place(Static(name.name))

    def _element(self, base: Expr, index: Expr, hops: int) -> Place:
        inner = self.pointee(base, hops)
        if inner.steps and inner.steps[-1] == _FIRST:
            inner = Place(inner.root, inner.steps[:-1])
        return self._step(inner, Element(self._key(index)))

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


def _cast(found: Place, record: str) -> Place:
    """The same, as a pointer to `record`: what an accessor gives has a type by that."""
    root = found.root
    if record and isinstance(root, Derived) and not found.steps and root.argument is not None:
        return derived(root.call, root.argument, record)
    return found


def _is_vague(place: Place) -> bool:
    """Does the pointer's name say more than what it was set to? An index may have moved on; the pointer has not."""
    return isinstance(place.root, Unknown) or any(
        isinstance(step, Element) and not step.key.isdecimal() for step in place.steps
    )


def record_of(expr: Expr, members: Mapping[tuple[str, str], str]) -> str:
    """The record that a value is or points to, "" when it is not known."""
    while True:
        if type(expr) is Name:
            return expr.record
        if type(expr) is Member:
            return expr.pointee or members.get((expr.record, expr.field), "")
        if type(expr) is Cast and expr.record:
            return expr.record
        if type(expr) is Cast or (type(expr) is Unary and expr.op in "&*"):
            expr = expr.operand
        elif type(expr) is Index:
            expr = expr.base
        else:
            return ""
