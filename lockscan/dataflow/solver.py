"""Solves a forward dataflow problem whose facts at a point are a bounded set of alternatives ("disjuncts").

The domain is anything that satisfies `Domain`; the flow is a list of ways out per block, block 0 being the entry.

Of the blocks that have states to work on, the one with the lowest number is next. Any numbering will do; the fewest
steps are taken where a block comes before its successors, back edges apart, and the body of a loop before its exit, so
that the exit sees all of the loop.

Each disjunct is transferred at most once per block, so the work is at most the number of blocks times that of the
disjuncts that ever occur at one. That number is finite if the domain is, or if `merge` makes it so; beside that, a
budget of transfers bounds it whatever the domain does. A step costs one `transfer`, and one `edge` per way out and
state; a state that is the only one at its block is neither hashed nor compared.

Without truncation the result is the least fixpoint: it does not depend on the order of the work, and it equals the
set of states along all paths (`transfer` and `edge` look at one disjunct at a time, so nothing is joined). With
truncation it covers that set, as far as `merge` covers its arguments.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
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
    """The fixpoint. `flow` needs a block 0, which is entered in the states `entry`."""
    return _Run(flow, domain, limits).solve(entry)


class _Run(Generic[S, C]):
    """One run of the solver. Lists keep the order of arrival, which is what makes the result reproducible."""

    def __init__(self, flow: Flow[C], domain: Domain[S, C], limits: Limits) -> None:
        self._flow = flow
        self._domain = domain
        self._limits = limits
        self._states: list[list[S]] = [[] for _ in flow]  # by block: those at its start
        self._fresh: list[list[S]] = [[] for _ in flow]  # those that have come since the block was last worked on
        # All that are at the block or have been transferred; those that a merge took away before they were may come
        # again. None as long as not more than one has come, which is all that `_states` holds then.
        self._known: list[dict[S, None] | None] = [None] * len(flow)
        self._next = 0  # no block before this one has fresh states
        self._steps = 0
        self._is_truncated = False

    def solve(self, entry: Iterable[S]) -> Solution[S]:
        for state in entry:
            self._add(0, state)
        is_exhausted = False
        while self._next < len(self._flow) and not is_exhausted:
            block = self._next
            self._next += 1
            if self._fresh[block]:
                is_exhausted = not self._work(block)
        if is_exhausted:
            for block in range(len(self._flow)):
                self._bound(block)
        return Solution(tuple(map(tuple, self._states)), self._is_truncated, is_exhausted, self._steps)

    def _add(self, block: int, state: S) -> None:
        states = self._states[block]
        if states:
            known = self._known[block]
            if known is None:
                known = self._known[block] = {states[0]: None}
            count = len(known)
            known[state] = None
            if len(known) == count:
                return  # what it leads to is known, also if it has since been merged into another
        states.append(state)
        self._fresh[block].append(state)
        if block < self._next:  # noqa: PLR1730 -- min() takes longer than all the rest of this method
            self._next = block

    def _work(self, block: int) -> bool:
        """Transfer every fresh state of `block`; False if the budget does not allow it."""
        if self._known[block] is not None:
            self._bound(block)
        left = self._limits.steps - self._steps
        fresh, self._fresh[block] = self._fresh[block], []
        is_enough = len(fresh) <= left
        if not is_enough:
            fresh, self._fresh[block] = fresh[:left], fresh[left:]
        self._steps += len(fresh)
        ways_out, domain = self._flow[block], self._domain
        transfer, edge, add = domain.transfer, domain.edge, self._add
        for state in fresh:
            reached = transfer(block, state)
            for after in reached if len(reached) < 2 else dict.fromkeys(reached):
                for target, condition in ways_out:
                    arriving = after if condition is None else edge(condition, after)
                    if arriving is not None:
                        add(target, arriving)
        return is_enough

    def _bound(self, block: int) -> None:
        """Keep to the limit of states: merge, and work only on what the merge left and has not been done."""
        states, known = self._states[block], self._known[block]
        if known is None:
            return
        merged = self._domain.thin(states) if len(states) > 1 else states
        if len(merged) > self._limits.disjuncts:
            merged, is_lossy = self._domain.merge(tuple(merged), self._limits.disjuncts)
            self._is_truncated = self._is_truncated or is_lossy
        if merged is states:
            return
        for state in self._fresh[block]:
            del known[state]
        self._states[block] = list(dict.fromkeys(merged))
        self._fresh[block] = [state for state in self._states[block] if state not in known]
        known.update(dict.fromkeys(self._fresh[block]))
