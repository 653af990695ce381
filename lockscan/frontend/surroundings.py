"""Directories named `include` beside and above a file, where modules that are no part of the kernel keep headers."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path
from typing import Final

_INCLUDE: Final = "include"
# The kernel's own headers, or those of the system: the stubs stand in for these.
_FOREIGN: Final = ("linux", "stdio.h")


@lru_cache(maxsize=4096)
def include_directories(directory: str) -> tuple[str, ...]:
    """The nearest one first. The search ends at the top of a git repository, and below a kernel."""
    found: list[str] = []
    start = Path(os.path.abspath(directory))  # noqa: PTH100 -- links stay as written
    for above in (start, *start.parents):
        include = above / _INCLUDE
        if include.is_dir():
            if any((include / name).exists() for name in _FOREIGN):
                break
            found.append(str(include))
        if (above / ".git").exists():
            break
    return tuple(found)
