"""What a kept result depends on, as digests: a key never means two different results."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Final

from lockscan import __version__
from lockscan.config import Settings
from lockscan.errors import ModelError
from lockscan.frontend.libclang import library_path
from lockscan.frontend.unit import Discovery, Mode, SourceUnit
from lockscan.resources import rules_directory
from lockscan.stages.on_disk import fingerprints

_PACKAGE: Final = Path(__file__).parent.parent
_CODE: Final = (".py", ".so", ".pyd")
# Packages and modules that parsing a file does not import: whoever works on the analysis keeps the parsed files.
_ABOVE_PARSING: Final = (
    "app.py",
    "checks",
    "cfg",
    "cli",
    "dataflow",
    "drawing",
    "inquiry",
    "interproc",
    "locks",
    "narrow",
    "report",
)
# Settings that say how a scan is carried out, and not what it finds.
_HOW: Final = ("cache", "cache_megabytes", "jobs", "scheduler", "timeout")


def digest(parts: Iterable[str]) -> str:
    """Of texts in order; no two lists of texts have the same."""
    state = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogateescape")
        state.update(b"%d\0" % len(data) + data)
    return state.hexdigest()


@cache
def parser() -> str:
    """Changes with whatever decides what a unit parses to, beside the unit itself."""
    library = library_path().stat()
    here = (__version__, sys.version, f"{library.st_size} {library.st_mtime_ns}")
    return digest((*here, *(text for name, text in _code() if name not in _ABOVE_PARSING)))


@cache
def engine() -> str:
    """Changes with whatever decides what an analysis yields, beside units and settings: lockscan itself, `rules/`."""
    return digest((parser(), *(text for _, text in _code()), *_files(rules_directory(), "")))


@cache
def program() -> str:
    """Of lockscan and its rules alone, the same on every machine that has them: for workers that are far away."""
    code = (text for name, text in _code() if not name.endswith((".so", ".pyd")))
    return digest((__version__, *code, *_files(rules_directory(), "")))


def models(extra: Sequence[Path]) -> str:
    """Changes with the user's own model rows. Raises ModelError for a file that cannot be read."""
    return digest(text for path in extra for text in (str(path), hashlib.sha256(_bytes(path)).hexdigest()))


def unit(source: SourceUnit) -> str:
    """Of a parsed unit."""
    on_disk = () if source.mode is Mode.STUBS else fingerprints((*source.flags, *source.roots))
    return digest((parser(), source.digest, *on_disk))


def part(units: Sequence[str], rules: Iterable[str], own_models: str, elsewhere: Sequence[str] = ()) -> str:
    """Of what is found in units that are analysed together, by their keys; `elsewhere`: what others say about them."""
    return digest((engine(), own_models, *sorted(rules), "", *elsewhere, "", *units))


def scan(found: Discovery, settings: Settings, *, draws: bool = False) -> str:
    """Of the outcome of a whole scan."""
    chosen = (f"{one.name} {getattr(settings, one.name)!r}" for one in fields(settings) if one.name not in _HOW)
    skipped = (str(entry) for entry in found.skipped)
    own = (engine(), models(settings.models), str(draws))
    return digest((*own, *chosen, "", *skipped, "", *map(unit, found.units)))


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ModelError(path, 0, f"cannot be read: {error.strerror}") from None


@cache
def _code() -> tuple[tuple[str, str], ...]:
    """Top-level package or module, and a text that changes with the file, for every file of lockscan itself."""
    return tuple((text.partition(" ")[0].partition("/")[0], text) for text in _files(_PACKAGE, _CODE))


def _files(directory: Path, suffixes: str | tuple[str, ...]) -> Iterable[str]:
    """Name below `directory` and digest of the contents: plain strings, for each run of lockscan asks for it."""
    root = str(directory)
    for folder, folders, names in os.walk(root):
        folders.sort()
        below = folder[len(root) + 1 :].replace(os.sep, "/")
        for name in sorted(names):
            if name.endswith(suffixes):
                with open(os.path.join(folder, name), "rb") as file:  # noqa: PTH118, PTH123
                    digest = hashlib.sha256(file.read()).hexdigest()
                yield f"{below}/{name} {digest}" if below else f"{name} {digest}"
