"""unlock-not-held: a lock is released on a path that does not hold it, in a function that takes it itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lockscan.checks import evidence, route
from lockscan.checks.ways_out import (
    is_annotated,
    is_asked_twice,
    is_both_ways,
    is_for_same_arguments,
    lefts,
    takes_itself,
)
from lockscan.findings import Finding, Level, Precision, Step
from lockscan.interproc.program import Program, Solved
from lockscan.locks.actions import Drop
from lockscan.locks.events import Called, Dropped, Left
from lockscan.locks.facts import NO_FACTS, Sign, Value
from lockscan.locks.holding import matching
from lockscan.locks.place import Place
from lockscan.locks.state import Given
from lockscan.models.effects import Kind
from lockscan.syntax.nodes import Span

RULE = "unlock-not-held"


def check(program: Program) -> Iterator[Finding]:
    for solved in program.functions.values():
        if not is_annotated(solved, "__releases", "__must_hold"):
            yield from _of(program, solved)


def _of(program: Program, solved: Solved) -> Iterator[Finding]:
    yield from _through_helpers(program, solved)
    drops: dict[tuple[Span, Place], list[Dropped]] = {}
    for event in solved.of(Dropped):
        if _is_owned(event.drop):
            drops.setdefault((event.span, event.drop.place), []).append(event)
    for (_span, place), events in drops.items():
        loose = [event for event in events if event.held is None]
        is_always = len(loose) == len(events)
        again = [event for event in loose if any(lost.place == place for lost in event.state.given)]
        if is_always:  # always the caller's lock, by contract, unless the path has had it before
            loose = [event for event in loose if place in event.state.tried]
        if again:
            yield _finding(program, solved, again[0].span, again[0].drop, is_always=is_always)
            continue
        ways_out = lefts(solved)
        if not loose or not takes_itself(solved, place) or not _is_inconsistent(ways_out, place):
            continue
        if not is_asked_twice(ways_out, place, loose[0].drop.lock_class):
            is_told = _is_remembered(loose, [event for event in events if event.held is not None])
            yield _finding(program, solved, loose[0].span, loose[0].drop, is_always=is_always, is_doubtful=is_told)


def _through_helpers(program: Program, solved: Solved) -> Iterator[Finding]:
    """Calls that always release what the path has released before without having it."""
    seen: set[tuple[Span, Place]] = set()
    for event in solved.of(Called):
        if event.is_certain and event.state.given:
            for lost in _always_given(event):
                is_again = any(known.place == lost.place for known in event.state.given)
                key = (event.span, lost.place)
                if is_again and _is_owned(lost) and key not in seen and not _is_held(event, lost):
                    seen.add(key)
                    yield _finding(program, solved, event.span, lost, is_always=False)


def _always_given(event: Called) -> Iterator[Given]:
    """Locks that the callee releases for its caller on all its ways out."""
    first, *others = [set(way_out.given) for way_out in event.callee.exits] or [set()]
    yield from sorted(first.intersection(*others), key=lambda lost: str(lost.place))


def _is_held(event: Called, lost: Given) -> bool:
    return matching(event.state, lost.place, lost.lock_class, lost.mode) is not None


def _is_owned(lock: Drop | Given) -> bool:
    """up() without down() is how completions were written; recursive locks have no owner to speak of."""
    return not lock.kind.is_recursive and lock.kind is not Kind.SEMAPHORE and lock.place.is_exact


def _is_remembered(loose: list[Dropped], fitting: list[Dropped]) -> bool:
    """Does a member say that the lock is held, which the function itself sets where it keeps it?

    On the other paths it is tested before the release, and nothing more is known: maybe nobody else sets it.
    """
    first = fitting[0].state.facts if fitting else NO_FACTS
    return any(
        isinstance(key, Place)
        and bool(key.steps)
        and value.constant not in (None, 0)
        and all(event.state.facts.get(key) == value for event in fitting)
        and all(_is_only_tested(event.state.facts.get(key)) for event in loose)
        for key, value in first
    )


def _is_only_tested(value: Value) -> bool:
    return not value.signs & Sign.ZERO and value.constant is None


def _is_inconsistent(ways_out: Sequence[Left], place: Place) -> bool:
    """Some way out gives away a lock of the caller's, and another one, for the same arguments, does not."""
    giving = [left for left in ways_out if any(lost.place == place for lost in left.state.given)]
    keeping = [left for left in ways_out if left not in giving]
    return bool(giving) and (not keeping or any(is_for_same_arguments(one, two) for one in giving for two in keeping))


def _finding(
    program: Program, solved: Solved, span: Span, drop: Drop | Given, *, is_always: bool, is_doubtful: bool = False
) -> Finding:
    name = solved.code.function.name
    lock = evidence.shown(drop.lock_class, drop.place)
    what = "is not held" if is_always else "a path that reaches this does not hold"
    precision = Precision.HIGH if is_always else Precision.MEDIUM
    is_doubtful = is_doubtful or solved.is_truncated or is_both_ways(lefts(solved), drop.place, drop.lock_class)
    here = evidence.within(solved.code, span)
    return Finding(
        rule=RULE,
        message=f"{name}() releases {lock}, which {what}",
        location=here,
        precision=Precision.LOW if is_doubtful else precision,
        level=Level.ERROR,
        lock=lock,
        flows=(route.flow(program, solved.code, (Step(here, f"{name}() releases {drop.place}"),)),),
        key=str(drop.place),
    )
