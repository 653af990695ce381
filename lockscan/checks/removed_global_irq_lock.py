"""removed-global-irq-lock: cli(), sti() and kin, which no SMP kernel has since 2.5.28."""

from __future__ import annotations

from collections.abc import Iterator

from lockscan.checks.mentioned import mentions
from lockscan.findings import Finding, Level, Location, Precision
from lockscan.interproc.program import Program
from lockscan.models.effects import MentionKind

RULE = "removed-global-irq-lock"


def check(program: Program) -> Iterator[Finding]:
    for mention, model in mentions(program, MentionKind.GLOBAL_IRQ_CALL):
        since = model.removed_in or "2.5.28"
        yield Finding(
            rule=RULE,
            message=(
                f"{mention.name}() took the global irq lock, which is gone since {since}: protect the data with a "
                "spinlock (local_irq_* would stop this CPU's interrupts only)"
            ),
            location=Location(mention.file, mention.span.start, mention.span.end, mention.function),
            precision=Precision.VERY_HIGH,
            level=Level.WARNING,
            key=mention.name,
        )
