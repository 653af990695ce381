"""Where functions are written, and what is copied where: read from initialisers, assignments and calls, one by one."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import field

from lockscan.cfg.graph import Invoke, Store
from lockscan.frozen import dataclass
from lockscan.interproc.cells import Cell, MemberCell, ParameterCell, VariableCell, cell_of, core
from lockscan.interproc.index import Code, Index
from lockscan.locks.sources import EXTERN
from lockscan.locks.summary import FunctionId, Site
from lockscan.syntax.nodes import Cast, Conditional, Expr, InitList, Int, Member, Name, Ref, Result, Span, Unary
from lockscan.syntax.nodes import Index as Subscript
from lockscan.syntax.unit import Global

# Of other expressions `core` is nothing that a function may be in.
_HOLDING = frozenset((Name, Member, InitList, Result, Cast, Unary, Subscript, Conditional))


@dataclass(frozen=True, slots=True)
class Stored:
    """A function written into a member: who did it where, and the holder (`timer` of `dev->timer.function = f`).

    `owner` is the record that declares the holder, or the file or function that the variable belongs to.
    `flags` are the sibling members that the same initialiser sets to a nonzero constant (`.nonatomic = true`).
    """

    function: FunctionId
    record: str
    member: str
    holder: str
    owner: str
    site: Site
    inside: FunctionId | None
    flags: frozenset[str] = frozenset()


# What gets where: a function, or the contents of another cell. Without a target the function is only taken. A function
# that is written into a member comes with the place.
Flow = tuple[Cell | None, Cell | FunctionId, Stored | None]


@dataclass(slots=True)
class _Reading:
    """What has been read so far; `code` None: of an initialiser at file scope."""

    index: Index
    callbacks: Container[tuple[str, str]]
    file: str
    code: Code | None = None
    flows: list[Flow] = field(default_factory=list)

    def cell_of(self, expr: Expr) -> Cell | FunctionId | None:
        return cell_of(expr, self.index, self.file, self.code)

    def flow(self, value: Expr, into: Cell) -> None:
        """`value` is written into a cell."""
        source = self.cell_of(value)
        if source is not None and source != into:
            self.flows.append((into, source, None))

    def take(self, value: Expr) -> None:
        """If `value` names a function, that is a value somewhere."""
        source = self.cell_of(value)
        if isinstance(source, FunctionId):
            self.flows.append((None, source, None))

    def store(
        self, value: Expr, cell: MemberCell, holder: tuple[str, str], site: Site, flags: frozenset[str] = frozenset()
    ) -> None:
        """`value` is written into a member."""
        source = self.cell_of(value)
        if isinstance(source, FunctionId):
            inside = self.code.id if self.code is not None else None
            stored = Stored(source, cell.record, cell.member, *holder, site, inside, flags)
            self.flows.append((cell, source, stored))
        elif source is not None and source != cell:
            self.flows.append((cell, source, None))


def of_variable(variable: Global, index: Index) -> list[Flow]:
    """What the initialiser of a variable holds."""
    tree = variable.variable
    reading = _Reading(index, (), variable.file)
    if tree.init is not None:
        scope = variable.file if tree.is_static or variable.function else ""
        _initialiser(reading, tree.init, tree.name, scope, Site(variable.file, variable.function, tree.span))
    return reading.flows


def of_code(code: Code, index: Index, callbacks: Container[tuple[str, str]]) -> list[Flow]:
    """What a function assigns and hands on. `callbacks`: the (record, member) pairs that the models describe."""
    reading = _Reading(index, callbacks, code.function.file, code)
    takes = bool(index.names(code.id).taken)
    for block in code.graph.blocks:
        for operation in block.operations:
            if type(operation) is Store:
                value = operation.value
                if type(value) in _HOLDING and value is not None and _may_hold(core(value), code):
                    _assignment(reading, operation.target, value, operation.span, code)
            elif type(operation) is Invoke and operation.args:
                _arguments(reading, operation, code, takes)
    return reading.flows


def _initialiser(reading: _Reading, value: Expr, holder: str, scope: str, site: Site) -> None:
    pending: list[Expr] = [value]
    held = (holder, scope or EXTERN)
    while pending:
        current = pending.pop()
        if type(current) is Cast:
            pending.append(current.operand)
        elif type(current) is InitList:
            flags = frozenset([i.field for i in current.items if type(i.value) is Int and i.value.value])
            for item in current.items:
                inner = item.value.operand if type(item.value) is Cast else item.value
                if type(inner) is InitList:
                    pending.append(inner)
                elif type(inner) not in _HOLDING:
                    continue
                elif item.field and item.record:
                    reading.store(item.value, MemberCell(item.record, item.field), held, site, flags)
                else:
                    name = f"{holder}.{item.field}" if item.field else holder
                    reading.flow(item.value, VariableCell(scope, name))
        else:
            reading.flow(current, VariableCell(scope, holder))


def _assignment(reading: _Reading, target: Expr, value: Expr, span: Span, code: Code) -> None:
    inner = _init_list(value)
    if inner is not None:
        holder = target.name if isinstance(target, Name) else target.field if isinstance(target, Member) else ""
        outside = _Reading(reading.index, (), reading.file, None, reading.flows)  # what is local holds no function here
        _initialiser(outside, inner, holder, code.local, Site(reading.file, code.function.name, span))
        return
    cell = reading.cell_of(target)
    if cell is None or (isinstance(cell, MemberCell) and not cell.record):
        cell = _by_parameter(reading, target, value) or cell
    if isinstance(cell, MemberCell):
        reading.store(value, cell, _holder(target, code), Site(reading.file, code.function.name, span))
    elif cell is None:
        reading.take(value)
    elif not isinstance(cell, FunctionId):
        reading.flow(value, cell)


def _by_parameter(reading: _Reading, target: Expr, value: Expr) -> MemberCell | None:
    """A member whose record is not known: most callbacks are handed the very record that they are stored in."""
    function = reading.cell_of(value) if isinstance(target, Member) else None
    if not isinstance(target, Member) or not isinstance(function, FunctionId):
        return None
    records = [parameter.record for parameter in reading.index.functions[function].parameters]
    known = (record for record in records if record and (record, target.field) in reading.callbacks)
    return next((MemberCell(record, target.field) for record in known), None)


def _init_list(value: Expr) -> InitList | None:
    while isinstance(value, Cast):
        value = value.operand
    return value if isinstance(value, InitList) else None


def _holder(target: Expr, code: Code) -> tuple[str, str]:
    """The member or variable that holds the record, and its owner: `timer` and `dev` for `dev->timer.function`."""
    match target:
        case Member(base=Member(field=name, record=record)):
            return name, record
        case Member(base=Name(name=name, ref=Ref.STATIC)):
            return name, code.function.file
        case Member(base=Name(name=name, ref=ref)):
            return name, EXTERN if ref is Ref.GLOBAL else ""
        case Member(base=Subscript(base=inner)) | Member(base=Unary(operand=inner)):
            return _holder(Member(target.span, inner, "", False), code)
        case _:
            return "", ""


def _arguments(reading: _Reading, invoke: Invoke, code: Code, takes: bool) -> None:
    """`takes`: does the function name any other as a value?"""
    callee = invoke.callee
    name = callee.name if type(callee) is Name and callee.ref is Ref.FUNCTION else ""
    target = reading.index.find(name, reading.file)
    if target is None and not takes:
        return
    for number, arg in enumerate(invoke.args):
        if type(arg) not in _HOLDING:
            continue
        inner = core(arg)
        if takes and type(inner) is Name and inner.ref is Ref.FUNCTION:
            reading.take(inner)
        if target is not None and _may_hold(inner, code):
            reading.flow(inner, ParameterCell(target, number))


def _may_hold(inner: Expr, code: Code) -> bool:
    """May a function be in that, without what is around it? Neither records, pointers to them nor calls give one."""
    if type(inner) is Name:
        return not inner.record or inner.ref is Ref.FUNCTION
    if type(inner) is Member:
        return not inner.pointee
    return type(inner) is InitList or (type(inner) is Result and inner.id not in code.scope.calls)
