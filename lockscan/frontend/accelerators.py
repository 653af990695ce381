"""Loads the C accelerators, each of which has a Python twin: they are missing where no compiler built them."""

from __future__ import annotations

import ctypes
from collections.abc import Mapping
from pathlib import Path
from typing import Any


def load(name: str, functions: Mapping[str, tuple[Any, list[Any]]], revision: tuple[str, int]) -> Any | None:
    """The library `name`, its functions given their results and arguments.

    None if it was not built, was built for another platform, or from other sources: those say another number than
    `revision`, a function's name and what it has to return.
    """
    for path in sorted(Path(__file__).parent.glob(f"{name}*.so")):
        try:
            loaded = ctypes.CDLL(str(path))
            for function, (result, arguments) in functions.items():
                getattr(loaded, function).restype = result
                getattr(loaded, function).argtypes = arguments
            if getattr(loaded, revision[0])() == revision[1]:
                return loaded
        except (OSError, AttributeError):
            continue
    return None
