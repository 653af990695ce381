"""lock-order-inversion: threads that can run at the same time take the same locks in different orders."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from lockscan.checks import certainty, evidence, ordering
from lockscan.findings import Finding, Level, Location
from lockscan.interproc import cycles
from lockscan.interproc.meeting import deadlocks
from lockscan.interproc.order import Edge
from lockscan.interproc.program import Program
from lockscan.interproc.ways import Way
from lockscan.locks.summary import Site

RULE = "lock-order-inversion"

_MOST_TRIED = 40  # choices of ways that are compared, for the best evidence
_GIVEN = 2  # so many places more are rarer still than an order that the subsystem has chosen
_MOST_PLACES = 6  # findings for one cycle of classes: there is one mistake behind them


def check(program: Program) -> Iterator[Finding]:
    graph = _graph(program)
    told: set[tuple[str, str]] = set()
    groups: set[tuple[Location, str]] = set()
    for first, then in cycles.pairs(graph):
        for found in _at_each_place(program, (first, then)):
            told |= {(first, then), (then, first)}
            wanted = found[0].edge.then
            place = (ordering.location(found[0].edge), found[0].edge.first.name)
            if wanted.kind is not None or place not in groups:  # a group of attributes goes at once
                groups.add(place)
                yield _finding(program, found)
    for nodes in cycles.longer(graph, without=frozenset(told)):
        for found in islice(_at_each_place(program, nodes), 1):
            yield _finding(program, found)


def _graph(program: Program) -> dict[str, tuple[str, ...]]:
    """The order graph, less what no cycle goes through."""
    pairs = program.order.pairs()
    return {
        first: tuple(then for then in thens if then in part)
        for part in cycles.knots(pairs)
        for first, thens in pairs.items()
        if first in part
    }


def _at_each_place(program: Program, nodes: tuple[str, ...]) -> Iterator[tuple[Way, ...]]:
    """Deadlocks of a cycle, one for each place that takes the locks in the order that fewest places use."""
    pairs = [(node, nodes[(number + 1) % len(nodes)]) for number, node in enumerate(nodes)]
    edges = [ordering.edges(program, first, then) for first, then in pairs]
    if not all(edges):
        return
    rare = min(range(len(pairs)), key=lambda number: _rank(edges[number]))
    edges = [*edges[rare:], *edges[:rare]]
    others = [[way for edge in some for way in program.ways.of(edge)] for some in edges[1:]]
    places: set[Site] = set()
    for edge in edges[0]:
        place = ordering.place_of(edge)
        if place in places or len(places) >= _MOST_PLACES:
            continue
        found = list(islice(deadlocks([program.ways.of(edge), *others], program.images), _MOST_TRIED))
        if found:
            places.add(place)
            yield max(found, key=certainty.of_circle)


def _rank(edges: Sequence[Edge]) -> int:
    """Least where the order is rare, and the driver's own choice rather than that of the subsystem."""
    is_given = all(edge.taken is None for edge in edges)
    return len({ordering.place_of(edge) for edge in edges}) + (_GIVEN if is_given else 0)


def _finding(program: Program, found: Sequence[Way]) -> Finding:
    edge, other = found[0].edge, found[1].edge
    first, then = ordering.shown(edge.first), ordering.shown(edge.then)
    other_place = evidence.line_of(program, other.taking.site)
    what = f"{edge.function.name}() {ordering.wants(edge.then)} while {first} is held"
    if len(found) == 2:
        why = f"but {other.function.name}() {ordering.wants(other.then)} while {then} is held"
        message = f"{what}, {why} ({other_place}): each can wait for the other"
    else:
        circle = " → ".join([*(ordering.shown(way.edge.first) for way in found), first])
        message = f"{what}, which closes a circle of locks that wait for each other: {circle} ({other_place})"
    return Finding(
        rule=RULE,
        message=message,
        location=ordering.location(edge),
        precision=certainty.of_circle(found),
        level=Level.ERROR,
        lock=first,
        contexts=tuple(way.root.entry.context.value for way in found),
        related=tuple(place for way in found for place in ordering.related(program, way.edge)),
        flows=tuple(ordering.flow(program, way, f"CPU{number}") for number, way in enumerate(found)),
        scenario=ordering.picture(found),
        assumptions=evidence.assumptions_of(*(way.root for way in found)),
        key=then,
    )
