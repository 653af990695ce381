"""Where work is done: here, in local worker processes, or on a Dask cluster, behind one interface."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from lockscan.execution.attempts import Executor, Failure, Reach, attempt, describe, processors
from lockscan.execution.collecting import collect_seldom
from lockscan.execution.ending import keep_to_the_end

__all__ = [
    "Executor",
    "Failure",
    "Reach",
    "attempt",
    "collect_seldom",
    "describe",
    "executor",
    "keep_to_the_end",
    "processors",
]


@contextmanager
def executor(jobs: int, scheduler: str = "") -> Iterator[Executor]:
    """Where the work is done, until the end of the block; no process is left when it is left, however that is.

    `scheduler`: the address of a Dask scheduler, whose workers do it. Else `jobs` 1 is this process, and any other
    number that of local worker processes, 0 one for each processor. Raises ClusterError for a cluster that cannot be
    used.
    """
    if scheduler:
        from lockscan.execution.cluster import cluster

        with cluster(scheduler) as far:
            yield far
        return
    if jobs == 1:
        from lockscan.execution.here import Here

        yield Here()
        return
    from lockscan.execution.pool import Pool

    pool = Pool(jobs or processors())
    try:
        yield pool
    finally:
        pool.end()
