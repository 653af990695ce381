"""A configuration file as text and table."""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path
from typing import Any

from lockscan.errors import ConfigurationError
from lockscan.frozen import dataclass
from lockscan.seldom import seldom

_AT_LINE = seldom(r" \(at line (\d+), column \d+\)| \(at end of document\)")


@dataclass(frozen=True, slots=True)
class Source:
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


def parse(path: Path) -> Source:
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
    return Source(path, text, table)
