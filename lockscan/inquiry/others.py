"""Why the rules about order, sleeping and balance report nothing at a line."""

from __future__ import annotations

from collections.abc import Iterator

from lockscan.checks import evidence
from lockscan.inquiry.answer import Point, point
from lockscan.inquiry.spot import Spot, classes_at, few, state_words, states
from lockscan.interproc.entries import Entered
from lockscan.interproc.order import Edge
from lockscan.interproc.program import Program, Solved
from lockscan.locks.blocking import is_atomic, sleeps_of
from lockscan.locks.events import Called, Left, Taken, Waited
from lockscan.locks.state import OFF, ON


def order(program: Program, spot: Spot) -> Iterator[Point]:
    """Which order the line takes locks in, and whether anybody takes them the other way round."""
    pairs = program.order.pairs()
    found = False
    for event in spot.events:
        if not isinstance(event, Taken | Called | Waited):
            continue
        for then in classes_at(spot):
            for held in event.state.held:
                first = held.lock_class
                if first and then and first != then and then in pairs.get(first, ()):
                    found = True
                    yield _pair(program, first, then)
    if not found:
        yield point("no lock with a known class is taken here while another one is held", states(spot.events))


def _pair(program: Program, first: str, then: str) -> Point:
    one, two = evidence.shown(first), evidence.shown(then)
    back = program.order.edges(then, first)
    if not back:
        return point(f"{two} is taken while {one} is held, and nobody takes {one} while {two} is held")
    places = few([_edge(program, edge) for edge in back])
    return point(
        f"{two} is taken while {one} is held, and the other way round at the places below; the two threads cannot run "
        "at the same time, or both hold a third lock, or one only tries",
        places,
    )


def _edge(program: Program, edge: Edge) -> str:
    return f"{edge.taking.site.function}() at {evidence.line_of(program, edge.taking.site)}"


def sleep(program: Program, spot: Spot) -> Iterator[Point]:
    solved = spot.solved
    assert solved is not None
    function = solved.code.function
    blocked = [b for event in spot.events for b in sleeps_of(event, function.file, function.name)]
    if not blocked:
        yield point("nothing that this line calls is known to sleep")
        return
    for one in dict.fromkeys(blocked):
        if one.sleep.gfp is not None:
            yield point(f"{one.sleep.name}() sleeps only if its allocation flags allow it, and callers pass them")
        elif is_atomic(one.state, one.sleep):
            yield point(f"{one.sleep.name}() may sleep here: {state_words(one.state)}")
        else:
            yield point(f"{one.sleep.name}() may sleep, and may do so here: {state_words(one.state)}")
    yield entered(program, solved)


def entered(program: Program, solved: Solved) -> Point:
    """How the function is entered, on every way that is followed."""
    name = solved.code.function.name
    known = program.entries.at(solved.code.id)
    if known is None:
        return point(f"how {name}() is entered is not known: no way to it is followed")
    return point(f"on every way that is followed, {name}() is entered with {_entered_words(known)}")


def _entered_words(known: Entered) -> str:
    held = ", ".join(sorted(evidence.shown(lock.lock_class) for lock in known.holds))
    irq = "on" if known.irq == ON else "off" if known.irq == OFF else "on or off"
    halves = "off" if known.bh_off else "not surely off"
    return f"{held or 'no lock'} held, hard irqs {irq}, bottom halves {halves}"


def balance(program: Program, spot: Spot) -> Iterator[Point]:
    """What the paths through the line hold, and what each way out leaves."""
    solved = spot.solved
    assert solved is not None
    here = list(states(spot.events))
    if here:
        yield point("the paths that reach this line", few(here))
    else:
        yield point("nothing that concerns locks happens on this line")
    ways_out = [event for event in solved.events if isinstance(event, Left)]
    data = program.files.get(spot.path, b"")
    lines = (data.count(b"\n", 0, left.span.start) + 1 for left in ways_out)
    rows = (f"line {line}: {state_words(left.state)}" for line, left in zip(lines, ways_out, strict=True))
    name = solved.code.function.name
    yield point(f"the ways out of {name}()", few(list(dict.fromkeys(rows)), 12))
