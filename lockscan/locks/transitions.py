"""The steps that a solved function takes: each action on each state that reaches it, with what happens on the way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lockscan.frozen import dataclass
from lockscan.locks.actions import Action, Machine
from lockscan.locks.events import Event
from lockscan.locks.solve import Limits, Solution
from lockscan.locks.state import State, bound
from lockscan.locks.transfer import step


@dataclass(frozen=True, slots=True)
class Transition:
    """`action` leads from one state to others, several where its result decides; to none where the path ends."""

    action: Action
    before: State
    after: tuple[State, ...]
    events: tuple[Event, ...]


def transitions(machine: Machine, solution: Solution, limits: Limits) -> Iterator[Transition]:
    """In block order; the limits as while solving."""
    for node, arriving in zip(machine.nodes, solution.states_in, strict=True):
        states: Sequence[State] = arriving
        for action in node.actions:
            following: list[State] = []
            for state in states:
                heard: list[Event] = []
                after = tuple(step(action, state, heard.append))
                following.extend(after)
                yield Transition(action, state, after, tuple(heard))
            states, _ = bound(following, limits.alike, limits.states)
