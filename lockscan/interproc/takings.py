"""Acquisitions, and waits for handlers, of one function and everything below it, in one form: what edges end in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache

from lockscan.frozen import dataclass
from lockscan.locks.apply import bh_at_call, resolve_irq
from lockscan.locks.events import Called, Taken, Waited
from lockscan.locks.place import DEREF, Local, Place
from lockscan.locks.requires import Requires
from lockscan.locks.state import Given, Irq, Quiet, State, still_quiet
from lockscan.locks.summary import Site, Summary, Usage, Wait
from lockscan.models.effects import Kind, Mode


@dataclass(frozen=True, slots=True)
class Lock:
    """A node, as a thread holds it or wants it. `kind` None: a handler, that runs or is waited for."""

    name: str
    kind: Kind | None
    mode: Mode

    def blocks(self, other: Lock) -> bool:
        """Does a thread that wants `other` wait for one that holds this?"""
        return not (self.mode is Mode.READ and other.mode is Mode.READ)


@dataclass(frozen=True, slots=True)
class Taking:
    """One acquisition relative to the entry of a function; see Usage for the fields."""

    lock: Lock
    site: Site
    chain: tuple[Site, ...]
    holds: frozenset[str]
    given: frozenset[str]
    irq: Irq
    bh_off: bool
    armed: frozenset[Quiet]
    quiet: frozenset[Quiet]
    requires: Requires
    is_sure: bool
    is_nested: bool = False


Nodes = Callable[[Quiet, str], Iterable[str]]  # what a wait for a source, in a file, waits for

_NO_NODES = frozenset({Kind.RCU, Kind.SRCU, Kind.CLAIM, Kind.LOCAL_LOCK, Kind.BIG_KERNEL_LOCK, Kind.GLOBAL_IRQ})


def is_node(lock_class: str, kind: Kind, place: Place | None = None) -> bool:
    """Do two threads mean the same lock by this class? Not when it is known by a local variable only.

    Sections that any number of threads may enter, that may be entered again by their holder, or that are per CPU are no
    locks in this sense.
    """
    if kind in _NO_NODES or not _is_shared(lock_class):
        return False
    return place is None or not isinstance(place.root, Local) or DEREF in place.steps


@cache
def _is_shared(lock_class: str) -> bool:
    if lock_class.startswith("struct "):
        return True
    owner, colon, name = lock_class.rpartition(":")
    return bool(name) and "()" not in name and "*" not in name and (not colon or "." in owner)


def names_taken(event: Taken | Called | Waited, file: str, nodes: Nodes) -> Iterator[str]:
    """The nodes that an event takes, whatever its arguments: quick."""
    match event:
        case Taken(take=take):
            if not take.is_try and is_node(take.lock_class, take.kind, take.place):
                yield take.lock_class
        case Waited(source=source):
            yield from nodes(source, file)
        case Called(callee=callee):
            for usage in callee.usages:
                if _is_wanted(usage):
                    yield usage.lock_class
            for wait in callee.waits:
                yield from nodes(wait.source, wait.site.file)


def takings(event: Taken | Called | Waited, file: str, name: str, wanted: str, nodes: Nodes) -> Iterator[Taking]:
    """How an event takes the node `wanted`, with the state of the path filled in; less what its arguments rule out."""
    state = event.state
    match event:
        case Taken(span=span, take=take):
            if take.lock_class == wanted and not take.is_try and is_node(wanted, take.kind, take.place):
                lock = Lock(take.lock_class, take.kind, take.mode)
                yield _here(lock, Site(file, name, span), state, is_nested=take.is_nested)
        case Waited(span=span, source=source):
            if wanted in nodes(source, file):
                yield _here(Lock(wanted, None, Mode.WRITE), Site(file, name, span), state)
        case Called(callee=callee, is_certain=is_certain):
            lift = event.lift()
            for usage in callee.usages:
                is_wanted = usage.lock_class == wanted and _is_wanted(usage)
                requires = lift.of(usage.requires) if is_wanted else None
                if requires is not None:
                    yield _of_usage(usage, state, requires, usage.is_sure and is_certain)
            for wait in callee.waits:
                requires = lift.of(wait.requires) if wanted in nodes(wait.source, wait.site.file) else None
                if requires is not None:
                    yield _of_wait(wanted, wait, state, requires, wait.is_sure and is_certain)


def takings_below(summary: Summary, nodes: Nodes) -> Iterator[Taking]:
    """What a function and everything below it take."""
    entry = State()
    for usage in summary.usages:
        if _is_wanted(usage):
            yield _of_usage(usage, entry, usage.requires, usage.is_sure)
    for wait in summary.waits:
        for handler in nodes(wait.source, wait.site.file):
            yield _of_wait(handler, wait, entry, wait.requires, wait.is_sure)


def _is_wanted(usage: Usage) -> bool:
    return not usage.is_try and not usage.is_regained and is_node(usage.lock_class, usage.kind, usage.place)


def _here(lock: Lock, site: Site, state: State, *, is_nested: bool = False) -> Taking:
    return Taking(
        lock,
        site,
        (),
        frozenset(),
        frozenset(),
        state.irq,
        state.bh > 0,
        state.armed,
        state.quiet,
        state.requires,
        is_sure=True,
        is_nested=is_nested,
    )


def _of_usage(usage: Usage, state: State, requires: Requires, is_sure: bool) -> Taking:
    return Taking(
        Lock(usage.lock_class, usage.kind, usage.mode),
        usage.site,
        usage.chain,
        usage.holds,
        _classes(usage.given),
        resolve_irq(usage.irq, state),
        bh_at_call(usage.bh, state) > 0,
        (state.armed - usage.quiet) | usage.armed,
        still_quiet(state.quiet, usage.armed) | usage.quiet,
        requires,
        is_sure,
        usage.is_nested,
    )


def _of_wait(handler: str, wait: Wait, state: State, requires: Requires, is_sure: bool) -> Taking:
    return Taking(
        Lock(handler, None, Mode.WRITE),
        wait.site,
        wait.chain,
        frozenset(),
        _classes(wait.given),
        state.irq,
        state.bh > 0,
        state.armed,
        state.quiet,
        requires,
        is_sure,
    )


def _classes(given: frozenset[Given]) -> frozenset[str]:
    return frozenset(lock.lock_class for lock in given)
