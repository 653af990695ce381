"""softirq-unsafe-lock: a class taken in softirq context is taken in task context with bottom halves and irqs on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from lockscan.checks import certainty, evidence, irq_unsafe_lock
from lockscan.checks.inversion import Inversion, inversions
from lockscan.checks.shielding import Shield, all_at_once, fixes
from lockscan.findings import Finding, Level
from lockscan.interproc.program import Acquisition, Program
from lockscan.locks.state import ON
from lockscan.locks.summary import FunctionId
from lockscan.models.effects import Context

RULE = "softirq-unsafe-lock"
_MOST_RELATED = 9


def is_exposed(acquisition: Acquisition) -> bool:
    """In task context with hard irqs and bottom halves on."""
    return acquisition.context is Context.TASK and acquisition.usage.irq == ON and not acquisition.usage.bh_off


def check(program: Program) -> Iterator[Finding]:
    hard = {
        (found.lock_class, found.outer.usage.site)
        for found in inversions(program, Context.HARDIRQ, irq_unsafe_lock.is_exposed)
    }
    rare: dict[tuple[str, FunctionId], list[Inversion]] = {}
    for found in inversions(program, Context.SOFTIRQ, is_exposed):
        if (found.lock_class, found.outer.usage.site) in hard:
            continue
        if found.inner.root.entry.is_rare:
            rare.setdefault((found.lock_class, found.inner.root.function), []).append(found)
        else:
            yield _finding(program, found)
    for alike in rare.values():
        yield _once(program, alike)


def _once(program: Program, alike: list[Inversion]) -> Finding:
    """Places that all rest on one handler's seldom running in a softirq: that is said once."""
    alike.sort(key=lambda found: (-certainty.of_interruption(found.outer, found.inner), found.outer.usage.site.file))
    others = (found.outer.usage.site for found in alike[1 : 1 + _MOST_RELATED])
    also = (evidence.related_site(program, site, "with bottom halves on here as well") for site in others)
    finding = _finding(program, alike[0])
    mends = all_at_once([fixes(program, found.outer.usage.site, Shield.BH) for found in alike])
    return replace(finding, related=(*finding.related, *also), fixes=mends)


def _finding(program: Program, found: Inversion) -> Finding:
    outer, inner = found.outer, found.inner
    lock = evidence.shown(found.lock_class)
    where = evidence.line_of(program, inner.usage.site)
    takes = "may take" if inner.root.entry.is_rare else "takes"
    return Finding(
        rule=RULE,
        message=(
            f"{lock} is taken in {outer.usage.site.function}() with bottom halves on, but "
            f"{inner.usage.site.function}() {takes} it in softirq context at {where}: deadlock when "
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
        fixes=fixes(program, outer.usage.site, Shield.BH),
    )
