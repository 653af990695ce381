"""The options, by theme; each theme is one decorator for the command."""

from __future__ import annotations

from pathlib import Path

import click

from lockscan import __version__
from lockscan.catalog import load_catalog
from lockscan.cli import rules as rule_pages
from lockscan.cli.sections import group, option
from lockscan.config import bad_define, unknown_rule


def _list_rules(context: click.Context, _parameter: click.Parameter, value: bool) -> None:
    if value:
        click.echo("\n".join(rule_pages.listing(load_catalog())))
        context.exit()


def _explain(context: click.Context, _parameter: click.Parameter, value: str | None) -> None:
    if value is not None:
        rule_pages.explain(load_catalog(), value)
        context.exit()


def _version(context: click.Context, _parameter: click.Parameter, value: bool) -> None:
    if value:
        from lockscan.cfg import builder
        from lockscan.frontend.version import description
        from lockscan.syntax import build

        trees, graphs = ("Python" if one.ACCELERATOR is None else "C" for one in (build, builder))
        click.echo(f"lockscan {__version__} ({description()}, trees built in {trees}, graphs in {graphs})")
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
_ANY_FILE = click.Path(dir_okay=False, path_type=Path)

reporting = group(
    "Report",
    option(
        "--format",
        "form",
        type=click.Choice(["text", "sarif", "json", "github", "html"]),
        default="text",
        show_default=True,
        help="Form of the report; json: JSON lines; github: annotations in a workflow; html: one page.",
    ),
    option("-o", "--output", type=_ANY_FILE, metavar="FILE", help="Write the report to FILE."),
    option("--category", default="", metavar="NAME", help="Tell several SARIF logs of one commit apart."),
    option("--statistics", is_flag=True, help="Count the findings by rule."),
    option("--show-suppressed", is_flag=True, help="Report findings that comments silence, too."),
    option("--exit-zero", is_flag=True, help="Exit with 0 even if there are findings or inputs that were skipped."),
    option("-v", "--verbose", is_flag=True, help="List everything that was not analysed."),
    option("-q", "--quiet", is_flag=True, help="One line a finding, nothing else."),
)

rules = group(
    "Rules",
    option(
        "--rule",
        multiple=True,
        callback=_rules,
        metavar="RULE,...",
        help="Run these rules only; 'all' means every one.",
    ),
    option("--ignore", multiple=True, callback=_rules, metavar="RULE,...", help="Do not run these rules."),
    option(
        "--min-precision",
        type=click.Choice(["low", "medium", "high"]),
        help="Report findings that are at least this sure.  [default: medium]",
    ),
)

leaving_out = group(
    "Findings to leave out",
    option("--since", metavar="REV", help="Report what concerns code that changed since git's REV."),
    option(
        "--diff",
        type=click.Path(dir_okay=False, allow_dash=True, path_type=Path),
        metavar="FILE",
        help="Report what concerns the lines that a unified diff changes; '-' reads it from standard input.",
    ),
    option(
        "--pre-commit",
        is_flag=True,
        help="Analyse the drivers that the files PATH are part of, report what concerns the staged change.",
    ),
    option("--baseline", type=_FILE, metavar="FILE", help="Leave out the findings that FILE knows."),
    option("--write-baseline", type=_ANY_FILE, metavar="FILE", help="Write all findings to FILE, as a baseline."),
)

mending = group(
    "Fixes",
    option("--fix", is_flag=True, help="Carry out the fixes that findings propose, and report what is left."),
    option("--diff-fix", is_flag=True, help="Write the fixes as a unified diff, and change nothing."),
)

reading = group(
    "Reading the code",
    option(
        "--kernel-headers",
        type=_DIRECTORY,
        metavar="DIR",
        help="A configured kernel tree, or installed kernel headers.",
    ),
    option(
        "--compile-commands",
        type=_EXISTING,
        metavar="PATH",
        help="compile_commands.json, or the directory that has it.",
    ),
    option(
        "-D", "--define", multiple=True, callback=_defines, metavar="NAME[=VALUE]", help="Define a macro in every file."
    ),
    option("--exclude", multiple=True, metavar="GLOB", help="Leave out files whose path matches."),
    option(
        "--jobs",
        type=click.IntRange(min=0),
        metavar="N",
        help="Worker processes; 0: one for each processor, 1: none.  [default: 0]",
    ),
    option(
        "--executor",
        type=click.Choice(["local", "dask"]),
        default="local",
        help="Work on this machine, or on a Dask cluster.  [default: local]",
    ),
    option("--scheduler", metavar="ADDRESS", help="The cluster's scheduler, such as tcp://10.0.0.7:8786."),
    option(
        "--timeout",
        type=click.FloatRange(min=0, min_open=True),
        metavar="SECONDS",
        help="Time limit for one file.  [default: 60]",
    ),
)

keeping = group(
    "Results that are kept",
    option(
        "--cache-dir",
        type=click.Path(file_okay=False, path_type=Path),
        metavar="DIR",
        help="Keep results in DIR.  [default: the user's cache directory]",
    ),
    option("--no-cache", is_flag=True, help="Use no results of earlier runs, and keep none."),
)

configuration = group(
    "Configuration",
    option("--config", type=_FILE, metavar="FILE", help="Read this configuration instead of searching for one."),
    option("--no-config", is_flag=True, help="Read no configuration."),
    option("--show-config", is_flag=True, help="Show the settings that a scan of PATH would have, and exit."),
)

editors = group(
    "Editors",
    option(
        "--lsp",
        is_flag=True,
        help="Serve an editor over standard input and output, with the settings that are given here; without PATH.",
    ),
)

asking = group(
    "Questions",
    option(
        "--list-rules",
        is_flag=True,
        is_eager=True,
        expose_value=False,
        callback=_list_rules,
        help="List the rules and exit.",
    ),
    option(
        "--explain",
        metavar="RULE",
        is_eager=True,
        expose_value=False,
        callback=_explain,
        help="Show the page of a rule and exit.",
    ),
    option(
        "--explain-finding",
        metavar="FINGERPRINT|FILE:LINE",
        help="Scan PATH, show one finding, what it rests on, and what would silence it.",
    ),
    option(
        "--why-not",
        type=(str, str),
        metavar="FILE:LINE RULE",
        help="Say why RULE reports nothing there: analyses PATH, without PATH the file's directory.",
    ),
    option(
        "--graph",
        metavar="FUNCTION",
        help="Draw what a function does with its locks and irqs, and exit; FILE:FUNCTION where several have the name.",
    ),
    option(
        "--graph-format",
        type=click.Choice(["text", "dot", "mermaid", "svg"]),
        default="text",
        show_default=True,
        help="Form of the drawing.",
    ),
    option(
        "--version",
        is_flag=True,
        is_eager=True,
        expose_value=False,
        callback=_version,
        help="Show the version and exit.",
    ),
)
