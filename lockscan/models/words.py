"""The fixed words of the model tables: contexts, kinds of lock, conditions, sources of asynchronous calls."""

from __future__ import annotations

from enum import Enum


class Context(Enum):
    """What kind of code is running; ordered as the kernel's preempt count is."""

    TASK = "task"
    SOFTIRQ = "softirq"
    HARDIRQ = "hardirq"


class Mode(Enum):
    """How a lock is held: by many readers, or by one writer."""

    READ = "read"
    WRITE = "write"


class Kind(Enum):
    """Kinds of lock. `is_atomic`: the holder may not sleep. `is_irq_aware`: handlers may take it (irq rules apply)."""

    SPINLOCK = "spinlock"
    RAW_SPINLOCK = "raw_spinlock"
    BIT_SPINLOCK = "bit_spinlock"
    RWLOCK = "rwlock"
    SEQLOCK = "seqlock"
    LOCAL_LOCK = "local_lock"
    MUTEX = "mutex"
    RT_MUTEX = "rt_mutex"
    WW_MUTEX = "ww_mutex"
    RWSEM = "rwsem"
    SEMAPHORE = "semaphore"
    PERCPU_RWSEM = "percpu_rwsem"
    RCU = "rcu"
    SRCU = "srcu"
    SOCKET = "socket"  # lock_sock()
    CLAIM = "claim"  # ownership that must be given back, such as sdio_claim_host()
    BIG_KERNEL_LOCK = "big_kernel_lock"
    GLOBAL_IRQ = "global_irq"  # what cli() takes on an SMP kernel before 2.5.28

    @property
    def is_atomic(self) -> bool:
        return self in _ATOMIC

    @property
    def is_irq_aware(self) -> bool:
        return self in _IRQ_AWARE

    @property
    def is_sleeping(self) -> bool:
        """May taking it put the caller to sleep? (trylocks never do)"""
        return self in _SLEEPING

    @property
    def is_recursive(self) -> bool:
        """May the holder take it again?"""
        return self in _RECURSIVE

    @property
    def needs_initialiser(self) -> bool:
        """Does its owner have to set it up?"""
        return self not in _READY_MADE


_IRQ_AWARE = frozenset(
    {Kind.SPINLOCK, Kind.RAW_SPINLOCK, Kind.BIT_SPINLOCK, Kind.RWLOCK, Kind.SEQLOCK, Kind.LOCAL_LOCK}
)
_ATOMIC = _IRQ_AWARE | {Kind.RCU}
_SLEEPING = frozenset(
    {
        Kind.MUTEX,
        Kind.RT_MUTEX,
        Kind.WW_MUTEX,
        Kind.RWSEM,
        Kind.SEMAPHORE,
        Kind.PERCPU_RWSEM,
        Kind.SOCKET,
        Kind.CLAIM,
    }
)
_READY_MADE = frozenset({Kind.BIT_SPINLOCK, Kind.RCU, Kind.SOCKET, Kind.CLAIM, Kind.BIG_KERNEL_LOCK, Kind.GLOBAL_IRQ})
_RECURSIVE = frozenset({Kind.RCU, Kind.SRCU, Kind.CLAIM, Kind.BIG_KERNEL_LOCK, Kind.GLOBAL_IRQ})


class When(Enum):
    """On which results of the call the effect happens."""

    ALWAYS = "always"
    ZERO = "zero"
    NONZERO = "nonzero"
    NEGATIVE = "negative"


class Via(Enum):
    """One step from a value to another."""

    DEREF = "deref"
    ADDRESS = "address"


class Line(Enum):
    """What kind of source of asynchronous calls is armed or quieted."""

    IRQ = "irq"
    TIMER = "timer"
    TASKLET = "tasklet"
    WORK = "work"
    NAPI = "napi"
    THREAD = "thread"
    ATTRIBUTE = "attribute"  # a file of sysfs, whose removal waits for callbacks that are running
    QUEUE = "queue"  # all work that is put on it
    OTHER = "other"


class Phase(Enum):
    """When in a driver's life a root runs; decides whether handlers can come while it does."""

    INIT = "init"  # module_init, probe
    RUN = "run"
    TEARDOWN = "teardown"  # module_exit, remove


class MentionKind(Enum):
    """What finding a marked name in the text means."""

    SPINLOCK_INITIALISER = "spinlock-initialiser"
    RWLOCK_INITIALISER = "rwlock-initialiser"
    GLOBAL_IRQ_CALL = "global-irq-call"
