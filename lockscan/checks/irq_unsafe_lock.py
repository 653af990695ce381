"""irq-unsafe-lock: a class taken in hardirq context is taken elsewhere with hard irqs on."""

from __future__ import annotations

from collections.abc import Iterator

from lockscan.checks import certainty, evidence
from lockscan.checks.inversion import Inversion, inversions
from lockscan.checks.shielding import Shield, fixes
from lockscan.findings import Finding, Level
from lockscan.interproc.program import Acquisition, Program
from lockscan.locks.state import ON
from lockscan.models.effects import Context

RULE = "irq-unsafe-lock"


def is_exposed(acquisition: Acquisition) -> bool:
    """With hard irqs on, for certain: outside of hardirq context, or in a handler of old that runs with them on."""
    is_handler = acquisition.context is Context.HARDIRQ and acquisition.root.entry.irqs_off
    return acquisition.usage.irq == ON and not is_handler


def check(program: Program) -> Iterator[Finding]:
    for found in inversions(program, Context.HARDIRQ, is_exposed):
        yield _finding(program, found)


def _finding(program: Program, found: Inversion) -> Finding:
    outer, inner = found.outer, found.inner
    lock = evidence.shown(found.lock_class)
    where = evidence.line_of(program, inner.usage.site)
    return Finding(
        rule=RULE,
        message=(
            f"{lock} is taken in {outer.usage.site.function}() with hard irqs on, "
            f"but {inner.usage.site.function}() takes it in hardirq context at {where}: deadlock when the "
            "interrupt comes on this CPU"
        ),
        location=evidence.at(outer.usage.site),
        precision=certainty.of_interruption(outer, inner),
        level=Level.ERROR,
        lock=lock,
        contexts=(outer.context.value, inner.context.value),
        related=(evidence.related_site(program, inner.usage.site, "taken in hardirq context"),),
        flows=(evidence.flow(program, outer, "CPU0"), evidence.flow(program, inner, "CPU0 <Interrupt>")),
        scenario=evidence.interrupt_scenario(outer.usage, inner.usage),
        assumptions=evidence.assumptions_of(outer.root, inner.root),
        fixes=fixes(program, outer.usage.site, Shield.IRQSAVE),
    )
