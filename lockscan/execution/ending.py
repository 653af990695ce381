"""A process that ends after one input frees nothing of it: the system takes its memory back as a whole."""

from __future__ import annotations

import gc
import threading
from typing import Final

_kept: Final[list[object]] = []
_ends_soon: Final = threading.Event()


def end_soon() -> None:
    """This process works on one input only."""
    _ends_soon.set()
    gc.disable()  # it would look through all that is kept


def keep_to_the_end(value: object) -> None:
    """Where the process ends soon, the value stays: a large driver is made of millions, and to free them one by one is
    a thirtieth of following it."""
    if _ends_soon.is_set():
        _kept.append(value)
