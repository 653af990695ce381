"""After the fixpoint: runs each action once more on each state that reaches it, and collects what happened."""

from __future__ import annotations

from collections.abc import Sequence

from lockscan.locks.actions import Machine
from lockscan.locks.events import Event
from lockscan.locks.state import State, bound
from lockscan.locks.transfer import step


def replay(machine: Machine, states_in: Sequence[Sequence[State]], alike: int, limit: int) -> tuple[Event, ...]:
    """Every event of every solved state, in block order, each distinct one once; the limits as while solving."""
    heard: dict[Event, None] = {}

    def record(event: Event) -> None:
        heard.setdefault(event)

    for node, arriving in zip(machine.nodes, states_in, strict=True):
        states: Sequence[State] = arriving
        for action in node.actions:
            after = [following for state in states for following in step(action, state, record)]
            states, _ = bound(after, alike, limit)
    return tuple(heard)
