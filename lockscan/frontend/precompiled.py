"""Headers that every file of a scan includes, parsed once a process: halves the time of a parse."""

from __future__ import annotations

import atexit
import os
from collections.abc import Mapping, Sequence
from ctypes import c_void_p
from functools import cache
from pathlib import Path
from typing import Final

from lockscan.frontend.libclang import library
from lockscan.frontend.translation import ParseError, translate

_HEADER_LANGUAGE: Final = "c-header"
_MAX_HEADERS: Final = 3  # a process keeps no more; files with still other flags parse their headers themselves
_made: list[str] = []


@cache
def precompiled(header: str, flags: tuple[str, ...], contents: tuple[tuple[str, bytes], ...] = ()) -> str:
    """The name of a file to pass to -include-pch; "" when clang cannot make one. `contents`: files held in memory."""
    if len(_made) >= _MAX_HEADERS:
        return ""
    import tempfile

    descriptor, name = tempfile.mkstemp(suffix=".pch", prefix="lockscan-")
    os.close(descriptor)
    path = Path(name)
    if not precompile(header, flags, dict(contents), path):
        path.unlink(missing_ok=True)
        return ""
    _made.append(_without_name(path))
    return _made[-1]


def _for_header(flags: Sequence[str]) -> list[str]:
    words = list(flags)
    if "-x" in words:
        words[words.index("-x") + 1] = _HEADER_LANGUAGE
        return words
    return ["-x", _HEADER_LANGUAGE, *words]


def precompile(header: str, flags: Sequence[str], contents: Mapping[str, bytes], path: Path) -> bool:
    """Into the file `path`. False when clang cannot."""
    try:
        with translate(header, _for_header(flags), contents, with_skipped=False) as translation:
            return _write(translation.unit, path)
    except ParseError:
        return False


def _write(unit: c_void_p, path: Path) -> bool:
    return bool(library().clang_saveTranslationUnit(unit, str(path).encode(), 0) == 0)


def _without_name(path: Path) -> str:
    """Where the system allows it, a file that goes away with the process, however that ends."""
    if not hasattr(os, "memfd_create") or not Path("/proc/self/fd").is_dir():
        atexit.register(path.unlink, missing_ok=True)
        return str(path)
    data = path.read_bytes()
    path.unlink()
    descriptor = os.memfd_create(path.name)
    with os.fdopen(os.dup(descriptor), "wb") as file:
        file.write(data)
    return f"/proc/self/fd/{descriptor}"
