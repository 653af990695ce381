"""needless-irqsave: a lock that no interrupt handler takes is always taken with hard irqs saved and off."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lockscan.checks import evidence
from lockscan.findings import Finding, Level, Precision
from lockscan.frozen import dataclass
from lockscan.interproc.declared import records_of
from lockscan.interproc.owned import Lock, Use, owned, uses
from lockscan.interproc.program import Acquisition, Program
from lockscan.interproc.roots import Basis, Root
from lockscan.locks.events import Taken
from lockscan.locks.state import ON
from lockscan.locks.summary import FunctionId, Site, Usage
from lockscan.models.effects import Context
from lockscan.syntax.nodes import Span

RULE = "needless-irqsave"

_VARIANT = "irqsave"
_FEWEST_PLACES = 2
_MOST_RELATED = 4


def check(program: Program) -> Iterator[Finding]:
    """One finding for each lock, at the first place that takes it.

    Only for locks that the scanned code owns and hands to nobody, and whose users' contexts are all known.
    """
    records = records_of(program.units)
    places = _places(program)
    locks = {
        lock: acquisitions
        for lock, acquisitions in owned(program, records).items()
        if _is_needless(program, lock, acquisitions, places.get(acquisitions[0].usage.lock_class, []))
    }
    found = uses(program, records, locks)
    for lock, acquisitions in locks.items():
        if not found.of[lock] & Use.OTHER:
            yield _finding(program, acquisitions, list(places[acquisitions[0].usage.lock_class]))


@dataclass(frozen=True, slots=True)
class Place:
    """`function` takes the lock at `site`."""

    site: Site
    variant: str
    function: FunctionId


def _places(program: Program) -> dict[str, list[Place]]:
    """Where each class is taken, in text order: of acquisitions that are alike, summaries keep only one."""
    found: dict[str, set[Place]] = {}
    for solved in program.functions.values():
        function = solved.code.function
        for event in solved.of(Taken):
            if event.take.lock_class:
                site = Site(function.file, function.name, event.span)
                found.setdefault(event.take.lock_class, set()).add(Place(site, event.take.variant, solved.code.id))
    return {name: sorted(places, key=_text_order) for name, places in found.items()}


def _text_order(place: Place) -> tuple[str, Span]:
    return place.site.file, place.site.span


def _is_needless(program: Program, lock: Lock, acquisitions: Sequence[Acquisition], places: Sequence[Place]) -> bool:
    """An irq-safe lock around this one, or a caller with irqs off, would need irqs off here, too."""
    is_exported = not lock.record and not lock.file
    roots = (root for place in places for root in program.entries.roots_of(place.function))
    return (
        not is_exported
        and len(places) >= _FEWEST_PLACES
        and all(place.variant == _VARIANT for place in places)
        and all(_is_plain(acquisition.usage) for acquisition in acquisitions)
        and all(_is_plain_root(root) for root in roots)
    )


def _is_plain(usage: Usage) -> bool:
    return usage.kind.is_irq_aware and usage.variant == _VARIANT and usage.irq_before == ON


def _is_plain_root(root: Root) -> bool:
    entry = root.entry
    is_known = root.basis is Basis.REGISTERED and not entry.is_anywhere
    return is_known and entry.context is not Context.HARDIRQ and not entry.irqs_off


def _finding(program: Program, acquisitions: Sequence[Acquisition], places: Sequence[Place]) -> Finding:
    sites = [place.site for place in places]
    first = evidence.shortest(acquisitions)
    lock = evidence.shown(first.usage.lock_class)
    roots = [root for place in places for root in program.entries.roots_of(place.function)]
    contexts = {root.entry.context for root in roots}
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
