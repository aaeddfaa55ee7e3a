# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""State of the sessions of a node, kept by the node itself."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from typing import Any

DEFAULT_TTL = timedelta(hours=24)


class SessionState:
    """Values of one session.

    Attributes:
        session_id: identifier of the session.
        data: the values by key.
        created_at, last_accessed: local time.
        metadata: values about the session itself.
    """

    def __init__(
        self,
        session_id: str,
        data: dict[str, Any] | None = None,
        created_at: datetime | None = None,
        last_accessed: datetime | None = None,
        metadata: dict[str, Any] | None = None,
    ) -> None:
        now = datetime.now()
        self.session_id = session_id
        self.data = {} if data is None else data
        self.created_at = created_at or now
        self.last_accessed = last_accessed or now
        self.metadata = {} if metadata is None else metadata

    def get(self, key: str, default: Any = None) -> Any:
        self._touch()
        return self.data.get(key, default)

    def set(self, key: str, value: Any) -> None:
        self._touch()
        self.data[key] = value

    def update(self, values: dict[str, Any]) -> None:
        self._touch()
        self.data.update(values)

    def clear(self) -> None:
        self._touch()
        self.data.clear()

    def _touch(self) -> None:
        self.last_accessed = datetime.now()


class StateManager:
    """The sessions of one node. Thread: any.

    Expired sessions are removed when sessions are looked up or made; there is
    no thread for it.

    Args:
        default_ttl: time after the last access when a session expires, as a
            timedelta or in seconds; 24 hours if None.
        max_sessions: a new session beyond it removes the session that was not
            accessed for the longest time; None for no limit.
        enable_persistence: kept for callers; sessions live in memory.
    """

    def __init__(
        self,
        default_ttl: timedelta | float | None = DEFAULT_TTL,
        max_sessions: int | None = None,
        enable_persistence: bool = False,
    ) -> None:
        if default_ttl is None:
            default_ttl = DEFAULT_TTL
        if not isinstance(default_ttl, timedelta):
            default_ttl = timedelta(seconds=default_ttl)
        self.default_ttl = default_ttl
        self.max_sessions = max_sessions
        self.enable_persistence = enable_persistence
        self._sessions: dict[str, SessionState] = {}
        self._lock = threading.RLock()

    def get_or_create_session(self, session_id: str) -> SessionState:
        with self._lock:
            session = self.get_session(session_id)
            if session is None:
                self._make_space()
                session = self._sessions[session_id] = SessionState(session_id)
            return session

    def get_session(self, session_id: str) -> SessionState | None:
        with self._lock:
            self.cleanup_expired_sessions()
            session = self._sessions.get(session_id)
            if session is not None:
                session.last_accessed = datetime.now()
            return session

    def delete_session(self, session_id: str) -> bool:
        with self._lock:
            return self._sessions.pop(session_id, None) is not None

    def get_all_sessions(self) -> dict[str, SessionState]:
        with self._lock:
            return dict(self._sessions)

    def clear_all_sessions(self) -> None:
        with self._lock:
            self._sessions.clear()

    def cleanup_expired_sessions(self) -> int:
        """Remove expired sessions and return their number."""
        with self._lock:
            oldest = datetime.now() - self.default_ttl
            expired = [key for key, session in self._sessions.items() if session.last_accessed < oldest]
            for key in expired:
                del self._sessions[key]
            return len(expired)

    def start_cleanup_task(self) -> None:
        """Remove expired sessions. No thread starts: every look-up does it again."""
        self.cleanup_expired_sessions()

    def stop_cleanup_task(self) -> None:
        """There is no task to stop."""

    def _make_space(self) -> None:
        if self.max_sessions is None or len(self._sessions) < self.max_sessions:
            return
        oldest = min(self._sessions.values(), key=lambda session: session.last_accessed, default=None)
        if oldest is not None:
            del self._sessions[oldest.session_id]
