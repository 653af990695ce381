"""The whole program at hand in this process, with what the rules find in it before anything is left out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from lockscan.cache import store_of
from lockscan.checks import ALL, DATA_RULES
from lockscan.config import Settings
from lockscan.execution import executor
from lockscan.findings import Finding, Skipped
from lockscan.frontend.discovery import discover
from lockscan.frozen import dataclass
from lockscan.interproc import Program, link
from lockscan.stages.analysis import binary
from lockscan.stages.modelling import models_of
from lockscan.stages.reading import Supply, read
from lockscan.stages.whole import whole


@dataclass(frozen=True, slots=True)
class Linked:
    """`findings` of the rules that were asked for, however sure, whatever comments say. `skipped`: what is missing."""

    program: Program
    findings: tuple[Finding, ...]
    skipped: tuple[Skipped, ...]


def linked(paths: Sequence[Path], settings: Settings, rules: Iterable[str] = ()) -> Linked:
    """Parse and link everything below `paths`, and run `rules`. Raises LockscanError as a scan does."""
    wanted = frozenset(rules)
    supplies: list[Supply] = []
    with store_of(settings) as store, executor(settings.jobs) as workers:
        models = models_of(settings.models, store)
        found = discover(paths, settings, models)
        texts = [unit for unit in found.units if not unit.contents.is_binary]
        skipped = [*found.skipped, *binary(found.units)]
        for result in read(texts, store, workers, settings.timeout, lambda: None):
            if isinstance(result, Skipped):
                skipped.append(result)
            else:
                supplies.append(result.supply)
                skipped.extend(result.brief.lost)
        units = [fetched.unit for fetched in whole(supplies)]
    program = link(units, models, follows_data=not wanted.isdisjoint(DATA_RULES))
    findings = [finding for rule, check in ALL if rule in wanted for finding in check(program)]
    return Linked(program, tuple(dict.fromkeys(findings)), tuple(skipped))
