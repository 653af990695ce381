"""Why no interrupt deadlock is reported for an acquisition: which handler is missing, or cannot come."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from lockscan.checks import evidence, irq_unsafe_lock, softirq_unsafe_lock
from lockscan.checks.inversion import can_meet, is_same_handler
from lockscan.inquiry.answer import Point, point
from lockscan.inquiry.spot import Spot, classes_at, contexts_of, few
from lockscan.interproc.alternatives import Alternatives
from lockscan.interproc.program import Acquisition, Program
from lockscan.interproc.quiet import can_interrupt
from lockscan.models.effects import Context, Mode

Exposed = Callable[[Acquisition], bool]
CONTEXTS: dict[str, tuple[Context, Exposed]] = {
    irq_unsafe_lock.RULE: (Context.HARDIRQ, irq_unsafe_lock.is_exposed),
    softirq_unsafe_lock.RULE: (Context.SOFTIRQ, softirq_unsafe_lock.is_exposed),
}
_OFF = {Context.HARDIRQ: "hard irqs are off", Context.SOFTIRQ: "hard irqs or bottom halves are off, or it is no task"}


def explain(program: Program, spot: Spot, rule: str) -> Iterator[Point]:
    """For each lock that the line takes."""
    context, is_exposed = CONTEXTS[rule]
    taken = classes_at(spot)
    if not taken:
        yield point("no lock is taken on this line, neither by it nor below a call on it")
    for lock_class in taken:
        if not lock_class:
            yield point(
                "which lock is taken here cannot be told: the function is given a pointer to it, and its callers decide"
            )
            continue
        yield from _of_class(program, spot, lock_class, context, is_exposed)


def _of_class(program: Program, spot: Spot, lock_class: str, context: Context, is_exposed: Exposed) -> Iterator[Point]:
    lock, word = evidence.shown(lock_class), evidence.context_word(context)
    everywhere = [a for a in program.acquisitions if a.usage.lock_class == lock_class]
    here = [a for a in everywhere if _is_through(spot, a)]
    if everywhere and not everywhere[0].usage.kind.is_irq_aware:
        yield point(f"{lock} is a {everywhere[0].usage.kind.value}: interrupt handlers cannot take it")
        return
    exposed = [a for a in here if is_exposed(a) and not a.usage.is_handed_on]
    if here and not exposed:
        yield point(f"wherever {lock} is taken here, {_OFF[context]}", few(_with_states(here)))
    handlers = [a for a in everywhere if a.context is context]
    if not handlers:
        rest = ", ".join(sorted({f"{evidence.context_word(a.context)} context" for a in everywhere}))
        yield point(
            f"nothing that is known to run in {word} context takes {lock}: it is taken in {rest or 'no context'}",
            [*_namesakes(program, lock_class, context), _missing_registration(word)],
        )
    elif all(a.usage.is_try for a in handlers):
        yield point(f"in {word} context {lock} is only tried for, which never waits", _at(program, handlers))
    elif exposed:
        yield from _pairs(program, lock, exposed, [a for a in handlers if not a.usage.is_try])


def _pairs(program: Program, lock: str, outer: Sequence[Acquisition], inner: Sequence[Acquisition]) -> Iterator[Point]:
    """Each pair of sides that could deadlock, with what keeps them apart."""
    alternatives = Alternatives(program.functions, program.reaches)
    reasons: dict[str, dict[str, None]] = {}
    for one in outer:
        for two in inner:
            sides = f"{one.root.function.name}() and {two.root.function.name}()"
            reasons.setdefault(_apart(program, alternatives, one, two), {})[sides] = None
    for reason, pairs in reasons.items():
        yield point(reason.format(lock=lock), few(list(pairs)))


def _apart(program: Program, alternatives: Alternatives, outer: Acquisition, inner: Acquisition) -> str:
    if outer.usage.mode is Mode.READ and inner.usage.mode is Mode.READ:
        return "both sides take {lock} for reading, and readers do not wait for each other"
    if not can_meet(program, outer, inner, program.images.mask((*outer.files, *inner.files))):
        return "the two sides never have the same {lock}: no driver has both, or the subsystem keeps them apart"
    if is_same_handler(outer, inner):
        return "a handler does not interrupt itself, nor another one of its line"
    if not can_interrupt(inner.root, outer.root, outer.usage, program.reaches, program.roots):
        return "the handler cannot come there: it is not registered yet, or no more, or is kept away"
    if alternatives.exclude(inner.root, outer.root):
        return "a device has one of these two handlers, never both"
    return "nothing keeps the two sides that take {lock} apart: the finding is reported at another place"


def _is_through(spot: Spot, acquisition: Acquisition) -> bool:
    sites = (*acquisition.usage.chain, acquisition.usage.site)
    return any(spot.has(site.file, site.span.start) for site in sites)


def _with_states(acquisitions: Sequence[Acquisition]) -> list[str]:
    texts = (
        f"{a.root.function.name}() ({evidence.context_word(a.context)} context): {evidence.irq_words(a.usage)}"
        for a in acquisitions
    )
    return list(dict.fromkeys(texts))


def _at(program: Program, acquisitions: Sequence[Acquisition]) -> list[str]:
    places = (f"{a.usage.site.function}() at {evidence.line_of(program, a.usage.site)}" for a in acquisitions)
    return few(list(dict.fromkeys(places)))


def _namesakes(program: Program, lock_class: str, context: Context) -> list[str]:
    """Locks of other classes with the same last name that handlers do take: were they meant?"""
    name = lock_class.rpartition(".")[2].rpartition(":")[2]
    others = {
        a.usage.lock_class: a
        for a in program.acquisitions
        if a.context is context
        and a.usage.lock_class != lock_class
        and a.usage.lock_class.rpartition(".")[2].rpartition(":")[2] == name
    }
    return [
        f"{evidence.shown(other)} is another class: {a.usage.site.function}() takes it at "
        f"{evidence.line_of(program, a.usage.site)}, from {contexts_of([a.root])[0]}"
        for other, a in sorted(others.items())
    ]


def _missing_registration(word: str) -> str:
    return (
        f"if a handler does take it, lockscan has not seen that it runs in {word} context: a [[registers]], [[ops]] or "
        "[[root]] row in .lockscan.toml says so"
    )
