"""Solves a forward dataflow problem whose facts at a point are a bounded set of alternatives ("disjuncts").

The domain is anything that satisfies `Domain`; the flow is a list of ways out per block, block 0 being the entry.

Each disjunct is transferred at most once per block, so the work is at most the number of blocks times that of the
disjuncts that ever occur at one. That number is finite if the domain is, or if `merge` makes it so; beside that, a
budget of transfers bounds it whatever the domain does. A step costs one `transfer`, one `edge` per way out and state,
and O(log blocks) for the queue.

Without truncation the result is the least fixpoint: it does not depend on the order of the work, and it equals the
set of states along all paths (`transfer` and `edge` look at one disjunct at a time, so nothing is joined). With
truncation it covers that set, as far as `merge` covers its arguments.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from heapq import heappop, heappush
from typing import Generic, Protocol, TypeVar

from lockscan.frozen import dataclass

S = TypeVar("S", bound=Hashable)
C = TypeVar("C")
C_contra = TypeVar("C_contra", contravariant=True)

Flow = Sequence[Sequence[tuple[int, C | None]]]
"""Per block its ways out, in order: (target, condition); condition None is always taken."""


class Domain(Protocol[S, C_contra]):
    """What the solver needs to know about states. All four are pure functions."""

    def transfer(self, block: int, state: S) -> Sequence[S]:
        """The states after `block` when it is entered in `state`; none if the path ends in it."""
        ...

    def edge(self, condition: C_contra, state: S) -> S | None:
        """`state` with what taking the edge tells; None if the edge cannot be taken in it."""
        ...

    def thin(self, states: Sequence[S]) -> Sequence[S]:
        """States that cover all of `states`, two or more, without a loss that counts; `states` itself if all matter."""
        ...

    def merge(self, states: tuple[S, ...], limit: int) -> tuple[tuple[S, ...], bool]:
        """At most `limit` states that cover all of `states`, which are more; and: was precision lost?"""
        ...


@dataclass(frozen=True, slots=True)
class Limits:
    """`disjuncts`: states kept per block; `steps`: transfers per function."""

    disjuncts: int = 32
    steps: int = 20_000


@dataclass(frozen=True, slots=True)
class Solution(Generic[S]):
    """`states_in[b]` are the states in which block `b` is entered, in a reproducible order; none: never reached.

    `is_truncated`: somewhere states were merged with a loss. `is_exhausted`: the budget ran out, so states are missing.
    """

    states_in: tuple[tuple[S, ...], ...]
    is_truncated: bool
    is_exhausted: bool
    steps: int


def solve(flow: Flow[C], entry: Iterable[S], domain: Domain[S, C], limits: Limits) -> Solution[S]:
    """The fixpoint, worked out in reverse postorder. `flow` needs a block 0, which is entered in the states `entry`."""
    return _Run(flow, domain, limits).solve(entry)


def reverse_postorder(flow: Flow[C]) -> list[int]:
    """Reachable blocks, each before its successors, back edges apart.

    Of two ways out the first comes first: the body of a loop before its exit, so that the exit sees all of the loop.
    """
    seen = {0}
    finished: list[int] = []
    stack = [(0, len(flow[0]))]
    while stack:
        block, left = stack.pop()
        if left == 0:
            finished.append(block)
            continue
        stack.append((block, left - 1))
        target = flow[block][left - 1][0]
        if target not in seen:
            seen.add(target)
            stack.append((target, len(flow[target])))
    finished.reverse()
    return finished


class _Point(Generic[S]):
    """The states at the start of one block. `known`: all that are here or have been transferred; those that a merge
    took away before they were may come again. `fresh` have come since the block was last worked on."""

    __slots__ = ("fresh", "known", "states")

    def __init__(self) -> None:
        self.states: list[S] = []
        self.fresh: list[S] = []
        self.known: dict[S, None] = {}


class _Run(Generic[S, C]):
    """One run of the solver: the states per block, which of them have been transferred, and the queue."""

    def __init__(self, flow: Flow[C], domain: Domain[S, C], limits: Limits) -> None:
        self._flow = flow
        self._domain = domain
        self._limits = limits
        self._order = reverse_postorder(flow)
        self._rank = {block: rank for rank, block in enumerate(self._order)}
        # Lists keep the order of arrival, which is what makes the result reproducible.
        self._points: list[_Point[S] | None] = [None] * len(flow)
        self._queue: list[int] = []  # ranks; a rank is in it once, exactly while its block has fresh states
        self._steps = 0
        self._is_truncated = False

    def solve(self, entry: Iterable[S]) -> Solution[S]:
        for state in entry:
            self._add(0, state)
        is_exhausted = False
        while self._queue and not is_exhausted:
            is_exhausted = not self._work(self._order[heappop(self._queue)])
        if is_exhausted:
            for point in self._points:
                if point is not None:
                    self._bound(point)
        states_in = tuple([() if point is None else tuple(point.states) for point in self._points])
        return Solution(states_in, self._is_truncated, is_exhausted, self._steps)

    def _add(self, block: int, state: S) -> None:
        point = self._points[block]
        if point is None:
            point = self._points[block] = _Point()
        count = len(point.known)
        point.known.setdefault(state)
        if len(point.known) == count:
            return  # what it leads to is known, also if it has since been merged into another
        point.states.append(state)
        if not point.fresh:
            heappush(self._queue, self._rank[block])
        point.fresh.append(state)

    def _work(self, block: int) -> bool:
        """Transfer every fresh state of `block`; False if the budget does not allow it."""
        point = self._points[block]
        assert point is not None
        self._bound(point)
        fresh, point.fresh = point.fresh, []
        for number, state in enumerate(fresh):
            if self._steps >= self._limits.steps:
                point.fresh = fresh[number:]
                return False
            self._steps += 1
            self._push_on(block, state)
        return True

    def _bound(self, point: _Point[S]) -> None:
        """Keep to the limit of states: merge, and work only on what the merge left and has not been done."""
        states: Sequence[S] = point.states
        if len(states) < 2:
            return
        merged = self._domain.thin(states)
        if len(merged) > self._limits.disjuncts:
            merged, is_lossy = self._domain.merge(tuple(merged), self._limits.disjuncts)
            self._is_truncated = self._is_truncated or is_lossy
        if merged is states:
            return
        for state in point.fresh:
            del point.known[state]
        point.states = list(dict.fromkeys(merged))
        point.fresh = [state for state in point.states if state not in point.known]
        point.known.update(dict.fromkeys(point.fresh))

    def _push_on(self, block: int, state: S) -> None:
        ways_out = self._flow[block]
        reached = self._domain.transfer(block, state)
        for after in reached if len(reached) < 2 else dict.fromkeys(reached):
            for target, condition in ways_out:
                arriving = after if condition is None else self._domain.edge(condition, after)
                if arriving is not None:
                    self._add(target, arriving)
