"""A store of results on disk, by the digest of what they were made from. Whatever is wrong with an entry, it is a miss.

One entry is one file: written under another name and renamed, so that readers see all of it or nothing, whoever is
killed when. Its checksum covers key and contents. Nothing is locked: two runs that write one entry write the same. The
contents are pickles, so the directory must belong to the user alone; it is made that way.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import time
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from lockscan.config import Settings
from lockscan.frozen import dataclass

_MAGIC: Final = b"lockscan cache 1\n"
_DIGEST_BYTES: Final = 32
_SHARDS: Final = "0123456789abcdef"  # directories; each holds an equal share and is tidied alone
_FULL: Final = 0.8  # what tidying leaves
_USED_AGAIN: Final = 3600.0  # seconds between two notes that an entry is in use
_ABANDONED: Final = 3600.0  # seconds after which half a file is that of a run that was killed
_QUICK: Final = 1  # zlib: a third of the size for a tenth of the time of a parse
# What unpickling raises for bytes that are no pickle of ours: a checksum of our own makes that next to impossible.
_BAD_PICKLE: Final = (
    *(pickle.UnpicklingError, AttributeError, EOFError, ImportError, IndexError, KeyError, TypeError, ValueError),
)


@dataclass(frozen=True, slots=True)
class Store:
    """Entries below `directory`, those that last not much larger together than `megabytes`. Keys are hex digests."""

    directory: Path
    megabytes: int
    is_lasting: bool = True  # False: for the time of one run

    def get(self, key: str) -> object | None:
        """The value, None if there is none that is whole."""
        path = self._path(key)
        try:
            data = path.read_bytes()
        except OSError:
            return None
        body = _opened(key, data)
        if body is None:
            return None
        try:
            value: object = pickle.loads(body)
        except _BAD_PICKLE:
            return None
        _note_use(path)
        return value

    def has(self, key: str) -> bool:
        """Is there an entry, whole or not?"""
        return self._path(key).exists()

    def put(self, key: str, value: object) -> None:
        """Keep the value. A disk that is full or may not be written keeps nothing; that is no error."""
        import tempfile

        path = self._path(key)
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
        except OSError:
            return
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(_sealed(key, pickle.dumps(value, pickle.HIGHEST_PROTOCOL)))
            Path(name).replace(path)
        except OSError:
            Path(name).unlink(missing_ok=True)

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


NOWHERE: Final = Store(Path(os.devnull), 0, is_lasting=False)
"""For those who have everything at hand."""


def _sealed(key: str, data: bytes) -> bytes:
    body = zlib.compress(data, _QUICK)
    return _MAGIC + _checksum(key, body) + body


def _opened(key: str, data: bytes) -> bytes | None:
    start = len(_MAGIC) + _DIGEST_BYTES
    body = data[start:]
    if not data.startswith(_MAGIC) or data[len(_MAGIC) : start] != _checksum(key, body):
        return None
    return zlib.decompress(body)


def _checksum(key: str, body: bytes) -> bytes:
    return hashlib.sha256(key.encode() + b"\0" + body).digest()


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
