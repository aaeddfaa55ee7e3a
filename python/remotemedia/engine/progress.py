# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Progress of a run: items of a list, or the samples of a clip."""

from __future__ import annotations

import importlib
from typing import Any, Callable, Union

from ..arrays import read_item

ProgressOption = Union[bool, Callable[[int, int], None], None]


def count_samples(item: Any) -> int:
    """Return the number of samples of a channel of a clip; 1 for other items."""
    try:
        return int(read_item(item).samples.shape[-1])
    except (TypeError, ValueError):
        return 1


class Progress:
    """Calls progress(done, total) at the start, and after each item.

    Args:
        option: the function; True for a bar of tqdm; False or None for nothing.
        data: input of the run.

    Raises:
        TypeError: option is something else.
        ImportError: True, and tqdm is not installed.
    """

    def __init__(self, option: ProgressOption, data: Any) -> None:
        if option is not None and not isinstance(option, bool) and not callable(option):
            raise TypeError(f"progress: expected a function of (done, total), True or None, got {option!r}")
        is_list = isinstance(data, list)
        self._per_item = 1 if is_list else count_samples(data)
        self._total = len(data) if is_list else self._per_item
        self._bar = make_bar(self._total, is_list) if option is True else None
        self._function = option if callable(option) else None
        self._report(0)

    def count_items(self, n_items: int) -> None:
        """Report that the first items are complete."""
        self._report(min(n_items * self._per_item, self._total))

    def close(self) -> None:
        if self._bar is not None:
            self._bar.close()

    def _report(self, done: int) -> None:
        if self._function is not None:
            self._function(done, self._total)
        if self._bar is not None:
            self._bar.update(done - self._bar.n)


def make_bar(total: int, is_list: bool) -> Any:
    try:
        tqdm = importlib.import_module("tqdm")
    except ImportError as error:
        raise ImportError("progress=True needs the package tqdm: pip install tqdm") from error
    return tqdm.tqdm(total=total, unit="item" if is_list else "sample")
