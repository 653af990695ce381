"""What each key of a configuration file may say."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from lockscan.catalog import closest
from lockscan.config.settings import Directory
from lockscan.config.source import Source
from lockscan.findings import Precision
from lockscan.seldom import seldom

_DEFINE = seldom(r"[A-Za-z_]\w*(\([\w, .]*\))?(=.*)?\Z", re.DOTALL)


def bad_define(text: str) -> bool:
    """Is `text` something that the compiler's -D does not take?"""
    return _DEFINE.match(text) is None


def keys() -> dict[str, str]:
    """Key of a configuration file → field of Settings."""
    return {key: field for key, (field, _reader) in READERS.items()}


def _texts(source: Source, key: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise source.fail(key, f"'{key}' must be a list of strings")
    return tuple(value)


def _precision(source: Source, key: str, value: object) -> Precision:
    for precision in (Precision.LOW, Precision.MEDIUM, Precision.HIGH):
        if precision.word == value:
            return precision
    raise source.fail(key, f"'{key}' is one of low, medium, high")


def _path(source: Source, key: str, value: object) -> Path:
    if not isinstance(value, str) or not value:
        raise source.fail(key, f"'{key}' must be a path")
    path = source.resolve(value)
    if not path.exists():
        raise source.fail(key, f"'{key}': {path} does not exist")
    return path


def _paths(source: Source, key: str, value: object) -> tuple[Path, ...]:
    return tuple(_path(source, key, item) for item in _texts(source, key, value))


def _directory(source: Source, key: str, value: object) -> Path:
    """One that need not exist yet."""
    if not isinstance(value, str) or not value:
        raise source.fail(key, f"'{key}' must be a path")
    return source.resolve(value)


def _megabytes(source: Source, key: str, value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise source.fail(key, f"'{key}' must be a whole number above 0")
    return value


def _jobs(source: Source, key: str, value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise source.fail(key, f"'{key}' must be a whole number; 0 means one for each processor")
    return value


def _seconds(source: Source, key: str, value: object) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or not value > 0:
        raise source.fail(key, f"'{key}' must be a number of seconds above 0")
    return float(value)


def _defines(source: Source, key: str, value: object) -> tuple[str, ...]:
    texts = _texts(source, key, value)
    bad: Iterable[str] = filter(bad_define, texts)
    for text in bad:
        raise source.fail(key, f"'{text}' is not NAME or NAME=VALUE")
    return texts


def _directories(source: Source, key: str, value: object) -> tuple[Directory, ...]:
    if not isinstance(value, dict):
        raise source.fail(key, f'write [{key}."some/directory"] with the settings for it below')
    return tuple(_directory_of(source, key, name, table) for name, table in value.items())


def _directory_of(source: Source, key: str, name: str, table: object) -> Directory:
    path = source.resolve(name)
    if not path.is_dir():
        raise source.fail(key, f"'{key}': {path} is no directory")
    if not isinstance(table, dict):
        raise source.fail(key, f"'{key}': what holds for '{name}' must be a table")
    changes: dict[str, Any] = {}
    for inner, value in table.items():
        if inner not in DIRECTORY_KEYS:
            raise source.fail(inner, f"unknown key '{inner}' for a directory{closest(inner, DIRECTORY_KEYS)}")
        field, reader = READERS[inner]
        changes[field] = reader(source, inner, value)
    return Directory(path.resolve(), **changes)


DIRECTORY_KEYS = ("enable", "ignore", "min-precision")
"""Keys that a directory may have for itself."""

_Reader = Callable[[Source, str, object], Any]
READERS: dict[str, tuple[str, _Reader]] = {
    "rules": ("rules", _texts),
    "enable": ("enable", _texts),
    "ignore": ("ignore", _texts),
    "min-precision": ("min_precision", _precision),
    "exclude": ("exclude", _texts),
    "kernel-headers": ("kernel_headers", _path),
    "compile-commands": ("compile_commands", _path),
    "define": ("define", _defines),
    "jobs": ("jobs", _jobs),
    "timeout": ("timeout", _seconds),
    "models": ("models", _paths),
    "cache-dir": ("cache", _directory),
    "cache-megabytes": ("cache_megabytes", _megabytes),
    "directories": ("directories", _directories),
}
"""Key of the file → field of Settings and the function that checks its value."""
