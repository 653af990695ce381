"""Writes an effect as a model row would: the inverse of the parser, for round trips."""

from __future__ import annotations

from lockscan.models import effects as fx


def target_text(target: fx.Target) -> str:
    text = target.name
    for step in target.steps:
        if step is fx.Via.DEREF:
            text = f"(*{text})"
        elif step is fx.Via.ADDRESS:
            text = f"(&{text})"
        else:
            text = f"{text}.{step}"
    return text


def effect_text(effect: fx.Effect) -> str:
    when = getattr(effect, "when", fx.When.ALWAYS)
    suffix = "" if when is fx.When.ALWAYS else f" when {when.value}"
    return _head(effect) + suffix


def _head(effect: fx.Effect) -> str:
    match effect:
        case fx.Acquire(lock=lock, kind=kind, mode=mode, is_try=is_try, is_nested=is_nested):
            options = [kind.value, mode.value, "try" if is_try else "waits", *(["nested"] if is_nested else [])]
            return f"acquire({', '.join([target_text(lock), *options])})"
        case fx.Release(lock=lock, kind=kind, mode=mode):
            return f"release({', '.join([target_text(lock), kind.value, *([mode.value] if mode else [])])})"
        case fx.AssertHeld(lock=lock, kind=kind, mode=mode):
            words = [word.value for word in (kind, mode) if word is not None]
            return f"assert_held({', '.join([target_text(lock), *words])})"
        case fx.Initialises(lock=lock, kind=kind):
            return f"initialises({target_text(lock)}, {kind.value})"
        case fx.Arms(line=line, source=source):
            return f"arms({line.value}, {target_text(source)})"
        case fx.Quiets(line=line, source=source, waits=waits):
            return f"quiets({line.value}, {target_text(source)})" + ("" if waits else " nowait")
        case fx.WaitsFor(line=line, source=source):
            return f"waits_for({line.value}, {target_text(source)})"
        case fx.Queues(source=source, queue=queue):
            return f"queues({target_text(source)}, {target_text(queue)})"
        case fx.MaySleep(gfp=gfp):
            bare = f"may_sleep({target_text(gfp)})" if gfp else "may_sleep"
            return f"{bare} unless {effect.unless}" if effect.unless else bare
    return _plain_head(effect)


_WITH_FLAGS = {
    fx.IrqSave: "irq_save",
    fx.FlagsSave: "flags_save",
    fx.IrqRestore: "irq_restore",
    fx.GlobalFlagsSave: "global_flags_save",
    fx.GlobalFlagsRestore: "global_flags_restore",
}
_BARE = {
    fx.IrqOff: "irq_off",
    fx.IrqOn: "irq_on",
    fx.BhOff: "bh_off",
    fx.BhOn: "bh_on",
    fx.PreemptOff: "preempt_off",
    fx.PreemptOn: "preempt_on",
    fx.GlobalIrqOff: "global_irq_off",
    fx.GlobalIrqOn: "global_irq_on",
    fx.AssertIrqsOff: "assert_irqs_off",
    fx.TellsMaySleep: "tells_may_sleep",
    fx.NoReturn: "noreturn",
    fx.ReturnsZero: "returns_zero",
    fx.Probe: "probe",
}


def _plain_head(effect: fx.Effect) -> str:
    if type(effect) in _BARE:
        return _BARE[type(effect)]
    if type(effect) in _WITH_FLAGS:
        return f"{_WITH_FLAGS[type(effect)]}({target_text(effect.flags)})"  # type: ignore[union-attr] -- by the table
    raise AssertionError(f"no text for {effect}")


def with_parameter(effect: fx.Effect, parameters: tuple[str, ...]) -> str:
    """The text of any effect; those that speak of a parameter need the names."""
    match effect:
        case fx.Transparent(parameter=index, is_errno=is_errno):
            return f"{'error_pointer' if is_errno else 'transparent'}({parameters[index]})"
        case fx.Accessor(parameter=index):
            return f"accessor({parameters[index]})"
        case fx.IsError(parameter=index, or_null=or_null):
            return f"{'is_error_or_null' if or_null else 'is_error'}({parameters[index]})"
    return effect_text(effect)
