"""What one operation does to the state, with every place already named: the instructions of the state machine."""

from __future__ import annotations

from collections.abc import Sequence

from lockscan.frozen import dataclass
from lockscan.locks.carrying import Carried
from lockscan.locks.facts import NO_FACTS, Facts, Key, Value
from lockscan.locks.place import Param, Place
from lockscan.locks.requires import NO_ARGUMENTS, Arguments
from lockscan.locks.state import Quiet
from lockscan.locks.summary import Access, Enable, Exit, FunctionId, Sleep, Wait
from lockscan.models.effects import Kind, Mode
from lockscan.syntax.nodes import Span


@dataclass(frozen=True, slots=True)
class Take:
    """The lock is acquired."""

    place: Place
    lock_class: str
    kind: Kind
    mode: Mode
    variant: str
    is_try: bool
    is_nested: bool


@dataclass(frozen=True, slots=True)
class Drop:
    """The lock is released; `mode` None: whichever mode is held."""

    place: Place
    lock_class: str
    kind: Kind
    mode: Mode | None
    variant: str


@dataclass(frozen=True, slots=True)
class SaveIrq:
    """flags := hard-irq state; `is_global`: with the global irq lock."""

    flags: Place
    turns_off: bool
    is_global: bool = False


@dataclass(frozen=True, slots=True)
class RestoreIrq:
    """hard-irq state := flags."""

    flags: Place
    is_global: bool = False


@dataclass(frozen=True, slots=True)
class SetIrq:
    """Hard irqs on or off, whatever they were."""

    is_on: bool
    is_global: bool = False  # cli() and sti()


@dataclass(frozen=True, slots=True)
class CountBh:
    """Bottom halves disabled (+1) or enabled (-1)."""

    by: int


@dataclass(frozen=True, slots=True)
class CountPreempt:
    """Preemption disabled (+1) or enabled (-1)."""

    by: int


@dataclass(frozen=True, slots=True)
class AssumeHeld:
    """lockdep_assert_held()."""

    place: Place
    lock_class: str
    kind: Kind
    mode: Mode


@dataclass(frozen=True, slots=True)
class AssumeIrqsOff:
    """lockdep_assert_irqs_disabled()."""


@dataclass(frozen=True, slots=True)
class Arm:
    """The source's handler can come from here on."""

    source: Quiet


@dataclass(frozen=True, slots=True)
class Silence:
    """The source's handler cannot come from here on."""

    source: Quiet


@dataclass(frozen=True, slots=True)
class Await:
    """Waits until a running handler of the source, which lives at `place`, has finished."""

    source: Quiet
    place: Place


@dataclass(frozen=True, slots=True)
class Doze:
    """May sleep: always, or (`gfp` given) when the allocation flags in that variable allow it; see MaySleep.unless."""

    gfp: Key | None = None
    unless: str = ""


@dataclass(frozen=True, slots=True)
class Tell:
    """The path goes on only if `key` has this value."""

    key: Key
    value: Value


@dataclass(frozen=True, slots=True)
class Show:
    """lockscan_state(): nothing happens, but the state is heard of."""


@dataclass(frozen=True, slots=True)
class Stop:
    """The call does not return."""


Primitive = (
    Take
    | Drop
    | SaveIrq
    | RestoreIrq
    | SetIrq
    | CountBh
    | CountPreempt
    | AssumeHeld
    | AssumeIrqsOff
    | Arm
    | Silence
    | Await
    | Doze
    | Tell
    | Show
    | Stop
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One group of results of a modelled call (its `value`) with what happens then, in order."""

    value: Value
    primitives: tuple[Primitive, ...]


@dataclass(frozen=True, slots=True)
class Perform:
    """A call to a modelled function; `result` is the number of its value. `name` is for messages."""

    span: Span
    result: int
    name: str
    outcomes: tuple[Outcome, ...]


@dataclass(frozen=True, slots=True)
class Applied:
    """One callee at a call: its exits and usages with places already turned into the caller's."""

    function: FunctionId
    exits: tuple[Exit, ...]
    usages: Carried
    args: Arguments = NO_ARGUMENTS
    accesses: tuple[Access, ...] = ()
    sleeps: tuple[Sleep, ...] = ()
    waits: tuple[Wait, ...] = ()
    enables: tuple[Enable, ...] = ()

    def __hash__(self) -> int:
        return hash((self.function, len(self.usages)))


@dataclass(frozen=True, slots=True)
class Apply:
    """A call to functions of the program. `callees` has several entries when the call goes through a pointer.

    `is_certain`: exactly one callee, whose effect on the state is believed. `is_sure`: nobody else may be called.
    """

    span: Span
    result: int
    callees: tuple[Applied, ...]
    is_certain: bool
    is_sure: bool
    clobbers: tuple[Place, ...] = ()  # locals whose address was passed
    is_loose: bool = False  # see Reached


@dataclass(frozen=True, slots=True)
class Query:
    """`yes` where the clause holds, else 0: `full = count > 3`, `failed = !done`, `wanted = flags & F`."""

    clause: tuple[Key, str, int, bool]
    yes: Value


@dataclass(frozen=True, slots=True)
class Errno:
    """The value of `key` in an error pointer: below zero, or NULL."""

    key: Key


@dataclass(frozen=True, slots=True)
class Bits:
    """`flags |= F` (`is_set`) or `flags &= ~F`: `test` is the key of `flags & F`; other bits stay as they are."""

    test: Place
    is_set: bool


@dataclass(frozen=True, slots=True)
class Assign:
    """`key` becomes `value` (a constant, another key, the answer to a test, or unknown). `target` is what is written.

    `source` is the place copied from, so that a copy of a flags variable carries what it saved. `parameter`: a member
    becomes what that parameter is, and no call of the function changes it.
    """

    span: Span
    target: Place | None
    key: Key
    value: Value | Key | Query | Errno | None
    source: Place | None = None
    bits: Bits | None = None
    parameter: Param | None = None


@dataclass(frozen=True, slots=True)
class Touch:
    """Memory that is read or written; only kept for places that outlive the call."""

    span: Span
    place: Place
    is_write: bool


@dataclass(frozen=True, slots=True)
class Return:
    """A way out. The value is what is known of `key` (`value` where nothing is), or, without a key, `value`.

    `pointee`: what the value points to, if it is a pointer that is followed.
    """

    span: Span
    key: Key | None
    value: Value
    pointee: Place | None = None


Action = Perform | Apply | Assign | Touch | Return


@dataclass(frozen=True, slots=True)
class Check:
    """An edge is taken when every clause holds: key ⟨op⟩ number is `truth`."""

    clauses: tuple[tuple[Key, str, int, bool], ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """An edge of a switch: `key` is in (or, negated, outside) the ranges, or one of the constants of unknown value."""

    key: Key
    cases: tuple[tuple[int, int], ...]
    negated: bool
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Branch:
    """An edge of the machine. `entry`: what it tells about memory as it was at entry, where locks depend on it."""

    target: int
    condition: Check | Choice | None
    entry: Check | Choice | None = None
    polled: frozenset[Key] = frozenset()  # goes back to a block: memory tested in the loop may have changed meanwhile


def keys_of(branch: Branch) -> Sequence[Key]:
    """What an edge tells about."""
    condition = branch.condition
    if type(condition) is Check:
        return [clause[0] for clause in condition.clauses]
    return (condition.key,) if type(condition) is Choice else ()


@dataclass(frozen=True, slots=True)
class Node:
    """A basic block."""

    actions: tuple[Action, ...]
    branches: tuple[Branch, ...]


@dataclass(frozen=True, slots=True)
class Machine:
    """A function ready to be solved."""

    function: FunctionId
    file: str
    nodes: tuple[Node, ...]
    entry: Facts = NO_FACTS  # what is known before anything has happened
