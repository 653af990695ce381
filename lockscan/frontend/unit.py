"""A unit of work: the contents of one C file and of what it includes, the flags, the rules' digest.

With all contents at hand it is self-contained, and can be parsed anywhere."""

from __future__ import annotations

import hashlib
import re
from dataclasses import field, replace
from enum import Enum
from functools import cache
from typing import Final

from lockscan.findings import Skipped
from lockscan.frontend.contents import Contents, Recent
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
    """A local header. `name` is what clang opens, `path` what people see, "" for one that nobody has, or that is here
    under another name."""

    name: str
    path: str
    contents: Contents
    is_scanned: bool = False  # lies below a directory that is scanned as a whole
    digest: bytes = field(default=b"", compare=False)  # of all that, made if it is not given

    def __post_init__(self) -> None:
        if self.digest:
            return
        named = f"{self.name}\0{self.path}\0{self.is_scanned}\0".encode("utf-8", "surrogateescape")
        object.__setattr__(self, "digest", hashlib.sha256(named + self.contents.digest).digest())  # it is frozen

    @property
    def data(self) -> bytes:
        return self.contents.data


_recent: Final = Recent[Contents](64_000_000)  # bytes of headers in a process; neighbours include the same


def remember(contents: Contents) -> None:
    """Held contents of a header that will be wanted soon."""
    _recent.put(contents.digest, contents, contents.size)


@dataclass(frozen=True, slots=True)
class SourceUnit:
    """One C file with what its parse needs. With Mode.STUBS nothing else is read but lockscan's own rules."""

    path: str  # as shown to people
    name: str  # as clang opens it
    contents: Contents
    headers: tuple[Header, ...]
    mode: Mode
    flags: tuple[str, ...]
    marked: tuple[tuple[str, bool], ...] = ()  # names to be found wherever they stand; True: only calls of them
    switches: tuple[str, ...] = ()  # names of which other files want to know where they stand
    defines: tuple[str, ...] = ()  # #define lines that go before the file
    roots: tuple[str, ...] = ()  # directories on disk where local headers lie, for the modes with real headers
    unresolved: tuple[str, ...] = ()  # "..." headers that the file includes and nobody has
    rules: str = ""  # digest of the stub headers
    shows: frozenset[str] | None = None  # paths of the headers whose functions are to be read here; None: of all

    @property
    def data(self) -> bytes:
        return self.contents.data

    @property
    def marked_words(self) -> tuple[bytes, ...]:
        """The marked names as they stand in texts."""
        return tuple(name.encode() for name, _ in self.marked)

    @property
    def digest(self) -> str:
        """Changes with anything that can change the result."""
        state = hashlib.sha256()
        lists = (self.flags, self.defines, self.roots, self.unresolved, tuple(map(str, self.marked)), self.switches)
        for part in (self.path, self.name, self.mode.value, self.rules, *("\n".join(words) for words in lists)):
            state.update(part.encode("utf-8", "surrogateescape") + b"\0")
        if self.shows is not None:
            state.update("\n".join(("shows", *sorted(self.shows))).encode("utf-8", "surrogateescape") + b"\0")
        state.update(self.contents.digest)
        state.update(b"".join([header.digest for header in self.headers]))
        return state.hexdigest()

    def at_hand(self) -> SourceUnit:
        """With all contents held: of files that have changed since they were seen, those of now."""
        if self.contents.held is not None and all(header.contents.held is not None for header in self.headers):
            return self
        return replace(self, contents=self.contents.at_hand(), headers=tuple(map(_held, self.headers)))


def _held(header: Header) -> Header:
    seen = header.contents
    if seen.held is not None:
        return header
    contents = _recent.get(seen.digest)
    if contents is None:
        contents = seen.at_hand()
        remember(contents)
    digest = header.digest if contents == seen else b""
    return Header(header.name, header.path, contents, header.is_scanned, digest)


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
def stub_files() -> tuple[tuple[str, bytes], ...]:
    """The stub headers in order: names and contents."""
    root = rules_directory() / "stubs" / "include"
    return tuple((name, (root / name).read_bytes()) for name in sorted(stub_names()))


@cache
def stub_text() -> bytes:
    """All stub headers, one behind the other."""
    return b"\n".join(data for _, data in stub_files())


@cache
def stub_words() -> frozenset[bytes]:
    """Every word of the stub headers."""
    return frozenset(_WORD.findall(stub_text()))


@cache
def stub_digest() -> str:
    """Changes with any stub header."""
    state = hashlib.sha256()
    for name, data in stub_files():
        state.update(f"{name}\0{len(data)}\0".encode() + data)
    return state.hexdigest()
