"""The stub headers as clang gets them: from memory, under names of their own, and precompiled.

What clang makes of them holds no path and no time of this machine. So it is made once, with the usual flags, when
lockscan is built, and saves each run what a small driver takes to parse. The name of the file says what it was made
from: where none has that name, because a header has changed since or flags are added, each process makes its own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path
from typing import Final

from lockscan.frontend.libclang import library, text
from lockscan.frontend.precompiled import precompile, precompiled
from lockscan.frontend.unit import stub_digest, stub_files

HERE: Final = Path(__file__).parent
ROOT: Final = "/lockscan/stubs"  # in memory
PRELUDE: Final = f"{ROOT}/lockscan/prelude.h"
_PLATFORM: Final = EXTENSION_SUFFIXES[0]


@cache
def stub_headers() -> tuple[tuple[str, bytes], ...]:
    """Names for clang, and contents."""
    return tuple((f"{ROOT}/{name}", data) for name, data in stub_files())


@cache
def precompiled_stubs(flags: tuple[str, ...]) -> str:
    """The name of a file to pass to -include-pch; "" when clang cannot make one."""
    built = HERE / _name(flags)
    return str(built) if built.is_file() else precompiled(PRELUDE, flags, stub_headers())


def write(directory: Path, flags: Sequence[str]) -> bool:
    """Into `directory`, the package `lockscan.frontend` that is being built. False when clang cannot."""
    for old in directory.glob(_file("*")):
        old.unlink()
    return precompile(PRELUDE, flags, dict(stub_headers()), directory / _name(flags))


def _name(flags: Sequence[str]) -> str:
    parts = (_PLATFORM, text(library().clang_getClangVersion()), stub_digest(), *flags)
    return _file(hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()[:32])


def _file(digest: str) -> str:
    return f"stubs-{digest}.pch"
