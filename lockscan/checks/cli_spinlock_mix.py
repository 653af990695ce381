"""cli-spinlock-mix: the same data is touched between cli() and sti() here and under a spinlock there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lockscan.checks import evidence
from lockscan.findings import Finding, Level, Precision, Related
from lockscan.frozen import dataclass
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


@dataclass(frozen=True, slots=True)
class Mix:
    """A datum touched `inside` a cli() region, and `outside` of any under a spinlock."""

    datum: str
    inside: Guarded
    outside: Guarded

    @property
    def is_near(self) -> bool:
        """Do both functions touch it in their own files? Deep below calls into other files it is often by accident."""
        return all(side.site.file == side.solved.code.function.file for side in (self.inside, self.outside))


def check(program: Program) -> Iterator[Finding]:
    """One finding for each cli() region; its message names the data, its related places the first of them."""
    global_ones: dict[str, list[Guarded]] = {}
    spinlocked: dict[str, list[Guarded]] = {}
    follows_data = any(solved.of(Touched) for solved in program.functions.values())
    for solved in program.functions.values():
        for event in solved.events if follows_data else ():
            for access in _accesses(solved, event):
                _sort(solved, event, access, global_ones, spinlocked)
    regions: dict[tuple[str, str, Span], list[Mix]] = {}
    for datum, accesses in global_ones.items():
        for mix in _mixes(program, datum, accesses, spinlocked.get(datum, [])):
            function = mix.inside.solved.code.function
            regions.setdefault((function.file, function.name, _region(mix.inside)), []).append(mix)
    for (_, _, region), mixes in regions.items():
        yield _finding(region, mixes)


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


def _mixes(program: Program, datum: str, accesses: list[Guarded], others: list[Guarded]) -> Iterator[Mix]:
    """One for each cli() region that touches the datum, with the best of the other side: a writer first."""
    seen: set[tuple[str, Span]] = set()
    for inside in accesses:
        key = (inside.solved.code.function.name, _region(inside))
        fitting = [
            outside
            for outside in others
            if (inside.is_write or outside.is_write) and program.images.together(_files(inside) | _files(outside))
        ]
        if key not in seen and fitting:
            seen.add(key)
            yield Mix(datum, inside, min(fitting, key=lambda o: (not o.is_write, o.site.file, o.site.span, o.span)))


def _files(access: Guarded) -> frozenset[str]:
    return frozenset({access.site.file, access.solved.code.function.file})


def _finding(region: Span, mixes: list[Mix]) -> Finding:
    first = min(mixes, key=lambda mix: (not mix.is_near, mix.datum))
    names = sorted({mix.datum.rpartition(":")[2] for mix in mixes if mix.is_near == first.is_near})
    data = names[0] if len(names) == 1 else f"{', '.join(names[:3])}{' and more' if len(names) > 3 else ''}"
    code, other = first.inside.solved.code, first.outside
    return Finding(
        rule=RULE,
        message=(
            f"{data} {'is' if len(names) == 1 else 'are'} touched between cli() and sti() in {code.function.name}() "
            f"and under {other.lock} in {other.solved.code.function.name}(): the two do not exclude each other"
        ),
        location=evidence.within(code, region),
        precision=Precision.MEDIUM if first.is_near else Precision.LOW,
        level=Level.ERROR,
        lock=other.lock,
        related=(
            Related(evidence.at(first.inside.site), f"{first.datum.rpartition(':')[2]} is touched here"),
            Related(evidence.at(other.site), f"and here, under {other.lock}"),
        ),
        key=first.datum,
    )


def _region(access: Guarded) -> Span:
    """The call that opened the region: the last one before the access in the text."""
    opened = [
        event.span
        for event in access.solved.events
        if isinstance(event, GlobalTaken) and event.span.start <= access.span.start
    ]
    return max(opened, default=access.span)
