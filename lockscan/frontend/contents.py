"""What a file holds, known by its digest, and read where it is needed: a scan of a large tree knows a gigabyte of text.

Who works on the text holds it, so that all that is said of one file is said of the same text, whoever writes to it
meanwhile.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import field
from typing import Generic, TypeVar

from lockscan.frozen import dataclass

V = TypeVar("V")


def bytes_of(path: str) -> bytes:
    """What the file holds now; half as long as a Path takes. Raises OSError."""
    with open(path, "rb", buffering=0) as file:
        return file.read()


@dataclass(frozen=True, slots=True)
class Contents:
    """`held`: the bytes; without them they are those that `file`, an absolute path, had when it was seen."""

    digest: bytes
    size: int
    is_binary: bool
    file: str = field(default="", compare=False)
    held: bytes | None = field(default=None, compare=False, repr=False)

    @staticmethod
    def of(data: bytes, file: str = "") -> Contents:
        """Held contents."""
        return Contents(hashlib.sha256(data).digest(), len(data), b"\0" in data, file, data)

    @property
    def data(self) -> bytes:
        """The bytes; where they are not held, those that the file has now, and none when it is gone."""
        if self.held is not None:
            return self.held
        try:
            return bytes_of(self.file)
        except OSError:
            return b""

    def seen(self) -> Contents:
        """The same, not held."""
        return Contents(self.digest, self.size, self.is_binary, self.file) if self.file else self

    def at_hand(self) -> Contents:
        """Held: if the file has changed since, as it is now, with the digest of that."""
        return self if self.held is not None else Contents.of(self.data, self.file)


class Recent(Generic[V]):
    """Values that were made last, by digest, of no more than so many bytes together: headers come again and again."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._size = 0
        self._known: OrderedDict[bytes, tuple[V, int]] = OrderedDict()

    def get(self, digest: bytes) -> V | None:
        known = self._known.get(digest)
        if known is None:
            return None
        self._known.move_to_end(digest)
        return known[0]

    def put(self, digest: bytes, value: V, size: int) -> None:
        if digest in self._known:
            return
        self._known[digest] = value, size
        self._size += size
        while self._size > self._most:
            _, (_, oldest) = self._known.popitem(last=False)
            self._size -= oldest


class Texts(Mapping[str, bytes]):
    """Files by the paths that people see, each read when it is asked for, as it is then."""

    def __init__(self, files: Mapping[str, Contents]) -> None:
        self._files = files

    def __getitem__(self, path: str) -> bytes:
        return self._files[path].data

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)
