"""Which front end this is: for --version, and for keys of cached results."""

from __future__ import annotations

from functools import cache

from lockscan.frontend import native
from lockscan.frontend.flatten import IMPLEMENTATION, REVISION
from lockscan.frontend.libclang import library, text

_REVISION = 1  # raise when the same unit gives another result for other reasons than its rows


@cache
def version() -> str:
    """Changes whenever the same unit may parse differently."""
    clang = text(library().clang_getClangVersion())
    return f"{REVISION}.{_REVISION}; {clang}"


def description() -> str:
    """For people: the libclang in use, what walks its trees, and what looks through texts beside it."""
    clang = text(library().clang_getClangVersion())
    flattened, looked = ("C" if is_built else "Python" for is_built in (IMPLEMENTATION == "c", native.IS_BUILT))
    return f"{clang}, flattened in {flattened}, texts looked through in {looked}"
