"""Columns to trees: `statements`, `expression` and `variable` turn a flat body into `nodes`.

Rows are read from the last to the first, so that every row finds its children finished: no recursion, whatever the
nesting. Expressions that nest deeper than MAX_EXPRESSION become Opaque (their calls stay as parts), so that readers
may recurse over expressions; statements nest as deep as the source does.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from struct import iter_unpack
from typing import Final, TypeGuard, cast, get_args

from lockscan.frozen import dataclass
from lockscan.syntax import nodes
from lockscan.syntax.columns import (
    AUX,
    CODE,
    EXTRA,
    IS_POINTER,
    IS_STATIC,
    NAME,
    RECORD,
    WIDTH,
    Body,
    Code,
    codes_of,
    rows_of,
)
from lockscan.syntax.deep import HEIGHT, calls_below
from lockscan.syntax.expressions import MAKERS, Row, Text
from lockscan.syntax.guards import guard, scoped_guard
from lockscan.syntax.initialisers import designated, init_list
from lockscan.syntax.nodes import Expr, Init, Span, Stmt, Variable
from lockscan.syntax.recovered import asm_labels
from lockscan.syntax.shadowing import distinct

MAX_EXPRESSION: Final = 150
INVENTED_FIELD: Final = "__lockscan_unknown"  # the only member of a record that the front end had to invent

_NOTHING: Final[list[Expr]] = []
_ROW: Final = f"{WIDTH}i"
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
    return _expression(_Builder(body).build(), Span(0, 0))


def variable(body: Body) -> Variable:
    """The variable whose rows these are, with its initialiser."""
    built = _Builder(body).build()
    assert isinstance(built, Variable)
    return built


def variable_types(body: Body) -> dict[str, str]:
    """The spelled types of the variables that a function declares, under the names that `statements` gives them."""
    body = distinct(body)
    columns = body.columns()
    rows = rows_of(codes_of(body.rows), Code.VARIABLE, 0, len(columns))
    return {body.strings[columns[row + NAME]]: body.strings[columns[row + EXTRA]] for row in rows}


class _Builder(Text):
    """Turns rows into nodes. The makers of statements are given it, too."""

    __slots__ = ("rows",)

    def __init__(self, body: Body) -> None:
        super().__init__(body.strings, body.data)
        self.rows: list[Row] = list(iter_unpack(_ROW, body.rows))

    def build(self) -> Built | None:
        """Bottom-up over all rows; the stack holds finished subtrees, the leftmost on top, with size and height.

        What is no expression has height 0.
        """
        stack: list[tuple[Built, int, int]] = []
        push, pop = stack.append, stack.pop
        new_span = tuple.__new__  # a named tuple's own is Python, and slow
        for row in reversed(self.rows):
            code, size, start, end, _, _, _, _ = row
            span = new_span(Span, (start, end))
            make = MAKERS.get(code)
            if size == 1 and make is not None:
                push((make(self, row, span, _NOTHING), 1, 1))
                continue
            left, height, are_expressions = size - 1, 0, True
            children: list[Built] = []
            while left > 0:
                child, child_size, child_height = pop()
                children.append(child)
                left -= child_size
                if child_height > height:
                    height = child_height
                elif child_height == 0:
                    are_expressions = False
            if make is None:
                built = _MAKERS[code](self, row, span, children)
                height = height + 1 if code in _MIXED else 0
            else:
                parts = cast("list[Expr]", children) if are_expressions else _expressions(children)
                built = make(self, row, span, parts)
                height += 1
            if height > MAX_EXPRESSION and _is_expression(built):
                built, height = nodes.Opaque(span, calls_below(built)), HEIGHT
            push((built, size, height))
        return stack[-1][0] if stack else None

    def labels(self) -> tuple[str, ...]:
        """The labels whose address is taken anywhere."""
        return tuple(dict.fromkeys(self.strings[row[NAME]] for row in self.rows if row[CODE] == Code.LABEL_ADDRESS))


def _expression(built: Built | None, span: Span) -> Expr:
    """What was built, where C wants an expression; Opaque if clang's recovery left something else there."""
    return built if _is_expression(built) else nodes.Opaque(span)


def _expressions(children: list[Built]) -> list[Expr]:
    return [child for child in children if _is_expression(child)]


def _statement(built: Built | None, span: Span) -> Stmt:
    """What was built, where C wants a statement."""
    if _is_statement(built):
        return built
    if _is_expression(built):
        return guard(built) or nodes.ExprStmt(built.span, built)
    return nodes.Empty(span)


# One maker a code.


def _make_init_list(b: _Builder, row: Row, span: Span, children: list[Built]) -> Built:
    names = b.strings[row[EXTRA]]
    fields = names.split(",") if names not in ("", INVENTED_FIELD) else []
    items = [child for child in children if isinstance(child, Init) or _is_expression(child)]
    return init_list(span, b.strings[row[RECORD]], fields, items)


def _make_designated(b: _Builder, row: Row, span: Span, children: list[Built]) -> Built:
    value = _expression(children[-1] if children else None, span)
    path = [(child.field, child.record) for child in children if isinstance(child, _Designator)]
    return designated(path, value, b.data[span.start : max(span.start, value.span.start)])


def _make_designator(b: _Builder, row: Row, span: Span, _children: list[Built]) -> Built:
    return _Designator(b.strings[row[NAME]], b.strings[row[RECORD]])


def _make_statement_expression(b: _Builder, row: Row, span: Span, children: list[Built]) -> Built:
    body = children[0] if children else None
    return nodes.StmtExpr(span, body if isinstance(body, nodes.Block) else nodes.Block(span, ()))


def _make_cleanup(b: _Builder, row: Row, span: Span, _children: list[Built]) -> Built:
    """`__attribute__((cleanup(f)))` names f; the kernel's __free(kind) stands for a function called __free_kind."""
    text = b.data[span.start : span.end + _ARGUMENT_REACH].decode("latin-1")
    found = _CLEANUP.search(text[: span.end - span.start])
    if found:
        return _Cleanup(found[1])
    macro = _MACRO_CLEANUP.match(text)
    return _Cleanup(f"{macro[1]}_{macro[2]}" if macro and macro[1] == _FREE_MACRO else "")


_FREE_MACRO: Final = "__free"
_ARGUMENT_REACH: Final = 80


def _make_variable(b: _Builder, row: Row, span: Span, children: list[Built]) -> Built:
    flags = row[AUX]
    inits = _expressions(children)
    cleanups = [child.function for child in children if isinstance(child, _Cleanup) and child.function]
    return Variable(
        span,
        b.strings[row[NAME]],
        b.strings[row[EXTRA]],
        b.strings[row[RECORD]],
        flags & IS_POINTER != 0,
        flags & IS_STATIC != 0,
        inits[-1] if inits else None,
        cleanups[0] if cleanups else "",
    )


def _make_block(b: _Builder, row: Row, span: Span, children: list[Built]) -> Built:
    return nodes.Block(span, tuple([_statement(child, span) for child in children]))


def _make_declaration(b: _Builder, row: Row, span: Span, children: list[Built]) -> Built:
    return nodes.Decl(span, tuple([child for child in children if isinstance(child, Variable)]))


def _make_if(b: _Builder, row: Row, span: Span, children: list[Built]) -> Built:
    test, then, other = [*children, None, None, None][:3]
    alternative = None if len(children) < 3 else _statement(other, span)
    return nodes.If(span, _expression(test, span), _statement(then, span), alternative)


def _make_while(b: _Builder, row: Row, span: Span, children: list[Built]) -> Built:
    test, body = [*children, None, None][:2]
    return nodes.While(span, _expression(test, span), _statement(body, span))


def _make_do(b: _Builder, row: Row, span: Span, children: list[Built]) -> Built:
    body, test = [*children, None, None][:2]
    return nodes.DoWhile(span, _statement(body, span), _expression(test, span))


def _make_for(b: _Builder, row: Row, span: Span, children: list[Built]) -> Built:
    parts, rest = row[AUX], list(children)
    start = _statement(rest.pop(0), span) if parts & 1 and len(rest) > 1 else None
    test = _expression(rest.pop(0), span) if parts & 2 and len(rest) > 1 else None
    step = _expression(rest.pop(0), span) if parts & 4 and len(rest) > 1 else None
    loop = nodes.For(span, start, test, step, _statement(rest[-1] if rest else None, span))
    return scoped_guard(loop) or loop


def _make_switch(b: _Builder, row: Row, span: Span, children: list[Built]) -> Built:
    value, body = [*children, None, None][:2]
    return nodes.Switch(span, _expression(value, span), _statement(body, span))


def _make_case(b: _Builder, row: Row, span: Span, children: list[Built]) -> Built:
    low = _expression(children[0] if children else None, span)
    high = _expression(children[1], span) if len(children) == 3 else None
    return nodes.Case(span, low, high, _statement(children[-1] if len(children) > 1 else None, span))


def _make_default(b: _Builder, row: Row, span: Span, children: list[Built]) -> Built:
    return nodes.Case(span, None, None, _statement(children[-1] if children else None, span))


def _make_label(b: _Builder, row: Row, span: Span, children: list[Built]) -> Built:
    return nodes.Label(span, b.strings[row[NAME]], _statement(children[-1] if children else None, span))


def _make_goto(b: _Builder, row: Row, span: Span, _children: list[Built]) -> Built:
    return nodes.Goto(span, b.strings[row[NAME]])


def _make_computed_goto(b: _Builder, row: Row, span: Span, _children: list[Built]) -> Built:
    return nodes.ComputedGoto(span, b.labels())


def _make_return(b: _Builder, row: Row, span: Span, children: list[Built]) -> Built:
    return nodes.Return(span, _expression(children[0], span) if children else None)


def _make_asm(b: _Builder, row: Row, span: Span, _children: list[Built]) -> Built:
    return nodes.Asm(span, asm_labels(b.data[span.start : span.end]))


def _leaf(node: type[nodes.Break | nodes.Continue | nodes.Empty]) -> _Maker:
    return lambda _b, _row, span, _children: node(span)


_Maker = Callable[[_Builder, Row, Span, list[Built]], Built]


_MAKERS: Final[dict[int, _Maker]] = {
    int(Code.INIT_LIST): _make_init_list,
    int(Code.DESIGNATED): _make_designated,
    int(Code.DESIGNATOR): _make_designator,
    int(Code.STATEMENT_EXPRESSION): _make_statement_expression,
    int(Code.CLEANUP): _make_cleanup,
    int(Code.VARIABLE): _make_variable,
    int(Code.BLOCK): _make_block,
    int(Code.DECLARATION): _make_declaration,
    int(Code.IF): _make_if,
    int(Code.WHILE): _make_while,
    int(Code.DO): _make_do,
    int(Code.FOR): _make_for,
    int(Code.SWITCH): _make_switch,
    int(Code.CASE): _make_case,
    int(Code.DEFAULT): _make_default,
    int(Code.LABEL): _make_label,
    int(Code.GOTO): _make_goto,
    int(Code.COMPUTED_GOTO): _make_computed_goto,
    int(Code.RETURN): _make_return,
    int(Code.BREAK): _leaf(nodes.Break),
    int(Code.CONTINUE): _leaf(nodes.Continue),
    int(Code.ASM): _make_asm,
    int(Code.EMPTY): _leaf(nodes.Empty),
}

# Expressions with something other than expressions below them.
_MIXED: Final = frozenset({int(Code.INIT_LIST), int(Code.STATEMENT_EXPRESSION)})
