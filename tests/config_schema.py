"""The JSON schema of configuration files, built from what the code accepts; `rules/lockscan.schema.json` is the result.

`LOCKSCAN_UPDATE_GOLDEN=1 pytest tests/test_config_schema.py` writes it anew.
"""

from __future__ import annotations

from typing import Any

from lockscan.catalog import Catalog
from lockscan.config import DIRECTORY_KEYS, MODEL_TABLES, keys
from lockscan.models.schema import LISTS, ROW_KEYS

_TEXTS = {"type": "array", "items": {"type": "string"}}
_PATH = {"type": "string", "minLength": 1}

TABLES = {
    "function": "What a call does.",
    "registers": "Who runs the function that is handed over.",
    "calls": "Functions that call the function that is handed over, at once.",
    "ops": "In which context the members of an ops table are called.",
    "guard": "What the classes of guard() take and release.",
    "root": "Functions that something outside calls, known by name.",
    "mention": "Names that are reported wherever they stand.",
    "type": "Records that are locks.",
    "plain": "Pairs of calls that leave interrupts on, and those that turn them off, for fixes.",
    "globals": "Names that effects of this file may use although they are no parameters.",
    "containers": "Records whose lock is a different class in every owner.",
    "lockless": "Macros whose argument is accessed without a lock on purpose.",
    "steady": "Questions that have the same answer whenever a path asks about the same things.",
}


def schema(catalog: Catalog) -> dict[str, Any]:
    described = _described(catalog)
    described["directories"] = {
        "description": "Settings for findings below a directory, which is relative to this file.",
        "type": "object",
        "additionalProperties": {
            "type": "object",
            "properties": {key: described[key] for key in DIRECTORY_KEYS},
            "additionalProperties": False,
        },
    }
    properties = {key: described[key] for key in keys()} | {table: _table(table) for table in sorted(MODEL_TABLES)}
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "lockscan's configuration (.lockscan.toml)",
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
    }


def _described(catalog: Catalog) -> dict[str, dict[str, Any]]:
    rules = {"type": "array", "items": {"enum": list(catalog.ids())}}
    return {
        "rules": {
            "description": "Run these rules only; 'all' means every one.",
            "type": "array",
            "items": {"enum": ["all", *catalog.ids()]},
        },
        "enable": {"description": "Run these rules too, although they are off by default.", **rules},
        "ignore": {"description": "Do not run these rules.", **rules},
        "min-precision": {
            "description": "Report findings that are at least this sure.",
            "enum": ["low", "medium", "high"],
            "default": "medium",
        },
        "exclude": {"description": "Leave out files whose path matches one of these globs.", **_TEXTS},
        "kernel-headers": {"description": "A configured kernel tree, or installed kernel headers.", **_PATH},
        "compile-commands": {"description": "compile_commands.json, or the directory that has it.", **_PATH},
        "define": {"description": "Macros for every file: NAME or NAME=VALUE.", **_TEXTS},
        "jobs": {
            "description": "Worker processes; 0: one for each processor, 1: none.",
            "type": "integer",
            "minimum": 0,
            "default": 0,
        },
        "timeout": {
            "description": "Time limit for one file, in seconds.",
            "type": "number",
            "exclusiveMinimum": 0,
            "default": 60,
        },
        "models": {"description": "Files with more model rows.", **_TEXTS},
        "cache-dir": {"description": "The directory that results are kept in.", **_PATH},
        "cache-megabytes": {"description": "How much may be kept.", "type": "integer", "minimum": 1},
    }


def _table(name: str) -> dict[str, Any]:
    if name in LISTS:
        return {"description": TABLES[name], **_TEXTS}
    row = {
        "type": "object",
        "properties": {key: {} for key in sorted(ROW_KEYS[name])},
        "additionalProperties": False,
    }
    return {"description": TABLES[name], "type": "array", "items": row}
