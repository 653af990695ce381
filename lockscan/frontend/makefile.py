"""The -I and -D flags that a driver's own Makefile or Kbuild file adds, read without running make."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

_NAMES: Final = ("Kbuild", "Makefile", "kbuild", "makefile", "GNUmakefile")
_CONTINUED: Final = re.compile(r"\\\r?\n")
_ASSIGNMENT: Final = re.compile(
    r"^\s*(?:export\s+|override\s+)?"
    r"(?P<name>ccflags-[^\s:+?=]+|subdir-ccflags-[^\s:+?=]+|EXTRA_CFLAGS|CFLAGS_MODULE|CFLAGS_[^\s:+?=]+\.o|CFLAGS|KCPPFLAGS)"
    r"\s*[:+?]?=\s*(?P<value>.*)$",
    re.MULTILINE,
)
_VARIABLE: Final = re.compile(r"\$[({](\w+)[)}]")
_DEFINE: Final = re.compile(r"-D([A-Za-z_]\w*)(?:=(.*))?\Z", re.DOTALL)
_HERE: Final = frozenset({"src", "obj", "PWD", "CURDIR", "M", "KBUILD_EXTMOD", "srcdir"})
_KERNEL: Final = frozenset({"srctree", "objtree", "KDIR", "KERNELDIR", "KSRC", "KERNEL_SRC", "TOPDIR"})
_MAX_LEVELS: Final = 8


@dataclass(frozen=True, slots=True)
class LocalFlags:
    """Directories of headers in order, and macros as `#define` lines."""

    directories: tuple[Path, ...] = ()
    defines: tuple[str, ...] = ()


def local_flags(source: Path, kernel: Path | None) -> LocalFlags:
    """What applies to `source`: its directory's makefile, and `subdir-ccflags` of those above it."""
    directory = source.parent.resolve()
    words = list(_words(directory, kernel, source.stem, is_above=False))
    for parent in list(directory.parents)[:_MAX_LEVELS]:
        if not any((parent / name).is_file() for name in _NAMES):
            break
        words += _words(parent, kernel, "", is_above=True)
    directories = [Path(word[2:]) for word in words if word.startswith("-I")]
    existing = tuple(dict.fromkeys(path for path in directories if path.is_dir()))
    return LocalFlags(existing, tuple(dict.fromkeys(filter(None, map(_define, words)))))


def _define(word: str) -> str:
    found = _DEFINE.match(word)
    return f"#define {found[1]} {found[2] or (1 if found[2] is None else '')}" if found else ""


def _words(directory: Path, kernel: Path | None, stem: str, *, is_above: bool) -> Iterator[str]:
    for name, value in _assignments(directory):
        if is_above and not name.startswith("subdir-"):
            continue
        if name.startswith("CFLAGS_") and name not in ("CFLAGS_MODULE", f"CFLAGS_{stem}.o"):
            continue
        for word in _split(value):
            expanded = _expand(word, directory, kernel)
            if expanded is not None:
                yield _absolute(expanded, directory)


@cache
def _assignments(directory: Path) -> tuple[tuple[str, str], ...]:
    found: list[tuple[str, str]] = []
    for name in _NAMES:
        path = directory / name
        try:
            text = _CONTINUED.sub(" ", path.read_text("utf-8", "replace"))
        except OSError:
            continue
        found += [(match["name"], match["value"].partition(" #")[0]) for match in _ASSIGNMENT.finditer(text)]
    return tuple(found)


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


def _expand(word: str, directory: Path, kernel: Path | None) -> str | None:
    """Variables that every module build has; None for a word that needs others."""

    def value(found: re.Match[str]) -> str:
        if found[1] in _HERE:
            return str(directory)
        return str(kernel) if found[1] in _KERNEL and kernel else found[0]

    expanded = _VARIABLE.sub(value, word)
    return None if "$" in expanded else expanded


def _absolute(word: str, directory: Path) -> str:
    return f"-I{directory / word[2:]}" if word.startswith("-I") else word
