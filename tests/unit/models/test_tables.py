"""The bundled tables: complete, consistent, and right about what they say."""

from __future__ import annotations

import pytest

from lockscan.interproc.entries import place_of
from lockscan.locks.place import lock_class
from lockscan.models import effects as fx
from lockscan.models.effects_text import parse_effects
from lockscan.models.load import check_all, load
from lockscan.models.prototype import Signature
from lockscan.resources import rules_directory
from tests.unit.models.effect_text import with_parameter

MODELS = load()


def acquires(effects: tuple[fx.Effect, ...]) -> list[fx.Acquire]:
    return [effect for effect in effects if isinstance(effect, fx.Acquire)]


def test_every_row_is_well_formed() -> None:
    check_all(MODELS)


def test_there_are_more_than_the_floor() -> None:
    assert len(MODELS.functions) >= 450
    locking = [m for m in MODELS.functions.values() if any(isinstance(e, fx.Acquire | fx.Release) for e in m.effects)]
    assert len(locking) >= 330


def test_every_acquisition_can_be_undone() -> None:
    """For each kind, mode and variant that is acquired there is a function that releases just that."""
    guards = [(g.enter, g.leave) for g in MODELS.guards.values()]
    effects = [m.effects for m in MODELS.functions.values()]
    taken = {(a.kind, a.mode, a.variant): name for name, m in MODELS.functions.items() for a in acquires(m.effects)}
    given = {(e.kind, e.mode, e.variant) for es in effects for e in es if isinstance(e, fx.Release)}
    assert {key: name for key, name in taken.items() if key not in given} == {}
    for enter, leave in guards:
        released = {(e.lock, e.kind, e.mode, e.variant) for e in leave if isinstance(e, fx.Release)}
        assert {(e.lock, e.kind, e.mode, e.variant) for e in acquires(enter)} == released


def test_every_kind_of_lock_is_covered() -> None:
    kinds = {a.kind for m in MODELS.functions.values() for a in acquires(m.effects)}
    assert kinds == set(fx.Kind) - {fx.Kind.GLOBAL_IRQ}  # that one is what cli() takes: an effect of its own


def test_effects_survive_being_written_and_read_again() -> None:
    for model in MODELS.functions.values():
        prototype = model.prototype
        texts = [with_parameter(effect, prototype.parameters) for effect in model.effects]
        names = frozenset(t.name for e in model.effects for t in vars_of(e) if t.parameter == fx.GLOBAL)
        records = ["" for _ in prototype.parameters]
        for effect in model.effects:
            for target in vars_of(effect):
                if target.record:
                    records[target.parameter] = target.record
        assert parse_effects(texts, Signature(prototype, tuple(records), names)) == model.effects, prototype.name


def vars_of(effect: fx.Effect) -> list[fx.Target]:
    values = (getattr(effect, name, None) for name in ("lock", "flags", "source", "gfp", "queue"))
    return [value for value in values if isinstance(value, fx.Target)]


def test_contexts_that_are_no_plain_tasks_say_where_the_kernel_documents_them() -> None:
    missing = [
        f"{record}.{member}"
        for (record, member), models in MODELS.members.items()
        for model in models
        if model.entry.context is not fx.Context.TASK or model.entry.irqs_off
        if not model.entry.source
    ]
    assert missing == []


def test_registrations_and_calls_say_where_the_kernel_documents_them() -> None:
    missing = [
        name
        for name, model in MODELS.functions.items()
        if not model.source
        if model.calls or any(r.entry.context is not fx.Context.TASK for r in model.runs)
    ]
    assert missing == []


def test_every_function_can_be_found_by_its_name() -> None:
    text = "\n".join(path.read_text() for path in (rules_directory() / "models").glob("*.toml"))
    for name in MODELS.functions:
        assert f"{name}(" in text, name


def test_names_in_the_fast_sets_are_those_of_the_effects() -> None:
    models = MODELS.functions.items()
    assert MODELS.noreturn == {name for name, m in models if fx.NoReturn() in m.effects}
    assert set(MODELS.transparent) == {
        n for n, m in models if any(isinstance(e, fx.Transparent) and not e.is_errno for e in m.effects)
    }
    assert {"panic", "BUG"} <= MODELS.noreturn
    assert MODELS.transparent["unlikely"] == 0


FAMILY = ["spin_{}", "raw_spin_{}"]


@pytest.mark.parametrize("family", FAMILY)
def test_the_spinlock_families_are_whole(family: str) -> None:
    locks = ["lock", "lock_irq", "lock_irqsave", "lock_bh", "lock_nested", "lock_irqsave_nested", "lock_nest_lock"]
    tries = ["trylock", "trylock_irq", "trylock_irqsave", "trylock_bh"]
    parts = [*locks, *tries, "unlock", "unlock_irq", "unlock_irqrestore", "unlock_bh", "lock_init"]
    assert [p for p in parts if family.format(p) not in MODELS.functions] == []


@pytest.mark.parametrize("mode", ["read", "write"])
def test_the_rwlock_family_is_whole(mode: str) -> None:
    locks = ["lock", "lock_irq", "lock_irqsave", "lock_bh", "trylock"]
    parts = [*locks, "unlock", "unlock_irq", "unlock_irqrestore", "unlock_bh"]
    assert [p for p in parts if f"{mode}_{p}" not in MODELS.functions] == []


def test_a_trylock_touches_interrupts_only_when_it_succeeds() -> None:
    for name in ("spin_trylock_irqsave", "spin_trylock_irq", "spin_trylock_bh", "write_trylock_irqsave"):
        effects = MODELS.functions[name].effects
        assert {getattr(e, "when", None) for e in effects} == {fx.When.NONZERO}, name
        assert [a.is_try for a in acquires(effects)] == [True]


@pytest.mark.parametrize(
    ("name", "when", "is_try"),
    [
        ("mutex_lock", fx.When.ALWAYS, False),
        ("mutex_trylock", fx.When.NONZERO, True),
        ("mutex_lock_interruptible", fx.When.ZERO, False),
        ("mutex_lock_killable", fx.When.ZERO, False),
        ("down_trylock", fx.When.ZERO, True),
        ("down_interruptible", fx.When.ZERO, False),
        ("down_read_trylock", fx.When.NONZERO, True),
        ("atomic_dec_and_lock", fx.When.NONZERO, False),
        ("refcount_dec_and_mutex_lock", fx.When.NONZERO, False),
    ],
)
def test_when_a_lock_is_taken(name: str, when: fx.When, is_try: bool) -> None:
    (acquire,) = acquires(MODELS.functions[name].effects)
    assert (acquire.when, acquire.is_try) == (when, is_try)


def test_the_old_global_lock_and_its_local_kin() -> None:
    flags = fx.Target(0, "flags")
    effects = {name: MODELS.functions[name].effects for name in ("cli", "__cli", "save_flags_cli", "__save_flags")}
    assert effects == {
        "cli": (fx.GlobalIrqOff(),),
        "__cli": (fx.IrqOff(),),
        "save_flags_cli": (fx.GlobalFlagsSave(flags), fx.GlobalIrqOff()),
        "__save_flags": (fx.FlagsSave(flags),),
    }
    calls = {m.name for m in MODELS.mentions.values() if m.kind is fx.MentionKind.GLOBAL_IRQ_CALL}
    assert {"cli", "sti", "save_flags", "restore_flags", "save_flags_cli"} <= calls
    assert not any(name.startswith("__") for name in calls)
    assert all(name in MODELS.functions for name in calls)


def test_old_initialisers_have_their_replacements() -> None:
    spin, rw = MODELS.mentions["SPIN_LOCK_UNLOCKED"], MODELS.mentions["RW_LOCK_UNLOCKED"]
    assert spin.variable_fix.format(name="x", static="static ", target="") == "static DEFINE_SPINLOCK(x)"
    assert rw.variable_fix.format(name="x", static="", target="") == "DEFINE_RWLOCK(x)"
    assert spin.member_fix.format(name="", static="", target="d.lock") == "__SPIN_LOCK_UNLOCKED(d.lock)"
    assert rw.assignment_fix.format(name="", static="", target="d->lock") == "rwlock_init(&d->lock)"


def request(name: str) -> fx.Runs:
    return MODELS.functions[name].runs[0]


def test_interrupt_handlers_and_their_old_flags() -> None:
    runs = request("request_irq")
    assert (runs.entry.context, runs.line) == (fx.Context.HARDIRQ, fx.Line.IRQ)
    assert runs.entry.irqs_off
    assert runs.armed
    assert MODELS.functions["request_irq"].prototype.parameters[runs.handler] == "handler"
    by_flag = {flag: case.entry.irqs_off for case in reversed(runs.cases) for flag in case.flags}
    assert (by_flag["SA_INTERRUPT"], by_flag["IRQF_DISABLED"], by_flag["SA_SHIRQ"]) == (True, True, False)
    assert [case.entry.irqs_off for case in runs.cases if case.parameters == 3] == [False]
    interrupt_first = ["SA_INTERRUPT" in case.flags for case in runs.cases].index(True)
    assert interrupt_first < ["SA_SHIRQ" in case.flags for case in runs.cases].index(True)


def test_a_threaded_interrupt_has_two_contexts() -> None:
    for name in ("request_threaded_irq", "devm_request_threaded_irq"):
        names = MODELS.functions[name].prototype.parameters
        contexts = {names[r.handler]: r.entry.context for r in MODELS.functions[name].runs}
        assert contexts == {"handler": fx.Context.HARDIRQ, "thread_fn": fx.Context.TASK}


@pytest.mark.parametrize(
    ("name", "context", "line", "is_armed"),
    [
        ("timer_setup", fx.Context.SOFTIRQ, fx.Line.TIMER, False),
        ("setup_timer", fx.Context.SOFTIRQ, fx.Line.TIMER, False),
        ("hrtimer_setup", fx.Context.HARDIRQ, fx.Line.TIMER, False),
        ("tasklet_init", fx.Context.SOFTIRQ, fx.Line.TASKLET, False),
        ("netif_napi_add", fx.Context.SOFTIRQ, fx.Line.NAPI, False),
        ("INIT_WORK", fx.Context.TASK, fx.Line.WORK, False),
        ("kthread_run", fx.Context.TASK, fx.Line.THREAD, True),
        ("init_bh", fx.Context.SOFTIRQ, fx.Line.TASKLET, False),
        ("call_rcu", fx.Context.SOFTIRQ, fx.Line.OTHER, True),
        ("smp_call_function_single", fx.Context.HARDIRQ, fx.Line.OTHER, True),
        ("usb_fill_bulk_urb", fx.Context.HARDIRQ, fx.Line.OTHER, False),
    ],
)
def test_registrations(name: str, context: fx.Context, line: fx.Line, is_armed: bool) -> None:
    runs = request(name)
    assert (runs.entry.context, runs.line, runs.armed, runs.is_direct) == (context, line, is_armed, False)


@pytest.mark.parametrize("line", sorted(set(fx.Line) - {fx.Line.OTHER, fx.Line.QUEUE}, key=lambda line: line.value))
def test_what_is_armed_can_be_quieted(line: fx.Line) -> None:
    effects = [e for m in MODELS.functions.values() for e in m.effects]
    assert any(isinstance(e, fx.Arms) and e.line is line for e in effects)
    assert any(isinstance(e, fx.Quiets) and e.line is line and e.waits for e in effects)


def test_walkers_call_back_before_they_return() -> None:
    assert request("driver_for_each_device").is_direct
    assert request("bus_for_each_dev").is_direct


@pytest.mark.parametrize(
    ("record", "member", "contexts", "irqs_off"),
    [
        ("net_device_ops", "ndo_start_xmit", {fx.Context.SOFTIRQ}, False),
        ("net_device_ops", "ndo_set_rx_mode", {fx.Context.TASK, fx.Context.SOFTIRQ}, False),
        ("net_device_ops", "ndo_open", {fx.Context.TASK}, False),
        ("irq_chip", "irq_mask", {fx.Context.TASK, fx.Context.HARDIRQ}, True),
        ("irq_chip", "irq_set_type", {fx.Context.TASK}, True),
        ("snd_pcm_ops", "trigger", {fx.Context.TASK}, True),
        ("uart_ops", "start_tx", {fx.Context.TASK}, True),
        ("dma_device", "device_issue_pending", {fx.Context.TASK, fx.Context.SOFTIRQ}, False),
        ("clk_ops", "enable", {fx.Context.TASK}, True),
        ("clk_ops", "prepare", {fx.Context.TASK}, False),
        ("hrtimer", "function", {fx.Context.HARDIRQ}, True),
        ("timer_list", "function", {fx.Context.SOFTIRQ}, False),
        ("urb", "complete", {fx.Context.HARDIRQ}, True),
        ("file_operations", "read", {fx.Context.TASK}, False),
        ("irq_chip", "irq_get_irqchip_state", {fx.Context.TASK}, True),
        ("irq_chip", "irq_bus_lock", {fx.Context.TASK}, False),
        ("ieee80211_ops", "sta_notify", {fx.Context.SOFTIRQ}, False),
        ("ieee80211_ops", "sta_state", {fx.Context.TASK}, False),
        ("atmdev_ops", "send", {fx.Context.TASK, fx.Context.SOFTIRQ}, False),
        ("input_handler", "event", {fx.Context.HARDIRQ}, True),
        ("uart_port", "rs485_config", {fx.Context.TASK}, True),
        ("hv_ops", "put_chars", {fx.Context.TASK}, True),
        ("virtio_driver", "config_changed", {fx.Context.HARDIRQ}, True),
        ("virtqueue_info", "callback", {fx.Context.HARDIRQ}, True),
        ("xfrmdev_ops", "xdo_dev_state_delete", {fx.Context.TASK}, False),
        ("tcf_proto_ops", "classify", {fx.Context.SOFTIRQ}, False),
        ("tcf_proto_ops", "change", {fx.Context.TASK}, False),
        ("ieee802154_ops", "xmit_async", {fx.Context.SOFTIRQ}, False),
        ("hdlc_proto", "start", {fx.Context.TASK}, True),
        ("iucv_handler", "message_pending", {fx.Context.SOFTIRQ}, False),
        ("ufs_hba_variant_ops", "setup_xfer_req", {fx.Context.TASK}, True),
        ("ufs_hba_variant_ops", "suspend", {fx.Context.TASK}, False),
        ("drm_simple_display_pipe_funcs", "enable_vblank", {fx.Context.TASK}, True),
        ("dma_fence_cb", "func", {fx.Context.HARDIRQ}, True),
        ("gpio_irq_chip", "parent_handler", {fx.Context.HARDIRQ}, True),
        ("dma_fence_ops", "release", {fx.Context.TASK, fx.Context.HARDIRQ}, None),
    ],
)
def test_callbacks(record: str, member: str, contexts: set[fx.Context], irqs_off: bool | None) -> None:
    """`irqs_off` None: not the same in all contexts."""
    models = MODELS.members[record, member]
    assert {m.entry.context for m in models} == contexts
    assert {m.entry.irqs_off for m in models} == ({False, True} if irqs_off is None else {irqs_off})


@pytest.mark.parametrize(
    ("record", "member", "held"),
    [
        ("uart_ops", "start_tx", "struct uart_port.lock"),
        ("uart_port", "rs485_config", "struct uart_port.lock"),
        ("net_device_ops", "ndo_set_rx_mode", "struct net_device.addr_list_lock"),
        ("net_device_ops", "ndo_open", "rtnl"),
        ("macsec_ops", "mdo_add_secy", "rtnl"),
        ("cfg80211_ops", "scan", "struct wiphy.mtx"),
        ("net_device_ops", "ndo_tx_timeout", "struct net_device.tx_global_lock"),
        ("tty_port_operations", "activate", "struct tty_port.mutex"),
        ("xfrmdev_ops", "xdo_dev_state_delete", "struct xfrm_state.lock"),
        ("virtio_driver", "config_changed", "struct virtio_device.config_lock"),
        ("scsi_host_template", "queuecommand", "rcu_lock"),
    ],
)
def test_what_the_caller_holds(record: str, member: str, held: str) -> None:
    for model in MODELS.members[record, member]:
        assert [lock_class(place_of(lock.lock), MODELS.containers) for lock in model.entry.holds] == [held]


def test_hotplug_states_of_the_starting_section_run_with_irqs_off() -> None:
    for runs in MODELS.functions["cpuhp_setup_state"].runs:
        (starting,) = runs.cases
        assert (starting.entry.irqs_off, runs.entry.irqs_off) == (True, False)
        assert "CPUHP_AP_IRQ_GIC_STARTING" in starting.flags
        assert "CPUHP_AP_ONLINE_DYN" not in starting.flags


def test_noirq_callbacks_run_when_no_handler_can() -> None:
    assert MODELS.members["dev_pm_ops", "resume_noirq"][0].entry.phase is fx.Phase.INIT
    assert MODELS.members["dev_pm_ops", "resume"][0].entry.phase is fx.Phase.RUN


def test_an_old_queuecommand_is_known_by_its_first_parameter() -> None:
    (model,) = MODELS.members["scsi_host_template", "queuecommand"]
    (old,) = model.cases
    assert (old.first, old.entry.irqs_off, model.entry.irqs_off) == ("scsi_cmnd", True, False)


def entries(name: str) -> set[tuple[str, fx.Context, bool, tuple[str, ...]]]:
    """What a registration of a record says about the function stored in it."""
    runs = MODELS.functions[name].runs
    return {(r.member, r.entry.context, r.entry.irqs_off, tuple(a.lock.name for a in r.entry.holds)) for r in runs}


def test_the_chain_of_a_notifier_decides_how_it_runs() -> None:
    task, softirq, member = fx.Context.TASK, fx.Context.SOFTIRQ, "notifier_call"
    assert entries("register_netdevice_notifier") == {(member, task, False, ("rtnl",))}
    assert entries("register_reboot_notifier") == {(member, task, False, ())}
    both = {(member, task, False, ("rcu_lock",)), (member, softirq, False, ("rcu_lock",))}
    assert entries("register_netevent_notifier") == entries("register_inet6addr_notifier") == both
    (panic,) = request("atomic_notifier_chain_register").cases
    assert panic.entry.irqs_off
    assert {"notifier_call", "function"} <= MODELS.decided


def test_the_mode_of_an_hrtimer_decides_how_it_runs() -> None:
    runs = request("hrtimer_init")
    assert (runs.member, runs.entry.context) == ("function", fx.Context.HARDIRQ)
    (soft,) = runs.cases
    assert soft.entry.context is fx.Context.SOFTIRQ
    assert "HRTIMER_MODE_REL_SOFT" in soft.flags


def test_a_nonatomic_pcm_is_told_by_a_member_set_elsewhere() -> None:
    assert MODELS.switches == {"nonatomic", "queuecommand_may_block", "BLK_MQ_F_BLOCKING"}
    for key in (("snd_pcm_ops", "trigger"), ("snd_soc_dai_ops", "trigger"), ("snd_soc_component_driver", "pointer")):
        assert [model.unless_set for model in MODELS.members[key]] == ["nonatomic"]


def test_phases_of_a_driver() -> None:
    assert MODELS.members["platform_driver", "probe"][0].entry.phase is fx.Phase.INIT
    assert MODELS.members["platform_driver", "remove"][0].entry.phase is fx.Phase.TEARDOWN
    assert MODELS.roots["__init"].phase is MODELS.roots["init_module"].phase is fx.Phase.INIT
    assert MODELS.roots["cleanup_module"].phase is fx.Phase.TEARDOWN


def test_an_interrupt_handler_reaches_trigger_through_the_pcm_core() -> None:
    members = {(c.record, c.member) for c in MODELS.functions["snd_pcm_stop"].calls}
    assert ("snd_soc_dai_ops", "trigger") in members
    assert members <= set(MODELS.members)


def test_calls_lead_to_members_that_are_known() -> None:
    for name, model in MODELS.functions.items():
        for call in model.calls:
            assert (call.record, call.member) in MODELS.members, name


def test_guards_say_what_their_lock_functions_say() -> None:
    """guard(spinlock_irqsave) takes what spin_lock_irqsave() takes, with the hidden variable for the flags."""
    pairs = {
        "spinlock_irqsave": "spin_lock_irqsave",
        "spinlock_irq": "spin_lock_irq",
        "spinlock_bh": "spin_lock_bh",
        "raw_spinlock": "raw_spin_lock",
        "read_lock_irqsave": "read_lock_irqsave",
        "write_lock": "write_lock",
        "mutex": "mutex_lock",
        "rwsem_read": "down_read",
        "device": "device_lock",
        "irqsave": "local_irq_save",
        "rcu": "rcu_read_lock",
    }
    for guard, function in pairs.items():
        if guard == "rwsem_read":  # the parameter has another name there
            assert [a.mode for a in acquires(MODELS.guards[guard].enter)] == [fx.Mode.READ]
        else:
            assert MODELS.guards[guard].enter == MODELS.functions[function].effects


def test_conditional_guards_are_marked() -> None:
    for name, guard in MODELS.guards.items():
        conditional = any(a.when is not fx.When.ALWAYS for a in acquires(guard.enter))
        assert guard.is_try is conditional, name


def test_lock_types() -> None:
    assert MODELS.lock_types["spinlock_t"].kind is fx.Kind.SPINLOCK
    assert MODELS.lock_types["mutex"].kind is fx.Kind.MUTEX
    assert {"READ_ONCE", "rcu_dereference"} <= MODELS.lockless
    assert {"sk_buff_head", "wait_queue_head", "completion"} <= MODELS.containers
