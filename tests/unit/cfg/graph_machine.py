"""Runs a control-flow graph in a world."""

from __future__ import annotations

from lockscan.cfg import graph as g
from lockscan.syntax import nodes as n
from lockscan.syntax.nodes import Expr
from tests.unit.cfg.world import STEPPED, Finished, Place, World, negate, number_of, operate


def run_graph(graph: g.Graph, world: World) -> None:
    machine = _GraphMachine(world)
    block = graph.blocks[0]
    try:
        while True:
            world.step()
            for operation in block.operations:
                machine.operate(operation)
            if not block.edges:
                return
            block = graph.blocks[machine.way_out(block.edges)]
    except Finished:
        return


class _GraphMachine:
    def __init__(self, world: World) -> None:
        self._world = world

    def operate(self, operation: g.Operation) -> None:
        world = self._world
        match operation:
            case g.Invoke(callee=n.Name(name=name), args=(n.Unary(op="&", operand=n.Name(name=variable)),)) if (
                name.startswith("clean")
            ):
                world.clean(name, variable)
            case g.Invoke(result=result, callee=callee, args=args):
                name = callee.name if isinstance(callee, n.Name) else f"*{self.value(callee)}"
                self._set_result(result, world.call(name, tuple(map(self.value, args))))
            case g.Store(target=n.Result(id=result), value=None):
                self._set_result(result, STEPPED)
            case g.Store(target=target, value=value):
                stored = None if value is None else self.value(value)
                world.store(self._place(target), stored)
            case g.EnterGuard(result=result, name=name, args=args):
                self._set_result(result, world.enter(name, tuple(map(self.value, args))))
            case g.LeaveGuard(name=name):
                world.leave(name)
            case g.Leave(value=value):
                world.see("return", None if value is None else self.value(value))

    def way_out(self, edges: tuple[g.Edge, ...]) -> int:
        if len(edges) == 1:
            assert edges[0].condition is None
            return edges[0].target
        if all(edge.condition is None for edge in edges):
            return edges[self._world.choose() % len(edges)].target
        (taken,) = {position for position, edge in enumerate(edges) if self._is_taken(edge.condition)}
        return edges[taken].target

    def _is_taken(self, condition: g.Test | g.Match | None) -> bool:
        match condition:
            case g.Test(value=value, truth=truth):
                assert not isinstance(value, n.Call | n.Assign | n.Conditional | n.StmtExpr)
                assert not (isinstance(value, n.Binary) and value.op in ("&&", "||", ","))
                assert not (isinstance(value, n.Unary) and value.op == "!")
                return (self.value(value) != 0) == truth
            case g.Match(value=value, cases=cases, negated=negated):
                number = self.value(value)
                return any(low <= number <= high for low, high in cases) != negated
        raise AssertionError(condition)

    def _set_result(self, result: int, value: int) -> None:
        self._world.store(("result", result), value)

    def _place(self, expr: Expr) -> Place:
        match expr:
            case n.Result(id=number):
                return ("result", number)
            case n.Name(name=name):
                return (name,)
            case n.Member(base=base, field=field):
                return (self.value(base), field)
            case n.Index(base=base, index=index):
                return (self.value(base), "[]", self.value(index))
            case n.Unary(op="*", operand=operand):
                return (self.value(operand), "*")
        raise AssertionError(expr)

    def value(self, expr: Expr) -> int:
        match expr:
            case n.Int(value=value):
                return value
            case n.Str():
                return 7
            case n.Unary(op="&", operand=operand):
                return number_of(operand)
            case n.Unary(op=op, operand=operand) if op != "*":
                return negate(op, self.value(operand))
            case n.Binary(op=op, left=left, right=right):
                return operate(op, self.value(left), self.value(right))
            case n.Cast(operand=operand):
                return self.value(operand)
            case n.InitList(items=items):
                return sum(self.value(item.value) for item in items)
            case n.Opaque(parts=parts):
                return sum(map(self.value, parts))
        return self._world.load(self._place(expr))
