# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Retries and the circuit breaker of a node, as decisions without a clock of their own."""

from __future__ import annotations

from dataclasses import dataclass

# Failures that may pass by themselves: time-outs, connections, files and devices. The first
# two are kinds of the third since Python 3.10.
TRANSIENT_ERRORS: tuple[type[BaseException], ...] = (TimeoutError, ConnectionError, OSError)

# Kinds of OSError that the next attempt meets again.
PERMANENT_ERRORS: tuple[type[BaseException], ...] = (
    FileNotFoundError, FileExistsError, IsADirectoryError, NotADirectoryError, PermissionError)


def is_transient(error: BaseException) -> bool:
    return isinstance(error, TRANSIENT_ERRORS) and not isinstance(error, PERMANENT_ERRORS)


@dataclass(frozen=True)
class RetryPolicy:
    """How often and when a failed call is repeated.

    Attributes:
        max_retries: calls after the first.
        backoff_ms: delay before the first retry.
        multiplier: of the delay from one retry to the next.
        max_backoff_ms: longest delay.
    """

    max_retries: int = 3
    backoff_ms: float = 100.0
    multiplier: float = 2.0
    max_backoff_ms: float = 1600.0

    def get_delay_s(self, n_failures: int) -> float | None:
        """Return the delay after the given number of failures in a row, None to give up."""
        if n_failures > self.max_retries:
            return None
        delay_ms = self.backoff_ms * self.multiplier ** (n_failures - 1)
        return min(delay_ms, self.max_backoff_ms) / 1000


class CircuitOpenError(RuntimeError):
    """A node was not called, since its last calls have failed.

    Args:
        n_failures: number of failures in a row.
    """

    def __init__(self, n_failures: int) -> None:
        super().__init__(f"the circuit breaker is open after {n_failures} failures in a row")


@dataclass
class Breaker:
    """Opens at failures in a row, and lets a probe through after a time.

    Attributes:
        failures: number of failures in a row that opens it; 0 for never.
        open_ms: time until a probe.
    """

    failures: int = 5
    open_ms: float = 30000.0
    n_failures: int = 0
    opened_at_s: float | None = None

    def is_open(self, now_s: float) -> bool:
        """Return whether a call must not be made; after open_ms one probe may be."""
        return self.opened_at_s is not None and (now_s - self.opened_at_s) * 1000 < self.open_ms

    def count_success(self) -> None:
        self.n_failures = 0
        self.opened_at_s = None

    def count_failure(self, now_s: float) -> None:
        self.n_failures += 1
        if self.failures and self.n_failures >= self.failures:
            self.opened_at_s = now_s
