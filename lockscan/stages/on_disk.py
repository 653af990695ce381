"""Headers that a unit does not carry, because they come from the disk: known by the time and size of every file."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Final

_HEADERS: Final = (".h", ".hh", ".inc", ".def", ".tbl", ".c", ".i", ".x")


def fingerprints(flags: Iterable[str]) -> Iterator[str]:
    """A text for each file and directory that the flags name, which changes when a header in it comes, goes or changes.

    A header that is looked for in several directories may come to be in an earlier one, so the directories count as a
    whole, and not only what was found in them. Each is read once a process.
    """
    for flag in flags:
        at = flag.find(os.sep)
        if at >= 0:
            yield _fingerprint(flag[at:])


@cache
def _fingerprint(name: str) -> str:
    path = Path(name)
    state = hashlib.sha256()
    for file in _below(path) if path.is_dir() else [path]:
        try:
            status = file.stat()
        except OSError:
            continue
        state.update(f"{file}\0{status.st_size}\0{status.st_mtime_ns}\0".encode("utf-8", "surrogateescape"))
    return state.hexdigest()


def _below(root: Path) -> Iterator[Path]:
    for directory, names, files in os.walk(root):
        names.sort()
        yield from (Path(directory) / name for name in sorted(files) if name.endswith(_HEADERS))
