# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""WebRTC: its objects can be made; running them is an error in this release."""

from ..core.exceptions import WebRTCError
from .manager import WebRTCManager
from .pipeline_processor import WebRTCDataChannelNode, WebRTCStreamSink, WebRTCStreamSource

__all__ = [
    "WebRTCDataChannelNode",
    "WebRTCError",
    "WebRTCManager",
    "WebRTCStreamSink",
    "WebRTCStreamSource",
]
