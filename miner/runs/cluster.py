"""A run's work on the machines of a dask cluster, with the same results in the same order.

The bytes of each source travel with its task, so the machines need no common folder; they need
miner in the same version with the same models, which is asked before anything is sent.
"""

from __future__ import annotations

import warnings
import zlib
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import miner
from miner.model.errors import ReadError, StoreError
from miner.readers import Unit
from miner.readers.sources import load
from miner.runs.pool import given_up
from miner.runs.work import Stages, UnitResult, do_unit
from miner.text.model_folder import models_signature

# dask spends some 2 ms on a task whatever is in it, so many units share one.
UNITS_IN_BATCH = 100
BATCH_BYTES = 32 * 1024 * 1024
BATCHES_PER_WORKER = 2
CONNECT_SECONDS = 20

Batch = tuple[Unit, ...]


def do_units_on_cluster(
    units: Iterator[Unit], stages: Stages, *, address: str, seconds: float
) -> Iterator[UnitResult]:
    """Do units on the workers of a dask scheduler and give their results in order.

    Parameters
    ----------
    units : iterator of Unit
    stages : Stages
    address : str
        Of the scheduler, such as `tcp://10.0.0.1:8786`.
    seconds : float
        Longest time one unit may take. A batch that takes longer than all of its units may,
        or whose workers die, is done again unit by unit, and the one to blame left out.

    Raises
    ------
    StoreError
        If dask.distributed is not installed, the scheduler cannot be reached, has no
        workers, or a worker runs another version of miner.
    """
    with _connect(address) as client:
        n_workers = _checked_workers(client, address)
        batches = _batches(units)
        waiting: deque[tuple[Batch, Any]] = deque()
        while True:
            while len(waiting) < n_workers * BATCHES_PER_WORKER:
                batch = next(batches, None)
                if batch is None:
                    break
                waiting.append((batch, _submit(client, batch, stages)))
            if not waiting:
                return
            batch, future = waiting.popleft()
            results = _wait(client, future, seconds * len(batch))
            if isinstance(results, str):
                yield from _one_by_one(client, batch, stages, seconds)
            else:
                yield from results


def do_batch(packed: bytes, sizes: Sequence[int], units: Batch, stages: Stages) -> list[UnitResult]:
    """Do a batch on a worker; `packed` holds the bytes of its units, `sizes` how many each has."""
    data = zlib.decompress(packed)
    results = []
    at = 0
    for unit, size in zip(units, sizes, strict=True):
        results.append(do_unit(replace(unit, data=data[at : at + size] or None), stages))
        at += size
    return results


def signature() -> str:
    """Say what must be the same on every machine for the same results."""
    return f"miner {miner.__version__}, models {models_signature()}"


def _connect(address: str) -> Any:
    try:
        import distributed
    except ImportError as error:
        raise StoreError(
            "--cluster needs dask.distributed; install it with pip install 'evidence-miner[cluster]'"
        ) from error
    try:
        # A name of its own, as distributed carries no types where it is installed.
        connect: Any = distributed.Client
        return connect(address, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError) as error:
        told = " ".join(str(error).split())[:120]
        raise StoreError(
            f"--cluster {address}: no scheduler answers there ({told}); start one with "
            "'dask scheduler' and give the address that it prints"
        ) from error


def _checked_workers(client: Any, address: str) -> int:
    found = client.run(signature, on_error="return")
    if not found:
        raise StoreError(f"--cluster {address}: has no workers; start some with 'dask worker'")
    for worker, told in sorted(found.items()):
        if told != signature():
            raise StoreError(
                f"--cluster {address}: worker {worker} has {str(told)[:80]}, here is {signature()}; "
                "install the same version there"
            )
    return len(found)


def _batches(units: Iterator[Unit]) -> Iterator[Batch]:
    batch: list[Unit] = []
    size = 0
    for unit in units:
        loaded = _with_bytes(unit)
        batch.append(loaded)
        size += len(loaded.data or b"")
        if len(batch) >= UNITS_IN_BATCH or size >= BATCH_BYTES:
            yield tuple(batch)
            batch, size = [], 0
    if batch:
        yield tuple(batch)


def _with_bytes(unit: Unit) -> Unit:
    """Load a unit's bytes here; one that is gone meanwhile travels empty and fails as such."""
    if unit.data is not None or unit.format == "row":
        return unit
    try:
        return replace(unit, data=load(unit.path))
    except ReadError:
        return unit  # The worker meets the same error and names it as the unit's failure.


def _submit(client: Any, batch: Batch, stages: Stages) -> Any:
    packed = zlib.compress(b"".join(unit.data or b"" for unit in batch), 1)
    sizes = [len(unit.data or b"") for unit in batch]
    light = tuple(replace(unit, data=None) for unit in batch)
    with warnings.catch_warnings():
        # dask warns of large tasks; here the sources are the task.
        warnings.filterwarnings("ignore", message="Sending large graph")
        return client.submit(do_batch, packed, sizes, light, stages, pure=False)


def _wait(client: Any, future: Any, seconds: float) -> list[UnitResult] | str:
    """Return a batch's results, or why there are none."""
    import distributed

    try:
        results: list[UnitResult] = future.result(timeout=seconds)
        return results
    except (TimeoutError, distributed.TimeoutError):
        _free_worker(client, future)
        return f"took longer than {seconds:.0f} s; left out"
    except distributed.scheduler.KilledWorker:
        return "ended the worker process that read it (out of memory?); left out"


def _one_by_one(
    client: Any, batch: Sequence[Unit], stages: Stages, seconds: float
) -> Iterator[UnitResult]:
    for unit in batch:
        results = _wait(client, _submit(client, (unit,), stages), seconds)
        if isinstance(results, str):
            yield given_up(unit, results)
        else:
            yield from results


def _free_worker(client: Any, future: Any) -> None:
    """End the worker that hangs over a task; its nanny starts another."""
    busy = [worker for worker, keys in client.processing().items() if future.key in keys]
    future.cancel()
    if busy:
        client.restart_workers(busy, raise_for_error=False)
