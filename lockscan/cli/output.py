"""Renders an outcome in the wanted form, and writes it where it is wanted."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lockscan.catalog import load_catalog
from lockscan.findings import Outcome

if TYPE_CHECKING:
    from lockscan.report.text import TextOptions


def report(outcome: Outcome, options: dict[str, Any]) -> None:
    output: Path | None = options["output"]
    if output is not None and str(output) == "-":
        output = None
    text = _text_options(options, colour=output is None and sys.stdout.isatty() and not os.environ.get("NO_COLOR"))
    _write(_rendered(outcome, options["form"], text), output)
    if (output is not None or options["form"] != "text") and not options["quiet"]:
        from lockscan.report.text import remarks, statistics, total

        counts = statistics(outcome) if options["statistics"] else ()
        lines = [*counts, *remarks(outcome), total(outcome)]
        click.echo("\n".join(lines), err=True)


def _rendered(outcome: Outcome, form: str, text: TextOptions) -> str:
    match form:
        case "sarif":
            from lockscan.report import sarif

            return sarif.render(outcome, load_catalog(), show_suppressed=text.show_suppressed)
        case "json":
            from lockscan.report import jsonl

            return "".join(f"{line}\n" for line in jsonl.render(outcome, show_suppressed=text.show_suppressed))
        case _:
            from lockscan.report import text as text_report

            return "".join(f"{line}\n" for line in text_report.render(outcome, text))


def _text_options(options: dict[str, Any], *, colour: bool) -> TextOptions:
    from lockscan.report.text import TextOptions

    return TextOptions(
        colour=colour,
        is_quiet=options["quiet"],
        is_verbose=options["verbose"],
        show_suppressed=options["show_suppressed"],
        statistics=options["statistics"],
    )


def _write(text: str, output: Path | None) -> None:
    data = text.encode("utf-8", "replace")
    if output is not None:
        try:
            output.write_bytes(data)
        except OSError as error:
            raise click.FileError(str(output), hint=error.strerror) from error
        return
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()
