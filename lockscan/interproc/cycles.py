"""Cycles of a graph of names: its strongly connected parts, and one short cycle through every edge inside of them."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence

from lockscan.interproc.calls import components

Graph = Mapping[str, Sequence[str]]
_LONGEST = 4  # nodes of a cycle or path; longer ones convince nobody


def knots(graph: Graph) -> list[frozenset[str]]:
    """The strongly connected parts of more than one node."""
    return [frozenset(part) for part in components(graph) if len(part) > 1]


def pairs(graph: Graph) -> Iterator[tuple[str, str]]:
    """Cycles of two, each once."""
    for first, thens in graph.items():
        for then in thens:
            if first < then and first in graph.get(then, ()):
                yield first, then


def longer(graph: Graph, *, without: frozenset[tuple[str, str]]) -> Iterator[tuple[str, ...]]:
    """For every edge of a knot the shortest cycle of three nodes or more through it, each once.

    No cycle has an edge of `without` (both orders of a pair that was reported as a cycle of two).
    """
    usable = {first: [t for t in thens if (first, t) not in without] for first, thens in graph.items()}
    told: set[frozenset[str]] = set()
    for part in knots(usable):
        inside = {node: [t for t in usable[node] if t in part] for node in part}
        for first in sorted(part):
            for then in inside[first]:
                back = _shortest(inside, then, first)
                if back and len(back) > 2 and frozenset(back) not in told:
                    told.add(frozenset(back))
                    yield tuple(back)


def paths(graph: Graph, start: str) -> Iterator[tuple[str, ...]]:
    """The shortest path from `start` to each node that it leads to, near ones first."""
    pending: deque[tuple[str, ...]] = deque([(start,)])
    seen = {start}
    while pending:
        path = pending.popleft()
        for then in graph.get(path[-1], ()) if len(path) < _LONGEST else ():
            if then not in seen:
                seen.add(then)
                pending.append((*path, then))
                yield (*path, then)


def _shortest(graph: Graph, start: str, goal: str) -> list[str]:
    """The nodes from `start` to `goal`, both included, at most _LONGEST; without the direct edge."""
    before: dict[str, str] = {start: ""}
    pending = deque([(start, 1)])
    while pending:
        node, length = pending.popleft()
        if node == goal:
            path = [node]
            while before[path[-1]]:
                path.append(before[path[-1]])
            return path[::-1]
        for then in graph[node] if length < _LONGEST else ():
            if then not in before and not (node == start and then == goal):
                before[then] = node
                pending.append((then, length + 1))
    return []
