"""The settings of a scan: `.lockscan.toml` or `[tool.lockscan]`, found upwards, with what the command line adds."""

from lockscan.config.file import FILE_NAME, MODEL_TABLES, find_file, read_file
from lockscan.config.settings import Directory, Settings, unknown_rule
from lockscan.config.values import DIRECTORY_KEYS, bad_define, keys

__all__ = [
    "DIRECTORY_KEYS",
    "FILE_NAME",
    "MODEL_TABLES",
    "Directory",
    "Settings",
    "bad_define",
    "find_file",
    "keys",
    "read_file",
    "unknown_rule",
]
