"""Which lines a unified diff changes, and where it takes code away."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING

from lockscan.errors import LockscanError
from lockscan.frozen import dataclass

if TYPE_CHECKING:
    from unidiff.patch import Hunk

_NOTHING = "/dev/null"
_STRING = re.compile(r'"(?:\\.|[^"\\])*"')
_ACTS = re.compile(r"\w\s*\(|\b(?:return|goto|break|continue)\b")
_DIFF = re.compile(r"^(?:diff |--- |Index: |index )", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class FileChange:
    """What happened to one file, in line numbers of its new text.

    `lines` were added or rewritten. `cuts`: a statement that calls or jumps was taken away behind each of these lines;
    0 is the start of the file. `texts` are the added lines, to see whether the diff and the file fit each other.
    """

    lines: frozenset[int] = frozenset()
    cuts: tuple[int, ...] = ()
    texts: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Changes:
    """By absolute, resolved path. `whole`: files that are new altogether."""

    files: dict[Path, FileChange] = field(default_factory=dict)
    whole: frozenset[Path] = frozenset()

    def of(self, path: Path) -> FileChange:
        return self.files.get(path, FileChange())

    def is_about(self, path: Path) -> bool:
        return path in self.whole or path in self.files


def read_diff(data: bytes, name: str) -> list[tuple[str, FileChange]]:
    """Every file that is still there after the change, as the diff names it. `name` is the diff's, for messages."""
    from unidiff.errors import UnidiffParseError
    from unidiff.patch import PatchSet

    text = data.decode("utf-8", "surrogateescape").replace("\r\n", "\n")
    try:
        patches = PatchSet(text)
    except UnidiffParseError as error:
        raise LockscanError(f"{name}: not a unified diff: {error}") from error
    if text.strip() and not patches and not _DIFF.search(text):
        raise LockscanError(f"{name}: not a unified diff")
    return [(_unquoted(patch.target_file), _file_change(patch)) for patch in patches if patch.target_file != _NOTHING]


def located(named: Iterable[tuple[str, FileChange]], bases: Sequence[Path]) -> tuple[Changes, tuple[str, ...]]:
    """The changes by file, and the C files that are below none of `bases`.

    A name is tried as it stands and without its first part, as `patch -p0` and `-p1` do.
    """
    files: dict[Path, FileChange] = {}
    lost = []
    for name, change in named:
        path = _found(name, bases)
        if path is not None:
            files[path] = change
        elif name.endswith((".c", ".h")):
            lost.append(name)
    return Changes(files), tuple(lost)


def _found(name: str, bases: Sequence[Path]) -> Path | None:
    _first, slash, rest = name.partition("/")
    for candidate in (rest, name) if slash else (name,):
        for base in bases:
            path = base / candidate
            if path.is_file():
                return path.resolve()
    return None


def _file_change(hunks: Iterable[Hunk]) -> FileChange:
    lines: dict[int, str] = {}
    cuts: dict[int, None] = {}
    for hunk in hunks:
        for behind, removed, added in _runs(hunk):
            lines.update(added)
            kept = {_bare(text) for _number, text in added}
            if any(_ACTS.search(text) and _bare(text) not in kept for text in removed):
                cuts[behind] = None
    return FileChange(frozenset(lines), tuple(cuts), tuple(lines.items()))


def _runs(hunk: Hunk) -> Iterator[tuple[int, list[str], list[tuple[int, str]]]]:
    """Each run of changed lines: the line of the new text that it stands behind, what went and what came."""
    behind = hunk.target_start - (1 if hunk.target_length else 0)
    removed: list[str] = []
    added: list[tuple[int, str]] = []
    for line in hunk:
        if line.is_removed:
            removed.append(line.value)
        elif line.is_added:
            added.append((line.target_line_no or 0, line.value.rstrip("\n")))
        elif line.is_context:
            if removed or added:
                yield behind, removed, added
                removed, added = [], []
            behind = line.target_line_no or 0
    if removed or added:
        yield behind, removed, added


def _bare(text: str) -> str:
    """A line less what does not change what it does: white space, and the text of messages."""
    return "".join(_STRING.sub('""', text).split())


def _unquoted(name: str) -> str:
    """git writes odd names as C strings."""
    if not (name.startswith('"') and name.endswith('"')):
        return name
    data = name[1:-1].encode("utf-8", "surrogateescape").decode("unicode_escape").encode("latin-1", "replace")
    return data.decode("utf-8", "surrogateescape")
