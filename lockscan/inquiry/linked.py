"""The whole program at hand in this process, with what the rules find in it before anything is left out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from lockscan.checks import ALL, DATA_RULES
from lockscan.config import Settings
from lockscan.execution import Failure, attempt
from lockscan.findings import Finding, Skipped
from lockscan.frontend.discovery import discover
from lockscan.frontend.parse import parse
from lockscan.interproc import Program, link
from lockscan.models.load import load
from lockscan.syntax.unit import ParsedUnit


@dataclass(frozen=True, slots=True)
class Linked:
    """`findings` of the rules that were asked for, however sure, whatever comments say. `skipped`: what is missing."""

    program: Program
    findings: tuple[Finding, ...]
    skipped: tuple[Skipped, ...]


def linked(paths: Sequence[Path], settings: Settings, rules: Iterable[str] = ()) -> Linked:
    """Parse and link everything below `paths`, and run `rules`. Raises LockscanError as a scan does."""
    wanted = frozenset(rules)
    models = load(settings.models)
    found = discover(paths, settings, models)
    units: list[ParsedUnit] = []
    skipped = list(found.skipped)
    for unit in found.units:
        parsed = Failure("binary data: the file holds NUL bytes") if b"\0" in unit.data else attempt(parse, unit)
        if isinstance(parsed, Failure):
            skipped.append(Skipped(unit.path, 0, "", parsed.reason))
        else:
            units.append(parsed)
            skipped.extend(Skipped(lost.file, lost.line, lost.function, lost.reason) for lost in parsed.lost)
    program = link(units, models, follows_data=not wanted.isdisjoint(DATA_RULES))
    findings = [finding for rule, check in ALL if rule in wanted for finding in check(program)]
    return Linked(program, tuple(dict.fromkeys(findings)), tuple(skipped))
