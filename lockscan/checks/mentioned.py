"""Shared by the rules that rest on the text alone: marked names, wherever they stand."""

from __future__ import annotations

from collections.abc import Iterator

from lockscan.findings import Edit, Finding, Fix, Level, Location, Precision
from lockscan.interproc.program import Program
from lockscan.models.effects import MentionKind, MentionModel
from lockscan.syntax.unit import Mention, MentionPlace


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
    match mention.place:
        case MentionPlace.VARIABLE if mention.target and not _stands_alone(mention, data):
            text = model.member_fix.format(name=mention.target, target=mention.target, static=static)
            return _replace(mention, mention.span.start, mention.span.end, text) if text else None
        case MentionPlace.VARIABLE if whole is not None and mention.target and model.variable_fix:
            text = model.variable_fix.format(name=mention.target, target=mention.target, static=static)
            return _replace(mention, whole.start, whole.end, text)
        case MentionPlace.MEMBER | MentionPlace.ELEMENT if mention.target and model.member_fix:
            text = model.member_fix.format(name=mention.target, target=mention.target, static=static)
            return _replace(mention, mention.span.start, mention.span.end, text)
        case MentionPlace.ASSIGNMENT if whole is not None and mention.target and model.assignment_fix:
            text = model.assignment_fix.format(name=mention.target, target=mention.target, static=static)
            return _replace(mention, whole.start, whole.end, text)
        case _:
            return None


def _stands_alone(mention: Mention, data: bytes) -> bool:
    """Is it the declaration of this one variable, with nothing but its type? Else the rest would be lost."""
    if mention.statement is None:
        return False
    start = mention.statement.start
    text = data[start : data.find(b";", start)]
    words = [word for word in text.partition(b"=")[0].split() if word != b"static"]
    return b"," not in text and len(words) == len((b"type", b"name"))


def _replace(mention: Mention, start: int, end: int, text: str) -> Fix:
    return Fix(f"Replace {mention.name}", (Edit(mention.file, start, end, text),))
