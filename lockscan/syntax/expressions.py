"""The nodes of expressions, one maker a code: from a row, its span, and the finished expressions below it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from lockscan.frozen import dataclass
from lockscan.syntax import nodes
from lockscan.syntax.columns import (
    AUX,
    BINARY_OPERATORS,
    EXTRA,
    FIRST_ASSIGNMENT,
    LAST_ASSIGNMENT,
    NAME,
    NAME_POINTER,
    RECORD,
    UNARY_OPERATORS,
    Code,
    NameKind,
)
from lockscan.syntax.nodes import Expr, Ref, Span
from lockscan.syntax.recovered import recovered

Row = tuple[int, ...]

_REFS: Final[dict[int, Ref]] = {
    NameKind.LOCAL: Ref.LOCAL,
    NameKind.PARAM: Ref.PARAM,
    NameKind.STATIC: Ref.STATIC,
    NameKind.GLOBAL: Ref.GLOBAL,
    NameKind.FUNCTION: Ref.FUNCTION,
    NameKind.CONSTANT: Ref.CONSTANT,
}


@dataclass(frozen=True, slots=True)
class Text:
    """What the rows of a body refer to."""

    strings: Sequence[str]
    data: bytes


Maker = Callable[[Text, Row, Span, list[Expr]], Expr]


def _name(text: Text, row: Row, span: Span, _parts: list[Expr]) -> Expr:
    strings, aux = text.strings, row[AUX]
    ref = _REFS[aux & 0xFF]
    return nodes.Name(span, strings[row[NAME]], ref, strings[row[RECORD]], aux & NAME_POINTER != 0, row[EXTRA])


def _member(text: Text, row: Row, span: Span, parts: list[Expr]) -> Expr:
    base = parts[0] if parts else nodes.Opaque(span)
    arrow = row[AUX] == 1
    if type(base) is nodes.Member and not base.field:  # the hop into an anonymous record is not written
        arrow = base.arrow
        base = base.base
    strings = text.strings
    return nodes.Member(span, base, strings[row[NAME]], arrow, strings[row[RECORD]], strings[row[EXTRA]])


def _index(_text: Text, _row: Row, span: Span, parts: list[Expr]) -> Expr:
    base, index = parts
    return nodes.Index(span, base, index)


def _unary(_text: Text, row: Row, span: Span, parts: list[Expr]) -> Expr:
    (operand,) = parts
    op = UNARY_OPERATORS[row[AUX]]
    return nodes.Unary(span, op, operand) if op else operand


def _binary(_text: Text, row: Row, span: Span, parts: list[Expr]) -> Expr:
    left, right = parts
    op = row[AUX]
    if FIRST_ASSIGNMENT <= op <= LAST_ASSIGNMENT:
        return nodes.Assign(span, BINARY_OPERATORS[op], left, right)
    return nodes.Binary(span, BINARY_OPERATORS[op], left, right)


def _conditional(_text: Text, _row: Row, span: Span, parts: list[Expr]) -> Expr:
    if len(parts) == 2:
        return nodes.Conditional(span, parts[0], None, parts[1])
    return nodes.Conditional(span, *parts)


def _call(_text: Text, _row: Row, span: Span, parts: list[Expr]) -> Expr:
    return nodes.Call(span, parts[0], tuple(parts[1:]))


def _cast(text: Text, row: Row, span: Span, parts: list[Expr]) -> Expr:
    return nodes.Cast(span, parts[-1] if parts else nodes.Opaque(span), text.strings[row[RECORD]])


def _int(text: Text, row: Row, span: Span, _parts: list[Expr]) -> Expr:
    return nodes.Int(span, (row[EXTRA] << 32) | (row[AUX] & 0xFFFFFFFF), text.strings[row[NAME]])


def _string(_text: Text, _row: Row, span: Span, _parts: list[Expr]) -> Expr:
    return nodes.Str(span)


def _recovered(text: Text, _row: Row, span: Span, parts: list[Expr]) -> Expr:
    return recovered(span, tuple(parts), text.data)


def _opaque(_text: Text, _row: Row, span: Span, parts: list[Expr]) -> Expr:
    return nodes.Opaque(span, tuple(parts))


MAKERS: Final[dict[int, Maker]] = {
    int(Code.NAME): _name,
    int(Code.MEMBER): _member,
    int(Code.INDEX): _index,
    int(Code.UNARY): _unary,
    int(Code.BINARY): _binary,
    int(Code.CONDITIONAL): _conditional,
    int(Code.CALL): _call,
    int(Code.CAST): _cast,
    int(Code.INT): _int,
    int(Code.STRING): _string,
    int(Code.LABEL_ADDRESS): _opaque,
    int(Code.RECOVERED): _recovered,
    int(Code.OPAQUE): _opaque,
}
"""INIT_LIST and STATEMENT_EXPRESSION have something other than expressions below them."""
