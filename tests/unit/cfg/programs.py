"""Random function bodies: every kind of statement and expression, with jumps in all directions.

Evaluation order is never in doubt, so that two correct interpreters must agree: within one full expression a variable
is not read before it is assigned (embedded assignments have fresh targets), and memory that others change when a guard
or cleanup variable ends (`after_…`, `c…`) is read only by the value of a return or of the statement expression.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from hypothesis import strategies as st

from lockscan.syntax import nodes as n
from lockscan.syntax.nodes import Expr, Stmt
from tests.unit.cfg.tree import (
    AT,
    arrow,
    assign,
    binary,
    block,
    call,
    declare,
    do,
    guard,
    local,
    num,
    unary,
)

MAX_SIZE = 70
LABELS = ("L0", "L1", "L2")
PURE_OPERATORS = ("+", "-", "&", "|", "==", "!=", "<", ">=")


@dataclass(frozen=True)
class _Where:
    """What a statement may do at its place."""

    in_loop: bool = False
    in_switch: bool = False  # break is fine, and so is a case
    in_expression: bool = False  # within a statement expression: only fresh variables are assigned
    has_out: bool = False  # the statement expression around has the label "out"
    ending: tuple[str, ...] = ()  # variables that change when the scopes around end


class _Writer:
    def __init__(self, draw: st.DrawFn) -> None:
        self._draw = draw
        self._left = MAX_SIZE
        self._numbers = 0
        self._readable = ["r0", "r1", "r2"]
        self._unplaced = list(LABELS)
        self._next_case = [0]

    def body(self) -> n.Block:
        statements = self._list(_Where())
        missing = [n.Label(AT, label, do(call(self._fresh("at")))) for label in self._unplaced]
        return block(*statements, *missing)

    # Choices ---------------------------------------------------------------------------------------------------------

    def _chance(self, percent: int) -> bool:
        return self._draw(st.integers(0, 99)) >= 100 - percent

    def _pick(self, options: list[Callable[[], Expr]]) -> Expr:
        return self._draw(st.sampled_from(options))()

    def _fresh(self, prefix: str) -> str:
        self._numbers += 1
        return f"{prefix}{self._numbers}"

    def _spend(self) -> bool:
        self._left -= 1
        return self._left > 0

    # Statements ------------------------------------------------------------------------------------------------------

    def _list(self, where: _Where, longest: int = 5) -> list[Stmt]:
        statements: list[Stmt] = []
        for _ in range(self._draw(st.integers(0, longest))):
            statement = self._statement(where)
            where = replace(where, ending=where.ending + _ending(statement))
            statements.append(statement)
        return statements

    def _block(self, where: _Where) -> n.Block:
        return block(*self._list(where, 3))

    def _sub(self, where: _Where) -> Stmt:
        return self._block(where) if self._chance(70) else self._statement(where)

    def _statement(self, where: _Where) -> Stmt:  # noqa: PLR0911 -- one line for each kind
        if not self._spend():
            return n.Empty(AT)
        if where.in_switch and not where.in_expression and self._chance(25):
            return self._case(self._statement(where))
        if self._unplaced and not where.in_expression and self._chance(10):
            return n.Label(AT, self._unplaced.pop(), self._statement(where))
        kind = self._draw(st.integers(0, 13))
        match kind:
            case 0 | 1 | 2:
                return self._simple(where)
            case 3 | 4:
                other = self._sub(where) if self._chance(50) else None
                return n.If(AT, self._expr(where), self._sub(where), other)
            case 5:
                return n.Switch(AT, self._expr(where), self._switch_body(where))
            case 6:
                return self._loop(where)
            case 7 | 8 | 9:
                return self._jump(where)
            case 10:
                return guard(self._fresh("m"), *self._args(where))
            case 11:
                return declare(self._fresh("c"), self._expr(where), cleanup=self._fresh("clean"))
            case 12:
                return self._scoped_guard(where)
            case _:
                return self._block(where)

    def _simple(self, where: _Where) -> Stmt:
        kind = self._draw(st.integers(0, 4 if where.in_expression else 7))
        match kind:
            case 0 | 1 | 2:
                return do(self._expr(where))
            case 3:
                return do(assign(self._target(), self._expr(where)))
            case 4:
                return declare(self._fresh("v"), self._expr(where) if self._chance(70) else None)
            case 5:
                return do(unary("++", local(self._draw(st.sampled_from(["r0", "r1", "r2"])))))
            case 6:
                op = self._draw(st.sampled_from(["=", "+="]))
                return do(assign(local(self._draw(st.sampled_from(["r0", "r1", "r2"]))), self._expr(where), op))
            case _:
                return do(assign(arrow(self._expr(where), "f"), self._expr(where)))

    def _case(self, body: Stmt) -> n.Case:
        value = self._next_case[-1]
        self._next_case[-1] += 2
        if value == 4:
            return n.Case(AT, None, None, body)
        high = num(value + 1) if self._chance(30) else None
        return n.Case(AT, num(value), high, body)

    def _switch_body(self, where: _Where) -> n.Block:
        self._next_case.append(0)
        inside = replace(where, in_switch=True)
        statements = self._list(inside)
        if not where.in_expression:
            statements = [self._case(statement) if self._chance(40) else statement for statement in statements]
        self._next_case.pop()
        return block(*statements)

    def _loop(self, where: _Where) -> Stmt:
        inside = replace(where, in_loop=True)
        test = self._expr(where)
        match self._draw(st.integers(0, 3)):
            case 0:
                return n.While(AT, test, self._sub(inside))
            case 1:
                return n.DoWhile(AT, self._sub(inside), num(0) if self._chance(50) else test)
            case 2:
                start = declare(self._fresh("c"), self._expr(where), cleanup=self._fresh("clean"))
                return n.For(AT, start, test, None, self._sub(inside))
            case _:
                step = self._expr(where) if self._chance(50) else None
                return n.For(AT, None, test if self._chance(80) else None, step, self._sub(inside))

    def _jump(self, where: _Where) -> Stmt:
        match self._draw(st.integers(0, 5)):
            case 0 if where.in_loop or where.in_switch:
                return n.Break(AT)
            case 1 if where.in_loop:
                return n.Continue(AT)
            case 2:
                value = self._expr(where, reads=where.ending) if self._chance(80) else None
                return n.Return(AT, value)
            case 3:
                return n.Asm(AT, tuple(self._draw(st.lists(st.sampled_from(LABELS), max_size=2))))
            case 4:
                return n.ComputedGoto(AT, tuple(self._draw(st.lists(st.sampled_from(LABELS), min_size=1, max_size=3))))
        labels = ("out", "out", "out", *LABELS) if where.has_out else LABELS
        return n.Goto(AT, self._draw(st.sampled_from(labels)))

    def _scoped_guard(self, where: _Where) -> n.ScopedGuard:
        name = self._fresh("try" if self._chance(50) else "m")
        inside = replace(where, in_loop=True, ending=(*where.ending, f"after_{name}"))
        failure = self._sub(replace(where, in_loop=True)) if self._chance(50) else None
        return n.ScopedGuard(AT, name, self._args(where), self._sub(inside), failure)

    # Expressions -----------------------------------------------------------------------------------------------------

    def _args(self, where: _Where) -> tuple[Expr, ...]:
        return tuple([self._expr(where) for _ in range(self._draw(st.integers(0, 2)))])

    def _target(self) -> n.Name:
        """A variable that nothing to the left in the same expression has read."""
        self._readable.append(self._fresh("w"))
        return local(self._readable[-1])

    def _leaf(self, reads: tuple[str, ...]) -> Expr:
        if reads and self._chance(60):
            return local(self._draw(st.sampled_from(reads)))
        if self._chance(25):
            return num(self._draw(st.integers(0, 3)))
        return local(self._draw(st.sampled_from(self._readable)))

    def _expr(self, where: _Where, reads: tuple[str, ...] = ()) -> Expr:
        if not self._spend() or self._chance(25):
            return self._leaf(reads)

        def sub() -> Expr:
            return self._expr(where, reads)

        return self._pick(
            [
                self._leaf_of(reads),
                lambda: call(self._fresh("f"), *[sub() for _ in range(self._draw(st.integers(0, 2)))]),
                lambda: call(self._fresh("f")),
                lambda: binary(sub(), "&&", sub()),
                lambda: binary(sub(), "||", sub()),
                lambda: binary(sub(), ",", sub()),
                lambda: unary("!", sub()),
                lambda: n.Conditional(AT, sub(), sub() if self._chance(70) else None, sub()),
                lambda: binary(sub(), self._draw(st.sampled_from(PURE_OPERATORS)), sub()),
                lambda: binary(sub(), self._draw(st.sampled_from(["==", "!="])), num(self._draw(st.integers(0, 1)))),
                lambda: self._embedded_assignment(sub()),
                lambda: unary("++", self._target()),
                lambda: self._statement_expression(where),
                lambda: self._rare(sub),
            ]
        )

    def _leaf_of(self, reads: tuple[str, ...]) -> Callable[[], Expr]:
        return lambda: self._leaf(reads)

    def _embedded_assignment(self, value: Expr) -> Expr:
        return assign(self._target(), value, "=" if self._chance(80) else "|=")

    def _rare(self, sub: Callable[[], Expr]) -> Expr:
        return self._pick(
            [
                lambda: call("likely", sub()),
                lambda: call("warn", sub(), sub()),
                lambda: call("panic"),
                lambda: n.Cast(AT, sub()),
                lambda: arrow(sub(), "f"),
                lambda: unary("*", sub()),
                lambda: unary("-", sub()),
                lambda: n.Index(AT, sub(), sub()),
                lambda: unary("&", local("r0")),
                lambda: n.InitList(AT, (n.Init("", "", sub()), n.Init("", "", sub()))),
                lambda: n.Opaque(AT, (sub(), sub())),
                lambda: n.Call(AT, arrow(sub(), "op"), (sub(),)),
                lambda: n.Str(AT),
            ]
        )

    def _statement_expression(self, where: _Where) -> n.StmtExpr:
        has_out = self._chance(50)
        inside = replace(where, in_expression=True, in_switch=False, has_out=has_out, ending=())
        statements = self._list(inside, 3)
        ending = tuple(name for statement in statements for name in _ending(statement))
        last: Stmt = do(self._expr(inside, reads=ending))
        if has_out:
            last = n.Label(AT, "out", last)
        elif self._chance(20):
            last = n.Empty(AT)
        return n.StmtExpr(AT, block(*statements, last))


def _ending(statement: Stmt) -> tuple[str, ...]:
    """The variables that change when the scope of a declaration ends."""
    match statement:
        case n.Label(body=body) | n.Case(body=body):
            return _ending(body)
        case n.Guard(name=name):
            return (f"after_{name}",)
        case n.Decl(variables=(n.Variable(name=name, cleanup=cleanup),)) if cleanup:
            return (name,)
    return ()


@st.composite
def bodies(draw: st.DrawFn) -> n.Block:
    """Function bodies of up to about a hundred nodes."""
    return _Writer(draw).body()
