"""The driver that a file is part of, as a directory."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from lockscan.errors import LockscanError
from lockscan.narrow.git import top_of

_MAKEFILES = ("Kbuild", "Makefile")


def driver_of(file: Path) -> Path | None:
    """The directory of the driver that one file is part of, in the repository that it is in, if it is in one."""
    try:
        top = top_of(file.parent)
    except LockscanError:
        top = file.parent
    return next(iter(drivers_around([file], top)), None)


def drivers_around(files: Iterable[Path], top: Path) -> tuple[Path, ...]:
    """The directories of the drivers that the files are part of; none of them inside another. `top` is the highest.

    A file's driver is its directory, or one above it: as long as a makefile there builds objects from below, and for a
    header, up to the first directory with C files in it or one level down. A header that belongs to the whole kernel
    has no driver.
    """
    top = top.resolve()
    found = {driver for file in files if (driver := _driver(file.resolve(), top)) is not None}
    return tuple(sorted(path for path in found if found.isdisjoint(path.parents)))


def _driver(file: Path, top: Path) -> Path | None:
    ways_up = [path for path in file.parents if path == top or top in path.parents]
    if file.suffix != ".c":
        ways_up = ways_up[next((n for n, path in enumerate(ways_up) if _has_sources(path)), len(ways_up)) :]
    if not ways_up or (file.suffix != ".c" and _is_kernel(ways_up[0])):
        return None
    directory = ways_up[0]
    for above in ways_up[1:]:
        if _builds_from(above, directory):
            directory = above
    return directory


def _has_sources(directory: Path) -> bool:
    return any(True for pattern in ("*.c", "*/*.c") for _ in directory.glob(pattern))


def _is_kernel(directory: Path) -> bool:
    return (directory / "include/linux/spinlock.h").is_file()


def _builds_from(above: Path, directory: Path) -> bool:
    """Does the makefile in `above` name objects in `directory` or below it? `core/` alone is a driver of its own."""
    below = re.escape(directory.relative_to(above).as_posix())
    objects = re.compile(rf"(?:^|[\s=]|\$\([^)]*\)/?){below}/[\w./-]+\.o\b", re.MULTILINE)
    for name in _MAKEFILES:
        try:
            text = (above / name).read_text("utf-8", "replace")
        except OSError:
            continue
        if objects.search(text):
            return True
    return False
