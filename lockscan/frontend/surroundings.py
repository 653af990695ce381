"""Directories named `include` beside and above a file, where modules that are no part of the kernel keep headers."""

from __future__ import annotations

import os
from functools import lru_cache
from typing import Final

_INCLUDE: Final = "include"
# The kernel's own headers, or those of the system: the stubs stand in for these.
_FOREIGN: Final = ("linux", "stdio.h")


@lru_cache(maxsize=4096)
def include_directories(directory: str) -> tuple[str, ...]:
    """The nearest one first. The search ends at the top of a git repository, and below a kernel."""
    directory = os.path.abspath(directory)  # links stay as written
    include = os.path.join(directory, _INCLUDE)
    found: tuple[str, ...] = ()
    if os.path.isdir(include):
        if any(os.path.exists(os.path.join(include, name)) for name in _FOREIGN):
            return ()
        found = (include,)
    above = os.path.dirname(directory)
    is_top = above == directory or os.path.exists(os.path.join(directory, ".git"))
    return found if is_top else (*found, *include_directories(above))
