"""Which switches a text flips: members that some subsystems look at before they call a driver (`pcm->nonatomic`)."""

from __future__ import annotations

import re
from functools import cache

from lockscan.frontend.texts import remembered


@remembered
def flipped(data: bytes, names: tuple[str, ...]) -> frozenset[str]:
    """Those of `names` that the text sets to true, as a member of whatever; those in capitals that it mentions.

    Looks at the text: the functions that do so are seldom worth building.
    """
    return frozenset(name for name in names if name.encode() in data and _pattern(name).search(data))


@cache
def _pattern(name: str) -> re.Pattern[bytes]:
    assigned = rb"\b%s\b" if name.isupper() else rb"(?:\.|->)\s*%s\s*=\s*(?:!!|(?:true|1)\b)"
    return re.compile(assigned % name.encode())
