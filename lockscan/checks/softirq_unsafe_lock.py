"""softirq-unsafe-lock: a class taken in softirq context is taken in task context with bottom halves and irqs on."""

from __future__ import annotations

from collections.abc import Iterator

from lockscan.checks import certainty, evidence, irq_unsafe_lock
from lockscan.checks.inversion import Inversion, inversions
from lockscan.findings import Finding, Level
from lockscan.interproc.program import Acquisition, Program
from lockscan.locks.state import ON
from lockscan.models.effects import Context

RULE = "softirq-unsafe-lock"


def is_exposed(acquisition: Acquisition) -> bool:
    """In task context with hard irqs and bottom halves on."""
    return acquisition.context is Context.TASK and acquisition.usage.irq == ON and not acquisition.usage.bh_off


def check(program: Program) -> Iterator[Finding]:
    hard = {
        (found.lock_class, found.outer.usage.site)
        for found in inversions(program, Context.HARDIRQ, irq_unsafe_lock.is_exposed)
    }
    for found in inversions(program, Context.SOFTIRQ, is_exposed):
        if (found.lock_class, found.outer.usage.site) not in hard:
            yield _finding(program, found)


def _finding(program: Program, found: Inversion) -> Finding:
    outer, inner = found.outer, found.inner
    lock = evidence.shown(found.lock_class)
    where = evidence.line_of(program, inner.usage.site)
    return Finding(
        rule=RULE,
        message=(
            f"{lock} is taken in {outer.usage.site.function}() with bottom halves on, but "
            f"{inner.usage.site.function}() takes it in softirq context at {where}: deadlock when "
            "the softirq runs on this CPU"
        ),
        location=evidence.at(outer.usage.site),
        precision=certainty.of_interruption(outer, inner),
        level=Level.ERROR,
        lock=lock,
        contexts=(outer.context.value, inner.context.value),
        related=(evidence.related_site(program, inner.usage.site, "taken in softirq context"),),
        flows=(evidence.flow(program, outer, "CPU0"), evidence.flow(program, inner, "CPU0 <Softirq>")),
        scenario=evidence.interrupt_scenario(outer.usage, inner.usage, "<Softirq>"),
        assumptions=evidence.assumptions_of(outer.root, inner.root),
    )
