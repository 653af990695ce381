"""Findings as GitHub's workflow commands, which become annotations on the lines of a pull request.

GitHub shows ten annotations of each level a step, and no more than fifty a run: the surest come first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from lockscan.findings import Finding, Flow, Level, Location, Outcome, Skipped
from lockscan.report.printable import printable
from lockscan.report.source import Sources

MAX_SHOWN = 10
_MAX_MESSAGE = 4000  # characters; GitHub cuts what is much longer

_COMMANDS = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "notice"}
_ORDER = tuple(_COMMANDS)


def render(outcome: Outcome, *, show_suppressed: bool = False) -> Iterator[str]:
    """The lines of the report, without line ends."""
    sources = Sources(outcome.sources)
    ranked = sorted(outcome.findings, key=lambda f: (_ORDER.index(f.level), -f.precision))
    for finding in ranked:
        yield _command(
            _COMMANDS[finding.level], _place(finding.location, sources) | {"title": finding.rule}, _message(finding)
        )
    if show_suppressed:
        for entry in outcome.suppressed:
            title = f"{entry.finding.rule} (silenced: {entry.reason or 'no reason given'})"
            place = _place(entry.finding.location, sources)
            yield _command("notice", place | {"title": title}, _message(entry.finding))
    yield from map(_skipped, outcome.skipped)
    yield from (_command("error", {"title": "lockscan"}, failure) for failure in outcome.failures)
    for level, count in Counter(finding.level for finding in ranked).items():
        if count > MAX_SHOWN:
            yield f"GitHub shows {MAX_SHOWN} of these {count} annotations of level {_COMMANDS[level]}."


def _message(finding: Finding) -> str:
    lines = [finding.message]
    for flow in finding.flows:
        lines += ["", *_flow(flow)]
    if finding.scenario:
        lines += ["", *finding.scenario]
    if finding.assumptions:
        lines += ["", *(f"assumption: {assumption}" for assumption in finding.assumptions)]
    text = "\n".join(printable(line) for line in lines)
    return text if len(text) <= _MAX_MESSAGE else f"{text[:_MAX_MESSAGE]}…"


def _flow(flow: Flow) -> Iterator[str]:
    yield f"{flow.label}:"
    yield from (f"{'  ' * (step.depth + 1)}{step.message}" for step in flow.steps)


def _skipped(entry: Skipped) -> str:
    what = f"{entry.function}() was not analysed" if entry.function else "not analysed"
    place = {"file": entry.path, "line": str(max(entry.line, 1)), "title": "lockscan"}
    return _command("warning", place, printable(f"{what}: {entry.reason}"))


def _place(location: Location, sources: Sources) -> dict[str, str]:
    """Columns only where the place is within one line: GitHub refuses them elsewhere."""
    region = sources.region(location)
    place = {"file": location.path, "line": str(region.start.line), "endLine": str(region.end.line)}
    if region.start.line == region.end.line:
        place |= {"col": str(region.start.column), "endColumn": str(region.end.column)}
    return place


def _command(name: str, properties: Mapping[str, str], message: str) -> str:
    written = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    return f"::{name} {written}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(printable(text)).replace(":", "%3A").replace(",", "%2C")
