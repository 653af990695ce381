"""The pipeline: paths in, outcome out."""

from __future__ import annotations

import gc
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from lockscan import execution, suppress
from lockscan.catalog import Catalog, load_catalog
from lockscan.checks import ALL, DATA_RULES, Check
from lockscan.config import Settings
from lockscan.findings import Coverage, Finding, Outcome, Skipped
from lockscan.frontend import Unit, discover, parse
from lockscan.interproc import Program, link
from lockscan.interproc.program import Solved
from lockscan.models.effects import Models
from lockscan.models.load import load
from lockscan.syntax.unit import ParsedUnit


class Progress(Protocol):
    """Is told how far the scan is."""

    def phase(self, name: str, total: int) -> None:
        """A new phase of `total` steps; 0: nobody knows how many."""

    def advance(self) -> None:
        """One step is done."""


class _NoProgress:
    def phase(self, name: str, total: int) -> None:
        pass

    def advance(self) -> None:
        pass


NO_PROGRESS: Progress = _NoProgress()


def scan(paths: Sequence[Path], settings: Settings, progress: Progress = NO_PROGRESS) -> Outcome:
    """Analyse the C files below `paths` as one program. Raises LockscanError for settings that cannot be used."""
    started = time.perf_counter()
    models = load(settings.models)
    found = discover(paths, settings, models)
    parsed = list(_parse(found.units, settings, progress))
    progress.phase("Following the locks", 0)
    catalog = load_catalog()
    ran = settings.selected(catalog) - {rule for rule in DATA_RULES if not settings.can_show(catalog.rule(rule))}
    texts = [unit for unit in parsed if isinstance(unit, ParsedUnit)]
    with _without_collections():
        program, units, refused = _link(texts, models, follows_data=not ran.isdisjoint(DATA_RULES))
    skipped = {*found.skipped, *_skipped(parsed), *refused, *_unsolved(program)}
    findings, failures = _check(program, ran, progress)
    sources = {source.path: source.data for unit in units for source in unit.sources}
    applied = suppress.apply(findings, sources, catalog, ran, {entry.path for entry in skipped})
    return Outcome(
        findings=tuple(sorted(_sure_enough(applied.findings, settings, catalog), key=_order)),
        suppressed=tuple(sorted(applied.suppressed, key=lambda entry: _order(entry.finding))),
        skipped=tuple(sorted(skipped, key=lambda entry: (entry.path, entry.line, entry.function, entry.reason))),
        coverage=_coverage(units),
        sources=sources,
        seconds=time.perf_counter() - started,
        truncated=tuple(sorted(_name(solved) for solved in program.functions.values() if solved.is_truncated)),
        failures=failures,
        notes=tuple(note for unit in units for note in unit.problems),
    )


def _parse(units: Sequence[Unit], settings: Settings, progress: Progress) -> Iterator[ParsedUnit | Skipped]:
    progress.phase("Reading", len(units))
    for unit in units:
        if b"\0" in unit.data:
            yield Skipped(unit.path, 0, "", "binary data: the file holds NUL bytes")
    texts = [unit for unit in units if b"\0" not in unit.data]
    results = execution.run(parse, texts, settings.jobs, settings.timeout)
    for unit, result in zip(texts, results, strict=True):
        progress.advance()
        yield Skipped(unit.path, 0, "", result.reason) if isinstance(result, execution.Failure) else result


def _skipped(parsed: Iterable[ParsedUnit | Skipped]) -> Iterator[Skipped]:
    """Files without a result, and what the front end lost in the others."""
    for unit in parsed:
        if isinstance(unit, Skipped):
            yield unit
        else:
            yield from (Skipped(lost.file, lost.line, lost.function, lost.reason) for lost in unit.lost)


@contextmanager
def _without_collections() -> Iterator[None]:
    """Linking makes millions of values without cycles: looking for cycles in them would be a good part of its time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _unsolved(program: Program) -> Iterator[Skipped]:
    """Functions that the analysis could not cope with."""
    for solved in program.functions.values():
        if solved.failure:
            function = solved.code.function
            line = program.files.get(function.file, b"").count(b"\n", 0, function.name_span.start) + 1
            yield Skipped(function.file, line, function.name, solved.failure)


def _link(
    units: list[ParsedUnit], models: Models, *, follows_data: bool
) -> tuple[Program, list[ParsedUnit], list[Skipped]]:
    """The program, the units in it, and those that the analysis cannot cope with: found by linking each alone."""
    whole = execution.attempt(lambda some: link(some, models, follows_data=follows_data), units)
    if not isinstance(whole, execution.Failure):
        return whole, units, []
    kept, refused = [], []
    for unit in units:
        alone = execution.attempt(lambda one: link([one], models, follows_data=follows_data), unit)
        if isinstance(alone, execution.Failure):
            refused.append(Skipped(unit.path, 0, "", alone.reason))
        else:
            kept.append(unit)
    return link(kept, models, follows_data=follows_data), kept, refused


def _check(program: Program, ran: frozenset[str], progress: Progress) -> tuple[list[Finding], tuple[str, ...]]:
    """The findings of all rules in `ran`, and the rules that failed."""
    checks = [(rule, check) for rule, check in ALL if rule in ran]
    progress.phase("Checking", len(checks))
    findings: list[Finding] = []
    failures = []
    for rule, check in checks:
        failure = _collect(check, program, findings)
        if failure:
            failures.append(f"{rule}: {failure}")
        progress.advance()
    return _distinct(findings), tuple(failures)


def _collect(check: Check, program: Program, findings: list[Finding]) -> str:
    """Add what the check yields. Why it stopped early, "" if it did not."""
    try:
        findings.extend(check(program))  # one by one: what came before a failure stays
    except Exception as error:  # noqa: BLE001 -- whatever is wrong with one rule, the others report
        return execution.describe(error)
    return ""


def _distinct(findings: Iterable[Finding]) -> list[Finding]:
    """Of findings that read the same, the one with the best evidence: several paths may lead to one mistake."""
    best: dict[tuple[object, ...], Finding] = {}
    for finding in findings:
        known = best.setdefault(_order(finding), finding)
        if finding.precision > known.precision:
            best[_order(finding)] = finding
    return list(best.values())


def _sure_enough(findings: Iterable[Finding], settings: Settings, catalog: Catalog) -> Iterator[Finding]:
    return (f for f in findings if f.precision >= settings.threshold(catalog.rule(f.rule)))


def _order(finding: Finding) -> tuple[object, ...]:
    """By place; what else tells two findings apart keeps the order the same in every run."""
    return (finding.location, finding.rule, finding.message, finding.key)


def _name(solved: Solved) -> str:
    return f"{solved.code.function.file}:{solved.code.function.name}"


def _coverage(units: Sequence[ParsedUnit]) -> Coverage:
    """Macros may write functions that a lexical count cannot see, so no file has more analysed than seen."""
    analysed = Counter(function.file for unit in units for function in unit.functions if function.file == unit.path)
    return Coverage(
        files=len(units),
        lines=sum(source.data.count(b"\n") for unit in units for source in unit.sources if source.path == unit.path),
        functions_seen=sum(unit.seen_functions for unit in units),
        functions_analysed=sum(min(unit.seen_functions, analysed[unit.path]) for unit in units),
    )
