"""Where a function pointer may be: a member, a variable or a parameter, and which of them an expression means.

Members are told apart by (record, member), not by object: every `ops->open` of one ops type is one cell.
"""

from __future__ import annotations

from lockscan.frozen import dataclass
from lockscan.interproc.index import Code, Index
from lockscan.locks.summary import FunctionId
from lockscan.syntax.nodes import Cast, Conditional, Expr, Member, Name, Ref, Result, Unary
from lockscan.syntax.nodes import Index as Subscript


@dataclass(frozen=True, slots=True)
class MemberCell:
    """All members of that name of all objects of that record; `record` "": of all records that are not known."""

    record: str
    member: str


@dataclass(frozen=True, slots=True)
class VariableCell:
    """`scope` is a function's name for locals, a file for statics, "" for externals."""

    scope: str
    name: str


@dataclass(frozen=True, slots=True)
class ParameterCell:
    """What callers pass, all of them together."""

    function: FunctionId
    index: int


Cell = MemberCell | VariableCell | ParameterCell


def cell_of(expr: Expr, index: Index, file: str, code: Code | None) -> Cell | FunctionId | None:
    """The cell that the expression reads or writes; a function if it names one."""
    expr = core(expr)
    if type(expr) is Name:
        return _named(expr, index, file, code)
    if type(expr) is Member:
        if expr.record:
            return MemberCell(expr.record, expr.field)
        owner = cell_of(expr.base, index, file, code)
        if isinstance(owner, VariableCell):
            return VariableCell(owner.scope, f"{owner.name}.{expr.field}")
        return MemberCell("", expr.field)
    if type(expr) is Result and code is not None:
        return VariableCell(code.local, f"#{expr.id}")
    return None


def _named(name: Name, index: Index, file: str, code: Code | None) -> Cell | FunctionId | None:
    ref = name.ref
    if ref is Ref.FUNCTION:
        return index.find(name.name, file)
    if ref is Ref.LOCAL or ref is Ref.PARAM:
        if code is None:
            return None
        return VariableCell(code.local, name.name) if ref is Ref.LOCAL else ParameterCell(code.id, name.index)
    if ref is Ref.STATIC:
        return VariableCell(file, name.name)
    return VariableCell("", name.name) if ref is Ref.GLOBAL else None


def core(expr: Expr) -> Expr:
    """What casts, subscripts, `*` and `&`, and the other arms of `?:` are around: there a function is as well."""
    while True:
        if type(expr) is Cast or (type(expr) is Unary and expr.op in "*&"):
            expr = expr.operand
        elif type(expr) is Subscript:
            expr = expr.base
        elif type(expr) is Conditional:
            expr = expr.other
        else:
            return expr
