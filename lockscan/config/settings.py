"""What decides what a scan does."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from lockscan.catalog import Catalog, Rule, closest
from lockscan.findings import Precision
from lockscan.frozen import dataclass


@dataclass(frozen=True, slots=True)
class Directory:
    """What is different for findings in files below `path`, an absolute path. `min_precision` None: as elsewhere."""

    path: Path
    enable: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    min_precision: Precision | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that decides what a scan does, but for the paths.

    `rules` empty: the rules that are on by default. `enable` adds to them, `ignore` takes away. `jobs` 0: as many as
    there are processors. `timeout`: seconds for one file. `models`: files with model rows, the configuration file among
    them if it has any.
    """

    rules: tuple[str, ...] = ()
    enable: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    min_precision: Precision = Precision.MEDIUM
    exclude: tuple[str, ...] = ()
    kernel_headers: Path | None = None
    compile_commands: Path | None = None
    define: tuple[str, ...] = ()
    jobs: int = 0
    timeout: float = 60.0
    models: tuple[Path, ...] = ()
    cache: Path | None = None
    cache_megabytes: int = 2000
    scheduler: str = ""
    directories: tuple[Directory, ...] = ()

    def within(self, file: Path) -> Settings:
        """The settings for findings in `file`, an absolute path; of nested directories the inner one has the word."""
        settings = replace(self, directories=())
        for directory in sorted(self.directories, key=lambda directory: len(directory.path.parts)):
            if directory.path in file.parents:
                settings = replace(
                    settings,
                    enable=(*_less(settings.enable, directory.ignore), *directory.enable),
                    ignore=(*_less(settings.ignore, directory.enable), *directory.ignore),
                    min_precision=directory.min_precision or settings.min_precision,
                )
        return settings

    def widest(self) -> Settings:
        """Settings that find everything that is wanted in some directory."""
        enabled = tuple(rule for directory in self.directories for rule in directory.enable)
        levels = (directory.min_precision or self.min_precision for directory in self.directories)
        return replace(
            self,
            enable=(*self.enable, *enabled),
            ignore=_less(self.ignore, enabled),
            min_precision=min((self.min_precision, *levels)),
            directories=(),
        )

    def selected(self, catalog: Catalog) -> frozenset[str]:
        """The ids of the rules that run."""
        if "all" in self.rules:
            chosen = set(catalog.ids())
        elif self.rules:
            chosen = set(self.rules)
        else:
            chosen = {rule.id for rule in catalog.rules if rule.is_default}
        return frozenset((chosen | set(self.enable)) - set(self.ignore))

    def threshold(self, rule: Rule) -> Precision:
        """How sure a finding of the rule has to be.

        Who asks by name for a rule of low precision wants its findings, unless they have to be surer than usual.
        """
        is_named = rule.id in self.rules or rule.id in self.enable
        is_usual = self.min_precision <= Precision.MEDIUM
        return min(rule.precision, self.min_precision) if is_named and is_usual else self.min_precision

    def can_show(self, rule: Rule) -> bool:
        """Is a typical finding of the rule sure enough?"""
        return rule.precision >= self.threshold(rule)


def _less(rules: Iterable[str], gone: Iterable[str]) -> tuple[str, ...]:
    gone = frozenset(gone)
    return tuple(rule for rule in rules if rule not in gone)


def unknown_rule(rule: str, catalog: Catalog, *, allow_all: bool = False) -> str:
    """What is wrong with a rule id, "" when nothing is."""
    if catalog.has(rule) or (allow_all and rule == "all"):
        return ""
    return f"no rule '{rule}'{closest(rule, catalog.ids())}"
