"""Shared by double-acquire and read-write-upgrade: a lock is taken while the very same one is held."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from lockscan.checks.bypass import is_bypassed
from lockscan.frozen import dataclass
from lockscan.interproc.program import Program, Solved
from lockscan.interproc.sleepers import closure
from lockscan.interproc.solved import function_of
from lockscan.locks.actions import Take
from lockscan.locks.events import Called, Left, Taken
from lockscan.locks.place import Place
from lockscan.locks.raising import Above
from lockscan.locks.requires import is_feasible, required
from lockscan.locks.state import Held
from lockscan.locks.summary import Site, Usage
from lockscan.models.effects import Kind, Mode
from lockscan.syntax.nodes import Span


@dataclass(frozen=True, slots=True)
class Reacquire:
    """`held` is held at `span`, where the lock is taken again as `mode`: directly, or below a call (`usage`)."""

    solved: Solved
    held: Held
    span: Span
    mode: Mode
    name: str
    usage: Usage | None
    is_optional: bool = False  # the second acquisition may depend on whether the lock is held already

    @property
    def is_sure(self) -> bool:
        return not self.is_optional and (self.usage is None or self.usage.is_sure)


_COUNTING = frozenset({Kind.SEMAPHORE})  # may be taken as often as its count says


def reacquires(program: Program) -> Iterator[Reacquire]:
    """Every place where a path takes a lock that it holds. Calls that lead to the same acquisition count once, and so
    do the acquisitions below one call.

    Needs exact places on both sides.
    """
    for solved in program.functions.values():
        if not solved.with_locks:
            continue
        best: dict[tuple[Place, Span, Span | Site], Reacquire] = {}
        for found in _of(solved):
            if found.usage is not None and not program.images.together(_files(found.usage)):
                continue
            key = (found.held.place, found.held.span, found.span if found.usage is None else found.usage.site)
            if key not in best or (found.is_sure and not best[key].is_sure):
                best[key] = found
        judged = [replace(found, is_optional=_is_optional(program, found)) for found in best.values()]
        first: dict[tuple[Span, Span], Reacquire] = {}
        for found in sorted(judged, key=lambda one: not one.is_sure):
            first.setdefault((found.held.span, found.span), found)
        yield from (found for found in judged if first[found.held.span, found.span] is found)


def _files(usage: Usage) -> tuple[str, ...]:
    return (*(call.file for call in usage.chain), usage.site.file)


def _is_optional(program: Program, found: Reacquire) -> bool:
    """Does the taker lock on some of its paths only, in a way that may depend on whether its caller holds the lock?

    That is: it leads back to the function that holds the lock; or it, or a function on the way to it, goes on in the
    same way whether it has locked (made the call) or not, and not as its arguments say.
    """
    if found.usage is None:
        return False
    site = found.usage.site
    solved = function_of(site, program.functions)
    if solved is None:
        return False
    comes_back = found.solved.code.id in closure((solved.code.id,), program.calls)
    if comes_back and not _always_takes(solved, site.span):
        return True
    return is_bypassed_below(program, found.usage)


def is_bypassed_below(program: Program, usage: Usage) -> bool:
    """Does a function below the first call, that of the acquisition too, go on in the same way with it and without?"""
    between = ((function_of(site, program.functions), site.span) for site in (*usage.chain[1:], usage.site))
    return any(caller is not None and is_bypassed(caller, span) for caller, span in between)


def _always_takes(solved: Solved, span: Span) -> bool:
    """On all its ways out, but for those that its arguments decide: whether they allow it has been looked at before."""
    taken = {event.take.place for event in solved.of(Taken) if event.span == span}
    left = (event.state for event in solved.of(Left))
    return all(not taken.isdisjoint(state.tried) or required(state.facts) for state in left)


def _of(solved: Solved) -> Iterator[Reacquire]:
    for event in solved.with_locks:
        match event:
            case Taken(span=span, name=name, take=take, state=state):
                held = _same(state.held, take.place) if _waits(take) else None
                if held is not None:
                    yield Reacquire(solved, held, span, take.mode, name, None)
            case Called() if event.callee.usages:
                yield from _below(solved, event)


def _below(solved: Solved, event: Called) -> Iterator[Reacquire]:
    callee, state = event.callee, event.state
    above = Above.of(state, callee.usages.carrier)
    for usage in callee.usages.own:
        place = callee.usages.spots[id(usage.place)]
        held = _same(state.held, place) if place is not None and _waits(usage) else None
        if held is not None and is_feasible(usage.requires, callee.args, state.facts):
            inner = above.usage(usage, place, is_certain=event.is_certain)
            if not inner.is_regained:
                yield Reacquire(solved, held, event.span, inner.mode, callee.function.name, inner)


def _waits(one: Usage | Take) -> bool:
    """Would it wait for ever if the lock were held already?"""
    return not (one.is_try or one.is_nested or one.kind.is_recursive or one.kind in _COUNTING)


def _same(held: tuple[Held, ...], place: Place) -> Held | None:
    found = next((lock for lock in held if lock.place == place and not lock.is_asserted), None)
    return found if found is not None and place.is_exact else None
