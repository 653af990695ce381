"""How a scan tells how far it is."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Is told how far the scan is."""

    def phase(self, name: str, total: int) -> None:
        """A new phase of `total` steps; 0: nobody knows how many."""

    def advance(self) -> None:
        """One step is done."""


class _NoProgress:
    def phase(self, name: str, total: int) -> None:
        pass

    def advance(self) -> None:
        pass


NO_PROGRESS: Progress = _NoProgress()
