"""Guards on memory behind parameters: what a function's tests tell about its entry, and how a caller sees that memory.

`if (!dev->polled) lock(&dev->mutex);` asks something of every caller, and one that has just set `dev->polled` knows the
answer. Only tests that locks depend on are kept.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

from lockscan.locks.actions import Apply, Branch, Check, Choice, Node, Perform, keys_of
from lockscan.locks.copying import replace
from lockscan.locks.facts import Key
from lockscan.locks.loops import polled_keys
from lockscan.locks.place import Deref, Derived, Field, Local, Param, Place, Static, Unknown, substitute
from lockscan.locks.requires import Seen, split
from lockscan.locks.untouched import Untouched

_LONGEST = 8  # steps of a place that callers are asked about
_SAME_EVERYWHERE = re.compile(r"\d+|\w+\(\)")  # an index, or a question, that means the same in a caller


def with_entry(nodes: Sequence[Node], untouched: Untouched) -> list[Node]:
    """The same nodes; the edges that a lock depends on say what they tell about memory at entry."""
    known: dict[Key, bool] = {}
    asked: dict[int, list[Place]] = {}
    for number, node in enumerate(nodes):
        found = _memory(node.branches, known) if len(node.branches) > 1 else None
        if found:
            asked[number] = found
    choosing = _choosing(nodes, asked) if asked else ()
    if not choosing:
        return list(nodes)
    polled = polled_keys(nodes)
    made = list(nodes)
    for number in choosing:
        told = {key for key in asked[number] if key not in polled and untouched.since_entry(key, number)}
        if told:
            branches = (replace(branch, entry=_about(branch, told)) for branch in nodes[number].branches)
            made[number] = replace(nodes[number], branches=tuple(branches))
    return made


def _memory(branches: Sequence[Branch], known: dict[Key, bool]) -> list[Place]:
    """The memory behind parameters that ways on depend on. `known`: of keys, whether they are such."""
    found: list[Place] = []
    for branch in branches:
        for key in keys_of(branch) if branch.condition is not None else ():
            is_one = known.get(key)
            if is_one is None:
                is_one = known[key] = isinstance(key, Place) and is_source(split(key)[0])
            if is_one and isinstance(key, Place):
                found.append(key)
    return found


def _about(branch: Branch, told: Collection[Key]) -> Check | Choice | None:
    match branch.condition:
        case Check(clauses=clauses):
            kept = tuple(clause for clause in clauses if clause[0] in told)
            return Check(kept) if kept else None
        case Choice(key=key) if key in told:
            return branch.condition
        case _:
            return None


def is_source(place: Place) -> bool:
    """Is it memory that a parameter leads to, by a way that callers can follow?"""
    root = place.root
    if isinstance(root, Local | Static | Unknown):
        return False
    while isinstance(root, Derived) and root.argument is not None:
        if not is_source(root.argument) and not isinstance(root.argument.root, Param):
            return False
        root = root.argument.root
    if not isinstance(root, Param) or not place.steps or len(place.steps) > _LONGEST:
        return False
    return all(isinstance(s, Field | Deref) or _SAME_EVERYWHERE.fullmatch(s.key) is not None for s in place.steps)


def _choosing(nodes: Sequence[Node], asked: Iterable[int]) -> list[int]:
    """The nodes among `asked` one of whose ways on leads to a call that matters, and another one does not."""
    reached = [0] * len(nodes)
    for number in range(len(nodes) - 1, -1, -1):
        found = 1 << number
        for branch in nodes[number].branches:
            if branch.target > number:  # else it closes a loop
                found |= reached[branch.target]
        reached[number] = found
    calling = sum([1 << number for number, node in enumerate(nodes) if _is_calling(node)])
    choosing = []
    for number in asked:
        every, some = -1, 0
        for branch in nodes[number].branches:
            every &= reached[branch.target]
            some |= reached[branch.target]
        if some & ~every & calling:
            choosing.append(number)
    return choosing


def _is_calling(node: Node) -> bool:
    return any(type(action) is Perform or type(action) is Apply for action in node.actions)


def seen_from(
    untouched: Untouched,
    result: int,
    asks: Iterable[Place],
    pointees: Sequence[Place | None],
    values: Sequence[Place | None],
    *,
    at_entry: bool = True,
) -> dict[Place, Seen]:
    """The memory that a callee asks for, as the caller names it at the call with that number.

    `at_entry`: is it wanted what that was when the caller was entered?
    """
    found = {}
    for asked in asks:
        place = substitute(asked, pointees, values)
        if place is None or isinstance(place.root, Unknown):
            continue
        now = place if untouched.is_current(place, result) else None
        is_same = at_entry and is_source(place) and untouched.since_entry(place, *untouched.where(result))
        if now is not None or is_same:
            found[asked] = Seen(now, place if is_same else None)
    return found
