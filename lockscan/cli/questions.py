"""`--explain-finding` and `--why-not`: questions about one place."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from lockscan.catalog import load_catalog
from lockscan.cli.settings import settings_of
from lockscan.cli.status import Exit
from lockscan.config import unknown_rule


def explain_finding(paths: Sequence[Path], options: dict[str, Any]) -> Exit:
    from lockscan.app import scan
    from lockscan.cli.progress import progress
    from lockscan.inquiry.answer import lines
    from lockscan.inquiry.explain import chosen, explain
    from lockscan.report.source import Sources
    from lockscan.report.text import TextOptions, one

    wanted = options["explain_finding"]
    settings = settings_of(paths[0], options)
    with progress(wanted=not options["quiet"]) as shown:
        outcome = scan(paths, settings.widest(), shown)
    found = chosen(outcome, wanted)
    if not found:
        click.echo(f"lockscan: no finding is '{wanted}'; --why-not FILE:LINE RULE says why", err=True)
        return Exit.USAGE
    text = TextOptions(colour=sys.stdout.isatty() and not os.environ.get("NO_COLOR"))
    for finding, digest in found:
        click.echo("\n".join(one(finding, Sources(outcome.sources), text)))
        click.echo("\n".join(lines(explain(paths, finding, digest, settings, load_catalog()))))
    return Exit.CLEAN


def why_not(paths: Sequence[Path], options: dict[str, Any]) -> Exit:
    from lockscan.inquiry.answer import lines
    from lockscan.inquiry.spot import parse_place
    from lockscan.inquiry.why_not import Question, why_not

    place, rule = options["why_not"]
    catalog = load_catalog()
    problem = unknown_rule(rule, catalog)
    if problem:
        raise click.BadParameter(problem, param_hint="--why-not")
    path, line = parse_place(place)
    if not paths and not Path(path).is_file():
        raise click.BadParameter(f"{path}: no such file", param_hint="--why-not")
    paths = paths or (Path(path).parent,)
    settings = settings_of(paths[0], options)
    points = why_not(paths, Question(path, line, catalog.rule(rule), settings, catalog))
    click.echo(f"{rule} at {path}:{line}:")
    click.echo("\n".join(lines(points)))
    click.echo(f"What the rule misses: lockscan --explain {rule}")
    return Exit.CLEAN
