"""Runs a syntax tree in a world, straight from C's rules: the other opinion about what lower() must produce.

Jumps are exceptions. To go to a label, the innermost block around the goto that holds the label runs again in search
of it ("seeking"): statements without it are skipped, statements with it are entered without looking at any condition.
A guard or cleanup is in force, by its place in the text, from its declaration to the end of its block.
"""

from __future__ import annotations

from lockscan.syntax import nodes as n
from lockscan.syntax.nodes import Expr, Stmt
from tests.unit.cfg.world import STEPPED, Finished, Place, World, negate, number_of, operate

Seek = str | n.Case | None


class _Break(Exception):  # noqa: N818 -- C's own word
    pass


class _Continue(Exception):  # noqa: N818
    pass


class _Goto(Exception):  # noqa: N818
    def __init__(self, label: str) -> None:
        self.label = label


class _Return(Exception):  # noqa: N818
    def __init__(self, value: int | None) -> None:
        self.value = value


def run_tree(body: n.Block, world: World) -> None:
    machine = _TreeMachine(world)
    try:
        try:
            machine.block(body, None)
            world.see("return", None)
        except _Return as done:
            world.see("return", done.value)
    except Finished:
        return


def children(node: Stmt) -> tuple[Stmt, ...]:
    """The statements directly inside a statement, in the order of the text; not those inside its expressions."""
    match node:
        case n.Block(body=body):
            return body
        case n.If(then=then, other=other):
            return (then,) if other is None else (then, other)
        case n.While(body=body) | n.DoWhile(body=body) | n.For(body=body) | n.Switch(body=body):
            return (body,)
        case n.Case(body=body) | n.Label(body=body):
            return (body,)
        case n.ScopedGuard(body=body, on_failure=on_failure):
            return (body,) if on_failure is None else (on_failure, body)
    return ()


def holds(node: Stmt | None, seek: Seek) -> bool:
    if node is None or seek is None:
        return False
    if node is seek or (isinstance(node, n.Label) and node.name == seek):
        return True
    return any(holds(child, seek) for child in children(node))


def _cases(node: Stmt) -> list[n.Case]:
    """The labels of a switch, not those of switches inside it."""
    own = [node] if isinstance(node, n.Case) else []
    if isinstance(node, n.Switch):
        return own
    return own + [case for child in children(node) for case in _cases(child)]


class _TreeMachine:
    def __init__(self, world: World) -> None:
        self._world = world

    # Statements ------------------------------------------------------------------------------------------------------

    def block(self, node: n.Block, seek: Seek, *, wants_value: bool = False) -> int | None:
        """Run a block, a scope; the value of the last statement if it is wanted (a statement expression)."""
        at = 0
        value: int | None = None
        while True:
            try:
                at = next(i for i, child in enumerate(node.body) if holds(child, seek)) if seek is not None else at
                while at < len(node.body):
                    is_last = at == len(node.body) - 1
                    value = self.statement(node.body[at], seek, wants_value=wants_value and is_last)
                    seek = None
                    at += 1
                break
            except _Goto as goto:
                to = next((i for i, child in enumerate(node.body) if holds(child, goto.label)), None)
                self._leave(node.body[to or 0 : at])
                if to is None:
                    raise
                seek = goto.label
            except (_Break, _Continue, _Return):
                self._leave(node.body[:at])
                raise
        self._leave(node.body)
        return value

    def nested(self, node: Stmt, seek: Seek) -> None:
        self.block(node if isinstance(node, n.Block) else n.Block(node.span, (node,)), seek)

    def _leave(self, statements: tuple[Stmt, ...]) -> None:
        for node in reversed(statements):
            self._undo(node)

    def _undo(self, node: Stmt) -> None:
        match node:
            case n.Label(body=body) | n.Case(body=body):
                self._undo(body)
            case n.Guard(name=name):
                self._world.leave(name)
            case n.Decl(variables=variables):
                for variable in reversed(variables):
                    if variable.cleanup:
                        self._world.clean(variable.cleanup, variable.name)

    def statement(self, node: Stmt, seek: Seek, *, wants_value: bool = False) -> int | None:  # noqa: C901, PLR0912
        self._world.step()
        if node is seek or (isinstance(node, n.Label) and node.name == seek):
            seek = None
        match node:
            case n.Block():
                self.block(node, seek)
            case n.Label(body=body) | n.Case(body=body):
                return self.statement(body, seek, wants_value=wants_value)
            case n.ExprStmt(expr=expr):
                value = self.value(expr)
                return value if wants_value else None
            case n.Decl(variables=variables):
                for variable in variables:
                    self._world.store((variable.name,), None if variable.init is None else self.value(variable.init))
            case n.If(test=test, then=then, other=other):
                if holds(then, seek) or (seek is None and self.value(test)):
                    self.nested(then, seek)
                elif other is not None:
                    self.nested(other, seek)
            case n.While() | n.DoWhile():
                self._loop(node, seek)
            case n.For():
                self._for(node, seek)
            case n.Switch():
                self._switch(node, seek)
            case n.Guard(name=name, args=args):
                self._world.enter(name, self._values(args))
            case n.ScopedGuard():
                self._scoped_guard(node, seek)
            case _:
                self._jump(node)
        return None

    def _jump(self, node: Stmt) -> None:
        match node:
            case n.Break():
                raise _Break
            case n.Continue():
                raise _Continue
            case n.Goto(label=label):
                raise _Goto(label)
            case n.ComputedGoto(labels=labels):
                raise _Goto(labels[self._world.choose() % len(labels) if len(labels) > 1 else 0])
            case n.Asm(labels=labels) if labels:
                choice = self._world.choose() % (len(labels) + 1)
                if choice:
                    raise _Goto(labels[choice - 1])
            case n.Return(value=value):
                raise _Return(None if value is None else self.value(value))

    def _loop(self, node: n.While | n.DoWhile, seek: Seek) -> None:
        enters = seek is not None or isinstance(node, n.DoWhile)
        while enters or self.value(node.test):
            enters = False
            self._world.step()
            try:
                self.nested(node.body, seek)
            except _Break:
                return
            except _Continue:
                pass
            seek = None

    def _for(self, node: n.For, seek: Seek) -> None:
        """The loop's own declaration is a scope around it: kept by a goto that stays inside."""
        if node.start is not None and seek is None:
            self.statement(node.start, None)
        start = () if node.start is None else (node.start,)
        while True:
            try:
                self._for_rounds(node, seek)
                break
            except _Goto as goto:
                if not holds(node.body, goto.label):
                    self._leave(start)
                    raise
                seek = goto.label
            except (_Break, _Continue, _Return):
                self._leave(start)
                raise
        self._leave(start)

    def _for_rounds(self, node: n.For, seek: Seek) -> None:
        while seek is not None or node.test is None or self.value(node.test):
            self._world.step()
            try:
                self.nested(node.body, seek)
            except _Break:
                return
            except _Continue:
                pass
            seek = None
            if node.step is not None:
                self.value(node.step)

    def _switch(self, node: n.Switch, seek: Seek) -> None:
        if seek is None:
            selector = self.value(node.value)
            labels = _cases(node.body)
            seek = next((case for case in labels if self._matches(case, selector)), None)
            if seek is None:
                seek = next((case for case in labels if case.low is None), None)
            if seek is None:
                return
        try:
            self.nested(node.body, seek)
        except _Break:
            return

    def _matches(self, case: n.Case, selector: int) -> bool:
        if case.low is None:
            return False
        low = self.value(case.low)
        return low <= selector <= (low if case.high is None else self.value(case.high))

    def _scoped_guard(self, node: n.ScopedGuard, seek: Seek) -> None:
        if seek is None:
            result = self._world.enter(node.name, self._values(node.args))
            is_conditional = node.on_failure is not None or node.name.startswith("try")
            failed = is_conditional and result == 0
        else:
            failed = holds(node.on_failure, seek)
        try:
            if failed:
                if node.on_failure is not None:
                    self.nested(node.on_failure, seek)
            else:
                self._guarded(node, seek)
        except (_Break, _Continue):
            return
        except _Goto as goto:
            if not holds(node.body, goto.label) and not holds(node.on_failure, goto.label):
                raise
            self._scoped_guard(node, goto.label)

    def _guarded(self, node: n.ScopedGuard, seek: Seek) -> None:
        while True:
            try:
                self.nested(node.body, seek)
                break
            except _Goto as goto:
                if not holds(node.body, goto.label):
                    self._world.leave(node.name)
                    raise
                seek = goto.label
            except (_Break, _Continue, _Return):
                self._world.leave(node.name)
                raise
        self._world.leave(node.name)

    # Expressions -----------------------------------------------------------------------------------------------------

    def _values(self, exprs: tuple[Expr, ...]) -> tuple[int, ...]:
        return tuple([self.value(expr) for expr in exprs])

    def value(self, expr: Expr) -> int:  # noqa: PLR0911 -- one line for each kind
        match expr:
            case n.Int(value=value):
                return value
            case n.Str():
                return 7
            case n.Call():
                return self._call(expr)
            case n.Assign() | n.Unary(op="++" | "--"):
                return self._change(expr)
            case n.Binary(op=op, left=left, right=right):
                return self._binary(op, left, right)
            case n.Conditional(test=test, then=then, other=other):
                tested = self.value(test)
                if not tested:
                    return self.value(other)
                return tested if then is None else self.value(then)
            case n.StmtExpr(body=body):
                return self.block(body, None, wants_value=True) or 0
            case n.Unary(op="&", operand=operand):
                return number_of(operand)
            case n.Unary(op=op, operand=operand) if op != "*":
                return negate(op, self.value(operand))
        return self._composite(expr)

    def _composite(self, expr: Expr) -> int:
        match expr:
            case n.Cast(operand=operand):
                return self.value(operand)
            case n.InitList(items=items):
                return sum([self.value(item.value) for item in items])
            case n.Opaque(parts=parts):
                return sum(self._values(parts))
        return self._world.load(self._place(expr))

    def _binary(self, op: str, left: Expr, right: Expr) -> int:
        first = self.value(left)
        match op:
            case "&&":
                return int(first != 0 and self.value(right) != 0)
            case "||":
                return int(first != 0 or self.value(right) != 0)
            case ",":
                return self.value(right)
        return operate(op, first, self.value(right))

    def _change(self, expr: n.Assign | n.Unary) -> int:
        if isinstance(expr, n.Unary):
            self._world.store(self._place(expr.operand), None)
            return STEPPED
        value = self.value(expr.value)
        place = self._place(expr.target)
        if expr.op in ("|=", "&="):
            value = operate(expr.op[0], self._world.load(place), value)
        self._world.store(place, value if expr.op in ("=", "|=", "&=") else None)
        return self._world.load(place)

    def _call(self, expr: n.Call) -> int:
        if isinstance(expr.callee, n.Name):
            name = expr.callee.name
            if name in ("likely", "warn"):
                kept = 0 if name == "likely" else 1
                for position, arg in enumerate(expr.args):
                    if position != kept:
                        self.value(arg)
                return self.value(expr.args[kept])
        else:
            name = f"*{self.value(expr.callee)}"
        return self._world.call(name, self._values(expr.args))

    def _place(self, expr: Expr) -> Place:
        match expr:
            case n.Name(name=name):
                return (name,)
            case n.Member(base=base, field=field):
                return (self.value(base), field)
            case n.Index(base=base, index=index):
                return (self.value(base), "[]", self.value(index))
            case n.Unary(op="*", operand=operand):
                return (self.value(operand), "*")
        raise AssertionError(expr)
