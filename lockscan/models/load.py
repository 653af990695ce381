"""All model tables, bundled and the user's own, as one `Models`."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from lockscan.errors import ModelError
from lockscan.models import effects as fx
from lockscan.models import other_rows
from lockscan.models.function_rows import FunctionRow, build_function, function_rows
from lockscan.models.lazy import LazyMapping
from lockscan.models.schema import names, rows
from lockscan.models.toml_file import Row, TomlFile, parse_toml
from lockscan.resources import rules_directory

CONFIGURATION_NAME = ".lockscan.toml"

_LOCK_EFFECT = re.compile(r"\s*(acquire|release)\s*\([^,]*,\s*(\w+)")


def load(extra: Sequence[Path] = ()) -> fx.Models:
    """The bundled tables and those of `extra`, whose rows replace bundled rows of the same name.

    Rows of `extra` are checked at once and completely; bundled rows when they are used (and by the tests). Raises
    ModelError with file and line.
    """
    bundled = sorted((rules_directory() / "models").glob("*.toml"))
    return read(bundled, extra)


def read(bundled: Iterable[Path], extra: Iterable[Path]) -> fx.Models:
    """As `load`, with the tables given."""
    tables = _Tables()
    for path in bundled:
        tables.add(_open(path))
    own = _Tables()
    for path in extra:
        own.add(_open(path), known_globals=frozenset())
    tables.replace_by(own)
    models = tables.models()
    _build(models, own.functions, own.members)
    tables.check_releases()
    return models


def check_all(models: fx.Models) -> None:
    """Parse every row. Raises ModelError for the first wrong one."""
    _build(models, models.functions, models.members)


def _build(models: fx.Models, functions: Iterable[str], members: Iterable[tuple[str, str]]) -> None:
    for name in functions:
        models.functions[name]
    for key in members:
        models.members[key]


@dataclass
class _Tables:
    """Rows by what they are about, while files are being read. `places` says where each was, to refuse duplicates."""

    functions: dict[str, FunctionRow] = field(default_factory=dict)
    members: dict[tuple[str, str], other_rows.MemberRow] = field(default_factory=dict)
    guards: dict[str, fx.GuardModel] = field(default_factory=dict)
    roots: dict[str, fx.Entry] = field(default_factory=dict)
    mentions: dict[str, fx.MentionModel] = field(default_factory=dict)
    lock_types: dict[str, fx.LockType] = field(default_factory=dict)
    plain: dict[str, fx.Plain] = field(default_factory=dict)
    containers: frozenset[str] = frozenset()
    lockless: frozenset[str] = frozenset()
    steady: frozenset[str] = frozenset()
    rows: list[Row] = field(default_factory=list)
    places: dict[tuple[str, str], Row] = field(default_factory=dict)
    digest: str = ""

    def add(self, file: TomlFile, known_globals: frozenset[str] = frozenset()) -> None:
        self.digest = hashlib.sha256((self.digest + file.text).encode()).hexdigest()
        self.containers |= names(file, "containers")
        self.lockless |= names(file, "lockless")
        self.steady |= names(file, "steady")
        known_globals |= names(file, "globals")
        for row in rows(file, is_configuration=Path(file.path).name == CONFIGURATION_NAME):
            self.rows.append(row)
            self._add_row(row, known_globals)

    def _add_row(self, row: Row, known_globals: frozenset[str]) -> None:
        match row.table:
            case "ops":
                self._add_members(row, known_globals)
            case "guard":
                for guard in other_rows.guard_models(row, known_globals):
                    self._claim(row, "guard", guard.name)
                    self.guards[guard.name] = guard
            case "root":
                for name, entry in other_rows.root_entries(row):
                    self._claim(row, "root", name)
                    self.roots[name] = entry
            case "mention":
                for mention in other_rows.mention_models(row):
                    self._claim(row, "mention", mention.name)
                    self.mentions[mention.name] = mention
            case "type":
                for lock_type in other_rows.lock_types(row):
                    self._claim(row, "type", lock_type.record)
                    self.lock_types[lock_type.record] = lock_type
            case "plain":
                pair = other_rows.plain_pair(row)
                self._claim(row, "plain", pair.acquire)
                self.plain[pair.acquire] = pair
            case _:
                for name, function in function_rows(row, known_globals).items():
                    self._claim(row, "function", name)
                    self.functions[name] = function

    def _add_members(self, row: Row, known_globals: frozenset[str]) -> None:
        for member in other_rows.member_rows(row, known_globals):
            self._claim(row, "ops", f"{member.record}.{member.member}")
            self.members[member.record, member.member] = member

    def _claim(self, row: Row, what: str, name: str) -> None:
        earlier = self.places.setdefault((what, name), row)
        if earlier is not row:
            place = f"{earlier.file.path}:{earlier.file.line_of(earlier.table, earlier.index, name)}"
            row.fail(f"'{name}' is described twice; the first time at {place}", name)

    def replace_by(self, own: _Tables) -> None:
        """Rows of the user's tables take the place of these."""
        self.functions |= own.functions
        self.members |= own.members
        self.guards |= own.guards
        self.roots |= own.roots
        self.mentions |= own.mentions
        self.lock_types |= own.lock_types
        self.plain |= own.plain
        self.containers |= own.containers
        self.lockless |= own.lockless
        self.steady |= own.steady
        self.rows += own.rows
        self.digest = hashlib.sha256((self.digest + own.digest).encode()).hexdigest()

    def check_releases(self) -> None:
        """A kind of lock that something acquires must be released by something."""
        acquired: dict[str, tuple[Row, str]] = {}
        released: set[str] = set()
        for row in self.rows:
            for key in ("effects", "enter", "leave"):
                for text in row.texts(key) if key in row.data else ():
                    found = _LOCK_EFFECT.match(text)
                    if found and found[1] == "acquire":
                        acquired.setdefault(found[2], (row, text))
                    elif found:
                        released.add(found[2])
        for kind in sorted(acquired.keys() - released):
            row, text = acquired[kind]
            row.fail(f"a {kind} is acquired here and no function releases one", text)

    def models(self) -> fx.Models:
        functions = LazyMapping(self.functions, build_function)
        return fx.Models(
            functions=functions,
            members=LazyMapping(self.members, other_rows.build_members),
            guards=self.guards,
            roots=self.roots,
            mentions=self.mentions,
            lock_types=self.lock_types,
            plain=self.plain,
            noreturn=frozenset(self._named("noreturn")),
            initialisers=frozenset(self._named("initialises")),
            transparent={
                name: effect.parameter
                for name in self._named("transparent")
                for effect in functions[name].effects
                if isinstance(effect, fx.Transparent)
            },
            containers=self.containers,
            lockless=self.lockless,
            steady=self.steady,
            switches=frozenset(row.text("unless_set") for row in self.rows if "unless_set" in row.data),
            decided=frozenset(_decided(self.rows)),
            digest=self.digest,
        )

    def _named(self, effect: str) -> list[str]:
        """Functions with an effect of this name, found without parsing."""
        return [
            name
            for name, function in self.functions.items()
            if any(text.lstrip().startswith(effect) for text in function.row.texts("effects"))
        ]


def _decided(rows: Iterable[Row]) -> Iterator[str]:
    """Members named in registrations of records, found without parsing."""
    for row in rows:
        handlers = row.data.get("runs")
        yield from (name.partition("->")[2] for name in handlers if "->" in name) if isinstance(handlers, dict) else ()


def _open(path: Path) -> TomlFile:
    try:
        return parse_toml(path, path.read_bytes())
    except OSError as error:
        raise ModelError(path, 0, f"cannot be read: {error.strerror}") from None
