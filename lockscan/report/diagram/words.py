"""What stands in boxes and beside arrows, whatever draws them."""

from __future__ import annotations

from typing import Final

from lockscan.findings import Box, Operation
from lockscan.report.printable import printable

_LONGEST: Final = 78  # characters of a line


def of_operation(operation: Operation) -> str:
    """`17: spin_lock(&card->lock)`, with what it means; of a long line the code is cut."""
    note = f" ({operation.note})" if operation.note else ""
    code = cut(operation.text, max(16, _LONGEST - len(note)))
    return cut(printable(f"{operation.line}: {code}{note}"), 2 * _LONGEST)


def cut(text: str, longest: int = _LONGEST) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip('…')}…"


def of_box(box: Box) -> tuple[str, ...]:
    """The lines of a box, without what happens inside."""
    return tuple(map(printable, box.lines))


def of_operations(operations: tuple[Operation, ...], most: int) -> list[str]:
    """One line an operation; of more than `most` the first ones, and how many there are beside."""
    shown = operations if len(operations) <= most else operations[: most - 1]
    left = len(operations) - len(shown)
    return [*map(of_operation, shown), *([f"and {left} more"] if left else [])]
