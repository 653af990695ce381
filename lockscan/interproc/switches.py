"""Switches: some subsystems call a driver differently when a member elsewhere is set (`pcm->nonatomic = true`)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import PurePath

from lockscan.frontend.switching import flipped

Switched = Mapping[str, frozenset[str]]

_VENDOR = 3


def switched_near(file: str, switched: Switched) -> frozenset[str]:
    """What the file mentions, and what is set to true in its directory, or in one that this is a part of.

    Not what a subsystem's core sets, near the top of the tree, for whoever wants it.
    """
    return frozenset().union(*(switched.get(place, frozenset()) for place in _places(file)))


def near(files: Iterable[str], switched: Switched) -> Switched:
    """What of `switched` can matter for these files."""
    places = dict.fromkeys(place for file in files for place in _places(file))
    return {place: switched[place] for place in places if place in switched}


@lru_cache(maxsize=4096)
def _places(file: str) -> tuple[str, ...]:
    own, *above = PurePath(file).parents
    return (file, str(own), *(str(place) for place in above if len(place.parts) >= _VENDOR))


def switches(texts: Iterable[tuple[str, bytes]], names: frozenset[str]) -> Switched:
    """Of files and their contents, see `places`."""
    wanted = tuple(sorted(names))
    return places((path, flipped(data, wanted)) for path, data in texts)


def places(files: Iterable[tuple[str, Iterable[str]]]) -> Switched:
    """Of files and the names that they set or mention: directory → the names that some file in it sets to true;
    file → the constants (in capitals) that it mentions.

    A vendor's directory counts as a whole, if it lies three levels deep (`sound/soc/intel`, of which `boards` and a
    driver are parts): that is where the code which knows the answer is kept apart from the driver.
    """
    found: dict[str, set[str]] = {}
    for path, names in files:
        for name in names:
            place = path if name.isupper() else str(PurePath(path).parent)
            found.setdefault(place, set()).add(name)
            vendor = PurePath(place).parent
            if not name.isupper() and len(vendor.parts) >= _VENDOR:
                found.setdefault(str(vendor), set()).add(name)
    return {place: frozenset(those) for place, those in found.items()}
