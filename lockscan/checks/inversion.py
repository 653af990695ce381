"""Shared by the two interrupt rules: classes taken in a handler, and elsewhere where that handler can come."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from lockscan.checks.certainty import of_interruption
from lockscan.frozen import dataclass
from lockscan.interproc.alternatives import Alternatives
from lockscan.interproc.program import Acquisition, Program
from lockscan.interproc.quiet import can_interrupt
from lockscan.locks.place import are_apart
from lockscan.locks.summary import Site
from lockscan.models.effects import Context, Mode


@dataclass(frozen=True, slots=True)
class Inversion:
    """`outer` holds the lock when `inner`'s handler comes on the same CPU and waits for it for ever."""

    lock_class: str
    outer: Acquisition
    inner: Acquisition


def inversions(program: Program, context: Context, is_exposed: Callable[[Acquisition], bool]) -> Iterator[Inversion]:
    """One for every acquisition site that is exposed to a handler of `context` which takes the same class.

    Two readers never wait for each other, so at least one side must be a writer. A handler that only tries to take the
    lock does not wait. A helper that gives up its caller's lock for a while takes it back with interrupts as the caller
    had them: that is no acquisition of its own.
    """
    alternatives = Alternatives(program.functions, program.reaches)
    inner: dict[str, list[Acquisition]] = {}
    outer: dict[str, dict[Site, list[Acquisition]]] = {}
    for acquisition in program.acquisitions:
        usage = acquisition.usage
        if not usage.lock_class or not usage.kind.is_irq_aware or usage.is_handed_on:
            continue
        if acquisition.context is context and not usage.is_try:
            inner.setdefault(usage.lock_class, []).append(acquisition)
        if is_exposed(acquisition):
            outer.setdefault(usage.lock_class, {}).setdefault(usage.site, []).append(acquisition)
    for lock_class, sites in outer.items():
        handlers = list(_possible(program, inner.get(lock_class, [])))
        for exposed in sites.values() if handlers else ():
            found = _best(program, alternatives, _possible(program, exposed), handlers)
            if found is not None:
                yield Inversion(lock_class, *found)


_Located = tuple[Acquisition, int]  # with the files of its path, see Images.mask


def _possible(program: Program, acquisitions: Iterable[Acquisition]) -> Iterator[_Located]:
    """Those whose path stays in one variant of the driver."""
    for acquisition in acquisitions:
        usage = program.variants.possible(acquisition.usage)
        if usage is not None:
            possible = acquisition if usage is acquisition.usage else replace(acquisition, usage=usage)
            yield possible, program.images.mask(possible.files)


def can_meet(program: Program, outer: Acquisition, inner: Acquisition, files: int) -> bool:
    """Can both sides have the same lock at hand? A member of an object: only within one driver, and only where the
    subsystem lets both callbacks of the object run beside each other. `files`: those of both paths."""
    if not outer.usage.lock_class.startswith("struct "):
        return True
    if are_apart(outer.usage.place, inner.usage.place):
        return False
    handler, other = inner.root.model, outer.root.model
    if handler is not None and other is not None and f"{other.record}.{other.member}" in handler.never_during:
        return False
    return program.images.has(files) and program.variants.agree(outer.usage, inner.usage)


def is_same_handler(outer: Acquisition, inner: Acquisition) -> bool:
    """A handler does not interrupt itself, nor another one of its line: that is masked while it runs."""
    if outer.context is not inner.context:
        return False
    one, two = outer.root, inner.root
    return one.function == two.function or (one.source is not None and one.source == two.source)


def _best(
    program: Program, alternatives: Alternatives, exposed: Iterable[_Located], handlers: Sequence[_Located]
) -> tuple[Acquisition, Acquisition] | None:
    """The pair that is surest, then nearest to each other, then shortest to explain."""
    pairs = [
        (outer, inner)
        for outer, files in exposed
        for inner, other_files in handlers
        if not (outer.usage.mode is Mode.READ and inner.usage.mode is Mode.READ)
        and not is_same_handler(outer, inner)
        and can_meet(program, outer, inner, files | other_files)
        and can_interrupt(inner.root, outer.root, outer.usage, program.reaches, program.roots)
        and not alternatives.exclude(inner.root, outer.root)
    ]
    return min(pairs, key=_rank, default=None)


def _rank(pair: tuple[Acquisition, Acquisition]) -> tuple[object, ...]:
    outer, inner = pair
    is_near = set(inner.files) <= set(outer.files)
    return (-of_interruption(outer, inner), not is_near, *_length(outer), *_length(inner))


def _length(acquisition: Acquisition) -> tuple[object, ...]:
    usage = acquisition.usage
    return (len(usage.chain), usage.site.file, usage.site.span, acquisition.root.function.name)
