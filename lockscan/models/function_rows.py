"""Rows about functions ([[function]], [[registers]], [[calls]]) as `FunctionModel`s."""

from __future__ import annotations

import re
from collections.abc import Mapping

from lockscan.frozen import dataclass
from lockscan.models import effects as fx
from lockscan.models.cases import parse_cases
from lockscan.models.effects_text import EffectError, parse_effects, suggestion
from lockscan.models.entry_text import parse_entry
from lockscan.models.prototype import PrototypeError, Signature, name_of, parse_prototype, parse_target
from lockscan.models.schema import ENTRY_KEYS, check_keys
from lockscan.models.toml_file import Row

TABLES = ("function", "registers", "calls")

_ARGUMENT = r"\s*(?:_|-?\d+)\s*"
_MEMBER = re.compile(rf"([A-Za-z_]\w*)\.([A-Za-z_]\w*)(?:\(({_ARGUMENT}(?:,{_ARGUMENT})*)\))?")


@dataclass(frozen=True, slots=True)
class FunctionRow:
    """One function of a row that has not been parsed yet."""

    row: Row
    prototype: str
    globals: frozenset[str]


def function_rows(row: Row, known_globals: frozenset[str]) -> dict[str, FunctionRow]:
    """The functions that a row declares, by name."""
    found: dict[str, FunctionRow] = {}
    for prototype in row.one_or_more("prototype", "prototypes"):
        name = name_of(prototype)
        if not name:
            row.fail(f"'{prototype}' is not a C prototype", prototype)
        if name in found:
            row.fail(f"{name}() is in this row twice", prototype)
        found[name] = FunctionRow(row, prototype, known_globals)
    return found


def build_function(unparsed: FunctionRow) -> fx.FunctionModel:
    """Parse prototype and effects. Raises ModelError with the line."""
    row = unparsed.row
    try:
        parsed = parse_prototype(unparsed.prototype)
    except PrototypeError as error:
        row.fail(str(error), unparsed.prototype)
    signature = Signature(parsed.prototype, parsed.records, unparsed.globals)
    texts = row.texts("effects")
    if row.table == "function" and "effects" not in row.data:
        row.fail("[[function]] needs 'effects'")
    try:
        effects, leave = parse_effects(texts, signature), parse_effects(row.texts("leave"), signature)
    except EffectError as error:
        row.fail(str(error), error.text)
    runs = _runs(row, signature) if row.table == "registers" else ()
    calls = _calls(row) if row.table == "calls" else ()
    return fx.FunctionModel(parsed.prototype, effects, runs, calls, row.text("source"), leave, row.text("unless_set"))


def _calls(row: Row) -> tuple[fx.CallsMember, ...]:
    members = row.texts("members")
    if not members:
        row.fail("[[calls]] needs 'members'")
    found = []
    for text in members:
        parts = _MEMBER.fullmatch(text)
        if parts is None:
            row.fail(f"'{text}' is not of the form 'record.member' or 'record.member(_, 0)'", text)
        words = parts[3].split(",") if parts[3] else ()
        arguments = tuple(None if word.strip() == "_" else int(word) for word in words)
        flags = (row.flag("only"), row.flag("sometimes"), row.flag("own"))
        found.append(fx.CallsMember(parts[1], parts[2], arguments, *flags))
    return tuple(found)


def _runs(row: Row, signature: Signature) -> tuple[fx.Runs, ...]:
    handlers = row.data.get("runs")
    if not isinstance(handlers, dict) or not handlers:
        row.fail('[[registers]] needs runs = { parameter = "context" }', "runs")
    return tuple(
        _handler(row, signature, name, one)
        for name, value in handlers.items()
        for one in (value if isinstance(value, list) else [value])
    )


def _handler(row: Row, signature: Signature, handler: str, value: object) -> fx.Runs:
    """A handler's own keys come before those of the row."""
    handler, _, member = handler.partition("->")
    own: Mapping[str, object] = value if isinstance(value, dict) else {"in": value}
    check_keys(row, dict(own), ENTRY_KEYS, "'runs'")
    keys: dict[str, object] = {**row.data, **own}
    if not isinstance(keys.get("in"), str):
        row.fail(f"say in which context '{handler}' runs", "runs")
    try:
        return fx.Runs(
            handler=_parameter(signature, handler),
            entry=parse_entry(str(keys["in"]), keys, signature),
            line=_line(keys.get("line", "other")),
            key=parse_target(str(keys["key"]), signature) if "key" in keys else None,
            armed=bool(keys.get("armed", True)),
            flags=_parameter(signature, row.text("flags")) if "flags" in row.data else -1,
            cases=parse_cases(row, keys, signature),
            is_direct=row.flag("direct"),
            is_rare=row.flag("rare"),
            cookie=_parameter(signature, str(keys["cookie"])) if "cookie" in keys else -1,
            member=member,
        )
    except (EffectError, PrototypeError) as error:
        row.fail(str(error), "runs")


def _parameter(signature: Signature, name: str) -> int:
    names = signature.prototype.parameters
    if name not in names:
        raise EffectError(f"{signature.prototype.name}() has no parameter '{name}'{suggestion(name, names)}")
    return names.index(name)


def _line(word: object) -> fx.Line:
    try:
        return fx.Line(word)
    except ValueError:
        raise EffectError(f"unknown line '{word}'{suggestion(str(word), [line.value for line in fx.Line])}") from None
