"""One part of the program: its units linked, and what the rules find in it."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import field, replace
from functools import partial
from pathlib import Path

from lockscan import execution
from lockscan.cache import NOWHERE, Store
from lockscan.checks import ALL, DATA_RULES, Check
from lockscan.drawing.findings import machines, orders
from lockscan.execution import Executor, Failure, Reach
from lockscan.findings import Diagram, Finding, Skipped
from lockscan.frozen import dataclass
from lockscan.interproc import Program, link
from lockscan.interproc.program import Solved
from lockscan.interproc.switches import Switched
from lockscan.models.effects import Models
from lockscan.stages import keys
from lockscan.stages.modelling import models_of
from lockscan.stages.reading import Supply
from lockscan.stages.sharing import shared
from lockscan.stages.whole import whole
from lockscan.syntax.unit import ParsedUnit

_FILES_AT_ONCE = 20  # a part has the time limit of one file for each of so many of its files


@dataclass(frozen=True, slots=True)
class Part:
    """Units that are analysed together. `rules`: those that run; `models`: the user's own files with model rows;
    `switched`: what other files of the scan say about these, see `switches`. `loaded`: the models, for workers that do
    not see those files; `draws`: diagrams are wanted.
    """

    units: tuple[Supply, ...]
    rules: frozenset[str]
    models: tuple[Path, ...]
    store: Store
    switched: Switched = field(default_factory=dict)
    loaded: Models | None = None
    draws: bool = False
    lines: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    """What there is to say about a part. `refused`: units that the analysis could not cope with, and did without.

    `truncated`, `failures`, `machines` and `orders` as in Outcome. `is_complete`: nothing went wrong that may go well
    another time.
    """

    findings: tuple[Finding, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    truncated: tuple[str, ...] = ()
    failures: tuple[str, ...] = ()
    refused: frozenset[str] = frozenset()
    is_complete: bool = True
    machines: tuple[Diagram, ...] = ()
    orders: tuple[Diagram, ...] = ()


def find(
    parts: Sequence[Part], store: Store, executor: Executor, seconds: float, advance: Callable[[], None]
) -> Iterator[Found]:
    """One result a part, in their order; `seconds` is the time limit of one file."""
    names = [_key(part) if store.is_lasting else "" for part in parts]
    kept = [store.get(name) if name else None for name in names]
    missing = [part for part, known in zip(parts, kept, strict=True) if not isinstance(known, Found)]
    limits = [seconds * (1 + len(part.units) / _FILES_AT_ONCE) for part in missing]
    sent = map(_carrying, missing) if executor.reach is Reach.FAR else missing
    made = executor.run(_find, sent, limits, [part.lines for part in missing])
    for name, part, known in zip(names, parts, kept, strict=True):
        found = known if isinstance(known, Found) else next(made)
        if isinstance(found, Failure):
            found = _lost(part, found.reason)
        elif name and found.is_complete and found is not known:
            store.put(name, found)
        advance()
        yield found
    store.tidy(filter(None, names) if missing else ())


def _key(part: Part) -> str:
    switched = [f"{place}\n{' '.join(sorted(names))}" for place, names in sorted(part.switched.items())]
    drawn = ["diagrams"] if part.draws else []
    return keys.part([supply.key for supply in part.units], part.rules, keys.models(part.models), [*drawn, *switched])


def _carrying(part: Part) -> Part:
    """With everything in it that a worker needs who sees none of our files."""
    each = zip(part.units, whole(part.units), strict=True)
    units = tuple(replace(supply, at_hand=fetched.unit, store=NOWHERE) for supply, fetched in each)
    loaded = models_of(part.models, part.store) if part.models else None
    return replace(part, units=units, store=NOWHERE, models=(), loaded=loaded)


def _lost(part: Part, reason: str) -> Found:
    paths = frozenset(supply.unit.path for supply in part.units)
    return Found(skipped=tuple(Skipped(path, 0, "", reason) for path in paths), refused=paths, is_complete=False)


def _find(part: Part) -> Found:
    with _without_collections():
        return _found(part)  # all that it made is gone before collections go on


def _found(part: Part) -> Found:
    units, are_as_seen = _fetched(part.units)
    linked = partial(
        link,
        models=part.loaded or models_of(part.models, part.store),
        follows_data=not part.rules.isdisjoint(DATA_RULES),
        switched=part.switched,
    )
    program, refused = _link(units, linked)
    execution.keep_to_the_end(program)
    findings, failures = _check(program, part.rules)
    skipped = (*refused, *_unsolved(program))
    return Found(
        findings=tuple(findings),
        skipped=skipped,
        truncated=tuple(_name(solved) for solved in program.functions.values() if solved.is_truncated),
        failures=tuple(failures),
        refused=frozenset(entry.path for entry in refused),
        is_complete=not (skipped or failures) and are_as_seen,
        machines=tuple(machines(program, findings)) if part.draws else (),
        orders=orders(program, findings) if part.draws else (),
    )


def _fetched(supplies: Iterable[Supply]) -> tuple[list[ParsedUnit], bool]:
    """The units, and whether they were parsed from what the scan has seen. Each goes when the next one comes."""
    seen: list[bool] = []

    def each() -> Iterator[ParsedUnit]:
        for fetched in whole(supplies):
            seen.append(fetched.is_as_seen)
            yield fetched.unit

    return list(shared(each())), all(seen)


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
    units: list[ParsedUnit], link_these: Callable[[Iterable[ParsedUnit]], Program]
) -> tuple[Program, list[Skipped]]:
    """The program, and the units that the analysis cannot cope with: found by linking each alone."""
    whole = execution.attempt(link_these, units)
    if not isinstance(whole, Failure):
        return whole, []
    kept, refused = [], []
    for unit in units:
        alone = execution.attempt(link_these, [unit])
        if isinstance(alone, Failure):
            refused.append(Skipped(unit.path, 0, "", alone.reason))
        else:
            kept.append(unit)
    return link_these(kept), refused


def _check(program: Program, rules: frozenset[str]) -> tuple[list[Finding], list[str]]:
    """The findings of all rules in `rules`, and the rules that failed."""
    findings: list[Finding] = []
    failures = []
    for rule, check in ALL:
        failure = _collect(check, program, findings) if rule in rules else ""
        if failure:
            failures.append(f"{rule}: {failure}")
    return distinct(findings), failures


def _collect(check: Check, program: Program, findings: list[Finding]) -> str:
    """Add what the check yields. Why it stopped early, "" if it did not."""
    try:
        findings.extend(check(program))  # one by one: what came before a failure stays
    except Exception as error:  # noqa: BLE001 -- whatever is wrong with one rule, the others report
        return execution.describe(error)
    return ""


def distinct(findings: Iterable[Finding]) -> list[Finding]:
    """Of findings that read the same, the one with the best evidence: several paths may lead to one mistake."""
    best: dict[tuple[object, ...], Finding] = {}
    for finding in findings:
        known = best.setdefault(order(finding), finding)
        if finding.precision > known.precision:
            best[order(finding)] = finding
    return list(best.values())


def order(finding: Finding) -> tuple[object, ...]:
    """By place; what else tells two findings apart keeps the order the same in every run."""
    return (finding.location, finding.rule, finding.message, finding.key)


def _name(solved: Solved) -> str:
    return f"{solved.code.function.file}:{solved.code.function.name}"
