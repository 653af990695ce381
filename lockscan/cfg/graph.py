"""A function as basic blocks: straight-line operations and tested edges, with every call made explicit and in order."""

from __future__ import annotations

from lockscan.frozen import dataclass
from lockscan.syntax.nodes import Expr, Span


@dataclass(frozen=True, slots=True)
class Invoke:
    """A call. Its value is `Result(id=result)` from here on. Arguments hold no calls: those were made before."""

    span: Span
    result: int
    callee: Expr
    args: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Store:
    """`target = value`; `value` None: changed to something unknown (`x += 2`, `x++`, declared without initialiser).

    `x |= F` and `x &= F` store a Binary whose left side is `target` itself.
    A target that is a Result carries the value of `?:`, `&&` and `||` out of their branches.
    """

    span: Span
    target: Expr
    value: Expr | None


@dataclass(frozen=True, slots=True)
class EnterGuard:
    """`guard(name)(args)`, or the head of scoped_guard. A conditional guard was taken if `Result(result)` is not 0."""

    span: Span
    result: int
    name: str
    args: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class LeaveGuard:
    """The scope of an EnterGuard ends on this path; `span` is that of the statement that leaves the scope."""

    span: Span
    name: str
    args: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Evaluate:
    """A value computed and dropped, or read by a test: kept because it reads memory."""

    span: Span
    value: Expr


@dataclass(frozen=True, slots=True)
class Leave:
    """`return value;`, or the end of the body (value None). Cleanups have run before it; always its block's last."""

    span: Span
    value: Expr | None


Operation = Invoke | Store | EnterGuard | LeaveGuard | Evaluate | Leave


@dataclass(frozen=True, slots=True)
class Test:
    """The edge is taken when `value` is nonzero (`truth`) or zero. `value` has no calls in it and no && || ! on top."""

    span: Span
    value: Expr
    truth: bool


@dataclass(frozen=True, slots=True)
class Match:
    """The edge is taken when `value` is one of `cases` (inclusive ranges), or, where `negated`, none of them.

    `names` are cases as well: constants whose value is not known, but that differ from all others.
    """

    span: Span
    value: Expr
    cases: tuple[tuple[int, int], ...]
    negated: bool = False
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Edge:
    target: int
    condition: Test | Match | None = None


@dataclass(frozen=True, slots=True)
class Block:
    operations: tuple[Operation, ...]
    edges: tuple[Edge, ...]


@dataclass(frozen=True, slots=True)
class Graph:
    """Block 0 is the entry; nothing leads back to it. A block without edges ends the function, or does not return."""

    blocks: tuple[Block, ...]
