"""The programs of the oracle: a small model of a driver, as plain values that both the printer and the machine read.

Everything hangs on one device, which every function gets, so a lock's name means one lock. Conditions are opaque and
independent of each other: whatever can be reached in the text can happen.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    SPIN = "spinlock"
    RW = "rwlock"
    MUTEX = "mutex"

    @property
    def sleeps(self) -> bool:
        return self is Kind.MUTEX


@dataclass(frozen=True, slots=True)
class Lock:
    """A lock: a member of the device, or a global variable."""

    name: str
    kind: Kind
    is_member: bool

    @property
    def expression(self) -> str:
        return f"&d->{self.name}" if self.is_member else f"&{self.name}"


SPIN_A = Lock("spin_a", Kind.SPIN, is_member=True)
SPIN_B = Lock("spin_b", Kind.SPIN, is_member=False)
SPIN_C = Lock("spin_c", Kind.SPIN, is_member=True)
RW_A = Lock("rw_a", Kind.RW, is_member=True)
RW_B = Lock("rw_b", Kind.RW, is_member=False)
MUTEX_A = Lock("mutex_a", Kind.MUTEX, is_member=True)
MUTEX_B = Lock("mutex_b", Kind.MUTEX, is_member=False)
LOCKS = (SPIN_A, SPIN_B, SPIN_C, RW_A, RW_B, MUTEX_A, MUTEX_B)


class Variant(Enum):
    """How a lock is taken or released; a release by IRQSAVE restores the flags."""

    PLAIN = ""
    IRQ = "_irq"
    IRQSAVE = "_irqsave"
    BH = "_bh"


@dataclass(frozen=True, slots=True)
class Acquire:
    lock: Lock
    variant: Variant = Variant.PLAIN
    read: bool = False
    flags: int = 0
    line: int = 0


@dataclass(frozen=True, slots=True)
class Release:
    lock: Lock
    variant: Variant = Variant.PLAIN
    read: bool = False
    flags: int = 0
    line: int = 0


@dataclass(frozen=True, slots=True)
class Try:
    """`then` runs with the lock, `other` without it. `waits`: interruptible, so it deadlocks like an acquisition."""

    lock: Lock
    variant: Variant
    waits: bool
    then: tuple[Statement, ...]
    other: tuple[Statement, ...]
    flags: int = 0
    line: int = 0


@dataclass(frozen=True, slots=True)
class Hard:
    """Hard interrupts of this CPU: disable, enable, save or restore."""

    action: str
    flags: int = 0
    line: int = 0


@dataclass(frozen=True, slots=True)
class Soft:
    """Bottom halves: disable or enable."""

    action: str
    line: int = 0


@dataclass(frozen=True, slots=True)
class If:
    then: tuple[Statement, ...]
    other: tuple[Statement, ...] = ()
    line: int = 0


LOOP_TESTS = ("call", "question", "member", "variable")  # what the loop tests; others may change all of them


@dataclass(frozen=True, slots=True)
class Loop:
    """Any number of rounds; at least one where the test comes last."""

    body: tuple[Statement, ...]
    tests_last: bool = False
    test: str = "call"
    line: int = 0


@dataclass(frozen=True, slots=True)
class Break:
    line: int = 0


@dataclass(frozen=True, slots=True)
class Continue:
    line: int = 0


@dataclass(frozen=True, slots=True)
class Return:
    """`value` counts where the function's type has one to give: 0 or an error."""

    value: int = 0
    line: int = 0


@dataclass(frozen=True, slots=True)
class Call:
    """Of another function of the program, by number."""

    function: int
    line: int = 0


@dataclass(frozen=True, slots=True)
class Sleep:
    """msleep(), or an allocation."""

    gfp: str = ""
    line: int = 0


Statement = Acquire | Release | Try | Hard | Soft | If | Loop | Break | Continue | Return | Call | Sleep


class Role(Enum):
    """Who calls the function."""

    HELPER = "static function"
    ENTRY = "ioctl"
    HARDIRQ = "interrupt handler"
    TASKLET = "tasklet"
    TIMER = "timer"

    @property
    def returns_errors(self) -> bool:
        return self in (Role.HELPER, Role.ENTRY)

    @property
    def is_softirq(self) -> bool:
        return self in (Role.TASKLET, Role.TIMER)


@dataclass(frozen=True, slots=True)
class Function:
    role: Role
    body: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Program:
    """Calls go from functions to later ones that are helpers."""

    functions: tuple[Function, ...]

    def __post_init__(self) -> None:
        for number, function in enumerate(self.functions):
            for statement in walk(function.body):
                if isinstance(statement, Call):
                    assert statement.function > number
                    assert self.functions[statement.function].role is Role.HELPER


def blocks(statement: Statement) -> tuple[tuple[Statement, ...], ...]:
    """What is nested directly in a statement."""
    match statement:
        case If(then=then, other=other) | Try(then=then, other=other):
            return then, other
        case Loop(body=body):
            return (body,)
    return ()


def walk(body: tuple[Statement, ...]) -> Iterator[Statement]:
    for statement in body:
        yield statement
        for block in blocks(statement):
            yield from walk(block)


def size(program: Program) -> int:
    """Statements of all functions: what shrinking makes small."""
    return sum(1 for function in program.functions for _ in walk(function.body))
