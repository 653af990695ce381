"""The rule catalogue: one Markdown page a rule, with TOML front matter; the only place where help text is written."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from lockscan.errors import ConfigurationError
from lockscan.findings import Level, Precision
from lockscan.frozen import dataclass
from lockscan.resources import rules_directory
from lockscan.seldom import seldom

SECTIONS = ("What it finds", "Why it matters", "Bad", "Good", "What it misses", "How to silence")

_FRONT_MATTER = re.compile(r"\A\+\+\+\n(.*?)^\+\+\+\n", re.DOTALL | re.MULTILINE)
_HEADING = re.compile(r"^## +(.+?) *$", re.MULTILINE)
_C_BLOCK = seldom(r"^```c\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_REQUIRED = {"id": str, "summary": str, "level": str, "precision": str, "tags": list, "default": bool}
_OPTIONAL = {"security-severity": (int, float)}
_MAX_TAGS = 10  # GitHub refuses more


@dataclass(frozen=True, slots=True)
class Rule:
    """One page. `page` is its Markdown without front matter; `sections` are (title, text) in the order of the page."""

    id: str
    summary: str
    level: Level
    precision: Precision
    tags: tuple[str, ...]
    security_severity: float | None
    is_default: bool
    page: str
    sections: tuple[tuple[str, str], ...]

    def section(self, title: str) -> str:
        return dict(self.sections)[title]

    def examples(self, title: str) -> tuple[str, ...]:
        """The C files of section `title` ("Bad" or "Good")."""
        return tuple(_C_BLOCK.findall(self.section(title)))


@dataclass(frozen=True, slots=True)
class Catalog:
    """All pages, sorted by id."""

    rules: tuple[Rule, ...]

    def ids(self) -> tuple[str, ...]:
        return tuple(rule.id for rule in self.rules)

    def has(self, rule_id: str) -> bool:
        return any(rule.id == rule_id for rule in self.rules)

    def rule(self, rule_id: str) -> Rule:
        """Raises KeyError for an id without a page."""
        for rule in self.rules:
            if rule.id == rule_id:
                return rule
        raise KeyError(rule_id)


def closest(word: str, known: Iterable[str]) -> str:
    """`"; did you mean 'x'?"`, or nothing when no known word comes near."""
    import difflib

    near = difflib.get_close_matches(word, sorted(known), n=1, cutoff=0.6)
    return f"; did you mean '{near[0]}'?" if near else ""


@cache
def load_catalog() -> Catalog:
    return read_catalog(rules_directory() / "catalog")


def read_catalog(directory: Path) -> Catalog:
    pages = sorted(path for path in directory.glob("*.md") if path.name != "README.md")
    return Catalog(tuple(read_page(path) for path in pages))


def read_page(path: Path) -> Rule:
    """Raises ConfigurationError, with the line, for a page that breaks the format."""
    text = path.read_text(encoding="utf-8")
    front = _FRONT_MATTER.match(text)
    if front is None:
        raise ConfigurationError(path, 1, "a page begins with TOML front matter between two lines '+++'")
    try:
        table = tomllib.loads(front[1])
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(path, 1, f"front matter: {error}") from error
    _check_keys(path, front[1], table)
    page = text[front.end() :].strip() + "\n"
    severity = table.get("security-severity")
    return Rule(
        id=table["id"],
        summary=table["summary"],
        level=_level(path, front[1], table["level"]),
        precision=_precision(path, front[1], table["precision"]),
        tags=tuple(table["tags"]),
        security_severity=None if severity is None else float(severity),
        is_default=table["default"],
        page=page,
        sections=_sections(path, page),
    )


def _check_keys(path: Path, front: str, table: dict[str, object]) -> None:
    known = _REQUIRED | _OPTIONAL
    for key, value in table.items():
        if key not in known:
            raise ConfigurationError(path, _line(front, key), f"unknown key '{key}'{closest(key, known)}")
        if not isinstance(value, known[key]):
            raise ConfigurationError(path, _line(front, key), f"'{key}' has the wrong type")
    for key in _REQUIRED:
        if key not in table:
            raise ConfigurationError(path, 1, f"the front matter lacks '{key}'")
    if table["id"] != path.stem:
        raise ConfigurationError(path, _line(front, "id"), f"id '{table['id']}' is not the file's stem")
    _check_security(path, front, table)


def _check_security(path: Path, front: str, table: dict[str, object]) -> None:
    tags, severity = table["tags"], table.get("security-severity")
    if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags) or len(tags) > _MAX_TAGS:
        raise ConfigurationError(path, _line(front, "tags"), f"'tags' is a list of at most {_MAX_TAGS} strings")
    if ("security" in tags) != (severity is not None):
        raise ConfigurationError(path, _line(front, "tags"), "tag 'security' and security-severity go together")
    if isinstance(severity, int | float) and not 0 < severity <= 10:
        raise ConfigurationError(path, _line(front, "security-severity"), "security-severity lies above 0, up to 10")


def _line(front: str, key: str) -> int:
    found = re.search(rf"^{re.escape(key)}\s*=", front, re.MULTILINE)
    return front.count("\n", 0, found.start()) + 2 if found else 1


def _level(path: Path, front: str, word: str) -> Level:
    if word not in list(Level):
        raise ConfigurationError(path, _line(front, "level"), f"'level' is one of {', '.join(Level)}")
    return Level(word)


def _precision(path: Path, front: str, word: str) -> Precision:
    for precision in Precision:
        if precision.word == word:
            return precision
    words = ", ".join(precision.word for precision in Precision)
    raise ConfigurationError(path, _line(front, "precision"), f"'precision' is one of {words}")


def _sections(path: Path, page: str) -> tuple[tuple[str, str], ...]:
    parts = _HEADING.split(page)
    titles = tuple(parts[1::2])
    if titles != SECTIONS:
        raise ConfigurationError(path, 0, f"the sections are {', '.join(SECTIONS)}; the page has {', '.join(titles)}")
    return tuple(zip(titles, (text.strip() for text in parts[2::2]), strict=True))
