# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""A pipeline for each of many inputs, in this process or in several."""

from __future__ import annotations

import contextlib
import functools
import importlib
import json
import multiprocessing
import os
import pickle
from collections import deque
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from dataclasses import dataclass
from typing import Any, Callable, Iterable, Iterator, Sized, TextIO

from ..core.exceptions import PipelineError

COLLECT, RAISE = ON_ERROR = ("collect", "raise")
MAX_WAITING = 2  # inputs for each worker that are computed ahead


@dataclass(frozen=True)
class MapResult:
    """The outcome for one input.

    Attributes:
        index: number of the input, from 0.
        ok: whether it has a value.
        value: as run() returns it; None if ok is False.
        error: the exception; None if ok is True.
    """

    index: int
    ok: bool
    value: Any = None
    error: Exception | None = None


def map_inputs(
    pipeline: Any, inputs: Iterable[Any], *, workers: int, on_error: str, progress: Any, resume: Any
) -> Iterator[MapResult]:
    """Yield results in the order of the inputs; see Pipeline.map()."""
    check(workers, on_error)
    total = len(inputs) if isinstance(inputs, Sized) else None
    return report(pipeline, inputs, (workers, on_error, progress, resume), total)


def check(workers: Any, on_error: Any) -> None:
    if isinstance(workers, bool) or not isinstance(workers, int):
        raise TypeError(f"workers: expected a number of processes, got {workers!r}")
    if workers < 1:
        raise ValueError(f"workers: expected 1 or more, got {workers}")
    if on_error not in ON_ERROR:
        raise ValueError(f"on_error: expected one of {', '.join(ON_ERROR)}, got {on_error!r}")


def report(
    pipeline: Any, inputs: Iterable[Any], options: tuple[int, str, Any, Any], total: int | None
) -> Iterator[MapResult]:
    workers, on_error, progress, resume = options
    with contextlib.ExitStack() as stack:
        journal = stack.enter_context(Journal(resume)) if resume is not None else None
        advance = stack.enter_context(open_progress(progress, total))
        tasks = ((index, value) for index, value in enumerate(inputs)
                 if journal is None or not journal.skip(index, value, advance))
        results = run_here(pipeline, tasks) if workers == 1 else run_in_processes(pipeline, tasks, workers)
        for value, result in stack.enter_context(contextlib.closing(results)):
            advance(1)
            if not result.ok and on_error == RAISE and result.error is not None:
                raise result.error
            if result.ok and journal is not None:
                journal.add(result.index, value)
            yield result


def run_here(pipeline: Any, tasks: Iterable[tuple[int, Any]]) -> Any:
    for index, value in tasks:
        yield value, run_one(pipeline, index, value)


def run_one(pipeline: Any, index: int, value: Any) -> MapResult:
    try:
        return MapResult(index, True, pipeline.run_sync([value]))
    except Exception as error:
        return MapResult(index, False, error=error)


# Processes


def run_in_processes(pipeline: Any, tasks: Iterable[tuple[int, Any]], workers: int) -> Any:
    """Yield results in order; new processes, since sessions do not survive a fork."""
    waiting: deque[tuple[int, Any, Future[bytes]]] = deque()
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, context, start_worker, (pickle.dumps(pipeline),)) as pool:
        try:
            for index, value in tasks:
                waiting.append((index, value, pool.submit(run_in_worker, index, value)))
                if len(waiting) > MAX_WAITING * workers:
                    yield take(waiting)
            while waiting:
                yield take(waiting)
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def take(waiting: deque[tuple[int, Any, Future[bytes]]]) -> tuple[Any, MapResult]:
    """Return the oldest input and its result; an input that cannot be sent to a worker has an error."""
    index, value, future = waiting.popleft()
    try:
        data = future.result()
    except BrokenExecutor:  # no worker is left
        raise
    except Exception as error:
        return value, MapResult(index, False, error=error)
    return value, pickle.loads(data)


_pickled: list[bytes] = []  # the pipeline of a worker
load_once = functools.lru_cache(maxsize=1)(pickle.loads)


def start_worker(pipeline: bytes) -> None:
    _pickled[:] = [pipeline]


def run_in_worker(index: int, value: Any) -> bytes:
    """Return a pickled result; an error that cannot be pickled becomes a PipelineError.

    A pipeline that cannot be loaded is an error of each input: one of start_worker()
    would end all workers without its text.
    """
    result = run_one(load_once(_pickled[0]), index, value)
    try:
        data = pickle.dumps(result)
        pickle.loads(data)
        return data
    except Exception as cause:
        error = PipelineError(f"{result.error or 'the result'}; it cannot be sent to another process: {cause}")
        return pickle.dumps(MapResult(index, False, error=error))


# Progress and journal


@contextlib.contextmanager
def open_progress(progress: Any, total: int | None) -> Iterator[Callable[[int], object]]:
    """Yield a function that counts inputs which are done: for tqdm, a function of the caller, or nothing."""
    if callable(progress):
        n_done = 0

        def advance(n_more: int) -> None:
            nonlocal n_done
            n_done += n_more
            progress(n_done, total)

        yield advance
        return
    bar = open_bar(total) if progress else None
    if bar is None:
        yield lambda n_more: None
        return
    with contextlib.closing(bar):
        yield bar.update


def open_bar(total: int | None) -> Any:
    """Return a bar of tqdm, None where it is not installed."""
    try:
        return importlib.import_module("tqdm.auto").tqdm(total=total)
    except ImportError:
        return None


class Journal:
    """A file with the inputs that have succeeded, one line each, so that a later call skips them.

    Args:
        path: of the file, which is made where it does not exist.
    """

    def __init__(self, path: Any) -> None:
        self._path = os.fspath(path)
        self._done: set[tuple[int, str | None]] = set()
        self._file: TextIO | None = None

    def __enter__(self) -> Journal:
        self._file = open(self._path, "a+", encoding="utf-8")
        self._file.seek(0)
        text = self._file.read()
        if text and not text.endswith("\n"):
            self._file.write("\n")
        for line in text.splitlines():
            with contextlib.suppress(ValueError, KeyError, TypeError):  # a line that was not completed
                entry = json.loads(line)
                self._done.add((entry["index"], entry["input"]))
        return self

    def __exit__(self, *args: object) -> None:
        if self._file is not None:
            self._file.close()

    def skip(self, index: int, value: Any, advance: Callable[[int], object]) -> bool:
        is_done = (index, get_label(value)) in self._done
        if is_done:
            advance(1)
        return is_done

    def add(self, index: int, value: Any) -> None:
        if self._file is not None:
            self._file.write(json.dumps({"index": index, "input": get_label(value)}) + "\n")
            self._file.flush()


def get_label(value: Any) -> str | None:
    """Return the text of an input that is one: a text or a path."""
    return os.fsdecode(value) if isinstance(value, (str, os.PathLike)) else None
