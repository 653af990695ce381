"""missing-unlock: a way out with the lock held while another one, which callers cannot tell apart, has released it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lockscan.checks import evidence, route
from lockscan.checks.handover import Handover
from lockscan.checks.ways_out import (
    is_annotated,
    is_asked_twice,
    is_both_ways,
    is_for_same_arguments,
    lefts,
    releases,
)
from lockscan.findings import Finding, Level, Precision, Related, Step
from lockscan.interproc.program import Program, Solved
from lockscan.locks.events import Left
from lockscan.locks.facts import Sign, Value
from lockscan.locks.state import Held
from lockscan.models.effects import Kind
from lockscan.syntax.nodes import Span

RULE = "missing-unlock"


def check(program: Program) -> Iterator[Finding]:
    handover = Handover(program)
    for solved in program.functions.values():
        if not is_annotated(solved, "__acquires", "__cond_acquires"):
            yield from _of(program, solved, handover)


def _of(program: Program, solved: Solved, handover: Handover) -> Iterator[Finding]:
    ways_out = lefts(solved)
    seen: set[tuple[str, Span]] = set()
    for way_out in ways_out:
        for held in way_out.state.held:
            key = (held.lock_class or str(held.place), way_out.span)
            if (
                key in seen
                or held.is_asserted
                or held.is_again
                or held.place.is_nameless
                or not _is_forgotten(solved, way_out, held, ways_out, handover)
                or is_asked_twice(ways_out, held.place, held.lock_class)
            ):
                continue
            seen.add(key)
            yield _finding(program, solved, way_out, held, _precision(solved, way_out, held, ways_out))


def _is_forgotten(solved: Solved, way_out: Left, held: Held, ways_out: Sequence[Left], handover: Handover) -> bool:
    if not releases(solved, held):
        return False
    is_failure = way_out.value.signs == Sign.NEGATIVE  # an errno: nobody expects to own a lock then
    others = [
        other
        for other in ways_out
        if not any(_is_same(lock, held) for lock in other.state.held)
        and (held.place in other.state.tried or (is_failure and is_for_same_arguments(way_out, other)))
    ]
    meaning = _meaning(solved, way_out.value)
    if not any(is_failure or meaning.meet(other.value) is not None for other in others):
        return bool(others) and not handover.is_meant(solved, held.lock_class)
    is_success = all(other.value.signs == Sign.NEGATIVE for other in others)  # and so this one may be
    return is_failure or not is_success or not handover.is_taken_over(solved, held)


def _meaning(solved: Solved, value: Value) -> Value:
    """A pointer that may be valid is: error pointers are told apart where they are made."""
    is_pointer = solved.code.function.returns.endswith("*")
    return Value(value.signs & ~Sign.NEGATIVE) if is_pointer and value.signs & Sign.POSITIVE else value


def _precision(solved: Solved, way_out: Left, held: Held, ways_out: Sequence[Left]) -> Precision:
    """A semaphore may be given back by whoever finishes the work: only an error return surely forgot it."""
    is_handed_on = held.kind is Kind.SEMAPHORE and way_out.value.signs != Sign.NEGATIVE
    is_doubtful = held.is_maybe or is_handed_on or is_both_ways(ways_out, held.place, held.lock_class)
    return Precision.LOW if solved.is_truncated or is_doubtful else Precision.MEDIUM


def _is_same(lock: Held, held: Held) -> bool:
    return lock.place == held.place or (bool(lock.lock_class) and lock.lock_class == held.lock_class)


def _finding(program: Program, solved: Solved, way_out: Left, held: Held, precision: Precision) -> Finding:
    code = solved.code
    name = code.function.name
    taken = evidence.within(code, held.span)
    here = evidence.within(code, way_out.span)
    lock = evidence.shown(held.lock_class, held.place)
    steps = (Step(taken, f"{name}() takes {held.place}"), Step(here, f"{name}() returns with {held.place} held"))
    return Finding(
        rule=RULE,
        message=f"{name}() returns with {lock} held, which other ways out of it have released",
        location=here,
        precision=precision,
        level=Level.ERROR,
        lock=lock,
        related=(Related(taken, "taken here"),),
        flows=(route.flow(program, code, steps),),
        key=str(held.place),
    )
