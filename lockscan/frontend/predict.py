"""Says before the first parse most of what the repair would learn from its complaints: names of constants, functions
and variables that no header declares, and records without a body. Most files then need no second parse.

What is declared without need changes nothing. A name that is declared wrongly makes clang complain, and the repair then
takes it back.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final

from lockscan.frontend import facts
from lockscan.frontend.facts import Facts
from lockscan.frontend.outsiders import outsiders
from lockscan.frontend.texts import places
from lockscan.frontend.uses import Use
from lockscan.frozen import dataclass

_MOST_TEXT: Final = 4_000_000  # bytes of headers; to read more takes longer than a second parse


@dataclass(frozen=True, slots=True)
class Prediction:
    """What to declare before the first parse."""

    constants: tuple[str, ...]
    records: tuple[tuple[str, str], ...]  # keyword and name
    outsiders: tuple[tuple[str, Use], ...]  # functions and variables


NOTHING: Final = Prediction((), (), ())


def predict(text: bytes, headers: Iterable[bytes], taken: Collection[bytes] = ()) -> Prediction:
    """For a file and its local headers. `taken`: names that the command line defines."""
    texts = tuple(dict.fromkeys(headers))
    if sum(map(len, texts)) > _MOST_TEXT:
        return NOTHING
    plain = facts.without_comments(text)
    others = [facts.known(header) for header in texts]
    own = facts.read(text, plain, others)
    constants, records = _constants((own, *others), taken), _records(own, others)
    known = own.macros | own.enumerators | frozenset(taken)
    affixes = tuple(affix for one in (facts.stubs(), own, *others) for affix in one.affixes)
    found = {name: use for name, use in outsiders(plain) if name not in known and not _is_made(name, affixes)}
    return Prediction(constants, records, _without(found, texts))


def _without(found: dict[bytes, Use], texts: Collection[bytes]) -> tuple[tuple[str, Use], ...]:
    """What none of these texts speaks of: that may be where it is declared."""
    for text in texts:
        names = tuple(found)
        for name, starts in zip(names, places(text, names, 1) if names else (), strict=True):
            if starts:
                del found[name]
    return tuple((name.decode(), use) for name, use in found.items())


def _is_made(name: bytes, affixes: tuple[bytes, ...]) -> bool:
    """May a macro have put the name together?"""
    return name.startswith(affixes) or name.endswith(affixes)


def _constants(told: Collection[Facts], taken: Collection[bytes]) -> tuple[str, ...]:
    """What is used like a constant in every text that names it, and declared in none.

    Values grow in this order: indices of initialisers come first, as they stand there, and so lie within the bounds of
    their array.
    """
    unknown = frozenset(name for one in told for name in one.constants).difference(taken)
    for one in told:
        unknown = unknown - one.macros - one.enumerators - one.others
    ordered = dict.fromkeys(name for one in told for name in one.indices)
    ordered.update(dict.fromkeys(name for one in told for name in one.constants))
    return tuple(name.decode() for name in ordered if name in unknown)


def _records(own: Facts, headers: Collection[Facts]) -> tuple[tuple[str, str], ...]:
    """Records that the file mentions or that a header uses by value, and that nothing completes."""
    wanted = dict.fromkeys(own.mentioned)
    for one in headers:
        wanted.update(dict.fromkeys(tag for tag in one.mentioned if tag in one.needed))
    made = tuple(prefix for one in (facts.stubs(), own, *headers) for prefix in one.pasted)
    missing = frozenset(tag for tag in wanted if tag[1] not in facts.stubs().macros)
    for one in (own, *headers):
        missing -= one.complete
    return tuple(
        (keyword, name.decode())
        for keyword, name in wanted
        if (keyword, name) in missing and not facts.is_in_stubs(keyword, name) and not name.startswith(made)
    )
