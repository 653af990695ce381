"""Solves a machine: which states reach each of its nodes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import field

from lockscan.dataflow import solver
from lockscan.frozen import dataclass
from lockscan.locks.actions import Branch, Machine
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
    """`states_in[n]`: the states at the start of node n. `is_truncated`: something was merged or left out."""

    states_in: tuple[tuple[State, ...], ...]
    is_truncated: bool


@dataclass(frozen=True, slots=True)
class _Domain:
    machine: Machine
    limits: Limits
    cuts: list[str] = field(default_factory=list)  # where a single block made more states than the limit

    def transfer(self, block: int, state: State) -> Iterable[State]:
        states = [state]
        for action in self.machine.nodes[block].actions:
            states = [after for before in states for after in step(action, before)]
            if len(states) > 1:
                states, is_cut = bound(states, self.limits.alike, self.limits.states)
                if is_cut:
                    self.cuts.append(f"block {block}")
        return states

    def edge(self, condition: Branch, state: State) -> State | None:
        return enter(condition, state)

    def thin(self, states: Sequence[State]) -> Sequence[State]:
        return thin(states)

    def merge(self, states: tuple[State, ...], _limit: int) -> tuple[tuple[State, ...], bool]:
        kept, is_lossy = bound(states, 1, self.limits.states)
        return tuple(kept), is_lossy


def solve(machine: Machine, limits: Limits) -> Solution:
    """The fixpoint from an unknown entry state."""
    flow = [
        [(b.target, b if b.condition or b.entry or b.polled else None) for b in node.branches] for node in machine.nodes
    ]
    domain = _Domain(machine, limits)
    solution = solver.solve(flow, (State(facts=machine.entry),), domain, solver.Limits(limits.alike, limits.steps))
    return Solution(solution.states_in, bool(solution.is_truncated or solution.is_exhausted or domain.cuts))
