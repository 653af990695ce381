"""What stands in boxes and beside arrows, whatever draws them."""

from __future__ import annotations

from lockscan.findings import Box, Operation
from lockscan.report.printable import printable


def of_operation(operation: Operation) -> str:
    """`17: spin_lock(&card->lock)`, with what it means."""
    note = f" ({operation.note})" if operation.note else ""
    return printable(f"{operation.line}: {operation.text}{note}")


def of_box(box: Box) -> tuple[str, ...]:
    """The lines of a box, without what happens inside."""
    return tuple(map(printable, box.lines))


def of_operations(operations: tuple[Operation, ...], most: int) -> list[str]:
    """One line an operation; of more than `most` the first ones, and how many there are beside."""
    shown = operations if len(operations) <= most else operations[: most - 1]
    left = len(operations) - len(shown)
    return [*map(of_operation, shown), *([f"and {left} more"] if left else [])]
