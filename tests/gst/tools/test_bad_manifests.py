#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""Invalid manifests: exit code 3 and one clear error each, from a file
and from standard input, and nothing hangs or crashes."""

import json

import command

GOOD = json.dumps(command.values())


def with_factor(text):
    return GOOD.replace('"factor": 2', f'"factor": {text}')


def many_nodes(n_nodes):
    """Valid but for the last connection."""
    document = command.manifest([(f"n{n}", "PassThroughNode") for n in range(n_nodes)])
    document["connections"][-1]["to"] = "nowhere"
    return json.dumps(document)


def with_connections(*pairs):
    return json.dumps(command.manifest(
        [(name, "PassThroughNode") for name in "abc"], connections=pairs))


# name: (text, part of the error)
BAD = {
    "empty": ("", ""),
    "junk": ("\x00\x01 not a manifest", "1:1"),
    "brackets": ("[" * 100_000, "levels"),
    "spaces": (" " * 20_000_000, ""),
    "duplicate-key": ('{"version": "v1",\n "version": "v1"}', "version"),
    "long-integer": (with_factor("1" * 30), "1:"),
    "huge-double": (with_factor("1e400"), "1e400"),
    "wrong-type": (with_factor('"two"'), "factor"),
    "root-is-a-list": ("[]", "object"),
    "nodes-is-a-number": ('{"version": "v1", "metadata": {}, "nodes": 3,'
                          ' "connections": []}', "nodes"),
    "many-nodes": (many_nodes(10_000), "nowhere"),
    "unknown-id": (with_connections("ab", "bx"), "x"),
    "self-loop": (with_connections("aa"), "a -> a"),
    "cycle": (with_connections("ab", "bc", "ca"), "a -> b -> c -> a"),
    "out-of-range": (json.dumps(command.resampler(-5)), "target_sample_rate"),
    "unknown-element": (json.dumps(command.manifest([("x", "gst:nonsense")])), "nonsense"),
    "property-out-of-range": (json.dumps(command.manifest(
        [("v", "gst:volume", {"volume": 1e9})])), "volume"),
}


class BadManifestTest(command.CommandTest):
    def assert_one_error(self, run, expected):
        lines = run.stderr.decode().splitlines()
        self.assertEqual(run.returncode, 3, run.stderr[:500])
        self.assertEqual(run.stdout, b"")
        self.assertEqual(len(lines), 1, lines[:5])
        self.assertIn(expected, lines[0])
        self.assertLess(len(lines[0]), 1000)

    def test_each_in_a_file_is_one_error(self):
        for name, (text, expected) in BAD.items():
            with self.subTest(name):
                path = self.write("m.json", text)
                self.assert_one_error(self.rmg("run", path, "-i", "-"), expected)

    def test_each_on_standard_input_is_one_error(self):
        for name, (text, expected) in BAD.items():
            with self.subTest(name):
                self.assert_one_error(self.rmg("plan", "-", stdin=text.encode()), expected)

    def test_each_as_json_is_one_document(self):
        for name, (text, _) in BAD.items():
            with self.subTest(name):
                run = self.rmg("run", self.write("m.json", text), "-i", "-", "-o", "json")
                answer = json.loads(run.stdout)
                self.assertEqual((run.returncode, run.stderr), (3, b""))
                self.assertEqual(answer["status"], "failed")
                self.assertTrue(answer["error"]["message"])

    def test_invalid_utf8_is_one_error(self):
        path = self.write("m.json", GOOD.encode().replace(b"double", b"d\xffuble"))
        self.assert_one_error(self.rmg("run", path, "-i", "-"), "UTF-8")

    def test_directory_is_one_error(self):
        self.assert_one_error(self.rmg("run", self.folder), str(self.folder))

    def test_missing_file_is_one_error(self):
        self.assert_one_error(self.rmg("run", "nowhere.json"), "nowhere.json")

    def test_missing_input_is_one_error(self):
        path = self.write("m.json", command.values())
        self.assert_one_error(self.rmg("run", path, "-i", "nowhere.json"), "nowhere.json")


if __name__ == "__main__":
    command.main()
