"""The catalogue on a terminal: `--list-rules` and `--explain`."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import click

from lockscan.catalog import Catalog, Rule, closest


def listing(catalog: Catalog) -> Iterator[str]:
    """One line a rule."""
    width = max((len(rule.id) for rule in catalog.rules), default=0)
    for rule in catalog.rules:
        remark = "" if rule.is_default else " (off by default)"
        yield f"{rule.id:{width}}  {rule.level.value:7}  {rule.precision.word:9}  {rule.summary}{remark}"


def explain(catalog: Catalog, rule_id: str) -> None:
    """Print the page of a rule: laid out on a terminal, as Markdown anywhere else."""
    if not catalog.has(rule_id):
        raise click.BadParameter(f"no rule '{rule_id}'{closest(rule_id, catalog.ids())}", param_hint="--explain")
    rule = catalog.rule(rule_id)
    if sys.stdout.isatty():
        _lay_out(rule)
    else:
        click.echo(f"{rule.page}\n{_facts(rule)}")


def _lay_out(rule: Rule) -> None:
    from rich.console import Console
    from rich.markdown import Markdown

    console = Console(width=min(100, Console().width))
    console.print(Markdown(rule.page))
    console.print()
    console.print(_facts(rule), markup=False)


def _facts(rule: Rule) -> str:
    state = "on" if rule.is_default else "off"
    return (
        f"level: {rule.level.value}, precision: {rule.precision.word}, {state} by default, tags: {', '.join(rule.tags)}"
    )
