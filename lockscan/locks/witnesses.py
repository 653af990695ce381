"""The usages of one function and of everything below it: one witness for every kind of acquisition.

Callees' usages come by the hundred thousand, and most are of a kind that has a witness: a usage is only made for those
that are kept. What is compared is made one object for all that are equal, or a number.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import field
from typing import NamedTuple

from lockscan.frozen import dataclass
from lockscan.locks.apply import turns_on_early
from lockscan.locks.carrying import Carried, is_without_places
from lockscan.locks.events import Called
from lockscan.locks.place import Place
from lockscan.locks.raising import Above
from lockscan.locks.requires import Requires, joined
from lockscan.locks.state import OFF, State, quiet_on_both
from lockscan.locks.summary import Act, Around, Usage

_LONGEST_CHAIN = 24


class _Spot(NamedTuple):
    """A place that this function names, once."""

    number: int
    place: Place | None


class _Names(NamedTuple):
    """What this function calls the places of a callee: by the identity of each, and all their numbers."""

    spots: dict[int, _Spot]
    numbers: tuple[int, ...]


class _Way(NamedTuple):
    """How a lock is taken: a number for that, and one for that and where; `turns_on`: its unlock turns irqs on."""

    anywhere: int
    there: int
    turns_on: bool
    act: Act  # known by its identity, so it has to stay


class _Setting(NamedTuple):
    """What is around an acquisition, one object for all that are equal. `kind`: a number for what decides of that;
    `kind_before`: the same, if what was before the call decides as well. `is_plain`: it names no places."""

    around: Around
    is_off: bool
    is_plain: bool
    kind: int
    kind_before: int


@dataclass(frozen=True, slots=True, eq=False)
class _Heard:
    """Calls that are filled in alike, of one callee: what its usages were found to be here, by their numbers.

    `settings`: by the identity of what is around them below; of locks that were released before the call, the others.
    """

    above: Above
    keys: dict[int, Hashable] = field(default_factory=dict)
    settings: tuple[_Settings, _Settings] = field(default_factory=lambda: ({}, {}))


_Settings = dict[int, tuple[_Setting, bool]]  # with whether irqs are turned on early, see turns_on_early


@dataclass(slots=True, eq=False)
class Kinds:
    """What tells usages apart, for all functions of a program: the same few come up from callee to caller.

    What is known by its identity is kept, so it lives on.
    """

    ways: dict[int, _Way] = field(default_factory=dict)  # by identity of the act
    _settings: dict[Around, _Setting] = field(default_factory=dict)
    _known: dict[int, _Setting] = field(default_factory=dict)  # the same by identity of what is in there
    _numbers: dict[Hashable, int] = field(default_factory=dict)
    _both: dict[tuple[int, int], _Setting] = field(default_factory=dict)  # by identity of what is in `_settings`

    def way(self, act: Act) -> _Way:
        known = self.ways.get(id(act))
        if known is None:
            how = (act.mode, act.is_try)
            anywhere, there = self._number(how), self._number((*how, act.site))
            known = self.ways[id(act)] = _Way(anywhere, there, act.variant == "irq", act)
        return known

    def setting(self, around: Around) -> _Setting:
        known = self._known.get(id(around)) or self._settings.get(around)
        if known is None:
            kind = (around.irq, around.bh, around.is_regained, around.given)
            is_off, is_plain = around.irq == OFF, is_without_places(around)
            number = self._number(kind)
            before = self._number((*kind, around.irq_before)) if is_off else number
            known = _Setting(around, is_off, is_plain, number, before)
            self._settings[around] = self._known[id(around)] = known
        return known

    def both(self, one: Around, other: Around) -> _Setting:
        """What is true of both ways there, which are two that `setting` has given."""
        known = self._both.get((id(one), id(other)))
        if known is None:
            known = self._both[id(one), id(other)] = self.setting(_on_both(one, other))
        return known

    def _number(self, value: Hashable) -> int:
        return self._numbers.setdefault(value, len(self._numbers))


@dataclass(slots=True)
class Witnesses:
    """Collects them, one more than `most` at most; `found` is in the order in which the kinds were first seen."""

    most: int
    kinds: Kinds
    found: dict[Hashable, Usage] = field(default_factory=dict)
    _spots: dict[Place | None, _Spot] = field(default_factory=dict)
    _named: dict[int, _Names] = field(default_factory=dict)  # by identity of the call
    _heard: dict[Hashable, list[_Heard]] = field(default_factory=dict)
    _needs: dict[tuple[int, int], tuple[Requires, Requires, Requires]] = field(default_factory=dict)  # see _joined

    def keep(self, usage: Usage) -> None:
        """A usage of this function itself."""
        setting = self.kinds.setting(usage.around)
        key = _key(self._spot(usage.place), usage.lock_class, self.kinds.way(usage.act), setting)
        known = self.found.get(key)
        usage = _with(usage, setting.around, usage.requires)
        if known is not None:
            self.found[key] = self._one_for_both(known, usage)
        elif len(self.found) <= self.most:
            self.found[key] = usage

    def below(self, called: Called) -> None:
        """A callee's usages are usages of this function, where the call can lead to them.

        In states that differ in facts only, a usage differs in what it asks for.
        """
        usages = called.callee.usages
        names = self._names(usages)
        heard = self._heard_alike(called, names.numbers)
        spots, lift, keys = names.spots, called.lift(), heard.keys
        for number, usage in enumerate(usages.own):
            requires = lift.of(usage.requires) if usage.requires else lift.mine
            if requires is None:
                continue
            key = keys.get(number)
            if key is not None:
                self._also(key, requires)
            elif len(usage.chain) < _LONGEST_CHAIN:
                keys[number] = self._meet(called, heard, usage, requires, spots[id(usage.place)])

    def _meet(self, called: Called, heard: _Heard, usage: Usage, requires: Requires, spot: _Spot) -> Hashable:
        """The key of a callee's usage, which is made if it is the first one or the best."""
        carrier, above, act = called.callee.usages.carrier, heard.above, usage.act
        is_back = bool(above.given) and spot.place in above.given
        setting, is_early = heard.settings[is_back].get(id(usage.around)) or self._filled(heard, usage.around, is_back)
        lock_class = usage.lock_class or carrier.lock_class(spot.place)
        key = _key(spot, lock_class, self.kinds.ways.get(id(act)) or self.kinds.way(act), setting)
        known = self.found.get(key)
        if known is None and len(self.found) > self.most:
            return key
        around, is_sure = setting.around, usage.is_sure and called.is_certain and not is_early
        if known is None or _is_better(is_sure, len(usage.chain) + 1, known):
            is_loose = usage.is_loose or called.is_loose or is_early
            made = Usage(spot.place, lock_class, act, around, (carrier.call, *usage.chain), requires, is_sure, is_loose)
            self.found[key] = made if known is None else self._one_for_both(known, made)
        elif known.around is not around or known.requires is not requires:
            self.found[key] = self._true_of_both(known, around, self._joined(known.requires, requires))
        return key

    def _also(self, key: Hashable, requires: Requires) -> None:
        """A usage that is known, with another alternative of what it asks for."""
        known = self.found.get(key)
        if known is not None and known.requires is not requires:
            self.found[key] = self._true_of_both(known, known.around, self._joined(known.requires, requires))

    def _heard_alike(self, called: Called, places: tuple[int, ...]) -> _Heard:
        """The calls so far that are filled in like this one: of the same function, which means the same places."""
        usages, state = called.callee.usages, called.state
        alike = self._heard.setdefault((id(usages.own), places, called.is_certain, called.is_loose), [])
        for heard in alike:
            known = heard.above.state
            if known is state or _filling(known) == _filling(state):
                return heard
        alike.append(_Heard(Above.of(state, usages.carrier)))
        return alike[-1]

    def _filled(self, heard: _Heard, below: Around, is_back: bool) -> tuple[_Setting, bool]:
        above, setting, is_early = heard.above, self.kinds.setting(below), False
        if not (above.is_blank and setting.is_plain):
            setting = self.kinds.setting(above.around(below, is_back=is_back))
            is_early = turns_on_early(below, above.state.irq)
        made = heard.settings[is_back][id(below)] = setting, is_early
        return made

    def _names(self, usages: Carried) -> _Names:
        known = self._named.get(id(usages))
        if known is None:
            spot = self._spot
            spots = {number: spot(place) for number, place in usages.spots.items()}
            known = self._named[id(usages)] = _Names(spots, tuple([named.number for named in spots.values()]))
        return known

    def _spot(self, place: Place | None) -> _Spot:
        known = self._spots.get(place)
        if known is None:
            known = self._spots[place] = _Spot(len(self._spots), place)
        return known

    def _one_for_both(self, known: Usage, usage: Usage) -> Usage:
        """The better witness, which says no more than what is true of both."""
        is_better = _is_better(usage.is_sure, len(usage.chain), known)
        better, other = (usage, known) if is_better else (known, usage)
        return self._true_of_both(better, other.around, self._joined(known.requires, usage.requires))

    def _joined(self, one: Requires, two: Requires) -> Requires:
        """What one path or the other needs. Usages share their needs, so it is found by identity what is known."""
        if one is two or not one or not two:
            return one if one is two else ()
        known = self._needs.get((id(one), id(two)))
        if known is None:
            known = self._needs[id(one), id(two)] = (joined(one, two), one, two)
        return known[0]

    def _true_of_both(self, usage: Usage, around: Around, requires: Requires) -> Usage:
        """The usage, which says no more than what is true of one with that around it as well, and needs no more."""
        one = usage.around
        both = one if one is around else self.kinds.both(one, around).around
        if both is one and (requires is usage.requires or requires == usage.requires):
            return usage
        return _with(usage, both, requires)


def _key(spot: _Spot, lock_class: str, way: _Way, setting: _Setting) -> Hashable:
    """What tells kinds of acquisitions apart. It matters where it is if irqs may come, or its unlock turns them on."""
    where = way.anywhere if setting.is_off and not way.turns_on else way.there
    return spot.number, lock_class, where, setting.kind_before if way.turns_on else setting.kind


def _is_better(is_sure: bool, length: int, known: Usage) -> bool:
    """Is a usage of that length a better witness?"""
    return length < len(known.chain) if is_sure is known.is_sure else is_sure


def _with(usage: Usage, around: Around, requires: Requires) -> Usage:
    """The usage with these: much quicker than replace(), and much used."""
    place, lock_class, act, chain = usage.place, usage.lock_class, usage.act, usage.chain
    return Usage(place, lock_class, act, around, chain, requires, usage.is_sure, usage.is_loose)


def _on_both(one: Around, other: Around) -> Around:
    """What is true of both ways there."""
    is_handed_on = one.is_handed_on and other.is_handed_on
    armed, quiet, holds = one.armed | other.armed, quiet_on_both(one, other), one.holds & other.holds
    irq, before, bh, is_global, is_regained = one.irq, one.irq_before, one.bh, one.is_global, one.is_regained
    return Around(irq, before, bh, is_global, is_regained, is_handed_on, armed, quiet, holds, one.given)


def _filling(state: State) -> tuple[object, ...]:
    """All of a state that callees' usages are filled in with."""
    return (state.held, state.given, state.irq, state.bh, state.is_global, state.saved, state.armed, state.quiet)
