"""cli-spinlock-mix: the same data is touched between cli() and sti() here and under a spinlock there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lockscan.checks import evidence
from lockscan.findings import Finding, Level, Precision, Related
from lockscan.interproc.program import Program, Solved
from lockscan.locks.events import Called, Event, GlobalTaken, Touched
from lockscan.locks.place import Field, Place, Static
from lockscan.locks.summary import Access, Site
from lockscan.syntax.nodes import Span

RULE = "cli-spinlock-mix"


@dataclass(frozen=True, slots=True)
class Guarded:
    """One access to a datum: at `span` of `solved`, or below the call there (`site`). `lock`: the spinlock's class."""

    solved: Solved
    span: Span
    site: Site
    is_write: bool
    lock: str = ""


def check(program: Program) -> Iterator[Finding]:
    """One finding for each datum and cli() region."""
    global_ones: dict[str, list[Guarded]] = {}
    spinlocked: dict[str, list[Guarded]] = {}
    for solved in program.functions.values():
        for event in solved.events:
            for access in _accesses(solved, event):
                _sort(solved, event, access, global_ones, spinlocked)
    for datum, accesses in global_ones.items():
        others = spinlocked.get(datum, [])
        if any(access.is_write for access in (*accesses, *others)):
            yield from _findings(datum, accesses, others)


def _accesses(solved: Solved, event: Event) -> Sequence[Access]:
    match event:
        case Touched(span=span, place=place, is_write=is_write):
            function = solved.code.function
            return (Access(place, is_write, Site(function.file, function.name, span)),)
        case Called(callee=callee):
            return callee.accesses
        case _:
            return ()


def _sort(
    solved: Solved,
    event: Event,
    access: Access,
    global_ones: dict[str, list[Guarded]],
    spinlocked: dict[str, list[Guarded]],
) -> None:
    datum = _datum(access.place)
    if not datum or not isinstance(event, Touched | Called):
        return
    held = next((lock for lock in event.state.held if lock.kind.is_irq_aware), None)
    if event.state.is_global and held is None:
        global_ones.setdefault(datum, []).append(Guarded(solved, event.span, access.site, access.is_write))
    elif held is not None and not event.state.is_global:
        lock = evidence.shown(held.lock_class, held.place)
        spinlocked.setdefault(datum, []).append(Guarded(solved, event.span, access.site, access.is_write, lock))


def _datum(place: Place) -> str:
    """What the place is an instance of: `struct foo.count`, or a variable."""
    fields = [step for step in place.steps if isinstance(step, Field)]
    if fields:
        record = fields[-1].record
        return f"struct {record}.{fields[-1].name}" if record else ""
    if isinstance(place.root, Static):
        return f"{place.root.file}:{place.root.name}" if place.root.file else place.root.name
    return ""


def _findings(datum: str, accesses: list[Guarded], others: list[Guarded]) -> Iterator[Finding]:
    seen: set[tuple[str, Span]] = set()
    for access in accesses:
        region = _region(access)
        code = access.solved.code
        key = (code.function.name, region)
        if key in seen or not others:
            continue
        seen.add(key)
        other = min(others, key=lambda o: (not o.is_write, o.site.file, o.site.span, o.span))
        name = datum.rpartition(":")[2]
        yield Finding(
            rule=RULE,
            message=(
                f"{name} is touched between cli() and sti() in {code.function.name}() and under {other.lock} in "
                f"{other.solved.code.function.name}(): the two do not exclude each other"
            ),
            location=evidence.within(code, region),
            precision=Precision.MEDIUM if access.is_write or other.is_write else Precision.LOW,
            level=Level.ERROR,
            lock=other.lock,
            related=(
                Related(evidence.at(access.site), f"{name} is touched here"),
                Related(evidence.at(other.site), f"and here, under {other.lock}"),
            ),
            key=datum,
        )


def _region(access: Guarded) -> Span:
    """The call that opened the region: the last one before the access in the text."""
    opened = [
        event.span
        for event in access.solved.events
        if isinstance(event, GlobalTaken) and event.span.start <= access.span.start
    ]
    return max(opened, default=access.span)
