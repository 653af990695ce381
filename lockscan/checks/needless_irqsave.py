"""needless-irqsave: a lock that no interrupt handler takes is always taken with hard irqs saved and off."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lockscan.checks import evidence
from lockscan.findings import Finding, Level, Precision
from lockscan.interproc.declared import records_of
from lockscan.interproc.owned import Lock, Use, owned, uses
from lockscan.interproc.program import Acquisition, Program
from lockscan.interproc.roots import Basis
from lockscan.locks.state import ON
from lockscan.models.effects import Context

RULE = "needless-irqsave"

_VARIANT = "irqsave"
_FEWEST_PLACES = 2
_MOST_RELATED = 4


def check(program: Program) -> Iterator[Finding]:
    """One finding for each lock, at the first place that takes it.

    Only for locks that the scanned code owns and hands to nobody, and whose users' contexts are all known.
    """
    records = records_of(program.units)
    locks = {lock: taken for lock, taken in owned(program, records).items() if _is_needless(lock, taken)}
    found = uses(program, records, locks)
    for lock, acquisitions in locks.items():
        if not found.of[lock] & Use.OTHER:
            yield _finding(program, acquisitions)


def _is_needless(lock: Lock, acquisitions: Sequence[Acquisition]) -> bool:
    """An irq-safe lock around this one, or a caller with irqs off, would need irqs off here, too."""
    is_exported = not lock.record and not lock.file
    return (
        not is_exported
        and len({acquisition.usage.site for acquisition in acquisitions}) >= _FEWEST_PLACES
        and all(_is_plain(acquisition) for acquisition in acquisitions)
    )


def _is_plain(acquisition: Acquisition) -> bool:
    root, usage = acquisition.root, acquisition.usage
    return (
        usage.kind.is_irq_aware
        and usage.variant == _VARIANT
        and usage.irq_before == ON
        and root.basis is Basis.REGISTERED
        and root.entry.context is not Context.HARDIRQ
        and not root.entry.irqs_off
    )


def _finding(program: Program, acquisitions: Sequence[Acquisition]) -> Finding:
    sites = list(dict.fromkeys(acquisition.usage.site for acquisition in acquisitions))
    first = acquisitions[0]
    lock = evidence.shown(first.usage.lock_class)
    contexts = {acquisition.context for acquisition in acquisitions}
    users = " or ".join(evidence.context_word(context) for context in Context if context in contexts)
    return Finding(
        rule=RULE,
        message=(
            f"{lock} is taken with hard irqs saved and off at all its {len(sites)} places, "
            f"but only in {users} context: {_better(contexts)} would do"
        ),
        location=evidence.at(sites[0]),
        precision=Precision.MEDIUM,
        level=Level.NOTE,
        lock=lock,
        contexts=tuple(sorted(context.value for context in contexts)),
        related=tuple(
            evidence.related_site(program, site, f"taken in {site.function}()") for site in sites[1 : 1 + _MOST_RELATED]
        ),
        flows=(evidence.flow(program, first, "CPU0"),),
    )


def _better(contexts: set[Context]) -> str:
    if contexts == {Context.TASK, Context.SOFTIRQ}:
        return "the _bh variant in tasks, and the plain one in softirqs,"
    return "the plain variant"
