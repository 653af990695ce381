"""Says before the first parse most of what the repair would learn from its complaints: names of constants, functions
and variables that no header declares, and records without a body. Most files then need no second parse.

What is declared without need changes nothing. A name that is declared wrongly makes clang complain, and the repair then
takes it back.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Final

from lockscan.frontend import facts
from lockscan.frontend.facts import Facts
from lockscan.frontend.outsiders import outsiders
from lockscan.frontend.texts import places
from lockscan.frontend.uses import Use
from lockscan.frozen import dataclass

_REACH: Final = 40
_MAX_USES: Final = 9
_MOST_TEXT: Final = 4_000_000  # bytes of headers; to read more takes longer than a second parse


@dataclass(frozen=True, slots=True)
class Prediction:
    """What to declare before the first parse."""

    constants: tuple[str, ...]
    records: tuple[tuple[str, str], ...]  # keyword and name
    outsiders: tuple[tuple[str, Use], ...]  # types, functions and variables
    loops: tuple[str, ...] = ()  # macros that stand before what they repeat
    strings: tuple[str, ...] = ()  # macros that stand beside strings


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
    affixes = (*facts.stubs().affixes, *(affix for one in (own, *others) for affix in one.affixes))
    outside = {name: use for name, use in outsiders(plain) if name not in known and not _is_made(name, affixes)}
    elsewhere = _spoken_of(outside, texts)
    found = [*_types((*others, own), known), *(entry for entry in outside.items() if entry[0] not in elsewhere)]
    return Prediction(
        constants,
        records,
        tuple((name.decode(), use) for name, use in found),
        tuple(name.decode() for name in _loops(((plain, own), *zip(texts, others, strict=True)), known)),
        tuple(name.decode() for name in _strings(plain, own, texts, taken)),
    )


def _loops(told: Sequence[tuple[bytes, Facts]], known: Collection[bytes]) -> list[bytes]:
    """Of names that stand before a statement in one text, those that no text speaks of otherwise."""
    names = dict.fromkeys(name for _, one in told for name in one.loops if name not in known)
    spoken = (_spoken_of(names.keys() - one.loops, (text,)) for text, one in told) if names else ()
    elsewhere = frozenset[bytes]().union(*spoken)
    return [name for name in names if name not in elsewhere]


def _strings(plain: bytes, own: Facts, headers: Collection[bytes], taken: Collection[bytes]) -> list[bytes]:
    """Names of the file that stand beside a string wherever it names them, and that no header speaks of."""
    names = sorted(own.others.difference(taken))
    found = zip(names, places(plain, names, _MAX_USES), strict=True)
    few = ((name, starts) for name, starts in found if len(starts) < _MAX_USES)
    beside = [name for name, starts in few if all(_is_beside(plain, at, at + len(name)) for at in starts)]
    elsewhere = _spoken_of(beside, headers)
    return [name for name in beside if name not in elsewhere]


def _is_beside(plain: bytes, start: int, end: int) -> bool:
    """Does a string stand before or behind the name, which is not called?"""
    behind = plain[end : end + _REACH].lstrip()
    before = plain[max(0, start - _REACH) : start].rstrip()
    if behind.startswith(b"(") or not before.endswith(b'"'):
        return behind.startswith(b'"')
    quote = plain.rfind(b'"', 0, start)
    return not plain.startswith(b"#", plain.rfind(b"\n", 0, quote) + 1)


def _spoken_of(names: Collection[bytes], texts: Collection[bytes]) -> frozenset[bytes]:
    """Those that one of these texts speaks of: that may be where they are declared."""
    left, found = sorted(names), set[bytes]()
    for text in texts:
        if left:
            found.update(name for name, starts in zip(left, places(text, left, 1), strict=True) if starts)
            left = [name for name in left if name not in found]
    return frozenset(found)


def _types(told: Sequence[Facts], known: Collection[bytes]) -> Iterator[tuple[bytes, Use]]:
    """Names that end like types, are used like types in every text that names them, and declared in none.

    The first text that uses one says what it is: `told` is in the order in which clang reads them.
    """
    declared = frozenset[bytes]().union(known, *(one.no_types for one in told))
    for one in told:
        new = one.types - declared
        yield from ((name, Use.POINTER_TYPE if name in one.pointed else Use.VALUE_TYPE) for name in sorted(new))
        declared |= new


def _is_made(name: bytes, affixes: tuple[bytes, ...]) -> bool:
    """May a macro have put the name together?"""
    return name.startswith(affixes) or name.endswith(affixes)


def _constants(told: Collection[Facts], taken: Collection[bytes]) -> tuple[str, ...]:
    """What is used like a constant in every text that names it, and declared in none, nor made for a list.

    Values grow in this order: indices of initialisers come first, as they stand there, and so lie within the bounds of
    their array.
    """
    unknown = frozenset(name for one in told for name in one.constants).difference(taken)
    for one in told:
        unknown = unknown - one.macros - one.enumerators - one.others
    if lists := tuple(beginning for one in told for beginning in one.lists):
        unknown = frozenset(name for name in unknown if not name.startswith(lists))
    ordered = dict.fromkeys(name for one in told for name in one.indices)
    ordered.update(dict.fromkeys(name for one in told for name in one.constants))
    return tuple(name.decode() for name in ordered if name in unknown)


def _records(own: Facts, headers: Collection[Facts]) -> tuple[tuple[str, str], ...]:
    """Records that the file mentions or that a header uses by value, and that nothing completes."""
    wanted = dict.fromkeys(own.mentioned)
    for one in headers:
        wanted.update(dict.fromkeys(tag for tag in one.mentioned if tag in one.needed))
    made = (*facts.stubs().pasted, *(prefix for one in (own, *headers) for prefix in one.pasted))
    missing = frozenset(tag for tag in wanted if tag[1] not in facts.stubs().macros)
    for one in (own, *headers):
        missing -= one.complete
    return tuple(
        (keyword, name.decode())
        for keyword, name in wanted
        if (keyword, name) in missing and not facts.is_in_stubs(keyword, name) and not name.startswith(made)
    )
