"""Worker processes that may die or hang without taking the run with them.

Results come back in the order of the units, whatever the number of workers, so that the
record of a run never depends on timing. A worker that dies breaks a ProcessPoolExecutor for
everyone in it; the units then in flight are done again one at a time, so the one that kills
is found, named and left out, and costs nobody else anything.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor, TimeoutError
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace

from miner.model.errors import StoreError
from miner.readers import Failure, Unit
from miner.runs.work import Stages, UnitResult, do_unit

# Units waiting or done ahead of the one that is due, for each worker: bounds memory.
IN_FLIGHT_PER_WORKER = 4
# A worker that takes longer than this to start will not come.
START_SECONDS = 300.0


class WorkerDied(RuntimeError):
    """A worker process ended without an answer."""


def do_units(
    units: Iterator[Unit], stages: Stages, *, workers: int, seconds: float
) -> Iterator[UnitResult]:
    """Do units in worker processes and give their results in order.

    Parameters
    ----------
    units : iterator of Unit
    stages : Stages
    workers : int
        Number of processes; 1 still uses one process of its own, so that a document that
        crashes the reader does not end the run.
    seconds : float
        Longest time the unit that is due may take before its worker is ended.
    """
    pool = _Pool(workers)
    waiting: deque[tuple[Unit, Future[UnitResult]]] = deque()
    try:
        exhausted = False
        while waiting or not exhausted:
            while not exhausted and len(waiting) < workers * IN_FLIGHT_PER_WORKER:
                unit = next(units, None)
                if unit is None:
                    exhausted = True
                    break
                waiting.append((unit, pool.submit(unit, stages)))
            if not waiting:
                break
            unit, future = waiting.popleft()
            try:
                yield future.result(timeout=seconds)
                continue
            except (BrokenProcessPool, TimeoutError) as problem:
                pool.restart()
                yield _alone(pool, unit, stages, seconds, problem)
            # What was in flight went down with the pool: submit again, finished ones stay.
            waiting = deque(
                (
                    other,
                    done
                    if done.done() and not done.cancelled() and done.exception() is None
                    else pool.submit(other, stages),
                )
                for other, done in waiting
            )
    finally:
        pool.stop()


def _alone(
    pool: _Pool, unit: Unit, stages: Stages, seconds: float, problem: BaseException
) -> UnitResult:
    """Do one unit with nothing beside it; if it fails again it is the one to blame."""
    if isinstance(problem, TimeoutError):
        return given_up(unit, f"took longer than {seconds:.0f} s; left out")
    try:
        return pool.submit(unit, stages).result(timeout=seconds)
    except BrokenProcessPool:
        pool.restart()
        return given_up(unit, "ended the worker process that read it (out of memory?); left out")
    except TimeoutError:
        pool.restart()
        return given_up(unit, f"took longer than {seconds:.0f} s; left out")


def given_up(unit: Unit, why: str) -> UnitResult:
    """Return the result of a unit that nothing came of."""
    message = f"{unit.path}: {why}"
    failure = Failure(unit.path, "read", WorkerDied.__name__, message, unit.key)
    return UnitResult(replace(unit, data=None), [], [failure])


class _Pool:
    """A process pool that can be thrown away and made again."""

    def __init__(self, workers: int) -> None:
        self._workers = workers
        self._executor = self._make()
        self._warm()

    def _warm(self) -> None:
        """Wait for a worker to stand, so that its start does not count against a unit."""
        try:
            self._executor.submit(_ready).result(timeout=START_SECONDS)
        except (BrokenProcessPool, TimeoutError) as error:
            raise StoreError(
                "worker processes cannot be started here; is there memory, and is the installation whole?"
            ) from error

    def _make(self) -> ProcessPoolExecutor:
        # `spawn` rather than `fork`: no threads or locks of the parent come along.
        return ProcessPoolExecutor(
            self._workers, mp_context=multiprocessing.get_context("spawn"), initializer=_calm
        )

    def submit(self, unit: Unit, stages: Stages) -> Future[UnitResult]:
        try:
            return self._executor.submit(do_unit, unit, stages)
        except BrokenProcessPool:
            self.restart()
            return self._executor.submit(do_unit, unit, stages)

    def restart(self) -> None:
        self.stop()
        self._executor = self._make()
        self._warm()

    def stop(self) -> None:
        # A hung worker does not hear a polite request.
        for process in list((self._executor._processes or {}).values()):
            process.kill()
        self._executor.shutdown(wait=True, cancel_futures=True)


def _ready() -> bool:
    """Answer, once the work's modules are loaded."""
    return callable(do_unit)


def _calm() -> None:
    """Let the parent handle Ctrl-C, and end with it if it is killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    try:
        import ctypes

        # PR_SET_PDEATHSIG: Linux only; elsewhere workers end when their pipe closes.
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)
    except (OSError, AttributeError):
        return
