"""Checks that a graph keeps the promises of `graph`."""

from __future__ import annotations

from collections.abc import Iterator

from lockscan.cfg.graph import Block, EnterGuard, Graph, Invoke, Leave, Test
from lockscan.syntax import nodes
from lockscan.syntax.nodes import Expr


def problems(graph: Graph) -> Iterator[str]:
    """What is wrong with `graph`, one sentence each; nothing for every graph that `lower` makes."""
    if not graph.blocks:
        yield "there is no entry block"
        return
    for number, block in enumerate(graph.blocks):
        for problem in _block_problems(block, len(graph.blocks)):
            yield f"block {number}: {problem}"
    for number in sorted(set(range(len(graph.blocks))) - _reachable(graph)):
        yield f"block {number}: not reachable"
    yield from _result_problems(graph)


def _block_problems(block: Block, count: int) -> Iterator[str]:
    if any(type(operation) is Leave for operation in block.operations[:-1]):
        yield "Leave is not the last operation"
    if block.edges and block.operations and type(block.operations[-1]) is Leave:
        yield "there is a way out after Leave"
    for edge in block.edges:
        if edge.target == 0:
            yield "an edge leads back to the entry"
        if not 0 <= edge.target < count:
            yield f"an edge leads to block {edge.target}, which does not exist"
        if type(edge.condition) is Test and _is_composed(edge.condition.value):
            yield "a test of a value that is not plain"


def _is_composed(value: Expr) -> bool:
    match value:
        case nodes.Binary(op="&&" | "||" | ",") | nodes.Unary(op="!" | "++" | "--"):
            return True
        case nodes.Call() | nodes.Assign() | nodes.Conditional() | nodes.StmtExpr() | nodes.Int():
            return True
    return False


def _result_problems(graph: Graph) -> Iterator[str]:
    """Two calls never share a result. (A LeaveGuard has none, and a Store may set one on several branches.)"""
    seen: set[int] = set()
    for block in graph.blocks:
        for operation in block.operations:
            if isinstance(operation, Invoke | EnterGuard):
                if operation.result in seen:
                    yield f"Result {operation.result} is given twice"
                seen.add(operation.result)


def _reachable(graph: Graph) -> set[int]:
    seen = {0}
    todo = [0]
    while todo:
        for edge in graph.blocks[todo.pop()].edges:
            if 0 <= edge.target < len(graph.blocks) and edge.target not in seen:
                seen.add(edge.target)
                todo.append(edge.target)
    return seen
