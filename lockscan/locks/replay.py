"""After the fixpoint: runs each action once more on each state that reaches it, and collects what happened."""

from __future__ import annotations

from collections.abc import Sequence

from lockscan.locks.actions import Action
from lockscan.locks.events import Event
from lockscan.locks.state import State, bound
from lockscan.locks.transfer import step


def replayed(actions: Sequence[Action], arriving: Sequence[State], alike: int, limit: int) -> list[Event]:
    """What all states meet that arrive at a node, action by action; the limits as while solving."""
    heard: list[Event] = []
    states = arriving
    for action in actions:
        after = [following for state in states for following in step(action, state, heard.append)]
        states, _ = bound(after, alike, limit)
    return heard
