"""Compares a rendering with its golden file. `LOCKSCAN_UPDATE_GOLDEN=1` writes the files anew: read the diff then."""

from __future__ import annotations

import os
from pathlib import Path

DIRECTORY = Path(__file__).parent


def check(name: str, rendered: str) -> None:
    path = DIRECTORY / name
    if os.environ.get("LOCKSCAN_UPDATE_GOLDEN"):
        path.write_text(rendered, encoding="utf-8")
    assert rendered == path.read_text(encoding="utf-8")
