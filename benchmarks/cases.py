"""Known mistakes, one a line: the files, the functions, and the rules that would be the answer.

    # a comment
    drivers/dma/sun6i-dma.c   sun6i_dma_pause,sun6i_dma_terminate_all   softirq-unsafe-lock

Paths are relative to a kernel tree; several are joined by commas. Headers that lockscan has to see, beside
those in the driver's directory, count as files.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import click


@dataclass(frozen=True, slots=True)
class Case:
    """One mistake."""

    files: tuple[Path, ...]
    functions: frozenset[str]
    rules: frozenset[str]

    @property
    def sources(self) -> list[Path]:
        """Files that a compiler would be given."""
        return [file for file in self.files if file.suffix == ".c"]

    def __str__(self) -> str:
        return f"{self.files[0]} {','.join(sorted(self.functions))}"


def read(file: Path, linux: Path) -> list[Case]:
    """Raises click.UsageError for a line that is none, and for a file that the tree lacks."""
    cases = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        words = line.partition("#")[0].split()
        if not words:
            continue
        if len(words) != len(("files", "functions", "rules")):
            raise click.UsageError(f"{file}:{number}: three words a line: files, functions, rules")
        files, functions, rules = (word.split(",") for word in words)
        missing = [name for name in files if not (linux / name).is_file()]
        if missing:
            raise click.UsageError(f"{file}:{number}: {linux} has no {', '.join(missing)}")
        cases.append(Case(tuple(map(Path, files)), frozenset(functions), frozenset(rules)))
    return cases
