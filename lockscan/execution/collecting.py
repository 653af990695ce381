"""When Python looks for values that only refer to each other."""

from __future__ import annotations

import gc
from typing import Final

_SELDOM: Final = 1_000_000  # values that were made and not given up: some hundred megabytes


def collect_seldom() -> None:
    """For a process that does nothing else. As often as Python usually looks, it is a thirtieth of a scan."""
    gc.set_threshold(_SELDOM)
