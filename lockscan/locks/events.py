"""What happened on the paths of a solved function; made while it is solved, read by summaries and checks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field

from lockscan.frozen import dataclass
from lockscan.locks.actions import Applied, Drop, Take
from lockscan.locks.facts import Key, Value
from lockscan.locks.place import Place
from lockscan.locks.requires import Lift
from lockscan.locks.state import Held, Irq, Quiet, Saved, State
from lockscan.syntax.nodes import Span


def _hash(self: Event) -> int:
    """Events of one place that differ in anything else than what is known there are few."""
    return hash((self.span, self.state.facts.digest))


@dataclass(frozen=True, slots=True)
class Taken:
    """A lock is acquired; `state` is the one just before. `name` is the API that was called.

    `irq_before` is the hard-irq state before the call, which may itself have turned irqs off (spin_lock_irq).
    """

    span: Span
    name: str
    take: Take
    state: State
    irq_before: Irq
    __hash__ = _hash


@dataclass(frozen=True, slots=True)
class Dropped:
    """A lock is released; `held` is the entry of the state that it ends, None when no path holds the lock."""

    span: Span
    name: str
    drop: Drop
    held: Held | None
    state: State
    __hash__ = _hash


@dataclass(frozen=True, slots=True)
class FlagsSaved:
    """The hard-irq state goes into `flags`; `before` is what the variable held until now."""

    span: Span
    name: str
    flags: Place
    before: Saved | None
    turns_off: bool
    state: State
    __hash__ = _hash


@dataclass(frozen=True, slots=True)
class FlagsRestored:
    """`saved` None: nothing on this path saved into `flags`."""

    span: Span
    name: str
    flags: Place
    saved: Saved | None
    state: State
    __hash__ = _hash


@dataclass(frozen=True, slots=True)
class IrqsTurnedOn:
    """Hard irqs are switched on whatever they were (spin_unlock_irq, local_irq_enable, sti)."""

    span: Span
    name: str
    state: State
    __hash__ = _hash


@dataclass(frozen=True, slots=True)
class GlobalTaken:
    """cli(): the global irq lock."""

    span: Span
    name: str
    state: State
    __hash__ = _hash


@dataclass(frozen=True, slots=True)
class Called:
    """One callee of the program that a call may reach; `state` is the one before the call.

    `is_certain` False: one of several that a pointer may hold.
    """

    span: Span
    callee: Applied
    state: State
    is_certain: bool = True
    is_loose: bool = False  # called through a pointer that says little: see Reached
    _lift: Lift | None = field(default=None, init=False, compare=False, repr=False)

    def __hash__(self) -> int:
        return hash((self.span, self.state.facts.digest, self.callee.function))

    def lift(self) -> Lift:
        """Turns what the callee's paths need into what this function's parameters have to be; made once."""
        known = self._lift
        if known is None:
            known = Lift(self.callee.args, self.state.facts, self.state.requires)
            object.__setattr__(self, "_lift", known)
        return known


@dataclass(frozen=True, slots=True)
class Touched:
    """Memory that outlives the call is read or written."""

    span: Span
    place: Place
    is_write: bool
    state: State
    __hash__ = _hash


@dataclass(frozen=True, slots=True)
class Slept:
    """A call that may sleep; `gfp` is the variable whose allocation flags decide, None when it always may.

    `unless`: a function that makes it fit for atomic context, in drivers that call it.
    """

    span: Span
    name: str
    gfp: Key | None
    unless: str
    state: State
    __hash__ = _hash


@dataclass(frozen=True, slots=True)
class Waited:
    """A call that returns only after a running handler of `source`, at `place`, has finished."""

    span: Span
    name: str
    source: Quiet
    place: Place
    state: State
    __hash__ = _hash


@dataclass(frozen=True, slots=True)
class Armed:
    """From here on the handler of `source` can come; `state` is the one just before."""

    span: Span
    source: Quiet
    state: State
    __hash__ = _hash


@dataclass(frozen=True, slots=True)
class Left:
    """A way out of the function with its state and what it returns."""

    span: Span
    value: Value
    state: State
    __hash__ = _hash


@dataclass(frozen=True, slots=True)
class Probed:
    """A call of lockscan_state()."""

    span: Span
    state: State
    __hash__ = _hash


Event = (
    Probed
    | Taken
    | Dropped
    | FlagsSaved
    | FlagsRestored
    | IrqsTurnedOn
    | GlobalTaken
    | Called
    | Touched
    | Slept
    | Waited
    | Armed
    | Left
)

Record = Callable[[Event], None]
"""Who hears of events while they happen."""
