"""Renders an outcome in the wanted form, and writes it where it is wanted."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lockscan.catalog import load_catalog
from lockscan.findings import Outcome

if TYPE_CHECKING:
    from lockscan.report.text import TextOptions


def report(outcome: Outcome, options: dict[str, Any]) -> None:
    output = output_of(options)
    text = _text_options(options, colour=output is None and sys.stdout.isatty() and not os.environ.get("NO_COLOR"))
    write(_rendered(outcome, options, text), output)
    if (output is not None or options["form"] != "text") and not options["quiet"]:
        from lockscan.report.text import remarks, statistics, total

        counts = statistics(outcome) if options["statistics"] else ()
        lines = [*counts, *remarks(outcome), total(outcome)]
        click.echo("\n".join(lines), err=True)


def output_of(options: dict[str, Any]) -> Path | None:
    """Where the report goes, None for standard output."""
    output: Path | None = options["output"]
    return None if output is None or str(output) == "-" else output


def _rendered(outcome: Outcome, options: dict[str, Any], text: TextOptions) -> str:
    shown = text.show_suppressed
    match options["form"]:
        case "sarif":
            from lockscan.report import sarif

            return sarif.render(outcome, load_catalog(), show_suppressed=shown, category=options["category"])
        case "json":
            from lockscan.report import jsonl

            return _joined(jsonl.render(outcome, show_suppressed=shown))
        case "github":
            from lockscan.report import github

            return _joined(github.render(outcome, show_suppressed=shown))
        case "html":
            from lockscan.report import html

            return html.render(outcome, load_catalog(), show_suppressed=shown)
        case _:
            from lockscan.report import text as text_report

            return _joined(text_report.render(outcome, text))


def _joined(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def _text_options(options: dict[str, Any], *, colour: bool) -> TextOptions:
    from lockscan.report.text import TextOptions

    return TextOptions(
        colour=colour,
        is_quiet=options["quiet"],
        is_verbose=options["verbose"],
        show_suppressed=options["show_suppressed"],
        statistics=options["statistics"],
    )


def write(text: str, output: Path | None) -> None:
    """To the file, or to standard output."""
    write_bytes(text.encode("utf-8", "replace"), output)


def write_bytes(data: bytes, output: Path | None) -> None:
    if output is not None:
        try:
            output.write_bytes(data)
        except OSError as error:
            raise click.FileError(str(output), hint=error.strerror) from error
        return
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()
