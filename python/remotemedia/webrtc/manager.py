# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Connections of WebRTC."""

from __future__ import annotations

from typing import Any, NoReturn

from ..core.exceptions import WebRTCError
from ..nodes.remote import NOT_HERE


class WebRTCManager:
    """Can be made; connecting raises WebRTCError."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.settings = kwargs
        self.is_connected = False

    async def connect(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Fail: WebRTC is not in this release.

        Raises:
            WebRTCError: always.
        """
        raise WebRTCError(NOT_HERE)

    async def disconnect(self) -> None:
        """Nothing is connected."""

    close = disconnect
