"""The settings of a scan: `.lockscan.toml` or `[tool.lockscan]`, found upwards, with what the command line adds."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from lockscan.catalog import Catalog, Rule, closest
from lockscan.errors import ConfigurationError
from lockscan.findings import Precision

FILE_NAME = ".lockscan.toml"
MODEL_TABLES = frozenset(
    {
        "function",
        "registers",
        "calls",
        "ops",
        "guard",
        "root",
        "mention",
        "type",
        "globals",
        "containers",
        "lockless",
        "steady",
    }
)
"""Tables of a configuration file that the models loader reads, rows and all."""

_AT_LINE = re.compile(r" \(at line (\d+), column \d+\)| \(at end of document\)")
_DEFINE = re.compile(r"[A-Za-z_]\w*(\([\w, .]*\))?(=.*)?\Z", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that decides what a scan does, but for the paths.

    `rules` empty: the rules that are on by default. `enable` adds to them, `ignore` takes away. `jobs` 0: as many as
    there are processors. `timeout`: seconds for one file. `models`: files with model rows, the configuration file among
    them if it has any.
    """

    rules: tuple[str, ...] = ()
    enable: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    min_precision: Precision = Precision.MEDIUM
    exclude: tuple[str, ...] = ()
    kernel_headers: Path | None = None
    compile_commands: Path | None = None
    define: tuple[str, ...] = ()
    jobs: int = 0
    timeout: float = 60.0
    models: tuple[Path, ...] = ()
    cache: Path | None = None
    cache_megabytes: int = 2000

    def selected(self, catalog: Catalog) -> frozenset[str]:
        """The ids of the rules that run."""
        if "all" in self.rules:
            chosen = set(catalog.ids())
        elif self.rules:
            chosen = set(self.rules)
        else:
            chosen = {rule.id for rule in catalog.rules if rule.is_default}
        return frozenset((chosen | set(self.enable)) - set(self.ignore))

    def threshold(self, rule: Rule) -> Precision:
        """How sure a finding of the rule has to be.

        Who asks by name for a rule of low precision wants its findings, unless they have to be surer than usual.
        """
        is_named = rule.id in self.rules or rule.id in self.enable
        is_usual = self.min_precision <= Precision.MEDIUM
        return min(rule.precision, self.min_precision) if is_named and is_usual else self.min_precision

    def can_show(self, rule: Rule) -> bool:
        """Is a typical finding of the rule sure enough?"""
        return rule.precision >= self.threshold(rule)


@dataclass(frozen=True, slots=True)
class _Source:
    """A configuration file: its text, for line numbers, and the table with lockscan's keys."""

    path: Path
    text: str
    table: dict[str, Any]

    def fail(self, key: str, message: str) -> ConfigurationError:
        return ConfigurationError(self.path, self._line_of(key), message)

    def resolve(self, name: str) -> Path:
        """A path in a configuration file is relative to that file."""
        return Path(os.path.relpath(self.path.parent / Path(name).expanduser()))

    def _line_of(self, key: str) -> int:
        wanted = re.compile(rf"""\s*(\[+\s*(tool\s*\.\s*lockscan\s*\.\s*)?)?["']?{re.escape(key)}["']?\s*[=\].]""")
        inside = self.path.name != "pyproject.toml"
        for number, line in enumerate(self.text.splitlines(), 1):
            if line.lstrip().startswith("[") and self.path.name == "pyproject.toml":
                inside = re.match(r"\s*\[+\s*tool\s*\.\s*lockscan\b", line) is not None
            if inside and wanted.match(line):
                return number
        return 0


def find_file(start: Path) -> Path | None:
    """The nearest configuration file in `start` or above it; in one directory `.lockscan.toml` wins."""
    for directory in (start, *start.parents):
        if (directory / FILE_NAME).is_file():
            return directory / FILE_NAME
        candidate = directory / "pyproject.toml"
        if candidate.is_file() and _names_lockscan(candidate):
            return candidate
    return None


def read_file(path: Path, catalog: Catalog) -> Settings:
    """The settings of one file. Raises ConfigurationError, with the line, for anything that it does not understand."""
    source = _parse(path)
    known = set(_READERS) | MODEL_TABLES
    changes: dict[str, Any] = {}
    for key, value in source.table.items():
        if key in MODEL_TABLES:
            _check_models_place(source, key)
        elif key in _READERS:
            field, reader = _READERS[key]
            changes[field] = reader(source, key, value)
        else:
            raise source.fail(key, f"unknown key '{key}'{closest(key, known)}")
    for key in ("rules", "enable", "ignore"):
        for rule in changes.get(key, ()):
            problem = unknown_rule(rule, catalog, allow_all=key == "rules")
            if problem:
                raise source.fail(key, problem)
    if MODEL_TABLES & source.table.keys():
        changes["models"] = (*changes.get("models", ()), path)
    return replace(Settings(), **changes)


def unknown_rule(rule: str, catalog: Catalog, *, allow_all: bool = False) -> str:
    """What is wrong with a rule id, "" when nothing is."""
    if catalog.has(rule) or (allow_all and rule == "all"):
        return ""
    return f"no rule '{rule}'{closest(rule, catalog.ids())}"


def bad_define(text: str) -> bool:
    """Is `text` something that the compiler's -D does not take?"""
    return _DEFINE.match(text) is None


def _names_lockscan(path: Path) -> bool:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return False  # somebody else's file
    return re.search(r"^\s*\[+\s*tool\s*\.\s*lockscan\b", text, re.MULTILINE) is not None


def _parse(path: Path) -> _Source:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ConfigurationError(path, 0, f"cannot be read: {error.strerror}") from error
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ConfigurationError(path, data.count(b"\n", 0, error.start) + 1, "not UTF-8") from error
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = _AT_LINE.search(str(error))
        line = int(found[1]) if found and found[1] else len(text.splitlines())
        raise ConfigurationError(path, line, f"not valid TOML: {_AT_LINE.sub('', str(error))}") from error
    if path.name == "pyproject.toml":
        table = table.get("tool", {}).get("lockscan", {})
    return _Source(path, text, table)


def _check_models_place(source: _Source, key: str) -> None:
    if source.path.name == "pyproject.toml":
        message = f"model rows such as '{key}' stand in {FILE_NAME}, or in a file that 'models' names"
        raise source.fail(key, message)


def _texts(source: _Source, key: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise source.fail(key, f"'{key}' must be a list of strings")
    return tuple(value)


def _precision(source: _Source, key: str, value: object) -> Precision:
    for precision in (Precision.LOW, Precision.MEDIUM, Precision.HIGH):
        if precision.word == value:
            return precision
    raise source.fail(key, f"'{key}' is one of low, medium, high")


def _path(source: _Source, key: str, value: object) -> Path:
    if not isinstance(value, str) or not value:
        raise source.fail(key, f"'{key}' must be a path")
    path = source.resolve(value)
    if not path.exists():
        raise source.fail(key, f"'{key}': {path} does not exist")
    return path


def _paths(source: _Source, key: str, value: object) -> tuple[Path, ...]:
    return tuple(_path(source, key, item) for item in _texts(source, key, value))


def _directory(source: _Source, key: str, value: object) -> Path:
    """One that need not exist yet."""
    if not isinstance(value, str) or not value:
        raise source.fail(key, f"'{key}' must be a path")
    return source.resolve(value)


def _megabytes(source: _Source, key: str, value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise source.fail(key, f"'{key}' must be a whole number above 0")
    return value


def _jobs(source: _Source, key: str, value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise source.fail(key, f"'{key}' must be a whole number; 0 means one for each processor")
    return value


def _seconds(source: _Source, key: str, value: object) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or not value > 0:
        raise source.fail(key, f"'{key}' must be a number of seconds above 0")
    return float(value)


def _defines(source: _Source, key: str, value: object) -> tuple[str, ...]:
    texts = _texts(source, key, value)
    bad: Iterable[str] = filter(bad_define, texts)
    for text in bad:
        raise source.fail(key, f"'{text}' is not NAME or NAME=VALUE")
    return texts


_Reader = Callable[[_Source, str, object], Any]
_READERS: dict[str, tuple[str, _Reader]] = {
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
}
"""Key of the file → field of Settings and the function that checks its value."""
