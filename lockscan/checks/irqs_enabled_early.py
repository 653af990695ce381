"""irqs-enabled-early: hard irqs are turned on while an outer section, or the context, needs them off."""

from __future__ import annotations

from collections.abc import Iterator

from lockscan.checks import evidence
from lockscan.findings import Finding, Level, Precision, Related
from lockscan.interproc.program import Acquisition, Program, Solved
from lockscan.interproc.roots import Basis
from lockscan.locks.events import IrqsTurnedOn
from lockscan.locks.state import OFF, Held
from lockscan.locks.summary import Site
from lockscan.models.effects import Context
from lockscan.syntax.nodes import Span

RULE = "irqs-enabled-early"


def check(program: Program) -> Iterator[Finding]:
    seen: set[Site] = set()
    for acquisition in program.acquisitions:
        usage = acquisition.usage
        if _is_in_handler(acquisition) and usage.site not in seen:
            seen.add(usage.site)
            yield _in_handler(program, acquisition)
    for solved in program.functions.values():
        yield from _under_outer_lock(solved)


def _is_in_handler(acquisition: Acquisition) -> bool:
    root = acquisition.root
    return (
        acquisition.usage.variant == "irq"
        and acquisition.usage.irq_before == OFF
        and root.entry.context is Context.HARDIRQ
        and root.entry.irqs_off
        and root.basis is Basis.REGISTERED
    )


def _in_handler(program: Program, acquisition: Acquisition) -> Finding:
    usage, root = acquisition.usage, acquisition.root
    return Finding(
        rule=RULE,
        message=(
            f"{usage.site.function}() takes {evidence.shown(usage.lock_class)} by the _irq variant in hardirq context "
            f"({root.function.name}()): its unlock turns hard irqs on inside the handler"
        ),
        location=evidence.at(usage.site),
        precision=evidence.precision_of(root),
        level=Level.WARNING,
        lock=evidence.shown(usage.lock_class),
        contexts=(acquisition.context.value,),
        flows=(evidence.flow(program, acquisition, "CPU0"),),
    )


def _under_outer_lock(solved: Solved) -> Iterator[Finding]:
    """spin_lock_irq() inside an irqsave section: by its unlock the outer section goes on with irqs on."""
    seen: set[Span] = set()
    for event in solved.events:
        match event:
            case IrqsTurnedOn(span=span, name=name, state=state) if span not in seen:
                outer = next((lock for lock in state.held if lock.variant == "irqsave" and not lock.is_asserted), None)
                if outer is not None:
                    seen.add(span)
                    yield _nested(solved, span, name, outer)


def _nested(solved: Solved, span: Span, name: str, outer: Held) -> Finding:
    code = solved.code
    lock = evidence.shown(outer.lock_class, outer.place)
    return Finding(
        rule=RULE,
        message=f"{name}() turns hard irqs on in {code.function.name}() while {lock}, taken by irqsave, is held",
        location=evidence.within(code, span),
        precision=Precision.LOW if solved.is_truncated else Precision.MEDIUM,
        level=Level.WARNING,
        lock=lock,
        related=(Related(evidence.within(code, outer.span), "taken here with hard irqs off"),),
        key=str(outer.place),
    )
