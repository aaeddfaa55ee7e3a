# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""A node whose state goes on from item to item."""

from __future__ import annotations

from typing import Any, AsyncIterator

from ..core.node import Node
from .params import check_number


class StatefulCounter(Node):
    """Yields (count,) for each item; the count starts at initial_value."""

    is_streaming = True

    def __init__(self, initial_value: int = 0, name: str | None = None, **kwargs: Any) -> None:
        check_number("initial_value", initial_value)
        super().__init__(name=name, initial_value=initial_value, **kwargs)
        self.value = initial_value

    async def process(self, data: AsyncIterator[Any]) -> AsyncIterator[tuple[int]]:
        async for _ in data:
            self.value += 1
            yield (self.value,)
