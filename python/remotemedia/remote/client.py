# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""A client of a server that runs objects."""

from __future__ import annotations

from types import TracebackType
from typing import Any, NoReturn

from ..core.config import RemoteExecutorConfig
from ..core.exceptions import RemoteExecutionError
from ..nodes.remote import NOT_HERE


class RemoteProxyClient:
    """Can be made; connecting and making proxies raise RemoteExecutionError.

    Args:
        config: address of the server.
    """

    def __init__(self, config: RemoteExecutorConfig, **kwargs: Any) -> None:
        self.config = config
        self.settings = kwargs

    async def connect(self) -> NoReturn:
        raise RemoteExecutionError(NOT_HERE)

    async def create_proxy(self, target: Any, *args: Any, **kwargs: Any) -> NoReturn:
        raise RemoteExecutionError(NOT_HERE)

    async def disconnect(self) -> None:
        """Nothing is connected."""

    close = disconnect

    async def __aenter__(self) -> NoReturn:
        raise RemoteExecutionError(NOT_HERE)

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.disconnect()

    def __repr__(self) -> str:
        return f"RemoteProxyClient({self.config.host}:{self.config.port})"
