"""lockscan's findings on a program, as verdicts, and where the two sides differ."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from lockscan.checks import ALL
from lockscan.config import Settings
from lockscan.findings import Finding, Location
from lockscan.frontend.contents import Contents
from lockscan.frontend.discovery import discover
from lockscan.frontend.parse import parse
from lockscan.frontend.unit import SourceUnit
from lockscan.interproc import link
from lockscan.models.effects import Models
from lockscan.models.load import load
from tests.oracle.printer import HEAD, Printed
from tests.oracle.verdicts import Verdict, Verdicts, judge

# The rules that the oracle knows.
RULES = frozenset(
    {
        "double-acquire",
        "irq-flags-misuse",
        "irq-unsafe-lock",
        "irqs-enabled-early",
        "mismatched-unlock",
        "missing-unlock",
        "read-write-upgrade",
        "softirq-unsafe-lock",
        "unlock-not-held",
    }
)
_OF_PLACES = frozenset({"irqs-enabled-early"})  # they name the first of several locks, or none
_STANDS_FOR = {"softirq-unsafe-lock": "irq-unsafe-lock"}
_TAKEN_TWICE = frozenset({"double-acquire", "read-write-upgrade"})


@dataclass(frozen=True, slots=True)
class Difference:
    """`missed`: the oracle is sure, lockscan silent. `invented`: lockscan reports what no path shows."""

    missed: frozenset[Verdict]
    invented: frozenset[Verdict]

    def __bool__(self) -> bool:
        return bool(self.missed or self.invented)


@dataclass(frozen=True, slots=True)
class Scanned:
    """`is_cut`: a function had more states than lockscan follows, which it says."""

    found: frozenset[Verdict]
    is_cut: bool


@cache
def _models() -> Models:
    return load(())


@cache
def _unit() -> SourceUnit:
    """All programs include the same headers: only the text changes."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "driver.c"
        path.write_text(HEAD, encoding="utf-8")
        unit = discover([path], Settings(), _models()).units[0]
    return replace(unit, path="driver.c")


def scan(text: str) -> Scanned:
    data = text.encode()
    parsed = parse(replace(_unit(), contents=Contents.of(data)))
    assert not parsed.lost, parsed.lost
    program = link([parsed], _models())
    failures = [solved.failure for solved in program.functions.values() if solved.failure]
    assert not failures, failures
    findings = [finding for rule, check in ALL if rule in RULES for finding in check(program)]
    is_cut = any(solved.is_truncated for solved in program.functions.values())
    return Scanned(frozenset(_verdict(finding, data) for finding in findings), is_cut)


def _verdict(finding: Finding, data: bytes) -> Verdict:
    rule, location = finding.rule, finding.location
    if rule in _TAKEN_TWICE:
        taken = finding.flows[-1].steps[-1].location
        line = _line(taken, data) if taken.function == location.function else 0
        return Verdict(rule, line, finding.lock, location.function)
    return Verdict(rule, _line(location, data), "" if rule in _OF_PLACES else finding.lock)


def _line(location: Location, data: bytes) -> int:
    return data.count(b"\n", 0, location.start) + 1


def difference(printed: Printed) -> Difference:
    """Raises TooLarge."""
    return _difference(scan(printed.text), judge(printed.program))


def _difference(scanned: Scanned, verdicts: Verdicts) -> Difference:
    """Once a path has surely taken a lock twice, nobody can say who holds it; more of the same is not judged.

    irq-unsafe-lock stands for softirq-unsafe-lock at the same place, also where the oracle is not sure of it.
    """
    missed = frozenset() if scanned.is_cut else verdicts.sure - scanned.found
    missed = frozenset(one for one in missed if replace(one, rule=_STANDS_FOR.get(one.rule, "")) not in scanned.found)
    twice = {verdict.lock for verdict in verdicts.sure if verdict.rule in _TAKEN_TWICE}
    more = {
        verdict
        for verdict in scanned.found
        if verdict.rule in _TAKEN_TWICE and (verdict.lock in twice or _by_other_mode(verdict) & verdicts.possible)
    }
    return Difference(missed, scanned.found - verdicts.possible - more)


def _by_other_mode(verdict: Verdict) -> frozenset[Verdict]:
    """Below a call that takes a lock back otherwise than its caller had it, either mode may be told."""
    return frozenset(replace(verdict, rule=rule) for rule in _TAKEN_TWICE) if verdict.line == 0 else frozenset()


def explain(printed: Printed, found: Difference) -> str:
    """The program with the differences on their lines."""
    notes = {}
    for word, verdicts in (("MISSED", found.missed), ("INVENTED", found.invented)):
        for verdict in sorted(verdicts):
            notes.setdefault(verdict.line, []).append(f"{word}: {verdict.rule} {verdict.lock} {verdict.holder}")
    lines = printed.text.splitlines()
    shown = [f"{line:60} // {'; '.join(notes[n])}" if n in notes else line for n, line in enumerate(lines, 1)]
    return "\n" + "\n".join(shown[len(HEAD.splitlines()) :])
