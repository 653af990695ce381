"""How a parsed unit is kept: without the texts of its files, which are in the files themselves, once each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from lockscan.frontend.contents import Contents
from lockscan.frontend.unit import SourceUnit
from lockscan.syntax.columns import Body
from lockscan.syntax.unit import Function, Global, ParsedUnit, SourceText


def without_texts(parsed: ParsedUnit) -> ParsedUnit:
    """What is to be kept: the paths of its sources say which texts belong to it."""
    return over(parsed, {source.path: SourceText(source.path, b"") for source in parsed.sources})


def with_texts(kept: ParsedUnit, unit: SourceUnit, read: dict[bytes, Contents]) -> ParsedUnit | None:
    """What was kept, with its texts: those that are `read`, by digest, or as the files are now.

    None where one of them has changed since `unit` was seen.
    """
    wanted = {source.path for source in kept.sources}
    files = {header.path: header.contents for header in unit.headers if header.path in wanted}
    files[unit.path] = unit.contents
    texts: dict[str, SourceText] = {}
    for path, seen in files.items():
        contents = read.get(seen.digest)
        if contents is None:
            contents = seen.at_hand()
            read[contents.digest] = contents
        if contents != seen:
            return None
        texts[path] = SourceText(path, contents.data)
    return over(kept, texts)


def over(unit: ParsedUnit, texts: Mapping[str, SourceText]) -> ParsedUnit:
    """The unit with these texts of all its sources, each held once."""
    functions = tuple([_function_over(function, texts[function.file].data) for function in unit.functions])
    entries = tuple([Global(one.file, _over(one.body, texts[one.file].data), one.function) for one in unit.globals])
    sources = tuple([texts[source.path] for source in unit.sources])
    return replace(unit, functions=functions, globals=entries, sources=sources)


def _over(body: Body, text: bytes) -> Body:
    return Body(body.rows, body.strings, text)


def _function_over(function: Function, text: bytes) -> Function:
    return Function(
        function.name,
        function.file,
        function.span,
        function.name_span,
        function.parameters,
        function.returns,
        function.is_static,
        function.annotations,
        _over(function.body, text),
        function.in_macro,
    )
