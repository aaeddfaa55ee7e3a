#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""rmg run --trace: the calls of each node, on their threads."""

import collections
import json

import command

EPSILON_US = 0.002  # times are rounded to a nanosecond


class TraceTest(command.CommandTest):
    def run_trace(self, *words):
        self.rmg_ok("run", self.write("m.json", command.resampler()), "-i",
                    self.write("in.wav", command.wav(command.tone(64000))), "-O", "out.wav", "-q",
                    "--trace", "t.json", *words)
        return json.loads((self.folder / "t.json").read_text(encoding="utf-8"))

    def test_trace_has_the_calls_that_the_metrics_count(self):
        trace = self.run_trace("--metrics", "m.out.json")
        metrics = json.loads((self.folder / "m.out.json").read_text(encoding="utf-8"))
        calls = collections.Counter(
            entry["name"] for entry in trace["traceEvents"] if entry["ph"] == "X")
        counted = {node["node_id"]: node for node in metrics["node_metrics"]}
        self.assertEqual(trace["otherData"], {"dropped": 0})
        for name in ("resample", "format"):
            self.assertEqual(calls[name], counted[name]["execution_count"])
            own_us = sum(entry["args"]["own_us"] for entry in trace["traceEvents"]
                         if entry["ph"] == "X" and entry["name"] == name)
            self.assertAlmostEqual(own_us, counted[name]["total_duration_ns"] / 1000, delta=1)

    def test_calls_of_a_thread_are_nested(self):
        trace = self.run_trace()
        threads = collections.defaultdict(list)
        for entry in trace["traceEvents"]:
            if entry["ph"] == "X":
                threads[entry["tid"]].append((entry["ts"], entry["ts"] + entry["dur"]))
        self.assertTrue(threads)
        for spans in threads.values():
            open_spans = []
            for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
                while open_spans and open_spans[-1] <= start + EPSILON_US:
                    open_spans.pop()
                self.assertTrue(not open_spans or end <= open_spans[-1] + EPSILON_US)
                open_spans.append(end)

    def test_each_thread_has_a_name(self):
        trace = self.run_trace()
        named = {entry["tid"] for entry in trace["traceEvents"]
                 if entry["ph"] == "M" and entry["name"] == "thread_name" and entry["args"]["name"]}
        used = {entry["tid"] for entry in trace["traceEvents"] if entry["ph"] in "Xi"}
        self.assertLessEqual(used, named)

    def test_failed_run_writes_its_trace(self):
        path = self.write("m.json", command.manifest([
            ("fault", "gst:rmgfault", {"fail-after": 0, "error": "stream-format"}),
            ("pass", "PassThroughNode")]))
        run = self.rmg("run", path, "-i", self.write("in.wav", command.wav(command.tone(64000))),
                       "-q", "--trace", "t.json")
        self.assertEqual(run.returncode, 1)
        trace = json.loads((self.folder / "t.json").read_text(encoding="utf-8"))
        self.assertIn("fault", {entry["name"] for entry in trace["traceEvents"]})

    def list_events(self, *, params, **policy):
        """Return (name, node, time) of the events of a run with a faulty node."""
        document = command.manifest([
            ("cut", "gst:rmgchunk", {"frames": 320}), ("fault", "gst:rmgfault", params)])
        document["nodes"][1] |= policy
        self.rmg_ok("run", self.write("m.json", document), "-i",
                    self.write("in.wav", command.wav(command.tone(3200))), "-q",
                    "--trace", "t.json")
        trace = json.loads((self.folder / "t.json").read_text(encoding="utf-8"))
        events = [(entry["name"], entry["args"]["node"], entry["ts"])
                  for entry in trace["traceEvents"] if entry["ph"] == "i"]
        return sorted(events, key=lambda event: event[2])

    def test_retries_are_instants_at_their_time(self):
        events = self.list_events(
            params={"fail-after": 2, "failures": 2, "error": "resource-read"},
            retry={"max_retries": 3, "backoff_ms": 20})
        retries = [event for event in events if event[0] == "node-retrying"]
        self.assertEqual([node for _, node, _ in retries], ["fault", "fault"])
        self.assertGreaterEqual(retries[1][2] - retries[0][2], 20000)
        self.assertIn("recovered", [name for name, _, _ in events])

    def test_transitions_of_a_breaker_are_instants(self):
        events = self.list_events(
            params={"fail-every": 1, "error": "resource-read"},
            retry={"max_retries": 0}, breaker={"failures": 2, "on_open": "drop"})
        self.assertEqual([name for name, _, _ in events if name.startswith("breaker")],
                         ["breaker open"])

    def test_stalls_are_instants(self):
        events = self.list_events(params={"delay-us": 150000}, stall_timeout_ms=50)
        names = [name for name, _, _ in events if name.startswith("stall")]
        self.assertEqual(names[:2], ["stall begins", "stall ends"])
        self.assertIn(names.count("stall begins") - names.count("stall ends"), (0, 1))

    def test_trace_does_not_replace_the_input(self):
        path = self.write("in.wav", command.wav(command.tone(1600)))
        run = self.rmg("run", self.write("m.json", command.resampler()), "-i", path,
                       "--trace", path)
        self.assertEqual(run.returncode, 3, run.stderr)


if __name__ == "__main__":
    command.main()
