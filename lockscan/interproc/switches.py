"""Switches: some subsystems call a driver differently when a member elsewhere is set (`pcm->nonatomic = true`)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import PurePath

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


def _places(file: str) -> tuple[str, ...]:
    own, *above = PurePath(file).parents
    return (file, str(own), *(str(place) for place in above if len(place.parts) >= _VENDOR))


def switches(texts: Iterable[tuple[str, bytes]], names: frozenset[str]) -> Switched:
    """Of files and their contents: directory → those of `names` that some file in it sets to true, as a member of
    whatever; file → the constants of `names` (in capitals) that it mentions.

    A vendor's directory counts as a whole, if it lies three levels deep (`sound/soc/intel`, of which `boards` and a
    driver are parts): that is where the code which knows the answer is kept apart from the driver.

    Looks at the text: the functions that do so are seldom worth building.
    """
    found: dict[str, set[str]] = {}
    patterns = {name: _pattern(name) for name in names}
    for path, data in texts:
        for name, pattern in patterns.items():
            if name.encode() in data and pattern.search(data):
                place = path if name.isupper() else str(PurePath(path).parent)
                found.setdefault(place, set()).add(name)
                vendor = PurePath(place).parent
                if not name.isupper() and len(vendor.parts) >= _VENDOR:
                    found.setdefault(str(vendor), set()).add(name)
    return {place: frozenset(those) for place, those in found.items()}


def _pattern(name: str) -> re.Pattern[bytes]:
    assigned = rb"\b%s\b" if name.isupper() else rb"(?:\.|->)\s*%s\s*=\s*(?:!!|(?:true|1)\b)"
    return re.compile(assigned % name.encode())
