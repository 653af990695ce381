"""Statements to blocks: declarations, branches, loops, switches, jumps and guards."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from lockscan.cfg.builder import Builder
from lockscan.cfg.expressions import Expressions
from lockscan.cfg.graph import EnterGuard, Leave, Store
from lockscan.cfg.hints import Hints
from lockscan.cfg.scopes import CaseLabels, Cleanup, CleanupCall, Scopes, closing, fork
from lockscan.cfg.statement_expressions import StatementExpressions
from lockscan.cfg.switches import add_label, connect_cases
from lockscan.cfg.trampoline import Step
from lockscan.syntax import nodes
from lockscan.syntax.nodes import Expr, Ref, Stmt

_NESTING = frozenset({nodes.Block, nodes.Label, nodes.Case})  # whose lowering goes on with a statement below at once


class Statements:
    """Lowers one function body into `builder`. Methods that are generators are steps (see `trampoline`)."""

    def __init__(self, builder: Builder, hints: Hints) -> None:
        self._builder = builder
        self._hints = hints
        self._expressions = Expressions(builder, hints)
        self.scopes = Scopes(builder, self._expressions.new_result)
        self._expressions.statement_expressions = StatementExpressions(self, self._expressions, self.scopes)

    def function(self, body: nodes.Block) -> Step[None]:
        """The whole body: runs into a Leave at its closing brace, and all gotos are connected."""
        yield self.statement(body)
        self._builder.emit(Leave(closing(body.span), None))
        self._builder.stop()
        self.scopes.resolve_gotos()

    def statement(self, node: Stmt) -> Step[None] | None:
        """Lower one statement. What it enters stays in force until the enclosing `nested` or block ends."""
        return self._BY_KIND[type(node)](self, node)

    def nested(self, node: Stmt) -> Step[None] | None:
        """A statement that is a scope of its own, braces or not: a branch, the body of a loop."""
        outer = self.scopes.cleanup
        step = self.statement(node)
        if step is not None:
            return self._closed(node, outer, step)
        if self.scopes.cleanup is not outer:
            self.scopes.close(outer, closing(node.span))
        return None

    def _closed(self, node: Stmt, outer: Cleanup | None, step: Step[None]) -> Step[None]:
        """The rest of a statement, and the end of its scope, inside of which `outer` was in force."""
        yield step
        if self.scopes.cleanup is not outer:
            self.scopes.close(outer, closing(node.span))

    def pass_labels(self, node: Stmt) -> Stmt:
        """Start a block for the labels and cases in front of a statement; returns the statement that they mark."""
        if type(node) not in (nodes.Label, nodes.Case):
            return node
        block = self._builder.new_block()
        self._builder.proceed(block)
        cases = CaseLabels(block, node.span)
        is_case = False
        while True:
            if type(node) is nodes.Label:
                self.scopes.define(node.name, block)
            elif type(node) is nodes.Case:
                if not is_case and node.low is not None:
                    cases.span = node.low.span
                is_case = True
                add_label(cases, node)
            else:
                break
            node = node.body
        if is_case and self.scopes.cases is not None:
            self.scopes.cases.append(cases)
        return node

    # By kind of statement ----------------------------------------------------------------------------------------

    def _block(self, node: nodes.Block) -> Step[None] | None:
        outer = self.scopes.cleanup
        for number, child in enumerate(node.body):
            step = None if type(child) in _NESTING else self.statement(child)
            if step is not None or type(child) in _NESTING:
                return self._rest_of_block(node, number, outer, step)
        if self.scopes.cleanup is not outer:
            self.scopes.close(outer, closing(node.span))
        return None

    def _rest_of_block(
        self, node: nodes.Block, number: int, outer: Cleanup | None, step: Step[None] | None
    ) -> Step[None]:
        """From statement `number` on, of which `step` is what is left of it; None: all."""
        if step is not None:
            yield step
            number += 1
        for child in node.body[number:]:
            step = self.statement(child)
            if step is not None:
                yield step
        if self.scopes.cleanup is not outer:
            self.scopes.close(outer, closing(node.span))

    def _expression(self, node: nodes.ExprStmt) -> Step[None] | None:
        return self._expressions.effect(node.expr)

    def _declaration(self, node: nodes.Decl) -> Step[None] | None:
        for number, variable in enumerate(node.variables):
            if variable.is_static:  # initialised when the program is loaded, not here
                continue
            value = None if variable.init is None else self._expressions.at_once(variable.init)
            if value is None and variable.init is not None:
                return self._declarations(node.variables[number:])
            self._declare(variable, value)
        return None

    def _declarations(self, variables: Sequence[nodes.Variable]) -> Step[None]:
        for variable in variables:
            if not variable.is_static:
                value: Expr | None = None
                if variable.init is not None:
                    value = yield self._expressions.value(variable.init)
                self._declare(variable, value)

    def _declare(self, variable: nodes.Variable, value: Expr | None) -> None:
        name = nodes.Name(variable.span, variable.name, Ref.LOCAL, variable.record, variable.pointer)
        self._builder.emit(Store(variable.span, name, value))
        if variable.cleanup:
            self.scopes.enter(CleanupCall(variable.cleanup, name))

    def _labelled(self, node: nodes.Label | nodes.Case) -> Step[None] | None:
        return self.statement(self.pass_labels(node))

    def _if(self, node: nodes.If) -> Step[None]:
        then, end = self._builder.new_block(), self._builder.new_block()
        other = end if node.other is None else self._builder.new_block()
        if (step := self._expressions.condition(node.test, then, other)) is not None:
            yield step
        self._builder.start(then)
        if (step := self.nested(node.then)) is not None:
            yield step
        self._builder.jump(end)
        if node.other is not None:
            self._builder.start(other)
            if (step := self.nested(node.other)) is not None:
                yield step
            self._builder.jump(end)
        self._builder.start(end)

    def _while(self, node: nodes.While) -> Step[None]:
        head, body, end = self._builder.new_block(), self._builder.new_block(), self._builder.new_block()
        self._builder.proceed(head)
        yield self._expressions.condition(node.test, body, end)
        self._builder.start(body)
        yield self._loop_body(node.body, end, head)
        self._builder.jump(head)
        self._builder.start(end)

    def _do_while(self, node: nodes.DoWhile) -> Step[None]:
        body, test, end = self._builder.new_block(), self._builder.new_block(), self._builder.new_block()
        self._builder.proceed(body)
        yield self._loop_body(node.body, end, test)
        self._builder.proceed(test)
        yield self._expressions.condition(node.test, body, end)
        self._builder.start(end)

    def _for(self, node: nodes.For) -> Step[None]:
        outer = self.scopes.cleanup
        if node.start is not None:
            yield self.statement(node.start)
        head, body = self._builder.new_block(), self._builder.new_block()
        step, end = self._builder.new_block(), self._builder.new_block()
        self._builder.proceed(head)
        if node.test is None:
            self._builder.jump(body)
        else:
            yield self._expressions.condition(node.test, body, end)
        self._builder.start(body)
        yield self._loop_body(node.body, end, step)
        self._builder.proceed(step)
        if node.step is not None:
            yield self._expressions.effect(node.step)
        self._builder.jump(head)
        self._builder.start(end)
        self.scopes.close(outer, closing(node.span))

    def _loop_body(self, body: Stmt, break_to: int, continue_to: int) -> Step[None]:
        scopes = self.scopes
        outer = scopes.break_to, scopes.continue_to
        scopes.break_to, scopes.continue_to = scopes.point(break_to), scopes.point(continue_to)
        yield self.nested(body)
        scopes.break_to, scopes.continue_to = outer

    def _switch(self, node: nodes.Switch) -> Step[None]:
        value: Expr = yield self._expressions.value(node.value)
        head, end = self._builder.current, self._builder.new_block()
        self._builder.stop()
        scopes, cases = self.scopes, list[CaseLabels]()
        outer = scopes.break_to, scopes.cases
        scopes.break_to, scopes.cases = scopes.point(end), cases
        yield self.nested(node.body)
        scopes.break_to, scopes.cases = outer
        self._builder.jump(end)
        self._builder.start(head)
        connect_cases(self._builder, value, cases, end)
        self._builder.start(end)

    def _break(self, node: nodes.Break) -> None:
        self.scopes.jump(self.scopes.break_to, node.span)

    def _continue(self, node: nodes.Continue) -> None:
        self.scopes.jump(self.scopes.continue_to, node.span)

    def _goto(self, node: nodes.Goto) -> None:
        self.scopes.goto(node.label, node.span)

    def _computed_goto(self, node: nodes.ComputedGoto) -> None:
        fork(self._builder, self.scopes, node.labels, node.span, falls_through=False)

    def _asm(self, node: nodes.Asm) -> None:
        if node.labels:
            fork(self._builder, self.scopes, node.labels, node.span, falls_through=True)

    def _return(self, node: nodes.Return) -> Step[None] | None:
        value = None if node.value is None else self._expressions.at_once(node.value)
        if value is None and node.value is not None:
            return self._return_later(node, node.value)
        self._leave(node, value)
        return None

    def _return_later(self, node: nodes.Return, expr: Expr) -> Step[None]:
        value: Expr = yield self._expressions.value(expr)
        self._leave(node, value)

    def _leave(self, node: nodes.Return, value: Expr | None) -> None:
        if value is not None and self.scopes.cleanup is not None:  # the value is computed before the cleanups run
            value = self._expressions.capture(value)
        self.scopes.unwind(None, node.span)
        self._builder.emit(Leave(node.span, value))
        self._builder.stop()

    def _empty(self, node: nodes.Empty) -> None:
        """Nothing happens."""

    def _guard(self, node: nodes.Guard) -> Step[None]:
        yield self._enter_guard(node)

    def _enter_guard(self, node: nodes.Guard | nodes.ScopedGuard) -> Step[EnterGuard]:
        args: tuple[Expr, ...] = yield self._expressions.values(node.args)
        guard = EnterGuard(node.span, self._expressions.new_result(node.span).id, node.name, args)
        self._builder.emit(guard)
        if type(node) is nodes.Guard:
            self.scopes.enter(guard)
        return guard

    def _scoped_guard(self, node: nodes.ScopedGuard) -> Step[None]:
        """A `for` loop of one round: `break` and `continue` leave the guard, in its failure statement too."""
        guard: EnterGuard = yield self._enter_guard(node)
        end, outer = self._builder.new_block(), self.scopes.cleanup
        if node.on_failure is not None or node.name in self._hints.conditional_guards:
            taken, failed = self._builder.new_block(), self._builder.new_block()
            self._builder.branch(node.span, nodes.Result(node.span, guard.result), taken, failed)
            self._builder.start(failed)
            if node.on_failure is not None:
                yield self._loop_body(node.on_failure, end, end)
            self._builder.jump(end)
            self._builder.start(taken)
        exits = self.scopes.break_to, self.scopes.continue_to
        self.scopes.break_to = self.scopes.continue_to = self.scopes.point(end)
        self.scopes.enter(guard)
        yield self.nested(node.body)
        self.scopes.close(outer, closing(node.span))
        self.scopes.break_to, self.scopes.continue_to = exits
        self._builder.proceed(end)

    _BY_KIND: ClassVar[dict[type, Callable[[Any, Any], Step[None] | None]]] = {
        nodes.Block: _block,
        nodes.ExprStmt: _expression,
        nodes.Decl: _declaration,
        nodes.If: _if,
        nodes.While: _while,
        nodes.DoWhile: _do_while,
        nodes.For: _for,
        nodes.Switch: _switch,
        nodes.Case: _labelled,
        nodes.Label: _labelled,
        nodes.Goto: _goto,
        nodes.ComputedGoto: _computed_goto,
        nodes.Return: _return,
        nodes.Break: _break,
        nodes.Continue: _continue,
        nodes.Asm: _asm,
        nodes.Empty: _empty,
        nodes.Guard: _guard,
        nodes.ScopedGuard: _scoped_guard,
    }
