#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""The tracers of GStreamer and its dumps of pipelines, over a manifest."""

import os
import re
import shutil
import subprocess

import command

RECORD = re.compile(rb"GST_TRACER :0:: ([\w-]+), (.*);")


def read_records(log):
    """Return [(name of the record, its fields)]."""
    return [(match[1].decode(), match[2].decode()) for match in RECORD.finditer(log)]


class TracersTest(command.CommandTest):
    def trace(self, tracer, debug="GST_TRACER:7", words=None):
        """Run a manifest, or the words; return the log."""
        if words is None:
            words = [command.RMG, "run", *self.write_run(), "-q"]
        run = subprocess.run(
            words, cwd=self.folder, capture_output=True, timeout=command.TIMEOUT_S, check=False,
            env=os.environ | {"GST_TRACERS": tracer, "GST_DEBUG": debug, "GST_DEBUG_NO_COLOR": "1"})
        self.assertEqual(run.returncode, 0, run.stderr[-2000:])
        return run.stderr

    def write_run(self):
        return [self.write("m.json", command.resampler()), "-i",
                self.write("in.wav", command.wav(command.tone(16000))), "-O", "out.wav"]

    def test_latency_is_that_of_each_node(self):
        records = read_records(self.trace("latency(flags=element+pipeline)"))
        elements = {re.search(r"element=\(string\)([\w.-]+)", fields)[1]
                    for name, fields in records if name == "element-latency"}
        self.assertLess({"resample", "format"}, elements)
        self.assertIn("latency", {name for name, _ in records})

    def test_stats_see_each_element_and_its_buffers(self):
        records = read_records(self.trace("stats"))
        elements = {re.search(r"name=\(string\)([\w.-]+)", fields)[1]
                    for name, fields in records if name == "new-element"}
        self.assertLess({"resample", "format"}, elements)
        self.assertGreater(len([1 for name, _ in records if name == "buffer"]), 3)

    def test_rusage_sees_the_threads(self):
        names = {name for name, _ in read_records(self.trace("rusage"))}
        self.assertLessEqual({"thread-rusage", "proc-rusage"}, names)

    def test_factories_lists_the_used_ones(self):
        used = {re.search(r"factory=\(string\)([\w-]+)", fields)[1]
                for name, fields in read_records(self.trace("factories"))
                if name == "factory-used"}
        self.assertLessEqual({"rmgbin", "rmgresample", "wavenc"}, used)

    def test_leaks_are_checked_at_the_end_of_a_run_without_any(self):
        log = self.trace("leaks", "GST_TRACER:7,leaks:5")
        self.assertIn(b"checking for leaks", log)
        self.assertEqual([fields for name, fields in read_records(log)
                          if name == "object-alive"], [])

    def test_all_tracers_at_once_work_over_an_inline_session(self):
        path = self.write("m.json", command.values())
        log = self.trace("latency;stats;rusage;leaks;factories", words=[
            command.RMG, "run", path, "-i", self.write("v.json", [1, 2, 3])])
        names = {name for name, _ in read_records(log)}
        self.assertLessEqual({"new-element", "buffer", "proc-rusage", "factory-used"}, names)
        self.assertNotIn("object-alive", names)

    def trace_pipeline(self, tracer, debug="GST_TRACER:7"):
        """Trace gst-launch-1.0 with a manifest between other elements."""
        launch = shutil.which("gst-launch-1.0")
        if launch is None:
            self.skipTest("no gst-launch-1.0")
        path = self.write("m.json", command.speech())
        build = os.path.dirname(os.path.dirname(command.RMG))
        return self.trace(tracer, debug, words=[
            launch, "-q", f"--gst-plugin-path={build}", "audiotestsrc", "num-buffers=5", "!",
            "rmgbin", f"manifest={path}", "!", "fakesink"])

    def test_tracers_see_the_nodes_of_a_bin_in_a_pipeline(self):
        log = self.trace_pipeline("latency(flags=element);stats;rusage;factories")
        elements = {re.search(r"name=\(string\)([\w.-]+)", fields)[1]
                    for name, fields in read_records(log) if name == "new-element"}
        self.assertLessEqual({"vad", "pass"}, elements)

    def test_bin_in_a_pipeline_leaks_nothing(self):
        # Alone: the tracer stats of GStreamer 1.22 keeps pads of every bin.
        log = self.trace_pipeline("leaks", "GST_TRACER:7,leaks:5")
        self.assertIn(b"checking for leaks", log)
        self.assertNotIn("object-alive", {name for name, _ in read_records(log)})


class DumpsTest(command.CommandTest):
    def dump(self, document, code=0, recording=None):
        """Run; return {end of the file name: text}."""
        folder = self.folder / "dots"
        folder.mkdir()
        run = subprocess.run(
            [command.RMG, "run", self.write("m.json", document), "-i",
             self.write("in.wav", recording or command.wav(command.tone(16000))), "-q"],
            cwd=self.folder, capture_output=True, timeout=command.TIMEOUT_S, check=False,
            env=os.environ | {"GST_DEBUG_DUMP_DOT_DIR": str(folder)})
        self.assertEqual(run.returncode, code, run.stderr)
        texts = {}
        for path in folder.iterdir():
            self.assertRegex(path.name, r"^\d+\.\d\d\.\d\d\.\d{9}-rmg-[\w-]+\.\w+\.dot$")
            texts[path.name.partition("-")[2]] = path.read_text(encoding="utf-8")
        return texts

    def test_run_is_dumped_when_opened_and_when_closing(self):
        texts = self.dump(command.resampler())
        self.assertEqual(set(texts), {"rmg-test.opened.dot", "rmg-test.closing.dot"})
        for text in texts.values():
            self.assertTrue(text.startswith("digraph"))
            self.assertIn("RmgResample\\nresample", text)
        self.assertIn("rate: 16000", texts["rmg-test.closing.dot"])

    def test_failed_run_is_dumped_as_failed(self):
        texts = self.dump(command.resampler(), 1, b"no recording")
        self.assertIn("rmg-test.failed.dot", texts)

    def test_name_of_the_manifest_is_no_path(self):
        document = command.resampler()
        document["metadata"]["name"] = "../a b/\u00e9"
        self.assertIn("rmg-___a_b___.opened.dot", self.dump(document))

    def test_dumps_are_graphs(self):
        if shutil.which("dot") is None:
            self.skipTest("no graphviz")
        for text in self.dump(command.resampler()).values():
            subprocess.run(["dot", "-Tcanon"], input=text.encode(), check=True,
                           capture_output=True, timeout=command.TIMEOUT_S)


if __name__ == "__main__":
    command.main()
