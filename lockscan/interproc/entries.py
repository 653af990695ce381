"""How each function is entered, seen from the roots: the locks that are held on every way to it, and the irq state.

Top-down, and computed when somebody first asks. Only calls that the analysis follows count: functions that do nothing
to locks, directly or below, are not followed, so nothing is said about what only they call.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field

from lockscan.frozen import dataclass
from lockscan.interproc.roots import Root
from lockscan.interproc.sleepers import closure
from lockscan.interproc.solved import Solved
from lockscan.locks.events import Called
from lockscan.locks.place import DEREF, Field, Param, Place, Static, Step, lock_class
from lockscan.locks.state import ENTRY, OFF, ON, UNSURE, Irq, IrqWord, State
from lockscan.locks.summary import FunctionId
from lockscan.models.effects import Context, Entry, Kind, Mode, Target, Via


@dataclass(frozen=True, slots=True)
class Carried:
    """A lock that is held when a function is entered, by its class."""

    lock_class: str
    kind: Kind
    mode: Mode


@dataclass(frozen=True, slots=True)
class Entered:
    """What holds whenever the function is entered, by whichever way.

    `irq` is ON, OFF or (differs, or not known) UNSURE; `bh_off` and `is_atomic` are true only if they are on every way.
    `is_atomic`: in interrupt context, irqs or bottom halves off, preemption off, or under a lock that forbids to sleep.
    """

    holds: frozenset[Carried] = frozenset()
    irq: IrqWord = UNSURE
    bh_off: bool = False
    is_atomic: bool = False

    def meet(self, other: Entered) -> Entered:
        """What holds on both ways."""
        if self == other:
            return self
        return Entered(
            self.holds & other.holds,
            self.irq if self.irq == other.irq else UNSURE,
            self.bh_off and other.bh_off,
            self.is_atomic and other.is_atomic,
        )


@dataclass(frozen=True, slots=True)
class _Hop:
    """One call in one state of the caller: `holds` come on top of what the caller was entered with, less `lost`."""

    callee: FunctionId
    holds: frozenset[Carried]
    lost: frozenset[str]
    irq: Irq
    bh_off: bool
    is_atomic: bool

    def below(self, caller: Entered) -> Entered:
        """How the callee is entered when the caller was entered so."""
        kept = frozenset(lock for lock in caller.holds if lock.lock_class not in self.lost)
        is_given_up = bool(self.lost)  # what made the caller atomic may be what it released
        return Entered(
            kept | self.holds,
            caller.irq if self.irq == ENTRY else self.irq if self.irq in (ON, OFF) else UNSURE,
            caller.bh_off or self.bh_off,
            self.is_atomic or (caller.is_atomic and not is_given_up),
        )


@dataclass(slots=True)
class Entries:
    """Answers for one program."""

    functions: Mapping[FunctionId, Solved]
    roots: Sequence[Root]
    callers: Mapping[FunctionId, Sequence[FunctionId]]
    containers: frozenset[str]
    _entered: dict[FunctionId, Entered] = field(default_factory=dict)
    _reached_by: dict[FunctionId, tuple[Root, ...]] = field(default_factory=dict)
    _numbers: dict[FunctionId, list[int]] = field(default_factory=dict)  # of the roots that are this function

    def at(self, function: FunctionId) -> Entered | None:
        """None when no way to the function is followed."""
        if not self._entered:
            self._enter_all()
        return self._entered.get(function)

    def roots_of(self, function: FunctionId) -> tuple[Root, ...]:
        """The roots below which the function is called, at any depth, in program order; a root is its own."""
        known = self._reached_by.get(function)
        if known is None:
            if not self._numbers:
                for number, root in enumerate(self.roots):
                    self._numbers.setdefault(root.function, []).append(number)
            above = closure((function,), self.callers)
            numbers = sorted(number for one in above for number in self._numbers.get(one, ()))
            known = self._reached_by[function] = tuple(self.roots[number] for number in numbers)
        return known

    def of_root(self, root: Root) -> Entered:
        """How a root is entered."""
        return entered_as(root.entry, self.containers)

    def _enter_all(self) -> None:
        """A worklist from the roots; what is known of a function only shrinks, so it ends."""
        hops: dict[FunctionId, tuple[_Hop, ...]] = {}
        pending: dict[FunctionId, None] = {}
        for root in self.roots:
            self._enter(root.function, self.of_root(root), pending)
        while pending:
            caller = next(iter(pending))
            del pending[caller]
            if caller not in hops:
                hops[caller] = tuple(dict.fromkeys(_hops(self.functions[caller])))
            for hop in hops[caller]:
                self._enter(hop.callee, hop.below(self._entered[caller]), pending)

    def _enter(self, function: FunctionId, entered: Entered, pending: dict[FunctionId, None]) -> None:
        known = self._entered.get(function)
        met = entered if known is None else known.meet(entered)
        if met != known:
            self._entered[function] = met
            pending[function] = None


def _hops(solved: Solved) -> Iterator[_Hop]:
    for event in solved.of(Called):
        state = event.state
        yield _Hop(
            event.callee.function,
            carried(state),
            frozenset(lost.lock_class for lost in state.given if lost.lock_class),
            state.irq,
            state.bh > 0,
            _is_atomic(state),
        )


def _is_atomic(state: State) -> bool:
    if state.irq == OFF or state.bh > 0 or state.preempt > 0:
        return True
    return any(lock.kind.is_atomic and not lock.is_maybe for lock in state.held)


def carried(state: State) -> frozenset[Carried]:
    """The locks with a known class that are surely held."""
    return frozenset(
        Carried(lock.lock_class, lock.kind, lock.mode) for lock in state.held if lock.lock_class and not lock.is_maybe
    )


def entered_as(entry: Entry, containers: frozenset[str]) -> Entered:
    """A root's entry as facts."""
    holds = held_at_entry(entry, containers)
    return Entered(
        frozenset(holds),
        OFF if entry.irqs_off else ON,
        entry.bh_off or entry.context is not Context.TASK,
        entry.context is not Context.TASK
        or entry.irqs_off
        or entry.bh_off
        or any(lock.kind.is_atomic for lock in holds),
    )


def held_at_entry(entry: Entry, containers: frozenset[str]) -> tuple[Carried, ...]:
    """The locks that the subsystem holds around a callback."""
    found = []
    for lock in entry.holds:
        name = lock_class(place_of(lock.lock), containers)
        if name:
            found.append(Carried(name, lock.kind, lock.mode))
    return tuple(found)


def place_of(target: Target) -> Place:
    """A target as the callback itself sees it."""
    steps: list[Step] = []
    record = target.record
    for step in target.steps:
        steps.append(DEREF if step is Via.DEREF else Field(record, str(step)))
        record = record if step is Via.DEREF else ""  # of the members within that one nothing is known
    root = Static(target.name) if target.parameter < 0 else Param(target.parameter, target.name)
    return Place(root, tuple(steps))
