"""SARIF 2.1.0, within the limits that GitHub sets. The same outcome gives the same bytes."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence

import sarif_om as om

from lockscan import __version__
from lockscan.catalog import Catalog
from lockscan.findings import Finding, Level, Outcome
from lockscan.frozen import dataclass
from lockscan.report.fingerprint import fingerprints_of
from lockscan.report.om_json import to_json
from lockscan.report.sarif_places import ROOT, line_location
from lockscan.report.sarif_results import MAX_FLOW_STEPS, has_long_flows, result
from lockscan.report.sarif_rules import descriptor, notification_descriptor
from lockscan.report.source import Sources

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
INFORMATION = "https://docs.kernel.org/locking/"  # the kernel's own words for what the rules speak of

MAX_RESULTS = 25_000
MAX_SHOWN = 5_000
MAX_COMPRESSED = 10 * 1024 * 1024

_SEVERITY = {Level.ERROR: 2, Level.WARNING: 1, Level.NOTE: 0}
_NOTIFICATIONS = {
    "file-skipped": "A file was not analysed.",
    "function-skipped": "A function was not analysed.",
    "rule-failed": "A rule could not be carried out.",
    "states-merged": "A function has more paths than the analysis keeps apart.",
    "findings-left-out": "Findings were left out because they are known, or concern code that did not change.",
    "results-dropped": "Results were left out, or may not be shown, because of a limit of GitHub code scanning.",
    "flow-shortened": "A path was cut in its middle because of a limit of GitHub code scanning.",
}


@dataclass(frozen=True, slots=True)
class _Entry:
    """A finding on its way into the log; `reason` as for suppressed findings, None for others."""

    finding: Finding
    digest: str
    reason: str | None


def render(outcome: Outcome, catalog: Catalog, *, show_suppressed: bool = False, category: str = "") -> str:
    """The whole log, ending in a newline. What does not fit GitHub's limits is dropped, the least severe first.

    `category` tells several scans of one commit apart, "" for the only one.
    """
    entries = _entries(outcome, show_suppressed=show_suppressed)
    kept = _most_severe(entries, MAX_RESULTS)
    while True:
        text = _dump(outcome, catalog, kept, len(entries) - len(kept), category)
        if not kept or len(gzip.compress(text.encode(), mtime=0)) <= MAX_COMPRESSED:
            return text
        kept = _most_severe(kept, len(kept) * 3 // 4)


def _entries(outcome: Outcome, *, show_suppressed: bool) -> list[_Entry]:
    silenced = outcome.suppressed if show_suppressed else ()
    findings = [*outcome.findings, *(entry.finding for entry in silenced)]
    reasons: list[str | None] = [None] * len(outcome.findings)
    reasons += [entry.reason for entry in silenced]
    digests = fingerprints_of(findings, outcome.hidden, Sources(outcome.sources))
    return [_Entry(*parts) for parts in zip(findings, digests, reasons, strict=True)]


def _most_severe(entries: list[_Entry], limit: int) -> list[_Entry]:
    """At most `limit` entries, in their old order."""
    if len(entries) <= limit:
        return entries
    ranked = sorted(range(len(entries)), key=lambda index: (_rank(entries[index].finding), index))
    return [entries[index] for index in sorted(ranked[:limit])]


def _rank(finding: Finding) -> tuple[int, int]:
    return (-_SEVERITY[finding.level], -finding.precision)


def _dump(outcome: Outcome, catalog: Catalog, entries: Sequence[_Entry], dropped: int, category: str) -> str:
    run = _run(outcome, catalog, entries, dropped)
    if category:
        # What stands before the last slash is the category, the rest would name this one run.
        run.automation_details = om.RunAutomationDetails(id=f"{category.rstrip('/')}/")
    log = om.SarifLog(version="2.1.0", schema_uri=SCHEMA, runs=[run])
    return json.dumps(to_json(log), indent=1, ensure_ascii=False) + "\n"


def _run(outcome: Outcome, catalog: Catalog, entries: Sequence[_Entry], dropped: int) -> om.Run:
    sources = Sources(outcome.sources)
    index = {rule: number for number, rule in enumerate(catalog.ids())}
    notifications = [*_skipped(outcome), *_limits(entries, dropped)]
    coverage = outcome.coverage
    return om.Run(
        tool=om.Tool(driver=_driver(catalog)),
        column_kind="unicodeCodePoints",
        default_source_language="c",
        original_uri_base_ids={
            ROOT: om.ArtifactLocation(description=om.Message(text="The directory that lockscan was started in."))
        },
        invocations=[
            om.Invocation(
                execution_successful=all(entry.level != "error" for entry in notifications),
                tool_execution_notifications=notifications or None,
            )
        ],
        results=[result(e.finding, e.digest, index[e.finding.rule], sources, e.reason) for e in entries],
        properties={
            "files": coverage.files,
            "lines": coverage.lines,
            "functionsSeen": coverage.functions_seen,
            "functionsAnalysed": coverage.functions_analysed,
        },
    )


def _driver(catalog: Catalog) -> om.ToolComponent:
    return om.ToolComponent(
        name="lockscan",
        version=__version__,
        semantic_version=__version__,
        information_uri=INFORMATION,
        rules=[descriptor(rule) for rule in catalog.rules],
        notifications=[notification_descriptor(name, text) for name, text in _NOTIFICATIONS.items()],
    )


def _skipped(outcome: Outcome) -> list[om.Notification]:
    notifications = []
    for entry in outcome.skipped:
        name, level = ("function-skipped", "warning") if entry.function else ("file-skipped", "error")
        place = line_location(entry.path, entry.line, entry.function)
        notifications.append(_notification(name, level, entry.reason, place))
    notifications.extend(_notification("rule-failed", "error", failure) for failure in outcome.failures)
    notifications.extend(_notification("findings-left-out", "note", remark) for remark in outcome.remarks)
    for name in outcome.truncated:
        path, _, function = name.rpartition(":")
        place = line_location(path, 0, function)
        notifications.append(_notification("states-merged", "note", f"Too many paths in {function}()", place))
    return notifications


def _limits(entries: Sequence[_Entry], dropped: int) -> list[om.Notification]:
    notifications = []
    if dropped:
        text = f"{dropped} results, the least severe ones, were left out: GitHub takes {MAX_RESULTS} in 10 MB"
        notifications.append(_notification("results-dropped", "warning", text))
    if len(entries) > MAX_SHOWN:
        text = f"GitHub shows {MAX_SHOWN} of these {len(entries)} results, the most severe ones"
        notifications.append(_notification("results-dropped", "note", text))
    for entry in entries:
        if has_long_flows(entry.finding):
            place = line_location(entry.finding.location.path, 0, entry.finding.location.function)
            text = f"a path of {entry.finding.rule} was cut to {MAX_FLOW_STEPS} places"
            notifications.append(_notification("flow-shortened", "note", text, place))
    return notifications


def _notification(name: str, level: str, text: str, place: om.Location | None = None) -> om.Notification:
    sentence = text[:1].upper() + text[1:].rstrip(".") + "."
    return om.Notification(
        descriptor=om.ReportingDescriptorReference(id=name, index=list(_NOTIFICATIONS).index(name)),
        level=level,
        message=om.Message(text=sentence.replace("{", "{{").replace("}", "}}")),
        locations=[place] if place else None,
    )
