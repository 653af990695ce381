"""Locks that nothing initialises: all that the scanned files ever do with them is to take and release them."""

from __future__ import annotations

from collections.abc import Iterator

from lockscan.frozen import dataclass
from lockscan.interproc.created import Makers, may_be_filled_elsewhere
from lockscan.interproc.declared import Records, records_of
from lockscan.interproc.owned import Lock, Use, owned, uses
from lockscan.interproc.program import Acquisition, Program
from lockscan.interproc.unread import Unread


@dataclass(frozen=True, slots=True)
class Uninitialised:
    """`acquisitions`: all of them, in program order."""

    lock: Lock
    acquisitions: tuple[Acquisition, ...]


def uninitialised(program: Program) -> Iterator[Uninitialised]:
    """Members of records that the scanned files define and create, and variables that they define.

    Any use that is not understood, also in text that the preprocessor leaves out, is taken for an initialisation.
    """
    records = records_of(program.units)
    locks = owned(program, records)
    found = uses(program, records, locks)
    unread = Unread(program.files, program.models.initialisers)
    makers = Makers(program.files)
    for lock, acquisitions in locks.items():
        if found.of[lock] != Use.TAKEN or not _is_created(lock, program, records, makers):
            continue
        if not unread.initialises(lock.name, lock.file, found.others):
            yield Uninitialised(lock, tuple(acquisitions))


def _is_created(lock: Lock, program: Program, records: Records, makers: Makers) -> bool:
    """Do the scanned files make all objects with this lock?"""
    if not lock.record:
        return True
    users = [unit for unit in program.units if records.sees(unit.path, lock.record, lock.file)]
    return makers.make(lock.record, users) and not may_be_filled_elsewhere(lock.record, users, program)
