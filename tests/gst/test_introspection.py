#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""test_introspection.py: a binding checks and runs manifests through the typelib."""

import json
import struct
import unittest

import gi

gi.require_version("Gst", "1.0")
gi.require_version("Rmg", "1.0")
from gi.repository import GLib, Gst, Rmg  # noqa: E402


def load(*nodes, connections=()):
    """Return a manifest whose nodes are (id, type, params)."""
    text = json.dumps({
        "version": "v1",
        "metadata": {"name": "introspection"},
        "nodes": [{"id": name, "node_type": kind, "params": params} for name, kind, params in nodes],
        "connections": [{"from": one, "to": other} for one, other in connections],
    })
    return Rmg.Manifest.new_from_data(text, -1, "test", None)


def run(graph, values):
    """Return the ints that a session of graph outputs for values, and its metrics."""
    session = Rmg.Session.open(graph, None, None)
    outputs = []
    for value in values:
        assert session.push_value(None, Rmg.Value.new_int(value)) == Rmg.SessionResult.OK
        result, output = session.pull()
        while result == Rmg.SessionResult.OK:
            if output.buffer is not None:
                outputs.append(Rmg.value_buffer_peek(output.buffer).get_int())
            output.clear()
            result, output = session.pull()
        assert result == Rmg.SessionResult.EMPTY, result
    metrics = session.get_metrics()
    assert session.close()
    return outputs, metrics


class IntrospectionTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        Gst.init(None)  # gst-python, where it is installed, needs it
        Rmg.init()

    def test_manifest_of_values_runs(self):
        manifest = load(("double", "MultiplyNode", {"factor": 2}), ("one", "AddNode", {"addend": 1}),
                        connections=[("double", "one")])
        graph = Rmg.Graph.new_from_manifest(manifest, None)

        outputs, metrics = run(graph, [1, 2, 3])

        self.assertEqual(outputs, [3, 5, 7])
        self.assertEqual(metrics.get_pipeline_id(), "introspection")
        self.assertEqual(metrics.get_executions(), 3)
        self.assertEqual([metrics.get_node(index).id for index in range(metrics.get_n_nodes())],
                         ["double", "one"])
        self.assertEqual(json.loads(metrics.to_json())["total_executions"], 3)
        self.assertEqual(metrics.get_end_us(), Rmg.METRIC_UNKNOWN)

    def test_hosted_type_runs_python(self):
        def on_item(host, factor):
            taken, item = host.take()
            assert taken
            number = Rmg.value_buffer_peek(item.buffer).get_int()
            outputs = Gst.BufferList.new()
            outputs.insert(-1, Rmg.Value.new_int(number * factor).buffer_new())
            host.complete(item.sequence, None, outputs)

        self.assertTrue(Rmg.Host.register_type("PythonTimes", "multiplies", on_item, 10))
        graph = Rmg.Graph.new_from_manifest(load(("times", "PythonTimes", {})), None)

        outputs, _ = run(graph, [4, 5])

        self.assertEqual(outputs, [40, 50])

    def test_hosted_type_with_a_name_of_the_catalog_is_refused(self):
        self.assertFalse(Rmg.Host.register_type("VAD", "taken", lambda host, data: None, None))

    def test_invalid_manifest_raises_with_problems(self):
        problems = Rmg.Diagnostics.new(False)

        with self.assertRaises(GLib.Error) as raised:
            Rmg.Graph.new_from_manifest(load(("a", "NoSuchNode", {})), problems)

        self.assertTrue(raised.exception.matches(Rmg.error_quark(), Rmg.Error.UNKNOWN_TYPE))
        self.assertEqual(problems.get_n_errors(), 1)
        problem = problems.get_problem(0)
        self.assertEqual(problem.code, Rmg.Error.UNKNOWN_TYPE)
        self.assertEqual(problem.severity, Rmg.Severity.ERROR)
        self.assertIn("nodes[0]", problem.path)

    def test_plan_is_readable(self):
        graph = Rmg.Graph.new_from_manifest(load(("a", "AddNode", {"addend": 1})), None)
        options = Rmg.PlanOptions()
        options.threading = Rmg.Threading.INLINE

        plan = Rmg.Plan.new(graph, options, None)

        self.assertFalse(plan.is_threaded())
        self.assertIn("rmgvalue", plan.to_string())

    def test_value_reads_and_writes_json(self):
        value = Rmg.Value.new_from_json('{"a": [1, 2.5, "x"]}', -1)

        self.assertEqual(value.get_kind(), Rmg.ValueKind.DICT)
        self.assertEqual(value.dict_get("a").array_get(0).get_int(), 1)
        self.assertEqual(json.loads(value.to_json()), {"a": [1, 2.5, "x"]})

    def test_output_is_copied_and_freed(self):
        session = Rmg.Session.open(
            Rmg.Graph.new_from_manifest(load(("a", "AddNode", {"addend": 1})), None), None, None)
        session.push_value(None, Rmg.Value.new_int(1))
        result, output = session.pull()

        copy = output.copy()
        output.clear()
        session.close()

        self.assertEqual(result, Rmg.SessionResult.OK)
        self.assertIsNone(output.buffer)
        self.assertEqual(copy.node_id, "a")
        self.assertEqual(Rmg.value_buffer_peek(copy.buffer).get_int(), 2)

    def test_message_callback_collects_segments(self):
        rate_hz = 16000
        caps = Gst.Caps.from_string(
            f"audio/x-raw, format=F32LE, layout=interleaved, rate={rate_hz}, channels=1")
        # 1 s of silence, 1 s of a square wave, 1 s of silence
        samples = [0.0] * rate_hz + [0.5, -0.5] * (rate_hz // 2) + [0.0] * rate_hz
        segments = Rmg.Segments.new()
        sources = []

        def on_message(message, data):
            sources.append((message.src.get_name(), data))
            segments.add_message(message)

        session = Rmg.Session.open(
            Rmg.Graph.new_from_manifest(load(("speech", "VADNode", {})), None), None, None)
        session.set_message_func(on_message, "data")
        buffer = Gst.Buffer.new_wrapped(struct.pack(f"{len(samples)}f", *samples))
        result, _ = session.push(None, caps, buffer)
        session.close()

        self.assertEqual(result, Rmg.SessionResult.OK)
        self.assertIn(("speech", "data"), sources)
        self.assertEqual(segments.get_n_segments(), 1)
        segment = segments.get_segment(0)
        self.assertEqual(segment.node_id, "speech")
        self.assertAlmostEqual(segment.start / Gst.SECOND, 1.0, delta=0.05)
        known, kind = Rmg.segment_format_from_path("talk.srt")
        self.assertTrue(known)
        self.assertIn("speech", segments.to_string(kind, "talk"))

    def test_catalog_lists_types_with_parameters(self):
        names = [Rmg.catalog_get_type(index).name for index in range(Rmg.catalog_get_n_types())]

        self.assertIn("MultiplyNode", names)
        self.assertEqual(Rmg.catalog_find_type("MultiplyNode").n_params, 1)


if __name__ == "__main__":
    unittest.main()
