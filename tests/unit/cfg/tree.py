"""Short names for syntax built by hand, and graphs as short text, so that a test shows tree and graph at a glance."""

from __future__ import annotations

from lockscan.cfg import graph as g
from lockscan.cfg.check import problems
from lockscan.cfg.graph import EnterGuard, Evaluate, Graph, Invoke, Leave, LeaveGuard, Match, Operation, Store
from lockscan.cfg.hints import NO_HINTS, Hints
from lockscan.cfg.lower import lower
from lockscan.syntax import nodes as n
from lockscan.syntax.nodes import Expr, Ref, Span, Stmt

AT = Span(0, 1)
BODY = Span(100, 200)


def local(name: str) -> n.Name:
    return n.Name(AT, name, Ref.LOCAL)


def shared(name: str) -> n.Name:
    return n.Name(AT, name, Ref.GLOBAL)


def num(value: int) -> n.Int:
    return n.Int(AT, value)


def call(name: str, *args: Expr) -> n.Call:
    return n.Call(AT, n.Name(AT, name, Ref.FUNCTION), args)


def binary(left: Expr, op: str, right: Expr) -> n.Binary:
    return n.Binary(AT, op, left, right)


def unary(op: str, operand: Expr) -> n.Unary:
    return n.Unary(AT, op, operand)


def assign(target: Expr, value: Expr, op: str = "=") -> n.Assign:
    return n.Assign(AT, op, target, value)


def arrow(base: Expr, field: str) -> n.Member:
    return n.Member(AT, base, field, arrow=True)


def do(expr: Expr) -> n.ExprStmt:
    return n.ExprStmt(AT, expr)


def run(name: str) -> n.ExprStmt:
    """The statement `name();`."""
    return do(call(name))


def block(*body: Stmt) -> n.Block:
    return n.Block(BODY, body)


def stmt_expr(*body: Stmt) -> n.StmtExpr:
    return n.StmtExpr(AT, n.Block(Span(40, 50), body))


def ret(value: Expr | None = None) -> n.Return:
    return n.Return(AT, value)


def guard(name: str, *args: Expr) -> n.Guard:
    return n.Guard(AT, name, args)


def declare(name: str, init: Expr | None = None, *, cleanup: str = "", is_static: bool = False) -> n.Decl:
    return n.Decl(AT, (n.Variable(AT, name, "int", init=init, cleanup=cleanup, is_static=is_static),))


def graph_of(*body: Stmt, hints: Hints = NO_HINTS) -> Graph:
    """Lower a body, and check the promises that every graph keeps."""
    graph = lower(block(*body), hints)
    assert list(problems(graph)) == []
    return graph


def shown(*body: Stmt, hints: Hints = NO_HINTS) -> list[str]:
    """One line a block: `number: operation; operation -> condition target, …`."""
    return show(graph_of(*body, hints=hints))


def show(graph: Graph) -> list[str]:
    return [
        f"{number}: {'; '.join(map(operation_text, block.operations))}".rstrip()
        + (" -> " + ", ".join(_edge_text(e.condition) + str(e.target) for e in block.edges) if block.edges else "")
        for number, block in enumerate(graph.blocks)
    ]


def operation_text(operation: Operation) -> str:
    match operation:
        case Invoke(result=result, callee=callee, args=args):
            return f"${result}={text(callee)}({', '.join(map(text, args))})"
        case Store(target=target, value=value):
            return f"{text(target)}:={'?' if value is None else text(value)}"
        case EnterGuard(result=result, name=name, args=args):
            return f"${result}=enter {name}({', '.join(map(text, args))})"
        case LeaveGuard(name=name):
            return f"leave {name}"
        case Evaluate(value=value):
            return f"read {text(value)}"
        case Leave(value=value):
            return "return" if value is None else f"return {text(value)}"


def _edge_text(condition: g.Test | Match | None) -> str:
    match condition:
        case None:
            return ""
        case g.Test(value=value, truth=truth):
            return f"[{'' if truth else '!'}{text(value)}] "
        case Match(value=value, cases=cases, negated=negated, names=names):
            ranges = [str(low) if low == high else f"{low}..{high}" for low, high in cases]
            return f"[{text(value)} {'not ' if negated else ''}{'|'.join((*ranges, *names))}] "


def text(expr: Expr) -> str:  # noqa: PLR0911 -- one line for each kind of expression
    match expr:
        case n.Name(name=name):
            return name
        case n.Int(value=value):
            return str(value)
        case n.Result(id=number):
            return f"${number}"
        case n.Member(base=base, field=field, arrow=is_arrow):
            return f"{text(base)}{'->' if is_arrow else '.'}{field}"
        case n.Unary(op=op, operand=operand):
            return f"{op}{text(operand)}"
        case n.Binary(op=op, left=left, right=right):
            return f"({text(left)}{op}{text(right)})"
        case n.Index(base=base, index=index):
            return f"{text(base)}[{text(index)}]"
        case n.Cast(operand=operand):
            return f"<>{text(operand)}"
        case n.InitList(items=items):
            return "{" + ", ".join(f"{item.field}={text(item.value)}" for item in items) + "}"
        case n.Opaque(parts=parts):
            return f"?({', '.join(map(text, parts))})"
        case n.Str():
            return '""'
        case _:
            raise AssertionError(f"{type(expr).__name__} is left in a graph")
