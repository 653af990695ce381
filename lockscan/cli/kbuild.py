"""`lockscan-kbuild`, for `make CHECK=lockscan-kbuild C=1`: gets what gcc gets, and checks that one file.

A mistake may need two files of a module to be seen. So each run asks about all that `M=` names, or about the whole
driver around its file where a kernel is built. The cache answers at once but for the first run. Each reports what is in
its own file: all runs together report what one scan of the directory does, each finding once.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha256
from pathlib import Path, PurePath
from tempfile import gettempdir
from typing import Final, NoReturn

import click

from lockscan.catalog import load_catalog
from lockscan.cli.entry import guarded, whole_process
from lockscan.cli.settings import configured
from lockscan.cli.status import Exit, status_of
from lockscan.findings import Finding, Location, Outcome, Skipped

_FAIL: Final = "--fail"
_INTERRUPTED: Final = 130
_INCLUDED: Final = re.compile(rb"""^[ \t]*#[ \t]*include[ \t]*[<"](?:[^>"\n]*/)?([^/>"\n]+)[>"]""", re.MULTILINE)
_USAGE: Final = f"""\
Usage: make C=1 CHECK=lockscan-kbuild              files that are compiled
       make C=2 CHECK=lockscan-kbuild              all files
       make C=1 CHECK="lockscan-kbuild {_FAIL}"     findings end the build"""


def main() -> NoReturn:
    """Check and exit."""
    whole_process(lambda: run(sys.argv[1:]))


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
    driver = _module_of(file.resolve()) or driver_of(file.resolve())
    if driver is None:
        return Exit.CLEAN
    with _alone(driver):
        outcome = wanted(scan([_shown(driver)], settings.widest()), settings, load_catalog())
    outcome = _of_file(outcome, file.resolve())
    lines = [*render(outcome, TextOptions(is_quiet=True)), *map(_not_analysed, outcome.skipped), *outcome.failures]
    for line in lines:
        click.echo(line, err=True)
    return status_of(outcome, is_misused=False, exit_zero=False)


def _module_of(file: Path) -> Path | None:
    """What `M=` names, if the file lies below it: kbuild exports it."""
    named = os.environ.get("KBUILD_EXTMOD")
    module = Path(named).resolve() if named else None
    return module if module is not None and file.is_relative_to(module) else None


def _shown(driver: Path) -> Path:
    """As gcc shows paths: from here if it is below."""
    here = Path.cwd()
    return driver.relative_to(here) if driver.is_relative_to(here) else driver


def _of_file(outcome: Outcome, file: Path) -> Outcome:
    """What is about this file. A finding in a header is about the first file that its evidence leads through."""
    homes = _Homes(outcome)
    return replace(
        outcome,
        findings=tuple(finding for finding in outcome.findings if Path(homes.of(finding)).resolve() == file),
        skipped=tuple(entry for entry in outcome.skipped if Path(entry.path).resolve() == file),
    )


class _Homes:
    """The C file that a finding is told with: of a finding in a header, the first that the evidence leads through, or
    else the first one whose lines `#include` lead to the header."""

    def __init__(self, outcome: Outcome) -> None:
        self._sources = outcome.sources
        self._includers: dict[str, list[str]] | None = None  # file name → the files that name it

    def of(self, finding: Finding) -> str:
        steps = (step.location for flow in finding.flows for step in flow.steps)
        places: list[Location] = [finding.location, *steps, *(related.location for related in finding.related)]
        home = next((place.path for place in places if place.path.endswith(".c")), None)
        return home if home is not None else self._first_of(finding.location.path)

    def _first_of(self, header: str) -> str:
        seen, pending = {header}, [header]
        while pending:
            above = self._names().get(PurePath(pending.pop()).name, [])
            pending.extend(path for path in above if path not in seen)
            seen.update(above)
        return min((path for path in seen if path.endswith(".c")), default=header)

    def _names(self) -> dict[str, list[str]]:
        if self._includers is None:
            self._includers = {}
            for path, data in sorted(self._sources.items()):
                for name in set(_INCLUDED.findall(data)):
                    self._includers.setdefault(os.fsdecode(name), []).append(path)
        return self._includers


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
