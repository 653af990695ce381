"""Which front end this is: for --version, and for keys of cached results."""

from __future__ import annotations

from functools import cache

from lockscan.frontend.flatten import IMPLEMENTATION, REVISION
from lockscan.frontend.libclang import library, text

_REVISION = 1  # raise when the same unit gives another result for other reasons than its rows


@cache
def version() -> str:
    """Changes whenever the same unit may parse differently."""
    clang = text(library().clang_getClangVersion())
    return f"{REVISION}.{_REVISION}; {clang}"


def description() -> str:
    """For people: the libclang in use, and what walks its trees."""
    clang = text(library().clang_getClangVersion())
    return f"{clang}, flattened in {'C' if IMPLEMENTATION == 'c' else 'Python'}"
