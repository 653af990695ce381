"""An oracle for lockscan's rules: random programs, a brute-force machine that runs all their paths, and a comparison.

`program` is a small model of drivers, `printer` writes it as C, `generate` makes random ones. `machine` runs every path
of every function on concrete states (`state`), calls inlined and loops any number of times, and shares no code with
lockscan; `verdicts` says, by the words of each rule's page, what is wrong. `compare` scans the same program with
lockscan. What the oracle is sure of (on paths without an earlier mistake, where lockdep would still be listening) must
be found; what no path shows must not be.

Where lockscan, by design, is not lockdep, the oracle follows lockscan's pages:

* lockdep speaks of what has run from a root. The balance rules (missing-unlock, unlock-not-held, mismatched-unlock,
  irqs-enabled-early under a lock, irq-flags-misuse) speak of one function, whose callers may hold any lock; what a
  function that it calls releases or turns on wrongly is that function's matter.
* A function that takes a lock and never gives it back, or only ever gives back its caller's, is a wrapper and no
  mistake. lockdep would say so when the task returns to user space, or on the bad unlock.
* A second reader is no double-acquire; lockdep complains about it in task context, where read_lock() is not recursive.
  Like a double acquisition it ends what the oracle is sure of on that path.
* A class becomes hardirq-unsafe where it is acquired with irqs on. lockdep also looks at the locks held when irqs are
  turned on (irqs-enabled-early reports that for locks taken with irqsave) and counts usages of other drivers.
* A handler that only tries a lock does not make its class unsafe (nor does it for lockdep).
* A function that nobody calls or registers is assumed to run in task context.
* After a trylock in a function whose caller holds the lock, lockscan still follows the way on which it succeeded.
* irqs-enabled-early below a call, and in a handler otherwise than by spin_lock_irq(), is found once, not everywhere.
* A return that one path reaches with a lock held and another after giving it away is taken for one condition that is
  asked twice, of which these programs have none: missing-unlock and
  unlock-not-held are quiet, but for a lock that one path gives away twice.
* lockscan follows a bounded number of states of a function and says where that was not enough; such a program is only
  searched for invented findings.
"""
