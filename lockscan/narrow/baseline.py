"""A baseline: findings that are known, by fingerprint, in a file that a project keeps.

The file is JSON: `version`, and `findings`, one object each, on a line of its own so that merges are easy:
`fingerprint` (as in the reports), `moved` (the same without the file's path, for code that went to another file or for
a scan that was started elsewhere), `rule`, `precision`, `path`, `function`, `message`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from lockscan.errors import LockscanError
from lockscan.findings import Finding, Outcome, Precision
from lockscan.frozen import dataclass
from lockscan.report.fingerprint import fingerprints, moved_fingerprint
from lockscan.report.source import Sources

VERSION = 1
_TEXTS = ("fingerprint", "moved", "rule", "precision", "path", "function", "message")
_WORDS = {precision.word: precision for precision in Precision}


@dataclass(frozen=True, slots=True)
class Entry:
    """One known finding."""

    fingerprint: str
    moved: str
    rule: str
    precision: Precision
    path: str
    function: str
    message: str

    def __str__(self) -> str:
        where = f"{self.path}: {self.function}()" if self.function else self.path
        return f"{where}: {self.rule}"


def render(outcome: Outcome) -> str:
    """All findings of an outcome, those that were left out as well, as a baseline."""
    findings = sorted((*outcome.findings, *outcome.hidden), key=lambda f: (f.location, f.rule, f.message, f.key))
    lines = [_line(entry) for entry in _entries(findings, Sources(outcome.sources))]
    body = ",\n".join(f"  {line}" for line in lines)
    return f'{{\n "version": {VERSION},\n "findings": [\n{body}\n ]\n}}\n' if lines else _EMPTY


_EMPTY = f'{{\n "version": {VERSION},\n "findings": []\n}}\n'


def read(path: Path) -> tuple[Entry, ...]:
    """Raises LockscanError for a file that is no baseline."""
    import json

    try:
        table = json.loads(path.read_bytes())
    except OSError as error:
        raise LockscanError(f"{path}: {error.strerror}") from error
    except ValueError as error:  # of the encoding, or of JSON
        raise LockscanError(f"{path}: not a baseline: {error}") from error
    if not isinstance(table, dict) or table.get("version") != VERSION or not isinstance(table.get("findings"), list):
        raise LockscanError(f"{path}: not a baseline of version {VERSION}")
    return tuple(_entry(path, row) for row in table["findings"])


def subtract(outcome: Outcome, known: Iterable[Entry], name: str, *, could_find: Callable[[Entry], bool]) -> Outcome:
    """The outcome less the findings that are known.

    An entry that nothing matches has expired, if this scan `could_find` it. `name`: the baseline's, for people.
    """
    known = tuple(known)
    matched = _match(_entries(outcome.findings, Sources(outcome.sources)), known)
    kept = tuple(finding for number, finding in enumerate(outcome.findings) if number not in matched)
    hidden = tuple(finding for number, finding in enumerate(outcome.findings) if number in matched)
    used = set(matched.values())
    expired = [entry for number, entry in enumerate(known) if number not in used and could_find(entry)]
    remarks = list(outcome.remarks)
    if hidden:
        remarks.append(f"{len(hidden):,} known finding{'' if len(hidden) == 1 else 's'} left out: {name}")
    remarks.extend(f"{name}: expired, no longer found: {entry}" for entry in expired)
    return replace(outcome, findings=kept, hidden=(*outcome.hidden, *hidden), remarks=tuple(remarks))


def _match(found: Iterable[Entry], known: tuple[Entry, ...]) -> dict[int, int]:
    """Number of the finding → number of the entry; each of them once, the same place before a place elsewhere."""
    found = tuple(found)
    matched: dict[int, int] = {}
    for field in ("fingerprint", "moved"):
        free: dict[str, list[int]] = defaultdict(list)
        used = set(matched.values())
        for number, entry in enumerate(known):
            if number not in used:
                free[getattr(entry, field)].append(number)
        for number, entry in enumerate(found):
            if number not in matched and free[getattr(entry, field)]:
                matched[number] = free[getattr(entry, field)].pop(0)
    return matched


def _entries(findings: Iterable[Finding], sources: Sources) -> list[Entry]:
    findings = tuple(findings)
    return [
        Entry(
            fingerprint=digest,
            moved=moved_fingerprint(finding, sources),
            rule=finding.rule,
            precision=finding.precision,
            path=finding.location.path,
            function=finding.location.function,
            message=finding.message,
        )
        for finding, digest in zip(findings, fingerprints(findings, sources), strict=True)
    ]


def _line(entry: Entry) -> str:
    import json

    record = {key: getattr(entry, key) for key in _TEXTS} | {"precision": entry.precision.word}
    text = json.dumps(record, ensure_ascii=False)
    return text.encode("utf-8", "replace").decode("utf-8")  # lone surrogates of odd file names


def _entry(path: Path, row: Any) -> Entry:
    if not isinstance(row, dict) or not all(isinstance(row.get(key), str) for key in _TEXTS):
        raise LockscanError(f"{path}: an entry of a baseline has the texts {', '.join(_TEXTS)}")
    if row["precision"] not in _WORDS:
        raise LockscanError(f"{path}: '{row['precision']}' is no precision")
    return Entry(**{key: row[key] for key in _TEXTS} | {"precision": _WORDS[row["precision"]]})
