"""Findings as diagnostics, and their fixes as code actions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Final

from lsprotocol import types as lsp

from lockscan.findings import Finding, Fix, Level, Location, Outcome
from lockscan.frozen import dataclass
from lockscan.lsp.positions import range_of
from lockscan.report.source import Sources

SOURCE: Final = "lockscan"
_MOST_RELATED: Final = 40  # editors show them all
_SEVERITY: Final = {
    Level.ERROR: lsp.DiagnosticSeverity.Error,
    Level.WARNING: lsp.DiagnosticSeverity.Warning,
    Level.NOTE: lsp.DiagnosticSeverity.Information,
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A finding as the editor has it, and what can be done about it."""

    uri: str
    diagnostic: lsp.Diagnostic
    actions: tuple[lsp.CodeAction, ...]


def shown(outcome: Outcome) -> Iterator[Shown]:
    """Every finding of an outcome whose files are named by absolute paths."""
    sources = Sources(outcome.sources)
    for finding in outcome.findings:
        diagnostic = _diagnostic(finding, sources)
        actions = tuple(_action(fix, diagnostic, sources) for fix in finding.fixes)
        silence = _silence(finding, diagnostic, sources)
        yield Shown(uri_of(finding.location.path), diagnostic, (*actions, silence))


def at(found: Iterable[Shown], where: lsp.Range) -> Iterator[Shown]:
    """Those that share a line with `where`."""
    for one in found:
        lines = one.diagnostic.range
        if lines.start.line <= where.end.line and where.start.line <= lines.end.line:
            yield one


def uri_of(path: str) -> str:
    return Path(path).absolute().as_uri()


def _diagnostic(finding: Finding, sources: Sources) -> lsp.Diagnostic:
    return lsp.Diagnostic(
        range=_range(finding.location, sources),
        message=finding.message,
        severity=_SEVERITY[finding.level],
        code=finding.rule,
        source=SOURCE,
        related_information=list(islice(_related(finding, sources), _MOST_RELATED)),
    )


def _related(finding: Finding, sources: Sources) -> Iterator[lsp.DiagnosticRelatedInformation]:
    """The other places, then every path, its label before the first step."""
    for related in finding.related:
        yield _information(related.location, related.message, sources)
    for flow in finding.flows:
        for number, step in enumerate(flow.steps):
            label = f"{flow.label}: " if number == 0 and len(finding.flows) > 1 else ""
            yield _information(step.location, f"{label}{step.message}", sources)


def _information(location: Location, message: str, sources: Sources) -> lsp.DiagnosticRelatedInformation:
    place = lsp.Location(uri_of(location.path), _range(location, sources))
    return lsp.DiagnosticRelatedInformation(place, message)


def _action(fix: Fix, diagnostic: lsp.Diagnostic, sources: Sources) -> lsp.CodeAction:
    changes: dict[str, list[lsp.TextEdit]] = {}
    for edit in fix.edits:
        where = range_of(sources.file(edit.path), edit.start, edit.end)
        changes.setdefault(uri_of(edit.path), []).append(lsp.TextEdit(where, edit.text))
    return _quick_fix(fix.description, diagnostic, changes, is_preferred=True)


def _silence(finding: Finding, diagnostic: lsp.Diagnostic, sources: Sources) -> lsp.CodeAction:
    """The comment on a line of its own, for that line may end in a backslash or a comment already."""
    line = diagnostic.range.start.line
    text = sources.file(finding.location.path).line(line + 1)
    indent = text[: len(text) - len(text.lstrip())]
    place = lsp.Position(line, 0)
    edit = lsp.TextEdit(lsp.Range(place, place), f"{indent}/* lockscan: ignore[{finding.rule}] why it is right */\n")
    changes = {uri_of(finding.location.path): [edit]}
    return _quick_fix(f"Silence {finding.rule} here", diagnostic, changes, is_preferred=False)


def _quick_fix(
    title: str, diagnostic: lsp.Diagnostic, changes: Mapping[str, Sequence[lsp.TextEdit]], *, is_preferred: bool
) -> lsp.CodeAction:
    return lsp.CodeAction(
        title=title,
        kind=lsp.CodeActionKind.QuickFix,
        diagnostics=[diagnostic],
        is_preferred=is_preferred,
        edit=lsp.WorkspaceEdit(changes=changes),
    )


def _range(location: Location, sources: Sources) -> lsp.Range:
    return range_of(sources.file(location.path), location.start, location.end)
