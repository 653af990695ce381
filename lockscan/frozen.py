"""`dataclass` for values that are made by the million: frozen for mypy, without the lock at run time.

A frozen dataclass sets every field through `object.__setattr__`, which was a quarter of the time of linking. mypy sees
the standard decorator and refuses to change a frozen value, wherever in this project that would be written; at run time
the class has the same `__init__`, `__eq__`, `__hash__` and slots, and nothing that watches over assignments.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    import dataclasses

    def dataclass(*, frozen: bool = False, slots: bool = False, eq: bool = True, order: bool = False):
        """The standard decorator's arguments."""

        def make(cls: type) -> type:
            has_hash = "__hash__" in cls.__dict__
            return dataclasses.dataclass(slots=slots, eq=eq, order=order, unsafe_hash=frozen and eq and not has_hash)(
                cls
            )

        return make


__all__ = ["dataclass"]
