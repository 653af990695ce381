"""A progress bar on the terminal, on stderr, and gone when the work is done."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from lockscan.stages.progress import NO_PROGRESS, Progress

if TYPE_CHECKING:
    from rich.progress import Progress as Bars
    from rich.progress import TaskID


_BETWEEN: Final = 0.1  # seconds from one picture to the next


class _Bar:
    """One bar, renamed for each phase. Drawn as it advances: with a thread that draws, this process could not fork."""

    def __init__(self, bars: Bars, task: TaskID) -> None:
        self._bars = bars
        self._task = task
        self._drawn = 0.0

    def phase(self, name: str, total: int) -> None:
        self._bars.reset(self._task, description=name, total=total or None)
        self._draw()

    def advance(self) -> None:
        self._bars.advance(self._task)
        if time.monotonic() - self._drawn > _BETWEEN:
            self._draw()

    def _draw(self) -> None:
        self._bars.refresh()
        self._drawn = time.monotonic()


@contextmanager
def progress(*, wanted: bool) -> Iterator[Progress]:
    """A bar if somebody looks at stderr, else nothing."""
    if not wanted or not sys.stderr.isatty():
        yield NO_PROGRESS
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
    from rich.progress import Progress as Bars

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Bars(*columns, console=Console(stderr=True), transient=True, auto_refresh=False) as bars:
        yield _Bar(bars, bars.add_task("", total=None))
