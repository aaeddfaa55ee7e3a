#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
# SPDX-FileCopyrightText: The RemoteMedia authors
"""rmg run --metrics FILE.prom: the parser of Prometheus' own client reads it."""

import re
import shutil
import subprocess
import sys
import unittest

import command

try:
    from prometheus_client.openmetrics.parser import text_string_to_metric_families
except ImportError:
    print("python3-prometheus-client is not installed")
    sys.exit(77)


def to_older_format(text):
    """Return text as promtool reads it: no units, no info and stateset, suffixes in heads."""
    text = re.sub("^# (UNIT|EOF).*\n", "", text, flags=re.M)
    for kind, suffix in (("counter", "_total"), ("info", "_info")):
        for name in re.findall(f"^# TYPE (.*) {kind}$", text, flags=re.M):
            text = re.sub(f"^# (TYPE|HELP) {name} ", rf"# \1 {name}{suffix} ", text, flags=re.M)
    return re.sub("^# TYPE (.*) (info|stateset)$", r"# TYPE \1 gauge", text, flags=re.M)


class OpenMetricsTest(command.CommandTest):
    def read_families(self, name):
        path = self.write("m.json", command.manifest([
            ('v"a\\d', "VAD"), ("pass", "PassThroughNode")]))
        self.rmg_ok("run", path, "-i", self.write("in.wav", command.wav(command.tone(16000))),
                    "-q", "--metrics", name)
        text = (self.folder / name).read_text(encoding="utf-8")
        return {family.name: family for family in text_string_to_metric_families(text)}

    def test_parser_finds_families_with_types_and_units(self):
        families = self.read_families("m.prom")
        self.assertEqual(families["rmg_node_buffers"].type, "counter")
        self.assertEqual(families["rmg_held_bytes"].type, "gauge")
        self.assertEqual(families["rmg_node_busy_seconds"].unit, "seconds")
        self.assertEqual(families["rmg_node_latency_seconds"].type, "histogram")
        self.assertEqual(families["rmg_breaker_state"].type, "stateset")
        self.assertTrue(all(family.documentation for family in families.values()))

    def test_labels_and_values_survive(self):
        family = self.read_families("M.PROM")["rmg_node_buffers"]
        samples = {(sample.labels["node"], sample.labels["direction"]): sample.value
                   for sample in family.samples}
        self.assertGreater(samples['v"a\\d', "in"], 0)
        self.assertEqual(samples['v"a\\d', "out"], samples["pass", "in"])


    def test_histogram_counts_the_calls(self):
        families = self.read_families("h.prom")
        buckets = [sample.value for sample in families["rmg_node_latency_seconds"].samples
                   if sample.labels["node"] == "pass" and sample.name.endswith("_bucket")]
        calls = [sample.value for sample in families["rmg_node_calls"].samples
                 if sample.labels["node"] == "pass"]
        self.assertEqual(buckets, sorted(buckets))
        self.assertEqual(buckets[-1:], calls)

    def test_promtool_has_no_complaint(self):
        promtool = shutil.which("promtool")
        if promtool is None:
            self.skipTest("promtool is not installed")
        self.read_families("p.prom")
        text = (self.folder / "p.prom").read_text(encoding="utf-8")
        run = subprocess.run([promtool, "check", "metrics"], input=to_older_format(text),
                             text=True, capture_output=True, check=False)
        self.assertEqual(run.stderr + run.stdout, "")
        self.assertEqual(run.returncode, 0)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
