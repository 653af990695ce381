"""Finds and reads configuration files."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from lockscan.catalog import Catalog, closest
from lockscan.config.settings import Settings, unknown_rule
from lockscan.config.source import Source, parse
from lockscan.config.values import READERS

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
        "plain",
        "type",
        "globals",
        "containers",
        "lockless",
        "steady",
    }
)
"""Tables of a configuration file that the models loader reads, rows and all."""


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
    source = parse(path)
    known = set(READERS) | MODEL_TABLES
    changes: dict[str, Any] = {}
    for key, value in source.table.items():
        if key in MODEL_TABLES:
            _check_models_place(source, key)
        elif key in READERS:
            field, reader = READERS[key]
            changes[field] = reader(source, key, value)
        else:
            raise source.fail(key, f"unknown key '{key}'{closest(key, known)}")
    for key in ("rules", "enable", "ignore"):
        _check_rules(source, key, changes.get(key, ()), catalog)
    for directory in changes.get("directories", ()):
        _check_rules(source, "directories", (*directory.enable, *directory.ignore), catalog)
    if MODEL_TABLES & source.table.keys():
        changes["models"] = (*changes.get("models", ()), path)
    return replace(Settings(), **changes)


def _check_rules(source: Source, key: str, rules: Iterable[str], catalog: Catalog) -> None:
    for rule in rules:
        problem = unknown_rule(rule, catalog, allow_all=key == "rules")
        if problem:
            raise source.fail(key, problem)


def _names_lockscan(path: Path) -> bool:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return False  # somebody else's file
    return re.search(r"^\s*\[+\s*tool\s*\.\s*lockscan\b", text, re.MULTILINE) is not None


def _check_models_place(source: Source, key: str) -> None:
    if source.path.name == "pyproject.toml":
        message = f"model rows such as '{key}' stand in {FILE_NAME}, or in a file that 'models' names"
        raise source.fail(key, message)
