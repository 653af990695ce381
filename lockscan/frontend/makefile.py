"""The -I and -D flags that a driver's own Makefile or Kbuild file adds, read without running make."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Final

from lockscan.frontend.contents import bytes_of
from lockscan.frozen import dataclass

_NAMES: Final = ("Kbuild", "Makefile", "kbuild", "makefile", "GNUmakefile")
_CONTINUED: Final = re.compile(r"\\\r?\n")
_ASSIGNMENT: Final = re.compile(
    r"^\s*(?:export\s+|override\s+)?"
    r"(?P<name>ccflags-[^\s:+?=]+|subdir-ccflags-[^\s:+?=]+|EXTRA_CFLAGS|CFLAGS_MODULE|CFLAGS_[^\s:+?=]+\.o|CFLAGS|KCPPFLAGS)"
    r"\s*[:+?]?=\s*(?P<value>.*)$",
    re.MULTILINE,
)
_IN_NAMES: Final = (b"flags", b"FLAGS")  # in each of the names; few makefiles have one
_VARIABLE: Final = re.compile(r"\$[({](\w+)[)}]")
_DEFINE: Final = re.compile(r"-D([A-Za-z_]\w*)(?:=(.*))?\Z", re.DOTALL)
_HERE: Final = frozenset({"src", "obj", "PWD", "CURDIR", "M", "KBUILD_EXTMOD", "srcdir"})
_KERNEL: Final = frozenset({"srctree", "objtree", "KDIR", "KERNELDIR", "KSRC", "KERNEL_SRC", "TOPDIR"})
_MAX_LEVELS: Final = 8


@dataclass(frozen=True, slots=True)
class LocalFlags:
    """Directories of headers in order, and macros as `#define` lines."""

    directories: tuple[str, ...] = ()
    defines: tuple[str, ...] = ()


class Makefiles:
    """Reads each directory's makefile once. `kernel` is the kernel's source tree, for makefiles that speak of it."""

    def __init__(self, kernel: Path | None) -> None:
        self._kernel = str(kernel) if kernel is not None else ""
        self._real: dict[str, str] = {}  # directories without links
        self._files: dict[str, tuple[str, ...]] = {}
        self._words: dict[str, tuple[tuple[str, str], ...]] = {}
        self._flags: dict[tuple[str, str], LocalFlags] = {}

    def flags(self, source: str) -> LocalFlags:
        """What applies to `source`: its directory's makefile, and `subdir-ccflags` of those above it."""
        directory, name = os.path.split(source)
        if directory not in self._real:
            self._real[directory] = os.path.realpath(directory)
        real = self._real[directory]
        stem = os.path.splitext(name)[0]
        own = f"CFLAGS_{stem}.o"
        key = real, own if any(word == own for word, _ in self._words_of(real)) else ""
        if key not in self._flags:
            self._flags[key] = self._flags_of(real, own)
        return self._flags[key]

    def _flags_of(self, directory: str, own: str) -> LocalFlags:
        words = [
            word
            for name, word in self._words_of(directory)
            if not name.startswith("CFLAGS_") or name in ("CFLAGS_MODULE", own)
        ]
        for parent in islice(_above(directory), _MAX_LEVELS):
            if not self._files_of(parent):
                break
            words += (word for name, word in self._words_of(parent) if name.startswith("subdir-"))
        directories = dict.fromkeys(word[2:] for word in words if word.startswith("-I"))
        existing = tuple(path for path in directories if os.path.isdir(path))
        return LocalFlags(existing, tuple(dict.fromkeys(filter(None, map(_define, words)))))

    def _words_of(self, directory: str) -> tuple[tuple[str, str], ...]:
        """Each -I and -D of the directory's makefile, behind the name of the variable that it is added to."""
        known = self._words.get(directory)
        if known is None:
            known = self._words[directory] = tuple(self._read(directory))
        return known

    def _files_of(self, directory: str) -> tuple[str, ...]:
        """The directory's makefiles."""
        known = self._files.get(directory)
        if known is None:
            paths = (f"{directory}/{name}" for name in _NAMES)
            known = self._files[directory] = tuple([path for path in paths if os.path.isfile(path)])
        return known

    def _read(self, directory: str) -> Iterator[tuple[str, str]]:
        for name, value in _assignments(self._files_of(directory)):
            for word in _split(value):
                expanded = _expand(word, directory, self._kernel)
                if expanded is not None:
                    yield name, _absolute(expanded, directory)


def _above(directory: str) -> Iterator[str]:
    """The directories above one, the nearest first."""
    while (parent := os.path.split(directory)[0]) != directory:
        yield parent
        directory = parent


def _define(word: str) -> str:
    found = _DEFINE.match(word)
    return f"#define {found[1]} {found[2] or (1 if found[2] is None else '')}" if found else ""


def _assignments(paths: Iterable[str]) -> Iterator[tuple[str, str]]:
    for path in paths:
        try:
            data = bytes_of(path)
        except OSError:
            continue
        if any(word in data for word in _IN_NAMES):
            text = _CONTINUED.sub(" ", data.decode("utf-8", "replace"))
            yield from ((match["name"], match["value"].partition(" #")[0]) for match in _ASSIGNMENT.finditer(text))


def _split(value: str) -> list[str]:
    """Words; an -I that stands apart from its directory is joined to it."""
    try:
        words = shlex.split(value)
    except ValueError:
        return []
    joined: list[str] = []
    for word in words:
        if joined and joined[-1] in ("-I", "-D"):
            joined[-1] += word
        else:
            joined.append(word)
    return [word for word in joined if word.startswith(("-I", "-D"))]


def _expand(word: str, directory: str, kernel: str) -> str | None:
    """Variables that every module build has; None for a word that needs others."""

    def value(found: re.Match[str]) -> str:
        if found[1] in _HERE:
            return directory
        return kernel if found[1] in _KERNEL and kernel else found[0]

    expanded = _VARIABLE.sub(value, word)
    return None if "$" in expanded else expanded


def _absolute(word: str, directory: str) -> str:
    return f"-I{Path(directory, word[2:])}" if word.startswith("-I") else word
