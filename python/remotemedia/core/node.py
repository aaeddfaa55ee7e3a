# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Node, the base class of everything that a pipeline consists of."""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from datetime import timedelta
from typing import Any

from .config import RemoteExecutorConfig as RemoteExecutorConfig
from .session_state import SessionState, StateManager
from .types import DONE, Done

METADATA_KEYS = ("session_id", "metadata", "user_name", "timestamp")


class Node(ABC):
    """A step of a pipeline. Subclasses implement process().

    process() is a plain function, a coroutine function or an asynchronous
    generator function; None means "no output". With is_streaming it is called
    once, with an asynchronous generator over the whole input. An optional
    flush() is called at the end of the input.

    Args:
        name: the name; the name of the class if None.
        enable_state: whether the node keeps states of sessions.
        state_ttl: when a state expires after its last access; 24 hours if None.
        max_sessions: number of states that are kept; None for no limit.
        **kwargs: kept in config, and the parameters of the node in a manifest.
    """

    is_streaming: bool = False
    is_source: bool = False
    is_sink: bool = False
    is_remote: bool = False

    def __init__(
        self,
        name: str | None = None,
        enable_state: bool = True,
        state_ttl: timedelta | float | None = None,
        max_sessions: int | None = None,
        **kwargs: Any,
    ) -> None:
        self.name = name or type(self).__name__
        self.config: dict[str, Any] = kwargs
        self.logger = logging.getLogger(f"{type(self).__module__}.{self.name}")
        self.enable_state = enable_state
        self._state_settings = (state_ttl, max_sessions)
        self.state = StateManager(*self._state_settings) if enable_state else None
        self._current_session_id: str | None = None
        self._is_initialized = False

    @abstractmethod
    def process(self, data: Any) -> Any:
        """Process one item and return the output, or None for no output."""

    def initialize(self) -> Done:
        """Prepare the node. May be called plainly or awaited."""
        self._is_initialized = True
        return DONE

    def cleanup(self) -> Done:
        """Release the resources of initialize(). May be called plainly or awaited."""
        self._is_initialized = False
        return DONE

    @property
    def is_initialized(self) -> bool:
        """Whether initialize() has been called, and cleanup() not after it."""
        return self._is_initialized

    def set_session_id(self, session_id: str | None) -> None:
        """Make a session the one of get_session_state() without an argument."""
        self._current_session_id = session_id

    def get_session_id(self) -> str | None:
        """Return the session of set_session_id()."""
        return self._current_session_id

    def get_session_state(self, session_id: str | None = None) -> SessionState | None:
        """Return the state of a session, by default of the current one; made if it is new."""
        session_id = session_id or self._current_session_id
        if self.state is None or session_id is None:
            return None
        return self.state.get_or_create_session(session_id)

    def extract_session_id(self, data: Any) -> str | None:
        """Return "session_id" of a dict, or of a dict that ends a tuple."""
        if isinstance(data, tuple) and data:
            data = data[-1]
        return data.get("session_id") if isinstance(data, dict) else None

    def split_data_metadata(self, data: Any) -> tuple[Any, dict[str, Any] | None]:
        """Split off a dict of metadata that ends a tuple.

        A dict is metadata if it has one of the keys session_id, metadata,
        user_name, timestamp.
        """
        if not isinstance(data, tuple) or len(data) < 2 or not is_metadata(data[-1]):
            return data, None
        rest = data[:-1]
        return (rest[0] if len(rest) == 1 else rest), data[-1]

    def merge_data_metadata(self, data: Any, metadata: dict[str, Any] | None) -> Any:
        """Append metadata to a tuple; other data becomes a tuple first."""
        if metadata is None:
            return data
        return (*data, metadata) if isinstance(data, tuple) else (data, metadata)

    def get_config(self) -> dict[str, Any]:
        """Return the name, the class and the arguments."""
        return {"name": self.name, "class": type(self).__name__, "config": self.config}

    def get_capabilities(self) -> dict[str, Any] | None:
        """Return the needs of the node: gpu, cpu, memory_gb; None for nothing special."""
        return None

    def to_manifest(self, include_capabilities: bool = True) -> dict[str, Any]:
        """Return the node as an entry of "nodes" of a manifest."""
        entry: dict[str, Any] = {
            "id": self.name,
            "node_type": type(self).__name__,
            "params": dict(self.config),
        }
        if self.is_streaming:
            entry["is_streaming"] = True
        capabilities = self.get_capabilities() if include_capabilities else None
        if capabilities is not None:
            entry["capabilities"] = capabilities
        remote = getattr(self, "remote_config", None)
        if self.is_remote and remote is not None:
            entry["host"] = f"{remote.host}:{remote.port}"
        return entry

    def __getstate__(self) -> dict[str, Any]:
        kept = dict(self.__dict__)
        kept["state"] = kept["logger"] = None
        kept["_is_initialized"] = False
        return kept

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self.logger = logging.getLogger(f"{type(self).__module__}.{self.name}")
        self.state = StateManager(*self._state_settings) if self.enable_state else None

    def __repr__(self) -> str:
        return f"{type(self).__name__}(name={self.name!r})"


def is_metadata(value: Any) -> bool:
    return isinstance(value, dict) and any(key in value for key in METADATA_KEYS)
