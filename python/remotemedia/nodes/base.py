# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Nodes that pass or collect items of any type."""

from __future__ import annotations

from typing import Any

from ..core.node import Node
from ..core.types import Done
from .params import check_count


class PassThroughNode(Node):
    """Returns its input, the very object."""

    def process(self, data: Any) -> Any:
        return data


class Echo(Node):
    """Returns {"input", "counter", "node": "Echo"} for each item; counter is the number of items so far."""

    def __init__(self, name: str | None = None, **kwargs: Any) -> None:
        super().__init__(name=name, **kwargs)
        self._n_items = 0

    def initialize(self) -> Done:
        self._n_items = 0
        return super().initialize()

    def process(self, data: Any) -> dict[str, Any]:
        self._n_items += 1
        return {"input": data, "counter": self._n_items, "node": "Echo"}


class BufferNode(Node):
    """Collects items, and returns lists of buffer_size items.

    flush() returns the items of the last, shorter list; it may be empty.
    """

    def __init__(self, buffer_size: int = 10, name: str | None = None, **kwargs: Any) -> None:
        buffer_size = check_count("buffer_size", buffer_size)
        super().__init__(name=name, buffer_size=buffer_size, **kwargs)
        self.buffer_size = buffer_size
        self._items: list[Any] = []

    def process(self, data: Any) -> list[Any] | None:
        self._items.append(data)
        return self.flush() if len(self._items) >= self.buffer_size else None

    def flush(self) -> list[Any]:
        items, self._items = self._items, []
        return items

    def cleanup(self) -> Done:
        self._items = []
        return super().cleanup()
