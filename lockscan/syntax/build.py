"""Columns to trees: `statements`, `expression` and `variable` turn a flat body into `nodes`.

Rows are read from the last to the first, so that every row finds its children finished: no recursion, whatever the
nesting. Expressions that nest deeper than MAX_EXPRESSION become Opaque (their calls stay as parts), so that readers
may recurse over expressions; statements nest as deep as the source does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, Final, TypeGuard, get_args

from lockscan.frozen import dataclass
from lockscan.seldom import seldom
from lockscan.syntax import nodes
from lockscan.syntax.columns import (
    AUX,
    END,
    EXTRA,
    IS_POINTER,
    IS_STATIC,
    NAME,
    NAME_POINTER,
    RECORD,
    SIZE,
    START,
    WIDTH,
    Body,
    Code,
    codes_of,
    rows_of,
)
from lockscan.syntax.deep import HEIGHT, calls_below
from lockscan.syntax.expressions import EXPRESSIONS, MAKERS, REFS, Rows
from lockscan.syntax.guards import guard, scoped_guard
from lockscan.syntax.initialisers import designated, init_list
from lockscan.syntax.native import load
from lockscan.syntax.nodes import Expr, Init, Span, Stmt, Variable
from lockscan.syntax.recovered import asm_labels
from lockscan.syntax.shadowing import distinct

MAX_EXPRESSION: Final = 150
INVENTED_FIELD: Final = "__lockscan_unknown"  # the only member of a record that the front end had to invent

_NAME: Final = int(Code.NAME)
_CLEANUP: Final = seldom(r"cleanup\w*\s*\(\s*(\w+)\s*\)")
_MACRO_CLEANUP: Final = seldom(r"(\w+)\s*\(\s*(\w+)\s*\)")


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


def _is_expression(built: Built | None) -> TypeGuard[Expr]:
    return type(built) in EXPRESSIONS


def statements(body: Body) -> nodes.Block:
    """The tree of a function body."""
    built = _build(distinct(body))
    return built if isinstance(built, nodes.Block) else nodes.Block(Span(0, 0), ())


def expression(body: Body) -> Expr:
    """The tree of a single expression."""
    return _expression(_build(body), Span(0, 0))


def variable(body: Body) -> Variable:
    """The variable whose rows these are, with its initialiser."""
    built = _build(body)
    assert isinstance(built, Variable)
    return built


def variable_types(body: Body) -> dict[str, str]:
    """The spelled types of the variables that a function declares, under the names that `statements` gives them."""
    body = distinct(body)
    columns = body.columns()
    rows = rows_of(codes_of(body.rows), Code.VARIABLE, 0, len(columns))
    return {body.strings[columns[row + NAME]]: body.strings[columns[row + EXTRA]] for row in rows}


def _build(body: Body) -> Built | None:
    """What the first row has become."""
    return build_in_python(body) if ACCELERATOR is None else build_in_c(body)


def build_in_c(body: Body) -> Built | None:
    made: Built | None = ACCELERATOR.build(body.rows, body.strings, partial(_Builder, body))
    return made


def build_in_python(body: Body) -> Built | None:
    return _Builder(body).build()


class _Builder(Rows):
    """Turns rows into nodes. The makers of statements are given it, too, and so is the accelerator."""

    __slots__ = ("codes", "heights")

    def __init__(self, body: Body, built: list[Any] | None = None) -> None:
        super().__init__(body.columns(), body.strings, body.data)
        if built is not None:
            self.built = built
        self.codes = codes_of(body.rows)
        self.heights: dict[int, int] = {}  # of expressions that have more rows than they may have levels

    def build(self) -> Built | None:
        """Bottom-up over all rows."""
        built, strings, makers = self.built, self.strings, MAKERS
        new_span = tuple.__new__  # a named tuple's own is Python, and slow
        for at, code, start, end, size, name, aux, record, extra in self._backwards():
            span = new_span(Span, (start, end))
            if code == _NAME:
                ref, is_pointer = REFS[aux & 0xFF], aux & NAME_POINTER != 0
                built[at] = nodes.Name(span, strings[name], ref, strings[record], is_pointer, extra)
                continue
            make = makers.get(code)
            if make is not None:
                made: Built = make(self, at, span, name, aux, record, extra)
            else:
                made = _MAKERS[code](self, at, span)
            built[at] = made if size <= MAX_EXPRESSION else self.shallow(at, span, made)
        return built[0] if built else None

    def other(self, at: int, span: Span) -> Built:
        """A row that the accelerator leaves to Python."""
        code = self.codes[at]
        make = MAKERS.get(code)
        if make is None:
            return _MAKERS[code](self, at, span)
        return make(self, at, span, *self.columns[at * WIDTH + NAME : at * WIDTH + WIDTH])

    def statement(self, _at: int, span: Span, made: Built) -> Stmt:
        """The same for what stands below a row as a statement."""
        return _statement(made, span)

    def _backwards(self) -> Iterable[tuple[int, int, int, int, int, int, int, int, int]]:
        """Each row's number and columns."""
        columns = self.columns
        back = [columns[column - WIDTH :: -WIDTH] for column in (START, END, SIZE, NAME, AUX, RECORD, EXTRA)]
        return zip(range(len(self.codes) - 1, -1, -1), self.codes[::-1], *back, strict=False)

    def shallow(self, at: int, span: Span, made: Built) -> Built:
        """What was made of a row with many below it, or Opaque if that nests too deeply."""
        if not _is_expression(made):
            return made
        height = self._height(at)
        self.heights[at] = height if height <= MAX_EXPRESSION else HEIGHT
        return made if height <= MAX_EXPRESSION else nodes.Opaque(span, calls_below(made))

    def _height(self, at: int) -> int:
        """How deep expressions nest there. What is no expression has height 0, whatever is below it."""
        height, pending = 0, [(at, 1)]
        while pending:
            row, depth = pending.pop()
            if row in self.heights:
                height = max(height, depth - 1 + self.heights[row])
            elif _is_expression(self.built[row]) or row == at:
                height = max(height, depth)
                child, end = row + 1, row + self.sizes[row]
                while child < end:
                    pending.append((child, depth + 1))
                    child += self.sizes[child]
        return height


def _expression(built: Any, span: Span) -> Expr:
    """What was built, where C wants an expression; Opaque if clang's recovery left something else there."""
    made: Expr = built if type(built) in EXPRESSIONS else nodes.Opaque(span)
    return made


def _statement(built: Any, span: Span) -> Stmt:
    """What was built, where C wants a statement."""
    kind = type(built)
    if kind in _STATEMENTS:
        made: Stmt = built
        return made
    if kind is nodes.Call:
        return guard(built) or nodes.ExprStmt(built.span, built)
    return nodes.ExprStmt(built.span, built) if kind in EXPRESSIONS else nodes.Empty(span)


# One maker a code.


def _make_init_list(rows: Rows, at: int, span: Span) -> Built:
    names = rows.text(at, EXTRA)
    fields = names.split(",") if names not in ("", INVENTED_FIELD) else []
    items = [child for child in rows.children(at) if isinstance(child, Init) or _is_expression(child)]
    return init_list(span, rows.text(at, RECORD), fields, items)


def _make_designated(rows: Rows, at: int, span: Span) -> Built:
    children = rows.children(at)
    value = _expression(children[-1] if children else None, span)
    path = [(child.field, child.record) for child in children if isinstance(child, _Designator)]
    return designated(path, value, rows.data[span.start : max(span.start, value.span.start)])


def _make_designator(rows: Rows, at: int, span: Span) -> Built:
    return _Designator(rows.text(at, NAME), rows.text(at, RECORD))


def _make_statement_expression(rows: Rows, at: int, span: Span) -> Built:
    body = next(iter(rows.children(at)), None)
    return nodes.StmtExpr(span, body if isinstance(body, nodes.Block) else nodes.Block(span, ()))


def _make_cleanup(rows: Rows, at: int, span: Span) -> Built:
    """`__attribute__((cleanup(f)))` names f; the kernel's __free(kind) stands for a function called __free_kind."""
    text = rows.data[span.start : span.end + _ARGUMENT_REACH].decode("latin-1")
    found = _CLEANUP.search(text[: span.end - span.start])
    if found:
        return _Cleanup(found[1])
    macro = _MACRO_CLEANUP.match(text)
    return _Cleanup(f"{macro[1]}_{macro[2]}" if macro and macro[1] == _FREE_MACRO else "")


_FREE_MACRO: Final = "__free"
_ARGUMENT_REACH: Final = 80


def _make_variable(rows: Rows, at: int, span: Span) -> Built:
    init: Expr | None = None
    cleanup = ""
    for child in rows.children(at):
        if type(child) is not _Cleanup:
            init = child if _is_expression(child) else init
        elif not cleanup:
            cleanup = child.function
    name, spelled, record, flags = rows.text(at, NAME), rows.text(at, EXTRA), rows.text(at, RECORD), rows.aux(at)
    return Variable(span, name, spelled, record, flags & IS_POINTER != 0, flags & IS_STATIC != 0, init, cleanup)


def _make_block(rows: Rows, at: int, span: Span) -> Built:
    return nodes.Block(span, tuple([_statement(child, span) for child in rows.children(at)]))


def _make_declaration(rows: Rows, at: int, span: Span) -> Built:
    return nodes.Decl(span, tuple([child for child in rows.children(at) if type(child) is Variable]))


def _make_if(rows: Rows, at: int, span: Span) -> Built:
    children = rows.children(at)
    test, then, other = [*children, None, None, None][:3]
    alternative = None if len(children) < 3 else _statement(other, span)
    return nodes.If(span, _expression(test, span), _statement(then, span), alternative)


def _make_while(rows: Rows, at: int, span: Span) -> Built:
    test, body = [*rows.children(at), None, None][:2]
    return nodes.While(span, _expression(test, span), _statement(body, span))


def _make_do(rows: Rows, at: int, span: Span) -> Built:
    body, test = [*rows.children(at), None, None][:2]
    return nodes.DoWhile(span, _statement(body, span), _expression(test, span))


def _make_for(rows: Rows, at: int, span: Span) -> Built:
    parts, rest = rows.aux(at), rows.children(at)
    start = _statement(rest.pop(0), span) if parts & 1 and len(rest) > 1 else None
    test = _expression(rest.pop(0), span) if parts & 2 and len(rest) > 1 else None
    step = _expression(rest.pop(0), span) if parts & 4 and len(rest) > 1 else None
    loop = nodes.For(span, start, test, step, _statement(rest[-1] if rest else None, span))
    return scoped_guard(loop) or loop


def _make_switch(rows: Rows, at: int, span: Span) -> Built:
    value, body = [*rows.children(at), None, None][:2]
    return nodes.Switch(span, _expression(value, span), _statement(body, span))


def _make_case(rows: Rows, at: int, span: Span) -> Built:
    children = rows.children(at)
    low = _expression(children[0] if children else None, span)
    high = _expression(children[1], span) if len(children) == 3 else None
    return nodes.Case(span, low, high, _statement(children[-1] if len(children) > 1 else None, span))


def _make_default(rows: Rows, at: int, span: Span) -> Built:
    return nodes.Case(span, None, None, _statement(next(reversed(rows.children(at)), None), span))


def _make_label(rows: Rows, at: int, span: Span) -> Built:
    return nodes.Label(span, rows.text(at, NAME), _statement(next(reversed(rows.children(at)), None), span))


def _make_goto(rows: Rows, at: int, span: Span) -> Built:
    return nodes.Goto(span, rows.text(at, NAME))


def _make_computed_goto(rows: Rows, at: int, span: Span) -> Built:
    return nodes.ComputedGoto(span, rows.labels())


def _make_return(rows: Rows, at: int, span: Span) -> Built:
    return nodes.Return(span, _expression(rows.built[at + 1], span) if rows.sizes[at] > 1 else None)


def _make_asm(rows: Rows, at: int, span: Span) -> Built:
    return nodes.Asm(span, asm_labels(rows.data[span.start : span.end]))


def _leaf(node: type[nodes.Break | nodes.Continue | nodes.Empty]) -> _Maker:
    return lambda _rows, _at, span: node(span)


_Maker = Callable[[Rows, int, Span], Built]


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


ACCELERATOR: Final[Any] = load({**vars(nodes), "Designator": _Designator}, _STATEMENTS, MAX_EXPRESSION)
