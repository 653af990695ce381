"""What a modelled kernel function does, as frozen values: the vocabulary between `models` and the analysis.

A `Target` names a lock, flags variable, timer, … relative to the call: a parameter, a member reached from one, or a
fixed global name such as `rtnl` (for locks that the API hides).
"""

from __future__ import annotations

from collections.abc import Mapping

from lockscan.frozen import dataclass
from lockscan.models.handler_effects import GLOBAL, Arms, MaySleep, Queues, Quiets, Target, TellsMaySleep, WaitsFor
from lockscan.models.words import Context, Kind, Line, MentionKind, Mode, Phase, Via, When

# Words and effects are read from here, together with the values that are made of them.
__all__ = ["Context", "Kind", "Line", "MentionKind", "Mode", "Phase", "Via", "When"]
__all__ += ["GLOBAL", "Arms", "MaySleep", "Queues", "Quiets", "Target", "TellsMaySleep", "WaitsFor"]


@dataclass(frozen=True, slots=True)
class Acquire:
    """`variant` is "", "irq", "irqsave" or "bh": what the same call does to interrupts; a pair has equal variants.

    `is_try`: gives up instead of waiting (trylock), so it cannot deadlock. A function that waits but may be
    interrupted (`mutex_lock_interruptible`) has a `when` and no `is_try`.
    """

    lock: Target
    kind: Kind
    mode: Mode
    when: When = When.ALWAYS
    is_try: bool = False
    is_nested: bool = False
    variant: str = ""


@dataclass(frozen=True, slots=True)
class Release:
    """`mode` None releases whichever mode is held. `variant` is "irqsave" for _irqrestore: equal to its partner's."""

    lock: Target
    kind: Kind
    mode: Mode | None
    when: When = When.ALWAYS
    variant: str = ""


@dataclass(frozen=True, slots=True)
class IrqSave:
    """flags := hard-irq state; hard irqs off. Never happens when an Acquire of the same entry does not (trylock)."""

    flags: Target
    when: When = When.ALWAYS


@dataclass(frozen=True, slots=True)
class FlagsSave:
    flags: Target  # := hard-irq state, and nothing else


@dataclass(frozen=True, slots=True)
class IrqRestore:
    flags: Target


@dataclass(frozen=True, slots=True)
class IrqOff:
    when: When = When.ALWAYS


@dataclass(frozen=True, slots=True)
class IrqOn:
    pass


@dataclass(frozen=True, slots=True)
class BhOff:
    when: When = When.ALWAYS


@dataclass(frozen=True, slots=True)
class BhOn:
    pass


@dataclass(frozen=True, slots=True)
class PreemptOff:
    pass


@dataclass(frozen=True, slots=True)
class PreemptOn:
    pass


@dataclass(frozen=True, slots=True)
class GlobalIrqOff:
    """cli(): this CPU's irqs off, and no interrupt handler runs on any other CPU."""


@dataclass(frozen=True, slots=True)
class GlobalIrqOn:
    pass


@dataclass(frozen=True, slots=True)
class GlobalFlagsSave:
    flags: Target


@dataclass(frozen=True, slots=True)
class GlobalFlagsRestore:
    flags: Target


@dataclass(frozen=True, slots=True)
class AssertHeld:
    """lockdep_assert_held and kin: the path goes on only with the lock held (callers hold it)."""

    lock: Target
    kind: Kind | None = None
    mode: Mode | None = None


@dataclass(frozen=True, slots=True)
class AssertIrqsOff:
    """lockdep_assert_irqs_disabled; with `when`, what the result of irqs_disabled() tells."""

    when: When = When.ALWAYS


@dataclass(frozen=True, slots=True)
class Initialises:
    lock: Target
    kind: Kind


@dataclass(frozen=True, slots=True)
class NoReturn:
    pass


@dataclass(frozen=True, slots=True)
class ReturnsZero:
    """Returns 0, although its type allows for an errno."""


@dataclass(frozen=True, slots=True)
class Transparent:
    """Returns its argument `parameter` unchanged (likely, WARN_ON …); `is_errno`: as an error pointer (ERR_PTR)."""

    parameter: int = 0
    is_errno: bool = False


@dataclass(frozen=True, slots=True)
class IsError:
    """Nonzero iff its argument is an error pointer (IS_ERR) or, with `or_null`, NULL as well (IS_ERR_OR_NULL)."""

    parameter: int = 0
    or_null: bool = False


@dataclass(frozen=True, slots=True)
class Probe:
    """Shows the state: lockscan_state() in fixtures."""


@dataclass(frozen=True, slots=True)
class Accessor:
    """Returns the same pointer whenever it is given the same argument (netdev_priv, dev_get_drvdata)."""

    parameter: int = 0


Effect = (
    Acquire
    | Release
    | IrqSave
    | FlagsSave
    | IrqRestore
    | IrqOff
    | IrqOn
    | BhOff
    | BhOn
    | PreemptOff
    | PreemptOn
    | GlobalIrqOff
    | GlobalIrqOn
    | GlobalFlagsSave
    | GlobalFlagsRestore
    | MaySleep
    | TellsMaySleep
    | AssertHeld
    | AssertIrqsOff
    | Initialises
    | Arms
    | Quiets
    | WaitsFor
    | Queues
    | NoReturn
    | ReturnsZero
    | Transparent
    | IsError
    | Accessor
    | Probe
)


@dataclass(frozen=True, slots=True)
class Entry:
    """How a root is entered: its context and what the caller has already done. `source` cites the kernel."""

    context: Context
    irqs_off: bool = False
    bh_off: bool = False
    holds: tuple[Acquire, ...] = ()  # locks that the subsystem holds around the call, relative to its parameters
    phase: Phase = Phase.RUN
    label: str = ""  # what people call it: "interrupt handler", "timer callback", "ndo_start_xmit"
    source: str = ""
    is_anywhere: bool = False  # some callers are in interrupts or have irqs off: no reason to accuse, nor to trust
    is_rare: bool = False  # callers of this kind are the exception, or only in some kernels


@dataclass(frozen=True, slots=True)
class Case:
    """A registration that `entry` describes instead: argument `Runs.flags` mentions one of the constants `flags`, or
    the handler is declared with `parameters` parameters (0: does not matter), the first one of record `first`."""

    entry: Entry
    flags: frozenset[str] = frozenset()
    parameters: int = 0
    first: str = ""


@dataclass(frozen=True, slots=True)
class Runs:
    """The function given as argument `handler` runs as `entry` says. `line`/`key`: how Arms and Quiets find it again.

    `armed`: the handler can come as soon as this call returns (request_irq), not only after an Arms (timer_setup).
    `cases`: the first one that fits replaces `entry` (SA_INTERRUPT, HRTIMER_MODE_REL_SOFT).
    `key` None with a `line`: the function's result is the source (kthread_run).
    `member`: the argument points to a record; what is stored in that member of it runs so (notifier blocks).
    """

    handler: int
    entry: Entry
    line: Line = Line.OTHER
    key: Target | None = None
    armed: bool = True
    flags: int = -1
    cases: tuple[Case, ...] = ()
    is_direct: bool = False  # called before this call returns, on this very stack (driver_for_each_device)
    cookie: int = -1  # argument that the handler receives (dev_id, timer data)
    member: str = ""
    is_rare: bool = False  # the callback of a direct one runs in cases that callers may know not to come (last put)


@dataclass(frozen=True, slots=True)
class Prototype:
    """`text` is the C declaration as the table writes it, without the semicolon."""

    name: str
    parameters: tuple[str, ...]
    variadic: bool = False
    text: str = ""


@dataclass(frozen=True, slots=True)
class CallsMember:
    """The call runs what is stored in `record.member` before it returns, with these numbers where they are known."""

    record: str
    member: str
    arguments: tuple[int | None, ...] = ()
    is_only: bool = False  # nobody else ever runs it
    is_sometimes: bool = False  # not for every caller
    is_own: bool = False  # a file that stores functions there itself gets its own


@dataclass(frozen=True, slots=True)
class FunctionModel:
    prototype: Prototype
    effects: tuple[Effect, ...]
    runs: tuple[Runs, ...] = ()
    calls: tuple[CallsMember, ...] = ()
    source: str = ""  # where the kernel documents the fact
    leave: tuple[Effect, ...] = ()  # what happens after the members have run; `effects` come before
    unless_set: str = ""  # members of drivers that set this run outside of `effects` and `leave`


@dataclass(frozen=True, slots=True)
class MemberModel:
    """A function stored in `record.member` runs as `entry`; unless the table sets `unless_member` to true (nonatomic),
    or some file of the same directory `unless_set`, whatever has it (a constant: unless the file mentions it). `line`:
    what kind of source calls it; the record itself is the source (timer_list.function). `never_during`:
    `record.member`s of the same object beside whose functions it never runs.
    """

    record: str
    member: str
    entry: Entry
    line: Line = Line.OTHER
    unless_member: str = ""
    unless_set: str = ""
    cases: tuple[Case, ...] = ()
    never_during: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class GuardModel:
    """`guard(name)(args)`: what the constructor does, and what leaving the scope undoes. `is_try`: it may fail.

    Parameters are those of the guard; one more after the last is the variable hidden in the guard (its saved flags).
    """

    name: str
    enter: tuple[Effect, ...]
    leave: tuple[Effect, ...]
    is_try: bool = False


@dataclass(frozen=True, slots=True)
class MentionModel:
    """A name that is found in the text wherever it stands, and what replaces it.

    Templates use {name} (the variable), {target} (the lvalue as written) and {static} ("static " or "").
    """

    name: str
    kind: MentionKind
    variable_fix: str = ""  # "{static}DEFINE_SPINLOCK({name})"
    member_fix: str = ""  # "__SPIN_LOCK_UNLOCKED({target})"
    assignment_fix: str = ""  # "spin_lock_init(&{target})"
    removed_in: str = ""  # "2.5.28"


@dataclass(frozen=True, slots=True)
class Plain:
    """A plain pair of calls, and the pairs that turn hard irqs (`irqsave`, with a flags variable as one argument more)
    or bottom halves off (`bh`), each as (acquire, release)."""

    acquire: str
    release: str
    irqsave: tuple[str, str]
    bh: tuple[str, str]


@dataclass(frozen=True, slots=True)
class LockType:
    """A C type that is a lock. `record` as the front end spells records (typedef names count)."""

    record: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Models:
    """All tables, ready for look-up. Built once by `lockscan.models.load`; `digest` changes with any row.

    `members`: a callback that is called in several ways has several models. `roots`: functions that run because of
    their name or annotation. `noreturn`, `initialisers` and `transparent` (to the parameter's position) repeat
    `functions`, by name.
    """

    functions: Mapping[str, FunctionModel]
    members: Mapping[tuple[str, str], tuple[MemberModel, ...]]
    guards: Mapping[str, GuardModel]
    roots: Mapping[str, Entry]
    mentions: Mapping[str, MentionModel]
    lock_types: Mapping[str, LockType]
    plain: Mapping[str, Plain]  # by what acquires
    noreturn: frozenset[str]
    initialisers: frozenset[str]
    transparent: Mapping[str, int]
    containers: frozenset[str]  # records whose lock is a different class in every owner (sk_buff_head, wait_queue_head)
    lockless: frozenset[str]  # macros whose argument is accessed without a lock on purpose (READ_ONCE)
    steady: frozenset[str]  # questions with the same answer whenever they are asked about the same things
    switches: frozenset[str]  # every `unless_set`
    decided: frozenset[str]  # every `Runs.member`
    digest: str
