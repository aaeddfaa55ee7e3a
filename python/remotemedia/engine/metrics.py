# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Counters of a run, and the document that get_metrics() returns."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any, Iterator, Mapping


@dataclass
class NodeCounters:
    """Calls of one node; durations in nanoseconds."""

    n_success: int = 0
    n_error: int = 0
    total_ns: int = 0
    min_ns: int | None = None
    max_ns: int = 0

    def count(self, duration_ns: int, is_success: bool) -> None:
        if is_success:
            self.n_success += 1
        else:
            self.n_error += 1
        self.total_ns += duration_ns
        self.min_ns = duration_ns if self.min_ns is None else min(self.min_ns, duration_ns)
        self.max_ns = max(self.max_ns, duration_ns)

    def add(self, entry: Mapping[str, Any]) -> None:
        """Add an entry of node_metrics of a session."""
        if not entry["execution_count"]:
            return
        self.n_success += entry["success_count"]
        self.n_error += entry["error_count"]
        self.total_ns += entry["total_duration_ns"]
        shortest_ns = entry["min_duration_ns"]
        self.min_ns = shortest_ns if self.min_ns is None else min(self.min_ns, shortest_ns)
        self.max_ns = max(self.max_ns, entry["max_duration_ns"])

    def to_dict(self, node_id: str) -> dict[str, Any]:
        n_calls = self.n_success + self.n_error
        average_ns = self.total_ns // n_calls if n_calls else 0
        return {
            "node_id": node_id,
            "execution_count": n_calls,
            "success_count": self.n_success,
            "error_count": self.n_error,
            "success_rate": self.n_success / n_calls if n_calls else 0.0,
            "total_duration_us": self.total_ns // 1000,
            "avg_duration_us": average_ns // 1000,
            "min_duration_us": (self.min_ns or 0) // 1000,
            "max_duration_us": self.max_ns // 1000,
            "execution_time_us": self.total_ns // 1000,
            "total_duration_ns": self.total_ns,
            "avg_duration_ns": average_ns,
            "min_duration_ns": self.min_ns or 0,
            "max_duration_ns": self.max_ns,
        }


class NodeMetricsList(list[dict[str, Any]]):
    """The nodes' entries: a list, and by node id like a dict."""

    def __getitem__(self, key: Any) -> Any:
        if not isinstance(key, str):
            return super().__getitem__(key)
        entry = self.get(key)
        if entry is None:
            raise KeyError(key)
        return entry

    def __contains__(self, key: object) -> bool:
        return key in self.keys() if isinstance(key, str) else super().__contains__(key)

    def get(self, node_id: str, default: Any = None) -> Any:
        return next((entry for entry in self if entry["node_id"] == node_id), default)

    def keys(self) -> list[str]:
        return [entry["node_id"] for entry in self]

    def values(self) -> list[dict[str, Any]]:
        return list(self)

    def items(self) -> Iterator[tuple[str, dict[str, Any]]]:
        return ((entry["node_id"], entry) for entry in self)


@dataclass
class RunMetrics:
    """Counters of one or several runs of a pipeline."""

    pipeline_id: str = "pipeline"
    n_runs: int = 0
    total_ns: int | None = None
    peak_memory_bytes: int = 0  # of sessions
    nodes: dict[str, NodeCounters] = field(default_factory=dict)

    def count_run(self, duration_s: float) -> None:
        self.n_runs += 1
        self.total_ns = (self.total_ns or 0) + round(duration_s * 1e9)

    def count_call(self, node_id: str, duration_s: float, is_success: bool) -> None:
        counters = self.nodes.setdefault(node_id, NodeCounters())
        counters.count(round(duration_s * 1e9), is_success)

    def add_session(self, document: Mapping[str, Any]) -> None:
        """Add the metrics document of a session."""
        self.peak_memory_bytes = max(self.peak_memory_bytes, document.get("peak_memory_bytes") or 0)
        for entry in document["node_metrics"]:
            self.nodes.setdefault(entry["node_id"], NodeCounters()).add(entry)

    def to_dict(self) -> dict[str, Any]:
        started_ns = time.perf_counter_ns()
        nodes = NodeMetricsList(counters.to_dict(node_id) for node_id, counters in self.nodes.items())
        total_us = None if self.total_ns is None else self.total_ns // 1000
        return {
            "pipeline_id": self.pipeline_id,
            "total_executions": self.n_runs,
            "total_duration_us": total_us,
            "total_duration_ms": None if total_us is None else total_us // 1000,
            "peak_memory_bytes": self.peak_memory_bytes,
            "peak_memory_mb": self.peak_memory_bytes / 2**20,
            "node_metrics": nodes,
            "metrics_overhead_us": (time.perf_counter_ns() - started_ns) // 1000,
        }


def read_metrics(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return a metrics document with node_metrics as list and by id."""
    return {**document, "node_metrics": NodeMetricsList(document.get("node_metrics") or ())}
