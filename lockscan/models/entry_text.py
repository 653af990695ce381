"""Reads how a callback is entered: `"hardirq"`, `"softirq, irqs off"`, `"task, init"`, and the keys around it."""

from __future__ import annotations

from collections.abc import Mapping

from lockscan.models.effects import Context, Entry, Phase
from lockscan.models.effects_text import EffectError, parse_held, suggestion
from lockscan.models.prototype import Signature

_SWITCHES = {"irqs off": ("irqs_off", True), "irqs on": ("irqs_off", False), "bh off": ("bh_off", True)}
_LABELS = {Context.HARDIRQ: "interrupt handler", Context.SOFTIRQ: "softirq handler", Context.TASK: "task"}
_ANYWHERE, _RARELY = "anywhere", "rarely"
_WORDS = [*(c.value for c in Context), *_SWITCHES, *(p.value for p in Phase), _ANYWHERE, _RARELY]


def parse_entry(text: str, keys: Mapping[str, object], signature: Signature, label: str = "") -> Entry:
    """`keys` may hold `label`, `holds` and `source`. A hardirq has irqs and bottom halves off unless told otherwise."""
    context: Context | None = None
    switches: dict[str, bool] = {}
    phase, is_anywhere, is_rare = Phase.RUN, False, False
    for word in (piece.strip() for piece in text.split(",")):
        if word in _SWITCHES:
            name, value = _SWITCHES[word]
            switches[name] = value
        elif word == _ANYWHERE:
            is_anywhere = True
        elif word == _RARELY:
            is_rare = True
        elif word in {p.value for p in Phase}:
            phase = Phase(word)
        elif word in {c.value for c in Context} and context is None:
            context = Context(word)
        else:
            raise EffectError(f"unknown context '{word}'{suggestion(word, _WORDS)}")
    if context is None:
        raise EffectError(f"'{text}' names no context (task, softirq or hardirq)")
    return Entry(
        context,
        irqs_off=switches.get("irqs_off", context is Context.HARDIRQ),
        bh_off=switches.get("bh_off", context is not Context.TASK),
        holds=tuple(parse_held(held, signature) for held in _texts(keys, "holds")),
        phase=phase,
        label=_text(keys, "label") or label or _LABELS[context],
        source=_text(keys, "source"),
        is_anywhere=is_anywhere,
        is_rare=is_rare,
    )


def _text(keys: Mapping[str, object], key: str) -> str:
    value = keys.get(key, "")
    if not isinstance(value, str):
        raise EffectError(f"'{key}' must be a string")
    return value


def _texts(keys: Mapping[str, object], key: str) -> list[str]:
    value = keys.get(key, [])
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise EffectError(f"'{key}' must be a list of strings")
    return value
