"""Where a lock or variable lives, seen from one function, and the lock class that lockdep would give it.

A place is a root (parameter, local, global, the result of a call) and steps from it. Places compare by value, so the
same lvalue written twice is the same place, and a callee's place is carried to its caller by replacing parameters.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from typing import NamedTuple

from lockscan.frozen import dataclass

# Steps and most roots are tuples: places are looked up by them, and tuples are hashed and compared in C. No two kinds
# of step have fields of the same number and types, so that they are never equal; nor have two kinds of root.


class Param(NamedTuple):
    """The function's parameter number `index`; `name` is for people and does not take part in comparison by callers."""

    index: int  # type: ignore[assignment] # hides tuple.index(), which nobody asks a parameter for
    name: str


class Local(NamedTuple):
    """A local variable of `function`."""

    name: str
    function: str


@dataclass(frozen=True, slots=True)
class Static:
    """A variable with file scope (`file` set) or external linkage (`file` empty)."""

    name: str
    file: str = ""


class Derived(NamedTuple):
    """What `call` gives for `argument`: netdev_priv(dev), container_of(work, …). Pure, so equal to itself."""

    call: str
    argument: Place | None
    record: str = ""  # what the result was cast to


class Unknown(NamedTuple):
    """A value that is not followed; `label` tells two of them apart within one function."""

    label: str


Root = Param | Local | Static | Derived | Unknown


class Field(NamedTuple):
    """`.name` of `record` ("" when the record's type is not known)."""

    record: str
    name: str


class Deref(NamedTuple):
    """`*`"""

    levels: int = 1


class Element(NamedTuple):
    """`[key]`; `key` is the index as a number or the place's text; "?" is an index that is not followed."""

    key: str


Step = Field | Deref | Element
DEREF = Deref()


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """An lvalue: start at `root` and walk `steps`."""

    root: Root
    steps: tuple[Step, ...] = ()
    _hash: int = field(default=0, init=False, compare=False, repr=False)  # 0: nobody has asked yet

    def __hash__(self) -> int:
        known = self._hash
        if not known:
            known = hash((self.root, self.steps)) or 1
            object.__setattr__(self, "_hash", known)
        return known

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        return isinstance(other, Place) and self.steps == other.steps and self.root == other.root

    def then(self, *steps: Step) -> Place:
        return Place(self.root, self.steps + steps)

    @property
    def is_exact(self) -> bool:
        """May two equal places be taken for the same object at different times within one activation?"""
        if isinstance(self.root, Unknown):
            return False
        if isinstance(self.root, Derived) and not _is_steady(self.root.argument):
            return False
        return all(step.key.isdecimal() for step in self.steps if isinstance(step, Element))

    @property
    def is_nameless(self) -> bool:
        """Is the place known by its type only?"""
        return isinstance(self.root, Unknown) or Element("?") in self.steps

    def __str__(self) -> str:
        return _text(self)


_OURS = "__lockscan_"  # in front of names by which the stub headers stand in for the kernel's macros
_CONSTANTS = "constants of headers that are missing"  # no file is called so


def named_constant(name: str) -> Place:
    """A constant of which only the name is known."""
    return Place(Static(name, _CONSTANTS))


def constant_name(place: Place) -> str | None:
    """The name of such a constant, None for anything else."""
    root = place.root
    return root.name if isinstance(root, Static) and root.file == _CONSTANTS and not place.steps else None


def is_named(place: Place, name: str) -> Place:
    """The question whether the place has the value of that constant."""
    return place.then(Element(f"==#{name}"))


def _is_steady(argument: Place | None) -> bool:
    """Does an accessor get the same argument every time? Not when it is loaded from a list that moves on."""
    if argument is None:
        return True
    loaded = DEREF in argument.steps and any(
        isinstance(s, Field) for s in argument.steps[: argument.steps.index(DEREF)]
    )
    again = argument.steps.count(DEREF) > 1
    return argument.is_exact and not loaded and not again


def _text(place: Place) -> str:
    text = _root_text(place.root)
    pending = False  # a dereference that the next step may take in: an arrow, an index
    for step in place.steps:
        match step:
            case Deref():
                if pending:
                    text = f"(*{text})"
                pending = True
            case Field(name=name):
                text = f"{text}->{name}" if pending else f"{text}.{name}"
                pending = False
            case Element(key=key):
                text = f"{text}[{key}]"  # an array and a pointer to its first element are written alike
                pending = False
    return f"*{text}" if pending else text


def _root_text(root: Root) -> str:
    match root:
        case Derived(call=call, argument=argument):
            return f"{call.removeprefix(_OURS)}({argument if argument is not None else ''})"
        case Unknown(label=label):
            return label
        case _:
            return root.name


def substitute(place: Place, pointees: Sequence[Place | None], values: Sequence[Place | None]) -> Place | None:
    """The callee's `place` as its caller sees it; None when an argument that it needs is not followed.

    `pointees[i]` is what argument i points to, `values[i]` the lvalue that argument i was read from. Where both call
    it the same, as they do if `dev` is handed on, it is the same object: what is known of that is known already.
    """
    match place.root:
        case Static():
            return place
        case Param(index=index):
            behind = 1 if place.steps and isinstance(place.steps[0], Deref) else 0
            given = pointees if behind else values
            base = given[index] if index < len(given) else None
            if base is None:
                return None
            if base.steps == place.steps[:behind] and base.root == place.root:
                return place
            return Place(base.root, base.steps + place.steps[behind:])
        case Derived(call=call, argument=argument, record=record):
            if argument is None:
                return place
            inner = substitute(argument, pointees, values)
            if inner is argument:
                return place
            return None if inner is None else derived(call, inner, record).then(*place.steps)
        case _:
            return None


def derived(call: str, argument: Place, record: str) -> Place:
    """What an accessor gives, cast to a pointer to `record`: for `&w->scan` and struct w, that is container_of(): w."""
    last = argument.steps[-1] if argument.steps else None
    if record and isinstance(last, Field) and last.record == record:
        return Place(argument.root, argument.steps[:-1])
    return Place(Derived(call, argument, record))


def are_apart(one: Place | None, other: Place | None) -> bool:
    """Do both say of which member or variable the record with the lock is a part, and not of the same one?

    `init_cmd.mutex` and `abort_cmd.mutex` are two locks, although one record declares both.
    """
    first, second = _whole(one), _whole(other)
    return first is not None and second is not None and first != second


def _whole(place: Place | None) -> Field | Static | None:
    """What the record that declares the lock is embedded in; None for a record that a pointer leads to."""
    if place is None or not place.steps or not isinstance(place.steps[-1], Field) or not place.steps[-1].record:
        return None
    if len(place.steps) == 1:
        return place.root if isinstance(place.root, Static) else None
    outer = place.steps[-2]
    return outer if isinstance(outer, Field) and outer.record else None


def lock_class(place: Place, containers: frozenset[str]) -> str:
    """The class that lockdep would use: the innermost record that declares the lock, or the variable itself.

    `containers` are records whose lock has a class of its own in every owner (sk_buff_head). "" when the place is
    only a pointer that the function was given: its callers know the class.
    """
    steps = place.steps
    for number in range(len(steps) - 1, -1, -1):
        step = steps[number]
        if type(step) is Field and step.record and step.record not in containers:
            return ".".join([f"struct {step.record}", *_field_names(steps[number:])])
    fields = _field_names(steps)
    match place.root:
        case Static(name=name, file=file):
            return ".".join([f"{file}:{name}" if file else name, *fields])
        case Local(name=name, function=function):
            if any(isinstance(step, Deref) for step in steps):
                return ".".join([f"{function}:*{name}", *fields]) if fields else ""
            return ".".join([f"{function}:{name}", *fields])
        case Derived(call=call):
            return ".".join([f"{call}()", *fields])
        case _:
            return ""


def _field_names(steps: Sequence[Step]) -> list[str]:
    return [step.name for step in steps if isinstance(step, Field)]
