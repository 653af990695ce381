"""Solves a machine: which states reach each of its nodes, and what happens on the way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field

from lockscan.dataflow import solver
from lockscan.frozen import dataclass
from lockscan.locks.actions import Assign, Branch, Machine, Node
from lockscan.locks.events import Event
from lockscan.locks.replay import replayed
from lockscan.locks.state import State, bound, thin
from lockscan.locks.transfer import enter, step


@dataclass(frozen=True, slots=True)
class Limits:
    """`alike`: states of a node beyond which those that differ in facts only are joined; `states`: the hard limit;
    `steps`: node visits per function."""

    alike: int = 4
    states: int = 16
    steps: int = 8_000


DEFAULT_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Solution:
    """`states_in[n]`: the states at the start of node n. `is_truncated`: something was merged or left out.

    `events`: every event of every solved state, in block order, each distinct one once.
    """

    states_in: tuple[tuple[State, ...], ...]
    is_truncated: bool
    events: tuple[Event, ...]


@dataclass(slots=True)
class _Visit:
    """What one state met in a node: its events, how many they were after each action, and the most states at once."""

    state: State
    heard: list[Event]
    ends: list[int]
    most: int


@dataclass(frozen=True, slots=True)
class _Domain:
    machine: Machine
    limits: Limits
    visits: Sequence[dict[int, _Visit] | None]  # by node and the identity of the state; None: nothing happens there
    cuts: list[int] = field(default_factory=list)  # blocks where a single state made more states than the limit

    def transfer(self, block: int, state: State) -> Sequence[State]:
        actions = self.machine.nodes[block].actions
        if not actions:
            return (state,)
        visit, visits = _Visit(state, [], [], 1), self.visits[block]
        record = visit.heard.append
        states: Sequence[State] = (state,)
        for action in actions:
            if len(states) == 1:
                states = step(action, states[0], record)
            else:
                states = [after for before in states for after in step(action, before, record)]
            if len(states) > 1:
                visit.most = max(visit.most, len(states))
                states, is_cut = bound(states, self.limits.alike, self.limits.states)
                if is_cut:
                    self.cuts.append(block)
            visit.ends.append(len(visit.heard))
        if visits is not None:
            visits[id(state)] = visit
        return states

    def edge(self, condition: Branch, state: State) -> State | None:
        return enter(condition, state)

    def thin(self, states: Sequence[State]) -> Sequence[State]:
        return thin(states)

    def merge(self, states: tuple[State, ...], _limit: int) -> tuple[tuple[State, ...], bool]:
        kept, is_lossy = bound(states, 1, self.limits.states)
        return tuple(kept), is_lossy

    def events_of(self, block: int, known: Mapping[int, _Visit], states: Sequence[State]) -> Iterator[Event]:
        """What all these states meet in the block, action by action.

        Together they may be merged where each alone is not: then all is done once more.
        """
        visits = [known[id(state)] for state in states if id(state) in known]
        is_whole = len(visits) == len(states)  # not where the budget ran out
        if is_whole and len(visits) == 1:
            yield from visits[0].heard
        elif is_whole and self._are_apart(states, visits):
            starts = [0] * len(visits)
            for number in range(len(visits[0].ends)):
                for at, visit in enumerate(visits):
                    yield from visit.heard[starts[at] : visit.ends[number]]
                    starts[at] = visit.ends[number]
        else:
            yield from replayed(self.machine.nodes[block].actions, states, self.limits.alike, self.limits.states)

    def _are_apart(self, states: Sequence[State], visits: Sequence[_Visit]) -> bool:
        """Would `bound` leave them all as they are after every action?"""
        if sum(visit.most for visit in visits) > self.limits.alike:
            return False
        return all(state.entry == states[0].entry for state in states)


def solve(machine: Machine, limits: Limits) -> Solution:
    """The fixpoint from an unknown entry state."""
    flow = [
        [(b.target, b if b.condition or b.entry or b.polled else None) for b in node.branches] for node in machine.nodes
    ]
    visits: list[dict[int, _Visit] | None] = [{} if _is_heard(node) else None for node in machine.nodes]
    domain = _Domain(machine, limits, visits)
    solution = solver.solve(flow, (State(facts=machine.entry),), domain, solver.Limits(limits.alike, limits.steps))
    events: dict[Event, None] = {}
    for block, (states, known) in enumerate(zip(solution.states_in, visits, strict=True)):
        if known is not None and states:
            events.update(dict.fromkeys(domain.events_of(block, known, states)))
    is_truncated = bool(solution.is_truncated or solution.is_exhausted or domain.cuts)
    return Solution(solution.states_in, is_truncated, tuple(events))


def _is_heard(node: Node) -> bool:
    """May any action of the node be an event?"""
    return any(type(action) is not Assign for action in node.actions)
