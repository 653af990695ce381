"""The usages of one function and of everything below it: one witness for every kind of acquisition."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import field

from lockscan.frozen import dataclass
from lockscan.locks.apply import Above
from lockscan.locks.copying import replace
from lockscan.locks.events import Called
from lockscan.locks.requires import Requires, joined
from lockscan.locks.state import OFF, State, quiet_on_both
from lockscan.locks.summary import Usage

_LONGEST_CHAIN = 24


@dataclass(frozen=True, slots=True)
class _Heard:
    """A call in one state, and under which key each usage of the callee was found to be one of this function."""

    called: Called
    keys: dict[int, Hashable] = field(default_factory=dict)


@dataclass(slots=True)
class Witnesses:
    """Collects them; `found` is in the order in which the kinds were first seen."""

    found: dict[Hashable, Usage] = field(default_factory=dict)
    _heard: dict[int, _Heard] = field(default_factory=dict)  # by the identity of the callee at the call

    def keep(self, usage: Usage) -> Hashable | None:
        """Its key; None for what is too far away to be kept."""
        if len(usage.chain) > _LONGEST_CHAIN:
            return None
        key = _kind(usage)
        known = self.found.get(key)
        if known is None:
            self.found[key] = usage
        elif known is not usage:
            self.found[key] = _one_for_both(known, usage)
        return key

    def below(self, called: Called) -> None:
        """A callee's usages are usages of this function, where the call can lead to them.

        In states that differ in facts only, a usage differs in what it asks for.
        """
        heard = self._heard.get(id(called.callee))
        if heard is None or not _are_alike(heard.called, called):
            heard = self._heard[id(called.callee)] = _Heard(called)
        above: Above | None = None
        lift, keys = called.lift(), heard.keys
        for number, usage in enumerate(called.callee.usages):
            requires = lift.of(usage.requires)
            if requires is None:
                continue
            key = keys.get(number)
            if key is not None:
                self._also(key, requires)
                continue
            above = above or Above.of(called.state)
            here = above.filled(usage, requires, is_certain=called.is_certain, is_loose=called.is_loose)
            key = self.keep(here)
            if key is not None:
                keys[number] = key

    def _also(self, key: Hashable, requires: Requires) -> None:
        """A usage that is known, with another alternative of what it asks for."""
        known = self.found[key]
        both = joined(known.requires, requires)
        if both is not known.requires and both != known.requires:
            self.found[key] = replace(known, requires=both)


def _are_alike(one: Called, other: Called) -> bool:
    """Would the same usage below both calls be filled in alike?"""
    if one.is_certain is not other.is_certain or one.is_loose is not other.is_loose:
        return False
    return one.state is other.state or _filling(one.state) == _filling(other.state)


def _filling(state: State) -> tuple[object, ...]:
    """All of a state that callees' usages are filled in with."""
    return (state.held, state.given, state.irq, state.bh, state.is_global, state.saved, state.armed, state.quiet)


def _kind(usage: Usage) -> Hashable:
    if usage.irq != OFF:
        return (usage.place, *usage.kind_key)
    key = (usage.place, usage.lock_class, usage.mode, usage.is_regained, usage.is_try, usage.bh, usage.given, OFF)
    if usage.variant == "irq":  # its unlock turns irqs on: where it stands matters
        return (*key, usage.irq_before, usage.site)
    return key


def _one_for_both(known: Usage, usage: Usage) -> Usage:
    """The better witness, which says no more than what is true of both."""
    is_better = (not usage.is_sure, len(usage.chain)) < (not known.is_sure, len(known.chain))
    better, other = (usage, known) if is_better else (known, usage)
    is_handed_on = known.is_handed_on and usage.is_handed_on
    requires = joined(known.requires, usage.requires)
    has_sources = known.armed or usage.armed or known.quiet or usage.quiet
    if not has_sources and requires is better.requires and is_handed_on is better.is_handed_on:
        return better if better.holds <= other.holds else replace(better, holds=known.holds & usage.holds)
    armed = known.armed | usage.armed
    quiet = quiet_on_both(known, usage)
    holds = known.holds & usage.holds
    if (
        requires == better.requires
        and is_handed_on == better.is_handed_on
        and (armed, quiet, holds) == (better.armed, better.quiet, better.holds)
    ):
        return better
    return replace(better, is_handed_on=is_handed_on, requires=requires, armed=armed, quiet=quiet, holds=holds)
