"""What is kept of an expression that nests too deeply for readers that recurse: its calls."""

from __future__ import annotations

from lockscan.syntax import nodes
from lockscan.syntax.nodes import Expr


def calls_below(deep: Expr) -> tuple[Expr, ...]:
    """The calls under operators that nest too deeply, in order."""
    found: list[Expr] = []
    work = [deep]
    while work:
        match work.pop():
            case nodes.Binary(left=left, right=right) | nodes.Assign(target=left, value=right):
                work += [right, left]
            case nodes.Index(base=left, index=right):
                work += [right, left]
            case nodes.Unary(operand=inner) | nodes.Cast(operand=inner) | nodes.Member(base=inner):
                work.append(inner)
            case nodes.Conditional(test=test, then=then, other=other):
                work += [other, test] if then is None else [other, then, test]
            case nodes.Opaque(parts=parts):
                work += reversed(parts)
            case nodes.Call(callee=callee, args=args) :
                found.append(nodes.Call(deep.span, callee, tuple(arg for arg in args if isinstance(arg, nodes.Name))))
                work += reversed([arg for arg in args if not isinstance(arg, nodes.Name)])
            case nodes.InitList(items=items):
                work += reversed([item.value for item in items])
            case _:
                pass
    return tuple(found)
