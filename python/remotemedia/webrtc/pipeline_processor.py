# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Nodes at the ends of a connection of WebRTC. They can be built and serialised."""

from __future__ import annotations

from typing import Any, AsyncIterator

from ..core.exceptions import RemoteExecutionError
from ..core.node import Node
from ..core.types import Done
from ..nodes.remote import NOT_HERE


class WebRTCNode(Node):
    """The common part: the error when the node should run."""

    def initialize(self) -> Done:
        raise RemoteExecutionError(NOT_HERE)

    def process(self, data: Any) -> Any:
        raise RemoteExecutionError(NOT_HERE)


class WebRTCStreamSource(WebRTCNode):
    """Audio and video that a peer sends."""

    is_streaming = True
    is_source = True

    async def process(self, data: Any = None) -> AsyncIterator[Any]:
        raise RemoteExecutionError(NOT_HERE)
        yield


class WebRTCStreamSink(WebRTCNode):
    """Audio and video for a peer."""

    is_sink = True


class WebRTCDataChannelNode(WebRTCNode):
    """Messages from and to a peer."""
