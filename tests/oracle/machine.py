"""Runs every path of a function, calls included, on concrete states, and lists what happens.

Brute force: no summaries, no joins, no flow graph. A block runs on each state that reaches it; states that are equal go
on as one, since from there on they do the same. Loops run until a further round brings no new state.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from tests.oracle import program as p
from tests.oracle.program import Function, Lock, Program, Role, Statement, Variant
from tests.oracle.state import (
    Dropped,
    Ended,
    Event,
    Frame,
    Hold,
    IrqsOn,
    Left,
    Owed,
    RestoredFlags,
    Saved,
    SavedFlags,
    Slept,
    State,
    Took,
)

_MOST_STEPS = 3_000


class TooLarge(Exception):  # noqa: N818 - nothing is wrong with the program
    """The program has more paths than a test can wait for."""


@dataclass(slots=True)
class Flow:
    """Where the states of a block go."""

    on: set[State] = field(default_factory=set)
    breaks: set[State] = field(default_factory=set)
    continues: set[State] = field(default_factory=set)
    left: set[tuple[int, int | None, State]] = field(default_factory=set)

    def add(self, other: Flow) -> None:
        """All of `other` but for the states that go on."""
        self.breaks |= other.breaks
        self.continues |= other.continues
        self.left |= other.left


def run(program: Program, number: int, entry: State) -> list[Event]:
    """Everything that happens on the paths of one function that is entered in `entry`."""
    machine = _Machine(program)
    function = program.functions[number]
    flow = machine.block(function.body, {entry}, Frame(), function)
    for line, value, state in flow.left:
        machine.see(Left(line, value, state))
    return list(machine.events)


@dataclass(slots=True)
class _Machine:
    program: Program
    events: dict[Event, None] = field(default_factory=dict)
    steps: int = 0

    def see(self, event: Event) -> None:
        self.events[event] = None

    def block(self, body: tuple[Statement, ...], states: set[State], frame: Frame, inside: Function) -> Flow:
        flow = Flow(on=states)
        for statement in body:
            after = Flow()
            for state in flow.on:
                self.steps += 1
                if self.steps > _MOST_STEPS:
                    raise TooLarge
                one = self.statement(statement, state, frame, inside)
                after.on |= one.on
                after.add(one)
            flow.on = after.on
            flow.add(after)
        return flow

    def statement(self, statement: Statement, state: State, frame: Frame, inside: Function) -> Flow:
        match statement:
            case p.If(then=then, other=other):
                return self.either([(then, {state}), (other, {state})], frame, inside)
            case p.Try(then=then, other=other):
                ways = [(then, set(self.tried(statement, state, frame))), (other, {_refused(statement, state)})]
                return self.either(ways, frame, inside)
            case p.Loop():
                return self.loop(statement, state, frame, inside)
            case p.Break():
                return Flow(breaks={state})
            case p.Continue():
                return Flow(continues={state})
            case p.Return(line=line, value=value):
                return Flow(left={(line, _returned(value, inside.role), state)})
            case p.Call():
                return Flow(on=self.call(statement, state, frame))
        return Flow(on=set(self.simple(statement, state, frame)))

    def either(self, ways: list[tuple[tuple[Statement, ...], set[State]]], frame: Frame, inside: Function) -> Flow:
        flow = Flow()
        for body, states in ways:
            one = self.block(body, states, frame, inside)
            flow.on |= one.on
            flow.add(one)
        return flow

    def loop(self, loop: p.Loop, state: State, frame: Frame, inside: Function) -> Flow:
        flow = Flow(on=set() if loop.tests_last else {state})
        fresh, seen = {state}, {state}
        while fresh:
            one = self.block(loop.body, fresh, frame, inside)
            ends = one.on | one.continues
            flow.left |= one.left
            flow.on |= ends | one.breaks
            fresh = ends - seen
            seen |= ends
        return flow

    def call(self, call: p.Call, state: State, frame: Frame) -> set[State]:
        """The callee has flags of its own; what it leaves locked, this function's call has locked, unless it has only
        released it for a while. What it locks and unlocks again is no matter of its caller."""
        callee = self.program.functions[call.function]
        inner = Frame(frame.level + 1, frame.top_line(call.line))
        flow = self.block(callee.body, {replace(state, flags=())}, inner, callee)
        after = set()
        for _, _, left in flow.left:
            held = tuple(
                (None if left.is_broken else state.hold_of(hold.lock))
                or replace(hold, line=call.line, level=frame.level)
                if hold.level > frame.level
                else hold
                for hold in left.held
            )
            touched = state.touched | {hold.lock for hold in held} | set(left.given)
            back = replace(left, held=held, flags=state.flags, touched=touched)
            after.add(back)
            if frame.level == 0:
                self.compare(state, back, call.line)
        return after

    def compare(self, before: State, after: State, line: int) -> None:
        """What a call gave away for good."""
        now = {hold.lock for hold in after.held}
        for lock in {hold.lock for hold in before.held} - now:
            self.see(Ended(lock, True, after))
        for lock in {lock for lock in after.given if after.given.count(lock) in (before.given.count(lock) + 1, 2)}:
            self.see(Ended(lock, False, after, line))

    # Statements that do one thing ------------------------------------------------------------------------------------

    def simple(self, statement: Statement, state: State, frame: Frame) -> Iterable[State]:
        match statement:
            case p.Acquire(line=line, lock=lock, variant=variant, read=read, flags=flags):
                return self.take(_Taking(line, frame, lock, variant, read, flags), state)
            case p.Release():
                return self.drop(statement, state, frame)
            case p.Hard():
                return self.hard(statement, state, frame)
            case p.Soft(action=action):
                return [state.counting_bh(1 if action == "disable" else -1)]
            case p.Sleep(line=line, gfp=gfp):
                if gfp != "GFP_ATOMIC":
                    self.see(Slept(line, frame, state))
                return [state]
        raise AssertionError(statement)

    def tried(self, tried: p.Try, state: State, frame: Frame) -> Iterable[State]:
        """The states in which it has succeeded. It cannot, if the lock is held; but lockscan's summary of a function
        does not tell that the function goes this way only when its caller does not hold the lock."""
        held = state.hold_of(tried.lock)
        if not tried.waits and held is not None:
            if held.level == frame.level:
                return []
            state = state.broken()
        taking = _Taking(tried.line, frame, tried.lock, tried.variant, False, tried.flags, not tried.waits)
        return self.take(taking, state)

    def take(self, taking: _Taking, state: State) -> Iterable[State]:
        before = state
        if taking.variant is Variant.IRQSAVE:
            self.see(SavedFlags(taking.line, taking.frame, taking.flags, state))
            state = state.keeping(taking.flags, Saved(state.irqs))
        if taking.variant in (Variant.IRQ, Variant.IRQSAVE):
            state = state.with_irqs(False)
        if taking.variant is Variant.BH:
            state = state.counting_bh(1)
        lock = taking.lock
        took = Took(taking.line, taking.frame, lock, taking.read, taking.variant, taking.tries, before, state)
        self.see(took)
        if lock.kind.sleeps and not taking.tries:
            self.see(Slept(taking.line, taking.frame, before))
        held = state.hold_of(lock)
        state = replace(state, touched=state.touched | {lock})
        if lock in state.given:
            return [state.regaining(lock)]
        hold = Hold(lock, taking.read, taking.variant, taking.line, taking.frame.level)
        taken = replace(state, held=(*state.held, hold))
        if held is None:
            return [taken]
        # It waits for itself for ever. Whatever is said about what comes after may be said of one hold or of two.
        return [state.broken()] if len(state.held) > 7 else [state.broken(), taken.broken()]

    def drop(self, release: p.Release, state: State, frame: Frame) -> Iterable[State]:
        """Which hold it ends is clear; but where a mistake has left several, it may be said of each of them."""
        holds = {hold for hold in state.held if hold.lock == release.lock}
        ended = holds if state.is_broken and holds else {state.hold_for(release.lock, release.read)}
        return [after for hold in ended for after in self.end(release, hold, state, frame)]

    def end(self, release: p.Release, hold: Hold | None, state: State, frame: Frame) -> Iterable[State]:
        lock = release.lock
        self.see(Dropped(release.line, frame, lock, release.read, release.variant, hold, state))
        if hold is not None:
            held = list(state.held)
            held.remove(hold)
            if frame.level == 0:
                self.see(Ended(lock, True, state))
            owed = frozenset(_owed(hold, release, state)) if frame.level == 0 else frozenset()
            state = replace(state, held=tuple(held), owed=state.owed | owed)
        else:
            is_unbalanced = state.is_unbalanced or state.is_root or lock in state.touched
            state = replace(state.giving(lock), is_unbalanced=is_unbalanced)
        match release.variant:
            case Variant.IRQ:
                self.see(IrqsOn(release.line, frame, state))
                return [state.with_irqs(True)]
            case Variant.IRQSAVE:
                return self.restore(release.line, release.flags, state, frame)
            case Variant.BH:
                return [state.counting_bh(-1)]
        return [state]

    def hard(self, statement: p.Hard, state: State, frame: Frame) -> Iterable[State]:
        match statement.action:
            case "disable":
                return [state.with_irqs(False)]
            case "enable":
                self.see(IrqsOn(statement.line, frame, state))
                return [state.with_irqs(True)]
            case "save":
                self.see(SavedFlags(statement.line, frame, statement.flags, state))
                return [state.keeping(statement.flags, Saved(state.irqs)).with_irqs(False)]
        return self.restore(statement.line, statement.flags, state, frame)

    def restore(self, line: int, flags: int, state: State, frame: Frame) -> Iterable[State]:
        self.see(RestoredFlags(line, frame, flags, state))
        saved = state.saved(flags)
        if saved is None:  # whatever was on the stack
            return [state.with_irqs(True).broken(), state.with_irqs(False).broken()]
        return [state.keeping(flags, replace(saved, live=False)).with_irqs(saved.irqs)]


@dataclass(frozen=True, slots=True)
class _Taking:
    line: int
    frame: Frame
    lock: Lock
    variant: Variant
    read: bool
    flags: int
    tries: bool = False


def _refused(tried: p.Try, state: State) -> State:
    """The state after it has failed; waiting for a lock of one's own is a mistake even if a signal ends it."""
    after = replace(state, touched=state.touched | {tried.lock})
    return after.broken() if tried.waits and state.hold_of(tried.lock) is not None else after


def _owed(hold: Hold, release: p.Release, state: State) -> Iterator[Owed]:
    irqs = (Variant.IRQ, Variant.IRQSAVE)
    if hold.variant in irqs and release.variant not in irqs and not state.irqs:
        yield Owed(release.lock, release.line, "irq")
    if hold.variant is Variant.BH and release.variant is not Variant.BH and state.bh > 0:
        yield Owed(release.lock, release.line, "bh")


def _returned(value: int, role: Role) -> int | None:
    if role is Role.HARDIRQ:
        return 1
    return value if role.returns_errors else None
