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
        hashes.append(_hash(*identity, str(seen[identity])))
        seen[identity] += 1
    return hashes


def fingerprints_of(findings: Iterable[Finding], hidden: Iterable[Finding], sources: Sources) -> list[str]:
    """The hashes of `findings` as they are when the hidden ones are shown as well."""
    if not (hidden := tuple(hidden)):
        return fingerprints(findings, sources)
    findings = tuple(findings)
    everything = sorted((*findings, *hidden), key=lambda f: (f.location, f.rule, f.message, f.key))
    known = dict(zip(everything, fingerprints(everything, sources), strict=True))
    return [known[finding] for finding in findings]


def moved_fingerprint(finding: Finding, sources: Sources) -> str:
    """The same for a finding and its like in another file; several findings may share one."""
    rule, path, function, lock, key, text = _identity(finding, sources)
    name = path.rpartition("/")[2]
    static = f"{name}:"  # locks of one file are called `file.c:lock`
    return _hash(rule, function, lock.removeprefix(static), key.replace(path, "").replace(static, ""), text)


def _identity(finding: Finding, sources: Sources) -> tuple[str, ...]:
    """No line numbers, and no message either: messages name lines."""
    location = finding.location
    line = sources.region(location).start.line
    text = " ".join(sources.file(location.path).line(line).split())
    return (finding.rule, location.path, location.function, finding.lock, finding.key, text)


def _hash(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()[:32]
