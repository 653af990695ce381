"""What arms and quiets a handler, as a name that holds across functions: the member, or variable, that it is."""

from __future__ import annotations

from lockscan.locks.place import Field, Param, Place, Static
from lockscan.locks.state import Quiet
from lockscan.models.effects import Line

EXTERN = "extern"  # where variables with external linkage are declared


def source_at(line: Line, place: Place) -> Quiet:
    """The source that lives at `place`: its member with the record, or the variable with its file.

    A local variable or parameter gives a name only, which says little: `record` stays empty.
    """
    if line is Line.ATTRIBUTE:
        return _attribute(place)
    field = next((step for step in reversed(place.steps) if isinstance(step, Field)), None)
    if field is not None:
        return Quiet(line, field.name, field.record)
    match place.root:
        case Static(name=name, file=file):
            return Quiet(line, name, file or EXTERN)
        case _:
            return Quiet(line, getattr(place.root, "name", ""))


def is_given(place: Place | None) -> bool:
    """Is the source itself handed to the function, so that only callers know which one it is?"""
    if place is None or not isinstance(place.root, Param):
        return False
    return not any(isinstance(step, Field) for step in place.steps)


_EMBEDDED = "attr"  # under this name every kind of attribute embeds a struct attribute (include/linux/device.h)


def _attribute(place: Place) -> Quiet:
    """A file of sysfs goes by its name alone."""
    if isinstance(place.root, Static):
        return Quiet(Line.ATTRIBUTE, place.root.name)
    names = [step.name for step in place.steps if isinstance(step, Field)]
    if len(names) > 1 and names[-1] == _EMBEDDED and isinstance(place.steps[-1], Field):
        names.pop()
    return Quiet(Line.ATTRIBUTE, names[-1] if names else getattr(place.root, "name", ""))
