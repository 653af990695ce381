"""The files of a scan: which C files the paths name, and which headers lie around them.

Paths are strings here, as the system takes them and without detours: pathlib's objects would cost more than the files.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import field
from fnmatch import fnmatch
from itertools import takewhile
from pathlib import Path
from typing import Final

from lockscan.findings import Skipped
from lockscan.frozen import dataclass

_SOURCES: Final = (".c",)
_INCLUDABLE: Final = (".h", ".c", ".inc", ".hh", ".x", ".i")
_KERNEL_MARK: Final = "include/linux/spinlock.h"


@dataclass(slots=True)
class Tree:
    """All files below the scanned paths that can be included, for look-up by the end of their name."""

    _by_name: dict[str, list[str]] = field(default_factory=dict)
    _directories: list[tuple[str, str]] = field(default_factory=list)  # scanned ones, as they were written and absolute
    has_kernel_headers: bool = False

    def add_directory(self, root: str) -> None:
        """All C files below `root` are scanned."""
        self._directories.append((below(os.path.normpath(root)), below(os.path.abspath(root))))

    def holds(self, path: str) -> bool:
        """Does the file lie in a directory that is scanned as a whole?"""
        return any(path.startswith(root) and not (root == "" and path.startswith("/")) for root, _ in self._directories)

    def spelled(self, path: str) -> str:
        """The path of a file that was found by an absolute one, as all files of its directory are written: a file goes
        by one name."""
        for root, absolute in self._directories:
            if path.startswith(absolute):
                return root + path.removeprefix(absolute)
        return path

    def add(self, path: str) -> None:
        self._by_name.setdefault(path.rpartition("/")[2], []).append(path)
        if path.endswith(_KERNEL_MARK):
            self.has_kernel_headers = True

    def find(self, written: str, near: str) -> str | None:
        """The file whose path ends with `written`; of several the nearest to the directory `near`, None on a tie."""
        parts = [part for part in written.split("/") if part not in ("..", ".", "")]
        named = self._by_name.get(parts[-1]) if parts else None
        if named is None:
            return None
        ending = "/" + "/".join(parts)
        found = [path for path in named if ("/" + path).endswith(ending)]
        if len(found) <= 1:
            return found[0] if found else None
        ranked = sorted((_distance(directory_of(path), near), path) for path in found)
        return ranked[0][1] if ranked[0][0] < ranked[1][0] else None


def below(directory: str) -> str:
    """What the paths of the files in a directory begin with."""
    return "" if directory == "." else directory if directory.endswith("/") else directory + "/"


def directory_of(path: str) -> str:
    """The directory that a file lies in."""
    return path.rpartition("/")[0] or ("/" if path.startswith("/") else ".")


def _distance(one: str, other: str) -> int:
    """Steps from one directory to the other."""
    parts, others = Path(one).parts, Path(other).parts
    common = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(parts, others, strict=False)))
    return len(parts) + len(others) - 2 * common


def find_sources(paths: Sequence[Path], exclude: Sequence[str]) -> tuple[list[str], Tree, list[Skipped]]:
    """C files in order and without repetition, the tree around them, and the paths that gave none."""
    tree = Tree()
    sources: dict[str, None] = {}
    skipped: list[Skipped] = []
    listed: set[str] = set()
    for path in map(os.fspath, paths):
        if os.path.isdir(path):
            found = list(_directory(path, tree, exclude))
            if not found:
                skipped.append(Skipped(shown(path), 0, "", "no C files in this directory"))
            sources.update(dict.fromkeys(found))
            if not exclude:
                tree.add_directory(path)
        elif os.path.isfile(path):
            sources[path] = None
            directory = directory_of(path)
            for neighbour in _neighbours(path) if directory not in listed else ():
                tree.add(neighbour)
            listed.add(directory)  # once: a file that is known twice would be in doubt with itself
        else:
            exists = os.path.exists(path)
            reason = "neither a file nor a directory" if exists else "no such file or directory"
            skipped.append(Skipped(shown(path), 0, "", reason))
    return list(sources), tree, skipped


def _directory(root: str, tree: Tree, exclude: Sequence[str]) -> Iterator[str]:
    for directory, names, files in os.walk(root):
        names[:] = sorted(name for name in names if not name.startswith("."))
        prefix = below(directory).removeprefix("./")
        for name in sorted(files):
            if name.startswith(".") or not name.endswith(_INCLUDABLE):
                continue
            path = prefix + name
            tree.add(path)
            if (
                name.endswith(_SOURCES)
                and not name.endswith(".mod.c")
                and not (exclude and _is_excluded(path, exclude))
            ):
                yield path


def _neighbours(path: str) -> list[str]:
    """What lies beside a file that was named alone; its directory is not a tree that was asked for."""
    directory = directory_of(path)
    try:
        with os.scandir(directory) as entries:
            names = [entry.name for entry in entries if entry.name.endswith(_INCLUDABLE) and entry.is_file()]
    except OSError:
        return [path]
    prefix = below(directory)
    return [prefix + name for name in sorted(names)]


def _is_excluded(path: str, exclude: Sequence[str]) -> bool:
    """Does a pattern match the path as shown, its end, or one of its directories?"""
    name = shown(path)
    ways = [name, *(parent.as_posix() for parent in Path(name).parents)]
    return any(fnmatch(way, pattern) or fnmatch(way, f"*/{pattern}") for pattern in exclude for way in ways)


def shown(path: str) -> str:
    """The path as people see it: relative to the working directory where it lies below it, with slashes."""
    absolute = os.path.abspath(path)  # resolve() would follow links, and people see those
    here = os.getcwd()
    relative = absolute.removeprefix(below(here)) if absolute != here else "."
    return relative.replace(os.sep, "/")
