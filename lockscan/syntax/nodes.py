"""The C that lockscan cares about, as small frozen values: expressions and statements of one function body.

A `Span` holds byte offsets into the file that the function is written in; code that comes out of a macro has the
span of the macro's use. Implicit casts and parentheses do not appear. `record` is always a type's bare name
(`"net_device"` for `struct net_device *`), with pointers, qualifiers and the words struct/union dropped.
"""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from lockscan.frozen import dataclass


class Span(NamedTuple):
    """Bytes `start` to `end` (exclusive) of a file."""

    start: int
    end: int


class Ref(Enum):
    """What a name stands for."""

    LOCAL = "local"
    PARAM = "param"
    STATIC = "static"  # a file's own variable, or a function's static one
    GLOBAL = "global"  # a variable with external linkage
    FUNCTION = "function"
    CONSTANT = "constant"  # an enum constant whose value is not known


@dataclass(frozen=True, slots=True)
class Name:
    """A variable or function. `index` is a parameter's position, else -1."""

    span: Span
    name: str
    ref: Ref
    record: str = ""
    pointer: bool = False
    index: int = -1


@dataclass(frozen=True, slots=True)
class Member:
    """`base.field`, or `base->field` where `arrow`. `record` declares the field; "" when its type is not known."""

    span: Span
    base: Expr
    field: str
    arrow: bool
    record: str = ""
    pointee: str = ""  # record that the field itself is, or points to


@dataclass(frozen=True, slots=True)
class Index:
    span: Span
    base: Expr
    index: Expr


@dataclass(frozen=True, slots=True)
class Unary:
    """op: & * ! - ~ + ++ -- (both sides alike)."""

    span: Span
    op: str
    operand: Expr


@dataclass(frozen=True, slots=True)
class Binary:
    """op: any of C's binary operators but assignment; && || and the comma included."""

    span: Span
    op: str
    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True)
class Assign:
    """op: = += -= …"""

    span: Span
    op: str
    target: Expr
    value: Expr


@dataclass(frozen=True, slots=True)
class Conditional:
    """`test ? then : other`; GNU's `test ?: other` has `then` None."""

    span: Span
    test: Expr
    then: Expr | None
    other: Expr


@dataclass(frozen=True, slots=True)
class Call:
    span: Span
    callee: Expr
    args: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Cast:
    """A written cast; `record` is the type's name where it is a record or a pointer to one."""

    span: Span
    operand: Expr
    record: str = ""


@dataclass(frozen=True, slots=True)
class Int:
    """An integer or character constant, `true`/`false`, NULL, sizeof, or an enum constant of known value."""

    span: Span
    value: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class Str:
    span: Span


@dataclass(frozen=True, slots=True)
class Init:
    """One entry of an initialiser list; `field` is "" for a positional one."""

    field: str
    record: str
    value: Expr


@dataclass(frozen=True, slots=True)
class InitList:
    """`record` is the type that the braces initialise, "" for arrays of scalars."""

    span: Span
    items: tuple[Init, ...]
    record: str = ""


@dataclass(frozen=True, slots=True)
class StmtExpr:
    """GNU's `({ … })`; its value is that of the last statement."""

    span: Span
    body: Block


@dataclass(frozen=True, slots=True)
class Opaque:
    """Something that clang could not type; the parts that it understood are kept."""

    span: Span
    parts: tuple[Expr, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """The value of an earlier call or branch, numbered within the function. Only `cfg` makes these."""

    span: Span
    id: int


Expr = (
    Name
    | Member
    | Index
    | Unary
    | Binary
    | Assign
    | Conditional
    | Call
    | Cast
    | Int
    | Str
    | InitList
    | StmtExpr
    | Opaque
    | Result
)


@dataclass(frozen=True, slots=True)
class Variable:
    """A declared variable. `cleanup` is the function of `__attribute__((cleanup(f)))`, "" without one."""

    span: Span
    name: str
    type: str  # as spelled by clang, for messages and for the checks of flags variables
    record: str = ""
    pointer: bool = False
    is_static: bool = False
    init: Expr | None = None
    cleanup: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    span: Span
    body: tuple[Stmt, ...]


@dataclass(frozen=True, slots=True)
class ExprStmt:
    span: Span
    expr: Expr


@dataclass(frozen=True, slots=True)
class Decl:
    span: Span
    variables: tuple[Variable, ...]


@dataclass(frozen=True, slots=True)
class If:
    span: Span
    test: Expr
    then: Stmt
    other: Stmt | None


@dataclass(frozen=True, slots=True)
class While:
    span: Span
    test: Expr
    body: Stmt


@dataclass(frozen=True, slots=True)
class DoWhile:
    span: Span
    body: Stmt
    test: Expr


@dataclass(frozen=True, slots=True)
class For:
    span: Span
    start: Stmt | None
    test: Expr | None
    step: Expr | None
    body: Stmt


@dataclass(frozen=True, slots=True)
class Switch:
    span: Span
    value: Expr
    body: Stmt


@dataclass(frozen=True, slots=True)
class Case:
    """`case low … high: body`; `low` None is `default:`."""

    span: Span
    low: Expr | None
    high: Expr | None
    body: Stmt


@dataclass(frozen=True, slots=True)
class Label:
    span: Span
    name: str
    body: Stmt


@dataclass(frozen=True, slots=True)
class Goto:
    span: Span
    label: str


@dataclass(frozen=True, slots=True)
class ComputedGoto:
    """`goto *p;` may reach every label whose address the function takes; `labels` lists them."""

    span: Span
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Return:
    span: Span
    value: Expr | None


@dataclass(frozen=True, slots=True)
class Break:
    span: Span


@dataclass(frozen=True, slots=True)
class Continue:
    span: Span


@dataclass(frozen=True, slots=True)
class Asm:
    """Inline assembler; `labels` are the targets of an asm goto."""

    span: Span
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Empty:
    span: Span


@dataclass(frozen=True, slots=True)
class Guard:
    """`guard(name)(args);`: held until the enclosing block is left."""

    span: Span
    name: str
    args: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class ScopedGuard:
    """`scoped_guard(name, args) body`, and `scoped_cond_guard` where `on_failure` is given. `break` leaves it."""

    span: Span
    name: str
    args: tuple[Expr, ...]
    body: Stmt
    on_failure: Stmt | None = None


Stmt = (
    Block
    | ExprStmt
    | Decl
    | If
    | While
    | DoWhile
    | For
    | Switch
    | Case
    | Label
    | Goto
    | ComputedGoto
    | Return
    | Break
    | Continue
    | Asm
    | Empty
    | Guard
    | ScopedGuard
)
