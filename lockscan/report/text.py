"""Findings for people and editors: `path:line:col: level: message [rule]`, with the path and scenario as notes."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator

from click import style

from lockscan.findings import Finding, Level, Location, Outcome, Skipped
from lockscan.frozen import dataclass
from lockscan.report.printable import printable
from lockscan.report.source import Sources

_COLOURS = {Level.ERROR: "red", Level.WARNING: "yellow", Level.NOTE: "cyan"}
_FEW = 5  # skipped inputs shown without -v
_MAX_CARET_LINE = 400  # a longer source line (generated code) is no help to a reader


@dataclass(frozen=True, slots=True)
class TextOptions:
    """`is_quiet`: one line a finding and nothing else. `is_verbose`: every skipped input and truncated function."""

    colour: bool = False
    is_quiet: bool = False
    is_verbose: bool = False
    show_suppressed: bool = False
    statistics: bool = False


def render(outcome: Outcome, options: TextOptions) -> Iterator[str]:
    """The lines of the report, without line ends."""
    page = _Page(Sources(outcome.sources), options)
    for finding in outcome.findings:
        yield from page.finding(finding)
    if options.show_suppressed:
        for silenced in outcome.suppressed:
            yield page.headline(silenced.finding, f" (silenced: {silenced.reason or 'no reason given'})")
    if options.is_quiet:
        return
    yield from _skipped(outcome.skipped, options)
    if options.is_verbose:
        yield from (f"{printable(entry)}(): too many paths; some states were merged" for entry in outcome.truncated)
        yield from (printable(note) for note in outcome.notes)
    yield from (f"lockscan: {failure}" for failure in outcome.failures)
    if options.statistics:
        yield from statistics(outcome)
    yield from remarks(outcome)
    yield total(outcome)


def one(finding: Finding, sources: Sources, options: TextOptions) -> Iterator[str]:
    """The lines about one finding."""
    return _Page(sources, options).finding(finding)


class _Page:
    """Renders one finding after the other, with the same sources and options."""

    def __init__(self, sources: Sources, options: TextOptions) -> None:
        self._sources = sources
        self._options = options

    def finding(self, finding: Finding) -> Iterator[str]:
        yield self.headline(finding)
        if self._options.is_quiet:
            return
        yield from self._excerpt(finding)
        on_the_way = {step.location for flow in finding.flows for step in flow.steps}
        for related in finding.related:
            if related.location not in on_the_way:
                yield self._note(related.location, related.message, 0)
        for flow in finding.flows:
            yield f"  {self._style(printable(flow.label), bold=True)}:"
            for step in flow.steps:
                yield self._note(step.location, step.message, step.depth + 1)
        if finding.scenario:
            picture = "\n".join(f"    {printable(line)}".rstrip() for line in finding.scenario)
            yield from ("", *picture.strip("\n").split("\n"), "")
        said = {step.message for flow in finding.flows for step in flow.steps}
        for assumption in finding.assumptions:
            if assumption not in said:
                yield f"  assumption: {printable(assumption)}"
        for fix in finding.fixes:
            yield f"  fix: {printable(fix.description)}"
        if not finding.scenario or finding.assumptions or finding.fixes:
            yield ""

    def headline(self, finding: Finding, suffix: str = "") -> str:
        level = self._style(f"{finding.level.value}:", fg=_COLOURS[finding.level], bold=True)
        rule = self._style(f"[{finding.rule}]", dim=True)
        place = self._style(f"{self._place(finding.location)}:", bold=True)
        return f"{place} {level} {printable(finding.message)} {rule}{suffix}"

    def _excerpt(self, finding: Finding) -> Iterator[str]:
        """The source line, and a caret with tildes under the part that the finding speaks of."""
        region = self._sources.region(finding.location)
        line = self._sources.file(finding.location.path).line(region.start.line)
        if not line.strip() or len(line) > _MAX_CARET_LINE:
            return
        start = region.start.column - 1
        end = region.end.column - 1 if region.end.line == region.start.line else len(line)
        marked = max(1, _width(line[start:end]))
        gutter = f"{region.start.line:5} | "
        yield f"{gutter}{printable(line)}"
        caret = self._style("^" + "~" * (marked - 1), fg="green", bold=True)
        yield f"{' ' * 5} | {_padding(line[:start])}{caret}"

    def _note(self, location: Location, message: str, depth: int) -> str:
        note = self._style("note:", fg="cyan", bold=True)
        return f"{self._place(location)}: {note} {'  ' * depth}{printable(message)}"

    def _place(self, location: Location) -> str:
        start = self._sources.region(location).start
        return f"{printable(location.path)}:{start.line}:{start.column}"

    def _style(self, text: str, *, fg: str | None = None, bold: bool | None = None, dim: bool | None = None) -> str:
        return style(text, fg=fg, bold=bold, dim=dim) if self._options.colour else text


def _padding(prefix: str) -> str:
    """White space as wide as `prefix`, tabs kept, so that the caret stands below its text at any tab width."""
    return "".join("\t" if char == "\t" else " " * _width(char) for char in prefix)


def _width(text: str) -> int:
    """Columns of a terminal that a text takes: wide characters two, combining ones none."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _skipped(skipped: tuple[Skipped, ...], options: TextOptions) -> Iterator[str]:
    shown = skipped if options.is_verbose else skipped[:_FEW]
    for entry in shown:
        what = f"{entry.function}() was not analysed" if entry.function else "not analysed"
        yield f"{printable(entry.path)}:{max(entry.line, 1)}:1: note: {what}: {printable(entry.reason)}"
    if len(shown) < len(skipped):
        yield f"… and {len(skipped) - len(shown)} more that were not analysed (-v lists them)"


def statistics(outcome: Outcome) -> Iterator[str]:
    """Findings by rule, level and precision, the most frequent first."""
    counts = Counter((f.rule, f.level.value, f.precision.word) for f in outcome.findings)
    for (rule, level, precision), count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        yield f"{count:7}  {rule}  ({level}, {precision} precision)"
    if outcome.suppressed:
        yield f"{len(outcome.suppressed):7}  silenced by comments"


def remarks(outcome: Outcome) -> Iterator[str]:
    """What was left out, and why."""
    return (f"lockscan: {printable(remark)}" for remark in outcome.remarks)


def total(outcome: Outcome) -> str:
    """The last line: what was read, how long it took, what was found and what was not analysed."""
    coverage = outcome.coverage
    parts = [
        f"{_count(coverage.files, 'file')} ({coverage.lines:,} lines)",
        f"{coverage.functions_analysed:,} of {_count(coverage.functions_seen, 'function')} analysed",
        f"{outcome.seconds:.1f} s",
        _levels(outcome.findings),
    ]
    if outcome.suppressed:
        parts.append(f"{len(outcome.suppressed):,} silenced")
    parts.append(f"{len(outcome.skipped):,} skipped")
    return f"lockscan: {', '.join(parts)}"


def _levels(findings: tuple[Finding, ...]) -> str:
    if not findings:
        return "no findings"
    counts = Counter(finding.level for finding in findings)
    return ", ".join(_count(counts[level], level.value) for level in Level if counts[level])


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
