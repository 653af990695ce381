"""From what happens on the paths of a program to the findings that each rule's page promises."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from tests.oracle.machine import run
from tests.oracle.printer import flags_name, name_of
from tests.oracle.program import Call, Lock, Program, Role, Variant, walk
from tests.oracle.state import (
    Dropped,
    Ended,
    Event,
    IrqsOn,
    Left,
    RestoredFlags,
    SavedFlags,
    State,
    Took,
)


@dataclass(frozen=True, slots=True, order=True)
class Verdict:
    """A finding as both sides can tell it. `lock` as people read it, "" where the rule speaks of a place only.

    A lock that is taken twice is told by the second acquisition and by the function that already held the lock. Below a
    call `line` is 0: a summary names one acquisition for many, and however many calls lead to it, they are one finding.
    """

    rule: str
    line: int
    lock: str = ""
    holder: str = ""


@dataclass(frozen=True, slots=True)
class Verdicts:
    """`sure` is wrong on paths that made no mistake before: it has to be found. `possible` may be found."""

    sure: frozenset[Verdict]
    possible: frozenset[Verdict]


def shown(lock: Lock) -> str:
    return f"struct dev.{lock.name}" if lock.is_member else f"driver.c:{lock.name}"


def judge(program: Program) -> Verdicts:
    """The verdicts of all rules on a printed program. Raises TooLarge."""
    sure: set[Verdict] = set()
    possible: set[Verdict] = set()
    for number in range(len(program.functions)):
        events = run(program, number, State())
        clean = [event for event in events if event.state.is_clean]
        # What a way out has given away is itself the proof of a mistake, so these paths are not clean.
        ways_out = [event for event in events if isinstance(event, Left)]
        given = {lock for event in ways_out if not event.state.is_broken for lock in event.state.given}
        name = name_of(number)
        asked_twice = _asked_twice(ways_out)
        sure.update(_of_function(name, clean, given - asked_twice))
        sure.update(_missing_unlock(clean, asked_twice))
        possible.update(_of_function(name, events, {lock for event in ways_out for lock in event.state.given}))
        possible.update(_irqs_on_below(events))
        possible.update(_kept(events))
        possible.update(_released_below(events))
        possible.update(_taken_twice(name, events, levels=_ALL_LEVELS))
    usages = []
    for role, event in _below_roots(program):
        if isinstance(event, Took):
            usages.append(Usage(role, event))
        elif isinstance(event, IrqsOn) and role is Role.HARDIRQ:
            possible.add(Verdict("irqs-enabled-early", event.line))
    sure.update(_of_program([usage for usage in usages if usage.took.state.is_clean]))
    possible.update(_of_program(usages))
    return Verdicts(frozenset(sure), frozenset(possible))


def _asked_twice(ways_out: list[Left]) -> set[Lock]:
    """Held at a return that another path reaches after giving it away: lockscan takes it for one condition."""
    held = {(left.line, hold.lock) for left in ways_out for hold in left.state.held}
    return {lock for left in ways_out for lock in left.state.given if (left.line, lock) in held}


# Rules about the paths of one function, which may be called in any state -------------------------------------------


def _of_function(name: str, events: list[Event], given: set[Lock]) -> Iterator[Verdict]:
    """`given`: the locks that some way out has given away."""
    yield from _taken_twice(name, events)
    for rule in (_mismatched, _irqs_on, _flags):
        yield from rule(events)
    yield from _unlock_not_held(events, given)


_ALL_LEVELS = range(100)


def _taken_twice(name: str, events: Iterable[Event], levels: Iterable[int] = (0,)) -> Iterator[Verdict]:
    """In the function that holds the lock itself, or has called who took it; it may also be said of a caller whose lock
    the function that holds it now has released."""
    for event in events:
        if not isinstance(event, Took) or event.tries:
            continue
        held = next((h for h in event.before.held if h.lock == event.lock and h.level in levels), None)
        if held is None or (held.read and event.read):
            continue
        rule = "read-write-upgrade" if held.read else "double-acquire"
        yield Verdict(rule, 0 if event.frame.level else event.line, shown(event.lock), name)


def _missing_unlock(events: list[Event], asked_twice: set[Lock]) -> Iterator[Verdict]:
    """Held at one way out and not at another one with the same meaning, in a function that releases the lock.

    An error has the same meaning as every other result: nobody expects to own a lock then. Otherwise only ways out
    count on which the lock was asked for, at returns where it always was.
    """
    ways_out = [event for event in events if isinstance(event, Left)]
    released = {event.lock for event in events if isinstance(event, Ended)} - asked_twice
    for one in ways_out:
        for lock in {hold.lock for hold in one.state.held} & released:
            others = [two for two in ways_out if two.state.hold_of(lock) is None]
            unasked = {two.line for two in others if lock not in two.state.touched}
            alike = [two for two in others if two.line not in unasked and one.value in (None, two.value)]
            if alike or (others and one.value is not None and one.value < 0):
                yield Verdict("missing-unlock", one.line, shown(lock))


def _kept(events: list[Event]) -> Iterator[Verdict]:
    """Ways out that lockscan may find missing an unlock, whatever the results mean to the callers that it knows."""
    ways_out = [event for event in events if isinstance(event, Left)]
    released = {event.lock for event in events if isinstance(event, Ended)}
    for one in ways_out:
        for lock in {hold.lock for hold in one.state.held} & released:
            if any(two.state.hold_of(lock) is None for two in ways_out):
                yield Verdict("missing-unlock", one.line, shown(lock))


def _unlock_not_held(events: list[Event], given: set[Lock]) -> Iterator[Verdict]:
    """Released by the function itself without being held, where that cannot be the caller's lock by contract: the path
    has given it away before, or has had it before, or other paths arrive at this release with a lock of their own. The
    last two only for functions that take the lock themselves, and of which some way out really has given away what the
    caller would have to hold."""
    own = {e.lock for e in events if isinstance(e, Took) and e.frame.level == 0 and e.lock not in e.before.given}
    drops = [event for event in events if isinstance(event, Dropped) and event.frame.level == 0]
    fitting = {event.line for event in drops if event.hold is not None}
    for event in drops:
        if event.hold is None:
            is_torn = event.line in fitting or event.lock in event.state.touched
            if event.lock in event.state.given or (is_torn and event.lock in own & given):
                yield Verdict("unlock-not-held", event.line, shown(event.lock))


def _released_below(events: list[Event]) -> Iterator[Verdict]:
    """A call gave away once more what had been given away: reported where each way out of the callee does so."""
    for event in events:
        if not isinstance(event, Ended) or event.was_held:
            continue
        if event.state.given.count(event.lock) > 1 or not event.state.is_clean:
            yield Verdict("unlock-not-held", event.line, shown(event.lock))


def _mismatched(events: list[Event]) -> Iterator[Verdict]:
    for event in events:
        match event:
            case Dropped(frame=frame, hold=hold) if frame.level == 0 and hold is not None:
                if hold.read != event.read or _turns_on(event, hold.variant):
                    yield Verdict("mismatched-unlock", event.line, shown(event.lock))
            case Left(state=state) if not state.held:
                for owed in state.owed:
                    if (owed.what == "irq" and not state.irqs) or (owed.what == "bh" and state.bh > 0):
                        yield Verdict("mismatched-unlock", owed.line, shown(owed.lock))


def _turns_on(event: Dropped, taken: Variant) -> bool:
    """Does the release turn on what nothing had turned off?"""
    if event.variant is Variant.IRQ:
        return taken not in (Variant.IRQ, Variant.IRQSAVE) and event.state.irqs
    return event.variant is Variant.BH and taken is not Variant.BH and event.state.bh <= 0


def _irqs_on(events: list[Event]) -> Iterator[Verdict]:
    for event in events:
        if isinstance(event, IrqsOn) and event.frame.level == 0 and _has_irqsave(event.state):
            yield Verdict("irqs-enabled-early", event.line)


def _irqs_on_below(events: list[Event]) -> Iterator[Verdict]:
    """At the call. Nobody has to find all of them: a summary names one place for many."""
    for event in events:
        if isinstance(event, IrqsOn) and _has_irqsave(event.state):
            yield Verdict("irqs-enabled-early", event.frame.top_line(event.line))


def _has_irqsave(state: State) -> bool:
    return any(hold.variant is Variant.IRQSAVE and hold.level == 0 for hold in state.held)


def _flags(events: list[Event]) -> Iterator[Verdict]:
    """Lost: irqs are off, the variable says that they were on, and nothing has restored it. Or never saved."""
    for event in events:
        if not isinstance(event, SavedFlags | RestoredFlags) or event.frame.level > 0:
            continue
        saved, state = event.state.saved(event.flags), event.state
        match event:
            case SavedFlags():
                is_wrong = saved is not None and saved.live and saved.irqs and not state.irqs
            case RestoredFlags():
                is_wrong = saved is None
        if is_wrong:
            yield Verdict("irq-flags-misuse", event.line, flags_name(event.flags))


# Rules about contexts: from the roots ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Usage:
    """One acquisition below a root."""

    role: Role
    took: Took

    @property
    def hard(self) -> bool:
        return self.role is Role.HARDIRQ

    @property
    def soft(self) -> bool:
        return self.role.is_softirq

    @property
    def task(self) -> bool:
        return not (self.hard or self.soft)


def _below_roots(program: Program) -> Iterator[tuple[Role, Event]]:
    called = {s.function for function in program.functions for s in walk(function.body) if isinstance(s, Call)}
    for number, function in enumerate(program.functions):
        if function.role is Role.HELPER and number in called:
            continue
        for event in run(program, number, State(irqs=function.role is not Role.HARDIRQ, is_root=True)):
            yield function.role, event


def _of_program(usages: list[Usage]) -> Iterator[Verdict]:
    """lockdep's usage bits: a class is used in an interrupt, and elsewhere while that interrupt may come."""
    unsafe = set(_exposed(usages, lambda u: u.hard, lambda u: not u.hard and u.took.state.irqs))
    for lock, line in unsafe:
        yield Verdict("irq-unsafe-lock", line, shown(lock))
    soft = set(_exposed(usages, lambda u: u.soft, lambda u: u.task and u.took.state.irqs and u.took.state.bh <= 0))
    for lock, line in soft - unsafe:
        yield Verdict("softirq-unsafe-lock", line, shown(lock))
    for usage in usages:
        took = usage.took
        if usage.hard and took.variant is Variant.IRQ and not took.before.irqs:
            yield Verdict("irqs-enabled-early", took.line)


def _exposed(
    usages: list[Usage], comes: Callable[[Usage], bool], lets_it: Callable[[Usage], bool]
) -> Iterator[tuple[Lock, int]]:
    inside = {(u.took.lock, u.took.read) for u in usages if comes(u) and not u.took.tries}
    for usage in usages:
        took = usage.took
        modes = [False] if took.read else [False, True]
        if lets_it(usage) and not took.lock.kind.sleeps and any((took.lock, read) in inside for read in modes):
            yield took.lock, took.line
