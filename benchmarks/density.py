"""How many findings real code gets, by rule and directory, and a random sample of them to judge by hand."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Scan:
    """What lockscan said about one directory: its findings as JSON objects, and how many lines it read."""

    directory: str
    findings: tuple[dict[str, Any], ...]
    lines: int


def run(linux: Path, directories: Sequence[str], keep: Path, count: int, seed: int) -> int:
    """Scan each directory as one program, print the table and the sample. `keep`: where the JSON lines go."""
    keep.mkdir(parents=True, exist_ok=True)
    scans = [_scan(linux, directory, keep) for directory in directories]
    for line in _table(scans):
        print(line)
    print(f"\n{count} findings at random, seed {seed}:")
    for number, finding in enumerate(_sample(scans, count, seed), 1):
        place = f"{finding['path']}:{finding['line']}"
        print(
            f"{number:3} {place} {finding['rule']} ({finding['precision']}) {finding['function']}: {finding['message']}"
        )
    return 0


def _scan(linux: Path, directory: str, keep: Path) -> Scan:
    log = keep.absolute() / f"{directory.replace('/', '_')}.jsonl"
    command = [sys.executable, "-m", "lockscan", directory, "--format", "json", "-o", str(log), "--no-config"]
    subprocess.run([*command, "--exit-zero"], cwd=linux, check=True)
    records = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    findings = tuple(record for record in records if record["type"] == "finding")
    return Scan(directory, findings, sum(record["lines"] for record in records if record["type"] == "summary"))


def _table(scans: Sequence[Scan]) -> Iterable[str]:
    """Findings per 100,000 lines: a row a rule, a column a directory."""
    by_rule: dict[str, Counter[str]] = defaultdict(Counter)
    for scan in scans:
        for finding in scan.findings:
            by_rule[finding["rule"]][scan.directory] += 1
    lines = sum(scan.lines for scan in scans)
    yield "| rule | " + " | ".join(scan.directory for scan in scans) + " | all | per 100 k lines |"
    yield "| --- |" + " --- |" * (len(scans) + 2)
    for rule, counts in sorted(by_rule.items()):
        cells = " | ".join(str(counts[scan.directory]) for scan in scans)
        yield f"| {rule} | {cells} | {counts.total()} | {counts.total() * 100_000 / lines:.2f} |"
    totals = " | ".join(str(len(scan.findings)) for scan in scans)
    everything = sum(len(scan.findings) for scan in scans)
    yield f"| all | {totals} | {everything} | {everything * 100_000 / lines:.2f} |"
    sizes = " | ".join(f"{scan.lines:,}" for scan in scans)
    yield f"| lines | {sizes} | {lines:,} | |"


def _sample(scans: Sequence[Scan], count: int, seed: int) -> list[dict[str, Any]]:
    """`count` findings. Rules take turns, and the directories within a rule, so that none crowds out the others."""
    generator = random.Random(seed)
    groups: dict[str, dict[str, list[dict[str, Any]]]] = defaultdict(lambda: defaultdict(list))
    for scan in scans:
        for finding in scan.findings:
            groups[finding["rule"]][scan.directory].append(finding)
    turns = []
    for _, directories in sorted(groups.items()):
        for findings in directories.values():
            generator.shuffle(findings)
        rounds = zip_longest(*(findings for _, findings in sorted(directories.items())))
        turns.append([finding for turn in rounds for finding in turn if finding is not None])
    drawn = [finding for turn in zip_longest(*turns) for finding in turn if finding is not None][:count]
    return sorted(drawn, key=lambda finding: (finding["rule"], finding["path"], finding["line"]))
