"""Switches: some subsystems call a driver differently when a member elsewhere is set (`pcm->nonatomic = true`)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from lockscan.frontend.switching import flipped
from lockscan.frontend.tree import directory_of

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
    found = [file, directory_of(file)]
    above = directory_of(found[-1])
    while _depth(above) >= _VENDOR:
        found.append(above)
        above = directory_of(above)
    return tuple(found)


def _depth(directory: str) -> int:
    """How many names lead to it, the root among them."""
    return 0 if directory == "." else 1 if directory == "/" else directory.count("/") + 1


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
            place = path if name.isupper() else directory_of(path)
            found.setdefault(place, set()).add(name)
            vendor = directory_of(place)
            if not name.isupper() and _depth(vendor) >= _VENDOR:
                found.setdefault(vendor, set()).add(name)
    return {place: frozenset(those) for place, those in found.items()}
