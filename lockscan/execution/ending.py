"""A process that ends after one input frees nothing of it: the system takes its memory back as a whole."""

from __future__ import annotations

import gc
from typing import Final

_kept: Final[list[object]] = []
_ends_soon: Final[list[bool]] = []  # empty: no


def end_soon() -> None:
    """This process works on one input only."""
    _ends_soon.append(True)
    gc.disable()  # it would look through all that is kept


def keep_to_the_end(value: object) -> None:
    """Where the process ends soon, the value stays: a large driver is made of millions, and to free them one by one is
    a thirtieth of following it."""
    if _ends_soon:
        _kept.append(value)
