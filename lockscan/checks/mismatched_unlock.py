"""mismatched-unlock: a lock is released by the counterpart of another way of taking it."""

from __future__ import annotations

from collections.abc import Iterator

from lockscan.checks import evidence, route
from lockscan.checks.ways_out import lefts
from lockscan.findings import Finding, Level, Precision, Related, Step
from lockscan.interproc.program import Program, Solved
from lockscan.locks.events import Dropped
from lockscan.locks.state import ENTRY, ON, Held, Owed
from lockscan.syntax.nodes import Span

RULE = "mismatched-unlock"

_TURNS_IRQS = frozenset({"irq", "irqsave"})


def check(program: Program) -> Iterator[Finding]:
    for solved in program.functions.values():
        drops = solved.of(Dropped)
        if not drops:
            continue
        seen: set[Span] = set()
        owed = frozenset(one for left in lefts(solved) if not left.state.held for one in left.state.owed)
        for event in drops:
            if event.held is not None and event.span not in seen:
                what = _mismatch(event, event.held, owed)
                if what:
                    seen.add(event.span)
                    yield _finding(program, solved, event, event.held, what)


def _mismatch(event: Dropped, held: Held, owed: frozenset[Owed]) -> str:
    """What is wrong with this release, "" when it fits. A hand-over (the last unlock restores) is no mismatch.

    `owed`: the releases after which a path has left the function with something still off.
    """
    drop = event.drop
    if drop.mode is not None and drop.mode is not held.mode and drop.kind is held.kind:
        return f"it was taken for {held.mode.value}ing and is released as for {drop.mode.value}ing"
    if held.is_asserted or held.variant == drop.variant:
        return ""
    if held.variant in _TURNS_IRQS and Owed(event.span, is_bh=False) in owed:
        return "taking it turned hard irqs off, and nothing turns them on again before the function returns"
    if held.variant == "bh" and Owed(event.span, is_bh=True) in owed:
        return "taking it turned bottom halves off, and nothing turns them on again before the function returns"
    if drop.variant == "irq" and held.variant not in _TURNS_IRQS and event.state.irq in (ENTRY, ON):
        return "this turns hard irqs on, which taking it had not turned off"
    if drop.variant == "bh" and held.variant != "bh" and event.state.bh <= 0:
        return "this turns bottom halves on, which taking it had not turned off"
    return ""


def _finding(program: Program, solved: Solved, event: Dropped, held: Held, what: str) -> Finding:
    code = solved.code
    lock = evidence.shown(held.lock_class, held.place)
    name, taken, here = code.function.name, evidence.within(code, held.span), evidence.within(code, event.span)
    steps = (Step(taken, f"{name}() takes {held.place}"), Step(here, f"{name}() calls {event.name}()"))
    return Finding(
        rule=RULE,
        message=f"{event.name}() does not fit the way {lock} was taken in {code.function.name}(): {what}",
        location=here,
        precision=Precision.LOW if solved.is_truncated else Precision.MEDIUM,
        level=Level.ERROR,
        lock=lock,
        related=(Related(taken, "taken here"),),
        flows=(route.flow(program, code, steps),),
        key=str(held.place),
    )
