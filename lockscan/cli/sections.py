"""Options in groups with a heading each: a long list of options is read by nobody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])
Decorator = Callable[[F], F]
_LAST = "Questions"  # click's own --help is such a one


class SectionedOption(click.Option):
    """An option that knows its group."""

    def __init__(self, *names: Any, section: str = "", **rest: Any) -> None:
        super().__init__(*names, **rest)
        self.section = section


class SectionedCommand(click.Command):
    """`--help` lists the options by group, in the order in which the groups are declared."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        groups: dict[str, list[tuple[str, str]]] = {}
        for parameter in self.get_params(ctx):
            record = parameter.get_help_record(ctx) if isinstance(parameter, click.Option) else None
            if record is not None:
                groups.setdefault(getattr(parameter, "section", _LAST), []).append(record)
        for title, records in groups.items():
            with formatter.section(title):
                formatter.write_dl(records)


def group(section: str, *options: Callable[[str], Decorator[Any]]) -> Decorator[Any]:
    """One decorator that adds all of them, the first one first."""

    def add(function: Any) -> Any:
        for make in reversed(options):
            function = make(section)(function)
        return function

    return add


def option(*names: str, **rest: Any) -> Callable[[str], Decorator[Any]]:
    """As click.option, for use in `group`."""
    return lambda section: click.option(*names, cls=SectionedOption, section=section, **rest)
