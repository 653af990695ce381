"""All stages of a scan, from units to an outcome."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from lockscan import suppress
from lockscan.cache import Store
from lockscan.catalog import Catalog, load_catalog
from lockscan.checks import DATA_RULES
from lockscan.config import Settings
from lockscan.errors import ClusterError
from lockscan.execution import Executor, Reach, executor
from lockscan.findings import Coverage, Finding, Outcome, Skipped
from lockscan.frontend.contents import Contents, Texts
from lockscan.frontend.unit import Discovery, Mode, SourceUnit
from lockscan.interproc.switches import near, places
from lockscan.stages.brief import Brief
from lockscan.stages.linking import Found, Part, distinct, find, order
from lockscan.stages.parts import parts
from lockscan.stages.progress import Progress
from lockscan.stages.reading import Read, read


def analyse(
    found: Discovery, settings: Settings, store: Store, progress: Progress, *, draws: bool = False
) -> tuple[Outcome, bool]:
    """The outcome, and whether it would be the same another time: no file or part was lost on the way."""
    catalog = load_catalog()
    ran = settings.selected(catalog) - {rule for rule in DATA_RULES if not settings.can_show(catalog.rule(rule))}
    texts = [unit for unit in found.units if not unit.contents.is_binary]
    with executor(settings.jobs, settings.scheduler) as workers:
        _check_reach(workers, texts)
        progress.phase("Reading", len(texts))
        results = list(read(texts, store, workers, settings.timeout, progress.advance))
        units = [result for result in results if isinstance(result, Read)]
        todo = _todo(units, ran, settings, store, draws)
        progress.phase("Following the locks", len(todo))
        answers = list(find(todo, store, workers, settings.timeout, progress.advance))
    failed = [result for result in results if isinstance(result, Skipped)]
    skipped = {*found.skipped, *binary(found.units), *failed, *_skipped(units, answers)}
    refused = frozenset[str]().union(*(answer.refused for answer in answers))
    kept = [unit for unit in units if unit.brief.path not in refused]
    sources = _sources(kept)
    findings = distinct(finding for answer in answers for finding in answer.findings)
    commented = {path: sources[path] for path in {path for unit in kept for path in unit.brief.commented}}
    applied = suppress.apply(findings, commented, catalog, ran, {entry.path for entry in skipped})
    outcome = Outcome(
        findings=tuple(sorted(_sure_enough(applied.findings, settings, catalog), key=order)),
        suppressed=tuple(sorted(applied.suppressed, key=lambda entry: order(entry.finding))),
        skipped=tuple(sorted(skipped, key=lambda entry: (entry.path, entry.line, entry.function, entry.reason))),
        coverage=_coverage([unit.brief for unit in kept]),
        sources=sources,
        seconds=0.0,
        truncated=tuple(sorted({name for answer in answers for name in answer.truncated})),
        failures=tuple(sorted({failure for answer in answers for failure in answer.failures})),
        notes=tuple(note for unit in kept for note in unit.brief.notes),
        machines=tuple(drawn for answer in answers for drawn in answer.machines),
        orders=tuple(drawn for answer in answers for drawn in answer.orders),
    )
    is_whole = not failed and all(unit.is_as_seen for unit in units)
    return outcome, is_whole and all(answer.is_complete for answer in answers)


def _check_reach(workers: Executor, units: Iterable[SourceUnit]) -> None:
    if workers.reach is Reach.FAR and any(unit.mode is not Mode.STUBS for unit in units):
        raise ClusterError("a cluster does not see the kernel's headers on this disk: scan without them, or here")


def _todo(units: Sequence[Read], ran: frozenset[str], settings: Settings, store: Store, draws: bool) -> list[Part]:
    switched = places(found for unit in units for found in unit.brief.switched)
    todo = []
    for group in parts([unit.brief for unit in units]):
        supplies = tuple(units[at].supply for at in group)
        here = near((path for at in group for path in units[at].brief.sources), switched)
        lines = sum(units[at].brief.lines for at in group)
        todo.append(Part(supplies, ran, settings.models, store, here, draws=draws, lines=lines))
    return todo


def binary(units: Iterable[SourceUnit]) -> Iterator[Skipped]:
    for unit in units:
        if unit.contents.is_binary:
            yield Skipped(unit.path, 0, "", "binary data: the file holds NUL bytes")


def _skipped(units: Iterable[Read], answers: Iterable[Found]) -> Iterator[Skipped]:
    """What the front end lost, and what the analysis could not cope with."""
    for unit in units:
        yield from unit.brief.lost
    for answer in answers:
        yield from answer.skipped


def _sources(units: Iterable[Read]) -> Texts:
    """The files that findings can be in."""
    files: dict[str, Contents] = {}
    for unit in units:
        source = unit.supply.unit
        local = {header.path: header.contents for header in source.headers}
        files |= {path: local.get(path, source.contents) for path in unit.brief.sources}
    return Texts(files)


def _sure_enough(findings: Iterable[Finding], settings: Settings, catalog: Catalog) -> Iterator[Finding]:
    return (f for f in findings if f.precision >= settings.threshold(catalog.rule(f.rule)))


def _coverage(briefs: Sequence[Brief]) -> Coverage:
    return Coverage(
        files=len(briefs),
        lines=sum(brief.lines for brief in briefs),
        functions_seen=sum(brief.functions_seen for brief in briefs),
        functions_analysed=sum(brief.functions_analysed for brief in briefs),
    )
