"""What one text defines, and which names it uses like constants and records that it does not define.

Read by patterns, not by a parser: a quick look before the first parse. Where it errs, clang's complaints come first.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from functools import cache
from typing import Final

from lockscan.frontend import native
from lockscan.frontend.loops import loops_of
from lockscan.frontend.texts import remembered
from lockscan.frontend.unit import stub_text, stub_words
from lockscan.frontend.uses import Use, stands_before_value, use_at
from lockscan.frozen import dataclass
from lockscan.seldom import seldom

_COMMENT: Final = seldom(rb"/(?:\*[^*]*(?:\*(?!/)[^*]*)*\*/|/[^\n]*)")
_STRING: Final = seldom(rb'"[^"\\\n]*(?:\\.[^"\\\n]*)*"', re.DOTALL)
_DEFINITION: Final = re.compile(rb"#[ \t]*define[ \t]+([A-Za-z_]\w*)")
_ENUM: Final = re.compile(rb"enum\b[^;{}()=]*\{([^{}]*)\}")
_ENUMERATOR: Final = re.compile(rb"(?:^|,)\s*([A-Za-z_]\w*)", re.MULTILINE)
_ATTRIBUTE: Final = rb"(?:__(?:packed|attribute__\s*\(\([^()]*(?:\([^()]*\))?[^()]*\)\))\s+)?"
_TAGS: Final = {
    keyword: re.compile(
        rb"%b\s+%b([A-Za-z_]\w*)\s*(?:(?:const|volatile|__\w+)\s+)*(?=([\w{),]?))" % (keyword.encode(), _ATTRIBUTE)
    )
    for keyword in ("struct", "union", "enum")
}
_COMPLETING: Final = re.compile(rb"#define[ \t]+(\w+)\((\w+)[^\n]*\bstruct \2 \{")
_CAPITAL: Final = seldom(rb"(?<!\w)[A-Z]\w+")
_TYPE: Final = seldom(rb"(?<!\w)[A-Za-z]\w*_t(?!\w)")
_BEFORE_NO_TYPE: Final = seldom(rb"(?:[*.]|->|(?<!\w)(?:struct|union|enum|define))\Z")
_AFTER_TYPE: Final = seldom(rb"\s*(?:(\*)|[A-Za-z_])")
_TYPEDEF: Final = seldom(rb"[ \t]*typedef")
_AFTER_CAST: Final = seldom(rb"\s*\)")
_PASTE: Final = re.compile(rb"##")
_BEFORE_PASTE: Final = re.compile(rb"(\b(?:struct|union|enum)\s+)?\b(\w+)\s*\Z")
_AFTER_PASTE: Final = re.compile(rb"\s*(_\w+)")
_FIRST_OF_MACRO: Final = re.compile(rb"define[ \t]+\w+\([^()]*\)[\s\\]*\Z")
_ENUMERATING: Final = re.compile(rb"\s*\w+\s*(?:,[ \t]*(?:\n|\Z)|=(?!=))")
_INDEX: Final = re.compile(rb"\[(?<!\w\[)\s*([A-Z]\w+)\s*\]\s*=(?!=)")
_ALIAS: Final = seldom(rb"[ \t]*#[ \t]*define[ \t]+[A-Z_][A-Z0-9_]*[ \t]+")  # of a constant, by its capitals
_AFTER_RECORD: Final = seldom(rb"\s*\}[\w\s,*]*")
_NO_VALUE: Final = seldom(rb"[ \t]*(?:\(|##)")
_MAKING: Final = seldom(rb"(?:static\s+)?[A-Z][A-Z0-9_]*\(\s*")  # at the margin: a macro that may declare the name
_REACH: Final = 40
_HEAD: Final = 200  # of a macro
_MAX_USES: Final = 8

Tag = tuple[str, bytes]  # "struct", name


@dataclass(frozen=True, slots=True)
class Facts:
    """What one text says. Names are in order."""

    macros: frozenset[bytes]  # that it defines
    enumerators: frozenset[bytes]
    constants: tuple[bytes, ...]  # neither it nor a stub header declares them, and all their uses are those of values
    others: frozenset[bytes]  # names like those, but with other uses
    types: frozenset[bytes]  # names with the ending of types' names that are used as types only
    pointed: frozenset[bytes]  # those of them that the first use is a pointer to
    no_types: frozenset[bytes]  # names with that ending, but with other uses: that of a declaration is one
    loops: frozenset[bytes]  # names that stand before statements, as the macros of loops do
    indices: tuple[bytes, ...]  # names that stand for the index of an initialiser
    complete: frozenset[Tag]  # records with a body
    mentioned: tuple[Tag, ...]  # records without
    needed: frozenset[Tag]  # those of them that are used by value
    pasted: frozenset[bytes]  # what names of records begin with that a macro makes
    affixes: frozenset[bytes]  # what names of any kind begin or end with that a macro makes
    lists: frozenset[bytes]  # what names begin with that a macro makes for a list of enumerators


def without_comments(text: bytes) -> bytes:
    """Nor with anything in its strings. Offsets change."""
    plain = native.without_comments(text)
    return without_comments_in_python(text) if plain is None else plain


def without_comments_in_python(text: bytes) -> bytes:
    return _STRING.sub(b'""', _COMMENT.sub(b" ", text))


def read(text: bytes, plain: bytes, headers: Collection[Facts] = ()) -> Facts:
    """`plain`: the text without comments. With `headers`, names that one of them declares are not in the result."""
    defined = macros(text)
    enumerators = frozenset(name for body in _ENUM.findall(plain) for name in _ENUMERATOR.findall(body))
    declared = [defined, enumerators]
    for header in headers:
        declared += header.macros, header.enumerators, header.others
    found = words(plain)
    constants, others = _unknown(found, declared)
    named = tags(plain)
    complete = _complete(plain, named)
    pasted, affixes, lists = _pasted(plain)
    return Facts(
        macros=defined,
        enumerators=enumerators,
        constants=constants,
        others=others,
        types=found.types - stub_words(),
        pointed=found.pointed,
        no_types=found.no_types - stub_words(),
        loops=loops_of(plain) - stub_words(),
        indices=tuple(dict.fromkeys(_INDEX.findall(plain))),
        complete=complete,
        mentioned=tuple([(keyword, name) for keyword, name, *_ in named if (keyword, name) not in complete]),
        needed=frozenset([(keyword, name) for keyword, name, _, is_needed in named if is_needed]),
        pasted=pasted,
        affixes=affixes,
        lists=lists,
    )


def _complete(plain: bytes, named: Iterable[tuple[str, bytes, bool, bool]]) -> frozenset[Tag]:
    """Records with a body. `named`: all tags of the text."""
    complete = frozenset([(keyword, name) for keyword, name, is_complete, _ in named if is_complete])
    return complete | {("struct", name) for name in _completing().findall(plain)}


@cache
def _completing() -> re.Pattern[bytes]:
    """Finds the records to which a macro of the stub headers gives a body: the macro's first argument names them."""
    macros = [re.escape(name) for name, _ in _COMPLETING.findall(stub_text())]
    return re.compile(rb"(?:%b)\(\s*(\w+)" % b"|".join(sorted(macros)))


def _pasted(text: bytes) -> tuple[frozenset[bytes], frozenset[bytes], frozenset[bytes]]:
    """What names of records begin with, what names of any kind begin or end with, and what names in lists of
    enumerators begin with, that macros put together."""
    records: set[bytes] = set()
    names: set[bytes] = set()
    lists: set[bytes] = set()
    for found in _PASTE.finditer(text):
        if before := _BEFORE_PASTE.search(text, max(0, found.start() - _REACH), found.start()):
            if before[1]:
                records.add(before[2])
            if before[2].endswith(b"_"):
                names.add(before[2])
                if _ENUMERATING.match(text, found.end()) and _is_first(text, before.start()):
                    lists.add(before[2])
        if after := _AFTER_PASTE.match(text, found.end()):
            names.add(after[1])
    return frozenset(records), frozenset(names), frozenset(lists)


def _is_first(text: bytes, start: int) -> bool:
    """Does the text of a macro with parameters begin here?"""
    return _FIRST_OF_MACRO.search(text, max(0, start - _HEAD), start) is not None


@remembered
def known(text: bytes) -> Facts:
    """Of a header, which comes again with every file that includes it."""
    return read(text, without_comments(text))


@remembered
def macros(text: bytes) -> frozenset[bytes]:
    """Macros that the text defines."""
    return frozenset(_DEFINITION.findall(text))


@dataclass(frozen=True, slots=True)
class StubFacts:
    """What is asked of the stub headers, together. See Facts."""

    macros: frozenset[bytes]
    complete: frozenset[Tag]
    pasted: frozenset[bytes]
    affixes: frozenset[bytes]


@cache
def stubs() -> StubFacts:
    """Of the stub headers, together."""
    text = stub_text()
    plain = without_comments(text)
    pasted, affixes, _ = _pasted(plain)
    return StubFacts(macros(text), _complete(plain, tags(plain)), pasted, affixes)


def is_in_stubs(keyword: str, name: bytes) -> bool:
    """Do the stub headers complete this record, or might they? Some enums are made by macros."""
    return (keyword, name) in stubs().complete or (keyword == "enum" and name in stub_words())


def tags(text: bytes) -> Sequence[tuple[str, bytes, bool, bool]]:
    """Keyword and name of each tag; whether it has a body somewhere, and whether it is somewhere used by value."""
    found = native.tags(text)
    return tags_in_python(text) if found is None else found


def tags_in_python(text: bytes) -> list[tuple[str, bytes, bool, bool]]:
    found: dict[Tag, set[bytes]] = {}
    for keyword, pattern in _TAGS.items():
        for name, after in pattern.findall(text):
            found.setdefault((keyword, name), set()).add(after)
    return [(*tag, b"{" in after, bool(after - {b"", b"{"})) for tag, after in found.items()]


@dataclass(frozen=True, slots=True)
class Words:
    """Words that begin with a capital, as constants do: those that a text uses as values only, as far as one looks, and
    the others. Words that end like types: see Facts, but with those that the stub headers declare."""

    constants: frozenset[bytes]
    others: frozenset[bytes]
    types: frozenset[bytes]
    pointed: frozenset[bytes]
    no_types: frozenset[bytes]


def _unknown(found: Words, declared: Collection[frozenset[bytes]]) -> tuple[tuple[bytes, ...], frozenset[bytes]]:
    constants, others = found.constants, found.others
    for elsewhere in (stub_words(), *declared):
        constants, others = constants - elsewhere, others - elsewhere
    return tuple(sorted(constants)), others


def words(text: bytes) -> Words:
    found = native.words(text, _MAX_USES)
    return words_in_python(text) if found is None else Words(*found)


def words_in_python(text: bytes) -> Words:
    places: dict[bytes, list[int]] = {}
    for word in _CAPITAL.finditer(text):
        places.setdefault(word[0], []).append(word.start())
    constants = frozenset(
        name
        for name, starts in places.items()
        if all(_is_value(text, start, start + len(name)) for start in starts[:_MAX_USES])
    )
    return Words(constants, frozenset(places) - constants, *_types(text))


def _types(text: bytes) -> tuple[frozenset[bytes], frozenset[bytes], frozenset[bytes]]:
    types: dict[bytes, bool] = {}  # is the first use a pointer?
    no_types: set[bytes] = set()
    for word in _TYPE.finditer(text):
        after = _AFTER_TYPE.match(text, word.end())
        if _BEFORE_NO_TYPE.search(text[max(0, word.start() - _REACH) : word.start()].rstrip()):
            no_types.add(word[0])
        elif after:
            types.setdefault(word[0], bool(after[1]))
        elif not _AFTER_CAST.match(text, word.end()) or _TYPEDEF.match(text, text.rfind(b"\n", 0, word.start()) + 1):
            no_types.add(word[0])
    pointed = {name for name, is_pointed in types.items() if is_pointed}
    return frozenset(types) - no_types, frozenset(pointed) - no_types, frozenset(no_types)


def _is_value(text: bytes, start: int, end: int) -> bool:
    """Is this the use of a value, neither a call nor pasted nor in a declaration?"""
    if _NO_VALUE.match(text, end):
        return False
    line = text.rfind(b"\n", 0, start) + 1
    if text[end : end + 1] in b"\n" and _ALIAS.fullmatch(text, line, start):
        return text[start:end].upper() == text[start:end]
    if use_at(text, start, end) > Use.CASE:
        return False
    before = text[max(0, start - _REACH) : start].rstrip(b" \t")
    if before.endswith((b"}", b"->", b"##")) or (before.endswith(b".") and not before.endswith(b"...")):
        return False
    if _AFTER_RECORD.fullmatch(text, line, start):
        return False
    if before.endswith(b"(") and _MAKING.fullmatch(text, line, start):
        return False
    return stands_before_value(before, with_in=True)
