"""A unit of work, self-contained: the bytes of one C file and of what it includes, the flags, the rules' digest."""

from __future__ import annotations

import hashlib
import re
from enum import Enum
from functools import cache, lru_cache
from typing import Final

from lockscan.findings import Skipped
from lockscan.frozen import dataclass
from lockscan.resources import rules_directory

_WORD: Final = re.compile(rb"[A-Za-z_]\w*")

# Files in memory live below these names; nothing is looked up there on disk.
SOURCE_ROOT: Final = "/lockscan/source"
NEAR_ROOT: Final = "/lockscan/near"  # <...> headers: from the scanned tree, or empty where nobody has them


class Mode(Enum):
    """Where headers come from."""

    STUBS = "stubs"
    COMPILE_COMMANDS = "compile_commands.json"
    KERNEL_HEADERS = "kernel headers"


@dataclass(frozen=True, slots=True)
class Header:
    """A header held in memory. `name` is what clang opens, `path` what people see, "" for one that nobody has."""

    name: str
    path: str
    data: bytes
    is_scanned: bool = False  # lies below a directory that is scanned as a whole


@dataclass(frozen=True, slots=True)
class SourceUnit:
    """One C file, ready to be parsed anywhere. With Mode.STUBS nothing else is read but lockscan's own rules."""

    path: str  # as shown to people
    name: str  # as clang opens it
    data: bytes
    headers: tuple[Header, ...]
    mode: Mode
    flags: tuple[str, ...]
    marked: tuple[tuple[str, bool], ...] = ()  # names to be found wherever they stand; True: only calls of them
    defines: tuple[str, ...] = ()  # #define lines that go before the file
    roots: tuple[str, ...] = ()  # directories on disk where local headers lie, for the modes with real headers
    unresolved: tuple[str, ...] = ()  # "..." headers that the file includes and nobody has
    rules: str = ""  # digest of the stub headers

    @property
    def digest(self) -> str:
        """Changes with anything that can change the result."""
        state = hashlib.sha256()
        lists = (self.flags, self.defines, self.roots, self.unresolved, tuple(map(str, self.marked)))
        for part in (self.path, self.name, self.mode.value, self.rules, *("\n".join(words) for words in lists)):
            state.update(part.encode("utf-8", "surrogateescape") + b"\0")
        state.update(_digest(self.data))
        for header in self.headers:
            named = f"{header.name}\0{header.path}\0{header.is_scanned}\0"
            state.update(named.encode("utf-8", "surrogateescape"))
            state.update(_digest(header.data))
        return state.hexdigest()


@lru_cache(maxsize=10_000)
def _digest(data: bytes) -> bytes:
    """Of a file's contents. Many files include the same headers."""
    return hashlib.sha256(data).digest()


@dataclass(frozen=True, slots=True)
class Discovery:
    """What the paths of a scan hold."""

    units: tuple[SourceUnit, ...]
    skipped: tuple[Skipped, ...]


def virtual_name(path: str) -> str:
    """The name in memory of the file that people see as `path`."""
    parts = ["__" if part == ".." else part for part in path.split("/") if part not in ("", ".")]
    return "/".join([SOURCE_ROOT, *parts])


@cache
def stub_names() -> frozenset[str]:
    """The stub headers, by the names that #include uses."""
    root = rules_directory() / "stubs" / "include"
    return frozenset(path.relative_to(root).as_posix() for path in root.rglob("*.h"))


@cache
def stub_text() -> bytes:
    """All stub headers, one behind the other."""
    root = rules_directory() / "stubs" / "include"
    return b"\n".join((root / name).read_bytes() for name in sorted(stub_names()))


@cache
def stub_words() -> frozenset[bytes]:
    """Every word of the stub headers."""
    return frozenset(_WORD.findall(stub_text()))


@cache
def stub_digest() -> str:
    """Changes with any stub header."""
    root = rules_directory() / "stubs" / "include"
    state = hashlib.sha256()
    for name in sorted(stub_names()):
        data = (root / name).read_bytes()
        state.update(f"{name}\0{len(data)}\0".encode() + data)
    return state.hexdigest()
