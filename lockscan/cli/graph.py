"""`--graph FUNCTION`: the state machine of a function."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from lockscan.cli.output import output_of, write
from lockscan.cli.settings import settings_of
from lockscan.cli.status import Exit


def graph(paths: Sequence[Path], options: dict[str, Any], *, is_misused: bool) -> Exit:
    """Draw it. Raises LockscanError for what is no function there, or several."""
    from lockscan.app import picture
    from lockscan.cli.progress import progress
    from lockscan.report.diagram import render

    settings = settings_of(paths[0], options)
    with progress(wanted=not options["quiet"]) as shown:
        diagram = picture(paths, settings, options["graph"], shown)
    write(render(diagram, options["graph_format"]), output_of(options))
    return Exit.USAGE if is_misused else Exit.CLEAN
