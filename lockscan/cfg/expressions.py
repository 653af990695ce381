"""Expressions to operations: calls and assignments become operations in evaluation order, what is left is plain.

Methods that are generators are steps (see `trampoline`). `value` gives an expression without calls, assignments and
branches; `effect` is for values that nobody reads; `condition` ends the current block with a way to `yes` and to `no`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, Protocol

from lockscan.cfg.builder import Builder
from lockscan.cfg.constants import constant, truth
from lockscan.cfg.graph import Evaluate, Invoke, Store
from lockscan.cfg.hints import Hints
from lockscan.cfg.shapes import LOGICAL, STEPPING, is_memory_free, is_still, peel, relink, unlink
from lockscan.cfg.trampoline import Step
from lockscan.syntax import nodes
from lockscan.syntax.nodes import Expr, Result, Span

_BITWISE = frozenset({"|=", "&="})


_Pending = tuple[int | None, Expr, int, int]  # a condition: the block to start, and where to go if it holds or not


class StatementExpressions(Protocol):
    """Lowers `({ … })`: the one place where an expression holds statements."""

    def value(self, expr: nodes.StmtExpr) -> Step[Expr]: ...

    def effect(self, expr: nodes.StmtExpr) -> Step[None]: ...

    def condition(self, expr: nodes.StmtExpr, yes: int, no: int) -> Step[None]: ...


class Expressions:
    """Lowers expressions into the current block of `builder`. Set `statement_expressions` before use."""

    statement_expressions: StatementExpressions

    def __init__(self, builder: Builder, hints: Hints) -> None:
        self._builder = builder
        self._hints = hints
        self._results = 0

    def new_result(self, span: Span) -> Result:
        """A value with a number of its own."""
        self._results += 1
        return Result(span, self._results)

    def capture(self, value: Expr) -> Expr:
        """`value` as it is now: what is stored, unlocked or freed later does not change it."""
        if type(value) in (nodes.Str, Result) or constant(value) is not None:
            return value
        result = self.new_result(value.span)
        self._builder.emit(Store(value.span, result, value))
        return result

    def value(self, expr: Expr) -> Expr | Step[Expr]:
        """The value of `expr`, without anything that happens: those operations have been emitted by then."""
        value = self.at_once(expr)
        return self._BY_KIND[type(expr)](self, expr) if value is None else value

    def at_once(self, expr: Expr) -> Expr | None:
        """The value, as `value` gives it, of what needs no step: most of a driver. None, and nothing done, for more."""
        if is_still(expr):
            return expr
        if type(expr) is nodes.Call and is_still(expr.callee) and self._transparent_argument(expr) is None:
            for arg in expr.args:
                if not is_still(arg):
                    return None
            return self._invoked(expr, expr.callee, expr.args)
        return None

    def values(self, exprs: tuple[Expr, ...]) -> Step[tuple[Expr, ...]]:
        """The values of several expressions, left to right; the same tuple if nothing happens in them."""
        done: list[Expr] = []
        is_same = True
        for expr in exprs:
            value: Expr = yield self.value(expr)
            is_same = is_same and value is expr
            done.append(value)
        return exprs if is_same else tuple(done)

    def effect(self, expr: Expr) -> Step[None] | None:
        """What `expr` does; its value is dropped, but the memory that it reads is kept as an Evaluate."""
        while type(expr) is nodes.Cast:
            expr = expr.operand
        if type(expr) is nodes.Assign:
            return self._effect(expr) if self._assigned_at_once(expr) is None else None
        value = self.at_once(expr)
        if value is None:
            return self._effect(expr)
        self._evaluate(value)
        return None

    def _effect(self, expr: Expr) -> Step[None]:
        while True:
            if type(expr) is nodes.Cast:
                expr = expr.operand
            elif type(expr) is nodes.Binary and expr.op == ",":
                yield self.effect(expr.left)
                expr = expr.right
            else:
                break
        match expr:
            case nodes.Unary(op="++" | "--"):
                yield self._step(expr)
            case nodes.Assign():
                yield self._assign(expr)
            case nodes.Conditional() | nodes.Binary(op="&&" | "||"):
                yield self._effect_in_branches(expr)
            case nodes.StmtExpr():
                yield self.statement_expressions.effect(expr)
            case _:
                value: Expr = yield self.value(expr)
                self._evaluate(value)

    def condition(self, expr: Expr, yes: int, no: int) -> Step[None] | None:
        """Go to block `yes` if `expr` is nonzero, to `no` if it is zero; the current block is finished by that."""
        pending: list[_Pending] = [(None, expr, yes, no)]
        self._branch(pending)
        return self._condition(pending) if pending else None

    def _branch(self, pending: list[_Pending]) -> None:
        """Branches on what is pending, until that needs a step: then it is the last one, and its block is current."""
        while pending:
            block, expr, yes, no = pending.pop()
            if block is not None:
                self._builder.start(block)
            expr, is_flipped = peel(expr)
            if is_flipped:
                yes, no = no, yes
            if type(expr) is nodes.Binary and expr.op in LOGICAL:
                right = self._builder.new_block()
                pending.append((right, expr.right, yes, no))
                pending.append((None, expr.left, *((right, no) if expr.op == "&&" else (yes, right))))
                continue
            value = self.at_once(expr)
            if value is None:
                pending.append((None, expr, yes, no))
                return
            self.decide(value, yes, no)

    def _condition(self, pending: list[_Pending]) -> Step[None]:
        while pending:
            _, expr, yes, no = pending.pop()
            if type(expr) is nodes.Binary and expr.op == ",":
                yield self.effect(expr.left)
                pending.append((None, expr.right, yes, no))
            elif type(expr) is nodes.Call and (kept := self._transparent_argument(expr)) is not None:
                yield self._effect_of_others(expr, kept)
                pending.append((None, expr.args[kept], yes, no))
            elif type(expr) is nodes.Conditional:
                yield self._condition_of_conditional(expr, yes, no)
            elif type(expr) is nodes.StmtExpr:
                yield self.statement_expressions.condition(expr, yes, no)
            else:
                value: Expr = yield self.value(expr)
                self.decide(value, yes, no)
            self._branch(pending)

    def decide(self, value: Expr, yes: int, no: int) -> None:
        """Branch on a lowered value; one that is constant has one way only."""
        value, is_flipped = peel(value)
        if is_flipped:
            yes, no = no, yes
        match truth(value):
            case None:
                self._builder.branch(value.span, value, yes, no)
            case True:
                self._builder.jump(yes)
            case False:
                self._builder.jump(no)

    # Values, by kind of expression -------------------------------------------------------------------------------

    def _chain(self, expr: Expr) -> Step[Expr]:
        """Members, casts and unary operators around something not plain: done as one, however long the chain is."""
        links, core = unlink(expr)
        value: Expr = yield self.value(core)
        if value is core:
            return expr
        for link in reversed(links):
            value = relink(link, value)
        return value

    def _unary(self, expr: nodes.Unary) -> Step[Expr]:
        if expr.op not in STEPPING:
            value: Expr = yield self._chain(expr)
            return value
        yield self._step(expr)
        # Both sides of ++ look alike here, so the value may be the old one or the new one: it is not known.
        result = self.new_result(expr.span)
        self._builder.emit(Store(expr.span, result, None))
        return result

    def _step(self, expr: nodes.Unary) -> Step[None]:
        target: Expr = yield self.value(expr.operand)
        self._builder.emit(Store(expr.span, target, None))

    def _binary(self, expr: nodes.Binary) -> Step[Expr]:
        if expr.op in LOGICAL:
            value: Expr = yield self._truth_value(expr)
            return value
        if expr.op == ",":
            yield self.effect(expr.left)
            value = yield self.value(expr.right)
            return value
        left: Expr = yield self.value(expr.left)
        right: Expr = yield self.value(expr.right)
        if left is expr.left and right is expr.right:
            return expr
        return nodes.Binary(expr.span, expr.op, left, right)

    def _truth_value(self, expr: nodes.Binary) -> Step[Expr]:
        """`&&` and `||` where the value is wanted: 1 or 0, stored by the branch that was taken."""
        result = self.new_result(expr.span)
        yes, no, end = self._builder.new_block(), self._builder.new_block(), self._builder.new_block()
        yield self.condition(expr, yes, no)
        for block, number in ((yes, 1), (no, 0)):
            self._builder.start(block)
            self._builder.emit(Store(expr.span, result, nodes.Int(expr.span, number)))
            self._builder.jump(end)
        self._builder.start(end)
        return result

    def _conditional(self, expr: nodes.Conditional) -> Step[Expr]:
        result = self.new_result(expr.span)
        yes, no, end = self._builder.new_block(), self._builder.new_block(), self._builder.new_block()
        if expr.then is None:
            then: Expr = yield self.value(expr.test)
            self.decide(then, yes, no)
            self._builder.start(yes)
        else:
            yield self.condition(expr.test, yes, no)
            self._builder.start(yes)
            then = yield self.value(expr.then)
        self._builder.emit(Store(then.span, result, then))
        self._builder.jump(end)
        self._builder.start(no)
        other: Expr = yield self.value(expr.other)
        self._builder.emit(Store(other.span, result, other))
        self._builder.proceed(end)
        return result

    def _assigned_at_once(self, expr: nodes.Assign) -> Expr | None:
        """As `at_once`: the value of an assignment."""
        if not is_still(expr.target):
            return None
        value = self.at_once(expr.value)
        return None if value is None else self._assigned(expr, value, expr.target)

    def _assign(self, expr: nodes.Assign) -> Step[Expr]:
        value: Expr = yield self.value(expr.value)
        target: Expr = yield self.value(expr.target)
        return self._assigned(expr, value, target)

    def _assigned(self, expr: nodes.Assign, value: Expr, target: Expr) -> Expr:
        if expr.op != "=":
            self._evaluate(value)
            bits = nodes.Binary(expr.span, expr.op[0], target, value) if expr.op in _BITWISE else None
            self._builder.emit(Store(expr.span, target, bits))
            return target
        self._builder.emit(Store(expr.span, target, value))
        return value if type(value) is nodes.Int else target

    def _call(self, expr: nodes.Call) -> Step[Expr]:
        kept = self._transparent_argument(expr)
        if kept is not None:
            yield self._effect_of_others(expr, kept)
            value: Expr = yield self.value(expr.args[kept])
            return value
        callee: Expr = yield self.value(expr.callee)
        args: tuple[Expr, ...] = yield self.values(expr.args)
        return self._invoked(expr, callee, args)

    def _invoked(self, expr: nodes.Call, callee: Expr, args: tuple[Expr, ...]) -> Result:
        result = self.new_result(expr.span)
        self._builder.emit(Invoke(expr.span, result.id, callee, args))
        if type(callee) is nodes.Name and callee.name in self._hints.noreturn:
            self._builder.stop()
        return result

    def _index(self, expr: nodes.Index) -> Step[Expr]:
        base: Expr = yield self.value(expr.base)
        index: Expr = yield self.value(expr.index)
        return expr if base is expr.base and index is expr.index else nodes.Index(expr.span, base, index)

    def _init_list(self, expr: nodes.InitList) -> Step[Expr]:
        items: list[nodes.Init] = []
        is_same = True
        for item in expr.items:
            value: Expr = yield self.value(item.value)
            if value is item.value:
                items.append(item)
            else:
                is_same = False
                items.append(nodes.Init(item.field, item.record, value))
        return expr if is_same else nodes.InitList(expr.span, tuple(items), expr.record)

    def _statements(self, expr: nodes.StmtExpr) -> Step[Expr]:
        return self.statement_expressions.value(expr)

    def _opaque(self, expr: nodes.Opaque) -> Step[Expr]:
        parts: tuple[Expr, ...] = yield self.values(expr.parts)
        return expr if parts is expr.parts else nodes.Opaque(expr.span, parts)

    # Helpers -----------------------------------------------------------------------------------------------------

    def _evaluate(self, value: Expr) -> None:
        if not is_memory_free(value):
            self._builder.emit(Evaluate(value.span, value))

    def _transparent_argument(self, call: nodes.Call) -> int | None:
        if type(call.callee) is not nodes.Name:
            return None
        kept = self._hints.transparent.get(call.callee.name)
        return kept if kept is not None and kept < len(call.args) else None

    def _effect_of_others(self, call: nodes.Call, kept: int) -> Step[None]:
        for position, arg in enumerate(call.args):
            if position != kept:
                yield self.effect(arg)

    def _effect_in_branches(self, expr: nodes.Conditional | nodes.Binary) -> Step[None]:
        """`a ? f() : g();` and `a && f();` as statements: nothing carries the value."""
        yes, no, end = self._builder.new_block(), self._builder.new_block(), self._builder.new_block()
        if type(expr) is nodes.Binary:
            yield self.condition(expr.left, *((yes, end) if expr.op == "&&" else (end, yes)))
            arms: list[tuple[int, Expr]] = [(yes, expr.right)]
        elif type(expr) is nodes.Conditional:
            yield self.condition(expr.test, yes if expr.then is not None else end, no)
            arms = [] if expr.then is None else [(yes, expr.then)]
            arms.append((no, expr.other))
        for block, arm in arms:
            self._builder.start(block)
            yield self.effect(arm)
            self._builder.jump(end)
        self._builder.start(end)

    def _condition_of_conditional(self, expr: nodes.Conditional, yes: int, no: int) -> Step[None]:
        other = self._builder.new_block()
        if expr.then is None:
            yield self.condition(expr.test, yes, other)
        else:
            then = self._builder.new_block()
            yield self.condition(expr.test, then, other)
            self._builder.start(then)
            yield self.condition(expr.then, yes, no)
        self._builder.start(other)
        yield self.condition(expr.other, yes, no)

    _BY_KIND: ClassVar[dict[type, Callable[[Any, Any], Step[Expr]]]] = {
        nodes.Member: _chain,
        nodes.Cast: _chain,
        nodes.Unary: _unary,
        nodes.Binary: _binary,
        nodes.Index: _index,
        nodes.Assign: _assign,
        nodes.Conditional: _conditional,
        nodes.Call: _call,
        nodes.InitList: _init_list,
        nodes.StmtExpr: _statements,
        nodes.Opaque: _opaque,
    }
