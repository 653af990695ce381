"""Findings that the command line asks to leave out: those about unchanged code, and those that are known."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from lockscan.catalog import load_catalog
from lockscan.config import Settings
from lockscan.findings import Outcome
from lockscan.frozen import dataclass
from lockscan.narrow import baseline, git
from lockscan.narrow.around import drivers_around
from lockscan.narrow.changes import Changes, located, read_diff
from lockscan.narrow.touched import misfits, touched

_EXCLUSIVE = {"--since": "since", "--diff": "diff", "--pre-commit": "pre_commit"}


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What is to be left out, read before the scan so that mistakes show at once. `what` names the change."""

    changes: Changes | None = None
    what: str = ""
    known: tuple[baseline.Entry, ...] = ()
    baseline: Path | None = None
    is_foreign: bool = False  # the change comes from a file that may not fit the code

    def apply(self, outcome: Outcome, settings: Settings, scanned: Sequence[Path]) -> Outcome:
        """What is known is not asked again whether it is about the change. `scanned`: the paths of the scan."""
        if self.baseline is not None:
            could_find = _finder(outcome, settings, scanned)
            outcome = baseline.subtract(outcome, self.known, str(self.baseline), could_find=could_find)
        if self.changes is not None:
            if self.is_foreign:
                for place in misfits(outcome, self.changes):
                    _warn(f"{place}: not as the diff says; is it applied?")
            outcome = touched(outcome, self.changes, self.what)
        return outcome


def narrowing(paths: Sequence[Path], options: dict[str, Any]) -> Narrowing:
    """What the options ask for. Raises LockscanError for what git or a file does not give."""
    chosen = [name for name, given in _EXCLUSIVE.items() if options[given] not in (None, False)]
    if len(chosen) > 1:
        raise click.UsageError(f"{' and '.join(chosen)} exclude each other")
    known: Path | None = options["baseline"]
    entries = baseline.read(known) if known is not None else ()
    if options["since"] is not None:
        revision = options["since"]
        changes = git.since(revision, _directory(paths[0]))
        return Narrowing(changes, f"code that changed since {revision}", entries, known)
    if options["diff"] is not None:
        changes = _from_diff(options["diff"], paths)
        return Narrowing(changes, "code that the diff changes", entries, known, is_foreign=True)
    if options["pre_commit"]:
        return Narrowing(_of_commit(paths), "this change", entries, known)
    return Narrowing(None, "", entries, known)


def drivers_of(files: Sequence[Path]) -> list[Path]:
    """The directories of the drivers that the files are part of, as short as they can be written."""
    drivers = [Path(os.path.relpath(path)) for path in drivers_around(files, git.top_of(Path.cwd()))]
    if not drivers:
        _warn(f"{', '.join(map(str, files))}: part of no driver, nothing is analysed")
    return drivers


def _of_commit(files: Sequence[Path]) -> Changes:
    """What a pre-commit hook is run for: two revisions, what is staged, or else the files as they are."""
    old, new = os.environ.get("PRE_COMMIT_FROM_REF"), os.environ.get("PRE_COMMIT_TO_REF")
    if old and new:
        return git.between(old, new, Path.cwd())
    staged = git.staged(Path.cwd())
    return staged if staged.files else Changes(whole=frozenset(file.resolve() for file in files))


def write_baseline(outcome: Outcome, path: Path) -> None:
    try:
        path.write_text(baseline.render(outcome), encoding="utf-8", newline="\n")
    except OSError as error:
        raise click.FileError(str(path), hint=error.strerror) from error
    number = len(outcome.findings) + len(outcome.hidden)
    _warn(f"{path}: {number:,} finding{'' if number == 1 else 's'} written")


def _from_diff(file: Path, paths: Sequence[Path]) -> Changes:
    data = sys.stdin.buffer.read() if str(file) == "-" else _read(file)
    here = Path.cwd()
    starts = (here, *(_directory(path).resolve() for path in paths))
    bases = dict.fromkeys(base for start in starts for base in (start, *start.parents))
    changes, lost = located(read_diff(data, "standard input" if str(file) == "-" else str(file)), tuple(bases))
    for name in lost:
        _warn(f"{name}: the diff names it, and there is no such file")
    return changes


def _finder(outcome: Outcome, settings: Settings, scanned: Sequence[Path]) -> Callable[[baseline.Entry], bool]:
    """Could this scan have found a finding of the baseline again?"""
    catalog = load_catalog()
    ran = settings.selected(catalog)
    roots = [path.resolve() for path in scanned]

    def is_gone(path: Path) -> bool:
        """From where the scan looked; what lay elsewhere may be elsewhere still."""
        return not os.path.lexists(path) and any(path.resolve().is_relative_to(root) for root in roots)

    def could_find(entry: baseline.Entry) -> bool:
        if not catalog.has(entry.rule):
            return True  # and never will again
        was_read = entry.path in outcome.sources or is_gone(Path(entry.path))
        return entry.rule in ran and was_read and entry.precision >= settings.threshold(catalog.rule(entry.rule))

    return could_find


def _directory(path: Path) -> Path:
    return path if path.is_dir() else path.parent


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise click.FileError(str(file), hint=error.strerror) from error


def _warn(text: str) -> None:
    click.echo(f"lockscan: {text}", err=True)
