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
from lockscan.frontend.parse import parse
from lockscan.frontend.unit import SourceUnit
from lockscan.frozen import dataclass
from lockscan.stages import keys
from lockscan.stages.brief import Brief, brief_of
from lockscan.syntax.unit import ParsedUnit

_MOST_BYTES_AT_HAND: Final = 12_000_000  # of source text; what was parsed from it takes some thirty times as much


@dataclass(frozen=True, slots=True)
class Supply:
    """Where the parsed unit is: at hand, else in the store. What is lost there is parsed again."""

    unit: SourceUnit
    key: str
    store: Store
    at_hand: ParsedUnit | None = None

    def get(self) -> ParsedUnit:
        if self.at_hand is not None:
            return self.at_hand
        kept = self.store.get(self.key)
        return kept if isinstance(kept, ParsedUnit) else parse(self.unit)


@dataclass(frozen=True, slots=True)
class Read:
    """A unit that was read."""

    supply: Supply
    brief: Brief


def read(
    units: Sequence[SourceUnit], store: Store, executor: Executor, seconds: float, advance: Callable[[], None]
) -> Iterator[Read | Skipped]:
    """One result a unit, in their order; `seconds` is the time limit of one."""
    supplies = [Supply(unit, keys.unit(unit), store) for unit in units]
    briefs = [_kept(supply) for supply in supplies]
    missing = [supply for supply, brief in zip(supplies, briefs, strict=True) if brief is None]
    made = executor.run(_way(executor.reach, missing), missing, repeat(seconds))
    for supply, brief in zip(supplies, briefs, strict=True):
        result = (brief, None) if brief is not None else next(made)
        advance()
        if isinstance(result, Failure):
            yield Skipped(supply.unit.path, 0, "", result.reason)
        else:
            if executor.reach is Reach.FAR and result[1] is not None:
                result = _keep(supply, result[1]), None
            yield Read(replace(supply, at_hand=result[1]), result[0])
    store.tidy(key for supply in missing for key in (supply.key, _brief_key(supply)))


_Way = Callable[[Supply], tuple[Brief, ParsedUnit | None] | Failure]


def _way(reach: Reach, missing: Sequence[Supply]) -> _Way:
    if reach is Reach.FAR:
        return partial(_parse_far, program=keys.program())
    is_small = sum(len(supply.unit.data) for supply in missing) <= _MOST_BYTES_AT_HAND
    return _parse_here if reach is Reach.HERE and is_small else _parse_there


def _kept(supply: Supply) -> Brief | None:
    brief = supply.store.get(_brief_key(supply))
    return brief if isinstance(brief, Brief) and supply.store.has(supply.key) else None


def _brief_key(supply: Supply) -> str:
    return keys.digest((supply.key, "brief"))


def _parse_here(supply: Supply) -> tuple[Brief, ParsedUnit | None]:
    """In this process: what was parsed stays at hand."""
    parsed = parse(supply.unit)
    return (_keep(supply, parsed) if supply.store.is_lasting else brief_of(parsed)), parsed


def _parse_there(supply: Supply) -> tuple[Brief, ParsedUnit | None]:
    """In a worker, or too large to stay at hand: only what has to be known of it comes back."""
    return _keep(supply, parse(supply.unit)), None


def _parse_far(supply: Supply, program: str) -> tuple[Brief, ParsedUnit | None] | Failure:
    """Where nobody sees our files: what was parsed comes back as a whole."""
    if program != keys.program():
        return Failure("the worker runs another lockscan than this one")
    parsed = parse(supply.unit)
    return brief_of(parsed), parsed


def _keep(supply: Supply, parsed: ParsedUnit) -> Brief:
    brief = brief_of(parsed)
    supply.store.put(supply.key, parsed)
    supply.store.put(_brief_key(supply), brief)
    return brief
