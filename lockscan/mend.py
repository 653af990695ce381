"""Carries out the fixes that findings propose, as new texts or as a unified diff."""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO
from pathlib import Path

from lockscan.errors import LockscanError
from lockscan.findings import Edit, Finding
from lockscan.frozen import dataclass

_BLANK = b" \t"


@dataclass(frozen=True, slots=True)
class Mended:
    """New texts by path, next to the old ones. `mended`: findings whose fix is in them; `left`: those whose fix meets
    another one, and has to wait for the next time."""

    old: Mapping[str, bytes]
    new: Mapping[str, bytes]
    mended: tuple[Finding, ...]
    left: tuple[Finding, ...]


def mend(findings: Iterable[Finding], sources: Mapping[str, bytes]) -> Mended:
    """The first fix of every finding that has one, as far as no two of them touch the same place."""
    accepted: dict[str, list[Edit]] = {}
    mended, left = [], []
    for finding in findings:
        if not finding.fixes:
            continue
        edits = [_tidied(edit, sources[edit.path]) for edit in finding.fixes[0].edits]
        if any(_meets(edit, accepted.get(edit.path, ())) for edit in edits):
            left.append(finding)
            continue
        mended.append(finding)
        for edit in edits:
            known = accepted.setdefault(edit.path, [])
            if edit not in known:
                known.append(edit)
    new = {path: _applied(sources[path], edits) for path, edits in sorted(accepted.items())}
    return Mended({path: sources[path] for path in new}, new, tuple(mended), tuple(left))


def write(result: Mended) -> None:
    """Into the files. Raises LockscanError, before anything is written, if one is no longer what was scanned."""
    for path, old in result.old.items():
        try:
            data = Path(path).read_bytes()
        except OSError as error:
            raise LockscanError(f"{path}: {error.strerror}") from error
        if data != old:
            raise LockscanError(f"{path}: changed while it was scanned; nothing was mended")
    for path, new in result.new.items():
        try:
            Path(path).write_bytes(new)
        except OSError as error:
            raise LockscanError(f"{path}: {error.strerror}") from error


def diff(result: Mended) -> bytes:
    """For `patch -p1` or `git apply`, bytes as they are in the files."""
    return b"".join(line for path in result.new for line in _diff_of(path, result.old[path], result.new[path]))


def _diff_of(path: str, old: bytes, new: bytes) -> Iterator[bytes]:
    name = os.fsencode(path).lstrip(b"/")
    lines = difflib.diff_bytes(
        difflib.unified_diff, BytesIO(old).readlines(), BytesIO(new).readlines(), b"a/" + name, b"b/" + name
    )
    for line in lines:
        yield line if line.endswith(b"\n") else line + b"\n\\ No newline at end of file\n"


def _applied(data: bytes, edits: Iterable[Edit]) -> bytes:
    places: dict[tuple[int, int], list[Edit]] = {}
    for edit in edits:
        places.setdefault((edit.start, edit.end), []).append(edit)
    for (start, end), there in sorted(places.items(), reverse=True):
        data = data[:start] + _together([edit.text for edit in there]).encode("utf-8", "surrogateescape") + data[end:]
    return data


def _together(texts: list[str]) -> str:
    """What is inserted at one place. Of declarations that an empty line follows, only the last keeps that."""
    *others, last = texts
    return "".join(text.rstrip("\r\n") for text in others) + last


def _meets(edit: Edit, others: Iterable[Edit]) -> bool:
    """Do they touch the same bytes? The same edit twice is one edit."""
    return any(edit != other and edit.start < other.end and other.start < edit.end for other in others)


def _tidied(edit: Edit, data: bytes) -> Edit:
    """What is taken out takes the white space before it along, and the line if nothing else was on it."""
    if edit.text:
        return edit
    start, end = edit.start, edit.end
    while start > 0 and data[start - 1 : start] in (b" ", b"\t"):
        start -= 1
    rest = data[end : _end_of_line(data, end)]
    if rest.strip(_BLANK + b"\r\n"):
        return Edit(edit.path, start, end, "") if rest[:1] in (b" ", b"\t") else edit
    if start == 0 or data[start - 1 : start] == b"\n":
        return Edit(edit.path, start, end + len(rest), "")
    return Edit(edit.path, start, end + len(rest.rstrip(b"\r\n")), "")


def _end_of_line(data: bytes, offset: int) -> int:
    found = data.find(b"\n", offset)
    return len(data) if found < 0 else found + 1
