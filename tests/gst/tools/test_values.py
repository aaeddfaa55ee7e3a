#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""rmg run with pipelines of values: JSON in, JSON out."""

import json
import os
import subprocess
import threading

import command


class ValuesTest(command.CommandTest):
    def setUp(self):
        super().setUp()
        self.manifest = self.write("m.json", command.values())

    def run_items(self, text, *words):
        return self.rmg("run", self.manifest, "-i", "-", *words, stdin=text.encode())

    def test_one_item_comes_out_bare(self):
        self.assertEqual(json.loads(self.run_items("20").stdout), 41)

    def test_list_is_a_batch(self):
        self.assertEqual(json.loads(self.run_items("[1, 2.5, 3]").stdout), [3, 6.0, 7])

    def test_list_in_a_batch_is_one_item(self):
        self.assertEqual(json.loads(self.run_items("[[1, 2]]").stdout), [3, 5])

    def test_text_is_one_line_each(self):
        self.assertEqual(self.run_items("[1, [2, 3]]", "-o", "text").stdout, b"3\n[5,7]\n")

    def test_input_is_read_from_a_file(self):
        path = self.write("in.json", [1, 2])
        self.assertEqual(self.rmg_json("run", self.manifest, "-i", path), [3, 5])

    def test_output_is_written_to_a_file(self):
        run = self.run_items("[1, 2]", "-O", self.folder / "out.json")
        self.assertEqual((run.returncode, run.stdout), (0, b""))
        self.assertEqual(json.loads((self.folder / "out.json").read_text()), [3, 5])

    def test_lines_are_written_to_a_file(self):
        self.run_items("[1, 2]", "-o", "text", "-O", self.folder / "out.txt")
        self.assertEqual((self.folder / "out.txt").read_text(), "3\n5\n")

    def test_named_pipes_are_read_and_written(self):
        for name in ("in", "out"):
            os.mkfifo(self.folder / name)
        threading.Thread(target=(self.folder / "in").write_text, args=("[5]",), daemon=True).start()
        written = []
        reader = threading.Thread(
            target=lambda: written.append((self.folder / "out").read_text()), daemon=True)
        reader.start()
        self.rmg_ok("run", self.manifest, "-i", "in", "-O", "out")
        reader.join(command.TIMEOUT_S)
        self.assertEqual(json.loads(written[0]), 11)

    def test_override_replaces_the_manifest(self):
        self.assertEqual(json.loads(self.run_items("1", "--double.factor=10").stdout), 11)

    def test_inline_and_threaded_agree(self):
        inline, threaded = (self.run_items("[1, 2, 3]", "--session", kind).stdout
                            for kind in ("inline", "threaded"))
        self.assertEqual(json.loads(inline), [3, 5, 7])
        self.assertEqual(inline, threaded)

    def test_metrics_count_every_item(self):
        self.run_items("[1, 2, 3]", "--metrics", self.folder / "f.json")
        metrics = json.loads((self.folder / "f.json").read_text())
        self.assertEqual([node["execution_count"] for node in metrics["node_metrics"]], [3, 3])

    def test_reader_that_goes_away_ends_the_run_quietly(self):
        path = self.write("in.json", list(range(100_000)))
        with subprocess.Popen(
                [command.RMG, "run", self.manifest, "-i", path, "-o", "text"],
                stdout=subprocess.PIPE, stderr=subprocess.PIPE) as run:
            self.assertEqual(run.stdout.readline(), b"1\n")
            run.stdout.close()
            self.assertEqual(run.stderr.read(), b"")
        self.assertEqual(run.returncode, 141)

    def test_missing_input_has_its_exit_code(self):
        run = self.rmg("run", self.manifest)
        self.assertEqual((run.returncode, run.stdout), (3, b""))
        self.assertIn(b"-i", run.stderr)

    def test_bad_input_is_one_error(self):
        for text in ("", "{", "[" * 100_000, "1e400"):
            with self.subTest(text[:20]):
                run = self.run_items(text)
                self.assertEqual((run.returncode, run.stdout), (3, b""))
                self.assertEqual(run.stderr.count(b"\n"), 1)

    def test_error_with_json_is_one_document(self):
        run = self.run_items("{", "-o", "json")
        self.assertEqual(json.loads(run.stdout)["status"], "failed")
        self.assertEqual((run.returncode, run.stderr), (3, b""))

    def run_failing(self, *words):
        """Run values through a node that fails after a few attempts."""
        manifest = self.write("bad.json", json.dumps({
            "version": "v1", "metadata": {"name": "bad"},
            "connections": [{"from": "one", "to": "bad"}],
            "nodes": [{"id": "one", "node_type": "AddNode", "params": {"addend": 1}},
                      {"id": "bad", "node_type": "gst:rmgfault", "params": {"fail-after": 1},
                       "retry": {"retries": 2, "backoff_ms": 1}}]}))
        return self.rmg("run", manifest, "-i", self.write("in.json", [1, 2, 3]), *words)

    def test_failed_node_is_printed_with_its_record(self):
        run = self.run_failing("-q", "-o", "text")
        lines = run.stderr.decode().splitlines()
        self.assertEqual(run.returncode, 1)
        self.assertTrue(lines[0].startswith('rmg: node "bad" (gst:rmgfault): Could not read.'), lines)
        self.assertLessEqual(len(lines), 24)
        self.assertIn("  attempts  3 failed", lines)
        self.assertIn("hint", run.stderr.decode())

    def test_failed_node_is_in_the_json_document(self):
        run = self.run_failing("-q", "-o", "json")
        error = json.loads(run.stdout)["error"]
        fault, = error["faults"]
        self.assertEqual((run.returncode, run.stderr), (1, b""))
        self.assertEqual((error["code"], fault["node_id"], fault["kind"]), ("node-failed", "bad", "exhausted"))
        self.assertEqual([attempt["action"] for attempt in fault["attempts"]], ["retry", "restart", "stop"])
        self.assertEqual(fault["summary"], error["message"])


if __name__ == "__main__":
    command.main()
