# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Execution on other machines: its objects can be made; running them is an error in this release."""

from ..core.config import RemoteExecutorConfig
from ..core.exceptions import RemoteExecutionError
from ..nodes.remote import RemoteExecutionNode, RemoteObjectExecutionNode
from .client import RemoteProxyClient

__all__ = [
    "RemoteExecutionError",
    "RemoteExecutionNode",
    "RemoteExecutorConfig",
    "RemoteObjectExecutionNode",
    "RemoteProxyClient",
]
