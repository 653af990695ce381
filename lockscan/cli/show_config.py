"""`--show-config`: the settings that a run has, as a configuration file would say them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from lockscan.catalog import Catalog
from lockscan.config import Directory, Settings, keys
from lockscan.findings import Precision


def lines(settings: Settings, file: Path | None, catalog: Catalog) -> Iterator[str]:
    """TOML, with what is not set as comments. `file`: where the configuration was found."""
    yield f"# configuration file: {file or 'none'}"
    tables: list[str] = []
    for key, field in keys().items():
        value = getattr(settings, field)
        if key == "directories":
            tables.extend(line for directory in value for line in _directory(key, directory))
        elif value is None:
            yield f"# {key} is not set"
        else:
            yield f"{key} = {_toml(value)}"
    yield "# rules that run: " + (", ".join(sorted(settings.selected(catalog))) or "none")
    yield from tables


def _directory(key: str, directory: Directory) -> Iterator[str]:
    yield ""
    yield f"[{key}.{_toml(str(directory.path))}]"
    if directory.enable:
        yield f"enable = {_toml(directory.enable)}"
    if directory.ignore:
        yield f"ignore = {_toml(directory.ignore)}"
    if directory.min_precision is not None:
        yield f"min-precision = {_toml(directory.min_precision)}"


def _toml(value: object) -> str:
    match value:
        case Precision():
            return json.dumps(value.word)
        case Path():
            return _toml(str(value))
        case tuple():
            return f"[{', '.join(_toml(item) for item in value)}]"
        case str():
            # JSON's strings are TOML's, but for the character that TOML does not allow as it is.
            return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
        case _:
            return str(value)
