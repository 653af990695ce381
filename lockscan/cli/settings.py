"""The settings of a run: the configuration file's, with what the command line says in their place."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import click

from lockscan.catalog import load_catalog
from lockscan.config import Directory, Settings, find_file, read_file
from lockscan.findings import Precision

PROGRAM: Final = "lockscan"


def settings_of(first: Path, options: dict[str, Any]) -> Settings:
    """`first`: the first path to scan, from which a configuration file is looked for upwards."""
    settings = Settings()
    path = file_of(first, options)
    if path is not None:
        settings = read_file(path, load_catalog())
    given = {
        key: options[key]
        for key in ("kernel_headers", "compile_commands", "jobs", "timeout")
        if options[key] is not None
    }
    if options["rule"]:
        given |= {"rules": options["rule"], "enable": (), "directories": ()}
    if options["min_precision"]:
        given["min_precision"] = Precision[options["min_precision"].upper()]
    settings = replace(settings, directories=tuple(_less(one, options) for one in settings.directories))
    return replace(
        settings,
        ignore=(*(rule for rule in settings.ignore if rule not in options["rule"]), *options["ignore"]),
        exclude=(*settings.exclude, *options["exclude"]),
        define=(*settings.define, *options["define"]),
        cache=None if options["no_cache"] else options["cache_dir"] or settings.cache or _usual_cache(),
        scheduler=_scheduler(options["executor"], options["scheduler"]),
        **given,
    )


def _scheduler(executor: str, address: str | None) -> str:
    """The address of a Dask scheduler, "" for a scan on this machine."""
    if (executor == "dask") != bool(address):
        raise click.UsageError("--executor dask and --scheduler ADDRESS belong together")
    return address or ""


_NOTHING_SAID: Final[dict[str, Any]] = {
    **dict.fromkeys(("kernel_headers", "compile_commands", "jobs", "timeout", "min_precision", "config", "cache_dir")),
    **dict.fromkeys(("rule", "ignore", "exclude", "define"), ()),
    "no_config": False,
    "no_cache": False,
    "executor": "local",
    "scheduler": None,
}


def configured(first: Path) -> Settings:
    """The settings where the command line says nothing."""
    return settings_of(first, _NOTHING_SAID)


def _less(directory: Directory, options: dict[str, Any]) -> Directory:
    """What the command line says holds in every directory."""
    return replace(
        directory,
        enable=tuple(rule for rule in directory.enable if rule not in options["ignore"]),
        min_precision=None if options["min_precision"] else directory.min_precision,
    )


def file_of(first: Path, options: dict[str, Any]) -> Path | None:
    """The configuration file, None if there is none or it is not wanted."""
    path: Path | None = options["config"]
    if path is None and not options["no_config"]:
        start = first.resolve()
        path = find_file(start if start.is_dir() else start.parent)
        if path is not None and path.is_relative_to(Path.cwd()):
            path = path.relative_to(Path.cwd())  # messages name it
    return path


def _usual_cache() -> Path:
    from platformdirs import user_cache_path

    return user_cache_path(PROGRAM, appauthor=False)
