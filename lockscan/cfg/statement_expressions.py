"""GNU statement expressions: a block within an expression, whose last statement gives the value."""

from __future__ import annotations

from typing import Protocol

from lockscan.cfg.expressions import Expressions
from lockscan.cfg.scopes import Cleanup, Scopes, closing
from lockscan.cfg.trampoline import Step
from lockscan.syntax import nodes
from lockscan.syntax.nodes import Expr, Stmt


class StatementLowering(Protocol):
    """What is needed of the statements' side."""

    def statement(self, node: Stmt) -> Step[None] | None: ...

    def pass_labels(self, node: Stmt) -> Stmt: ...


class StatementExpressions:
    """Lowers the body of `({ … })` in a scope of its own."""

    def __init__(self, statements: StatementLowering, expressions: Expressions, scopes: Scopes) -> None:
        self._statements = statements
        self._expressions = expressions
        self._scopes = scopes

    def value(self, expr: nodes.StmtExpr) -> Step[Expr]:
        """The value is captured: its variables are gone, and its guards released, when it is used."""
        outer = self._open()
        last: Expr | None = yield self._all_but_value(expr.body)
        value: Expr = yield self._captured(expr, last)
        self._close(outer, expr)
        return value

    def effect(self, expr: nodes.StmtExpr) -> Step[None]:
        """All statements alike: nobody wants the value."""
        outer = self._open()
        for child in expr.body.body:
            yield self._statements.statement(child)
        self._close(outer, expr)

    def condition(self, expr: nodes.StmtExpr, yes: int, no: int) -> Step[None]:
        """Branch on the last statement's expression directly, unless cleanups have to run before the branch."""
        outer = self._open()
        last: Expr | None = yield self._all_but_value(expr.body)
        if last is not None and self._scopes.cleanup is outer:
            yield self._expressions.condition(last, yes, no)
            self._scopes.close_labels()
            return
        value: Expr = yield self._captured(expr, last)
        self._close(outer, expr)
        self._expressions.decide(value, yes, no)

    def _open(self) -> Cleanup | None:
        self._scopes.open_labels()
        return self._scopes.cleanup

    def _close(self, outer: Cleanup | None, expr: nodes.StmtExpr) -> None:
        self._scopes.close(outer, closing(expr.body.span))
        self._scopes.close_labels()

    def _all_but_value(self, body: nodes.Block) -> Step[Expr | None]:
        """Lower the statements before the value; returns the expression that is the value, if there is one."""
        if not body.body:
            return None
        for child in body.body[:-1]:
            yield self._statements.statement(child)
        last = self._statements.pass_labels(body.body[-1])
        if type(last) is nodes.ExprStmt:
            return last.expr
        yield self._statements.statement(last)
        return None

    def _captured(self, expr: nodes.StmtExpr, last: Expr | None) -> Step[Expr]:
        if last is None:  # void, or not understood
            return nodes.Opaque(expr.span)
        value: Expr = yield self._expressions.value(last)
        return self._expressions.capture(value)
