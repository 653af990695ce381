"""Reads the annotations of fixture files and compares them with the findings of a scan; knows no rule and no lock.

An annotation is a comment, `//` or `/* */`, on the line where the finding starts:

    stmt; // expect: rule-id "text in the message" -> "line after the fix"; other-rule
    stmt; // expect-low: rule-id           a finding that only --min-precision low shows
    stmt; // todo-expect: rule-id -- why   should be found and is not yet
    stmt; // todo-ok: rule-id -- why       is found and is wrong

The text and the fix may be left out. A `todo` fails as soon as it is no longer true.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from lockscan.findings import Edit, Finding, Outcome, Precision

FIXTURES = Path(__file__).parent.parent / "fixtures"


class Sort(Enum):
    """What an annotation claims."""

    EXPECT = "expect"
    EXPECT_LOW = "expect-low"
    TODO_EXPECT = "todo-expect"
    TODO_OK = "todo-ok"


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim of an annotation. `fixed` is a piece of the line as the finding's fix leaves it, "" if not claimed."""

    path: str
    line: int
    sort: Sort
    rule: str
    text: str = ""
    fixed: str = ""

    def __str__(self) -> str:
        text = f' "{self.text}"' if self.text else ""
        return f"{self.path}:{self.line}: {self.sort.value}: {self.rule}{text}"


@dataclass(frozen=True, slots=True)
class Shown:
    """A finding as the harness needs it; `fixed` is its line after applying its fixes, "" without any."""

    path: str
    line: int
    rule: str
    message: str
    is_low: bool
    fixed: str = ""

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message} [{self.rule}{', low precision' if self.is_low else ''}]"


class BadAnnotationError(Exception):
    """An annotation that cannot be read: file, line and what is wrong."""


_COMMENT = re.compile(r"(?://|/\*)\s*(expect|expect-low|todo-expect|todo-ok):\s*(.*?)\s*(?:\*/.*)?$")
_ITEM = re.compile(r'([a-z0-9-]+)(?:\s+"([^"]*)")?(?:\s*->\s*"([^"]*)")?\s*(?:;|$)\s*')
_TODO = re.compile(r"([a-z0-9-]+)\s+--\s+\S.*$")


def claims(path: str, source: str) -> tuple[Claim, ...]:
    """All claims of one file, in line order. Raises BadAnnotationError."""
    found: list[Claim] = []
    for number, line in enumerate(source.split("\n"), start=1):
        comment = _COMMENT.search(line)
        if comment is not None:
            found.extend(_claims_of(path, number, Sort(comment[1]), comment[2]))
    return tuple(found)


def _claims_of(path: str, line: int, sort: Sort, body: str) -> Iterator[Claim]:
    if sort in (Sort.TODO_EXPECT, Sort.TODO_OK):
        todo = _TODO.match(body)
        if todo is None:
            raise BadAnnotationError(f"{path}:{line}: a todo is 'rule-id -- why', not '{body}'")
        yield Claim(path, line, sort, todo[1])
        return
    position = 0
    while position < len(body):
        item = _ITEM.match(body, position)
        if item is None or not item[1]:
            raise BadAnnotationError(f"{path}:{line}: cannot read '{body[position:]}'")
        yield Claim(path, line, sort, item[1], item[2] or "", item[3] or "")
        position = item.end()
    if not body:
        raise BadAnnotationError(f"{path}:{line}: an annotation without a rule")


def shown(outcome: Outcome, names: Mapping[Path, str]) -> tuple[Shown, ...]:
    """The findings of a scan with lines instead of offsets; `names` says how claims call the files."""
    return tuple(_shown(finding, outcome.sources, names) for finding in outcome.findings)


def _shown(finding: Finding, sources: Mapping[str, bytes], names: Mapping[Path, str]) -> Shown:
    location = finding.location
    source = sources[location.path]
    line = source.count(b"\n", 0, location.start) + 1
    edits = [edit for fix in finding.fixes[:1] for edit in fix.edits]
    more = sum(_added_lines(source, edit) for edit in edits if edit.end <= location.start)
    fixed = apply(source, edits).split(b"\n")[line - 1 + more].decode() if edits else ""
    name = names.get(Path(location.path).resolve(), location.path)
    return Shown(name, line, finding.rule, finding.message, finding.precision < Precision.MEDIUM, fixed)


def _added_lines(source: bytes, edit: Edit) -> int:
    return edit.text.count("\n") - source.count(b"\n", edit.start, edit.end)


def apply(source: bytes, edits: Iterable[Edit]) -> bytes:
    """The text after edits that do not overlap."""
    for edit in sorted(edits, key=lambda e: e.start, reverse=True):
        source = source[: edit.start] + edit.text.encode() + source[edit.end :]
    return source


def complaints(claimed: Iterable[Claim], findings: Iterable[Shown]) -> list[str]:
    """Every way in which findings and claims differ, one line each; empty when they agree."""
    left = list(findings)
    found: list[str] = []
    for claim in sorted(claimed, key=lambda c: (not c.text, c.path, c.line)):
        match = next((finding for finding in left if _fits(claim, finding)), None)
        if match is not None:
            left.remove(match)
        found.extend(_complaint(claim, match, left))
    found.extend(f"unexpected: {finding}" for finding in left if not finding.is_low)
    return found


def _fits(claim: Claim, finding: Shown) -> bool:
    return (
        (claim.path, claim.line, claim.rule) == (finding.path, finding.line, finding.rule)
        and claim.text in finding.message
        and finding.is_low == (claim.sort is Sort.EXPECT_LOW)
    )


def _complaint(claim: Claim, match: Shown | None, left: Sequence[Shown]) -> Iterator[str]:
    if claim.sort is Sort.TODO_EXPECT:
        if match is not None:
            yield f"found now, make it an 'expect': {claim}"
    elif claim.sort is Sort.TODO_OK:
        if match is None:
            yield f"no longer found, drop the annotation: {claim}"
    elif match is None:
        near = [f for f in left if (f.path, f.line) == (claim.path, claim.line)]
        yield f"missing: {claim}" + "".join(f"\n    on that line: {f}" for f in near)
    elif claim.fixed and claim.fixed not in match.fixed:
        yield f"the fix leaves '{match.fixed.strip()}', not '{claim.fixed}': {claim}"


def fixtures() -> list[Path]:
    """All fixtures: files, and directories that are scanned as one program. `state` holds probes, not fixtures."""
    found = []
    for folder in sorted(path for path in FIXTURES.iterdir() if path.is_dir() and path.name != "state"):
        found.extend(sorted(p for p in folder.iterdir() if p.suffix == ".c" or p.is_dir()))
    return found


def sources_of(fixture: Path) -> list[Path]:
    """The C files and headers that make up a fixture."""
    if fixture.is_file():
        return [fixture]
    return sorted(path for path in fixture.rglob("*") if path.suffix in (".c", ".h"))
