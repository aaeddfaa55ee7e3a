#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""rmg run --otlp: metrics and spans of a run, read by a collector on loopback."""

import os
import pathlib
import re
import socket
import subprocess
import sys

import command

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import otlp  # noqa: E402  # beside this file

os.environ["no_proxy"] = "127.0.0.1"
if b"libsoup-3.0" not in subprocess.run(["ldd", command.RMG], capture_output=True,
                                        check=True).stdout:
    print("built without libsoup 3")
    sys.exit(77)


def list_spans(document):
    return document["resourceSpans"][0]["scopeSpans"][0]["spans"]


def list_metrics(document):
    return document["resourceMetrics"][0]["scopeMetrics"][0]["metrics"]


def read_attributes(item):
    return {entry["key"]: entry["value"]["stringValue"] for entry in item["attributes"]}


class OtlpTest(command.CommandTest):
    def collect(self, status=200):
        collector = otlp.Collector(status)
        self.addCleanup(collector.close)
        return collector

    def write_run(self, *nodes):
        document = command.manifest([("cut", "gst:rmgchunk", {"frames": 320}), *nodes])
        return document, ["-i", self.write("in.wav", command.wav(command.tone(16000)))]

    def run_to(self, collector, document, words, code=0):
        run = self.rmg("run", self.write("m.json", document), *words, "-q", "--otlp",
                       collector.url)
        self.assertEqual(run.returncode, code, run.stderr)
        self.assertTrue(all(kind == "application/json" for _, kind, _ in collector.posted))
        return {path: otlp.parse(path, body) for path, _, body in collector.posted}

    def test_metrics_are_those_of_the_openmetrics_text(self):
        document, words = self.write_run(("vad", "VAD"))
        documents = self.run_to(self.collect(), document, [*words, "--metrics", "m.prom"])
        text = (self.folder / "m.prom").read_text(encoding="utf-8")
        metrics = {metric["name"]: metric for metric in list_metrics(documents["/v1/metrics"])}
        families = {name for name, kind in re.findall(r"^# TYPE (\S+) (\S+)$", text, re.MULTILINE)
                    if kind != "info" and re.search(rf"^{name}\w*[{{ ]", text, re.MULTILINE)}
        self.assertEqual(set(metrics), families)
        points = metrics["rmg_node_buffers"]["sum"]["dataPoints"]
        counted = {(read_attributes(point)["node"], read_attributes(point)["direction"]):
                   point["asDouble"] for point in points}
        sample = re.search(r'^rmg_node_buffers_total{.*node="vad".*"in"} (\d+)', text, re.MULTILINE)
        self.assertEqual(counted["vad", "in"], float(sample[1]))
        self.assertGreater(counted["vad", "in"], 0)

    def test_run_is_one_span_whatever_the_number_of_buffers(self):
        document, words = self.write_run(("vad", "VAD"))
        spans = list_spans(self.run_to(self.collect(), document, words)["/v1/traces"])
        self.assertEqual([span["name"] for span in spans], ["rmg run"])
        self.assertEqual(spans[0]["status"], {"code": 1})
        self.assertEqual(read_attributes(spans[0]), {"rmg.pipeline": "test"})
        self.assertNotIn("parentSpanId", spans[0])
        self.assertLess(int(spans[0]["startTimeUnixNano"]), int(spans[0]["endTimeUnixNano"]))

    def test_retries_and_restarts_are_children(self):
        document, words = self.write_run(
            ("fault", "gst:rmgfault", {"fail-after": 5, "failures": 3, "error": "resource-read"}))
        document["nodes"][1]["retry"] = {"max_retries": 3, "backoff_ms": 10}
        spans = list_spans(self.run_to(self.collect(), document, words)["/v1/traces"])
        names = [span["name"] for span in spans]
        self.assertEqual(names[0], "rmg run")
        self.assertEqual(names.count("retry"), 3, names)
        for span in spans[1:]:
            self.assertEqual(span["parentSpanId"], spans[0]["spanId"])
            self.assertEqual(span["traceId"], spans[0]["traceId"])
            self.assertEqual(read_attributes(span)["rmg.node"], "fault")
        retries = [span for span in spans if span["name"] == "retry"]
        self.assertEqual([int(span["endTimeUnixNano"]) - int(span["startTimeUnixNano"])
                          for span in retries], [10_000_000, 20_000_000, 40_000_000])

    def test_open_breaker_is_a_child_until_the_end(self):
        document, words = self.write_run(
            ("fault", "gst:rmgfault", {"fail-every": 1, "error": "resource-read"}))
        document["nodes"][1] |= {"retry": {"max_retries": 0},
                                 "breaker": {"failures": 2, "on_open": "drop"}}
        spans = list_spans(self.run_to(self.collect(), document, words)["/v1/traces"])
        breaker = [span for span in spans if span["name"] == "breaker open"]
        self.assertEqual(len(breaker), 1)
        self.assertEqual(breaker[0]["endTimeUnixNano"], spans[0]["endTimeUnixNano"])

    def test_failed_run_is_a_span_with_its_error(self):
        documents = self.run_to(self.collect(), command.resampler(), [
            "-i", self.write("in.wav", b"no recording")], 1)
        span = list_spans(documents["/v1/traces"])[0]
        self.assertEqual(span["status"]["code"], 2)
        self.assertIn("in.wav", span["status"]["message"])

    def test_collector_that_refuses_is_a_warning(self):
        document, words = self.write_run(("vad", "VAD"))
        collector = self.collect(503)
        run = self.rmg("run", self.write("m.json", document), *words, "--otlp", collector.url)
        self.assertEqual(run.returncode, 0)
        self.assertIn(b"warning: --otlp: the collector answered /v1/metrics with 503", run.stderr)

    def test_absent_collector_is_a_warning(self):
        document, words = self.write_run(("vad", "VAD"))
        free = socket.create_server(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
        free.close()
        run = self.rmg("run", self.write("m.json", document), *words, "--otlp", url)
        self.assertEqual((run.returncode, run.stderr.count(b"warning: --otlp: ")), (0, 1))

    def test_text_without_a_url_is_wrong_use(self):
        document, words = self.write_run(("vad", "VAD"))
        for url in ("127.0.0.1:4318", "ftp://a", "http://", "http"):
            run = self.rmg("run", self.write("m.json", document), *words, "--otlp", url)
            self.assertEqual(run.returncode, 2, run.stderr)

    def test_strict_reader_refuses_unknown_fields_and_wrong_types(self):
        for body in ('{"resourceSpans": [{"color": 1}]}', '{"resourceSpans": {}}',
                     '{"resourceSpans": [{"scopeSpans": [{"spans": [{"kind": "1"}]}]}]}',
                     '{"resourceSpans": [{"scopeSpans": [{"spans": [{"spanId": "0"}]}]}]}'):
            with self.assertRaises(AssertionError):
                otlp.parse("/v1/traces", body)


if __name__ == "__main__":
    command.main()
