"""What is kept of an expression that nests too deeply for readers that recurse: its calls."""

from __future__ import annotations

from typing import Final

from lockscan.syntax import nodes
from lockscan.syntax.nodes import Expr

HEIGHT: Final = 3  # of an Opaque around what `calls_below` gives


def calls_below(deep: Expr) -> tuple[Expr, ...]:
    """The calls below `deep`, none inside another; of their arguments only plain names remain."""
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
            case nodes.Call(callee=callee, args=args):
                if isinstance(callee, nodes.Name):
                    named = tuple([arg for arg in args if isinstance(arg, nodes.Name)])
                    found.append(nodes.Call(deep.span, callee, named))
                else:
                    work.append(callee)
                work += reversed([arg for arg in args if not isinstance(arg, nodes.Name)])
            case nodes.InitList(items=items):
                work += reversed([item.value for item in items])
            case _:
                pass
    return tuple(found)
