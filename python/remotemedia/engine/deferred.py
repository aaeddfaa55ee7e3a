# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""A call that is awaited, or that is used as its value."""

from __future__ import annotations

import asyncio
import operator
import threading
import warnings
from collections.abc import Coroutine
from typing import Any, Callable, Generator, Iterator, TypeVar

T = TypeVar("T")


class Deferred(Coroutine[Any, Any, T]):
    """A coroutine that also runs when it is used as a value outside an event loop.

    await, asyncio.run(), create_task(), gather() and wait_for() take it as any
    coroutine. Without a running event loop, reading it (unpacking, indexing,
    len(), str(), numpy.asarray(), attributes, arithmetic) runs it once and reads
    the result.

    Args:
        make: makes the coroutine.
        name: of the call, for warnings.
        call: returns the result of the coroutine outside an event loop; None to run it.
    """

    def __init__(
        self, make: Callable[[], Coroutine[Any, Any, T]], name: str, call: Callable[[], T] | None = None
    ) -> None:
        self._make = make
        self._name = name
        self._call = call
        self._coroutine: Coroutine[Any, Any, T] | None = None
        self._value: T | None = None
        self._has_value = False
        self._is_closed = False

    def __await__(self) -> Generator[Any, Any, T]:
        if self._has_value:
            return return_value(self._value)  # type: ignore[arg-type]
        return self._start().__await__()

    def send(self, value: Any) -> Any:
        return self._start().send(value)

    def throw(self, *args: Any) -> Any:
        return self._start().throw(*args)

    def close(self) -> None:
        if self._coroutine is None:
            self._coroutine = make_ended()  # it does not run any more
        self._coroutine.close()
        self._is_closed = True

    def _start(self) -> Coroutine[Any, Any, T]:
        if self._coroutine is None:
            self._coroutine = self._remember(self._make())
        return self._coroutine

    async def _remember(self, coroutine: Coroutine[Any, Any, T]) -> T:
        self._value = await coroutine
        self._has_value = True
        return self._value

    def _is_readable(self) -> bool:
        """Whether the result is there, or a run may make it."""
        return self._has_value or not is_loop_running()

    def _get(self) -> T:
        if not self._has_value:
            if is_loop_running():
                raise RuntimeError(f"{self._name} in a running event loop: write 'await {self._name}'")
            if self._coroutine is None and self._call is not None:
                self._coroutine = make_ended()  # nothing runs twice
                self._value, self._has_value = self._call(), True
            else:
                run_sync(self._start())
        return self._value  # type: ignore[return-value]

    def __iter__(self) -> Iterator[Any]:
        return iter(self._get())  # type: ignore[call-overload, no-any-return]

    def __getitem__(self, key: Any) -> Any:
        return self._get()[key]  # type: ignore[index]

    def __len__(self) -> int:
        return len(self._get())  # type: ignore[arg-type]

    def __contains__(self, item: object) -> bool:
        return item in self._get()  # type: ignore[operator]

    def __eq__(self, other: object) -> Any:
        if self is other or not self._is_readable():
            return self is other
        return self._get() == other

    __hash__ = object.__hash__

    def __bool__(self) -> bool:
        return not self._is_readable() or bool(self._get())

    def __float__(self) -> float:
        return float(self._get())  # type: ignore[arg-type]

    def __int__(self) -> int:
        return int(self._get())  # type: ignore[call-overload, no-any-return]

    def __str__(self) -> str:
        return format(self, "")

    def __format__(self, form: str) -> str:
        return format(self._get() if self._is_readable() else repr(self), form)

    def __array__(self, *args: Any, **kwargs: Any) -> Any:
        return self._get().__array__(*args, **kwargs)  # type: ignore[attr-defined]

    def __getattr__(self, name: str) -> Any:
        if name.startswith(("cr_", "gi_", "ag_")):  # asyncio looks at them
            return getattr(self._start(), name)
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(self._get(), name)

    def __repr__(self) -> str:
        if self._has_value:
            return repr(self._value)
        return f"<{self._name}, {'closed' if self._is_closed else 'not awaited'}>"

    def __del__(self) -> None:
        if self._coroutine is None and not self._has_value:
            warnings.warn(
                f"{self._name} was never used; await it, or call run_sync()",
                RuntimeWarning, stacklevel=2, source=self)


OPERATORS = ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "lt", "le", "gt", "ge", "neg", "abs", "index")
REFLECTED = {"radd": operator.add, "rsub": operator.sub, "rmul": operator.mul, "rtruediv": operator.truediv,
             "rfloordiv": operator.floordiv, "rmod": operator.mod, "rpow": operator.pow}


def make_operator(function: Callable[..., Any], is_reflected: bool) -> Callable[..., Any]:
    def apply(self: Deferred[Any], *others: Any) -> Any:
        value = self._get()
        return function(*others, value) if is_reflected else function(value, *others)

    return apply


for _name in OPERATORS:
    setattr(Deferred, f"__{_name}__", make_operator(getattr(operator, _name), False))
for _name, _function in REFLECTED.items():
    setattr(Deferred, f"__{_name}__", make_operator(_function, True))


def return_value(value: T) -> Generator[Any, Any, T]:
    return value
    yield


def make_ended() -> Coroutine[Any, Any, Any]:
    """Return a coroutine that was used."""
    coroutine = asyncio.sleep(0)
    coroutine.close()
    return coroutine


def is_loop_running() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


def run_sync(coroutine: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine to its end, on a thread of its own if this one has a running event loop."""
    if not is_loop_running():
        results: list[T] = []
        asyncio.run(keep(coroutine, results))
        return results[0]
    outcome: list[Callable[[], T]] = []
    thread = threading.Thread(target=lambda: outcome.append(catch(coroutine)), name="remotemedia-run")
    thread.start()
    thread.join()
    return outcome[0]()


async def keep(coroutine: Coroutine[Any, Any, T], results: list[T]) -> None:
    """Append the result of a coroutine.

    A task has none then: asyncio.run() formats its task with the result twice, as
    text of the handler of SIGINT, which takes longer than a run for an array.
    """
    results.append(await coroutine)


def catch(coroutine: Coroutine[Any, Any, T]) -> Callable[[], T]:
    """Run a coroutine and return a function with its outcome."""
    try:
        value = asyncio.run(coroutine)
    except BaseException as error:
        caught = error

        def fail() -> T:
            raise caught

        return fail
    return lambda: value
