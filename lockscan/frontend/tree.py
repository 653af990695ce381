"""The files of a scan: which C files the paths name, and which headers lie around them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatch
from itertools import takewhile
from pathlib import Path
from typing import Final

from lockscan.findings import Skipped

_SOURCES: Final = (".c",)
_INCLUDABLE: Final = (".h", ".c", ".inc", ".hh", ".x", ".i")
_KERNEL_MARK: Final = "include/linux/spinlock.h"


@dataclass(slots=True)
class Tree:
    """All files below the scanned paths that can be included, for look-up by the end of their name."""

    _by_name: dict[str, list[Path]] = field(default_factory=dict)
    _contents: dict[Path, bytes | None] = field(default_factory=dict)
    _directories: list[Path] = field(default_factory=list)
    has_kernel_headers: bool = False

    def add_directory(self, root: Path) -> None:
        """All C files below `root` are scanned."""
        self._directories.append(Path(os.path.normpath(root)))

    def holds(self, path: Path) -> bool:
        """Does the file lie in a directory that is scanned as a whole?"""
        return any(path.is_relative_to(root) for root in self._directories)

    def add(self, path: Path) -> None:
        self._by_name.setdefault(path.name, []).append(path)
        if path.as_posix().endswith(_KERNEL_MARK):
            self.has_kernel_headers = True

    def read(self, path: Path) -> bytes | None:
        """The file's bytes, None if it cannot be read. Each file is read once."""
        if path not in self._contents:
            try:
                self._contents[path] = path.read_bytes()
            except OSError:
                self._contents[path] = None
        return self._contents[path]

    def find(self, written: str, near: Path) -> Path | None:
        """The file whose path ends with `written`; of several the nearest to the directory `near`, None on a tie."""
        parts = [part for part in written.split("/") if part not in ("..", ".", "")]
        if not parts:
            return None
        ending = "/" + "/".join(parts)
        found = [path for path in self._by_name.get(parts[-1], ()) if ("/" + path.as_posix()).endswith(ending)]
        if len(found) <= 1:
            return found[0] if found else None
        ranked = sorted((_distance(path.parent, near), path.as_posix(), path) for path in found)
        return ranked[0][2] if ranked[0][0] < ranked[1][0] else None


def _distance(one: Path, other: Path) -> int:
    """Steps from one directory to the other."""
    common = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one.parts, other.parts, strict=False)))
    return len(one.parts) + len(other.parts) - 2 * common


def find_sources(paths: Sequence[Path], exclude: Sequence[str]) -> tuple[list[Path], Tree, list[Skipped]]:
    """C files in order and without repetition, the tree around them, and the paths that gave none."""
    tree = Tree()
    sources: dict[Path, None] = {}
    skipped: list[Skipped] = []
    listed: set[Path] = set()
    for path in paths:
        if path.is_dir():
            found = list(_directory(path, tree, exclude))
            if not found:
                skipped.append(Skipped(shown(path), 0, "", "no C files in this directory"))
            sources.update(dict.fromkeys(found))
            if not exclude:
                tree.add_directory(path)
        elif path.is_file():
            sources[path] = None
            for neighbour in _neighbours(path) if path.parent not in listed else ():
                tree.add(neighbour)
            listed.add(path.parent)  # once: a file that is known twice would be in doubt with itself
        else:
            reason = "neither a file nor a directory" if path.exists() else "no such file or directory"
            skipped.append(Skipped(shown(path), 0, "", reason))
    return list(sources), tree, skipped


def _directory(root: Path, tree: Tree, exclude: Sequence[str]) -> Iterator[Path]:
    for directory, names, files in os.walk(root):
        names[:] = sorted(name for name in names if not name.startswith("."))
        for name in sorted(files):
            path = Path(directory) / name
            if name.startswith(".") or not name.endswith(_INCLUDABLE):
                continue
            tree.add(path)
            if name.endswith(_SOURCES) and not name.endswith(".mod.c") and not _is_excluded(path, exclude):
                yield path


def _neighbours(path: Path) -> Iterable[Path]:
    """What lies beside a file that was named alone; its directory is not a tree that was asked for."""
    try:
        return sorted(entry for entry in path.parent.iterdir() if entry.name.endswith(_INCLUDABLE) and entry.is_file())
    except OSError:
        return [path]


def _is_excluded(path: Path, exclude: Sequence[str]) -> bool:
    """Does a pattern match the path as shown, its end, or one of its directories?"""
    name = shown(path)
    ways = [name, *(parent.as_posix() for parent in Path(name).parents)]
    return any(fnmatch(way, pattern) or fnmatch(way, f"*/{pattern}") for pattern in exclude for way in ways)


def shown(path: Path) -> str:
    """The path as people see it: relative to the working directory where it lies below it, with slashes."""
    absolute = Path(os.path.abspath(path))  # noqa: PTH100 -- resolve() would follow links, and people see those
    try:
        return absolute.relative_to(Path.cwd()).as_posix()
    except ValueError:
        return absolute.as_posix()
