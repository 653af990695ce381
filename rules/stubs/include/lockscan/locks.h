/*
 * Lock types, their initialisers of all ages, and guards. Each lock has one field that its initialisers set, so
 * that an initialised lock can be told from a zeroed one. The functions on locks are not declared.
 */
#ifndef __LOCKSCAN_LOCKS_H
#define __LOCKSCAN_LOCKS_H

typedef struct spinlock { int __lockscan_initialised; } spinlock_t;
typedef struct raw_spinlock { int __lockscan_initialised; } raw_spinlock_t;
typedef struct { int __lockscan_initialised; } arch_spinlock_t, arch_rwlock_t, local_lock_t, seqcount_spinlock_t;
typedef struct { int __lockscan_initialised; } seqcount_mutex_t, seqcount_rwlock_t, seqcount_raw_spinlock_t, lockref_t;
typedef struct { int __lockscan_initialised; } seqcount_ww_mutex_t, seqcount_latch_t;
typedef struct rwlock { int __lockscan_initialised; } rwlock_t;
typedef struct seqcount { unsigned int sequence; } seqcount_t;
typedef struct seqlock { seqcount_t seqcount; spinlock_t lock; int __lockscan_initialised; } seqlock_t;
typedef struct wait_queue_head {
	spinlock_t lock;
	struct list_head head, task_list;
	int __lockscan_initialised;
} wait_queue_head_t;
struct mutex { int __lockscan_initialised; struct task_struct *owner; spinlock_t wait_lock; struct list_head wait_list; };
struct rt_mutex { int __lockscan_initialised; };
struct ww_class { int __lockscan_initialised; };
struct ww_acquire_ctx { struct task_struct *task; struct ww_class *ww_class; };
struct ww_mutex { struct mutex base; struct ww_acquire_ctx *ctx; int __lockscan_initialised; };
struct rw_semaphore { int __lockscan_initialised; };
struct percpu_rw_semaphore { int __lockscan_initialised; };
struct semaphore { int __lockscan_initialised; unsigned int count; wait_queue_head_t wait; struct list_head wait_list; };
struct completion { unsigned int done; wait_queue_head_t wait; int __lockscan_initialised; };
struct srcu_struct { int __lockscan_initialised; };
struct lockref { spinlock_t lock; int count; };
struct lockdep_map { const char *name; void *key; };
struct hwspinlock;
struct u64_stats_sync { seqcount_t seq; };
struct swait_queue_head { raw_spinlock_t lock; struct list_head task_list; };
typedef struct wait_queue_entry {
	unsigned int flags;
	void *private;
	int (*func)();
	struct list_head entry, task_list;
	struct task_struct *task;
} wait_queue_entry_t, wait_queue_t;
#define wait_queue_func_t int *

#define __lockscan_initialiser { .__lockscan_initialised = 1 }
#define __SPIN_LOCK_UNLOCKED(name) (spinlock_t)__lockscan_initialiser
#define __SPIN_LOCK_INITIALIZER(name) __lockscan_initialiser
#define __RAW_SPIN_LOCK_UNLOCKED(name) (raw_spinlock_t)__lockscan_initialiser
#define __RW_LOCK_UNLOCKED(name) (rwlock_t)__lockscan_initialiser
#define __ARCH_SPIN_LOCK_UNLOCKED __lockscan_initialiser
#define __SEQLOCK_UNLOCKED(name) __lockscan_initialiser
#define SEQCNT_ZERO(name) { 0 }
#define SEQCNT_SPINLOCK_ZERO(name, lock) __lockscan_initialiser
#define SEQCNT_MUTEX_ZERO(name, lock) __lockscan_initialiser
#define SEQCNT_RWLOCK_ZERO(name, lock) __lockscan_initialiser
#define __MUTEX_INITIALIZER(name) __lockscan_initialiser
#define __RT_MUTEX_INITIALIZER(name) __lockscan_initialiser
#define __RWSEM_INITIALIZER(name) __lockscan_initialiser
#define __WW_MUTEX_INITIALIZER(name, class) __lockscan_initialiser
#define __SEMAPHORE_INITIALIZER(name, n) { .__lockscan_initialised = 1, .count = (n) }
#define __WAIT_QUEUE_HEAD_INITIALIZER(name) (wait_queue_head_t)__lockscan_initialiser
#define __WAITQUEUE_INITIALIZER(name, tsk) { .private = (tsk) }
#define __COMPLETION_INITIALIZER(name) __lockscan_initialiser
#define COMPLETION_INITIALIZER(name) __lockscan_initialiser
#define COMPLETION_INITIALIZER_ONSTACK(name) __lockscan_initialiser
#define __SRCU_STRUCT_INIT(name) __lockscan_initialiser
#define INIT_LOCAL_LOCK(name) __lockscan_initialiser
#define SPIN_LOCK_UNLOCKED (spinlock_t)__lockscan_initialiser
#define RW_LOCK_UNLOCKED (rwlock_t)__lockscan_initialiser
#define RAW_SPIN_LOCK_UNLOCKED (raw_spinlock_t)__lockscan_initialiser
#define SEQLOCK_UNLOCKED (seqlock_t)__lockscan_initialiser
#define SEQCNT_UNLOCKED (seqcount_t){ 0 }
#define MUTEX ((struct semaphore){ .__lockscan_initialised = 1, .count = 1 })
#define MUTEX_LOCKED ((struct semaphore){ .__lockscan_initialised = 1, .count = 0 })

#define DEFINE_SPINLOCK(x) spinlock_t x = __lockscan_initialiser
#define DEFINE_RAW_SPINLOCK(x) raw_spinlock_t x = __lockscan_initialiser
#define DEFINE_RWLOCK(x) rwlock_t x = __lockscan_initialiser
#define DEFINE_SEQLOCK(x) seqlock_t x = __lockscan_initialiser
#define DEFINE_MUTEX(x) struct mutex x = __lockscan_initialiser
#define DEFINE_RT_MUTEX(x) struct rt_mutex x = __lockscan_initialiser
#define DEFINE_WW_CLASS(x) struct ww_class x = __lockscan_initialiser
#define DEFINE_WD_CLASS(x) struct ww_class x = __lockscan_initialiser
#define DEFINE_WW_MUTEX(x, c) struct ww_mutex x = __lockscan_initialiser
#define DEFINE_SEMAPHORE(x, n...) struct semaphore x = __lockscan_initialiser
#define DECLARE_MUTEX(x) struct semaphore x = __lockscan_initialiser
#define DECLARE_MUTEX_LOCKED(x) struct semaphore x = __lockscan_initialiser
#define __DECLARE_SEMAPHORE_GENERIC(x, n) struct semaphore x = __lockscan_initialiser
#define DECLARE_RWSEM(x) struct rw_semaphore x = __lockscan_initialiser
#define DEFINE_PERCPU_RWSEM(x) struct percpu_rw_semaphore x = __lockscan_initialiser
#define DEFINE_STATIC_PERCPU_RWSEM(x) static struct percpu_rw_semaphore x = __lockscan_initialiser
#define DEFINE_SRCU(x) struct srcu_struct x = __lockscan_initialiser
#define DEFINE_STATIC_SRCU(x) static struct srcu_struct x = __lockscan_initialiser
#define DECLARE_WAIT_QUEUE_HEAD(x) wait_queue_head_t x = __lockscan_initialiser
#define DECLARE_WAIT_QUEUE_HEAD_ONSTACK(x) wait_queue_head_t x = __lockscan_initialiser
#define DECLARE_SWAIT_QUEUE_HEAD(x) struct swait_queue_head x
#define DECLARE_WAITQUEUE(x, tsk) wait_queue_entry_t x = { .private = (void *)(tsk) }
#define DEFINE_WAIT(x) wait_queue_entry_t x = { .private = (void *)0 }
#define DEFINE_WAIT_FUNC(x, f) wait_queue_entry_t x = { .func = (void *)(f) }
#define DECLARE_COMPLETION(x) struct completion x = __lockscan_initialiser
#define DECLARE_COMPLETION_ONSTACK(x) struct completion x = __lockscan_initialiser
#define DECLARE_COMPLETION_ONSTACK_MAP(x, m) struct completion x = __lockscan_initialiser
#define DEFINE_HWSPINLOCK(x) struct hwspinlock *x

/* Guards: the front end turns calls of __lockscan_guard_NAME into guard statements. */
#define guard(name) __lockscan_guard_##name
#define scoped_guard(name, args...) \
	for (int __lockscan_scope = __lockscan_guard_##name(args); __lockscan_scope; __lockscan_scope = 0)
#define scoped_cond_guard(name, fail, args...) \
	for (int __lockscan_cond = __lockscan_guard_##name(args);;) if (!__lockscan_cond) { fail; } else
#define __lockscan_define_guard(name, type, enter, leave) \
	static inline void __lockscan_guard_##name(type _T) { enter; } \
	static inline void __lockscan_unguard_##name(type _T) { leave; }
#define DEFINE_GUARD(name, type, enter, leave) __lockscan_define_guard(name, type, enter, leave)
#define DEFINE_GUARD_COND(name, ext, try...) struct __lockscan_unused;
#define DEFINE_LOCK_GUARD_1(name, type, enter, leave, members...) \
	struct __lockscan_lockguard_##name { type *lock; members; }; \
	__lockscan_define_guard(name, struct __lockscan_lockguard_##name *, enter, leave)
#define DEFINE_LOCK_GUARD_1_COND(name, ext, try...) struct __lockscan_unused;
#define DEFINE_LOCK_GUARD_0(name, enter, leave, members...) \
	struct __lockscan_lockguard_##name { void *lock; members; }; \
	__lockscan_define_guard(name, struct __lockscan_lockguard_##name *, enter, leave)
#define DEFINE_FREE(name, type, free) static inline void __lockscan_free_##name(type _T) { free; }
#define DEFINE_CLASS(name, type, exit, init, args...) \
	typedef type class_##name##_t; \
	static inline void __lockscan_unclass_##name(class_##name##_t _T) { exit; } \
	static inline class_##name##_t __lockscan_class_##name(args) { class_##name##_t t = init; return t; }
#define EXTEND_CLASS(name, ext, init, args...) struct __lockscan_unused;
#define CLASS(name, var) class_##name##_t var = __lockscan_class_##name
#define no_free_ptr(p) (p)
#define return_ptr(p) return (p)
#define retain_and_null_ptr(p) ((void)(p))

#endif
