"""Follows `#include` lines before clang does, so that a unit carries every local header; what is missing is empty."""

from __future__ import annotations

import os
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import field
from typing import Final

from lockscan.frontend.contents import Contents, bytes_of
from lockscan.frontend.surroundings import include_directories
from lockscan.frontend.tree import Tree, directory_of, shown
from lockscan.frontend.unit import NEAR_ROOT, Header, remember, stub_names
from lockscan.frozen import dataclass

_WORD: Final = b"include"  # found many times faster than by any pattern; then the line around it is read
_NAME: Final = re.compile(rb'include(?:_next)?[ \t]*(?:"([^"\n]+)"|<([^>\n]+)>)')
_BEFORE: Final = re.compile(rb"[ \t]*#[ \t]*")
_MAX_HEADERS: Final = 1500
_MOST_REMEMBERED: Final = 12_000_000  # bytes
_EMPTY: Final = Contents.of(b"")


@dataclass(slots=True)
class Reached:
    """What a file includes, directly or not. `sources` are the .c files among it."""

    headers: dict[str, Header] = field(default_factory=dict)
    unresolved: list[str] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=dict)  # every file reached, and as what it was included


@dataclass(frozen=True, slots=True)
class File:
    """A file that was seen. `path`: as people see it; `includes`: what it includes, and whether in quotes.

    `is_scanned`: it lies below a directory that is scanned as a whole.
    """

    path: str
    contents: Contents
    includes: tuple[tuple[str, bool], ...]
    is_scanned: bool


@dataclass(frozen=True, slots=True)
class _Line:
    """An `#include` that matters. `target` is the file, "" where nobody has it and `header` is empty."""

    written: str
    is_quoted: bool
    target: str
    header: Header


class Includes:
    """Resolves the includes of all files of a tree; each file is read once, and no texts are kept but the headers
    of a small scan, for who parses them."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._remembered = 0  # bytes
        self._files: dict[str, File | None] = {}
        self._resolved: dict[tuple[str, bool, str, tuple[str, ...]], str | None] = {}
        self._headers: dict[tuple[str, str], Header] = {}
        self._missing: dict[str, Header] = {}
        self._followed: dict[tuple[str, str, tuple[str, ...]], tuple[_Line, ...]] = {}

    def file(self, path: str) -> File | None:
        """None if it cannot be read."""
        if path not in self._files:
            try:
                contents = Contents.of(bytes_of(path), os.path.abspath(path))
            except OSError:
                self._files[path] = None
            else:
                self._remember(path, contents)
                includes = _includes(contents.data)
                self._files[path] = File(shown(path), contents.seen(), includes, self._tree.holds(path))
        return self._files[path]

    def _remember(self, path: str, contents: Contents) -> None:
        """A header is parsed with every file that includes it; a source is read once more, as it is then."""
        if not path.endswith(".c") and self._remembered + contents.size <= _MOST_REMEMBERED:
            self._remembered += contents.size
            remember(contents)

    def reached(self, source: str, name: str, directories: tuple[str, ...] = ()) -> Reached:
        """Headers by the names under which clang will look for them. `name`: that of the source; `directories`: the
        makefile's -I.

        Each file stands there once, under its first name: below other names ("../a/x.h" in a/x.h) there is only a line
        that includes that one. So clang sees that it knows the file, and the detours end.
        """
        result = Reached()
        names: dict[str, str] = {}  # of the files by their paths, under which they stand there
        queue = deque([(source, name)])
        while queue and len(result.headers) < _MAX_HEADERS:
            path, name = queue.popleft()
            for line in self._lines(path, name.rpartition("/")[0], directories):
                header, target = line.header, line.target
                if header.name in result.headers or target == source:
                    continue
                if header.path in names:
                    header = self._pointing(header.name, names[header.path])
                elif target:
                    names[header.path] = header.name
                    result.files.setdefault(target, line.written)
                    queue.append((target, header.name))
                    if target.endswith(".c"):
                        result.sources.append(target)
                elif line.is_quoted:  # the stubs stand in for the kernel's own
                    result.unresolved.append(line.written)
                result.headers[header.name] = header
        return result

    def _lines(self, path: str, directory: str, directories: tuple[str, ...]) -> tuple[_Line, ...]:
        """Of a file whose name for clang lies in `directory`. Those that a stub stands in for do not matter."""
        key = path, directory, directories
        if key not in self._followed:
            file = self.file(path)
            lines = (self._line(written, is_quoted, key) for written, is_quoted in (file.includes if file else ()))
            self._followed[key] = tuple(line for line in lines if line is not None)
        return self._followed[key]

    def _line(self, written: str, is_quoted: bool, key: tuple[str, str, tuple[str, ...]]) -> _Line | None:
        path, directory, directories = key
        name = self._composed(written, is_quoted, directory)
        if name is None:
            return None
        target = self._resolve(written, is_quoted, directory_of(path), directories)
        if target is None:
            return None if self._is_stub(written) else _Line(written, is_quoted, "", self._empty(name))
        file = self.file(target)
        return None if file is None else _Line(written, is_quoted, target, self._header(name, target, file))

    def _header(self, name: str, path: str, file: File) -> Header:
        if (name, path) not in self._headers:
            self._headers[name, path] = Header(name, file.path, file.contents, file.is_scanned)
        return self._headers[name, path]

    def _pointing(self, name: str, other: str) -> Header:
        """Includes the file that stands under the `other` name. Nobody wrote it, so people see no path of it."""
        if (name, other) not in self._headers:
            line = f'#include "{other}"\n'.encode("utf-8", "surrogateescape")
            self._headers[name, other] = Header(name, "", Contents.of(line))
        return self._headers[name, other]

    def _empty(self, name: str) -> Header:
        """In place of one that nobody has: one object for all files that include it."""
        if name not in self._missing:
            self._missing[name] = Header(name, "", _EMPTY)
        return self._missing[name]

    def header(self, path: str, name: str) -> Header:
        """A header that clang opens as `name`."""
        file = self.file(path)
        return Header(name, shown(path), _EMPTY if file is None else file.contents, self._tree.holds(path))

    @staticmethod
    def _composed(written: str, is_quoted: bool, directory: str) -> str | None:
        """The name that clang tries first in a file of that directory; None for one that we do not touch."""
        if not written or written.startswith("/") or "\0" in written:
            return None
        return f"{directory}/{written}" if is_quoted else f"{NEAR_ROOT}/{written}"

    @staticmethod
    def _is_stub(written: str) -> bool:
        return written in stub_names()

    def _resolve(self, written: str, is_quoted: bool, directory: str, directories: tuple[str, ...]) -> str | None:
        """Looked for once: the files of one driver mostly include the same."""
        key = (written, is_quoted, directory, directories)
        if key not in self._resolved:
            found = self._look(*key)
            self._resolved[key] = None if found is None else self._tree.spelled(found)
        return self._resolved[key]

    def _look(self, written: str, is_quoted: bool, directory: str, directories: tuple[str, ...]) -> str | None:
        """Next to the file, then a stub (None: clang finds it), the makefile's directories, the tree, `include`."""
        if is_quoted:
            near = _existing(directory, written)
            if near is not None:
                return near
        if self._is_stub(written):
            return None
        found = _in(directories, written)
        if found is not None:
            return found
        if not is_quoted and self._tree.has_kernel_headers:
            return None  # a whole kernel: its own headers do not parse without its configuration
        return self._tree.find(written, directory) or _in(include_directories(directory), written)


def _includes(data: bytes) -> tuple[tuple[str, bool], ...]:
    """What the file includes, and whether it is written in quotes; once each, but for what a stub stands in for."""
    found = ((quoted or angled, bool(quoted)) for quoted, angled in _included(data))
    lines = ((name.decode("utf-8", "surrogateescape").strip(), is_quoted) for name, is_quoted in found)
    return tuple(dict.fromkeys(line for line in lines if line[1] or line[0] not in stub_names()))


def _included(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """What stands in quotes or in angle brackets after each `#include`, the other one empty."""
    at = data.find(_WORD)
    while at >= 0:
        found = _NAME.match(data, at)
        if found is not None and _BEFORE.fullmatch(data, data.rfind(b"\n", 0, at) + 1, at):
            yield found[1] or b"", found[2] or b""
        at = data.find(_WORD, at + len(_WORD) if found is None else found.end())


def _in(directories: tuple[str, ...], written: str) -> str | None:
    return next((found for root in directories if (found := _existing(root, written)) is not None), None)


def _existing(directory: str, written: str) -> str | None:
    """The file, its name without detours: a header that includes itself through `..` is one file."""
    path = os.path.normpath(f"{directory}/{written}")
    return path if os.path.isfile(path) else None
