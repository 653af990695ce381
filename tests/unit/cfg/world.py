"""A tiny concrete world in which a syntax tree and a graph can both be run, and what each run makes visible.

Everything is a small integer. What a call returns, and which way an asm goto or computed goto takes, is drawn from a
seeded generator; so two runs that do the same things in the same order get the same answers.
"""

from __future__ import annotations

from random import Random

from lockscan.syntax import nodes as n
from lockscan.syntax.nodes import Expr

MAX_EVENTS = 80
MAX_STEPS = 3_000
STEPPED = 2  # the value of x++ and kin, which lower() declares to be unknown

Event = tuple[object, ...]
Place = tuple[object, ...]


class Finished(Exception):  # noqa: N818 -- no error: the run is over
    """The run ended: by a return, a call that does not return, or because enough has been seen."""


class World:
    """Memory, choices and the trace of one run."""

    def __init__(self, seed: int) -> None:
        self.trace: list[Event] = []
        self._random = Random(seed)
        self._memory: dict[Place, int] = {}
        self._steps = 0
        self.is_endless = False  # stopped in a loop that may show nothing more

    def step(self) -> None:
        """Count one statement or block, so that a silent endless loop ends."""
        self._steps += 1
        if self._steps > MAX_STEPS:
            self.is_endless = True
            raise Finished

    def see(self, *event: object) -> None:
        if len(self.trace) >= MAX_EVENTS:
            raise Finished
        self.trace.append(event)

    def choose(self) -> int:
        """The next choice; 0 to 3."""
        return self._random.randrange(4)

    def load(self, place: Place) -> int:
        return self._memory.get(place, len(place) % 2)

    def store(self, place: Place, value: int | None) -> None:
        """None: something unknown, which this world makes up from the old value."""
        self._memory[place] = (self.load(place) + 1) % 4 if value is None else value

    def call(self, name: str, args: tuple[int, ...]) -> int:
        self.see("call", name, *args)
        if name.startswith("panic"):
            raise Finished
        return self.choose()

    def enter(self, name: str, args: tuple[int, ...]) -> int:
        self.see("enter", name, *args)
        return self.choose()

    def leave(self, name: str) -> None:
        """Without the guard others may write: `after_…` changes."""
        self.see("leave", name)
        self.store(("after_" + name,), None)

    def clean(self, function: str, variable: str) -> None:
        """A cleanup function changes the variable that it gets."""
        self.see("clean", function, variable)
        self.store((variable,), None)


def operate(op: str, left: int, right: int) -> int:
    match op:
        case "+":
            return left + right
        case "-":
            return left - right
        case "&":
            return left & right
        case "|":
            return left | right
        case "==":
            return int(left == right)
        case "!=":
            return int(left != right)
        case "<":
            return int(left < right)
        case ">=":
            return int(left >= right)
    raise AssertionError(op)


def negate(op: str, value: int) -> int:
    return {"!": int(value == 0), "-": -value, "~": ~value}[op]


def number_of(expr: Expr) -> int:
    """The address of a variable, as far as this world has addresses."""
    assert isinstance(expr, n.Name)
    return len(expr.name)
