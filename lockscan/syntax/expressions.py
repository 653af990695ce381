"""The nodes of expressions, one maker a code: from a row, its span, and what the rows below it have become."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from typing import Any, Final, get_args

from lockscan.syntax import nodes
from lockscan.syntax.columns import (
    AUX,
    BINARY_OPERATORS,
    CODE,
    FIRST_ASSIGNMENT,
    LAST_ASSIGNMENT,
    NAME,
    SIZE,
    UNARY_OPERATORS,
    WIDTH,
    Code,
    NameKind,
)
from lockscan.syntax.nodes import Expr, Ref, Span
from lockscan.syntax.recovered import recovered

EXPRESSIONS: Final = frozenset(get_args(Expr))

REFS: Final[dict[int, Ref]] = {
    int(NameKind.LOCAL): Ref.LOCAL,
    int(NameKind.PARAM): Ref.PARAM,
    int(NameKind.STATIC): Ref.STATIC,
    int(NameKind.GLOBAL): Ref.GLOBAL,
    int(NameKind.FUNCTION): Ref.FUNCTION,
    int(NameKind.CONSTANT): Ref.CONSTANT,
}


class Rows:
    """The rows of a body, and in `built`, by a row's number, what each has become: those below a row come before it."""

    __slots__ = ("built", "columns", "data", "sizes", "strings")

    def __init__(self, columns: array[int], strings: Sequence[str], data: bytes) -> None:
        self.columns = columns
        self.strings = strings
        self.data = data
        self.sizes = columns[SIZE::WIDTH]
        self.built: list[Any] = [None] * len(self.sizes)

    def text(self, at: int, column: int) -> str:
        """The string that a column of the row names."""
        return self.strings[self.columns[at * WIDTH + column]]

    def aux(self, at: int) -> int:
        return self.columns[at * WIDTH + AUX]

    def children(self, at: int) -> list[Any]:
        """What stands directly below the row."""
        built, sizes = self.built, self.sizes
        found = []
        child, end = at + 1, at + sizes[at]
        while child < end:
            found.append(built[child])
            child += sizes[child]
        return found

    def parts(self, at: int) -> list[Expr]:
        """The expressions directly below the row."""
        built, sizes = self.built, self.sizes
        found = []
        child, end = at + 1, at + sizes[at]
        while child < end:
            part = built[child]
            if type(part) in EXPRESSIONS:
                found.append(part)
            child += sizes[child]
        return found

    def labels(self) -> tuple[str, ...]:
        """The labels whose address is taken anywhere."""
        rows = zip(self.columns[CODE::WIDTH], self.columns[NAME::WIDTH], strict=True)
        return tuple(dict.fromkeys([self.strings[name] for code, name in rows if code == Code.LABEL_ADDRESS]))


# From the rows, a row's number and span, and its columns NAME, AUX, RECORD and EXTRA.
Maker = Callable[[Rows, int, Span, int, int, int, int], Expr]


def _member(rows: Rows, at: int, span: Span, name: int, aux: int, record: int, extra: int) -> Expr:
    strings, base, arrow = rows.strings, rows.built[at + 1], aux == 1
    if type(base) is nodes.Member and not base.field:  # the hop into an anonymous record is not written
        arrow = base.arrow
        base = base.base
    return nodes.Member(span, base, strings[name], arrow, strings[record], strings[extra])


def _index(rows: Rows, at: int, span: Span, name: int, aux: int, record: int, extra: int) -> Expr:
    base = at + 1
    return nodes.Index(span, rows.built[base], rows.built[base + rows.sizes[base]])


def _unary(rows: Rows, at: int, span: Span, name: int, aux: int, record: int, extra: int) -> Expr:
    operand: Expr = rows.built[at + 1]
    op = UNARY_OPERATORS[aux]
    return nodes.Unary(span, op, operand) if op else operand


def _binary(rows: Rows, at: int, span: Span, name: int, aux: int, record: int, extra: int) -> Expr:
    left, op = at + 1, aux
    right = left + rows.sizes[left]
    if FIRST_ASSIGNMENT <= op <= LAST_ASSIGNMENT:
        return nodes.Assign(span, BINARY_OPERATORS[op], rows.built[left], rows.built[right])
    return nodes.Binary(span, BINARY_OPERATORS[op], rows.built[left], rows.built[right])


def _conditional(rows: Rows, at: int, span: Span, name: int, aux: int, record: int, extra: int) -> Expr:
    test, *then, other = rows.parts(at)
    return nodes.Conditional(span, test, then[0] if then else None, other)


def _call(rows: Rows, at: int, span: Span, name: int, aux: int, record: int, extra: int) -> Expr:
    callee, *args = rows.parts(at)
    return nodes.Call(span, callee, tuple(args))


def _cast(rows: Rows, at: int, span: Span, name: int, aux: int, record: int, extra: int) -> Expr:
    return nodes.Cast(span, rows.built[at + 1], rows.strings[record])


def _int(rows: Rows, at: int, span: Span, name: int, aux: int, record: int, extra: int) -> Expr:
    return nodes.Int(span, (extra << 32) | (aux & 0xFFFFFFFF), rows.strings[name])


def _string(_rows: Rows, at: int, span: Span, name: int, aux: int, record: int, extra: int) -> Expr:
    return nodes.Str(span)


def _recovered(rows: Rows, at: int, span: Span, name: int, aux: int, record: int, extra: int) -> Expr:
    return recovered(span, tuple(rows.parts(at)), rows.data)


def _opaque(rows: Rows, at: int, span: Span, name: int, aux: int, record: int, extra: int) -> Expr:
    return nodes.Opaque(span, tuple(rows.parts(at)))


MAKERS: Final[dict[int, Maker]] = {
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
"""Names are made in the loop over the rows; INIT_LIST and STATEMENT_EXPRESSION have other things below them, too."""
