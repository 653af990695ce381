"""Which record a name means in a file: records that the scanned files define, so that all their uses are in sight."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from lockscan.frozen import dataclass
from lockscan.syntax.unit import ParsedUnit, Record


@dataclass(frozen=True, slots=True)
class Records:
    """`by_unit`: what each unit sees, by name. `only`: records that all units agree about."""

    by_unit: Mapping[str, Mapping[str, Record]]
    only: Mapping[str, Record]

    def find(self, name: str, file: str) -> Record | None:
        """What `name` means in `file`; in a header the only record of that name, if there is just one."""
        known = self.by_unit.get(file)
        return self.only.get(name) if known is None else known.get(name)

    def sees(self, unit: str, name: str, file: str) -> bool:
        """Does `name` mean the record that `file` defines, in that unit?"""
        record = self.by_unit[unit].get(name)
        return record is not None and record.file == file


def records_of(units: Iterable[ParsedUnit]) -> Records:
    by_unit = {unit.path: {record.name: record for record in unit.records} for unit in units}
    only: dict[str, Record] = {}
    several: set[str] = set()
    for known in by_unit.values():
        for name, record in known.items():
            if only.setdefault(name, record).file != record.file:
                several.add(name)
    return Records(by_unit, {name: record for name, record in only.items() if name not in several})
