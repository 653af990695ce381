"""Findings that the configuration does not want in the directory that they are in."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from lockscan.catalog import Catalog
from lockscan.config import Settings
from lockscan.findings import Finding, Outcome


def wanted(outcome: Outcome, settings: Settings, catalog: Catalog) -> Outcome:
    """The outcome of a scan with `settings.widest()`, less what no directory's settings ask for."""
    if not settings.directories:
        return outcome
    known: dict[str, Settings] = {}

    def is_wanted(finding: Finding) -> bool:
        path = finding.location.path
        here = known.get(path)
        if here is None:
            here = known[path] = settings.within(Path(path).resolve())
        return finding.rule in here.selected(catalog) and finding.precision >= here.threshold(
            catalog.rule(finding.rule)
        )

    return replace(
        outcome,
        findings=tuple(finding for finding in outcome.findings if is_wanted(finding)),
        suppressed=tuple(entry for entry in outcome.suppressed if is_wanted(entry.finding)),
    )
