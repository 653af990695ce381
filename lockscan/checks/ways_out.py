"""Shared by the balance rules: how the ways out of a function differ in what they leave locked."""

from __future__ import annotations

from collections.abc import Sequence

from lockscan.interproc.program import Solved
from lockscan.locks.events import Called, Dropped, Left, Taken
from lockscan.locks.place import Place
from lockscan.locks.requires import needs
from lockscan.locks.state import Given, Held


def lefts(solved: Solved) -> Sequence[Left]:
    return solved.of(Left)


def releases(solved: Solved, held: Held) -> bool:
    """Does some path of the function release this lock after taking it?"""
    for event in solved.events:
        match event:
            case Dropped(held=ended) if ended is not None and ended.place == held.place and not ended.is_asserted:
                return True
            case Called(callee=callee):
                if any(lost.place == held.place for way_out in callee.exits for lost in way_out.given):
                    return True
    return False


def takes_itself(solved: Solved, place: Place) -> bool:
    """Does some path take this lock other than to get it back after giving it up?"""
    return any(
        event.take.place == place and not any(lost.place == place for lost in event.state.given)
        for event in solved.of(Taken)
    )


def is_both_ways(ways_out: Sequence[Left], place: Place, lock_class: str) -> bool:
    """Does the function return with this lock held here, and give one away that it does not hold there?

    A condition on which it is taken, asked again before it is released, gives both where the two answers cannot be tied
    together. So does a lock that is carried from one call of the function to the next.
    """
    return any(_holds(left, place, lock_class) for left in ways_out) and any(
        _gives(left, place, lock_class) for left in ways_out
    )


def is_asked_twice(ways_out: Sequence[Left], place: Place, lock_class: str) -> bool:
    """Does one and the same return do both? Then it is such a condition for sure."""
    holding = {left.span for left in ways_out if _holds(left, place, lock_class)}
    return any(left.span in holding and _gives(left, place, lock_class) for left in ways_out)


def _holds(left: Left, place: Place, lock_class: str) -> bool:
    return any(not lock.is_asserted and _is_same(lock, place, lock_class) for lock in left.state.held)


def _gives(left: Left, place: Place, lock_class: str) -> bool:
    return any(_is_same(lock, place, lock_class) for lock in left.state.given)


def _is_same(lock: Held | Given, place: Place, lock_class: str) -> bool:
    return lock.place == place or (bool(lock_class) and lock.lock_class == lock_class)


def is_annotated(solved: Solved, *words: str) -> bool:
    """Does the definition carry one of sparse's annotations?"""
    return any(word.startswith(words) for word in solved.code.function.annotations)


def is_for_same_arguments(one: Left, two: Left) -> bool:
    """`if (locked) unlock` is no mistake when `locked` is a parameter that says so."""
    theirs = {(index, test): value for index, test, value in needs(two.state.facts)}
    return all(
        (index, test) not in theirs or value.meet(theirs[index, test]) is not None
        for index, test, value in needs(one.state.facts)
    )
