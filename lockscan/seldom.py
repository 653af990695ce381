"""Regular expressions that most scans do without: each is compiled when it is first used, for that takes a tenth of a
millisecond."""

from __future__ import annotations

import re
from typing import Any, AnyStr, cast


def seldom(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """As `re.compile`; for what is used often that is better, for here each use costs a look more."""
    return cast("re.Pattern[AnyStr]", _Seldom(pattern, flags))


class _Seldom:
    def __init__(self, pattern: str | bytes, flags: int) -> None:
        self._pattern = pattern
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        found = getattr(re.compile(self._pattern, self._flags), name)  # which `re` keeps
        setattr(self, name, found)
        return found
