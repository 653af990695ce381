"""Loops of a machine: what they test in memory may be changed by others while they run (`while (dev->busy) …`)."""

from __future__ import annotations

from collections.abc import Sequence

from lockscan.locks.actions import Node, keys_of
from lockscan.locks.copying import replace
from lockscan.locks.facts import Key
from lockscan.locks.place import Place, Static


def with_polled(nodes: Sequence[Node]) -> tuple[Node, ...]:
    """The same nodes; each edge that closes a loop forgets what the loop's ways out test in memory.

    Anything else is taken to stay as it is, unless the loop writes it.
    """
    polled = _by_head(nodes)
    if not polled:
        return tuple(nodes)
    made = list(nodes)
    for number, node in enumerate(nodes):
        if any(branch.target <= number for branch in node.branches):
            branches = (
                replace(branch, polled=polled[branch.target]) if branch.target <= number else branch
                for branch in node.branches
            )
            made[number] = replace(node, branches=tuple(branches))
    return tuple(made)


def polled_keys(nodes: Sequence[Node]) -> frozenset[Key]:
    """What any loop waits for in memory."""
    return frozenset(key for keys in _by_head(nodes).values() for key in keys)


def _by_head(nodes: Sequence[Node]) -> dict[int, frozenset[Key]]:
    """For each loop, by its first node, what its ways out test in memory.

    Nodes come before their successors (see Builder.finish): an edge to a smaller or equal number closes a loop.
    """
    back: dict[int, list[int]] = {}
    for number, node in enumerate(nodes):
        for branch in node.branches:
            if branch.target <= number:
                back.setdefault(branch.target, []).append(number)
    if not back:
        return {}
    before = _before(nodes)
    return {head: _polled(nodes, _body(head, ends, before)) for head, ends in back.items()}


def _before(nodes: Sequence[Node]) -> list[list[int]]:
    before: list[list[int]] = [[] for _ in nodes]
    for number, node in enumerate(nodes):
        for branch in node.branches:
            before[branch.target].append(number)
    return before


def _body(head: int, ends: Sequence[int], before: Sequence[Sequence[int]]) -> set[int]:
    """The natural loop: everything that leads to its ends without passing its head."""
    body, pending = {head}, list(ends)
    while pending:
        node = pending.pop()
        if node not in body:
            body.add(node)
            pending.extend(before[node])
    return body


def _polled(nodes: Sequence[Node], body: set[int]) -> frozenset[Key]:
    """Memory whose test leaves the loop: what a loop waits for. Other tests in it are taken to give one answer."""
    leaving = [nodes[n].branches for n in body if any(branch.target not in body for branch in nodes[n].branches)]
    keys = (key for branches in leaving for branch in branches for key in keys_of(branch))
    return frozenset(key for key in keys if isinstance(key, Place) and (key.steps or isinstance(key.root, Static)))
