"""cli-under-spinlock: the global irq lock is taken while a spinlock is held."""

from __future__ import annotations

from collections.abc import Iterator

from lockscan.checks import evidence, route
from lockscan.findings import Finding, Level, Precision, Related, Step
from lockscan.interproc.program import Program, Solved
from lockscan.locks.events import Called, GlobalTaken
from lockscan.locks.requires import is_feasible
from lockscan.locks.state import Held, State
from lockscan.models.effects import Kind
from lockscan.syntax.nodes import Span

RULE = "cli-under-spinlock"

_SPINNING = frozenset({Kind.SPINLOCK, Kind.RAW_SPINLOCK, Kind.RWLOCK})


def check(program: Program) -> Iterator[Finding]:
    for solved in program.functions.values():
        seen: set[Span] = set()
        for event in solved.with_locks:
            if not isinstance(event, GlobalTaken | Called) or event.span in seen:
                continue
            held = _spinlock(event.state)
            if held is None:
                continue
            found = _finding(program, solved, event, held)
            if found is not None:
                seen.add(event.span)
                yield found


def _spinlock(state: State) -> Held | None:
    return next((lock for lock in state.held if lock.kind in _SPINNING), None)


def _finding(program: Program, solved: Solved, event: GlobalTaken | Called, held: Held) -> Finding | None:
    code = solved.code
    lock = evidence.shown(held.lock_class, held.place)
    here = evidence.within(code, event.span)
    steps = [Step(evidence.within(code, held.span), f"takes {held.place}")]
    if isinstance(event, GlobalTaken):
        how = f"{event.name}()"
        steps.append(Step(here, f"{event.name}() waits until no other CPU holds the global irq lock or runs a handler"))
    else:
        usage = next(
            (
                u
                for u in event.callee.usages
                if u.kind is Kind.GLOBAL_IRQ and is_feasible(u.requires, event.callee.args, event.state.facts)
            ),
            None,
        )
        if usage is None:
            return None
        how = f"{event.callee.function.name}(), which calls it at {evidence.line_of(program, usage.site)},"
        steps.extend(evidence.call_steps(usage, depth=0))
        steps.append(Step(evidence.at(usage.site), "takes the global irq lock", len(usage.chain)))
    return Finding(
        rule=RULE,
        message=(
            f"{how} takes the global irq lock in {code.function.name}() while {lock} is held: "
            "a handler on another CPU that waits for the spinlock never lets it go"
        ),
        location=here,
        precision=Precision.LOW if solved.is_truncated else Precision.HIGH,
        level=Level.ERROR,
        lock=lock,
        related=(Related(evidence.within(code, held.span), "the spinlock is taken here"),),
        flows=(route.flow(program, code, tuple(steps)),),
        key=str(held.place),
    )
