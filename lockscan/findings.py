"""What a check yields and every report reads: findings with their evidence, diagrams, the outcome of a whole scan."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum, StrEnum

from lockscan.frozen import dataclass


class Precision(IntEnum):
    """How sure the evidence makes us; SARIF's words, ordered. Explicit registration and root: HIGH; assumed task root
    or merged states: MEDIUM; assumptions on top of that, statistics: LOW."""

    LOW = 1
    MEDIUM = 2
    HIGH = 3
    VERY_HIGH = 4

    @property
    def word(self) -> str:
        return self.name.lower().replace("_", "-")


class Level(StrEnum):
    """SARIF's levels."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """Bytes `start` to `end` of `path` (as shown to people). `function` encloses it, "" at file scope."""

    path: str
    start: int
    end: int
    function: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a path: what happens at a place. `depth` is the call depth below the path's first step."""

    location: Location
    message: str
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Flow:
    """A path from a root to a place, under a context: `label` such as "CPU0: task, hard irqs on"."""

    label: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Related:
    """A second place that the message speaks of."""

    location: Location
    message: str


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace bytes `start` to `end` of `path` by `text`."""

    path: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Fix:
    """Edits that mend the mistake together."""

    description: str
    edits: tuple[Edit, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """One mistake. `scenario`: lines of the CPU0/CPU1 picture, ready to print, empty for rules without one.

    `lock` is the lock class ("struct foo.lock"), `contexts` the contexts involved, `key` what identifies the finding
    apart from lines (fed into the fingerprint together with rule, path, function and lock).
    """

    rule: str
    message: str
    location: Location
    precision: Precision
    level: Level
    lock: str = ""
    contexts: tuple[str, ...] = ()
    related: tuple[Related, ...] = ()
    flows: tuple[Flow, ...] = ()
    scenario: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()  # what the finding rests on, a sentence each
    fixes: tuple[Fix, ...] = ()
    key: str = ""


class Standing(StrEnum):
    """What a box of a diagram is, which decides how it looks."""

    ENTRY = "entry"
    FREE = "free"
    LOCKED = "locked"  # something is held or turned off there
    EXIT = "exit"


@dataclass(frozen=True, slots=True)
class Operation:
    """Something that happens at a place: `text` is the code, `note` what it means, `line` 1-based."""

    text: str
    location: Location
    line: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Box:
    """`lines` say what it stands for; `inside` is what happens there without leaving it."""

    lines: tuple[str, ...]
    standing: Standing
    inside: tuple[Operation, ...] = ()


@dataclass(frozen=True, slots=True)
class Arrow:
    """From the box number `source` to the box number `target`, by any of the operations."""

    source: int
    target: int
    operations: tuple[Operation, ...] = ()


@dataclass(frozen=True, slots=True)
class Diagram:
    """A picture before it is drawn: the states of a function, or which lock is taken while which is held.

    `location` is what it is about, `line` 1-based; `remarks`: what whoever reads it should know, a sentence each.
    """

    title: str
    location: Location
    line: int
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Skipped:
    """Input that was not analysed, or only in part. `function` "" means the whole file; `line` 1-based, 0 unknown."""

    path: str
    line: int
    function: str
    reason: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """Counts for the last line of the report. `functions_seen` comes from a lexical count that knows no clang."""

    files: int
    lines: int
    functions_seen: int
    functions_analysed: int


@dataclass(frozen=True, slots=True)
class Suppressed:
    """A finding that an inline `lockscan: ignore[…]` comment silenced; `reason` as written in the comment."""

    finding: Finding
    reason: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """Everything that a report may show. `sources`: path → bytes, for carets and columns. Findings are sorted."""

    findings: tuple[Finding, ...]
    suppressed: tuple[Suppressed, ...]
    skipped: tuple[Skipped, ...]
    coverage: Coverage
    sources: Mapping[str, bytes]
    seconds: float
    truncated: tuple[str, ...] = ()  # functions whose state budget ran out, "path:function"
    failures: tuple[str, ...] = ()  # rules that could not be carried out, with the reason: a defect of lockscan
    notes: tuple[str, ...] = ()  # remarks for -v: headers that were not found and the like
    hidden: tuple[Finding, ...] = ()  # left out on request: known, or about code that did not change
    remarks: tuple[str, ...] = ()  # what everybody should read: a sentence each
    machines: tuple[Diagram, ...] = ()  # on request: of the functions that findings are in
    orders: tuple[Diagram, ...] = ()  # on request: of the locks, one for each group of them
