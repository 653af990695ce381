"""Runs functions on the workers of a Dask cluster. Whatever they need travels with the input: no file is shared."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, TypeVar

from lockscan.errors import ClusterError
from lockscan.execution.attempts import Failure, Reach, attempt

if TYPE_CHECKING:
    from concurrent.futures import Executor as FuturesExecutor

T = TypeVar("T")
R = TypeVar("R")

_AHEAD: Final = 4  # inputs on their way for each thread of a worker
_PATIENCE: Final = 10.0  # seconds to find the scheduler, and its first worker
_SLACK: Final = 4  # a time limit counts from here, where an input may wait for others, or for the loss of a worker


@contextmanager
def cluster(address: str) -> Iterator[Cluster]:
    """The cluster's workers, for the time of the block. Raises ClusterError when there is no cluster to use."""
    try:
        distributed: Any = import_module("distributed")  # by name: it carries no types
    except ImportError as error:
        raise ClusterError("Dask is not installed: pip install 'lockscan[dask]'") from error
    try:
        client = distributed.Client(address, timeout=_PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:
        raise ClusterError(f"no Dask scheduler answers at {address}: {error}") from error
    try:
        try:
            client.wait_for_workers(1, timeout=_PATIENCE)
        except TimeoutError as error:
            raise ClusterError(f"the Dask scheduler at {address} has no workers") from error
        threads = sum(client.nthreads().values())
        yield Cluster(client.get_executor(pure=False), threads)
    finally:
        client.close()


class Cluster:
    """Dask runs an input again whose worker was lost; one that loses several workers is given up."""

    reach = Reach.FAR

    def __init__(self, workers: FuturesExecutor, threads: int) -> None:
        self._workers = workers
        self._ahead = max(1, threads) * _AHEAD

    def run(self, function: Callable[[T], R], inputs: Iterable[T], seconds: Iterable[float]) -> Iterator[R | Failure]:
        waiting: deque[tuple[Future[R | Failure], float]] = deque()
        for item, limit in zip(inputs, seconds, strict=False):
            if len(waiting) >= self._ahead:
                yield _collect(*waiting.popleft())
            waiting.append((self._workers.submit(attempt, function, item), limit))
        while waiting:
            yield _collect(*waiting.popleft())


def _collect(future: Future[R | Failure], limit: float) -> R | Failure:
    """What the cluster itself raises (a worker without lockscan, a connection that broke) costs one input, too."""
    return attempt(lambda asked: _answer(asked, limit), future)


def _answer(future: Future[R | Failure], limit: float) -> R | Failure:
    distributed: Any = import_module("distributed")
    try:
        return future.result(limit * _SLACK)
    except TimeoutError:
        future.cancel()
        return Failure(f"took longer than {limit:g} s")
    except distributed.KilledWorker:
        return Failure("every worker that tried it was lost")
