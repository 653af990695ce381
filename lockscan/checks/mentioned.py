"""Shared by the rules that rest on the text alone: marked names, wherever they stand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from lockscan.findings import Edit, Finding, Fix, Level, Location, Precision
from lockscan.interproc.program import Program
from lockscan.models.effects import MentionKind, MentionModel
from lockscan.seldom import seldom
from lockscan.syntax.unit import Mention, MentionPlace

_RANGE: Final = seldom(r"\[[^\[\]]*\.\.\.[^\[\]]*\]")
_MORE: Final = seldom(rb",|/[*/]")  # other names, or a comment
_BLANKS: Final = seldom(rb"\s+")
_CAST: Final = seldom(rb"^\s*\([\w\s]*\)")


def mentions(program: Program, kind: MentionKind) -> Iterator[tuple[Mention, MentionModel]]:
    for mention in program.mentions:
        model = program.models.mentions.get(mention.name)
        if model is not None and model.kind is kind:
            yield mention, model


def initialiser(program: Program, rule: str, kind: MentionKind) -> Iterator[Finding]:
    """Old static initialisers: each use is a finding, with the fix that its place allows."""
    for mention, model in mentions(program, kind):
        fix = _fix(mention, model, program.files.get(mention.file, b""))
        what = f" of {mention.target}" if mention.target else ""
        instead = f": use {fix.edits[0].text}" if fix is not None else ""
        yield Finding(
            rule=rule,
            message=f"{mention.name} as initialiser{what} gives every lock one class and is gone since 2.6.39{instead}",
            location=Location(mention.file, mention.span.start, mention.span.end, mention.function),
            precision=Precision.VERY_HIGH,
            level=Level.WARNING,
            lock=mention.target,
            fixes=(fix,) if fix is not None else (),
            key=f"{mention.name} {mention.target}",
        )


def _fix(mention: Mention, model: MentionModel, data: bytes) -> Fix | None:
    whole = mention.statement
    static = "static " if mention.is_static else ""
    name = _RANGE.sub("", mention.target)  # of all elements of an array
    match mention.place:
        case MentionPlace.VARIABLE if mention.target and not _stands_alone(mention, data):
            text = model.member_fix.format(name=mention.target, target=mention.target, static=static)
            return _replace(mention, mention.span.start, mention.span.end, text) if text else None
        case MentionPlace.VARIABLE if whole is not None and mention.target and model.variable_fix:
            text = model.variable_fix.format(name=mention.target, target=mention.target, static=static)
            return _replace(mention, whole.start, whole.end, text)
        case MentionPlace.MEMBER | MentionPlace.ELEMENT if mention.target and model.member_fix:
            text = model.member_fix.format(name=name, target=name, static=static)
            return _replace(mention, mention.span.start, mention.span.end, text)
        case MentionPlace.ASSIGNMENT if whole is not None and model.assignment_fix and _is_statement(mention, data):
            text = model.assignment_fix.format(name=mention.target, target=mention.target, static=static)
            return _replace(mention, whole.start, whole.end, text.replace("&*", ""))
        case _:
            return None


def _stands_alone(mention: Mention, data: bytes) -> bool:
    """Is it the declaration of this one variable, with nothing but its type? Else the rest would be lost."""
    if mention.statement is None:
        return False
    text = data[mention.statement.start : mention.statement.end]
    words = [word for word in text.partition(b"=")[0].split() if word != b"static"]
    return not _MORE.search(text) and len(words) == len((b"type", b"name"))


def _is_statement(mention: Mention, data: bytes) -> bool:
    """Is the assignment a statement of its own, to one place, with nothing else in it? Else the rest would be lost."""
    whole = mention.statement
    if whole is None or not mention.target or data[whole.end :].lstrip()[:1] != b";":
        return False
    left, _, right = data[whole.start : whole.end].partition(b"=")
    is_one = _BLANKS.sub(b"", left) == mention.target.replace(" ", "").encode()
    return is_one and _CAST.sub(b"", right).strip() == mention.name.encode()


def _replace(mention: Mention, start: int, end: int, text: str) -> Fix:
    return Fix(f"Replace {mention.name}", (Edit(mention.file, start, end, text),))
