"""What a path has been told about its context: facts about keys that are no variables.

Every call of in_interrupt() shares one key, and so do those of its kin.
"""

from __future__ import annotations

from functools import lru_cache

from lockscan.locks.copying import replace
from lockscan.locks.facts import NONZERO, Facts, Key, Sign, Value, constant
from lockscan.locks.place import Field, Place, Static
from lockscan.locks.state import OFF, State
from lockscan.models.effects import TellsMaySleep, When

_SCOPES = {when: f"may sleep when {when.value}" for when in (When.ZERO, When.NONZERO)}  # no file is called so
_SIGNS = {_SCOPES[When.ZERO]: Sign.ZERO, _SCOPES[When.NONZERO]: NONZERO}


_IRQS_OFF = Place(Static("irqs", "off at entry"))


def with_irqs_off_at_entry(state: State) -> State:
    """The path goes on only if irqs were off when the function was entered."""
    return replace(state, irq=OFF, facts=state.facts.learn(_IRQS_OFF, constant(1)))


def are_irqs_off_at_entry(facts: Facts) -> bool:
    return facts.get(_IRQS_OFF) == constant(1)


def answer_of(effect: TellsMaySleep) -> Place:
    """Where the answer is known: `in_interrupt()`, however often it is asked."""
    return Place(Static(f"{effect.name}()", _SCOPES[effect.when]))


def yes_and_no(effect: TellsMaySleep) -> tuple[tuple[When, Value], tuple[When, Value]]:
    """What the two results of the call say about the answer."""
    return (When.ZERO, Value(Sign.ZERO)), (When.NONZERO, Value(NONZERO))


def is_answer(key: Key) -> bool:
    return isinstance(key, Place) and isinstance(key.root, Static) and key.root.file in _SIGNS


_HINTS = frozenset(
    {"atomic", "async", "block", "blocking", "nonatomic", "nonblock", "nonblocking", "nowait", "poll", "polled"}
    | {"polling", "sleep", "sleeping", "cansleep", "sync", "synchronous", "wait", "waiting"}
)


def is_hint(key: Key) -> bool:
    """Is it a member whose name speaks of waiting, as in `if (request->waiting) wait_for_completion(…)`?"""
    last = key.steps[-1] if isinstance(key, Place) and key.steps else None
    return isinstance(last, Field) and _speaks_of_waiting(last.name)


@lru_cache(maxsize=16_384)
def _speaks_of_waiting(name: str) -> bool:
    return not _HINTS.isdisjoint(name.lower().split("_"))


def is_hinted(facts: Facts) -> bool:
    """Does the path depend on such a member? Then whoever set it may have thought of where the sleep is allowed."""
    return any(map(is_hint, facts.known))


def is_told_to_sleep(facts: Facts) -> bool:
    """Has the path been told that it may sleep?"""
    for key, value in facts.known.items():
        if isinstance(key, Place) and isinstance(key.root, Static) and _SIGNS.get(key.root.file) == value.signs:
            return True
    return False
