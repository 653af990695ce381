"""Shared by the balance rules: how the ways out of a function differ in what they leave locked."""

from __future__ import annotations

from collections.abc import Sequence

from lockscan.interproc.program import Solved
from lockscan.locks.events import Called, Dropped, Left, Taken
from lockscan.locks.facts import Value
from lockscan.locks.place import Place
from lockscan.locks.requires import required
from lockscan.locks.state import Held


def lefts(solved: Solved) -> list[Left]:
    return [event for event in solved.events if isinstance(event, Left)]


def has_same_meaning(value: Value, others: Sequence[Left]) -> bool:
    """Can a caller mistake this way out for one of the others, going by the value that is returned?"""
    return any(value.meet(other.value) is not None for other in others)


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
        isinstance(event, Taken)
        and event.take.place == place
        and not any(lost.place == place for lost in event.state.given)
        for event in solved.events
    )


def is_annotated(solved: Solved, *words: str) -> bool:
    """Does the definition carry one of sparse's annotations?"""
    return any(word.startswith(words) for word in solved.code.function.annotations)


def is_for_same_arguments(one: Left, two: Left) -> bool:
    """`if (locked) unlock` is no mistake when `locked` is a parameter that says so."""
    theirs = {(index, test): value for index, test, value in required(two.state.facts)}
    return all(
        (index, test) not in theirs or value.meet(theirs[index, test]) is not None
        for index, test, value in required(one.state.facts)
    )
