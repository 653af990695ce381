"""Columns to trees: `statements`, `expression` and `variable` turn a flat body into `nodes`.

Rows are read from the last to the first, so that every row finds its children finished: no recursion, whatever the
nesting. Expressions that nest deeper than MAX_EXPRESSION become Opaque (their calls stay as parts), so that readers
may recurse over expressions; statements nest as deep as the source does.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, TypeGuard, get_args

from lockscan.frozen import dataclass
from lockscan.syntax import nodes
from lockscan.syntax.columns import (
    AUX,
    BINARY_OPERATORS,
    CODE,
    END,
    EXTRA,
    FIRST_ASSIGNMENT,
    IS_POINTER,
    IS_STATIC,
    LAST_ASSIGNMENT,
    NAME,
    NAME_POINTER,
    RECORD,
    SIZE,
    START,
    UNARY_OPERATORS,
    WIDTH,
    Body,
    Code,
    NameKind,
)
from lockscan.syntax.deep import HEIGHT, calls_below
from lockscan.syntax.guards import guard, scoped_guard
from lockscan.syntax.initialisers import designated, init_list
from lockscan.syntax.nodes import Expr, Init, Ref, Span, Stmt, Variable
from lockscan.syntax.recovered import asm_labels, recovered
from lockscan.syntax.shadowing import distinct

MAX_EXPRESSION: Final = 150
INVENTED_FIELD: Final = "__lockscan_unknown"  # the only member of a record that the front end had to invent

_REFS: Final[dict[int, Ref]] = {
    NameKind.LOCAL: Ref.LOCAL,
    NameKind.PARAM: Ref.PARAM,
    NameKind.STATIC: Ref.STATIC,
    NameKind.GLOBAL: Ref.GLOBAL,
    NameKind.FUNCTION: Ref.FUNCTION,
    NameKind.CONSTANT: Ref.CONSTANT,
}
_CLEANUP: Final = re.compile(r"cleanup\w*\s*\(\s*(\w+)\s*\)")
_MACRO_CLEANUP: Final = re.compile(r"(\w+)\s*\(\s*(\w+)\s*\)")


@dataclass(frozen=True, slots=True)
class _Cleanup:
    """The function that an attribute of a variable names, "" if it is another attribute."""

    function: str


@dataclass(frozen=True, slots=True)
class _Designator:
    field: str
    record: str


Built = Expr | Stmt | Init | Variable | _Cleanup | _Designator
_STATEMENTS: Final = frozenset(get_args(Stmt))
_EXPRESSIONS: Final = frozenset(get_args(Expr))


def _is_statement(built: Built | None) -> TypeGuard[Stmt]:
    return type(built) in _STATEMENTS


def _is_expression(built: Built | None) -> TypeGuard[Expr]:
    return type(built) in _EXPRESSIONS


def statements(body: Body) -> nodes.Block:
    """The tree of a function body."""
    built = _Builder(distinct(body)).build()
    return built if isinstance(built, nodes.Block) else nodes.Block(Span(0, 0), ())


def expression(body: Body) -> Expr:
    """The tree of a single expression."""
    builder = _Builder(body)
    return builder.expression(builder.build(), Span(0, 0))


def variable(body: Body) -> Variable:
    """The variable whose rows these are, with its initialiser."""
    built = _Builder(body).build()
    assert isinstance(built, Variable)
    return built


class _Builder:
    def __init__(self, body: Body) -> None:
        self.columns = body.columns()
        self.strings = body.strings
        self.data = body.data

    def build(self) -> Built | None:
        """Bottom-up over all rows; the stack holds finished subtrees, the leftmost on top."""
        columns = self.columns
        stack: list[tuple[Built, int, int]] = []
        for row in range(len(columns) - WIDTH, -1, -WIDTH):
            left = columns[row + SIZE] - 1
            height = 0
            children: list[Built] = []
            while left > 0:
                child, child_size, child_height = stack.pop()
                children.append(child)
                left -= child_size
                height = max(height, child_height)
            built = _MAKERS[columns[row + CODE]](self, row, children)
            height = height + 1 if type(built) in _EXPRESSIONS else 0
            if height > MAX_EXPRESSION and _is_expression(built):
                built, height = nodes.Opaque(self.span(row), calls_below(built)), HEIGHT
            stack.append((built, columns[row + SIZE], height))
        return stack[-1][0] if stack else None

    def span(self, row: int) -> Span:
        return tuple.__new__(Span, (self.columns[row + START], self.columns[row + END]))  # its own is Python, and slow

    def name(self, row: int) -> str:
        return self.strings[self.columns[row + NAME]]

    def record(self, row: int) -> str:
        return self.strings[self.columns[row + RECORD]]

    def expression(self, built: Built | None, span: Span) -> Expr:
        """What was built, where C wants an expression; Opaque if clang's recovery left something else there."""
        return built if _is_expression(built) else nodes.Opaque(span)

    def statement(self, built: Built | None, span: Span) -> Stmt:
        """What was built, where C wants a statement."""
        if _is_statement(built):
            return built
        if _is_expression(built):
            return guard(built) or nodes.ExprStmt(built.span, built)
        return nodes.Empty(span)

    def expressions(self, children: list[Built]) -> tuple[Expr, ...]:
        return tuple([child for child in children if _is_expression(child)])

    def labels(self) -> tuple[str, ...]:
        """The labels whose address is taken anywhere."""
        ats = range(0, len(self.columns), WIDTH)
        return tuple(dict.fromkeys(self.name(at) for at in ats if self.columns[at + CODE] == Code.LABEL_ADDRESS))


# One maker a code.


def _make_name(b: _Builder, row: int, _children: list[Built]) -> Built:
    aux = b.columns[row + AUX]
    pointer = aux & NAME_POINTER != 0
    ref = _REFS[aux & 0xFF]
    return nodes.Name(b.span(row), b.name(row), ref, b.record(row), pointer, b.columns[row + EXTRA])


def _make_member(b: _Builder, row: int, children: list[Built]) -> Built:
    base = b.expression(children[0] if children else None, b.span(row))
    arrow = b.columns[row + AUX] == 1
    if isinstance(base, nodes.Member) and not base.field:  # the hop into an anonymous record is not written
        arrow = base.arrow
        base = base.base
    return nodes.Member(b.span(row), base, b.name(row), arrow, b.record(row), b.strings[b.columns[row + EXTRA]])


def _make_index(b: _Builder, row: int, children: list[Built]) -> Built:
    base, index = b.expressions(children)
    return nodes.Index(b.span(row), base, index)


def _make_unary(b: _Builder, row: int, children: list[Built]) -> Built:
    (operand,) = b.expressions(children)
    op = UNARY_OPERATORS[b.columns[row + AUX]]
    return nodes.Unary(b.span(row), op, operand) if op else operand


def _make_binary(b: _Builder, row: int, children: list[Built]) -> Built:
    left, right = b.expressions(children)
    op = b.columns[row + AUX]
    if FIRST_ASSIGNMENT <= op <= LAST_ASSIGNMENT:
        return nodes.Assign(b.span(row), BINARY_OPERATORS[op], left, right)
    return nodes.Binary(b.span(row), BINARY_OPERATORS[op], left, right)


def _make_conditional(b: _Builder, row: int, children: list[Built]) -> Built:
    parts = b.expressions(children)
    if len(parts) == 2:
        return nodes.Conditional(b.span(row), parts[0], None, parts[1])
    return nodes.Conditional(b.span(row), *parts)


def _make_call(b: _Builder, row: int, children: list[Built]) -> Built:
    callee, *args = b.expressions(children)
    return nodes.Call(b.span(row), callee, tuple(args))


def _make_cast(b: _Builder, row: int, children: list[Built]) -> Built:
    return nodes.Cast(b.span(row), b.expression(children[-1] if children else None, b.span(row)), b.record(row))


def _make_int(b: _Builder, row: int, _children: list[Built]) -> Built:
    value = (b.columns[row + EXTRA] << 32) | (b.columns[row + AUX] & 0xFFFFFFFF)
    return nodes.Int(b.span(row), value, b.name(row))


def _make_string(b: _Builder, row: int, _children: list[Built]) -> Built:
    return nodes.Str(b.span(row))


def _make_init_list(b: _Builder, row: int, children: list[Built]) -> Built:
    names = b.strings[b.columns[row + EXTRA]]
    fields = names.split(",") if names not in ("", INVENTED_FIELD) else []
    items = [child for child in children if isinstance(child, Init) or _is_expression(child)]
    return init_list(b.span(row), b.record(row), fields, items)


def _make_designated(b: _Builder, row: int, children: list[Built]) -> Built:
    span = b.span(row)
    value = b.expression(children[-1] if children else None, span)
    path = [(child.field, child.record) for child in children if isinstance(child, _Designator)]
    return designated(path, value, b.data[span.start : max(span.start, value.span.start)])


def _make_designator(b: _Builder, row: int, _children: list[Built]) -> Built:
    return _Designator(b.name(row), b.record(row))


def _make_statement_expression(b: _Builder, row: int, children: list[Built]) -> Built:
    body = children[0] if children else None
    return nodes.StmtExpr(b.span(row), body if isinstance(body, nodes.Block) else nodes.Block(b.span(row), ()))


def _make_recovered(b: _Builder, row: int, children: list[Built]) -> Built:
    return recovered(b.span(row), b.expressions(children), b.data)


def _make_opaque(b: _Builder, row: int, children: list[Built]) -> Built:
    return nodes.Opaque(b.span(row), b.expressions(children))


def _make_cleanup(b: _Builder, row: int, _children: list[Built]) -> Built:
    """`__attribute__((cleanup(f)))` names f; the kernel's __free(kind) stands for a function called __free_kind."""
    span = b.span(row)
    text = b.data[span.start : span.end + _ARGUMENT_REACH].decode("latin-1")
    found = _CLEANUP.search(text[: span.end - span.start])
    if found:
        return _Cleanup(found[1])
    macro = _MACRO_CLEANUP.match(text)
    return _Cleanup(f"{macro[1]}_{macro[2]}" if macro and macro[1] == _FREE_MACRO else "")


_FREE_MACRO: Final = "__free"
_ARGUMENT_REACH: Final = 80


def _make_variable(b: _Builder, row: int, children: list[Built]) -> Built:
    flags = b.columns[row + AUX]
    inits = b.expressions(children)
    cleanups = [child.function for child in children if isinstance(child, _Cleanup) and child.function]
    return Variable(
        b.span(row),
        b.name(row),
        b.strings[b.columns[row + EXTRA]],
        b.record(row),
        flags & IS_POINTER != 0,
        flags & IS_STATIC != 0,
        inits[-1] if inits else None,
        cleanups[0] if cleanups else "",
    )


def _make_block(b: _Builder, row: int, children: list[Built]) -> Built:
    return nodes.Block(b.span(row), tuple([b.statement(child, b.span(row)) for child in children]))


def _make_declaration(b: _Builder, row: int, children: list[Built]) -> Built:
    return nodes.Decl(b.span(row), tuple([child for child in children if isinstance(child, Variable)]))


def _make_if(b: _Builder, row: int, children: list[Built]) -> Built:
    span = b.span(row)
    test, then, other = [*children, None, None, None][:3]
    alternative = None if len(children) < 3 else b.statement(other, span)
    return nodes.If(span, b.expression(test, span), b.statement(then, span), alternative)


def _make_while(b: _Builder, row: int, children: list[Built]) -> Built:
    span = b.span(row)
    test, body = [*children, None, None][:2]
    return nodes.While(span, b.expression(test, span), b.statement(body, span))


def _make_do(b: _Builder, row: int, children: list[Built]) -> Built:
    span = b.span(row)
    body, test = [*children, None, None][:2]
    return nodes.DoWhile(span, b.statement(body, span), b.expression(test, span))


def _make_for(b: _Builder, row: int, children: list[Built]) -> Built:
    span, parts, rest = b.span(row), b.columns[row + AUX], list(children)
    start = b.statement(rest.pop(0), span) if parts & 1 and len(rest) > 1 else None
    test = b.expression(rest.pop(0), span) if parts & 2 and len(rest) > 1 else None
    step = b.expression(rest.pop(0), span) if parts & 4 and len(rest) > 1 else None
    loop = nodes.For(span, start, test, step, b.statement(rest[-1] if rest else None, span))
    return scoped_guard(loop) or loop


def _make_switch(b: _Builder, row: int, children: list[Built]) -> Built:
    span = b.span(row)
    value, body = [*children, None, None][:2]
    return nodes.Switch(span, b.expression(value, span), b.statement(body, span))


def _make_case(b: _Builder, row: int, children: list[Built]) -> Built:
    span = b.span(row)
    low = b.expression(children[0] if children else None, span)
    high = b.expression(children[1], span) if len(children) == 3 else None
    return nodes.Case(span, low, high, b.statement(children[-1] if len(children) > 1 else None, span))


def _make_default(b: _Builder, row: int, children: list[Built]) -> Built:
    return nodes.Case(b.span(row), None, None, b.statement(children[-1] if children else None, b.span(row)))


def _make_label(b: _Builder, row: int, children: list[Built]) -> Built:
    return nodes.Label(b.span(row), b.name(row), b.statement(children[-1] if children else None, b.span(row)))


def _make_goto(b: _Builder, row: int, _children: list[Built]) -> Built:
    return nodes.Goto(b.span(row), b.name(row))


def _make_computed_goto(b: _Builder, row: int, _children: list[Built]) -> Built:
    return nodes.ComputedGoto(b.span(row), b.labels())


def _make_return(b: _Builder, row: int, children: list[Built]) -> Built:
    return nodes.Return(b.span(row), b.expression(children[0], b.span(row)) if children else None)


def _make_asm(b: _Builder, row: int, _children: list[Built]) -> Built:
    span = b.span(row)
    return nodes.Asm(span, asm_labels(b.data[span.start : span.end]))


def _leaf(node: type[nodes.Break | nodes.Continue | nodes.Empty]) -> Callable[[_Builder, int, list[Built]], Built]:
    return lambda b, row, _children: node(b.span(row))


_MAKERS: Final[dict[int, Callable[[_Builder, int, list[Built]], Built]]] = {
    Code.NAME: _make_name,
    Code.MEMBER: _make_member,
    Code.INDEX: _make_index,
    Code.UNARY: _make_unary,
    Code.BINARY: _make_binary,
    Code.CONDITIONAL: _make_conditional,
    Code.CALL: _make_call,
    Code.CAST: _make_cast,
    Code.INT: _make_int,
    Code.STRING: _make_string,
    Code.INIT_LIST: _make_init_list,
    Code.DESIGNATED: _make_designated,
    Code.DESIGNATOR: _make_designator,
    Code.STATEMENT_EXPRESSION: _make_statement_expression,
    Code.LABEL_ADDRESS: _make_opaque,
    Code.RECOVERED: _make_recovered,
    Code.OPAQUE: _make_opaque,
    Code.CLEANUP: _make_cleanup,
    Code.VARIABLE: _make_variable,
    Code.BLOCK: _make_block,
    Code.DECLARATION: _make_declaration,
    Code.IF: _make_if,
    Code.WHILE: _make_while,
    Code.DO: _make_do,
    Code.FOR: _make_for,
    Code.SWITCH: _make_switch,
    Code.CASE: _make_case,
    Code.DEFAULT: _make_default,
    Code.LABEL: _make_label,
    Code.GOTO: _make_goto,
    Code.COMPUTED_GOTO: _make_computed_goto,
    Code.RETURN: _make_return,
    Code.BREAK: _leaf(nodes.Break),
    Code.CONTINUE: _leaf(nodes.Continue),
    Code.ASM: _make_asm,
    Code.EMPTY: _leaf(nodes.Empty),
}
