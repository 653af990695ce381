"""Initialisations that only the text shows: in what the preprocessor leaves out, and where the front end got lost."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator

from lockscan.interproc.program import Program
from lockscan.models import effects as fx
from lockscan.models.effects import Models


def is_initialised_in_text(name: str, file: str, program: Program, others: Container[tuple[str, str, int]]) -> bool:
    """Does a text near `file` ("": any text) initialise a lock of that name that is not one of `others`?

    Those are known by file, name and the offset where the mention ends.
    """
    folder = file.rpartition("/")[0]
    pattern = re.compile(_initialisers(program.models) + rb"\s*\([^;{}]*?\b" + re.escape(name.encode()) + rb"\b")
    for path, text in program.files.items():
        if file and path != file and path.rpartition("/")[0] != folder:
            continue
        if any((path, name, end) not in others for end in _found(pattern, text)):
            return True
    return False


def _found(pattern: re.Pattern[bytes], text: bytes) -> Iterator[int]:
    """Ends of the matches outside of macro definitions: those are read where they are used."""
    for found in pattern.finditer(text):
        start = text.rfind(b"\n", 0, found.start()) + 1
        while start > 1 and text[start - 2 : start - 1] == b"\\":
            start = text.rfind(b"\n", 0, start - 1) + 1
        if not text[start : found.start()].lstrip().startswith(b"#"):
            yield found.end()


def _initialisers(models: Models) -> bytes:
    names = (
        name
        for name, model in models.functions.items()
        if any(isinstance(effect, fx.Initialises) for effect in model.effects)
    )
    return rb"\b(?:" + b"|".join(re.escape(name.encode()) for name in sorted(names)) + rb")"
