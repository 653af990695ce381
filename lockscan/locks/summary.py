"""What a solved function tells its callers: its ways out, and one witness for every kind of acquisition below it."""

from __future__ import annotations

from typing import NamedTuple

from lockscan.frozen import dataclass
from lockscan.locks.facts import UNKNOWN, Value
from lockscan.locks.place import Place
from lockscan.locks.requires import Requires
from lockscan.locks.state import ENTRY, Given, Held, Irq, Quiet, Saved
from lockscan.models.effects import Kind, Mode
from lockscan.syntax.nodes import Span


class FunctionId(NamedTuple):
    """`file` is empty for functions with external linkage. A tuple: every table of the program has it for a key."""

    name: str
    file: str = ""

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Site:
    """A place in the text: bytes of `file`, inside `function`."""

    file: str
    function: str
    span: Span

    def __hash__(self) -> int:
        return hash((self.function, self.span))


@dataclass(frozen=True, slots=True)
class Act:
    """How a lock is taken, and where: the same for all callers."""

    kind: Kind
    mode: Mode
    variant: str
    is_try: bool
    is_nested: bool
    site: Site


@dataclass(frozen=True, slots=True)
class Around:
    """The state in which a lock is taken, relative to the entry of a function.

    `irq_before`: before the call that takes it, which may turn irqs off itself. `holds`: classes held exclusively on
    every way here, callers' included. `given`: released before, so that callers' holding them does not count.
    `is_regained`: the lock itself was, so the caller may hold it. `is_handed_on`: regained with hard irqs as they were
    when it was given up, so what there is to say is said of the acquisition by the caller.
    """

    irq: Irq
    irq_before: Irq
    bh: int  # bottom halves are disabled this many times more than at entry; less than 0: what the caller had disabled
    is_global: bool | None
    is_regained: bool
    is_handed_on: bool
    armed: frozenset[Quiet]
    quiet: frozenset[Quiet]
    holds: frozenset[str]
    given: frozenset[Given]


@dataclass(frozen=True, slots=True)
class Usage:
    """One acquisition, relative to the entry of the function that the summary is of.

    `chain` lists the calls from that function down to the one that contains `site`, outermost first. There are many, so
    they share what they have in common.
    """

    place: Place | None
    lock_class: str
    act: Act
    around: Around
    chain: tuple[Site, ...] = ()
    requires: Requires = ()  # what the path needs of this function's parameters
    is_sure: bool = True  # False: a call on the way goes through a pointer that may hold several functions
    is_loose: bool = False  # doubted twice as much: see Reached, and turns_on_early()

    @property
    def kind(self) -> Kind:
        return self.act.kind

    @property
    def mode(self) -> Mode:
        return self.act.mode

    @property
    def variant(self) -> str:
        return self.act.variant

    @property
    def is_try(self) -> bool:
        return self.act.is_try

    @property
    def is_nested(self) -> bool:
        return self.act.is_nested

    @property
    def site(self) -> Site:
        return self.act.site

    @property
    def irq(self) -> Irq:
        return self.around.irq

    @property
    def irq_before(self) -> Irq:
        return self.around.irq_before

    @property
    def bh(self) -> int:
        return self.around.bh

    @property
    def is_regained(self) -> bool:
        return self.around.is_regained

    @property
    def is_handed_on(self) -> bool:
        return self.around.is_handed_on

    @property
    def armed(self) -> frozenset[Quiet]:
        return self.around.armed

    @property
    def quiet(self) -> frozenset[Quiet]:
        return self.around.quiet

    @property
    def holds(self) -> frozenset[str]:
        return self.around.holds

    @property
    def given(self) -> frozenset[Given]:
        return self.around.given

    @property
    def bh_off(self) -> bool:
        """Are bottom halves off there, if they were on at entry?"""
        return self.around.bh > 0

    @property
    def files(self) -> tuple[str, ...]:
        """The files that the path goes through."""
        return (*[call.file for call in self.chain], self.act.site.file)

    @property
    def kind_key(self) -> tuple[object, ...]:
        """Usages that agree in this are interchangeable as evidence, but for where they stand."""
        lock: object = self.lock_class or self.place
        return (lock, self.mode, self.irq, self.bh, self.is_regained, self.is_try, self.given, self.site)


@dataclass(frozen=True, slots=True)
class Access:
    """Data touched by the function, or below it, while neither a spinlock nor the global irq lock protects it there."""

    place: Place
    is_write: bool
    site: Site


@dataclass(frozen=True, slots=True)
class Sleep:
    """A call that may sleep, reached while the function itself has done nothing that forbids it.

    `gfp`: the function's parameter whose allocation flags decide, None when it always may. `irq` ENTRY: as at entry.
    `given`: locks that the function had released before, so its callers' holding them does not count. `is_sure` False:
    a call on the way goes through a pointer that may hold several functions. `unless`: see MaySleep. `within`: the
    function itself has forbidden to sleep, but only its callers know the allocation flags; the lock or state, in words.
    """

    name: str
    site: Site
    gfp: int | None = None
    irq: Irq = ENTRY
    given: frozenset[Given] = frozenset()
    chain: tuple[Site, ...] = ()
    requires: Requires = ()
    is_sure: bool = True
    unless: str = ""
    within: str = ""


@dataclass(frozen=True, slots=True)
class Wait:
    """A call that waits for a running handler of `source`; `given` as in Sleep.

    `place`: where the source lives, None if this function cannot name it.
    """

    name: str
    source: Quiet
    site: Site
    place: Place | None = None
    given: frozenset[Given] = frozenset()
    chain: tuple[Site, ...] = ()
    requires: Requires = ()
    is_sure: bool = True


@dataclass(frozen=True, slots=True)
class Enable:
    """A call that turns hard irqs on, whatever they were; `given` as in Sleep.

    `is_pair`: it unlocks what the _irq variant has locked in the same function.
    """

    name: str
    site: Site
    given: frozenset[Given] = frozenset()
    chain: tuple[Site, ...] = ()
    requires: Requires = ()
    is_sure: bool = True
    is_pair: bool = False


@dataclass(frozen=True, slots=True)
class Exit:
    """One way out, seen from the entry: `held` were taken, `given` were released; `irq` ENTRY means unchanged."""

    held: tuple[Held, ...] = ()
    given: frozenset[Given] = frozenset()
    irq: Irq = ENTRY
    bh: int = 0
    preempt: int = 0
    is_global: bool | None = None
    saved: tuple[tuple[Place, Saved], ...] = ()
    armed: frozenset[Quiet] = frozenset()
    quiet: frozenset[Quiet] = frozenset()
    returns: Value = UNKNOWN
    requires: Requires = ()

    @property
    def is_balanced(self) -> bool:
        """Is what was held at entry held here, and nothing else? Interrupts may be on or off."""
        return not (self.held or self.given or self.bh or self.preempt) and self.is_global is None

    @property
    def is_silent(self) -> bool:
        """Does this way out leave everything but the return value as it was?"""
        has_sources = self.armed or self.quiet
        if self.held or self.given or self.saved or self.bh or self.preempt or has_sources:
            return False
        return self.is_global is None and self.irq == ENTRY


@dataclass(frozen=True, slots=True)
class Summary:
    """`exits` empty: never returns. `result` is what the returned pointer points to, relative to the parameters.

    `asks`: the memory behind parameters that the needs are about. `places`: all that the usages name, each object once.
    """

    function: FunctionId
    exits: tuple[Exit, ...] = (Exit(),)
    usages: tuple[Usage, ...] = ()
    accesses: tuple[Access, ...] = ()
    sleeps: tuple[Sleep, ...] = ()
    waits: tuple[Wait, ...] = ()
    enables: tuple[Enable, ...] = ()
    result: Place | None = None
    is_truncated: bool = False
    asks: frozenset[Place] = frozenset()
    places: tuple[Place, ...] = ()

    @property
    def is_silent(self) -> bool:
        if len(self.exits) != 1 or not self.exits[0].is_silent:
            return False
        return not (self.usages or self.accesses or self.sleeps or self.waits or self.enables)
