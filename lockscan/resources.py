"""Where the data of `rules/` is: inside an installed package, or beside it in a checkout."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parent


def rules_directory() -> Path:
    """The directory that holds `catalog/`, `models/` and `stubs/`."""
    installed = _PACKAGE / "_rules"
    return installed if installed.is_dir() else _PACKAGE.parent / "rules"
