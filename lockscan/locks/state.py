"""The state on one path: locks held, hard-irq and bottom-half state, saved flags, armed handlers, facts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import field
from functools import lru_cache
from typing import NamedTuple, Protocol

from lockscan.frozen import dataclass
from lockscan.locks.copying import replace
from lockscan.locks.facts import NO_FACTS, Facts
from lockscan.locks.place import Place
from lockscan.locks.requires import Requires, required
from lockscan.models.effects import Kind, Line, Mode
from lockscan.syntax.nodes import Span


class IrqWord(NamedTuple):
    """One known hard-irq state."""

    name: str

    def __str__(self) -> str:
        return self.name


ENTRY = IrqWord("entry")  # whatever it was when the function was entered
ON = IrqWord("on")
OFF = IrqWord("off")
UNSURE = IrqWord("unknown")


@dataclass(frozen=True, slots=True)
class SavedIn:
    """The state that the caller saved in this flags parameter."""

    place: Place

    def __str__(self) -> str:
        return f"saved({self.place})"


Irq = IrqWord | SavedIn


@dataclass(frozen=True, slots=True)
class Held:
    """A lock held. `span` is where this function took it (the call if a callee did); `variant`: "irqsave", "bh", …"""

    place: Place
    lock_class: str
    kind: Kind
    mode: Mode
    variant: str
    span: Span
    is_asserted: bool = False  # known only from lockdep_assert_held()
    is_again: bool = False  # taken twice: a mistake of its own, after which nothing is said about its release
    is_maybe: bool = False  # a callee takes it on some ways out that look alike from here
    is_tried: bool = False  # taken by trying: by nobody who holds it already
    _hash: int = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_hash", hash((self.place, self.span)))

    def __hash__(self) -> int:
        return self._hash


@dataclass(frozen=True, slots=True)
class Given:
    """A lock released without being held here: the caller must have held it."""

    place: Place
    lock_class: str
    kind: Kind
    mode: Mode | None
    is_again: bool = False  # once more than the caller can have held it


@dataclass(frozen=True, slots=True)
class Saved:
    """What a flags variable holds: the hard-irq state, and whether the global irq lock was held."""

    irq: Irq
    is_global: bool | None
    span: Span
    is_live: bool = True  # not yet restored


@dataclass(frozen=True, slots=True)
class Owed:
    """A release, at `span`, that left hard irqs (or bottom halves) off, which taking the lock had turned off."""

    span: Span
    is_bh: bool


@dataclass(frozen=True, slots=True)
class Quiet:
    """Handlers of one source (a timer member, an irq number) that were armed or quieted on this path.

    `record` declares the member `key` (for a variable: its file); "" if that is not known. `is_maybe`:
    quieted on some of the paths that were joined here, as in a loop over all queues.
    """

    line: Line
    key: str
    record: str = ""
    is_maybe: bool = False


@dataclass(frozen=True, slots=True)
class State:
    """One path's state.

    States that differ only in `entry` are joined wherever they meet: a test with two ways to one end asks nothing of
    callers. States that differ only in `facts` and in what is `owed` are joined when they are many, and those that
    differ in the sources `armed` and `quiet` as well: that does not decide how locks behave, and would multiply the
    states of a function that has much to do with timers.
    """

    held: tuple[Held, ...] = ()
    given: frozenset[Given] = frozenset()
    irq: Irq = ENTRY
    bh: int = 0  # bottom halves disabled this many times more than at entry
    preempt: int = 0
    is_global: bool | None = None  # inside cli(); None: as at entry
    saved: tuple[tuple[Place, Saved], ...] = ()
    armed: frozenset[Quiet] = frozenset()
    quiet: frozenset[Quiet] = frozenset()
    tried: frozenset[Place] = frozenset()  # locks that this activation has surely tried to take
    owed: frozenset[Owed] = frozenset()  # by this activation, on one of the paths at least
    facts: Facts = NO_FACTS
    entry: Facts = NO_FACTS  # what tests have told about memory as it was when the function was entered

    _hash: int = field(default=0, init=False, compare=False, repr=False)  # 0: nobody has asked yet
    _requires: Requires | None = field(default=None, init=False, compare=False, repr=False)

    def __hash__(self) -> int:
        known = self._hash
        if not known:
            facts, entry = self.facts.digest, self.entry.digest
            known = hash((self.held, self.given, self.saved, self.armed, self.quiet, self.tried, facts, entry)) or 1
            object.__setattr__(self, "_hash", known)
        return known

    @property
    def requires(self) -> Requires:
        """What the path needs of the parameters, and of memory at entry: one alternative at most, made once."""
        known = self._requires
        if known is None:
            known = required(self.facts, self.entry)
            object.__setattr__(self, "_requires", known)
        return known

    @property
    def locks(self) -> tuple[object, ...]:
        """The state without facts and sources: equal for states that may be joined."""
        return (self.held, self.given, self.irq, self.bh, self.preempt, self.is_global, self.saved)

    def join(self, other: State) -> State:
        """Both paths at once, where `locks` are equal: a source that one of them arms may come."""
        both = self.knowing(self.facts.join(other.facts), self.entry.join(other.entry))
        if (self.armed, self.quiet, self.tried, self.owed) == (other.armed, other.quiet, other.tried, other.owed):
            return both
        return replace(
            both,
            armed=self.armed | other.armed,
            quiet=quiet_on_both(self, other),
            tried=self.tried & other.tried,
            owed=self.owed | other.owed,
        )

    def knowing(self, facts: Facts, entry: Facts | None = None) -> State:
        """The same locks with other facts; much quicker than dataclasses.replace, and much used."""
        if entry is None:
            entry = self.entry
        if facts is self.facts and entry is self.entry:
            return self
        return State(
            self.held,
            self.given,
            self.irq,
            self.bh,
            self.preempt,
            self.is_global,
            self.saved,
            self.armed,
            self.quiet,
            self.tried,
            self.owed,
            facts,
            entry,
        )

    def holding(self, held: tuple[Held, ...]) -> State:
        """The same with other locks held; quick like `knowing`."""
        return State(
            held,
            self.given,
            self.irq,
            self.bh,
            self.preempt,
            self.is_global,
            self.saved,
            self.armed,
            self.quiet,
            self.tried,
            self.owed,
            self.facts,
            self.entry,
        )

    def save(self, place: Place, saved: Saved) -> State:
        rest = [pair for pair in self.saved if pair[0] != place]
        pairs = ((place, saved),) if not rest else tuple(sorted((*rest, (place, saved)), key=_saved_order))
        return replace(self, saved=pairs)

    def saved_in(self, place: Place) -> Saved | None:
        for known, saved in self.saved:
            if known == place:
                return saved
        return None

    def __str__(self) -> str:
        held = ",".join(sorted(f"&{lock.place}" for lock in self.held))
        return f"held={{{held}}} irq={self.irq} bh={'off' if self.bh > 0 else 'entry' if self.bh == 0 else 'on'}"


class _HasQuiet(Protocol):
    @property
    def quiet(self) -> frozenset[Quiet]: ...


def quiet_on_both(one: _HasQuiet, other: _HasQuiet) -> frozenset[Quiet]:
    """The sources that are quiet on two joined paths; those of one path only may be."""
    if one.quiet == other.quiet:
        return one.quiet
    return one.quiet & other.quiet | {
        source if source.is_maybe else replace(source, is_maybe=True) for source in one.quiet ^ other.quiet
    }


def still_quiet(quiet: frozenset[Quiet], armed: frozenset[Quiet]) -> frozenset[Quiet]:
    """What stays quiet after the sources `armed` are armed."""
    return _still_quiet(quiet, armed) if quiet and armed else quiet


@lru_cache(maxsize=4096)
def _still_quiet(quiet: frozenset[Quiet], armed: frozenset[Quiet]) -> frozenset[Quiet]:
    return frozenset([q for q in quiet if (Quiet(q.line, q.key, q.record) if q.is_maybe else q) not in armed])


def _saved_order(pair: tuple[Place, Saved]) -> tuple[str, Span]:
    return str(pair[0]), pair[1].span


_FEW_SOURCES = 4  # states with different sources beyond which the sources are joined


def join_alike(states: Iterable[State]) -> list[State]:
    """Joins states that differ in facts and sources only; the order of first appearance is kept.

    A few states that differ in their sources stay apart: whether `request_irq()` has succeeded or failed.
    """
    merged = _joined(states, lambda state: (state.locks, state.armed, state.quiet))
    return merged if len(merged) <= _FEW_SOURCES else _joined(merged, lambda state: state.locks)


def _joined(states: Iterable[State], kind: Callable[[State], tuple[object, ...]]) -> list[State]:
    """One state of each kind, in the order of first appearance. Kinds are few, and quicker compared than hashed."""
    kinds: list[tuple[object, ...]] = []
    merged: list[State] = []
    for state in states:
        key = kind(state)
        if key in kinds:
            number = kinds.index(key)
            merged[number] = merged[number].join(state)
        else:
            kinds.append(key)
            merged.append(state)
    return merged


def thin(states: Sequence[State]) -> Sequence[State]:
    """Joins states that differ in `entry` only; the same sequence where there are none."""
    first = states[0].entry
    if not [state for state in states if state.entry is not first and state.entry != first]:
        return states
    merged: dict[State, State] = {}
    for state in states:
        key = state.knowing(state.facts, NO_FACTS)
        merged[key] = merged[key].join(state) if key in merged else state
    return states if len(merged) == len(states) else list(merged.values())


def bound(states: Iterable[State], alike: int, limit: int) -> tuple[list[State], bool]:
    """Joins those that differ in facts only when there are more than `alike`; at most `limit`. Was any given up?"""
    distinct = list(dict.fromkeys(states))
    if len(distinct) > 1:
        distinct = list(thin(distinct))
    if len(distinct) > alike:
        distinct = join_alike(distinct)
    return distinct[:limit], len(distinct) > limit
