"""Rows about members of records, guards, roots, lock types and old names as values."""

from __future__ import annotations

from collections.abc import Iterator

from lockscan.frozen import dataclass
from lockscan.models import effects as fx
from lockscan.models.cases import parse_cases
from lockscan.models.effects_text import EffectError, parse_effects, suggestion
from lockscan.models.entry_text import parse_entry
from lockscan.models.prototype import PrototypeError, Signature, parse_parameters
from lockscan.models.toml_file import Row


@dataclass(frozen=True, slots=True)
class MemberRow:
    """One member of a record, from a row that has not been parsed yet."""

    row: Row
    record: str
    member: str
    globals: frozenset[str]


def member_rows(row: Row, known_globals: frozenset[str]) -> Iterator[MemberRow]:
    members = row.one_or_more("member", "members")
    for record in row.one_or_more("record", "records"):
        for member in members:
            yield MemberRow(row, record, member, known_globals)


def build_members(unparsed: MemberRow) -> tuple[fx.MemberModel, ...]:
    """A model for each context that the row names. Raises ModelError with the line."""
    row, record, member = unparsed.row, unparsed.record, unparsed.member
    contexts = row.data.get("in")
    phrases = [contexts] if isinstance(contexts, str) else contexts
    if not isinstance(phrases, list) or not phrases:
        row.fail("[[ops]] needs 'in': the context, or a list of contexts", "in")
    signature = _signature(row, unparsed.globals)
    made = []
    for phrase in phrases:
        try:
            entry = parse_entry(str(phrase), row.data, signature, label=f"{record}.{member}")
            line, unless, unless_set = _line(row.text("line", "other")), row.text("unless"), row.text("unless_set")
            never = frozenset(f"{record}.{name}" for name in row.texts("never_during"))
            cases = parse_cases(row, {"label": entry.label}, signature)
            made.append(fx.MemberModel(record, member, entry, line, unless, unless_set, cases, never))
        except EffectError as error:
            row.fail(str(error), str(phrase))
    return tuple(made)


def guard_models(row: Row, known_globals: frozenset[str]) -> Iterator[fx.GuardModel]:
    signature = _signature(row, known_globals)
    enter, leave = row.texts("enter"), row.texts("leave")
    if not enter or not leave:
        row.fail("[[guard]] needs 'enter' and 'leave'")
    try:
        taken, given = parse_effects(enter, signature), parse_effects(leave, signature)
    except EffectError as error:
        row.fail(str(error), error.text)
    for name in row.one_or_more("name", "names"):
        yield fx.GuardModel(name, taken, given, row.flag("try"))


def root_entries(row: Row) -> Iterator[tuple[str, fx.Entry]]:
    """Functions that run because of their name or annotation."""
    try:
        entry = parse_entry(row.text("in"), row.data, parse_parameters("(void)"))
    except EffectError as error:
        row.fail(str(error), "in")
    for name in row.one_or_more("name", "names"):
        yield name, entry


def mention_models(row: Row) -> Iterator[fx.MentionModel]:
    kind = row.text("kind")
    known = [member.value for member in fx.MentionKind]
    if kind not in known:
        row.fail(f"unknown kind '{kind}'{suggestion(kind, known)}", "kind")
    for name in row.one_or_more("name", "names"):
        yield fx.MentionModel(
            name,
            fx.MentionKind(kind),
            variable_fix=_template(row, "variable_fix"),
            member_fix=_template(row, "member_fix"),
            assignment_fix=_template(row, "assignment_fix"),
            removed_in=row.text("removed_in"),
        )


def lock_types(row: Row) -> Iterator[fx.LockType]:
    kind = row.text("kind")
    known = [member.value for member in fx.Kind]
    if kind not in known:
        row.fail(f"unknown kind of lock '{kind}'{suggestion(kind, known)}", "kind")
    for record in row.one_or_more("record", "records"):
        yield fx.LockType(record, fx.Kind(kind))


def plain_pair(row: Row) -> fx.Plain:
    """A plain pair of calls and its variants."""
    acquire, release = row.text("acquire"), row.text("release")
    if not (acquire.isidentifier() and release.isidentifier()):
        row.fail("[[plain]] needs 'acquire' and 'release': names of functions")
    return fx.Plain(acquire, release, _two_names(row, "irqsave"), _two_names(row, "bh"))


def _two_names(row: Row, key: str) -> tuple[str, str]:
    names = row.texts(key)
    if len(names) != 2 or not all(name.isidentifier() for name in names):
        row.fail(f"'{key}' needs the names of two functions: what acquires, and what releases", key)
    return names[0], names[1]


def _signature(row: Row, known_globals: frozenset[str]) -> Signature:
    text = row.text("parameters", "(void)")
    try:
        parsed = parse_parameters(text)
    except PrototypeError as error:
        row.fail(str(error), "parameters")
    return Signature(parsed.prototype, parsed.records, known_globals)


def _line(word: str) -> fx.Line:
    known = [line.value for line in fx.Line]
    if word not in known:
        raise EffectError(f"unknown line '{word}'{suggestion(word, known)}")
    return fx.Line(word)


def _template(row: Row, key: str) -> str:
    text = row.text(key)
    try:
        text.format(name="x", target="x", static="static ")
    except (KeyError, IndexError, ValueError):
        row.fail(f"'{key}' may use {{name}}, {{target}} and {{static}} only", key)
    return text
