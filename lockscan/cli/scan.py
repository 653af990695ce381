"""The command: scan the paths, report what was found."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from lockscan.catalog import load_catalog
from lockscan.cli import options as themes
from lockscan.cli import questions
from lockscan.cli.editor import serve_editor
from lockscan.cli.graph import graph
from lockscan.cli.output import report
from lockscan.cli.sections import SectionedCommand
from lockscan.cli.settings import file_of, settings_of
from lockscan.cli.status import Exit, status_of
from lockscan.findings import Outcome

if TYPE_CHECKING:
    from lockscan.cli.narrowing import Narrowing

_NARROWING: Final = ("since", "diff", "pre_commit", "baseline")  # options that leave findings out


@click.command(
    cls=SectionedCommand,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit status: 0 clean, 1 findings, 2 wrong use or configuration, 3 some input could not be analysed, "
    "70 internal error.",
)
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="PATH...")
@themes.reporting
@themes.rules
@themes.leaving_out
@themes.mending
@themes.reading
@themes.keeping
@themes.configuration
@themes.editors
@themes.asking
def command(paths: tuple[Path, ...], **options: Any) -> int:
    """Find locking mistakes in the C files below PATH.

    All of them are analysed as one program.
    """
    if options["lsp"]:
        return serve_editor(paths, options)
    if options["show_config"]:
        return _show_config(paths[0] if paths else Path(), options)
    if options["why_not"] is not None:
        return questions.why_not(paths, options)
    if not paths:
        raise click.UsageError("Missing argument 'PATH...'.")
    present = [path for path in paths if os.path.lexists(path)]
    for path in paths:
        if path not in present:
            click.echo(f"lockscan: {path}: no such file or directory", err=True)
    if not present:
        return Exit.USAGE
    if options["explain_finding"] is not None:
        return questions.explain_finding(present, options)
    answer = graph if options["graph"] is not None else _scan
    return answer(present, options, is_misused=len(present) < len(paths))


def _show_config(first: Path, options: dict[str, Any]) -> Exit:
    from lockscan.cli import show_config

    settings = settings_of(first, options)
    click.echo("\n".join(show_config.lines(settings, file_of(first, options), load_catalog())))
    return Exit.CLEAN


def _scan(present: list[Path], options: dict[str, Any], *, is_misused: bool) -> Exit:
    if options["fix"] and options["diff"] is not None:
        raise click.UsageError("--fix and --diff exclude each other: what is mended moves the lines of the diff")
    files = present
    if options["pre_commit"]:
        from lockscan.cli.narrowing import drivers_of

        present = drivers_of(files)
        if not present:
            return Exit.CLEAN

    def look() -> Outcome:
        return _look(files, present, options)

    outcome = look()
    if options["write_baseline"] is not None:
        from lockscan.cli.narrowing import write_baseline

        write_baseline(outcome, options["write_baseline"])
        return status_of(replace(outcome, findings=()), is_misused=is_misused, exit_zero=False)
    if options["diff_fix"] or options["fix"]:
        from lockscan.cli import mending

        if options["diff_fix"]:
            return mending.show_diff(outcome, options)
        outcome = mending.fix(outcome, look)
    report(outcome, options)
    return status_of(outcome, is_misused=is_misused, exit_zero=options["exit_zero"])


def _look(files: list[Path], paths: list[Path], options: dict[str, Any]) -> Outcome:
    """Scan `paths`, and leave out what is not wanted; `files`: what the command line names."""
    from lockscan.app import scan
    from lockscan.cli.progress import progress
    from lockscan.narrow.directories import wanted

    settings = settings_of(files[0], options)
    less = _narrowing(files, options)
    with progress(wanted=not options["quiet"]) as shown:
        outcome = scan(paths, settings.widest(), shown, draws=options["form"] == "html")
    outcome = wanted(outcome, settings, load_catalog())
    return less.apply(outcome, settings, paths) if less is not None else outcome


def _narrowing(files: list[Path], options: dict[str, Any]) -> Narrowing | None:
    """What the command line asks to leave out, None for nothing."""
    if all(options[name] in (None, False) for name in _NARROWING):
        return None
    from lockscan.cli.narrowing import narrowing

    return narrowing(files, options)
