"""Runs functions on the workers of a Dask cluster. Whatever they need travels with the input: no file is shared."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from lockscan.errors import ClusterError
from lockscan.execution.attempts import Failure, Reach, attempt
from lockscan.frozen import dataclass

if TYPE_CHECKING:
    from concurrent.futures import Executor as FuturesExecutor

T = TypeVar("T")
R = TypeVar("R")

_AHEAD: Final = 4  # inputs on their way for each thread of a worker
_PATIENCE: Final = 10.0  # seconds to find the scheduler, and its first worker
_TIMES: Final = 3  # that an input is sent before the cluster's own failures count
_SLACK: Final = 4  # a time limit counts from here, where an input may wait for others, or for the loss of a worker


@dataclass(frozen=True, slots=True)
class _Sent(Generic[T, R]):
    """An input on its way, with what is to be done with it."""

    function: Callable[[T], R]
    item: T
    limit: float
    future: Future[R | Failure]


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

    def run(
        self, function: Callable[[T], R], inputs: Iterable[T], seconds: Iterable[float], sizes: Iterable[int] = ()
    ) -> Iterator[R | Failure]:
        waiting: deque[_Sent[T, R]] = deque()
        for item, limit in zip(inputs, seconds, strict=False):
            if len(waiting) >= self._ahead:
                done = self._collect(waiting.popleft())
                yield done
            waiting.append(self._send(function, item, limit))
        while waiting:
            done = self._collect(waiting.popleft())
            yield done

    def _send(self, function: Callable[[T], R], item: T, limit: float) -> _Sent[T, R]:
        return _Sent(function, item, limit, self._workers.submit(attempt, function, item))

    def _collect(self, sent: _Sent[T, R]) -> R | Failure:
        """What the cluster itself raises, such as a connection that broke with a lost worker, is tried again."""
        found = attempt(_boxed, sent)
        for _ in range(1, _TIMES):
            if isinstance(found, tuple):
                break
            sent = self._send(sent.function, sent.item, sent.limit)
            found = attempt(_boxed, sent)
        return found[0] if isinstance(found, tuple) else found


def _boxed(sent: _Sent[T, R]) -> tuple[R | Failure]:
    """In a tuple, so that the failure of an input is not taken for one of the cluster."""
    return (_answer(sent.future, sent.limit),)


def _answer(future: Future[R | Failure], limit: float) -> R | Failure:
    distributed: Any = import_module("distributed")
    try:
        return future.result(limit * _SLACK)
    except TimeoutError:
        future.cancel()
        return Failure(f"took longer than {limit:g} s")
    except distributed.KilledWorker:
        return Failure("every worker that tried it was lost")
