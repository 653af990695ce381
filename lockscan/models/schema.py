"""The shape of model tables: which tables there are, and which keys a row of each may have."""

from __future__ import annotations

from collections.abc import Iterator

from lockscan.errors import ModelError
from lockscan.models.effects_text import suggestion
from lockscan.models.toml_file import Row, TomlFile

_PROTOTYPE = frozenset({"prototype", "prototypes", "effects", "source"})
_ENTRY = frozenset({"in", "label", "holds", "source"})

ROW_KEYS: dict[str, frozenset[str]] = {
    "function": _PROTOTYPE,
    "registers": _PROTOTYPE
    | {"runs", "line", "key", "armed", "flags", "cases", "direct", "rare", "cookie", "label", "holds", "leave"},
    "calls": _PROTOTYPE | {"members", "leave", "only", "sometimes", "own", "unless_set"},
    "ops": _ENTRY
    | {"record", "records", "member", "members", "parameters", "line", "unless", "unless_set", "cases", "never_during"},
    "guard": frozenset({"name", "names", "parameters", "enter", "leave", "try", "source"}),
    "root": _ENTRY | {"name", "names"},
    "mention": frozenset(
        {"name", "names", "kind", "variable_fix", "member_fix", "assignment_fix", "removed_in", "source"}
    ),
    "type": frozenset({"record", "records", "kind", "source"}),
    "plain": frozenset({"acquire", "release", "irqsave", "bh", "source"}),
}
ENTRY_KEYS = _ENTRY | {"armed", "line", "key", "cookie"}
CASE_KEYS = _ENTRY | {"mentions", "parameters", "first"}

TABLES = frozenset(ROW_KEYS)
LISTS = frozenset({"globals", "containers", "lockless", "steady"})
"""Lists of names at the top of a file."""


def rows(file: TomlFile, *, is_configuration: bool = False) -> Iterator[Row]:
    """Every row of a file, its keys checked. A configuration file has other keys too, which are not looked at here."""
    for table, value in file.data.items():
        if table in TABLES:
            yield from _table_rows(file, table, value)
        elif table not in LISTS and not is_configuration:
            message = f"unknown table '{table}'{suggestion(table, TABLES | LISTS)}"
            raise ModelError(file.path, file.line_of_key(table), message)


def names(file: TomlFile, key: str) -> frozenset[str]:
    """The list of names `key` at the top of a file."""
    value = file.data.get(key, [])
    if not isinstance(value, list) or not all(isinstance(item, str) and item.isidentifier() for item in value):
        raise ModelError(file.path, file.line_of_key(key), f"'{key}' must be a list of C names")
    return frozenset(value)


def check_keys(row: Row, found: dict[str, object], known: frozenset[str], what: str) -> None:
    for key in found:
        if key not in known:
            row.fail(f"unknown key '{key}' in {what}{suggestion(key, known)}", key)


def _table_rows(file: TomlFile, table: str, value: object) -> Iterator[Row]:
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise ModelError(file.path, file.line_of_key(table), f"write [[{table}]], with two brackets, for each row")
    for index, data in enumerate(value):
        row = Row(file, table, index, data)
        check_keys(row, data, ROW_KEYS[table], f"[[{table}]]")
        yield row
