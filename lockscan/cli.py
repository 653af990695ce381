"""The command line. Only `cli` and its two neighbours print to the terminal; only this module exits."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence
from dataclasses import replace
from enum import IntEnum
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, NoReturn

import click

from lockscan import __version__, cli_rules
from lockscan.catalog import load_catalog
from lockscan.config import Settings, bad_define, find_file, read_file, unknown_rule
from lockscan.errors import LockscanError
from lockscan.findings import Outcome, Precision

if TYPE_CHECKING:
    from lockscan.report.text import TextOptions


class Exit(IntEnum):
    """Exit statuses, the worse of two wins: INTERNAL, then USAGE, then FINDINGS, then INCOMPLETE."""

    CLEAN = 0
    FINDINGS = 1
    USAGE = 2
    INCOMPLETE = 3
    INTERNAL = 70


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command and exit."""
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command; the exit status."""
    with _InternalErrors():
        try:
            return _invoke(sys.argv[1:] if arguments is None else arguments)
        except click.exceptions.Exit as done:
            return done.exit_code
        except click.ClickException as error:
            error.show()
            return Exit.USAGE
        except LockscanError as error:
            click.echo(f"lockscan: {error}", err=True)
            return Exit.USAGE
        except (click.Abort, KeyboardInterrupt):
            click.echo("lockscan: interrupted", err=True)
            return 130
        except BrokenPipeError:
            # Whoever read us has had enough. What is still in the buffer must not raise again at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return Exit.CLEAN
    return Exit.INTERNAL


def _invoke(arguments: Sequence[str]) -> int:
    with command.make_context("lockscan", list(arguments)) as context:
        status: int = command.invoke(context)
        return status


class _InternalErrors:
    """The last line of defence: says that what happened is lockscan's fault, and leaves Exit.INTERNAL to the caller."""

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if not isinstance(error, Exception):
            return False
        traceback.print_exception(kind, error, trace)
        click.echo(
            "lockscan: internal error; this is a defect of lockscan, please report it with the text above", err=True
        )
        return True


def _list_rules(context: click.Context, _parameter: click.Parameter, value: bool) -> None:
    if value:
        click.echo("\n".join(cli_rules.listing(load_catalog())))
        context.exit()


def _explain(context: click.Context, _parameter: click.Parameter, value: str | None) -> None:
    if value is not None:
        cli_rules.explain(load_catalog(), value)
        context.exit()


def _version(context: click.Context, _parameter: click.Parameter, value: bool) -> None:
    if value:
        from lockscan.frontend import description

        click.echo(f"lockscan {__version__} ({description()})")
        context.exit()


def _rules(context: click.Context, parameter: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...]:
    """`--rule a,b --rule c` as one tuple of known ids."""
    rules = tuple(rule.strip() for item in value for rule in item.split(",") if rule.strip())
    for rule in rules:
        problem = unknown_rule(rule, load_catalog(), allow_all=parameter.name == "rule")
        if problem:
            raise click.BadParameter(problem, ctx=context, param=parameter)
    return rules


def _defines(context: click.Context, parameter: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...]:
    for text in filter(bad_define, value):
        raise click.BadParameter(f"'{text}' is not NAME or NAME=VALUE", ctx=context, param=parameter)
    return value


_EXISTING = click.Path(exists=True, path_type=Path)
_DIRECTORY = click.Path(exists=True, file_okay=False, path_type=Path)
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit status: 0 clean, 1 findings, 2 wrong use or configuration, 3 some input could not be analysed, "
    "70 internal error.",
)
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH...")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "sarif", "json"]),
    default="text",
    show_default=True,
    help="Form of the report; json: JSON lines.",
)
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Write the report to FILE."
)
@click.option(
    "--rule", multiple=True, callback=_rules, metavar="RULE,...", help="Run these rules only; 'all' means every one."
)
@click.option("--ignore", multiple=True, callback=_rules, metavar="RULE,...", help="Do not run these rules.")
@click.option(
    "--list-rules",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_list_rules,
    help="List the rules and exit.",
)
@click.option(
    "--explain",
    metavar="RULE",
    is_eager=True,
    expose_value=False,
    callback=_explain,
    help="Show the page of a rule and exit.",
)
@click.option(
    "--min-precision",
    type=click.Choice(["low", "medium", "high"]),
    help="Report findings that are at least this sure.  [default: medium]",
)
@click.option("--statistics", is_flag=True, help="Count the findings by rule.")
@click.option("--show-suppressed", is_flag=True, help="Report findings that comments silence, too.")
@click.option("--exit-zero", is_flag=True, help="Exit with 0 even if there are findings or inputs that were skipped.")
@click.option(
    "--jobs",
    type=click.IntRange(min=0),
    metavar="N",
    help="Worker processes; 0: one for each processor, 1: none.  [default: 0]",
)
@click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True),
    metavar="SECONDS",
    help="Time limit for one file.  [default: 60]",
)
@click.option(
    "--kernel-headers", type=_DIRECTORY, metavar="DIR", help="A configured kernel tree, or installed kernel headers."
)
@click.option(
    "--compile-commands", type=_EXISTING, metavar="PATH", help="compile_commands.json, or the directory that has it."
)
@click.option(
    "-D", "--define", multiple=True, callback=_defines, metavar="NAME[=VALUE]", help="Define a macro in every file."
)
@click.option("--exclude", multiple=True, metavar="GLOB", help="Leave out files whose path matches.")
@click.option("--config", type=_FILE, metavar="FILE", help="Read this configuration instead of searching for one.")
@click.option("--no-config", is_flag=True, help="Read no configuration.")
@click.option("-v", "--verbose", is_flag=True, help="List everything that was not analysed.")
@click.option("-q", "--quiet", is_flag=True, help="One line a finding, nothing else.")
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Show the version and exit."
)
def command(paths: tuple[Path, ...], **options: Any) -> int:
    """Find locking mistakes in the C files below PATH.

    All of them are analysed as one program.
    """
    from lockscan.app import scan
    from lockscan.cli_progress import progress

    present = [path for path in paths if os.path.lexists(path)]
    for path in paths:
        if path not in present:
            click.echo(f"lockscan: {path}: no such file or directory", err=True)
    if not present:
        return Exit.USAGE
    settings = _settings(present[0], options)
    with progress(wanted=not options["quiet"]) as shown:
        outcome = scan(present, settings, shown)
    _report(outcome, options)
    return _status(outcome, is_misused=len(present) < len(paths), exit_zero=options["exit_zero"])


def _settings(first: Path, options: dict[str, Any]) -> Settings:
    """The configuration file's settings, with what the command line says in their place."""
    settings = Settings()
    path = options["config"]
    if path is None and not options["no_config"]:
        start = first.resolve()
        path = find_file(start if start.is_dir() else start.parent)
        if path is not None and path.is_relative_to(Path.cwd()):
            path = path.relative_to(Path.cwd())  # messages name it
    if path is not None:
        settings = read_file(path, load_catalog())
    given = {
        key: options[key]
        for key in ("kernel_headers", "compile_commands", "jobs", "timeout")
        if options[key] is not None
    }
    if options["rule"]:
        given |= {"rules": options["rule"], "enable": ()}
    if options["min_precision"]:
        given["min_precision"] = Precision[options["min_precision"].upper()]
    return replace(
        settings,
        ignore=(*(rule for rule in settings.ignore if rule not in options["rule"]), *options["ignore"]),
        exclude=(*settings.exclude, *options["exclude"]),
        define=(*settings.define, *options["define"]),
        **given,
    )


def _report(outcome: Outcome, options: dict[str, Any]) -> None:
    output: Path | None = options["output"]
    if output is not None and str(output) == "-":
        output = None
    text = _text_options(options, colour=output is None and sys.stdout.isatty() and not os.environ.get("NO_COLOR"))
    _write(_rendered(outcome, options["form"], text), output)
    if (output is not None or options["form"] != "text") and not options["quiet"]:
        from lockscan.report.text import statistics, total

        lines = [*(statistics(outcome) if options["statistics"] else ()), total(outcome)]
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


def _write(report: str, output: Path | None) -> None:
    data = report.encode("utf-8", "replace")
    if output is not None:
        try:
            output.write_bytes(data)
        except OSError as error:
            raise click.FileError(str(output), hint=error.strerror) from error
        return
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def _status(outcome: Outcome, *, is_misused: bool, exit_zero: bool) -> Exit:
    if outcome.failures:
        return Exit.INTERNAL
    if is_misused:
        return Exit.USAGE
    if outcome.findings and not exit_zero:
        return Exit.FINDINGS
    if outcome.skipped and not exit_zero:
        return Exit.INCOMPLETE
    return Exit.CLEAN
