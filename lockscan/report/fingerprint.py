"""What makes a finding the same finding after the lines around it moved."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable

from lockscan.findings import Finding
from lockscan.report.source import Sources

NAME = "lockscanFingerprint/v1"


def fingerprints(findings: Iterable[Finding], sources: Sources) -> list[str]:
    """One hash a finding, in order. Findings that are alike in all that is hashed are told apart by their order."""
    seen: Counter[tuple[str, ...]] = Counter()
    hashes = []
    for finding in findings:
        identity = _identity(finding, sources)
        text = "\0".join((*identity, str(seen[identity])))
        seen[identity] += 1
        hashes.append(hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:32])
    return hashes


def _identity(finding: Finding, sources: Sources) -> tuple[str, ...]:
    """No line numbers, and no message either: messages name lines."""
    location = finding.location
    line = sources.region(location).start.line
    text = " ".join(sources.file(location.path).line(line).split())
    return (finding.rule, location.path, location.function, finding.lock, finding.key, text)
