"""What the front end hands up for one file: functions, initialisers, mentions of old macros, what was lost."""

from __future__ import annotations

from dataclasses import field
from enum import Enum

from lockscan.frozen import dataclass
from lockscan.syntax import build
from lockscan.syntax.columns import AUX, IS_STATIC, NAME, START, Body
from lockscan.syntax.nodes import Span, Variable


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter. `type` is clang's spelling, `record` the bare record name behind pointers, "" if it has none."""

    name: str
    type: str = ""
    record: str = ""


@dataclass(frozen=True, slots=True)
class Function:
    """A function definition, as written in `file` (a header's inline functions belong to the header).

    `body` is flat and cheap to carry; `lockscan.syntax.build.statements(body)` makes the tree when someone needs it.
    """

    name: str
    file: str
    span: Span  # the whole definition
    name_span: Span
    parameters: tuple[Parameter, ...]
    returns: str  # clang's spelling of the return type
    is_static: bool
    annotations: tuple[str, ...]  # "__acquires", "__releases", "__must_hold", "__init", "__exit" … as written
    body: Body
    in_macro: bool = False  # the definition comes out of a macro


@dataclass(frozen=True, slots=True)
class Global:
    """A file-scope variable with its initialiser, or a function's static one (`function` names it).

    `body` is flat, as a function's: most variables of a header are the same for all files that include it, and the tree
    of one of them is enough.
    """

    file: str
    body: Body
    function: str = ""
    _tree: Variable | None = field(default=None, init=False, compare=False, repr=False)

    @property
    def variable(self) -> Variable:
        """The tree, made when it is first asked for."""
        if self._tree is None:
            object.__setattr__(self, "_tree", build.variable(self.body))
            assert self._tree is not None
        return self._tree

    @property
    def name(self) -> str:
        return self.body.strings[self.body.first_row()[NAME]]

    @property
    def start(self) -> int:
        """Where it is declared, as an offset."""
        return self.body.first_row()[START]

    @property
    def is_external(self) -> bool:
        """Can other files name it?"""
        return not self.function and not self.body.first_row()[AUX] & IS_STATIC


@dataclass(frozen=True, slots=True)
class Record:
    """A struct or union that `file`, one of the scanned ones, defines; `holds` are the records that are parts of it."""

    name: str
    file: str
    holds: tuple[str, ...] = ()


class MentionPlace(Enum):
    """Where a mention stands, which decides how it can be rewritten."""

    VARIABLE = "variable"  # spinlock_t x = M;
    MEMBER = "member"  # .lock = M   or   lock: M   or positional, in the braces of a struct
    ELEMENT = "element"  # in the braces of an array
    COMPOUND = "compound"  # (spinlock_t) M
    ASSIGNMENT = "assignment"  # dev->lock = M;
    MACRO = "macro"  # in the replacement text of a #define
    CALL = "call"  # M(…)
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Mention:
    """One use, in the text, of a name that the models mark as worth finding everywhere (also where #if leaves it out).

    `target` is what is being initialised or assigned, as written (`"x"`, `"dev->lock"`, `"x.lock"`), "" if unknown;
    `statement` is the span from the start of the declaration or statement to its end (the ; excluded), for fixes.
    """

    name: str
    file: str
    span: Span
    place: MentionPlace
    function: str
    target: str = ""
    statement: Span | None = None
    is_static: bool = False  # the declaration says static
    is_active: bool = True  # False: inside a region that #if leaves out


@dataclass(frozen=True, slots=True)
class Lost:
    """What could not be analysed: a whole file (`function` empty) or one function of it. `line` is 1-based."""

    file: str
    line: int
    function: str
    reason: str


@dataclass(frozen=True, slots=True)
class SourceText:
    """The bytes of a file, for carets, columns, fingerprints and fixes."""

    path: str  # as shown to people: relative to the working directory where it is below it, with /
    data: bytes


@dataclass(frozen=True, slots=True)
class Outline:
    """Which functions of a header a unit sees. `digest`: of names and places; `is_whole`: the unit holds them."""

    path: str
    digest: bytes
    is_whole: bool


@dataclass(frozen=True, slots=True)
class ParsedUnit:
    """One parsed .c file. Functions and globals of its local headers are here too, under their own file; functions of
    a header that another unit of the directory holds are in its outline only."""

    path: str
    functions: tuple[Function, ...]
    globals: tuple[Global, ...]
    mentions: tuple[Mention, ...]
    lost: tuple[Lost, ...]
    seen_functions: int  # function definitions that an independent lexical count sees in active code of `path`
    sources: tuple[SourceText, ...]  # the file, and the local headers that functions, globals or mentions stand in
    records: tuple[Record, ...] = ()  # of scanned files only: all code that uses them is scanned, too
    declared: frozenset[str] = frozenset()  # functions that the unit names and its local headers declare
    outlines: tuple[Outline, ...] = ()  # of its local headers with functions
    problems: tuple[str, ...] = field(default=())  # notes for -v: unresolved headers and the like
