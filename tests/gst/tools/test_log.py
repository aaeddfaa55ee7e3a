#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""rmg run --log json: each line on standard error is one object."""

import datetime
import json
import os
import pathlib
import shutil
import subprocess
import sys

import command

JOURNAL = pathlib.Path(__file__).with_name("journal.py")
MEMBERS = ["time", "level", "category", "node", "object", "source", "function", "message"]
LEVELS = {"ERROR", "WARNING", "INFO", "DEBUG", "LOG", "TRACE", "MEMDUMP"}
NAMESPACE = ["unshare", "--map-root-user", "--mount"]


def faulty(**fields):
    """A node that fails every second buffer, with a breaker."""
    document = command.manifest([
        ("cut", "gst:rmgchunk", {"frames": 320}),
        ("fault", "gst:rmgfault", {"fail-every": 1, "error": "resource-read"})])
    document["nodes"][1] |= fields
    return document


class LogTest(command.CommandTest):
    def read_log(self, *words, debug="", code=0, states=False):
        """Run with --log json; return the checked entries, without states by default."""
        run = subprocess.run(
            [command.RMG, "run", *map(str, words), "--log", "json"], cwd=self.folder,
            env=os.environ | {"GST_DEBUG": debug}, capture_output=True,
            timeout=command.TIMEOUT_S, check=False)
        self.assertEqual(run.returncode, code, run.stderr)
        entries = [json.loads(line) for line in run.stderr.splitlines()]
        for entry in entries:
            self.assertEqual([name for name in entry if name != "details"], MEMBERS)
            self.assertIn(entry["level"], LEVELS)
            datetime.datetime.strptime(entry["time"], "%Y-%m-%dT%H:%M:%S.%fZ")
        return [entry for entry in entries if states or entry["message"] != "rmg-state"]

    def write_run(self, document=None):
        return (self.write("m.json", document or command.resampler()), "-i",
                self.write("in.wav", command.wav(command.tone(16000))))

    def test_log_of_gstreamer_has_category_source_and_node(self):
        entries = self.read_log(*self.write_run(), debug="rmg*:6,GST_STATES:4")
        self.assertLess({"rmgsession", "GST_STATES"}, {entry["category"] for entry in entries})
        named = [entry for entry in entries if entry["object"] == "resample"]
        self.assertTrue(named)
        self.assertEqual({entry["node"] for entry in named}, {"resample"})
        self.assertTrue(all(entry["source"] for entry in entries if entry["category"] != "rmg"))

    def test_categories_below_their_threshold_are_not_logged(self):
        entries = self.read_log(*self.write_run(), debug="rmgsession:4")
        self.assertEqual({entry["category"] for entry in entries}, {"rmgsession"})

    def test_run_without_debug_logs_nothing(self):
        self.assertEqual(self.read_log(*self.write_run()), [])

    def test_states_of_the_run_are_entries(self):
        entries = self.read_log(*self.write_run(), states=True)
        self.assertEqual({entry["level"] for entry in entries}, {"INFO"})
        self.assertEqual(entries[0]["details"]["to"], "starting")

    def test_lines_of_the_command_are_entries(self):
        words = self.write_run()
        entries = self.read_log(*words, "--verbose")
        self.assertEqual([entry["level"] for entry in entries], ["INFO"])
        self.assertIn("resample", entries[0]["message"])

    def test_warning_names_its_node(self):
        cut = command.wav(command.tone(16000))[:20001]
        entries = self.read_log(self.write("m.json", command.resampler()), "-i",
                                self.write("cut.wav", cut))
        self.assertEqual({entry["level"] for entry in entries}, {"WARNING"})
        self.assertTrue(all(entry["node"] for entry in entries))

    def test_error_is_an_event_of_its_node_and_one_line_of_the_command(self):
        entries = self.read_log(self.write("m.json", command.resampler()), "-i",
                                self.write("in.wav", b"no recording"), code=1)
        self.assertEqual([entry["level"] for entry in entries], ["ERROR", "ERROR"])
        self.assertEqual(entries[0]["message"], "rmg-node-failed")
        self.assertIn("in.wav", entries[1]["message"])

    def test_problems_of_the_manifest_are_entries(self):
        entries = self.read_log(self.write("m.json", command.manifest([("a", "NoNode")])), code=3)
        self.assertIn("NoNode", entries[0]["message"])

    def test_event_has_its_fields_as_details(self):
        entries = self.read_log(*self.write_run(faulty(
            retry={"max_retries": 0}, breaker={"failures": 2, "on_open": "drop"})))
        events = [entry for entry in entries if entry["message"] == "rmg-breaker"]
        self.assertEqual([event["details"]["to"] for event in events], ["open"])
        self.assertEqual(events[0]["node"], "fault")
        self.assertEqual(events[0]["details"]["permanent"], False)
        self.assertEqual(events[0]["details"]["open-ms"], 30000)

    def write_retries(self, **fault):
        """A node that fails twice at its fifth buffer, and its input."""
        document = faulty(retry={"max_retries": 2, "backoff_ms": 10})
        document["nodes"][1]["params"] = {
            "fail-after": 5, "failures": 2, "error": "resource-read"} | fault
        return self.write_run(document)

    def read_lines(self, *words):
        """The lines of the command on standard error, except the summary of the run."""
        lines = self.rmg_ok("run", *words).stderr.decode().splitlines()
        return [line for line in lines if line.startswith("rmg: ")]

    def test_text_has_a_line_for_each_event(self):
        lines = self.read_lines(*self.write_retries())
        patterns = ("rmg: fault: attempt 1 failed, retry in 10 ms: .+",
                    "rmg: fault: attempt 2 failed, restart in 20 ms: .+",
                    "rmg: fault: restart, lost state of fault",
                    "rmg: fault: recovered after 2 failed attempts in [0-9]+ ms")
        self.assertEqual(len(lines), len(patterns), lines)
        for line, pattern in zip(lines, patterns):
            self.assertRegex(line, f"^{pattern}$")

    def test_quiet_run_prints_no_event(self):
        self.assertEqual(self.rmg_ok("run", *self.write_retries(), "-q").stderr, b"")

    def test_text_of_a_node_that_fails_for_each_buffer_is_short(self):
        lines = self.read_lines(*self.write_run(faulty(
            params={"fail-every": 2, "error": "resource-read"},
            retry={"max_retries": 1, "backoff_ms": 0})), "--metrics", "metrics.json")
        self.assertGreaterEqual(len(lines), 20)
        self.assertRegex(lines[-1], "^rmg: [0-9]+ more events of nodes$")
        omitted = sum(int(line.split()[1]) for line in lines if line.endswith("of nodes"))
        events = sum(line.startswith("rmg: fault: ") for line in lines) + omitted
        metrics = json.loads((self.folder / "metrics.json").read_text(encoding="utf-8"))
        n_retries = sum(node["retry_count"] for node in metrics["node_metrics"])
        self.assertGreater(n_retries, 20)
        self.assertEqual(events, 2 * n_retries)  # a failure, a recovery

    def test_audio_on_standard_output_leaves_the_log_objects_alone(self):
        document = command.speech()
        run = subprocess.run(
            [command.RMG, "run", self.write("m.json", document), "-i",
             self.write("in.wav", command.wav(command.bursts())), "-O", "-", "--output-caps",
             command.RAW_CAPS, "--log", "json", "-o", "table"], cwd=self.folder,
            capture_output=True, timeout=command.TIMEOUT_S, check=False)
        self.assertEqual(run.returncode, 0)
        for line in run.stderr.splitlines():
            self.assertEqual(json.loads(line)["message"], "rmg-state")
        self.assertEqual(len(run.stdout), len(command.bursts()))

    def test_journal_gets_fields(self):
        if shutil.which("unshare") is None or subprocess.run(
                [*NAMESPACE, "mount", "-t", "tmpfs", "tmpfs", "/run"], capture_output=True,
                check=False).returncode != 0:
            self.skipTest("no mount namespaces")
        words = self.write_run(faulty(retry={"max_retries": 0},
                                      breaker={"failures": 2, "on_open": "drop"}))
        run = subprocess.run(
            [*NAMESPACE, sys.executable, "-B", JOURNAL, command.RMG, "run", *words, "--log",
             "json"], cwd=self.folder, env=os.environ | {"GST_DEBUG": "rmgsession:4"},
            capture_output=True, timeout=command.TIMEOUT_S, check=False)
        self.assertEqual(run.returncode, 0, run.stderr)
        entries = [json.loads(line) for line in run.stdout.splitlines()]
        event = next(entry for entry in entries if entry["MESSAGE"] == "rmg-breaker")
        self.assertEqual((event["PRIORITY"], event["RMG_NODE"], event["SYSLOG_IDENTIFIER"]),
                         ("4", "fault", "rmg"))
        self.assertEqual(json.loads(event["RMG_DETAILS"])["to"], "open")
        session = next(entry for entry in entries if entry["RMG_CATEGORY"] == "rmgsession")
        self.assertTrue(session["CODE_FILE"] and session["CODE_FUNC"])
        self.assertEqual(session["PRIORITY"], "6")


if __name__ == "__main__":
    command.main()
