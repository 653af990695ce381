"""A TOML file whose tables know the line that they stand on (tomllib does not keep lines)."""

from __future__ import annotations

import re
import tomllib
from dataclasses import field
from pathlib import Path
from typing import Any, NoReturn

from lockscan.errors import ModelError
from lockscan.frozen import dataclass

_AT_LINE = re.compile(r"\(at line (\d+), column \d+\)")


@dataclass(frozen=True, slots=True)
class TomlFile:
    """A parsed file with its text."""

    path: str
    text: str = field(repr=False)
    data: dict[str, Any] = field(repr=False)

    def line_of(self, table: str, index: int, needle: str = "") -> int:
        """1-based line of `needle`, a key or a value, within the `index`-th `[[table]]`, or its header."""
        header = re.compile(rf"\s*\[\[\s*{re.escape(table)}\s*\]\]")
        lines = self.text.splitlines()
        starts = [number for number, line in enumerate(lines) if header.match(line)]
        if index >= len(starts):  # written as an inline array: `function = [{…}]`
            return self.line_of_key(table)
        start = starts[index]
        next_table = (n for n in range(start + 1, len(lines)) if re.match(r"\s*\[+\s*\w[\w.]*\s*\]", lines[n]))
        body = range(start + 1, next(next_table, len(lines)))
        if needle:
            for pattern in (rf"(?<!\w){re.escape(needle)}\s*=", rf"(?<!\w){re.escape(needle)}(?!\w)"):
                for number in body:
                    if re.search(pattern, lines[number]):
                        return number + 1
        return start + 1

    def line_of_key(self, key: str) -> int:
        """1-based line of the first mention of a key at the top of the file."""
        wanted = re.compile(rf"""\s*\[*\s*["']?{re.escape(key)}["']?\s*[=\].]""")
        return next((n for n, line in enumerate(self.text.splitlines(), 1) if wanted.match(line)), 1)


@dataclass(frozen=True, slots=True)
class Row:
    """One `[[table]]` of a file: the `index`-th of that name."""

    file: TomlFile
    table: str
    index: int
    data: dict[str, Any] = field(repr=False)

    def fail(self, message: str, needle: str = "") -> NoReturn:
        """Raise a ModelError that points at the line with `needle`, or at the row."""
        line = self.file.line_of(self.table, self.index, needle)
        raise ModelError(self.file.path, line, message) from None

    def text(self, key: str, default: str = "") -> str:
        value = self.data.get(key, default)
        if not isinstance(value, str):
            self.fail(f"'{key}' must be a string", key)
        return value

    def flag(self, key: str, *, default: bool = False) -> bool:
        value = self.data.get(key, default)
        if not isinstance(value, bool):
            self.fail(f"'{key}' must be true or false", key)
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.data.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self.fail(f"'{key}' must be a list of strings", key)
        return tuple(value)

    def one_or_more(self, singular: str, plural: str) -> tuple[str, ...]:
        """The strings of `singular = "…"` or `plural = ["…", …]`; exactly one of the two must be there."""
        if (singular in self.data) == (plural in self.data):
            self.fail(f"[[{self.table}]] needs either '{singular}' or '{plural}'")
        found = (self.text(singular),) if singular in self.data else self.texts(plural)
        if not found or not all(found):
            self.fail(f"'{plural}' is empty", plural)
        return found


def parse_toml(path: Path | str, data: bytes) -> TomlFile:
    """Raises ModelError with the line for text that is not TOML."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ModelError(path, line, "not UTF-8") from None
    try:
        return TomlFile(str(path), text, tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        message = str(error)
        found = _AT_LINE.search(message)
        line = int(found[1]) if found else len(text.splitlines())
        raise ModelError(path, line, f"not valid TOML: {_AT_LINE.sub('', message).strip()}") from None
