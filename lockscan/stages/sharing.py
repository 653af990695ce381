"""What the units of one part have in common, held once: a header comes again with every file that includes it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from lockscan.stages.keeping import over
from lockscan.syntax.unit import ParsedUnit, Record, SourceText


def shared(units: Iterable[ParsedUnit]) -> Iterator[ParsedUnit]:
    """The same units, in which equal texts and records are one object."""
    texts: dict[str, SourceText] = {}
    records: dict[Record, Record] = {}
    for unit in units:
        known = {source.path: texts.setdefault(source.path, source) for source in unit.sources}
        same = {source.path: one if (one := known[source.path]) == source else source for source in unit.sources}
        is_new = all(same[source.path].data is source.data for source in unit.sources)
        yield replace(
            unit if is_new else over(unit, same),
            records=tuple([records.setdefault(record, record) for record in unit.records]),
        )
