"""irq-lock-order: a lock that handlers take is held while another is taken, whose holders such a handler interrupts."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from itertools import islice, pairwise

from lockscan.checks import certainty, evidence, irq_unsafe_lock, ordering, softirq_unsafe_lock
from lockscan.checks.inversion import inversions
from lockscan.findings import Finding, Level, Location, Precision
from lockscan.frozen import dataclass
from lockscan.interproc import cycles
from lockscan.interproc.meeting import Thread, chains
from lockscan.interproc.program import Acquisition, Program
from lockscan.interproc.quiet import can_interrupt
from lockscan.interproc.takings import Lock
from lockscan.interproc.ways import Way
from lockscan.locks.place import Element
from lockscan.models.effects import Context

RULE = "irq-lock-order"

_CONTEXTS = ((Context.HARDIRQ, irq_unsafe_lock.is_exposed), (Context.SOFTIRQ, softirq_unsafe_lock.is_exposed))
_MOST_TRIED = 8  # handlers, holders and ways to each edge that are tried for one pair of classes

_WORDS = {  # the interrupt, what is on where it can come, what keeps it away
    Context.HARDIRQ: ("interrupt", "hard irqs", "local_irq_disable();"),
    Context.SOFTIRQ: ("softirq", "bottom halves", "local_bh_disable();"),
}


@dataclass(frozen=True, slots=True)
class _Found:
    """`exposed` holds the last lock of `ways` when `handler` comes and wants the first one."""

    exposed: Acquisition
    handler: Acquisition
    ways: tuple[Way, ...]


def check(program: Program) -> Iterator[Finding]:
    told: set[Location] = set()
    graph = _graph(program)
    for context, is_exposed in _CONTEXTS:
        for found in _of(program, graph, context, is_exposed):
            places = {ordering.location(found.ways[0].edge), ordering.location(found.ways[-1].edge)}
            if not places & told:  # another way to the same mistake
                told |= places
                yield _finding(program, found, context)


def _graph(program: Program) -> dict[str, tuple[str, ...]]:
    """The order graph of locks that handlers may take."""
    spinning = {a.usage.lock_class for a in program.acquisitions if a.usage.kind.is_irq_aware}
    return {
        first: tuple(then for then in thens if then in spinning)
        for first, thens in program.order.pairs().items()
        if first in spinning
    }


def _of(
    program: Program,
    graph: Mapping[str, Sequence[str]],
    context: Context,
    is_exposed: Callable[[Acquisition], bool],
) -> Iterator[_Found]:
    """What irq-unsafe-lock and its softirq twin already say about one of the two locks is not said again."""
    known = {found.lock_class for found in inversions(program, context, is_exposed)}
    safe: dict[str, list[Acquisition]] = {}
    unsafe: dict[str, list[Acquisition]] = {}
    for acquisition in program.acquisitions:
        usage = acquisition.usage
        if usage.lock_class in graph and usage.kind.is_irq_aware:
            if acquisition.context is context and not usage.is_try:
                safe.setdefault(usage.lock_class, []).append(acquisition)
            elif is_exposed(acquisition):
                unsafe.setdefault(usage.lock_class, []).append(acquisition)
    holders = {name: _best(_credible(some, safe)) for name, some in unsafe.items() if name not in {*safe, *known}}
    for first, some in safe.items():
        handlers = _best(some) if first not in known else []
        for path in cycles.paths(graph, first) if handlers else ():
            found = _first(program, path, handlers, holders.get(path[-1], ()))
            if found is not None:
                yield found


def _credible(exposed: Sequence[Acquisition], safe: Container[str]) -> list[Acquisition]:
    """Whoever holds a lock that handlers take has its interrupts off, even if it was taken out of sight."""
    return [acquisition for acquisition in exposed if not any(name in safe for name in acquisition.usage.holds)]


def _best(acquisitions: Sequence[Acquisition]) -> list[Acquisition]:
    return sorted(acquisitions, key=evidence.witness_order)[:_MOST_TRIED]


def _first(
    program: Program, path: Sequence[str], handlers: Sequence[Acquisition], holders: Sequence[Acquisition]
) -> _Found | None:
    threads = [
        (holder, handler)
        for holder in holders
        for handler in handlers
        if can_interrupt(handler.root, holder.root, holder.usage, program.reaches, program.roots)
    ]
    if not threads:
        return None
    steps = [tuple(islice(_ways(program, first, then), _MOST_TRIED)) for first, then in pairwise(path)]
    for holder, handler in threads[:_MOST_TRIED] if all(steps) else ():
        wanted = Lock(path[0], handler.usage.kind, handler.usage.mode)
        held = Lock(path[-1], holder.usage.kind, holder.usage.mode)
        files = (*holder.files, *handler.files)
        for ways in chains(steps, Thread.of_acquisition(holder), files, program.images):
            if ways[0].edge.first.blocks(wanted) and held.blocks(ways[-1].edge.then):
                return _Found(holder, handler, ways)
    return None


def _ways(program: Program, first: str, then: str) -> Iterator[Way]:
    for edge in ordering.edges(program, first, then):
        yield from program.ways.of(edge)


def _finding(program: Program, found: _Found, context: Context) -> Finding:
    edge = found.ways[0].edge
    first, last = ordering.shown(edge.first), ordering.shown(found.ways[-1].edge.then)
    outer, inner = found.exposed.usage, found.handler.usage
    word, off, disables = _WORDS[context]
    via = "" if len(found.ways) == 1 else ", through " + ", ".join(ordering.shown(w.edge.then) for w in found.ways[:-1])
    return Finding(
        rule=RULE,
        message=(
            f"{edge.function.name}() waits for {last} while {first} is held{via}: {first} is taken in {context.value} "
            f"context by {inner.site.function}() ({evidence.line_of(program, inner.site)}), and "
            f"{outer.site.function}() holds {last} with {off} on ({evidence.line_of(program, outer.site)}), so "
            f"the {word} can wait there for ever"
        ),
        location=ordering.location(edge),
        precision=_precision(found),
        level=Level.ERROR,
        lock=first,
        contexts=(found.exposed.context.value, *(w.root.entry.context.value for w in found.ways), context.value),
        related=(
            evidence.related_site(program, outer.site, f"{last} is taken with {off} on"),
            evidence.related_site(program, inner.site, f"{first} is taken in {context.value} context"),
        ),
        flows=(
            evidence.flow(program, found.exposed, "CPU0"),
            *(ordering.flow(program, way, f"CPU{number}") for number, way in enumerate(found.ways, start=1)),
            evidence.flow(program, found.handler, f"CPU0 <{word.capitalize()}>"),
        ),
        scenario=ordering.interrupt_picture(found.ways, f"<{word.capitalize()}>", disables),
        assumptions=evidence.assumptions_of(found.exposed.root, *(way.root for way in found.ways), found.handler.root),
        key=last,
    )


def _precision(found: _Found) -> Precision:
    """Where it is not known whose lock the handler takes (that of this CPU?), whether it is the one held is a guess."""
    place = found.handler.usage.place
    if place is None or any(isinstance(step, Element) and not step.key.isdecimal() for step in place.steps):
        return Precision.LOW
    return min(
        certainty.of_interruption(found.exposed, found.handler), certainty.of_circle(found.ways, interrupts=True)
    )
