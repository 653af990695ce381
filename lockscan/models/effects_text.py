"""Reads the effects of a row: `acquire(*lock, spinlock, write) when nonzero` becomes an `Acquire`."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from enum import Enum
from typing import TypeVar

from lockscan.models import effects as fx
from lockscan.models.prototype import PrototypeError, Signature, parse_target

_EFFECT = re.compile(
    r"^\s*([^\s()]+(?:\s+[^\s()]+)*?)\s*(?:\((.*)\))?\s*(?:when\s+(\S+))?\s*(nowait)?\s*(?:unless\s+(\w+))?\s*$"
)
_Word = TypeVar("_Word", bound=Enum)


class EffectError(ValueError):
    """An effect cannot be understood; the message says why. `text` is the effect as written, "" if not known."""

    def __init__(self, message: str, text: str = "") -> None:
        super().__init__(f"in '{text}': {message}" if text else message)
        self.text = text


class _Arguments:
    """The parsed pieces of one effect, handed to the function that makes its value."""

    def __init__(self, words: list[str], when: str, is_nowait: bool, unless: str, signature: Signature) -> None:
        self.words = words
        self.signature = signature
        self.is_nowait = is_nowait
        self.unless = unless
        self.has_when = bool(when)
        self.when = _word(fx.When, when, "condition") if when else fx.When.ALWAYS

    def count(self, least: int, most: int) -> None:
        if not least <= len(self.words) <= most:
            wanted = str(least) if least == most else f"{least} to {most}"
            raise EffectError(f"takes {wanted} arguments, not {len(self.words)}")

    def target(self, position: int) -> fx.Target:
        try:
            return parse_target(self.words[position], self.signature)
        except PrototypeError as error:
            raise EffectError(str(error)) from None

    def parameter(self) -> int:
        self.count(1, 1)
        target = self.target(0)
        if target.parameter < 0 or target.steps:
            raise EffectError(f"'{self.words[0]}' must be a parameter")
        return target.parameter


def parse_effects(texts: Iterable[str], signature: Signature) -> tuple[fx.Effect, ...]:
    """The effects of one row, in order; what a call does to interrupts becomes the variant of its locks."""
    return _with_variants(tuple(parse_effect(text, signature) for text in texts))


def parse_effect(text: str, signature: Signature) -> fx.Effect:
    """One effect. Raises EffectError with its text."""
    try:
        return _parse_effect(text, signature)
    except EffectError as error:
        raise EffectError(str(error), text) from None


def _parse_effect(text: str, signature: Signature) -> fx.Effect:
    found = _EFFECT.match(text)
    if not found:
        raise EffectError("not an effect")
    name, arguments, when, nowait, unless = found.groups()
    make = _MAKERS.get(name)
    if make is None:
        raise EffectError(f"unknown effect '{name}'{suggestion(name, _MAKERS)}")
    pieces = _Arguments(_split(arguments or ""), when or "", bool(nowait), unless or "", signature)
    effect = make(pieces)
    if pieces.has_when and name not in _CONDITIONAL:
        raise EffectError(f"'{name}' cannot have a condition")
    if pieces.is_nowait and name != "quiets":
        raise EffectError("only 'quiets' can be nowait")
    if pieces.unless and name != "may_sleep":
        raise EffectError("only 'may_sleep' can have an exception")
    return effect


def parse_held(text: str, signature: Signature) -> fx.Acquire:
    """A lock that a caller holds, `port->lock, spinlock`, as the acquisition that happened before."""
    effect = parse_effect(f"acquire({text})", signature)
    assert isinstance(effect, fx.Acquire)
    return effect


def suggestion(word: str, known: Iterable[str]) -> str:
    """ ", did you mean 'x'?" if something known is close, else a list of what is known."""
    choices = sorted(known)
    close = difflib.get_close_matches(word, choices, n=1)
    return f", did you mean '{close[0]}'?" if close else f" (known: {', '.join(choices)})"


def _split(text: str) -> list[str]:
    return [piece.strip() for piece in text.split(",")] if text.strip() else []


def _word(kind: type[_Word], text: str, what: str) -> _Word:
    try:
        return kind(text)
    except ValueError:
        known = [str(member.value) for member in kind]
        raise EffectError(f"unknown {what} '{text}'{suggestion(text, known)}") from None


def _acquire(pieces: _Arguments) -> fx.Effect:
    pieces.count(2, 5)
    options = set(pieces.words[2:])
    modes = options & {"read", "write"}
    unknown = options - {"read", "write", "try", "waits", "nested"}
    if unknown:
        word = min(unknown)
        raise EffectError(f"unknown option '{word}'{suggestion(word, ['read', 'write', 'try', 'waits', 'nested'])}")
    if len(modes) > 1 or options >= {"try", "waits"}:
        raise EffectError("contradictory options")
    # The kernel's habit: nonzero for success is a trylock, zero for success is an errno from something that waited.
    is_try = "try" in options or (pieces.when is fx.When.NONZERO and "waits" not in options)
    mode = fx.Mode(min(modes)) if modes else fx.Mode.WRITE
    kind = _word(fx.Kind, pieces.words[1], "kind of lock")
    return fx.Acquire(pieces.target(0), kind, mode, pieces.when, is_try, "nested" in options)


def _release(pieces: _Arguments) -> fx.Effect:
    pieces.count(2, 3)
    mode = _word(fx.Mode, pieces.words[2], "mode") if len(pieces.words) > 2 else None
    return fx.Release(pieces.target(0), _word(fx.Kind, pieces.words[1], "kind of lock"), mode, pieces.when)


def _assert_held(pieces: _Arguments) -> fx.Effect:
    pieces.count(1, 3)
    modes = [word for word in pieces.words[1:] if word in {"read", "write"}]
    kinds = [word for word in pieces.words[1:] if word not in modes]
    if len(modes) > 1 or len(kinds) > 1:
        raise EffectError("takes one kind and one mode at most")
    kind = _word(fx.Kind, kinds[0], "kind of lock") if kinds else None
    return fx.AssertHeld(pieces.target(0), kind, fx.Mode(modes[0]) if modes else None)


def _initialises(pieces: _Arguments) -> fx.Effect:
    pieces.count(2, 2)
    return fx.Initialises(pieces.target(0), _word(fx.Kind, pieces.words[1], "kind of lock"))


def _arms(pieces: _Arguments) -> fx.Effect:
    pieces.count(2, 2)
    return fx.Arms(_word(fx.Line, pieces.words[0], "line"), pieces.target(1))


def _quiets(pieces: _Arguments) -> fx.Effect:
    pieces.count(2, 2)
    return fx.Quiets(_word(fx.Line, pieces.words[0], "line"), pieces.target(1), waits=not pieces.is_nowait)


def _waits_for(pieces: _Arguments) -> fx.Effect:
    pieces.count(2, 2)
    return fx.WaitsFor(_word(fx.Line, pieces.words[0], "line"), pieces.target(1))


def _queues(pieces: _Arguments) -> fx.Effect:
    pieces.count(2, 2)
    return fx.Queues(pieces.target(0), pieces.target(1))


def _may_sleep(pieces: _Arguments) -> fx.Effect:
    pieces.count(0, 1)
    return fx.MaySleep(pieces.target(0) if pieces.words else None, pieces.unless)


def _tells_may_sleep(pieces: _Arguments) -> fx.Effect:
    pieces.count(0, 0)
    if pieces.when not in (fx.When.ZERO, fx.When.NONZERO):
        raise EffectError("needs 'when zero' or 'when nonzero'")
    return fx.TellsMaySleep(pieces.signature.prototype.name, pieces.when)


def _irq_save(pieces: _Arguments) -> fx.Effect:
    pieces.count(1, 1)
    return fx.IrqSave(pieces.target(0), pieces.when)


def _flags(make: Callable[[fx.Target], fx.Effect]) -> Callable[[_Arguments], fx.Effect]:
    def build(pieces: _Arguments) -> fx.Effect:
        pieces.count(1, 1)
        return make(pieces.target(0))

    return build


def _plain(make: Callable[[], fx.Effect]) -> Callable[[_Arguments], fx.Effect]:
    def build(pieces: _Arguments) -> fx.Effect:
        pieces.count(0, 0)
        return make()

    return build


def _conditional(make: Callable[[fx.When], fx.Effect]) -> Callable[[_Arguments], fx.Effect]:
    def build(pieces: _Arguments) -> fx.Effect:
        pieces.count(0, 0)
        return make(pieces.when)

    return build


_CONDITIONAL = frozenset({"acquire", "release", "irq_save", "irq_off", "bh_off", "assert_irqs_off", "tells_may_sleep"})
_MAKERS: dict[str, Callable[[_Arguments], fx.Effect]] = {
    "acquire": _acquire,
    "release": _release,
    "irq_save": _irq_save,
    "flags_save": _flags(fx.FlagsSave),
    "irq_restore": _flags(fx.IrqRestore),
    "irq_off": _conditional(fx.IrqOff),
    "irq_on": _plain(fx.IrqOn),
    "bh_off": _conditional(fx.BhOff),
    "bh_on": _plain(fx.BhOn),
    "preempt_off": _plain(fx.PreemptOff),
    "preempt_on": _plain(fx.PreemptOn),
    "global_irq_off": _plain(fx.GlobalIrqOff),
    "global_irq_on": _plain(fx.GlobalIrqOn),
    "global_flags_save": _flags(fx.GlobalFlagsSave),
    "global_flags_restore": _flags(fx.GlobalFlagsRestore),
    "may_sleep": _may_sleep,
    "tells_may_sleep": _tells_may_sleep,
    "assert_held": _assert_held,
    "assert_irqs_off": _conditional(fx.AssertIrqsOff),
    "initialises": _initialises,
    "arms": _arms,
    "quiets": _quiets,
    "waits_for": _waits_for,
    "queues": _queues,
    "noreturn": _plain(fx.NoReturn),
    "returns_zero": _plain(fx.ReturnsZero),
    "probe": _plain(fx.Probe),
    "transparent": lambda pieces: fx.Transparent(pieces.parameter()),
    "accessor": lambda pieces: fx.Accessor(pieces.parameter()),
    "error_pointer": lambda pieces: fx.Transparent(pieces.parameter(), is_errno=True),
    "is_error": lambda pieces: fx.IsError(pieces.parameter()),
    "is_error_or_null": lambda pieces: fx.IsError(pieces.parameter(), or_null=True),
}


EFFECTS = frozenset(_MAKERS)
"""The names of all effects."""


def _with_variants(effects: tuple[fx.Effect, ...]) -> tuple[fx.Effect, ...]:
    variant = ""
    for effect in effects:
        match effect:
            case fx.IrqSave() | fx.IrqRestore():
                variant = "irqsave"
            case fx.IrqOff() | fx.IrqOn():
                variant = "irq"
            case fx.BhOff() | fx.BhOn():
                variant = "bh"
    return tuple(replace(e, variant=variant) if isinstance(e, fx.Acquire | fx.Release) else e for e in effects)
