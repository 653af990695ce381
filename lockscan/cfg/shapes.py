"""Questions about the shape of one expression that need no blocks: is it plain, what is behind its `!` and casts."""

from __future__ import annotations

from lockscan.syntax.nodes import Binary, Cast, Expr, Index, Int, Member, Name, Opaque, Ref, Result, Str, Unary

_LEAVES = frozenset({Name, Int, Str, Result})
_FLAT = 8  # levels of operators, of which most code has two or three
STEPPING = frozenset({"++", "--"})
LOGICAL = frozenset({"&&", "||"})
BRANCHING = LOGICAL | {","}
_COMPARISONS = frozenset({"==", "!=", "<", "<=", ">", ">="})
_GIVES_TRUTH = _COMPARISONS | LOGICAL
_PRIVATE = frozenset({Ref.LOCAL, Ref.PARAM, Ref.FUNCTION, Ref.CONSTANT})

Link = Member | Cast | Unary


def is_still(expr: Expr, depth: int = _FLAT) -> bool:
    """Does nothing happen in it: a name or constant, or operators that only compute around such expressions?

    Says no as well to what nests deeply.
    """
    while True:
        if type(expr) in _LEAVES:
            return True
        if type(expr) is Member:
            expr = expr.base
        elif type(expr) is Cast or (type(expr) is Unary and expr.op not in STEPPING):
            expr = expr.operand
        elif type(expr) is Binary and expr.op not in BRANCHING:
            if depth == 0 or not is_still(expr.left, depth - 1):
                return False
            expr, depth = expr.right, depth - 1
        elif type(expr) is Index:
            if depth == 0 or not is_still(expr.base, depth - 1):
                return False
            expr, depth = expr.index, depth - 1
        else:
            return type(expr) is Opaque and not expr.parts


def unlink(expr: Expr) -> tuple[list[Link], Expr]:
    """The members, casts and unary operators around an expression, outermost first, and what they are around."""
    links: list[Link] = []
    while True:
        if type(expr) is Member:
            links.append(expr)
            expr = expr.base
        elif type(expr) is Cast or (type(expr) is Unary and expr.op not in STEPPING):
            links.append(expr)
            expr = expr.operand
        else:
            return links, expr


def relink(link: Link, inner: Expr) -> Expr:
    """`link` around something else."""
    match link:
        case Member():
            return Member(link.span, inner, link.field, link.arrow, link.record, link.pointee)
        case Cast():
            return Cast(link.span, inner, link.record)
        case Unary():
            return Unary(link.span, link.op, inner)


def is_memory_free(expr: Expr) -> bool:
    """Does reading it touch nothing that code outside the function could write?"""
    return type(expr) in (Int, Str, Result) or (type(expr) is Name and expr.ref in _PRIVATE)


def peel(expr: Expr) -> tuple[Expr, bool]:
    """A condition without `!`, `== 0` and casts around something that is 0 or 1 anyway, and: was it turned round?"""
    is_flipped = False
    while True:
        if type(expr) is Unary and expr.op == "!":
            expr = expr.operand
            is_flipped = not is_flipped
        elif type(expr) is Cast and _gives_truth(expr.operand):
            expr = expr.operand
        elif type(expr) is Binary and expr.op in ("==", "!=") and _is_bit(expr.right) and _gives_truth(expr.left):
            is_flipped ^= (expr.op == "==") == (expr.right == Int(expr.right.span, 0))
            expr = expr.left
        else:
            return expr, is_flipped


def _is_bit(expr: Expr) -> bool:
    return type(expr) is Int and expr.value in (0, 1)


def _gives_truth(expr: Expr) -> bool:
    while type(expr) is Cast:
        expr = expr.operand
    return (type(expr) is Binary and expr.op in _GIVES_TRUTH) or (type(expr) is Unary and expr.op == "!")
