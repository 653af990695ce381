"""What the units of one part have in common, held once: a header comes again with every file that includes it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from lockscan.syntax.unit import Function, ParsedUnit, Record, SourceText


def shared(units: Iterable[ParsedUnit]) -> Iterator[ParsedUnit]:
    """The same units, in which equal texts and records are one object."""
    texts: dict[str, SourceText] = {}
    records: dict[Record, Record] = {}
    for unit in units:
        same = {source.path: known for source in unit.sources if (known := texts.get(source.path)) == source}
        texts.update((source.path, source) for source in unit.sources if source.path not in same)
        yield replace(
            unit,
            functions=tuple(_over(function, same.get(function.file)) for function in unit.functions),
            sources=tuple(same.get(source.path, source) for source in unit.sources),
            records=tuple(records.setdefault(record, record) for record in unit.records),
        )


def _over(function: Function, text: SourceText | None) -> Function:
    """With the body's text in this object."""
    return function if text is None else replace(function, body=replace(function.body, data=text.data))
