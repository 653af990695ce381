/* Attributes and compiler macros. Those that say something about locks or about a function's life stay visible. */
#ifndef __LOCKSCAN_COMPILER_H
#define __LOCKSCAN_COMPILER_H

#define __lockscan_note(text) __attribute__((annotate(text)))

/* Lock annotations; the argument is dropped, since it may name things that no header declares. */
#define __must_hold(x...) __lockscan_note("__must_hold")
#define __must_hold_shared(x...) __lockscan_note("__must_hold")
#define __acquires(x...) __lockscan_note("__acquires")
#define __acquires_shared(x...) __lockscan_note("__acquires")
#define __cond_acquires(x...) __lockscan_note("__cond_acquires")
#define __releases(x...) __lockscan_note("__releases")
#define __releases_shared(x...) __lockscan_note("__releases")
#define __guarded_by(x...) __lockscan_note("__guarded_by")
#define __pt_guarded_by(x...)
#define __acquire(x) ((void)0)
#define __release(x) ((void)0)
#define __cond_lock(x, c) (c)

/* Sections. */
#define __init __lockscan_note("__init")
#define __exit __lockscan_note("__exit")
#define __devinit __lockscan_note("__devinit")
#define __devexit __lockscan_note("__devexit")
#define __cpuinit __lockscan_note("__cpuinit")
#define __cpuexit __lockscan_note("__cpuexit")
#define __meminit __lockscan_note("__meminit")
#define __meminit_refok
#define __net_init __lockscan_note("__init")
#define __net_exit __lockscan_note("__exit")
#define __init_or_module __lockscan_note("__init")
#define __init_refok
#define __initdata
#define __initconst
#define __initrodata
#define __initdata_or_module
#define __initconst_or_module
#define __exitdata
#define __exitused
#define __exit_p(x) (x)
#define __devinitdata
#define __devinitconst
#define __devexitdata
#define __devexit_p(x) (x)
#define __cpuinitdata
#define __meminitdata
#define __net_initdata
#define __ref
#define __refdata
#define __refconst
#define __read_mostly
#define __ro_after_init
#define __section(x...)
#define __latent_entropy
#define __init_text
#define __initfunc(x) x
#define __initfunc_or_module(x) x
#define __visible
#define __cpuidle
#define __irq_entry
#define __sched
#define __kprobes
#define __lockfunc
#define __noinitretpoline
#define __init_memblock
#define __page_aligned_data
#define __page_aligned_bss
#define __nosavedata
#define __mach_init

/* Address spaces and checker marks. */
#define __user
#define __kernel
#define __iomem
#define __percpu
#define __rcu
#define __force
#define __nocast
#define __bitwise
#define __bitwise__
#define __private
#define __safe
#define __chk_user_ptr(x) ((void)0)
#define __chk_io_ptr(x) ((void)0)
#define __designated_init
#define __randomize_layout
#define __no_randomize_layout
#define __counted_by(x)
#define __counted_by_le(x)
#define __counted_by_be(x)
#define __element_count(x)
#define __nonstring
#define __user_cast

/* Compiler attributes. */
#define __packed __attribute__((packed))
#define __aligned(x)
#define __aligned_largest
#define ____cacheline_aligned
#define ____cacheline_aligned_in_smp
#define ____cacheline_internodealigned_in_smp
#define __cacheline_aligned
#define __cacheline_aligned_in_smp
#define __cacheline_group_begin(x)
#define __cacheline_group_end(x)
#define ___cacheline_aligned
#define __printf(a, b)
#define __scanf(a, b)
#define __gnu_printf(a, b)
#define __format_arg(x)
#define __always_inline inline
#define __always_inline__ inline
#define __forceinline inline
#define INLINE inline
#define noinline
#define __noinline
#define noinline_for_stack
#define noinline_for_kasan
#define __flatten
#define notrace
#define nokprobe_inline inline
#define __always_unused
#define __maybe_unused
#define __attribute_used__
#define __attribute_const__
#define __attribute_pure__
#define __unused
#define __used
#define __must_check
#define __deprecated
#define __deprecated_for_modules
#define __deprecated_for_modules_only
#define __pure
#define __const
#define __cold
#define __hot
#define __weak
#define __malloc
#define __alloc_size(x...)
#define __realloc_size(x...)
#define __assume_aligned(x...)
#define __noreturn __attribute__((noreturn))
#define NORET_TYPE
#define ATTRIB_NORET __attribute__((noreturn))
#define __compiletime_error(x)
#define __compiletime_warning(x)
#define __diagnose_as(x...)
#define __overloadable
#define __no_sanitize_address
#define __no_sanitize(x...)
#define __no_kasan_or_inline
#define __no_kcsan
#define __no_sanitize_memory
#define __no_profile
#define __noclone
#define __nocfi
#define __noendbr
#define __mode(x)
#define __alias(x)
#define __copy(x)
#define __signed signed
#define __volatile volatile
#define __extension__
#define __ADDRESSABLE(x)
#define __cleanup(f) __attribute__((cleanup(f)))
#define __free(f) __lockscan_note("__free")
#define __bpf_kfunc
#define __bpf_kfunc_start_defs()
#define __bpf_kfunc_end_defs()
#define __stringify_1(x...) #x
#define __stringify(x...) __stringify_1(x)
#define __ASM_FORM(x...) #x
#define asmlinkage
#define linkage
#define asmregparm
#define fastcall
#define FASTCALL(x) x
#define SYMBOL_NAME(x) x
#define SYMBOL_NAME_STR(x) #x
#define C_SYMBOL_NAME(x) x
#define __P(x) x
#define fallthrough __attribute__((__fallthrough__))
#define uninitialized_var(x) x
#define unsafe_memcpy memcpy

#define likely(x) (x)
#define unlikely(x) (x)
#define likely_notrace(x) (x)
#define unlikely_notrace(x) (x)

#endif
