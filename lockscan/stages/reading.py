"""Source units to parsed ones: from the store where they are kept, else parsed, here or in workers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import repeat
from typing import Final

from lockscan.cache import Store
from lockscan.execution import Executor, Failure, Reach
from lockscan.findings import Skipped
from lockscan.frontend.contents import Contents
from lockscan.frontend.parse import parse
from lockscan.frontend.unit import SourceUnit
from lockscan.frozen import dataclass
from lockscan.stages import keys
from lockscan.stages.brief import Brief, brief_of
from lockscan.stages.keeping import with_texts, without_texts
from lockscan.syntax.unit import ParsedUnit

_MOST_BYTES_AT_HAND: Final = 12_000_000  # of source text; what was parsed from it takes some thirty times as much


@dataclass(frozen=True, slots=True)
class Fetched:
    """A parsed unit. `is_as_seen`: parsed from what the files held when the scan began."""

    unit: ParsedUnit
    is_as_seen: bool = True


@dataclass(frozen=True, slots=True)
class Supply:
    """Where the parsed unit is: at hand, else in the store. What is lost there is parsed again, and what belongs to a
    text that has changed since."""

    unit: SourceUnit
    key: str
    store: Store
    at_hand: ParsedUnit | None = None

    def fetch(self, read: dict[bytes, Contents]) -> Fetched:
        """`read`: texts by their digests, those that are read now are added."""
        if self.at_hand is not None:
            return Fetched(self.at_hand)
        kept = self.store.get(self.key)
        parsed = with_texts(kept, self.unit, read) if isinstance(kept, ParsedUnit) else None
        if parsed is not None:
            return Fetched(parsed)
        unit = self.unit.at_hand()
        return Fetched(parse(unit), unit == self.unit)

    def parsed_whole(self) -> Fetched:
        """Parsed now, with the functions of all its headers."""
        unit = self.unit.at_hand()
        return Fetched(parse(replace(unit, shows=None)), unit == self.unit)


@dataclass(frozen=True, slots=True)
class Read:
    """A unit that was read. `is_as_seen`: no file of it has changed since the scan began."""

    supply: Supply
    brief: Brief
    is_as_seen: bool = True


@dataclass(frozen=True, slots=True)
class _Made:
    """`key`: that of what was parsed, which may be newer than what was to be parsed. `parsed`: where it is wanted."""

    key: str
    brief: Brief
    parsed: ParsedUnit | None = None


def read(
    units: Sequence[SourceUnit], store: Store, executor: Executor, seconds: float, advance: Callable[[], None]
) -> Iterator[Read | Skipped]:
    """One result a unit, in their order; `seconds` is the time limit of one."""
    supplies = [Supply(unit, _key(unit, store), store) for unit in units]
    briefs = [_kept(supply) for supply in supplies]
    missing = [supply for supply, brief in zip(supplies, briefs, strict=True) if brief is None]
    sent = map(_held, missing) if executor.reach is Reach.FAR else missing
    made = executor.run(_way(executor.reach, missing), sent, repeat(seconds))
    for supply, brief in zip(supplies, briefs, strict=True):
        result = _Made(supply.key, brief) if brief is not None else next(made)
        advance()
        if isinstance(result, Failure):
            yield Skipped(supply.unit.path, 0, "", result.reason)
            continue
        found = replace(supply, key=result.key, at_hand=result.parsed)
        if executor.reach is Reach.FAR and result.parsed is not None:
            _keep(found, result.parsed, result.brief)
            found = replace(found, at_hand=None)
        yield Read(found, result.brief, is_as_seen=result.key == supply.key)
    store.tidy(supply.key for supply in missing)


_Way = Callable[[Supply], _Made | Failure]


def _way(reach: Reach, missing: Sequence[Supply]) -> _Way:
    if reach is Reach.FAR:
        return partial(_parse_far, program=keys.program())
    is_small = sum(supply.unit.contents.size for supply in missing) <= _MOST_BYTES_AT_HAND
    return _parse_here if reach is Reach.HERE and is_small else _parse_there


def _held(supply: Supply) -> Supply:
    """With the contents of all files in it."""
    unit = supply.unit.at_hand()
    is_as_seen = unit == supply.unit
    return replace(supply, unit=unit, key=supply.key if is_as_seen else _key(unit, supply.store))


def _kept(supply: Supply) -> Brief | None:
    brief = supply.store.label(supply.key) if supply.store.is_lasting else None
    return brief if isinstance(brief, Brief) else None


def _key(unit: SourceUnit, store: Store) -> str:
    """For a store that ends with this run, nothing but the unit can change what it parses to."""
    return keys.unit(unit) if store.is_lasting else unit.digest


def _parse_here(supply: Supply) -> _Made:
    """In this process: what was parsed stays at hand."""
    return _parsed(_held(supply), keeps=supply.store.is_lasting, hands_over=True)


def _parse_there(supply: Supply) -> _Made:
    """In a worker, or too large to stay at hand: only what has to be known of it comes back."""
    return _parsed(_held(supply), keeps=True, hands_over=False)


def _parse_far(supply: Supply, program: str) -> _Made | Failure:
    """Where nobody sees our files: what was parsed comes back as a whole."""
    if program != keys.program():
        return Failure("the worker runs another lockscan than this one")
    return _parsed(supply, keeps=False, hands_over=True)


def _parsed(supply: Supply, *, keeps: bool, hands_over: bool) -> _Made:
    parsed = parse(supply.unit)
    brief = brief_of(parsed, supply.unit)
    if keeps:
        _keep(supply, parsed, brief)
    return _Made(supply.key, brief, parsed if hands_over else None)


def _keep(supply: Supply, parsed: ParsedUnit, brief: Brief) -> None:
    supply.store.put(supply.key, without_texts(parsed), brief)
