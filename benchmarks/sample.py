"""Picks drivers that use locks out of a kernel tree, at random but always the same ones."""

from __future__ import annotations

import random
import re
from pathlib import Path
from typing import Final

_LOCKS: Final = re.compile(
    rb"\b(?:raw_)?(?:spin_(?:lock|unlock|trylock)|read_lock|write_lock|mutex_lock|down|up|down_read|down_write"
    rb"|rcu_read_lock|local_irq_save|local_irq_disable)(?:_\w+)?\s*\("
)


def lock_users(linux: Path, seed: int) -> list[Path]:
    """All lock-using .c files of drivers/, shuffled by `seed`."""
    found = [path for path in sorted((linux / "drivers").rglob("*.c")) if _LOCKS.search(path.read_bytes())]
    random.Random(seed).shuffle(found)
    return found
