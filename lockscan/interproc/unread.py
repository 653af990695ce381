"""Initialisations that only the text shows: in what the preprocessor leaves out, and where the front end got lost."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from functools import lru_cache


class Unread:
    """The texts of a program. Each is searched at most once for calls that initialise a lock, when somebody asks."""

    def __init__(self, files: Mapping[str, bytes], initialisers: frozenset[str]) -> None:
        self._files = files
        self._initialisers = initialisers
        self._calls: dict[str, list[tuple[int, int]]] = {}

    def initialises(self, name: str, file: str, others: Container[tuple[str, str, int]]) -> bool:
        """Does a text near `file` ("": any text) initialise a lock of that name that is not one of `others`?

        Those are known by file, name and the offset where the mention ends.
        """
        folder = file.rpartition("/")[0]
        word = name.encode()
        argument = re.compile(rb"[^;{}]*?\b" + re.escape(word) + rb"\b")
        for path, text in self._files.items():
            if word not in text or (file and path != file and path.rpartition("/")[0] != folder):
                continue
            if any((path, name, end) not in others for end in self._mentions(path, argument)):
                return True
        return False

    def _mentions(self, path: str, argument: re.Pattern[bytes]) -> Iterator[int]:
        """Where the argument ends in calls outside of macro definitions: those are read where they are used."""
        text = self._files[path]
        last = 0
        for start, opened in self._calls_in(path):
            found = argument.match(text, opened) if start >= last else None
            if found is not None:
                last = found.end()
                if not _is_in_macro(text, start):
                    yield last

    def _calls_in(self, path: str) -> list[tuple[int, int]]:
        """Start of the name, and the end of the bracket behind it."""
        known = self._calls.get(path)
        if known is None:
            known = [found.span() for found in _call_of(self._initialisers).finditer(self._files[path])]
            self._calls[path] = known
        return known


@lru_cache(maxsize=4)
def _call_of(names: frozenset[str]) -> re.Pattern[bytes]:
    """A call of one of these, up to its bracket."""
    return re.compile(rb"\b(?:" + b"|".join(re.escape(name.encode()) for name in sorted(names)) + rb")\s*\(")


def _is_in_macro(text: bytes, at: int) -> bool:
    start = text.rfind(b"\n", 0, at) + 1
    while start > 1 and text[start - 2 : start - 1] == b"\\":
        start = text.rfind(b"\n", 0, start - 1) + 1
    return text[start:at].lstrip().startswith(b"#")
