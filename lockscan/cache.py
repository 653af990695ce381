"""A store of results on disk, by the digest of what they were made from. Whatever is wrong with an entry, it is a miss.

One entry is one file: written under another name and renamed, so that readers see all of it or nothing, whoever is
killed when. It holds a value, and before it a label that can be read alone; the checksum of each covers the key, too.
Nothing is locked: two runs that write one entry write the same. The contents are pickles, so the directory must belong
to the user alone; it is made that way.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from struct import Struct
from typing import BinaryIO, Final

from zstandard import ZstdCompressor, ZstdDecompressor, ZstdError

from lockscan.config import Settings
from lockscan.frozen import dataclass

_MAGIC: Final = b"lockscan cache 3\n"
_SIZE: Final = Struct("<I")  # of the label
_START: Final = len(_MAGIC) + _SIZE.size
_DIGEST_BYTES: Final = 32
_SHARDS: Final = "0123456789abcdef"  # directories; each holds an equal share and is tidied alone
_FULL: Final = 0.8  # what tidying leaves
_USED_AGAIN: Final = 3600.0  # seconds between two notes that an entry is in use
_ABANDONED: Final = 3600.0  # seconds after which half a file is that of a run that was killed
_LABEL, _VALUE = b"\0", b"\1"  # what a checksum is of
_QUICK: Final = 1  # a fifth of the size for a fiftieth of the time of a parse; zlib took four times as long
# What unpacking raises for bytes that are no pickle of ours: a checksum of our own makes that next to impossible.
_BAD_PICKLE: Final = (
    *(ZstdError, pickle.UnpicklingError, AttributeError, EOFError, ImportError),
    *(IndexError, KeyError, TypeError, ValueError),
)


@dataclass(frozen=True, slots=True)
class Store:
    """Entries below `directory`, those that last not much larger together than `megabytes`. Keys are hex digests."""

    directory: Path
    megabytes: int
    is_lasting: bool = True  # False: for the time of one run

    def get(self, key: str) -> object | None:
        """The value, None if there is none that is whole."""
        return self._read(key, _VALUE)

    def label(self, key: str) -> object | None:
        """The label of a value, None if there is none that is whole. The value itself is not looked at."""
        return self._read(key, _LABEL)

    def put(self, key: str, value: object, label: object = None) -> None:
        """Keep the value. A disk that is full or may not be written keeps nothing; that is no error."""
        path = self._path(key)
        part = path.with_name(f"{path.name}.{os.urandom(8).hex()}.part")
        first, second = _sealed(key, _LABEL, label), _sealed(key, _VALUE, value)
        try:
            with _created(part) as file:
                file.writelines((_MAGIC, _SIZE.pack(len(first)), first, second))
            part.replace(path)
        except OSError:
            with suppress(OSError):
                part.unlink()

    def tidy(self, keys: Iterable[str]) -> None:
        """Make room where these keys were written: entries that nobody used for longest go first.

        What is kept for one run goes away as a whole: until then it is the only way from one worker to the next.
        """
        if not self.is_lasting:
            return
        for shard in sorted({key[0] for key in keys}):
            _tidy(self.directory / shard, self.megabytes * 1_000_000 // len(_SHARDS))

    def _path(self, key: str) -> Path:
        return self.directory / key[0] / key[1:]

    def _read(self, key: str, which: bytes) -> object | None:
        path = self._path(key)
        try:
            with path.open("rb") as file:
                start = file.read(_START)
                if len(start) < _START or not start.startswith(_MAGIC):
                    return None
                (size,) = _SIZE.unpack(start[len(_MAGIC) :])
                data = file.read(size) if which == _LABEL else file.read()[size:]
        except OSError:
            return None
        if data[:_DIGEST_BYTES] != _checksum(key, which, data[_DIGEST_BYTES:]):
            return None
        try:
            value: object = pickle.loads(_packers.unpack.decompress(data[_DIGEST_BYTES:]))
        except _BAD_PICKLE:
            return None
        _note_use(path)
        return value


class _Packers(threading.local):
    """Making them takes a tenth of the time that they are used for, and no two threads may use one."""

    def __init__(self) -> None:
        self.pack = ZstdCompressor(_QUICK)
        self.unpack = ZstdDecompressor()


_packers: Final = _Packers()

NOWHERE: Final = Store(Path(os.devnull), 0, is_lasting=False)
"""For those who have everything at hand."""


def _sealed(key: str, which: bytes, value: object) -> bytes:
    body = _packers.pack.compress(pickle.dumps(value, pickle.HIGHEST_PROTOCOL))
    return _checksum(key, which, body) + body


def _checksum(key: str, which: bytes, body: bytes) -> bytes:
    state = hashlib.sha256(key.encode() + which)
    state.update(body)
    return state.digest()


def _created(path: Path) -> BinaryIO:
    """A new file, for the user alone."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    try:
        descriptor = os.open(path, flags, 0o600)
    except FileNotFoundError:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(path, flags, 0o600)
    return os.fdopen(descriptor, "wb")


def _note_use(path: Path) -> None:
    """The file's own time says when it was used last."""
    now = time.time()
    try:
        if now - path.stat().st_mtime > _USED_AGAIN:
            os.utime(path)
    except OSError:
        pass  # somebody tidied, or the disk may only be read


def _tidy(directory: Path, most: int) -> None:
    now = time.time()
    entries: list[tuple[float, int, str]] = []
    try:
        with os.scandir(directory) as listed:
            for entry in listed:
                status = entry.stat()
                if not entry.name.endswith(".part"):
                    entries.append((status.st_mtime, status.st_size, entry.path))
                elif now - status.st_mtime > _ABANDONED:
                    Path(entry.path).unlink(missing_ok=True)
        total = sum(size for _, size, _ in entries)
        if total <= most:
            return
        for _, size, path in sorted(entries):
            Path(path).unlink(missing_ok=True)
            total -= size
            if total <= most * _FULL:
                return
    except OSError:
        return  # somebody else is tidying here


@contextmanager
def store_of(settings: Settings) -> Iterator[Store]:
    """The cache, or a store for the time of the block: workers hand their results over through it."""
    if settings.cache is not None:
        yield Store(settings.cache, settings.cache_megabytes)
        return
    import tempfile

    with tempfile.TemporaryDirectory(prefix="lockscan-", ignore_cleanup_errors=True) as directory:
        yield Store(Path(directory), 0, is_lasting=False)
