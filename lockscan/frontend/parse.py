"""One unit in, one ParsedUnit out: a pure function of the unit that records what it cannot do."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from lockscan.frontend import facts, lexical, mentions
from lockscan.frontend.assemble import Assembler
from lockscan.frontend.declarations import declared
from lockscan.frontend.diagnostics import Diagnostic, diagnostics
from lockscan.frontend.flags import SUPPLEMENT, arguments, first_lines, memory
from lockscan.frontend.flatten import Flat, flatten
from lockscan.frontend.headers import WHOLE, sliced
from lockscan.frontend.losses import dropped_statements, lost_functions, missing_headers
from lockscan.frontend.macros import MacroMembers
from lockscan.frontend.predict import NOTHING, Prediction, predict
from lockscan.frontend.repair import Repair
from lockscan.frontend.tables import trimmed
from lockscan.frontend.texts import shown
from lockscan.frontend.translation import ENTRY, ParseError, Translation, translate, translate_next
from lockscan.frontend.unit import Mode, SourceUnit
from lockscan.frozen import dataclass
from lockscan.syntax.unit import Lost, Mention, ParsedUnit, SourceText

_MAX_PARSES: Final = 6  # most files need two

Skips = dict[str, list[tuple[int, int]]]


@dataclass(frozen=True, slots=True)
class _Raw:
    """What is kept of a translation unit."""

    flat: Flat
    diagnostics: tuple[Diagnostic, ...]
    skipped: Skips  # by the name that clang knows, where somebody will ask
    sources: Mapping[str, SourceText]
    outlined: frozenset[str]  # paths of the headers whose functions another unit holds


def parse(unit: SourceUnit) -> ParsedUnit:
    """Never raises for bad input: what is lost is in `lost`."""
    unit = trimmed(unit.at_hand())
    sources = _sources(unit)
    try:
        raw = _translate_somehow(unit, sources)
    except ParseError as error:
        return _nothing(unit, sources, str(error))
    texts = {name: source.data for name, source in raw.sources.items()}
    resolved = MacroMembers(raw.flat, texts).resolve()
    assembled = Assembler(resolved, raw.sources, raw.outlined).assemble()
    outlines = tuple([outline for outline in assembled.outlines if outline.path != unit.path])
    found = _mentions(unit, raw.sources, raw.skipped)
    records, functions = declared(unit, raw.flat[1])
    files = {function.file for function in assembled.functions} | {entry.file for entry in assembled.globals}
    files.update([outline.path for outline in outlines])
    seen = lexical.functions(unit.data, raw.skipped.get(unit.name, ()))
    notes = dropped_statements(unit.path, unit.name, raw.diagnostics, assembled.functions)
    return ParsedUnit(
        path=unit.path,
        functions=assembled.functions,
        globals=assembled.globals,
        mentions=found,
        lost=lost_functions(unit.path, seen, assembled.functions),
        seen_functions=len(seen),
        sources=_needed(unit, raw.sources, {*files, *(mention.file for mention in found)}),
        records=records,
        declared=functions,
        outlines=outlines,
        problems=(*missing_headers(unit.path, unit.unresolved), *notes),
    )


def _nothing(unit: SourceUnit, sources: Mapping[str, SourceText], reason: str) -> ParsedUnit:
    """The result for a file that clang gave up on; old names are still found in its text."""
    seen = lexical.functions(unit.data)
    return ParsedUnit(
        path=unit.path,
        functions=(),
        globals=(),
        mentions=_mentions(unit, sources, {}),
        lost=(Lost(unit.path, 0, "", reason),),
        seen_functions=len(seen),
        sources=_needed(unit, sources, ()),
    )


def _sources(unit: SourceUnit) -> dict[str, SourceText]:
    """The file and its local headers, by the names that clang knows. A header with two names is one text."""
    texts = {unit.path: SourceText(unit.path, unit.data)}
    names = {unit.name: texts[unit.path]}
    for header in unit.headers:
        if header.path:
            names[header.name] = texts.setdefault(header.path, SourceText(header.path, header.data))
    return names


def _needed(unit: SourceUnit, sources: Mapping[str, SourceText], files: Collection[str]) -> tuple[SourceText, ...]:
    """The file itself, and the headers that something was found in."""
    distinct = {source.path: source for source in sources.values()}
    return tuple(source for path, source in distinct.items() if path == unit.path or path in files)


def _translate_somehow(unit: SourceUnit, sources: Mapping[str, SourceText]) -> _Raw:
    """Without the precompiled headers, too, should clang refuse them: one that they hold may have changed on disk."""
    try:
        return _translate(unit, sources, arguments(unit))
    except ParseError:
        return _translate(unit, sources, arguments(unit, precompile=False))


def _translate(unit: SourceUnit, sources: Mapping[str, SourceText], words: list[str]) -> _Raw:
    """Parse, and parse again while what clang misses can be declared."""
    texts = {name: source.data for name, source in sources.items()}
    before = first_lines(unit, dict.fromkeys(texts.values()))
    smaller = sliced(unit)
    unsaved = {header.name: smaller.texts.get(header.data, header.data) for header in unit.headers}
    unsaved |= memory(unit, words)
    unsaved[unit.name] = lexical.one_line_strings(unit.data)
    repair = Repair(texts, _prediction(unit, before), unit.marked_words)
    for _ in range(_MAX_PARSES - 1):
        unsaved[SUPPLEMENT] = (before + repair.text()).encode()
        with _translated(unit.name, words, unsaved) as (translation, complaints):
            if smaller.lack(complaints):  # these complaints say nothing
                smaller = WHOLE
                unsaved |= {header.name: header.data for header in unit.headers}
            elif not repair.learn(complaints):
                return _raw(unit, translation, complaints, sources)
    unsaved[SUPPLEMENT] = (before + repair.text()).encode()
    with _translated(unit.name, words, unsaved) as (translation, complaints):
        return _raw(unit, translation, complaints, sources)


@contextmanager
def _translated(
    name: str, words: list[str], unsaved: Mapping[str, bytes]
) -> Iterator[tuple[Translation, list[Diagnostic]]]:
    """With what clang complains of. Where it misses something at the end of the file, which is that of the file that
    includes it, the file is parsed by itself."""
    with translate_next(name, words, unsaved) as translation:
        complaints = diagnostics(translation.unit)
        if all(complaint.file != ENTRY for complaint in complaints):
            yield translation, complaints
            return
    with translate(name, words, unsaved) as translation:
        yield translation, diagnostics(translation.unit)


def _prediction(unit: SourceUnit, before: str) -> Prediction:
    """Real headers declare what they declare; nothing is known of them beforehand."""
    if unit.mode is not Mode.STUBS:
        return NOTHING
    defined = [flag[2:].partition("=")[0].encode() for flag in unit.flags if flag.startswith("-D")]
    headers = [header.data for header in unit.headers if header.path]
    return predict(unit.data, headers, {*defined, *facts.macros(before.encode())})


def _raw(
    unit: SourceUnit, translation: Translation, complaints: list[Diagnostic], sources: Mapping[str, SourceText]
) -> _Raw:
    named = sources if unit.mode is Mode.STUBS else _opened(translation, sources)
    marked = unit.marked_words
    asked = [name for name, text in named.items() if name == unit.name or shown(text.data, marked).marked]
    skipped = {name: translation.skipped_ranges(name) for name in asked}
    outlined = _outlined(unit, named)
    whole = [name for name, source in named.items() if source.path not in outlined]
    rest = [name for name, source in named.items() if source.path in outlined]
    return _Raw(flatten(translation.unit, whole, rest), tuple(complaints), skipped, named, outlined)


def _outlined(unit: SourceUnit, sources: Mapping[str, SourceText]) -> frozenset[str]:
    """See _Raw."""
    if unit.shows is None:
        return frozenset()
    return frozenset({source.path for source in sources.values()} - unit.shows - {unit.path})


def _opened(translation: Translation, sources: Mapping[str, SourceText]) -> dict[str, SourceText]:
    """The sources by the names under which clang found them on the disk, which may lead over `..`."""
    names = translation.included_files()
    return {name: sources[path] for name in names if (path := os.path.abspath(name)) in sources}  # noqa: PTH100


def _mentions(unit: SourceUnit, sources: Mapping[str, SourceText], skipped: Skips) -> tuple[Mention, ...]:
    """Marked names in the file and its local headers."""
    names = dict(unit.marked)
    found: dict[str, tuple[Mention, ...]] = {}
    for name, source in sources.items():
        if source.path not in found:
            found[source.path] = mentions.find(source.data, source.path, names, skipped.get(name, ()))
    return tuple(mention for listed in found.values() for mention in listed)
