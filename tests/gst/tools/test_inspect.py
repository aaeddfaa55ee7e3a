#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""rmg plan, graph and nodes: their output, without a run."""

import json
import unittest
import xml.etree.ElementTree

import command

ODD_IDS = command.manifest([
    ('quote"', "MultiplyNode"), ("back\\slash", "AddNode"), ("label=\\n];", "AddNode")])


class PlanTest(command.CommandTest):
    def test_plan_names_every_node(self):
        path = self.write("m.json", command.values())
        text = self.rmg_ok("plan", path).stdout.decode()
        for name in ("double", "inc"):
            self.assertIn(name, text)

    def test_plan_json_has_the_reason(self):
        path = self.write("m.json", command.values())
        plan = self.rmg_json("plan", path, "-o", "json")
        self.assertFalse(plan["threaded"])
        self.assertTrue(plan["reason"])
        self.assertTrue(plan["steps"])

    def test_plan_has_a_policy_for_each_node(self):
        path = self.write("m.json", command.values())
        text = self.rmg_ok("plan", path).stdout.decode()
        self.assertIn("policy double: none: it has no failure that a retry may cure\n", text)
        plan = self.rmg_json("plan", path, "-o", "json")
        self.assertEqual(["double", "inc"], [policy["node_id"] for policy in plan["policies"]])
        self.assertEqual(3, plan["policies"][0]["retry"]["max_retries"])

    def test_plan_takes_the_options_of_run(self):
        path = self.write("m.json", command.values())
        plan = self.rmg_json("plan", path, "-o", "json", "--session", "threaded")
        self.assertTrue(plan["threaded"])

    def test_plan_shows_an_override(self):
        path = self.write("m.json", command.resampler())
        plan = self.rmg_ok("plan", path, "--resample.target_sample_rate=12345").stdout
        self.assertIn(b"12345", plan)

    def test_override_of_an_unknown_node_is_wrong_use(self):
        path = self.write("m.json", command.values())
        run = self.rmg("plan", path, "--doubel.factor=3")
        self.assertEqual(run.returncode, 2)
        self.assertIn("double", run.stderr.decode())

    def test_override_out_of_range_is_wrong_use(self):
        path = self.write("m.json", command.resampler())
        self.assertEqual(self.rmg("plan", path, "--resample.target_sample_rate=-1").returncode, 2)


class GraphTest(command.CommandTest):
    def test_dot_has_nodes_and_edges(self):
        path = self.write("m.json", command.values())
        text = self.rmg_ok("graph", path).stdout.decode()
        self.assertIn('label="double\\nMultiplyNode"', text)
        self.assertEqual(text.count("->"), 1)

    def test_dot_has_a_dashed_edge_to_a_fallback(self):
        document = command.manifest([("a", "VAD"), ("b", "VAD"), ("spare", "VAD")], [("a", "b")])
        document["nodes"][1]["fallback"] = "spare"
        text = self.rmg_ok("graph", self.write("m.json", document)).stdout.decode()
        edges = [line.strip() for line in text.splitlines() if "->" in line]
        self.assertEqual(edges[0], "n0 -> n1;")
        self.assertRegex(edges[1], r'^n1 -> n2 \[style=dashed, label="fallback"')
        self.assertEqual(len(edges), 2)

    def test_dot_escapes_ids(self):
        path = self.write("m.json", ODD_IDS)
        text = self.rmg_ok("graph", path).stdout.decode()
        self.assertIn('label="quote\\"\\nMultiplyNode"', text)
        self.assertIn('label="back\\\\slash\\nAddNode"', text)

    def test_svg_shows_odd_ids_as_they_are(self):
        path = self.write("m.json", ODD_IDS)
        run = self.rmg("graph", path, "--format", "svg", "-O", self.folder / "m.svg")
        if b"built without Graphviz" in run.stderr:
            raise unittest.SkipTest("built without Graphviz")
        drawing = xml.etree.ElementTree.parse(self.folder / "m.svg")
        texts = {text for text in drawing.getroot().itertext()}
        for node in ODD_IDS["nodes"]:
            self.assertIn(node["id"], texts)

    def test_invalid_manifest_is_not_drawn(self):
        run = self.rmg("graph", self.write("m.json", "{}"))
        self.assertEqual((run.returncode, run.stdout), (3, b""))


class NodesTest(command.CommandTest):
    def test_type_has_its_failures(self):
        text = self.rmg_ok("nodes", "MediaWriterNode").stdout.decode()
        self.assertIn("Failures that are retried: busy\n", text)
        self.assertRegex(text, r"Failures that are not: .*no-space")
        types = self.rmg_json("nodes", "VAD", "-o", "json")
        self.assertEqual({"retried": [], "final": ["format"]}, types["failures"])

    def test_list_has_the_types_of_this_release(self):
        names = {node["name"] for node in self.rmg_json("nodes", "-o", "json")}
        self.assertLessEqual({"VAD", "VADNode", "AudioResampleNode", "FormatConverterNode",
                              "AudioTransform", "AudioBuffer", "PassThroughNode",
                              "MultiplyNode", "AddNode", "MediaReaderNode",
                              "MediaWriterNode", "DataSourceNode", "DataSinkNode"}, names)

    def test_text_lists_the_same_types(self):
        text = self.rmg_ok("nodes").stdout.decode()
        for node in self.rmg_json("nodes", "-o", "json"):
            self.assertIn(node["name"], text)

    def test_type_is_described_with_its_parameters(self):
        node = self.rmg_json("nodes", "MultiplyNode", "-o", "json")
        factor = next(param for param in node["params"] if param["name"] == "factor")
        self.assertEqual(factor["type"], "number")
        self.assertEqual(factor["default"], "2.0")
        self.assertIn("multiplier", factor["aliases"])

    def test_text_has_range_and_unit(self):
        text = self.rmg_ok("nodes", "AudioResampleNode").stdout.decode()
        self.assertRegex(text, r"target_sample_rate: .*\n +integer 1 to \d+ Hz; default 16000")

    def test_alias_is_described_as_its_type(self):
        self.assertEqual(self.rmg_json("nodes", "FastResampleNode", "-o", "json")["name"],
                         "AudioResampleNode")

    def test_unknown_type_with_json_is_one_document(self):
        run = self.rmg("nodes", "Nonsense", "-o", "json")
        self.assertEqual(run.returncode, 2)
        self.assertEqual(json.loads(run.stdout)["error"]["code"], "usage")


if __name__ == "__main__":
    command.main()
