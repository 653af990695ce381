"""The command as the server of an editor."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from lockscan.cli.settings import settings_of
from lockscan.cli.status import Exit


def serve_editor(paths: Sequence[Path], options: dict[str, Any]) -> int:
    """Until the editor says goodbye. Raises UsageError where the library for the protocol is not installed."""
    if paths:
        raise click.UsageError("--lsp takes no PATH: the editor says which files are open")
    try:
        from lockscan.lsp.server import serve
    except ModuleNotFoundError as error:
        if error.name not in ("pygls", "lsprotocol"):
            raise
        raise click.UsageError("--lsp needs the library pygls: pip install 'lockscan[lsp]'") from error
    serve(lambda path: settings_of(path, options))
    return Exit.CLEAN
