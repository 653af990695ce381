"""The one exception tree: what users are told instead of a traceback. Only `cli` turns these into exit codes."""

from __future__ import annotations

from pathlib import Path


class LockscanError(Exception):
    """Anything that stops the scan and is not lockscan's own fault."""


class ConfigurationError(LockscanError):
    """A setting, table or option is wrong. `line` is 1-based; 0 where no line is to blame."""

    def __init__(self, path: Path | str, line: int, message: str) -> None:
        self.path = str(path)
        self.line = line
        self.message = message
        place = f"{self.path}:{line}" if line else self.path
        super().__init__(f"{place}: {message}")


class ModelError(ConfigurationError):
    """A row of a model table is wrong."""


class InputError(LockscanError):
    """Something that was to be scanned cannot be read."""

    def __init__(self, path: Path | str, message: str) -> None:
        self.path = str(path)
        self.message = message
        super().__init__(f"{self.path}: {message}")


class QuestionError(LockscanError):
    """What is asked about is not there, or is not one thing."""


class ClusterError(LockscanError):
    """There is no cluster to work on, or it cannot do what is asked."""
