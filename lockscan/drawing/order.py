"""Which lock is taken while which is held, as diagrams: one for each group of locks that hang together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from lockscan.checks import evidence, ordering
from lockscan.findings import Arrow, Box, Diagram, Location, Operation, Standing
from lockscan.interproc.order import Edge
from lockscan.interproc.program import Program
from lockscan.interproc.takings import Lock

_MOST_LOCKS: Final = 16  # in one picture; more is a picture of nothing
_MOST_PLACES: Final = 3  # named beside an arrow
_MOST_PICTURES: Final = 12  # around locks with findings
Ordered = dict[tuple[str, str], tuple[Edge, ...]]
Pairs = Mapping[str, tuple[str, ...]]


def order_diagrams(program: Program, wanted: frozenset[str]) -> Iterator[Diagram]:
    """The largest first. A group that is too large for a picture is shown in pieces: the neighbours of each of the
    locks that are `wanted`, by the names that findings give them."""
    pairs = program.order.pairs()
    for names in _groups(pairs):
        if len(names) <= _MOST_LOCKS:
            inside = ((first, then) for first in names for then in pairs[first])
            yield from _diagram(program, _ordered(program, inside), "")
            continue
        for name in [name for name in names if evidence.shown(name) in wanted][:_MOST_PICTURES]:
            yield from _around(program, pairs, name)


def _ordered(program: Program, pairs: Iterable[tuple[str, str]]) -> Ordered:
    """The arrows that are sure: others go through pointers that may hold anything, or start where the first lock is
    not always held."""
    edges = {
        pair: tuple(e for e in program.order.edges(*pair) if e.taking.is_sure and not e.is_doubtful) for pair in pairs
    }
    return {pair: found for pair, found in edges.items() if found}


def _around(program: Program, pairs: Pairs, name: str) -> Iterator[Diagram]:
    """What is taken under the lock, and what it is taken under; those that are both are kept first."""
    over = [(first, name) for first, thens in pairs.items() if name in thens]
    edges = _ordered(program, [*((name, then) for then in pairs[name]), *over])
    near = sorted({other for pair in edges for other in pair} - {name})
    near.sort(key=lambda other: not ((name, other) in edges and (other, name) in edges))
    kept = {name, *near[: _MOST_LOCKS - 1]}
    shown = {pair: found for pair, found in edges.items() if kept.issuperset(pair)}
    yield from _diagram(program, shown, evidence.shown(name), len(near) + 1 - len(kept))


def _groups(pairs: Pairs) -> list[list[str]]:
    """Locks that arrows connect, whatever their direction."""
    near: dict[str, set[str]] = {name: set() for name in pairs}
    for first, thens in pairs.items():
        for then in thens:
            near[first].add(then)
            near[then].add(first)
    found: list[list[str]] = []
    seen: set[str] = set()
    for name in pairs:
        group: list[str] = []
        pending = [name]
        while pending:
            one = pending.pop()
            if one not in seen:
                seen.add(one)
                group.append(one)
                pending.extend(near[one])
        if len(group) > 1:
            found.append(sorted(group))
    return sorted(found, key=lambda group: (-len(group), group))


def _diagram(program: Program, edges: Ordered, around: str, left: int = 0) -> Iterator[Diagram]:
    """Nothing where there are no arrows. `left`: neighbours that there was no room for."""
    if not edges:
        return
    locks: dict[str, Lock] = {}
    for found in edges.values():
        locks.setdefault(found[0].first.name, found[0].first)
        locks.setdefault(found[0].then.name, found[0].then)
    inner = {then for _first, then in edges}
    names = sorted(locks, key=lambda name: (name in inner, name))  # what nothing is held around comes on top
    number = {name: at for at, name in enumerate(names)}
    arrows = [Arrow(number[pair[0]], number[pair[1]], tuple(_places(program, found))) for pair, found in edges.items()]
    place = ordering.location(next(iter(edges.values()))[0])
    yield Diagram(
        f"the order of the locks around {around}" if around else f"the order of {len(names)} locks",
        place,
        _line(program, place),
        tuple(_box(locks[name]) for name in names),
        tuple(sorted(arrows, key=lambda arrow: (arrow.source, arrow.target))),
        (f"{left:,} more locks are taken around it or under it",) if left > 0 else (),
    )


def _box(lock: Lock) -> Box:
    is_atomic = lock.kind is not None and lock.kind.is_atomic
    kind = lock.kind.value.replace("_", " ") if lock.kind is not None else "handler"
    return Box((ordering.shown(lock), kind), Standing.LOCKED if is_atomic else Standing.FREE)


def _places(program: Program, edges: tuple[Edge, ...]) -> Iterator[Operation]:
    """Where the second lock is taken, or the call is made that leads there."""
    places = dict.fromkeys(ordering.location(edge) for edge in edges)
    for place in list(places)[:_MOST_PLACES]:
        yield Operation(f"{place.function}()", place, _line(program, place), place.path.rpartition("/")[2])


def _line(program: Program, place: Location) -> int:
    return program.files.get(place.path, b"").count(b"\n", 0, place.start) + 1
