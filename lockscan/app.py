"""The pipeline: paths in, outcome out."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from lockscan.cache import store_of
from lockscan.config import Settings
from lockscan.findings import Diagram, Outcome
from lockscan.frontend.contents import Texts
from lockscan.frontend.discovery import discover
from lockscan.frontend.unit import Discovery
from lockscan.stages import keys
from lockscan.stages.modelling import models_of
from lockscan.stages.progress import NO_PROGRESS, Progress

__all__ = ["NO_PROGRESS", "Progress", "picture", "scan"]


def scan(
    paths: Sequence[Path], settings: Settings, progress: Progress = NO_PROGRESS, *, draws: bool = False
) -> Outcome:
    """Analyse the C files below `paths` as one program, with diagrams if it `draws`.

    Raises LockscanError for settings that cannot be used.
    """
    started = time.perf_counter()
    with store_of(settings) as store:
        found = discover(paths, settings, models_of(settings.models, store))
        key = keys.scan(found, settings, draws=draws) if store.is_lasting else ""
        kept = store.get(key) if key else None
        if isinstance(kept, Outcome):
            outcome = kept
        else:
            from lockscan.stages.analysis import analyse  # everything that a repeated scan does without

            outcome, is_complete = analyse(found, settings, store, progress, draws=draws)
            if is_complete and key:
                store.put(key, replace(outcome, sources=dict.fromkeys(outcome.sources, b"")))
                store.tidy([key])
    return replace(outcome, sources=_texts(found, outcome.sources), seconds=time.perf_counter() - started)


def picture(paths: Sequence[Path], settings: Settings, function: str, progress: Progress = NO_PROGRESS) -> Diagram:
    """The state machine of one function, FUNCTION or FILE:FUNCTION, of the program below `paths`.

    Raises LockscanError for settings that cannot be used and for what is no function there, or several.
    """
    from lockscan.stages import picturing

    with store_of(settings) as store:
        found = discover(paths, settings, models_of(settings.models, store))
        return picturing.picture(found, settings, store, function, progress)


def _texts(found: Discovery, paths: Iterable[str]) -> Texts:
    """These files."""
    files = {header.path: header.contents for unit in found.units for header in unit.headers}
    files |= {unit.path: unit.contents for unit in found.units}
    return Texts({path: files[path] for path in paths})
