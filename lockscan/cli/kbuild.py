"""`lockscan-kbuild`, for `make CHECK=lockscan-kbuild C=1`: gets what gcc gets, and checks that one file.

A mistake may need two files of a module to be seen. So each run asks about the whole driver around its file, which the
cache answers at once but for the first run, and reports what is in its own file: all runs together report what one scan
of the driver does, each finding once.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from tempfile import gettempdir
from typing import Final, NoReturn

import click

from lockscan.catalog import load_catalog
from lockscan.cli.entry import guarded
from lockscan.cli.settings import configured
from lockscan.cli.status import Exit, status_of
from lockscan.findings import Finding, Location, Outcome, Skipped

_FAIL: Final = "--fail"
_INTERRUPTED: Final = 130
_USAGE: Final = f"""\
Usage: make C=1 CHECK=lockscan-kbuild              files that are compiled
       make C=2 CHECK=lockscan-kbuild              all files
       make C=1 CHECK="lockscan-kbuild {_FAIL}"     findings end the build"""


def main() -> NoReturn:
    """Check and exit."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """The exit status: that of lockscan with `--fail`, else 0 for all that a build can go on after."""
    if not arguments:
        click.echo(_USAGE, err=True)
        return Exit.USAGE
    may_fail = arguments[0] == _FAIL
    file = _source(arguments)
    if file is None:
        click.echo("lockscan-kbuild: no C file among the arguments", err=True)
        return Exit.USAGE if may_fail else Exit.CLEAN
    status = guarded(lambda: _check(file))
    return status if may_fail or status == _INTERRUPTED else Exit.CLEAN


def _source(arguments: Sequence[str]) -> Path | None:
    """The file that is compiled: kbuild names it last."""
    names = (Path(name) for name in reversed(arguments) if name.endswith(".c") and not name.startswith("-"))
    return next((name for name in names if name.is_file()), None)


def _check(file: Path) -> int:
    from lockscan.app import scan
    from lockscan.narrow.around import driver_of
    from lockscan.narrow.directories import wanted
    from lockscan.report.text import TextOptions, render

    settings = replace(configured(file), jobs=1)  # make runs as many of us as it has jobs
    driver = driver_of(file.resolve())
    if driver is None:
        return Exit.CLEAN
    with _alone(driver):
        outcome = wanted(scan([_shown(driver)], settings.widest()), settings, load_catalog())
    outcome = _of_file(outcome, file.resolve())
    lines = [*render(outcome, TextOptions(is_quiet=True)), *map(_not_analysed, outcome.skipped), *outcome.failures]
    for line in lines:
        click.echo(line, err=True)
    return status_of(outcome, is_misused=False, exit_zero=False)


def _shown(driver: Path) -> Path:
    """As gcc shows paths: from here if it is below."""
    here = Path.cwd()
    return driver.relative_to(here) if driver.is_relative_to(here) else driver


def _of_file(outcome: Outcome, file: Path) -> Outcome:
    """What is about this file. A finding in a header is about the first file that its evidence leads through."""
    return replace(
        outcome,
        findings=tuple(finding for finding in outcome.findings if Path(_home(finding)).resolve() == file),
        skipped=tuple(entry for entry in outcome.skipped if Path(entry.path).resolve() == file),
    )


def _home(finding: Finding) -> str:
    steps = (step.location for flow in finding.flows for step in flow.steps)
    places: list[Location] = [finding.location, *steps, *(related.location for related in finding.related)]
    return next((place.path for place in places if place.path.endswith(".c")), finding.location.path)


def _not_analysed(entry: Skipped) -> str:
    place = ":".join(str(part) for part in (entry.path, entry.line) if part)
    return f"{place}: {entry.function + '(): ' if entry.function else ''}not analysed: {entry.reason}"


@contextmanager
def _alone(driver: Path) -> Iterator[None]:
    """With `make -j`, the first run does the work for all that wait here."""
    from filelock import FileLock

    name = sha256(os.fsencode(driver.resolve())).hexdigest()[:16]
    with FileLock(Path(gettempdir()) / f"lockscan-{os.getuid()}-{name}.lock"):
        yield


if __name__ == "__main__":
    main()
