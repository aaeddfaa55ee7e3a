#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""rmg validate: its output for valid and invalid manifests."""

import json

import command


class ValidateTest(command.CommandTest):
    def test_valid_manifest_says_so(self):
        path = self.write("m.json", command.values())
        self.assertIn(b"valid, 0 errors", self.rmg_ok("validate", path).stdout)

    def test_json_of_a_valid_manifest_has_no_errors(self):
        path = self.write("m.json", command.values())
        answer = self.rmg_json("validate", path, "-o", "json")
        self.assertEqual(answer, {
            "valid": True, "manifest": str(path), "errors": [], "warnings": []})

    def test_manifest_is_read_from_standard_input(self):
        text = json.dumps(command.values()).encode()
        self.assertTrue(self.rmg_json("validate", "-o", "json", "-", stdin=text)["valid"])

    def test_each_problem_has_place_node_and_hint(self):
        path = self.write("m.json", (
            '{"version": "v1", "metadata": {"name": "x"}, "nodes": [\n'
            '  {"id": "a", "node_type": "MultiplyNode",\n'
            '   "params": {"factor": "two"}},\n'
            '  {"id": "b", "node_type": "AddNod"}],\n'
            ' "connections": []}'))
        run = self.rmg("validate", path, "-o", "json")
        answer = json.loads(run.stdout)
        found = [(error["code"], error["line"], error["node"]) for error in answer["errors"]]
        self.assertEqual(run.returncode, 3)
        self.assertFalse(answer["valid"])
        self.assertEqual(found, [("wrong-type", 3, "a"), ("unknown-type", 4, "b")])
        self.assertIn("AddNode", answer["errors"][1]["hint"])

    def test_text_has_line_and_column(self):
        path = self.write("m.json", '{"version": "v1",\n "nodes": 1}')
        run = self.rmg("validate", path)
        self.assertEqual(run.returncode, 3)
        self.assertRegex(run.stdout.decode(), r"2:11: error:")

    def test_quiet_prints_nothing(self):
        path = self.write("m.json", "{}")
        run = self.rmg("validate", path, "-q")
        self.assertEqual((run.returncode, run.stdout, run.stderr), (3, b"", b""))

    def test_leaky_queue_is_valid_for_media_and_refused_for_values(self):
        media, items = command.speech(), command.values()
        for document in (media, items):
            document["nodes"][1]["queue"] = {"max_buffers": 2, "leaky": "upstream"}
        self.rmg_ok("validate", self.write("media.json", media))
        run = self.rmg("validate", self.write("items.json", items))
        self.assertEqual(run.returncode, 3)
        self.assertIn(b"a leaky queue drops the ends of items", run.stdout)

    def test_warning_is_an_error_only_when_strict(self):
        document = command.values()
        document["colour"] = "green"
        path = self.write("m.json", document)
        self.assertEqual(len(self.rmg_json("validate", path, "-o", "json")["warnings"]), 1)
        self.assertEqual(self.rmg("validate", path, "--strict").returncode, 3)


if __name__ == "__main__":
    command.main()
