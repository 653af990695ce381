"""Solves a machine: which states reach each of its nodes, and what happens on the way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field

from lockscan.dataflow import solver
from lockscan.frozen import dataclass
from lockscan.locks.actions import Action, Assign, Machine, Node
from lockscan.locks.events import Event
from lockscan.locks.replay import replayed
from lockscan.locks.state import State, bound, join_alike, thin
from lockscan.locks.transfer import STEPS, enter, step


@dataclass(frozen=True, slots=True)
class Limits:
    """`alike`: states of a node beyond which those that differ in facts only are joined; `states`: the hard limit;
    `steps`: node visits per function."""

    alike: int = 4
    states: int = 16
    steps: int = 8_000


DEFAULT_LIMITS = Limits()

_UNHEARD = frozenset({Assign})


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
    nodes: Sequence[Node]
    limits: Limits
    visits: Sequence[dict[int, _Visit] | None]  # by node and the identity of the state; None: nothing happens there
    cuts: list[int] = field(default_factory=list)  # blocks where a single state made more states than the limit
    edge = staticmethod(enter)
    thin = staticmethod(thin)

    def transfer(self, block: int, state: State) -> Sequence[State]:
        actions = self.nodes[block].actions
        if not actions:
            return (state,)
        heard: list[Event] = []
        ends: list[int] = []
        states: Sequence[State] = (state,)
        record, most = heard.append, 1
        for action in actions:
            if len(states) == 1:
                states = STEPS[type(action)](action, states[0], record)
            else:
                states = [after for before in states for after in step(action, before, record)]
            if len(states) > 1:
                most = max(most, len(states))
                states, is_cut = bound(states, self.limits.alike, self.limits.states)
                if is_cut:
                    self.cuts.append(block)
            ends.append(len(heard))
        visits = self.visits[block]
        if visits is not None:
            visits[id(state)] = _Visit(state, heard, ends, most)
        return states

    def merge(self, states: tuple[State, ...], _limit: int) -> tuple[tuple[State, ...], bool]:
        kept = join_alike(states)
        return tuple(kept[: self.limits.states]), len(kept) > self.limits.states

    def events_of(self, block: int, known: Mapping[int, _Visit], states: Sequence[State]) -> Sequence[Event]:
        """What all these states meet in the block, action by action.

        Together they may be merged where each alone is not: then all is done once more.
        """
        visits = [known[id(state)] for state in states if id(state) in known]
        is_whole = len(visits) == len(states)  # not where the budget ran out
        if is_whole and len(visits) == 1:
            return visits[0].heard
        if is_whole and self._are_apart(states, visits):
            return _interleaved(visits)
        return replayed(self.nodes[block].actions, states, self.limits.alike, self.limits.states)

    def _are_apart(self, states: Sequence[State], visits: Sequence[_Visit]) -> bool:
        """Would `bound` leave them all as they are after every action?"""
        if sum([visit.most for visit in visits]) > self.limits.alike:
            return False
        first = states[0].entry
        return not [state for state in states if state.entry is not first and state.entry != first]


def _interleaved(visits: Sequence[_Visit]) -> list[Event]:
    """What they have met: at the first action, then at the second."""
    heard: list[Event] = []
    starts = [0] * len(visits)
    for number in range(len(visits[0].ends)):
        for at, visit in enumerate(visits):
            heard.extend(visit.heard[starts[at] : visit.ends[number]])
            starts[at] = visit.ends[number]
    return heard


def solve(machine: Machine, limits: Limits) -> Solution:
    """The fixpoint from an unknown entry state."""
    nodes = machine.nodes
    flow = [[(b.target, b if b.condition or b.entry or b.polled else None) for b in node.branches] for node in nodes]
    visits: list[dict[int, _Visit] | None] = [
        {} if node.actions and _is_heard(node.actions) else None for node in nodes
    ]
    domain = _Domain(nodes, limits, visits)
    solution = solver.solve(flow, (State(facts=machine.entry),), domain, solver.Limits(limits.alike, limits.steps))
    events: list[Event] = []
    for block, (states, known) in enumerate(zip(solution.states_in, visits, strict=True)):
        if known is not None and states:
            events.extend(domain.events_of(block, known, states))
    is_truncated = bool(solution.is_truncated or solution.is_exhausted or domain.cuts)
    return Solution(solution.states_in, is_truncated, tuple(dict.fromkeys(events)))


def _is_heard(actions: Sequence[Action]) -> bool:
    """May any of the actions be an event?"""
    return not _UNHEARD.issuperset(map(type, actions))
