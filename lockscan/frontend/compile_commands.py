"""compile_commands.json: the flags that each file was compiled with, less what libclang does not know."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

from lockscan.errors import ConfigurationError, InputError
from lockscan.frontend.flags import LENIENT

FILE_NAME: Final = "compile_commands.json"
# Flags that decide what the text means: those with a path behind them, and the others by their beginning.
_WITH_PATH: Final = ("-isystem", "-iquote", "-idirafter", "-include", "-imacros", "-iprefix", "-I")
_WITH_VALUE: Final = ("-D", "-U", "-x", "-std", "--target", "-target")
_PLAIN: Final = frozenset(
    {"-nostdinc", "-ffreestanding", "-fshort-wchar", "-funsigned-char", "-fsigned-char", "-fno-builtin"}
    | {"-m32", "-m64", "-undef", "-pthread", "-fshort-enums", "-fms-extensions"}
)


def find(paths: Iterable[Path]) -> Path | None:
    """The compile_commands.json in or above the first path that has one."""
    seen: set[str] = set()
    for path in paths:
        directory, above = "", os.path.abspath(path)  # links stay as written
        while above != directory and above not in seen:
            directory = above
            candidate = os.path.join(directory, FILE_NAME)
            if os.path.isfile(candidate):
                return Path(candidate)
            seen.add(directory)
            above = os.path.dirname(directory)
    return None


@cache
def load(path: Path) -> dict[str, tuple[str, ...]]:
    """Flags by absolute path of the source file. Raises InputError or ConfigurationError for an unusable file."""
    import json

    try:
        entries: Any = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise InputError(path, f"cannot be read: {error.strerror or error}") from error
    except ValueError as error:
        raise ConfigurationError(path, getattr(error, "lineno", 0), f"not JSON: {error}") from error
    if not isinstance(entries, list):
        raise ConfigurationError(path, 0, "a list of compile commands is wanted")
    return dict(_entry(path, entry) for entry in entries)


def _entry(path: Path, entry: Any) -> tuple[str, tuple[str, ...]]:
    if not isinstance(entry, dict) or not isinstance(entry.get("file"), str):
        raise ConfigurationError(path, 0, 'an entry without "file"')
    directory = os.path.normpath(path.parent / str(entry.get("directory", ".")))
    words = entry.get("arguments")
    if not isinstance(words, list):
        words = shlex.split(str(entry.get("command", "")))
    source = os.path.normpath(os.path.join(directory, entry["file"]))  # nothing is looked up
    return source, tuple(_flags([str(word) for word in words[1:]], directory))


def _flags(words: list[str], directory: str) -> Iterator[str]:
    """What matters to the front end, with absolute paths."""
    yield from ("-x", "c")
    rest = iter(words)
    for word in rest:
        if word in _PLAIN:
            yield word
        elif (name := _beginning(word, _WITH_PATH)) and (value := word[len(name) :] or next(rest, "")):
            yield name
            yield os.path.normpath(os.path.join(directory, value))
        elif (name := _beginning(word, _WITH_VALUE)) and name != "-x":
            if word == name and name in ("-D", "-U", "-target"):
                yield from (name, next(rest, ""))
            else:
                yield word
    yield from LENIENT


def _beginning(word: str, names: tuple[str, ...]) -> str:
    return next((name for name in names if word.startswith(name)), "")
