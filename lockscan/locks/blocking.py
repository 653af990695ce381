"""What below a call may block: sleeping, and waiting for a handler; as witnesses relative to a function's entry."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import field

from lockscan.frozen import dataclass
from lockscan.locks.actions import Applied
from lockscan.locks.apply import resolve_irq
from lockscan.locks.events import Called, Event, Slept, Taken, Waited
from lockscan.locks.facts import Key
from lockscan.locks.gfp import allows_sleep
from lockscan.locks.place import Param, Place, Unknown
from lockscan.locks.requires import Lift, Requires, asks_no_more, size
from lockscan.locks.sources import is_given
from lockscan.locks.state import OFF, Given, Held, Irq, State
from lockscan.locks.summary import Site, Sleep, Wait
from lockscan.locks.told import are_irqs_off_at_entry, is_hinted, is_told_to_sleep
from lockscan.models.handler_effects import INTERRUPT
from lockscan.syntax.nodes import Span

_MOST_SLEEPS = 8
_MOST_WAITS = 16
_LONGEST_CHAIN = 24

_Kind = tuple[int | None, Irq, frozenset[Given], str, str]  # sleeps that agree in this are interchangeable


@dataclass(frozen=True, slots=True)
class Blocked:
    """A sleep at `span` of the function itself; `state` is the one there, `below` counts from the function's entry."""

    span: Span
    state: State
    sleep: Sleep


@dataclass(slots=True)
class Blocking:
    """Collects the witnesses of one function, a few of each kind."""

    file: str
    name: str
    sleeps: list[Sleep] = field(default_factory=list)
    waits: dict[tuple[object, ...], Wait] = field(default_factory=dict)
    _kinds: list[_Kind] = field(default_factory=list)  # of the sleeps

    def hear(self, event: Event) -> None:
        kind = type(event)
        if kind is Called or kind is Slept or kind is Taken:
            for sleep in _sleeps(event, self.file, self.name):
                self._sleep(event.state, sleep)
        if kind is Called or kind is Waited:
            for wait in waits_of(event, self.file, self.name):
                self._wait(wait)

    def _sleep(self, state: State, sleep: Sleep) -> None:
        """What a caller is told of it: locks that are given back before do not count."""
        within = sleep.within
        if is_atomic(state, sleep):
            if sleep.gfp is None:
                return
            within = cause(state, sleep)
        elif is_put_off(state, sleep):
            return
        given = sleep.given
        if state.given:
            given |= frozenset(lock for lock in state.given if lock.kind.is_atomic)
        self._keep(sleep, (sleep.gfp, sleep.irq, given, sleep.unless, within))

    def _keep(self, sleep: Sleep, kind: _Kind) -> None:
        """One witness suffices where another needs no more of the caller and sleeps in the same state."""
        length = len(sleep.chain)
        if length > _LONGEST_CHAIN:
            return
        for number, known in enumerate(self.sleeps):
            if (sleep.is_sure and not known.is_sure) or self._kinds[number] != kind:
                continue
            if asks_no_more(known.requires, sleep.requires):
                if length < len(known.chain) and known.requires == sleep.requires:
                    self.sleeps[number] = _of_kind(sleep, kind)
                return
        if len(self.sleeps) < _MOST_SLEEPS:
            self.sleeps.append(_of_kind(sleep, kind))
            self._kinds.append(kind)

    def _wait(self, wait: Wait) -> None:
        key = (wait.source, wait.given, wait.place if is_given(wait.place) else None)
        known = self.waits.get(key)
        if known is None and len(self.waits) >= _MOST_WAITS:
            return
        if known is None or (len(wait.chain), size(wait.requires)) < (len(known.chain), size(known.requires)):
            self.waits[key] = wait


def _of_kind(sleep: Sleep, kind: _Kind) -> Sleep:
    _gfp, _irq, given, _unless, within = kind
    if given is sleep.given and within == sleep.within:
        return sleep
    return _changed(sleep, sleep.gfp, sleep.irq, given, sleep.requires, within, is_sure=sleep.is_sure)


def _changed(
    sleep: Sleep, gfp: int | None, irq: Irq, given: frozenset[Given], requires: Requires, within: str, *, is_sure: bool
) -> Sleep:
    """The sleep with these: much quicker than replace(), and much used."""
    name, site, chain, unless = sleep.name, sleep.site, sleep.chain, sleep.unless
    return Sleep(name, site, gfp, irq, given, chain, requires, is_sure, unless, within)


def sleeps_of(event: Event, file: str, name: str) -> Sequence[Blocked]:
    """The sleeps that an event leads to, less those whose allocation flags forbid it."""
    return [Blocked(event.span, event.state, sleep) for sleep in _sleeps(event, file, name)]


def _sleeps(event: Event, file: str, name: str) -> Sequence[Sleep]:
    match event:
        case Called():
            return _below(event) if event.callee.sleeps else ()
        case Slept(span=span, name=called, gfp=gfp, unless=unless, state=state):
            return _slept(called, gfp, state, Site(file, name, span), unless)
        case Taken(span=span, name=called, take=take, state=state) if take.kind.is_sleeping and not take.is_try:
            return _slept(called, None, state, Site(file, name, span))
        case _:
            return ()


def _below(event: Called) -> Sequence[Sleep]:
    state, callee = event.state, event.callee
    if is_told_to_sleep(state.facts):
        return ()
    lift, is_sure = event.lift(), event.is_certain and not is_hinted(state.facts)
    carried = [_carried(sleep, callee, state, lift, is_sure=is_sure) for sleep in callee.sleeps]
    return [sleep for sleep in carried if sleep is not None]


def _slept(called: str, gfp: Key | None, state: State, site: Site, unless: str = "") -> Sequence[Sleep]:
    index = None
    if is_told_to_sleep(state.facts):
        return ()
    if gfp is not None:
        allowed = allows_sleep(state.facts.get(gfp))
        if allowed is False:
            return ()
        if allowed is None:
            index = _parameter(gfp)
            if index is None:
                return ()
    is_sure = not is_hinted(state.facts)
    return (Sleep(called, site, index, state.irq, requires=state.requires, is_sure=is_sure, unless=unless),)


def _parameter(key: Key) -> int | None:
    return key.root.index if isinstance(key, Place) and isinstance(key.root, Param) and not key.steps else None


def _carried(sleep: Sleep, callee: Applied, state: State, lift: Lift, *, is_sure: bool) -> Sleep | None:
    """A callee's sleep as one of this function; None when these arguments, or the flags given here, rule it out."""
    requires = lift.of(sleep.requires)
    if requires is None:
        return None
    index = None
    if sleep.gfp is not None:
        flags = callee.args[sleep.gfp]
        if flags is None:
            return None
        allowed = allows_sleep(state.facts.get(flags) if isinstance(flags, Place | int) else flags)
        if allowed is False:
            return None
        if allowed is None:
            index = _parameter(flags) if isinstance(flags, Place | int) else None
            if index is None:
                return None
    irq, is_sure = resolve_irq(sleep.irq, state), is_sure and sleep.is_sure
    if sleep.gfp == index and sleep.is_sure is is_sure and sleep.irq == irq and sleep.requires == requires:
        return sleep
    return _changed(sleep, index, irq, sleep.given, requires, sleep.within, is_sure=is_sure)


def waits_of(event: Event, file: str, name: str) -> Sequence[Wait]:
    """The waits that an event leads to."""
    match event:
        case Called():
            return _waits_below(event) if event.callee.waits else ()
        case Waited(span=span, name=called, source=source, place=place, state=state):
            named = None if isinstance(place.root, Unknown) else place
            return (Wait(called, source, Site(file, name, span), named, state.given, requires=state.requires),)
        case _:
            return ()


def _waits_below(event: Called) -> Sequence[Wait]:
    lift, given = event.lift(), event.state.given
    reached = []
    for wait in event.callee.waits:
        requires = lift.of(wait.requires)
        if requires is not None:
            name, source, site, all_given = wait.name, wait.source, wait.site, wait.given | given
            is_sure = wait.is_sure and event.is_certain
            reached.append(Wait(name, source, site, wait.place, all_given, wait.chain, requires, is_sure))
    return reached


def forbidding(state: State, sleep: Sleep) -> Held | None:
    """The innermost lock that forbids to sleep there; locks that were released on the way down do not."""
    held = [lock for lock in state.held if _forbids(lock) and not is_given_back(lock, sleep.given)]
    return held[-1] if held else None


def _forbids(lock: Held) -> bool:
    """An assertion does not tell the kind of the lock, and the caller that holds it knows.

    A lock that was taken through a variable which means something else by now may have been released by another name.
    """
    is_lost = isinstance(lock.place.root, Unknown) and not lock.lock_class
    return lock.kind.is_atomic and not lock.is_asserted and not is_lost


def cause(state: State, sleep: Sleep) -> str:
    """What forbids to sleep, in words: the lock's class (its place, if that is not known), or what is turned off."""
    held = forbidding(state, sleep)
    if held is not None:
        return held.lock_class or str(held.place)
    if sleep.irq == OFF:
        return "hard irqs off"
    return "bottom halves off" if state.bh > 0 else "preemption off"


def is_given_back(lock: Held, given: Iterable[Given]) -> bool:
    """Is the lock among those that were released on the way down?"""
    return any(lost.place == lock.place or (lost.lock_class and lost.lock_class == lock.lock_class) for lost in given)


def is_put_off(state: State, sleep: Sleep) -> bool:
    """Does the call see that it is in no task, and do its work later?"""
    return sleep.unless == INTERRUPT and state.bh > 0


def is_atomic(state: State, sleep: Sleep) -> bool:
    """Does what the function itself has done forbid to sleep? cli() does not: schedule() gave the global lock away.

    Nor does an assertion that irqs are off (`WARN_ON(irqs_disabled())`): that is the caller's doing.
    """
    if is_put_off(state, sleep):
        return False
    if forbidding(state, sleep) is not None:
        return True
    if sleep.irq == OFF and not state.is_global and not are_irqs_off_at_entry(state.facts):
        return True
    return (state.bh > 0 or state.preempt > 0) and not sleep.given
