"""Findings as JSON lines: one object a finding, and a last one with the totals.

A finding: `type` "finding", `rule`, `level`, `precision`, `message`, the place (`path`, `line`, `column`, `end_line`,
`end_column`; 1-based, columns count code points, the end is exclusive; `function`), `lock`, `contexts`, `related`
(places with `message`), `flows` (`label`, and `steps`: places with `message` and `depth`), `scenario` (lines),
`assumptions`, `fixes` (`description`, and `edits`: `path`, `start`, `end` in bytes, `text`), `fingerprint`. One that a
comment silenced has `suppressed` with the comment's reason.

The last line: `type` "summary", `version`, `files`, `lines`, `functions_seen`, `functions_analysed`, `findings` (by
level), `suppressed` (number), `hidden` (number; left out on request), `skipped` (`path`, `line`, `function`, `reason`),
`truncated`, `failures`, `remarks`.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from lockscan import __version__
from lockscan.findings import Finding, Flow, Level, Location, Outcome
from lockscan.report.fingerprint import fingerprints_of
from lockscan.report.source import Sources


def render(outcome: Outcome, *, show_suppressed: bool = False) -> Iterator[str]:
    """The lines of the report, without line ends."""
    sources = Sources(outcome.sources)
    silenced = outcome.suppressed if show_suppressed else ()
    findings = [*outcome.findings, *(entry.finding for entry in silenced)]
    reasons = [None] * len(outcome.findings) + [entry.reason for entry in silenced]
    for finding, reason, digest in zip(
        findings, reasons, fingerprints_of(findings, outcome.hidden, sources), strict=True
    ):
        record = _finding(finding, sources) | {"fingerprint": digest}
        yield _dump(record if reason is None else record | {"suppressed": reason})
    yield _dump(_summary(outcome))


def _finding(finding: Finding, sources: Sources) -> dict[str, Any]:
    return {
        "type": "finding",
        "rule": finding.rule,
        "level": finding.level.value,
        "precision": finding.precision.word,
        "message": finding.message,
        **_place(finding.location, sources),
        "lock": finding.lock,
        "contexts": list(finding.contexts),
        "related": [_place(entry.location, sources) | {"message": entry.message} for entry in finding.related],
        "flows": [_flow(flow, sources) for flow in finding.flows],
        "scenario": list(finding.scenario),
        "assumptions": list(finding.assumptions),
        "fixes": [
            {
                "description": fix.description,
                "edits": [{"path": e.path, "start": e.start, "end": e.end, "text": e.text} for e in fix.edits],
            }
            for fix in finding.fixes
        ],
    }


def _flow(flow: Flow, sources: Sources) -> dict[str, Any]:
    steps = [_place(step.location, sources) | {"message": step.message, "depth": step.depth} for step in flow.steps]
    return {"label": flow.label, "steps": steps}


def _place(location: Location, sources: Sources) -> dict[str, Any]:
    region = sources.region(location)
    return {
        "path": location.path,
        "line": region.start.line,
        "column": region.start.column,
        "end_line": region.end.line,
        "end_column": region.end.column,
        "function": location.function,
    }


def _summary(outcome: Outcome) -> dict[str, Any]:
    levels = Counter(finding.level for finding in outcome.findings)
    return {
        "type": "summary",
        "version": __version__,
        "files": outcome.coverage.files,
        "lines": outcome.coverage.lines,
        "functions_seen": outcome.coverage.functions_seen,
        "functions_analysed": outcome.coverage.functions_analysed,
        "findings": {level.value: levels[level] for level in Level},
        "suppressed": len(outcome.suppressed),
        "hidden": len(outcome.hidden),
        "skipped": [
            {"path": entry.path, "line": entry.line, "function": entry.function, "reason": entry.reason}
            for entry in outcome.skipped
        ],
        "truncated": list(outcome.truncated),
        "failures": list(outcome.failures),
        "remarks": list(outcome.remarks),
    }


def _dump(record: dict[str, Any]) -> str:
    text = json.dumps(record, ensure_ascii=False)
    return text.encode("utf-8", "replace").decode("utf-8")  # lone surrogates of odd file names
